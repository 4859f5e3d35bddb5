//! Comparisons in sentences. They state an association and its significance, never a cause.

use super::MarkedText;
use crate::printable::on_one_line;
use crate::review::LegsFigure;
use crate::review::insights::{Estimate, Finding, Insight, Significance, Subject};

/// The name of a figure of the legs within a sentence.
pub fn legs_name(figure: LegsFigure) -> &'static str {
    match figure {
        LegsFigure::Evening => "legs in the evening",
        LegsFigure::Night => "legs at night",
    }
}

/// A finding in one sentence. It states no cause. If it `offers_a_trial`, it names the one that could tell, which is of
/// no use to a doctor, nor where there is one already.
///
/// `Legs at night 0.9 calmer on nights after "Warm bath": 150 nights with, 120 without, likely between 0.5 and
/// 1.4; found together, which is no proof, but a trial could tell: winddown trial start warm-bath`
pub fn finding_text(finding: &Finding, offers_a_trial: bool) -> MarkedText {
    let sides = (finding.with, finding.without);
    let could_tell = match &finding.about {
        Subject::Step {
            id,
            is_cutoff: false,
            ..
        } if offers_a_trial => {
            MarkedText::ours("no proof, but a trial could tell: winddown trial start ")
                .then_theirs(&id.0)
        }
        Subject::Step { .. } | Subject::Factor(_) => {
            MarkedText::ours("no proof that it is the cause")
        }
    };
    comparison(&finding.about, finding.figure, sides, &finding.estimate)
        .then("; found together, which is ")
        .then_all(could_tell)
        .then(warning(&finding.about, &finding.estimate))
}

/// A comparison that is no finding in one sentence: the estimate, or what is missing for it.
///
/// `Legs at night 0.4 calmer on nights after "Warm bath": 19 nights with, 14 without, likely between 1.0 calmer and
/// 0.2 more restless; this may be chance`
pub fn insight_line(insight: &Insight) -> String {
    insight_text(insight).plain()
}

/// A comparison that is no finding in one sentence, with the user's own words marked.
pub fn insight_text(insight: &Insight) -> MarkedText {
    let (with, without) = (insight.with, insight.without);
    let Some(estimate) = insight.estimate else {
        let missing = match missing_nights(insight) {
            Some(missing) => format!("{missing} before they can be compared"),
            None => INSEPARABLE.to_owned(),
        };
        return MarkedText::ours("Nights ")
            .then_all(nights_in_words(&insight.about))
            .then(format!(": {with} with, {without} without; {missing}"));
    };
    comparison(&insight.about, insight.figure, (with, without), &estimate)
        .then(format!("; {}", certainty(&estimate)))
        .then(warning(&insight.about, &estimate))
}

/// Said of something that follows the weekday, the time or the night before so closely that they cannot be told apart.
const INSEPARABLE: &str = "they follow the weekday or the time too closely to be compared";

fn comparison(
    about: &Subject,
    figure: LegsFigure,
    (with, without): (usize, usize),
    estimate: &Estimate,
) -> MarkedText {
    let with = super::counted(with, "night");
    let direction = direction(estimate.difference);
    let likely_range = likely_range(estimate.difference, estimate.interval);
    let legs = super::capitalised(legs_name(figure));
    MarkedText::ours(format!("{legs} {direction} on nights "))
        .then_all(nights_in_words(about))
        .then(format!(": {with} with, {without} without, {likely_range}"))
}

fn certainty(estimate: &Estimate) -> &'static str {
    if estimate.interval_contains_zero() {
        "this may be chance"
    } else {
        "not yet certain enough to rule out chance"
    }
}

/// What has to stand beside a calmer night with alcohol or nicotine: the warning of its page.
fn warning(about: &Subject, estimate: &Estimate) -> &'static str {
    let Subject::Factor(name) = about else {
        return "";
    };
    match name.as_str() {
        _ if tenths(estimate.difference) >= 0 => "",
        "alcohol" => {
            "; even so, alcohol can bring restless legs on or make them worse (page: Alcohol)"
        }
        "nicotine" => {
            "; even so, tobacco can bring restless legs on or make them worse (page: Smoking)"
        }
        _ => "",
    }
}

/// One line for where findings stand while there is none: what is missing next. `None` where nothing has begun.
pub fn nothing_clear_line(insights: &[Insight]) -> Option<String> {
    let mut begun = insights.iter().filter(|insight| insight.has_begun());
    let first = begun.clone().next()?;
    let next = begun.find_map(missing_nights_named);
    Some(match next {
        Some(missing) => format!("Nothing clear yet: {missing}"),
        None if first.estimate.is_some() => {
            "Nothing clear yet: every difference may be chance".to_owned()
        }
        None => "Nothing clear yet".to_owned(),
    })
}

/// `7 more nights without "Warm bath"`; `None` if their number is not what is missing.
fn missing_nights_named(insight: &Insight) -> Option<String> {
    let missing = missing_nights(insight)?;
    let name = subject_name(&insight.about).plain();
    let kept = match &insight.about {
        Subject::Step {
            is_cutoff: true, ..
        } => " kept",
        Subject::Step {
            is_cutoff: false, ..
        }
        | Subject::Factor(_) => "",
    };
    Some(format!("{missing} {name}{kept}"))
}

/// A finding in fewer words, with or without the confidence interval.
pub(super) fn shorter_finding(finding: &Finding, has_interval: bool) -> String {
    let sides = (finding.with, finding.without);
    let what = shorter_comparison(
        &finding.about,
        (sides, finding.figure),
        &finding.estimate,
        has_interval,
    );
    let warning = warning(&finding.about, &finding.estimate);
    format!("{what}: found together, no proof{warning}")
}

/// A comparison in fewer words, with or without the confidence interval.
///
/// `Legs 1.1 calmer after "Warm bath", 19 nights against 14, likely by 0.3 to 1.9: may be chance`
pub(super) fn shorter(insight: &Insight, has_interval: bool) -> String {
    let Some(estimate) = insight.estimate else {
        let nights = nights_in_words(&insight.about).plain();
        return match missing_nights(insight) {
            Some(missing) => format!("Nights {nights}: {missing} to be compared"),
            None => format!("Nights {nights}: {INSEPARABLE}"),
        };
    };
    let certainty = match insight.significance() {
        // The interval excludes zero and would look certain without this.
        _ if has_interval && !estimate.interval_contains_zero() => "may still be chance",
        Significance::Significant | Significance::NotSignificant | Significance::NotTested => {
            "may be chance"
        }
    };
    let sides = (insight.with, insight.without);
    let what = shorter_comparison(
        &insight.about,
        (sides, insight.figure),
        &estimate,
        has_interval,
    );
    let warning = warning(&insight.about, &estimate);
    format!("{what}: {certainty}{warning}")
}

fn shorter_comparison(
    about: &Subject,
    ((with, without), figure): ((usize, usize), LegsFigure),
    estimate: &Estimate,
    has_interval: bool,
) -> String {
    let nights = nights_in_words(about).plain();
    let likely_range = if has_interval {
        let range = short_likely_range(estimate.difference, estimate.interval);
        format!(", likely {range}")
    } else {
        String::new()
    };
    let direction = direction(estimate.difference);
    let legs = super::capitalised(legs_name(figure));
    format!("{legs} {direction} {nights}, {with} nights against {without}{likely_range}")
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

/// The nights that are missing for an estimate; `None` if their number is not what is missing.
fn missing_nights(insight: &Insight) -> Option<String> {
    let missing = match insight.still_missing() {
        (0, 0) => return None,
        (with, 0) => format!("{} with", more_nights(with)),
        (0, without) => format!("{} without", more_nights(without)),
        (with, without) => format!("{} with and {without} without", more_nights(with)),
    };
    insight.estimate.is_none().then_some(missing)
}

fn more_nights(nights: usize) -> String {
    format!(
        "{nights} more {}",
        if nights == 1 { "night" } else { "nights" }
    )
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

    fn finding(about: Subject, difference: f64, (low, high): (f64, f64)) -> String {
        let finding = Finding {
            about,
            figure: LegsFigure::Night,
            until: "2026-11-20".parse().unwrap(),
            with: 150,
            without: 120,
            estimate: Estimate {
                difference,
                interval: (low, high),
                p: 0.001,
                q: 0.001,
            },
        };
        finding_text(&finding, true).plain()
    }

    #[test]
    fn a_finding_states_its_figures_and_that_it_is_no_proof_and_the_trial_that_could_tell() {
        assert_eq!(
            finding(step("Warm bath", false), -0.9, (-1.4, -0.5)),
            "Legs at night 0.9 calmer on nights after \"Warm bath\": 150 nights with, 120 without, likely between 0.5 and 1.4; \
             found together, which is no proof, but a trial could tell: winddown trial start step"
        );
        assert_eq!(
            finding(Subject::Factor("late-screen".to_owned()), 0.84, (0.22, 1.6)),
            "Legs at night 0.8 more restless on nights with late screen: 150 nights with, 120 without, likely between 0.2 and \
             1.6; found together, which is no proof that it is the cause"
        );
        let cutoff = finding(step("Last coffee", true), -0.9, (-1.4, -0.5));
        assert!(
            cutoff.ends_with("no proof that it is the cause"),
            "{cutoff}"
        );
    }

    #[test]
    fn alcohol_and_nicotine_are_never_called_calming_without_the_warning_of_their_page() {
        for (name, page) in [("alcohol", "Alcohol"), ("nicotine", "Smoking")] {
            let factor = || Subject::Factor(name.to_owned());
            let estimate = |difference| Estimate {
                difference,
                interval: (-1.9, -0.1),
                p: 0.01,
                q: 0.01,
            };
            let insight = |difference| Insight {
                about: factor(),
                figure: LegsFigure::Night,
                with: 19,
                without: 40,
                estimate: Some(estimate(difference)),
            };
            let calmer = insight(-1.0);
            let finding = Finding {
                about: factor(),
                figure: LegsFigure::Night,
                until: "2026-11-20".parse().unwrap(),
                with: 19,
                without: 40,
                estimate: estimate(-1.0),
            };
            for sentence in [
                finding_text(&finding, true).plain(),
                shorter_finding(&finding, true),
                shorter_finding(&finding, false),
                insight_line(&calmer),
                shorter(&calmer, true),
                shorter(&calmer, false),
            ] {
                assert!(
                    sentence.ends_with(&format!(
                        "can bring restless legs on or make them worse (page: {page})"
                    )),
                    "{sentence}"
                );
            }
            assert!(!insight_line(&insight(1.0)).contains("page"));
        }
    }

    #[test]
    fn a_comparison_that_is_no_finding_says_that_it_may_be_chance() {
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
        assert_eq!(
            about(Some((-1.1, [-1.9, -0.3], 0.004)), step("Warm bath", false)),
            "Legs at night 1.1 calmer on nights after \"Warm bath\": 19 nights with, 14 without, likely between 0.3 and 1.9; \
             not yet certain enough to rule out chance"
        );
    }

    #[test]
    fn where_nothing_is_found_the_next_missing_nights_are_named() {
        let insight = |about, with, estimate| Insight {
            about,
            figure: LegsFigure::Night,
            with,
            without: 14,
            estimate,
        };
        let estimate = Estimate {
            difference: -1.0,
            interval: (-2.0, 0.1),
            p: 0.07,
            q: 0.07,
        };
        let tested = insight(step("Walk", false), 20, Some(estimate));
        let few = insight(step("Warm bath", false), 3, None);
        let never = insight(Subject::Factor("stress".to_owned()), 0, None);
        assert_eq!(
            nothing_clear_line(&[tested.clone(), few]).as_deref(),
            Some("Nothing clear yet: 7 more nights with \"Warm bath\"")
        );
        assert_eq!(
            nothing_clear_line(&[tested]).as_deref(),
            Some("Nothing clear yet: every difference may be chance")
        );
        assert_eq!(nothing_clear_line(&[never]), None);
        let mut cutoff = insight(step("Last caffeine", true), 3, None);
        cutoff.without = 9;
        assert_eq!(
            nothing_clear_line(&[cutoff]).as_deref(),
            Some("Nothing clear yet: 7 more nights with and 1 without \"Last caffeine\" kept")
        );
    }

    #[test]
    fn without_an_estimate_the_missing_nights_are_counted() {
        assert_eq!(
            about(None, step("Warm bath", false)),
            "Nights after \"Warm bath\": 19 with, 2 without; 8 more nights without before they can be compared"
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
            "Nights with alcohol: 3 with, 6 without; 7 more nights with and 4 without before they can be compared"
        );
        let foreseen = Insight {
            with: 30,
            without: 60,
            ..few
        };
        assert_eq!(
            insight_line(&foreseen),
            "Nights with alcohol: 30 with, 60 without; they follow the weekday or the time too closely to be compared"
        );
    }
}
