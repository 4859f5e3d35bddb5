//! Trends of the legs in words: which direction is better, and how certain the change is.

use super::insight::{in_direction, size, tenths};
use crate::event::Rating;
use crate::review::trend::Trend;

/// The highest rating of the legs.
const WORST: f64 = Rating::WORST.get() as f64;

/// The trend in a few words: `calmer: 5.9 to 3.7`.
pub fn trend(trend: &Trend) -> String {
    if trend.is_clear() {
        let way = if trend.per_week < 0.0 {
            "calmer"
        } else {
            "more restless"
        };
        // A fitted line can leave the scale of 0 to 10; its ends are shown within it.
        let [from, to] = [trend.from.1, trend.to.1].map(|value| value.clamp(0.0, WORST));
        format!("{way}: {from:.1} to {to:.1}")
    } else if trend.interval.is_some() {
        "no clear change".to_owned()
    } else {
        "too few weeks to say whether they change".to_owned()
    }
}

/// The same with its confidence interval: `calmer: 5.9 to 3.7, likely by between 1.2 and 3.1`.
pub fn trend_and_how_sure(change: &Trend) -> String {
    let phrase = trend(change);
    let Some((least, most)) = change.change_interval() else {
        return phrase;
    };
    let over_all = |points: f64| tenths(points.clamp(-WORST, WORST));
    match (over_all(least), over_all(most)) {
        (0, 0) => "no change".to_owned(),
        (calmer, restless) if !change.is_clear() => format!(
            "{phrase}, likely between {} and {} over this time",
            in_direction(calmer),
            in_direction(restless)
        ),
        (most, least) if most < 0 => {
            format!(
                "{phrase}, likely by between {} and {}",
                size(least),
                size(most)
            )
        }
        (least, most) => format!(
            "{phrase}, likely by between {} and {}",
            size(least),
            size(most)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trend over ten weeks.
    fn phrases(from: f64, to: f64, interval: Option<(f64, f64)>) -> [String; 2] {
        let change = Trend {
            per_week: (to - from) / 10.0,
            from: ("2026-09-01".parse().unwrap(), from),
            to: ("2026-11-10".parse().unwrap(), to),
            interval,
        };
        [trend(&change), trend_and_how_sure(&change)]
    }

    #[test]
    fn a_clear_change_shows_both_ends_and_its_confidence_interval() {
        assert_eq!(
            phrases(5.9, 3.7, Some((-0.31, -0.12))),
            [
                "calmer: 5.9 to 3.7",
                "calmer: 5.9 to 3.7, likely by between 1.2 and 3.1"
            ]
        );
        assert_eq!(
            phrases(3.0, 4.0, Some((0.05, 0.15))),
            [
                "more restless: 3.0 to 4.0",
                "more restless: 3.0 to 4.0, likely by between 0.5 and 1.5"
            ]
        );
    }

    #[test]
    fn a_change_never_exceeds_the_scale() {
        assert_eq!(
            phrases(10.9, -0.4, Some((-1.3, -1.08)))[1],
            "calmer: 10.0 to 0.0, likely by between 10.0 and 10.0"
        );
    }

    #[test]
    fn an_unclear_change_shows_the_interval_on_both_sides_of_zero() {
        assert_eq!(
            phrases(4.0, 4.2, Some((-0.09, 0.14))),
            [
                "no clear change",
                "no clear change, likely between 0.9 calmer and 1.4 more restless over this time"
            ]
        );
        assert_eq!(phrases(5.0, 5.0, Some((0.0, 0.0)))[1], "no change");
        assert_eq!(
            phrases(5.0, 3.0, None)[1],
            "too few weeks to say whether they change"
        );
    }
}
