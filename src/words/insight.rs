//! Comparisons in sentences. They state an association and its significance, never a cause.

use super::MarkedText;
use crate::printable::on_one_line;
use crate::review::LegsFigure;
use crate::review::insights::{Estimate, Insight, SIGNIFICANCE_LEVEL, Significance, Subject};

/// The name of a figure of the legs within a sentence.
pub fn legs_name(figure: LegsFigure) -> &'static str {
    match figure {
        LegsFigure::Evening => "legs in the evening",
        LegsFigure::Night => "legs at night",
    }
}

/// A comparison in one sentence: the estimate, or how many nights are missing.
///
/// `Legs 1.1 calmer on nights after "Warm bath": 19 nights with, 14 without, likely between 0.3 and 1.9;
/// association, not proof`
pub fn insight_line(insight: &Insight) -> String {
    insight_text(insight).plain()
}

/// A comparison in one sentence, with the user's own words marked.
pub fn insight_text(insight: &Insight) -> MarkedText {
    let nights = nights_in_words(&insight.about);
    let without = insight.without;
    let Some(estimate) = insight.estimate else {
        let (with, missing_nights) = (insight.with, missing_nights(insight));
        return MarkedText::ours("Nights ").then_all(nights).then(format!(
            ": {with} with, {without} without; {missing_nights} before they can be compared"
        ));
    };
    let certainty = certainty(&estimate);
    let with = super::counted(insight.with, "night");
    let likely_range = likely_range(estimate.difference, estimate.interval);
    let legs = super::capitalised(legs_name(insight.figure));
    MarkedText::ours(format!(
        "{legs} {} on nights ",
        direction(estimate.difference)
    ))
    .then_all(nights)
    .then(format!(
        ": {with} with, {without} without, {likely_range}; {certainty}"
    ))
}

fn certainty(estimate: &Estimate) -> String {
    if estimate.q < SIGNIFICANCE_LEVEL {
        "association, not proof".to_owned()
    } else if estimate.interval_contains_zero() {
        "this may be chance".to_owned()
    } else if estimate.p < SIGNIFICANCE_LEVEL {
        // The unadjusted p is significant, and the interval excludes zero.
        "among all that was compared this may still be chance".to_owned()
    } else {
        let often = per_hundred(estimate.p);
        format!("other orders of the weeks give as much in {often} of 100, so this may be chance")
    }
}

/// A comparison in fewer words, with or without the confidence interval.
///
/// `Legs 1.1 calmer after "Warm bath", 19 nights against 14, likely by 0.3 to 1.9: association, not proof`
pub(super) fn shorter(insight: &Insight, has_interval: bool) -> String {
    let nights = nights_in_words(&insight.about).plain();
    let Some(estimate) = insight.estimate else {
        let missing_nights = missing_nights(insight);
        return format!("Nights {nights}: {missing_nights} to be compared");
    };
    let certainty = match insight.significance() {
        Significance::Significant => "association, not proof",
        // The interval excludes zero and would look certain without this; the long sentence explains why it
        // is not.
        Significance::NotSignificant if has_interval && !estimate.interval_contains_zero() => {
            "may still be chance"
        }
        Significance::NotSignificant | Significance::NotTested => "may be chance",
    };
    let likely_range = if has_interval {
        format!(
            ", likely {}",
            short_likely_range(estimate.difference, estimate.interval)
        )
    } else {
        String::new()
    };
    let (direction, with, without) = (
        direction(estimate.difference),
        insight.with,
        insight.without,
    );
    let legs = super::capitalised(legs_name(insight.figure));
    format!(
        "{legs} {direction} {nights}, {with} nights against {without}{likely_range}: {certainty}"
    )
}

/// `by 0.3 to 1.9`; where the interval contains zero `0.4 calmer to 0.2 more restless`.
pub(super) fn short_likely_range(difference: f64, interval: (f64, f64)) -> String {
    let [low, high] = [interval.0, interval.1].map(tenths);
    match tenths(difference) {
        calmer if calmer < 0 && high <= 0 => format!("by {} to {}", size(high), size(low)),
        more if more > 0 && low >= 0 => format!("by {} to {}", size(low), size(high)),
        _ => format!("{} to {}", in_direction(low), in_direction(high)),
    }
}

/// A share of 1 as a whole number of a hundred.
pub(super) fn per_hundred(share: f64) -> String {
    match (share * 100.0).round() as u32 {
        0 => "less than 1".to_owned(),
        often => often.to_string(),
    }
}

/// The direction and size of the difference: `1.1 calmer`, or `about the same`.
pub(super) fn direction(difference: f64) -> String {
    match tenths(difference) {
        0 => "about the same".to_owned(),
        change => in_direction(change),
    }
}

fn missing_nights(insight: &Insight) -> String {
    match insight.still_missing() {
        (with, 0) => format!("{with} more with"),
        (0, without) => format!("{without} more without"),
        (with, without) => format!("{with} more with and {without} without"),
    }
}

/// A step's title in quotes, or a factor's name.
pub(super) fn subject_name(about: &Subject) -> MarkedText {
    match about {
        Subject::Step { title, .. } => MarkedText::ours("\"").then_theirs(title).then("\""),
        Subject::Factor(name) => MarkedText::theirs(&on_one_line(&name.replace('-', " "))),
    }
}

fn nights_in_words(about: &Subject) -> MarkedText {
    let subject_name = subject_name(about);
    match about {
        Subject::Step {
            is_cutoff: true, ..
        } => MarkedText::ours("when ")
            .then_all(subject_name)
            .then(" was kept"),
        Subject::Step { .. } => MarkedText::ours("after ").then_all(subject_name),
        Subject::Factor(_) => MarkedText::ours("with ").then_all(subject_name),
    }
}

pub(super) fn likely_range(difference: f64, interval: (f64, f64)) -> String {
    let [low, high] = [interval.0, interval.1].map(tenths);
    match tenths(difference) {
        // Both ends lie in the direction already named.
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
            figure: LegsFigure::Night,
            with: 19,
            without: if estimate.is_some() { 14 } else { 2 },
            estimate,
        })
    }

    #[test]
    fn a_name_that_also_occurs_in_the_sentence_is_marked_in_its_own_place() {
        let text = insight_text(&Insight {
            about: step("nights", false),
            figure: LegsFigure::Night,
            with: 19,
            without: 2,
            estimate: None,
        });
        let [.., before, subject_name, _, _] = text.pieces() else {
            panic!("{text:?}");
        };
        assert_eq!(*before, Piece::Ours("\"".to_owned()));
        assert_eq!(*subject_name, Piece::Theirs("nights".to_owned()));
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
    fn a_significant_comparison_states_its_figures_and_that_it_is_no_proof() {
        assert_eq!(
            about(Some((-1.1, [-1.9, -0.3], 0.048)), step("Warm bath", false)),
            "Legs at night 1.1 calmer on nights after \"Warm bath\": 19 nights with, 14 without, likely between 0.3 and 1.9; \
             association, not proof"
        );
        assert_eq!(
            about(
                Some((0.84, [0.02, 1.6], 0.01)),
                Subject::Factor("late-screen".to_owned())
            ),
            "Legs at night 0.8 more restless on nights with late screen: 19 nights with, 14 without, likely between 0 and 1.6; \
             association, not proof"
        );
    }

    #[test]
    fn an_insignificant_comparison_says_that_it_may_be_chance() {
        assert_eq!(
            about(Some((-0.4, [-1.0, 0.2], 0.3)), step("Last caffeine", true)),
            "Legs at night 0.4 calmer on nights when \"Last caffeine\" was kept: 19 nights with, 14 without, likely between 1.0 \
             calmer and 0.2 more restless; this may be chance"
        );
        assert_eq!(
            about(Some((-0.04, [-0.6, 0.04], 0.9)), step("Warm bath", false)),
            "Legs at night about the same on nights after \"Warm bath\": 19 nights with, 14 without, likely between 0.6 calmer and \
             no difference; this may be chance"
        );
    }

    #[test]
    fn an_interval_without_zero_explains_why_the_comparison_is_still_not_significant() {
        let line = |p, q| {
            let estimate = Estimate {
                difference: -1.0,
                interval: (-1.6, -0.5),
                p,
                q,
            };
            let insight = Insight {
                about: Subject::Factor("alcohol".to_owned()),
                figure: LegsFigure::Night,
                with: 15,
                without: 61,
                estimate: Some(estimate),
            };
            insight_line(&insight)
        };
        let nights = "Legs at night 1.0 calmer on nights with alcohol: 15 nights with, 61 without, likely between 0.5 and 1.6";
        assert_eq!(
            line(0.03, 0.12),
            format!("{nights}; among all that was compared this may still be chance")
        );
        assert_eq!(
            line(0.07, 0.28),
            format!(
                "{nights}; other orders of the weeks give as much in 7 of 100, so this may be chance"
            )
        );
    }

    #[test]
    fn without_an_estimate_the_missing_nights_are_counted() {
        assert_eq!(
            about(None, step("Warm bath", false)),
            "Nights after \"Warm bath\": 19 with, 2 without; 8 more without before they can be compared"
        );
        let few = Insight {
            about: Subject::Factor("alcohol".to_owned()),
            figure: LegsFigure::Night,
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
