//! What the figures say in words, the same on the screen and in the text.

use super::trend::Trend;

/// A rating lies between 0 and this.
const WORST: f64 = 10.0;

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
    let [least, most] = [least, most].map(|per_week| per_week * change.weeks());
    if change.is_clear() {
        let [one, other] = [least.abs(), most.abs()];
        let (least, most) = (one.min(other), one.max(other).min(WORST));
        format!("{says}, likely by between {least:.1} and {most:.1}")
    } else {
        let (calmer, restless) = ((-least).min(WORST), most.min(WORST));
        format!(
            "{says}, likely between {calmer:.1} calmer and {restless:.1} more restless over this time"
        )
    }
}
