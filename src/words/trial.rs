//! The result of a trial in a sentence. Its evenings were randomised, so a likely cause may be named; it is
//! never certain.

use super::MarkedText;
use super::insight::{
    direction, legs_name, likely_range, per_hundred, short_likely_range, subject_name,
};
use crate::plan::{Draw, Trial};
use crate::review::insights::{
    Certainty, Effect, FEWEST_DIFFERENCES, FEWEST_NIGHTS, Forecast, TrialFigures, TrialResult,
    TrialStage,
};

/// A trial in one sentence: how large the difference is and how certain, or why nothing can be said of it.
///
/// `Legs 1.1 calmer on evenings drawn to be with "Warm bath": 14 nights with, 13 without, likely between
/// 0.3 and 1.9; the draw was followed on 26 of 28 evenings; the step is likely the cause, but not certain`
pub fn trial_line(trial_result: &TrialResult) -> String {
    trial_text(trial_result).plain()
}

/// The same sentence with the user's own words marked.
pub fn trial_text(trial_result: &TrialResult) -> MarkedText {
    let figures = trial_result.figures();
    let what = subject_name(&trial_result.about);
    let nights = format!(
        "{} with, {} without",
        super::counted(figures.with.rated, "night"),
        figures.without.rated
    );
    let is_running = !trial_result.is_over() && !trial_result.is_stopped;
    let so_far = if is_running { " so far" } else { "" };
    let Some(Effect {
        difference,
        interval,
    }) = figures.effect
    else {
        let ending = without_effect(trial_result);
        return what.then(format!(
            " on evenings drawn at random: {nights}{so_far}{ending}"
        ));
    };
    let legs = super::capitalised(legs_name(trial_result.figure));
    let likely_range = likely_range(difference, interval);
    let certainty = certainty(&figures);
    MarkedText::ours(format!(
        "{legs} {} on evenings drawn to be with ",
        direction(difference)
    ))
    .then_all(what)
    .then(format!(": {nights}{so_far}, {likely_range}; {certainty}"))
}

/// Why nothing can be said of the difference.
fn without_effect(trial_result: &TrialResult) -> String {
    let (known, length) = (trial_result.legs.len(), trial_result.trial.length());
    match trial_result.trial.draw {
        Draw::Pairs if trial_result.is_over() => "; too few to say anything".to_owned(),
        Draw::Fortnights if trial_result.is_over() => {
            format!("; too few to be compared, as it takes {FEWEST_NIGHTS} of each")
        }
        Draw::Pairs if trial_result.is_stopped => {
            format!("; stopped after {known} of {length} evenings, too early to say anything")
        }
        Draw::Fortnights if trial_result.is_stopped => {
            format!("; stopped after {known} of {length} evenings, so nothing is concluded")
        }
        Draw::Pairs => {
            format!(" ({known} of {length} evenings are over); too early to say anything")
        }
        Draw::Fortnights => {
            format!(" ({known} of {length} evenings are over); its result comes after the last")
        }
    }
}

fn certainty(figures: &TrialFigures) -> String {
    let chance = match figures.certainty {
        Certainty::Permutation { p } => {
            format!(
                "{} of 100 other drawings would show as much, so ",
                per_hundred(p)
            )
        }
        Certainty::NotTested | Certainty::EValue { .. } => String::new(),
    };
    let followed = format!(
        "the draw was followed on {} of {} evenings",
        figures.followed(),
        figures.evenings()
    );
    if !figures.are_ratings_alike() {
        format!("{}, so nothing is concluded", rated_evenings(figures))
    } else if figures.names_cause() {
        format!("{followed}; {chance}the step is likely the cause, but not certain")
    } else if figures.is_found() {
        format!("{followed}, too few to name a cause")
    } else {
        format!("{followed}; {chance}this may be chance")
    }
}

/// `12 of 14 evenings with it are rated, 5 of 14 without`
fn rated_evenings(figures: &TrialFigures) -> String {
    format!(
        "{} of {} evenings with it are rated, {} of {} without",
        figures.with.rated, figures.with.evenings, figures.without.rated, figures.without.evenings
    )
}

/// A trial in fewer words, with or without the interval.
pub fn trial_in_short(trial_result: &TrialResult, has_interval: bool) -> String {
    let figures = trial_result.figures();
    let what = subject_name(&trial_result.about).plain();
    let (with, without) = (figures.with.rated, figures.without.rated);
    let Some(Effect {
        difference,
        interval,
    }) = figures.effect
    else {
        return format!("In a trial of {what}: {with} nights with it, {without} without");
    };
    let likely_range = if has_interval {
        format!(", likely {}", short_likely_range(difference, interval))
    } else {
        String::new()
    };
    let contains_zero = (interval.0..=interval.1).contains(&0.0);
    let certainty = if !figures.are_ratings_alike() {
        "ratings are missing"
    } else if figures.names_cause() {
        "likely the cause, not certain"
    } else if figures.is_found() {
        "seldom followed, so no cause is named"
    } else if has_interval && !contains_zero {
        // The interval would look certain without this; the long sentence explains why it is not.
        "may still be chance"
    } else {
        "may be chance"
    };
    let legs = super::capitalised(legs_name(trial_result.figure));
    let direction = direction(difference);
    format!(
        "{legs} {direction} drawn to be with {what}, {with} nights against {without}{likely_range}: {certainty}"
    )
}

/// What to know about the figures of a trial, and what can be done next.
pub fn trial_notes(trial_result: &TrialResult, stage: TrialStage) -> Vec<String> {
    let figures = trial_result.figures();
    let trial = &trial_result.trial;
    let mut notes = Vec::new();
    if figures.evenings() > 0 && figures.are_ratings_alike() {
        notes.push(format!(
            "{}.",
            super::capitalised(&rated_evenings(&figures))
        ));
    }
    if figures.effect.is_some() {
        notes.push(
            "Expecting a step to help can move a rating a little. If it still works the evening after, the true \
             difference is larger than this one."
                .to_owned(),
        );
    }
    match (trial.draw, stage) {
        (Draw::Pairs, TrialStage::Running) if figures.is_found() => notes.push(format!(
            "That is clear enough: you can end the trial with `winddown trial stop {}`, or go on.",
            trial.step
        )),
        (Draw::Pairs, TrialStage::Over)
            if !figures.is_found() && trial.fortnights < Trial::MAX_FORTNIGHTS =>
        {
            notes.push(format!(
                "Not clear yet: `winddown trial lengthen {}` goes on with it.",
                trial.step
            ));
        }
        (Draw::Pairs, TrialStage::Running) if figures.effect.is_some() => {
            notes.push("You may look as often as you like, and stop when it is clear.".to_owned());
        }
        (
            Draw::Pairs | Draw::Fortnights,
            TrialStage::Ahead | TrialStage::Running | TrialStage::Over | TrialStage::Stopped,
        ) => {}
    }
    notes
}

/// How likely a trial is to show a difference of one point.
pub fn forecast_line(forecast: &Forecast) -> String {
    let chances = forecast.chances().map(|chance| {
        // No chance is certain.
        let percent = chance.percent.min(99);
        format!("{percent} % in {} weeks", chance.weeks)
    });
    let chances = chances.join(", ");
    if forecast.is_own {
        format!(
            "As your legs vary from night to night, a difference of one point would be seen with a chance of {chances}."
        )
    } else {
        format!(
            "How much your legs vary is not known yet: that takes {FEWEST_DIFFERENCES} pairs of neighbouring nights that are \
             both rated, and the last twelve weeks have {}. As legs usually vary, a difference of one point would be seen with \
             a chance of {chances}.",
            forecast.differences
        )
    }
}

/// The same in fewer words: `Chance to see one point: 16 % in 4 weeks, 59 % in 8, 82 % in 12, 99 % in 26`
pub fn short_forecast_line(forecast: &Forecast) -> String {
    let chances = forecast
        .chances()
        .into_iter()
        .enumerate()
        .map(|(n, chance)| {
            let unit = if n == 0 { " weeks" } else { "" };
            format!("{} % in {}{unit}", chance.percent.min(99), chance.weeks)
        });
    let chances = chances.collect::<Vec<_>>().join(", ");
    format!("Chance to see one point: {chances}")
}

/// What is said of all nights of a step that also has a trial.
pub(super) fn all_nights_line(sentence: &str) -> String {
    format!("{ALL_NIGHTS}{}", super::uncapitalised(sentence))
}

/// The same with the user's own words marked.
pub fn all_nights_text(sentence: MarkedText) -> MarkedText {
    MarkedText::ours(ALL_NIGHTS).then_all(sentence.uncapitalised())
}

const ALL_NIGHTS: &str = "All nights, those of the trial among them: ";

/// The steps that trials left out of an evening: `in a trial: without "Warm bath"`; `None` without any.
pub fn left_out_line<'t>(titles: impl Iterator<Item = &'t str>) -> Option<String> {
    let quoted: Vec<String> = titles.map(|title| format!("\"{title}\"")).collect();
    (!quoted.is_empty()).then(|| format!("in a trial: without {}", quoted.join(" and ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::LegsFigure;
    use crate::review::insights::Subject;

    /// A trial of two fortnights over its first `evenings` evenings. Legs are `calmer` points lower with
    /// the bath, and the draw was followed.
    fn trial_by(draw: Draw, calmer: u8, evenings: usize) -> TrialResult {
        let trial = Trial {
            step: "warm-bath".into(),
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed: 7,
            draw,
        };
        let drawn: Vec<bool> = trial.evenings().into_iter().take(evenings).collect();
        let legs = drawn.iter().enumerate();
        let legs = legs.map(|(n, with)| Some(4 + (n % 3) as u8 - calmer * u8::from(*with)));
        TrialResult {
            figure: LegsFigure::Night,
            legs: legs.collect(),
            done: drawn.into_iter().map(Some).collect(),
            at_once: 1,
            trial,
            about: bath(),
            is_stopped: false,
        }
    }

    fn trial_result(calmer: u8, evenings: usize) -> TrialResult {
        trial_by(Draw::Fortnights, calmer, evenings)
    }

    fn in_pairs(calmer: u8, evenings: usize) -> TrialResult {
        trial_by(Draw::Pairs, calmer, evenings)
    }

    fn bath() -> Subject {
        Subject::Step {
            id: "warm-bath".into(),
            title: "Warm bath".to_owned(),
            cutoff: None,
        }
    }

    fn line(calmer: u8, evenings: usize) -> String {
        trial_line(&trial_result(calmer, evenings))
    }

    #[test]
    fn a_significant_trial_names_a_likely_cause() {
        assert_eq!(
            line(2, 28),
            "Legs at night 2.2 calmer on evenings drawn to be with \"Warm bath\": 14 nights with, 14 without, likely between 1.8 \
             and 2.7; the draw was followed on 28 of 28 evenings; less than 1 of 100 other drawings would show as much, \
             so the step is likely the cause, but not certain"
        );
    }

    #[test]
    fn an_insignificant_trial_names_no_cause() {
        let text = line(0, 28);
        assert!(
            text.ends_with("would show as much, so this may be chance"),
            "{text}"
        );
        assert!(!text.contains("cause"), "{text}");
    }

    #[test]
    fn a_running_trial_shows_only_its_nights_even_if_its_effect_looks_clear() {
        assert_eq!(
            line(2, 27),
            "\"Warm bath\" on evenings drawn at random: 13 nights with, 14 without so far (27 of 28 evenings are over); \
             its result comes after the last"
        );
    }

    #[test]
    fn a_stopped_trial_or_one_with_too_few_nights_has_no_result() {
        let mut stopped = trial_result(2, 27);
        stopped.is_stopped = true;
        assert_eq!(
            trial_line(&stopped),
            "\"Warm bath\" on evenings drawn at random: 13 nights with, 14 without; stopped after 27 of 28 evenings, so \
             nothing is concluded"
        );
        let mut few = trial_result(2, 9);
        few.legs.resize(28, None);
        few.done.resize(28, None);
        assert_eq!(
            trial_line(&few),
            "\"Warm bath\" on evenings drawn at random: 4 nights with, 5 without; too few to be compared, as it takes 10 of \
             each"
        );
    }

    #[test]
    fn a_trial_in_pairs_shows_what_is_known_on_every_evening() {
        assert_eq!(
            trial_line(&in_pairs(2, 4)),
            "\"Warm bath\" on evenings drawn at random: 2 nights with, 2 without so far (4 of 28 evenings are over); too early \
             to say anything"
        );
        insta::assert_snapshot!(
            [14, 26, 28]
                .map(|evenings| trial_line(&in_pairs(2, evenings)))
                .join("\n")
        );
        insta::assert_snapshot!(
            [14, 28]
                .map(|evenings| trial_line(&in_pairs(0, evenings)))
                .join("\n")
        );
    }

    #[test]
    fn a_trial_in_pairs_that_was_stopped_keeps_its_result() {
        let mut stopped = in_pairs(2, 26);
        stopped.is_stopped = true;
        let text = trial_line(&stopped);
        assert!(
            text.ends_with("the step is likely the cause, but not certain"),
            "{text}"
        );
        assert!(!text.contains("so far"), "{text}");
    }

    #[test]
    fn no_cause_is_named_where_the_draw_was_seldom_followed() {
        for draw in [Draw::Fortnights, Draw::Pairs] {
            let mut seldom = trial_by(draw, 2, 28);
            for done in &mut seldom.done[..9] {
                *done = done.map(|done| !done);
            }
            let text = trial_line(&seldom);
            assert!(
                text.ends_with(
                    "; the draw was followed on 19 of 28 evenings, too few to name a cause"
                ),
                "{text}"
            );
            assert!(
                trial_in_short(&seldom, true).ends_with("seldom followed, so no cause is named")
            );
            seldom.done[0] = seldom.done[0].map(|done| !done);
            assert!(trial_line(&seldom).contains("likely the cause"));
        }
    }

    #[test]
    fn nothing_is_concluded_where_ratings_are_missing_on_one_kind_of_evenings() {
        for draw in [Draw::Fortnights, Draw::Pairs] {
            let mut missing = trial_by(draw, 2, 28);
            let without = missing.trial.evenings().into_iter().map(|with| !with);
            let mut left = 4;
            for (legs, without) in missing.legs.iter_mut().zip(without) {
                if without && left > 0 {
                    *legs = None;
                    left -= 1;
                }
            }
            let text = trial_line(&missing);
            let ending =
                "; 14 of 14 evenings with it are rated, 10 of 14 without, so nothing is concluded";
            assert!(text.ends_with(ending), "{text}");
            assert!(!missing.figures().is_found());
        }
    }

    #[test]
    fn the_notes_tell_when_to_stop_and_how_to_go_on() {
        let notes = |result: &TrialResult, stage| trial_notes(result, stage).join("\n");
        let running = notes(&in_pairs(2, 26), TrialStage::Running);
        assert!(
            running.contains("`winddown trial stop warm-bath`"),
            "{running}"
        );
        assert!(
            running.starts_with("13 of 13 evenings with it are rated, 13 of 13 without."),
            "{running}"
        );
        assert!(running.contains("Expecting a step to help"), "{running}");
        let over = notes(&in_pairs(0, 28), TrialStage::Over);
        assert!(
            over.contains("`winddown trial lengthen warm-bath`"),
            "{over}"
        );
        let found = notes(&in_pairs(2, 28), TrialStage::Over);
        assert!(!found.contains("winddown"), "{found}");
        let older = notes(&trial_result(0, 28), TrialStage::Over);
        assert!(!older.contains("winddown"), "{older}");
    }

    #[test]
    fn a_forecast_says_whose_nights_it_is_from() {
        let own: Vec<Option<u8>> = (0..60).map(|n| Some(3 + n % 3)).collect();
        assert_eq!(
            forecast_line(&Forecast::from_nights(&own)),
            "As your legs vary from night to night, a difference of one point would be seen with a chance of 20 % in 4 weeks, \
             69 % in 8 weeks, 89 % in 12 weeks, 99 % in 26 weeks."
        );
        let few = forecast_line(&Forecast::from_nights(&own[..6]));
        assert!(
            few.contains(
                "takes 14 pairs of neighbouring nights that are both rated, and the last twelve weeks have 5."
            ),
            "{few}"
        );
        assert!(few.contains("As legs usually vary"), "{few}");
    }
}
