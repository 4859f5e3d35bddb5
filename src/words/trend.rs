//! Changes of the legs and of the hour at which symptoms begin, in words. A change is named only where it is certain enough
//! to be looked at every day; anything else may be chance.

use super::insight::{size, tenths};
use crate::event::Rating;
use crate::review::{Change, clock_time};
use crate::time_of_day::ClockFormat;

/// The highest rating of the legs.
const WORST: f64 = Rating::WORST.get() as f64;

/// The change of the legs in a few words: `calmer: 5.9 to 3.7`. It is that of the last four weeks against the months before.
pub fn legs_change(change: Option<&Change>) -> String {
    match change {
        None => "too few to compare".to_owned(),
        Some(change) if !change.is_found => "no clear change".to_owned(),
        Some(change) => {
            let way = if change.difference() < 0.0 {
                "calmer"
            } else {
                "more restless"
            };
            format!("{way}: {:.1} to {:.1}", change.before, change.now)
        }
    }
}

/// The same with its confidence interval: `calmer: 5.9 to 3.7 in the last four weeks, likely by between 1.2 and 3.1`.
pub fn legs_change_and_how_sure(change: Option<&Change>) -> String {
    let phrase = legs_change(change);
    let Some(change) = change else {
        return "too few nights to say whether they change".to_owned();
    };
    if !change.is_found {
        return phrase;
    }
    let [least, most] = sizes(change).map(|points| size(tenths(points.min(WORST))));
    format!("{phrase} in the last four weeks, likely by between {least} and {most}")
}

/// The change of the hour at which symptoms begin: `earlier: 21:50 to 19:40 in the last four weeks, likely by between
/// 1 h 20 and 3 h`.
pub fn onset_change(change: Option<&Change>, format: ClockFormat) -> String {
    let Some(change) = change else {
        return "too few days to say whether this changes".to_owned();
    };
    if !change.is_found {
        return "no clear change".to_owned();
    }
    let way = if change.difference() < 0.0 {
        "earlier"
    } else {
        "later"
    };
    let [before, now] = [change.before, change.now].map(|minutes| format.time(clock_time(minutes)));
    let [least, most] = sizes(change).map(|minutes| super::short_span(minutes.round() as i64));
    format!("{way}: {before} to {now} in the last four weeks, likely by between {least} and {most}")
}

/// The same in fewer words: `2 h 10 earlier (1 h 20 to 3 h)`
pub fn short_onset_change(change: Option<&Change>) -> String {
    let Some(change) = change else {
        return "too few times to compare".to_owned();
    };
    if !change.is_found {
        return "no clear change".to_owned();
    }
    let way = if change.difference() < 0.0 {
        "earlier"
    } else {
        "later"
    };
    let span = |minutes: f64| super::short_span(minutes.round() as i64);
    let [least, most] = sizes(change).map(span);
    let size = span(change.difference().abs());
    format!("{size} {way} ({least} to {most})")
}

/// The ends of the interval of a change that is stated, the smaller size first. Such an interval never contains zero.
fn sizes(change: &Change) -> [f64; 2] {
    let (one, other) = (change.interval.0.abs(), change.interval.1.abs());
    [one.min(other), one.max(other)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: f64, now: f64, half_width: f64, is_found: bool) -> Change {
        let difference = now - before;
        Change {
            before,
            now,
            interval: (difference - half_width, difference + half_width),
            is_found,
        }
    }

    fn phrases(change: Option<Change>) -> [String; 2] {
        let change = change.as_ref();
        [legs_change(change), legs_change_and_how_sure(change)]
    }

    #[test]
    fn a_found_change_shows_both_means_and_its_confidence_interval() {
        assert_eq!(
            phrases(Some(change(5.9, 3.7, 0.9, true))),
            [
                "calmer: 5.9 to 3.7",
                "calmer: 5.9 to 3.7 in the last four weeks, likely by between 1.3 and 3.1"
            ]
        );
        assert_eq!(
            phrases(Some(change(3.0, 4.0, 0.5, true))),
            [
                "more restless: 3.0 to 4.0",
                "more restless: 3.0 to 4.0 in the last four weeks, likely by between 0.5 and 1.5"
            ]
        );
        assert!(phrases(Some(change(10.0, 0.5, 1.0, true)))[1].ends_with("between 8.5 and 10.0"));
    }

    #[test]
    fn a_change_that_may_be_chance_has_no_size() {
        assert_eq!(
            phrases(Some(change(4.0, 2.0, 1.0, false))),
            ["no clear change"; 2]
        );
        assert_eq!(
            phrases(None),
            [
                "too few to compare",
                "too few nights to say whether they change"
            ]
        );
        assert_eq!(
            onset_change(
                Some(&change(1300.0, 1200.0, 30.0, false)),
                ClockFormat::default()
            ),
            "no clear change"
        );
        assert_eq!(
            onset_change(None, ClockFormat::default()),
            "too few days to say whether this changes"
        );
    }

    #[test]
    fn a_changed_hour_in_fewer_words_keeps_its_interval() {
        assert_eq!(
            short_onset_change(Some(&change(1310.0, 1180.0, 50.0, true))),
            "2 h 10 earlier (1 h 20 to 3 h)"
        );
        assert_eq!(
            short_onset_change(Some(&change(1380.0, 1500.0, 30.0, true))),
            "2 h later (1 h 30 to 2 h 30)"
        );
        assert_eq!(
            short_onset_change(Some(&change(1300.0, 1200.0, 30.0, false))),
            "no clear change"
        );
    }

    #[test]
    fn a_changed_hour_is_earlier_or_later_also_past_midnight() {
        assert_eq!(
            onset_change(
                Some(&change(1310.0, 1180.0, 50.0, true)),
                ClockFormat::TwentyFourHour
            ),
            "earlier: 21:50 to 19:40 in the last four weeks, likely by between 1 h 20 and 3 h"
        );
        assert_eq!(
            onset_change(
                Some(&change(1380.0, 1500.0, 30.0, true)),
                ClockFormat::TwelveHour
            ),
            "later: 11:00 pm to 1:00 am in the last four weeks, likely by between 1 h 30 and 2 h 30"
        );
    }
}
