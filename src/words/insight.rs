//! Comparisons in sentences. They state an association and its significance, never a cause.

use super::MarkedText;
use crate::event::Substance;
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

/// A finding in one sentence. It states no cause.
///
/// `Legs at night 0.9 calmer on nights after "Warm bath": 150 nights with, 120 without, likely between 0.5 and
/// 1.4; found together, which does not prove that it is the cause`
pub fn finding_text(finding: &Finding) -> MarkedText {
    let sides = (finding.with, finding.without);
    comparison(&finding.about, finding.figure, sides, &finding.estimate)
        .then("; found together, which does not prove that it is the cause")
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

/// What has to stand beside calmer nights with alcohol or nicotine: the warning of its page. A cutoff compares the nights
/// on which it was kept, so there the nights with the substance are the calmer ones where the kept ones are more restless.
fn warning(about: &Subject, estimate: &Estimate) -> &'static str {
    let difference = tenths(estimate.difference);
    let (substance, is_calmer) = match about {
        Subject::Step {
            cutoff: Some(substance),
            ..
        } => (Some(*substance), difference > 0),
        Subject::Step { cutoff: None, .. } => (None, false),
        Subject::Factor(name) => {
            let mut harmful = [Substance::Alcohol, Substance::Nicotine].into_iter();
            let substance = harmful.find(|harmful| harmful.name() == name);
            (substance, difference < 0)
        }
    };
    match substance.filter(|_| is_calmer) {
        Some(Substance::Alcohol) => {
            "; even so, alcohol can bring restless legs on or make them worse (page: Alcohol)"
        }
        Some(Substance::Nicotine) => {
            "; even so, tobacco can bring restless legs on or make them worse (page: Smoking)"
        }
        Some(Substance::Caffeine | Substance::Food) | None => "",
    }
}

/// One line for where findings stand while there is none: what is missing next. `None` where nothing has begun. The
/// insights may be without estimates; whether there is one is asked only where no night is missing.
pub fn nothing_clear_line(
    insights: &[Insight],
    has_an_estimate: impl FnOnce() -> bool,
) -> Option<String> {
    let mut begun = insights.iter().filter(|insight| insight.has_begun());
    begun.clone().next()?;
    let next = begun.find_map(missing_nights_named);
    Some(match next {
        Some(missing) => format!("Nothing clear yet: {missing}"),
        None if has_an_estimate() => "Nothing clear yet: every difference may be chance".to_owned(),
        None => "Nothing clear yet".to_owned(),
    })
}

/// `7 more nights without "Warm bath"`; `None` if their number is not what is missing.
fn missing_nights_named(insight: &Insight) -> Option<String> {
    let missing = missing_nights(insight)?;
    let name = subject_name(&insight.about).plain();
    let kept = match &insight.about {
        Subject::Step {
            cutoff: Some(_), ..
        } => " kept",
        Subject::Step { cutoff: None, .. } | Subject::Factor(_) => "",
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
            cutoff: Some(_), ..
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
mod tests;
