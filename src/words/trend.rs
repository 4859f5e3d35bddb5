//! How the legs changed over some time, in words that say which way is better, and how sure it is.

use super::insight::{in_direction, size, tenths};
use crate::event::Rating;
use crate::review::trend::Trend;

/// A rating lies between 0 and this.
const WORST: f64 = Rating::WORST.get() as f64;

/// How the legs changed, in a few words: `calmer: 5.9 to 3.7`.
pub fn trend(trend: &Trend) -> String {
    if trend.is_clear() {
        let way = if trend.per_week < 0.0 {
            "calmer"
        } else {
            "more restless"
        };
        // Both on the scale: a line may leave it where no night did.
        let [from, to] = [trend.from.1, trend.to.1].map(|value| value.clamp(0.0, WORST));
        format!("{way}: {from:.1} to {to:.1}")
    } else if trend.likely.is_some() {
        "no clear change".to_owned()
    } else {
        "too few weeks to say whether they change".to_owned()
    }
}

/// The same, with how sure it is: `calmer: 5.9 to 3.7, likely by between 1.2 and 3.1`.
pub fn trend_and_how_sure(change: &Trend) -> String {
    let says = trend(change);
    let Some((least, most)) = change.likely else {
        return says;
    };
    let over_all = |per_week: f64| tenths((per_week * change.weeks()).clamp(-WORST, WORST));
    match (over_all(least), over_all(most)) {
        (0, 0) => "no change".to_owned(),
        (calmer, restless) if !change.is_clear() => format!(
            "{says}, likely between {} and {} over this time",
            in_direction(calmer),
            in_direction(restless)
        ),
        (most, least) if most < 0 => {
            format!(
                "{says}, likely by between {} and {}",
                size(least),
                size(most)
            )
        }
        (least, most) => format!(
            "{says}, likely by between {} and {}",
            size(least),
            size(most)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over ten weeks.
    fn said(from: f64, to: f64, likely: Option<(f64, f64)>) -> [String; 2] {
        let change = Trend {
            per_week: (to - from) / 10.0,
            from: ("2026-09-01".parse().unwrap(), from),
            to: ("2026-11-10".parse().unwrap(), to),
            likely,
        };
        [trend(&change), trend_and_how_sure(&change)]
    }

    #[test]
    fn a_clear_change_is_told_with_its_ends_and_by_how_much_it_likely_is() {
        assert_eq!(
            said(5.9, 3.7, Some((-0.31, -0.12))),
            [
                "calmer: 5.9 to 3.7",
                "calmer: 5.9 to 3.7, likely by between 1.2 and 3.1"
            ]
        );
        assert_eq!(
            said(3.0, 4.0, Some((0.05, 0.15))),
            [
                "more restless: 3.0 to 4.0",
                "more restless: 3.0 to 4.0, likely by between 0.5 and 1.5"
            ]
        );
    }

    #[test]
    fn no_change_is_larger_than_the_scale() {
        assert_eq!(
            said(10.9, -0.4, Some((-1.3, -1.08)))[1],
            "calmer: 10.0 to 0.0, likely by between 10.0 and 10.0"
        );
    }

    #[test]
    fn what_is_not_clear_is_told_with_both_sides_it_may_lie_on() {
        assert_eq!(
            said(4.0, 4.2, Some((-0.09, 0.14))),
            [
                "no clear change",
                "no clear change, likely between 0.9 calmer and 1.4 more restless over this time"
            ]
        );
        assert_eq!(said(5.0, 5.0, Some((0.0, 0.0)))[1], "no change");
        assert_eq!(
            said(5.0, 3.0, None)[1],
            "too few weeks to say whether they change"
        );
    }
}
