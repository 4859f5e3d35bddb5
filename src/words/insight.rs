//! What a comparison estimate, in a sentence. What goes together is told, and how sure that is; never that one thing makes
//! another.

use super::MarkedText;
use crate::review::insights::{Estimate, Insight, SIGNIFICANCE_LEVEL, Significance, Subject};

/// A comparison in one sentence: what was estimate, or how many nights are still missing.
///
/// `Legs 1.1 calmer on nights after "Warm bath": 19 nights with, 14 without, likely between 0.3 and 1.9; association,
/// not proof`
pub fn insight_line(insight: &Insight) -> String {
    insight_text(insight).plain()
}

/// The same, with the user's own words marked.
pub fn insight_text(insight: &Insight) -> MarkedText {
    let nights = nights_in_words(&insight.about);
    let without = insight.without;
    let Some(estimate) = insight.estimate else {
        let (with, missing) = (insight.with, missing(insight));
        return MarkedText::ours("Nights ").then_all(nights).then(format!(
            ": {with} with, {without} without; {missing} before they can be compared"
        ));
    };
    let sure = sure(&estimate);
    let with = super::counted(insight.with, "night");
    let likely = likely(&estimate);
    MarkedText::ours(format!("Legs {} on nights ", how(&estimate)))
        .then_all(nights)
        .then(format!(
            ": {with} with, {without} without, {likely}; {sure}"
        ))
}

fn sure(estimate: &Estimate) -> String {
    if estimate.q < SIGNIFICANCE_LEVEL {
        "association, not proof".to_owned()
    } else if estimate.interval_contains_zero() {
        "this may be chance".to_owned()
    } else if estimate.p < SIGNIFICANCE_LEVEL {
        // By itself it looks like a find, as its interval says.
        "among all that was compared this may still be chance".to_owned()
    } else {
        let often = in_100(estimate.p);
        format!("other orders of the weeks give as much in {often} of 100, so this may be chance")
    }
}

/// The same in fewer words; with, or in still fewer without, where the difference likely lies.
///
/// `Legs 1.1 calmer after "Warm bath", 19 nights against 14, likely by 0.3 to 1.9: association, not proof`
pub(super) fn shorter(insight: &Insight, is_trial: bool, has_likely: bool) -> String {
    let nights = match &insight.about {
        about if is_trial => format!("drawn to be with {}", name(about).plain()),
        about => nights_in_words(about).plain(),
    };
    let Some(estimate) = insight.estimate else {
        let missing = missing(insight);
        return format!("Nights {nights}: {missing} to be compared");
    };
    let sure = match insight.significance() {
        Significance::Significant if is_trial => "likely the cause, not certain",
        Significance::Significant => "association, not proof",
        // Its interval alone looks sure; the whole sentence says why that is not enough.
        Significance::NotSignificant if has_likely && !estimate.interval_contains_zero() => {
            "may still be chance"
        }
        Significance::NotSignificant | Significance::NotTested => "may be chance",
    };
    let likely = if has_likely {
        format!(", likely {}", likely_briefly(&estimate))
    } else {
        String::new()
    };
    let (how, with, without) = (how(&estimate), insight.with, insight.without);
    format!("Legs {how} {nights}, {with} nights against {without}{likely}: {sure}")
}

/// `by 0.3 to 1.9`, or where the ends lie on both sides `0.4 calmer to 0.2 more restless`.
fn likely_briefly(estimate: &Estimate) -> String {
    let [low, high] = [estimate.interval.0, estimate.interval.1].map(tenths);
    match tenths(estimate.difference) {
        calmer if calmer < 0 && high <= 0 => format!("by {} to {}", size(high), size(low)),
        more if more > 0 && low >= 0 => format!("by {} to {}", size(low), size(high)),
        _ => format!("{} to {}", in_direction(low), in_direction(high)),
    }
}

/// A share as a whole number of a hundred.
pub(super) fn in_100(share: f64) -> String {
    match (share * 100.0).round() as u32 {
        0 => "less than 1".to_owned(),
        often => often.to_string(),
    }
}

/// `1.1 calmer`, or `about the same`.
pub(super) fn how(estimate: &Estimate) -> String {
    match tenths(estimate.difference) {
        0 => "about the same".to_owned(),
        change => in_direction(change),
    }
}

fn missing(insight: &Insight) -> String {
    match insight.still_missing() {
        (with, 0) => format!("{with} more with"),
        (0, without) => format!("{without} more without"),
        (with, without) => format!("{with} more with and {without} without"),
    }
}

/// What it is about: a step in quotes, a factor as it is said.
pub(super) fn name(about: &Subject) -> MarkedText {
    match about {
        Subject::Step { title, .. } => MarkedText::ours("\"").then_theirs(title).then("\""),
        Subject::Factor(name) => MarkedText::theirs(&name.replace('-', " ")),
    }
}

fn nights_in_words(about: &Subject) -> MarkedText {
    let name = name(about);
    match about {
        Subject::Step {
            is_cutoff: true, ..
        } => MarkedText::ours("when ").then_all(name).then(" was kept"),
        Subject::Step { .. } => MarkedText::ours("after ").then_all(name),
        Subject::Factor(_) => MarkedText::ours("with ").then_all(name),
    }
}

pub(super) fn likely(estimate: &Estimate) -> String {
    let [low, high] = [estimate.interval.0, estimate.interval.1].map(tenths);
    match tenths(estimate.difference) {
        // Both ends lie on the side that was named.
        calmer if calmer < 0 && high <= 0 => {
            format!("likely between {} and {}", size(high), size(low))
        }
        more if more > 0 && low >= 0 => format!("likely between {} and {}", size(low), size(high)),
        _ => format!(
            "likely between {} and {}",
            in_direction(low),
            in_direction(high)
        ),
    }
}

/// Rounded to a tenth, as a number of tenths.
pub(super) fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

pub(super) fn size(tenths: i64) -> String {
    match tenths.unsigned_abs() {
        0 => "0".to_owned(),
        size => format!("{}.{}", size / 10, size % 10),
    }
}

pub(super) fn in_direction(tenths: i64) -> String {
    match tenths {
        0 => "no difference".to_owned(),
        ..0 => format!("{} calmer", size(tenths)),
        1.. => format!("{} more restless", size(tenths)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Piece;

    fn about(estimate: Option<(f64, [f64; 2], f64)>, about: Subject) -> String {
        let estimate = estimate.map(|(difference, [low, high], q)| Estimate {
            difference,
            interval: (low, high),
            p: q,
            q,
        });
        insight_line(&Insight {
            about,
            with: 19,
            without: if estimate.is_some() { 14 } else { 2 },
            estimate,
        })
    }

    #[test]
    fn a_name_is_marked_where_it_stands_not_where_its_letters_come_first() {
        let text = insight_text(&Insight {
            about: step("nights", false),
            with: 19,
            without: 2,
            estimate: None,
        });
        let [.., before, name, _, _] = text.pieces() else {
            panic!("{text:?}");
        };
        assert_eq!(*before, Piece::Ours("\"".to_owned()));
        assert_eq!(*name, Piece::Theirs("nights".to_owned()));
        assert!(text.plain().starts_with("Nights after \"nights\": "));
    }

    fn step(title: &str, is_cutoff: bool) -> Subject {
        Subject::Step {
            id: "step".into(),
            title: title.to_owned(),
            is_cutoff,
        }
    }

    #[test]
    fn a_sure_find_is_told_with_its_numbers_and_that_it_is_no_proof() {
        assert_eq!(
            about(Some((-1.1, [-1.9, -0.3], 0.048)), step("Warm bath", false)),
            "Legs 1.1 calmer on nights after \"Warm bath\": 19 nights with, 14 without, likely between 0.3 and 1.9; \
             association, not proof"
        );
        assert_eq!(
            about(
                Some((0.84, [0.02, 1.6], 0.01)),
                Subject::Factor("late-screen".to_owned())
            ),
            "Legs 0.8 more restless on nights with late screen: 19 nights with, 14 without, likely between 0 and 1.6; \
             association, not proof"
        );
    }

    #[test]
    fn what_may_be_chance_is_said_to_be() {
        assert_eq!(
            about(Some((-0.4, [-1.0, 0.2], 0.3)), step("Last caffeine", true)),
            "Legs 0.4 calmer on nights when \"Last caffeine\" was kept: 19 nights with, 14 without, likely between 1.0 \
             calmer and 0.2 more restless; this may be chance"
        );
        assert_eq!(
            about(Some((-0.04, [-0.6, 0.04], 0.9)), step("Warm bath", false)),
            "Legs about the same on nights after \"Warm bath\": 19 nights with, 14 without, likely between 0.6 calmer and \
             no difference; this may be chance"
        );
    }

    #[test]
    fn where_the_interval_alone_looks_sure_it_is_said_why_that_is_not_enough() {
        let said = |p, q| {
            let estimate = Estimate {
                difference: -1.0,
                interval: (-1.6, -0.5),
                p,
                q,
            };
            let insight = Insight {
                about: Subject::Factor("alcohol".to_owned()),
                with: 15,
                without: 61,
                estimate: Some(estimate),
            };
            insight_line(&insight)
        };
        let nights = "Legs 1.0 calmer on nights with alcohol: 15 nights with, 61 without, likely between 0.5 and 1.6";
        assert_eq!(
            said(0.03, 0.12),
            format!("{nights}; among all that was compared this may still be chance")
        );
        assert_eq!(
            said(0.07, 0.28),
            format!(
                "{nights}; other orders of the weeks give as much in 7 of 100, so this may be chance"
            )
        );
    }

    #[test]
    fn too_few_nights_are_counted() {
        assert_eq!(
            about(None, step("Warm bath", false)),
            "Nights after \"Warm bath\": 19 with, 2 without; 8 more without before they can be compared"
        );
        let few = Insight {
            about: Subject::Factor("alcohol".to_owned()),
            with: 3,
            without: 6,
            estimate: None,
        };
        assert_eq!(
            insight_line(&few),
            "Nights with alcohol: 3 with, 6 without; 7 more with and 4 without before they can be compared"
        );
    }
}
