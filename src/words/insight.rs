//! What a comparison found, in a sentence. What goes together is told, and how sure that is; never that one thing makes
//! another.

use super::MarkedText;
use crate::review::insights::{About, Found, Insight, SURE, Sureness};

/// A comparison in one sentence: what was found, or how many nights are still missing.
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
    let Some(found) = insight.found else {
        let (with, missing) = (insight.with, missing(insight));
        return MarkedText::ours("Nights ").then_all(nights).then(format!(
            ": {with} with, {without} without; {missing} before they can be compared"
        ));
    };
    let sure = sure(&found);
    let with = super::counted(insight.with, "night");
    let likely = likely(&found);
    MarkedText::ours(format!("Legs {} on nights ", how(&found)))
        .then_all(nights)
        .then(format!(
            ": {with} with, {without} without, {likely}; {sure}"
        ))
}

fn sure(found: &Found) -> String {
    if found.q < SURE {
        "association, not proof".to_owned()
    } else if found.may_be_nothing() {
        "this may be chance".to_owned()
    } else if found.p < SURE {
        // By itself it looks like a find, as its interval says.
        "among all that was compared this may still be chance".to_owned()
    } else {
        let often = in_100(found.p);
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
    let Some(found) = insight.found else {
        let missing = missing(insight);
        return format!("Nights {nights}: {missing} to be compared");
    };
    let sure = match insight.sureness() {
        Sureness::Found if is_trial => "likely the cause, not certain",
        Sureness::Found => "association, not proof",
        // Its interval alone looks sure; the whole sentence says why that is not enough.
        Sureness::Chance if has_likely && !found.may_be_nothing() => "may still be chance",
        Sureness::Chance | Sureness::Missing => "may be chance",
    };
    let likely = if has_likely {
        format!(", likely {}", likely_briefly(&found))
    } else {
        String::new()
    };
    let (how, with, without) = (how(&found), insight.with, insight.without);
    format!("Legs {how} {nights}, {with} nights against {without}{likely}: {sure}")
}

/// `by 0.3 to 1.9`, or where the ends lie on both sides `0.4 calmer to 0.2 more restless`.
fn likely_briefly(found: &Found) -> String {
    let [low, high] = [found.interval.0, found.interval.1].map(tenths);
    match tenths(found.difference) {
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
pub(super) fn how(found: &Found) -> String {
    match tenths(found.difference) {
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
pub(super) fn name(about: &About) -> MarkedText {
    match about {
        About::Step { title, .. } => MarkedText::ours("\"").then_theirs(title).then("\""),
        About::Factor(name) => MarkedText::theirs(&name.replace('-', " ")),
    }
}

fn nights_in_words(about: &About) -> MarkedText {
    let name = name(about);
    match about {
        About::Step {
            is_cutoff: true, ..
        } => MarkedText::ours("when ").then_all(name).then(" was kept"),
        About::Step { .. } => MarkedText::ours("after ").then_all(name),
        About::Factor(_) => MarkedText::ours("with ").then_all(name),
    }
}

pub(super) fn likely(found: &Found) -> String {
    let [low, high] = [found.interval.0, found.interval.1].map(tenths);
    match tenths(found.difference) {
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

    fn about(found: Option<(f64, [f64; 2], f64)>, about: About) -> String {
        let found = found.map(|(difference, [low, high], q)| Found {
            difference,
            interval: (low, high),
            p: q,
            q,
        });
        insight_line(&Insight {
            about,
            with: 19,
            without: if found.is_some() { 14 } else { 2 },
            found,
        })
    }

    #[test]
    fn a_name_is_marked_where_it_stands_not_where_its_letters_come_first() {
        let text = insight_text(&Insight {
            about: step("nights", false),
            with: 19,
            without: 2,
            found: None,
        });
        let [.., before, name, _, _] = text.pieces() else {
            panic!("{text:?}");
        };
        assert_eq!(*before, Piece::Ours("\"".to_owned()));
        assert_eq!(*name, Piece::Theirs("nights".to_owned()));
        assert!(text.plain().starts_with("Nights after \"nights\": "));
    }

    fn step(title: &str, is_cutoff: bool) -> About {
        About::Step {
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
                About::Factor("late-screen".to_owned())
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
            let found = Found {
                difference: -1.0,
                interval: (-1.6, -0.5),
                p,
                q,
            };
            let insight = Insight {
                about: About::Factor("alcohol".to_owned()),
                with: 15,
                without: 61,
                found: Some(found),
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
            about: About::Factor("alcohol".to_owned()),
            with: 3,
            without: 6,
            found: None,
        };
        assert_eq!(
            insight_line(&few),
            "Nights with alcohol: 3 with, 6 without; 7 more with and 4 without before they can be compared"
        );
    }
}
