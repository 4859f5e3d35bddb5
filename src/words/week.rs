//! A week in one line.

use crate::review::Review;

/// How a week was: `Last week: 5 of 7 evenings kept, lights out at 22:43, legs 3.1 of 10.` None where no evening of it
/// counts.
pub fn week_line(review: &Review) -> Option<String> {
    let counted = review.kept + review.missed;
    if counted == 0 {
        return None;
    }
    let kept = format!("{} of {counted} evenings kept", review.kept);
    let lights_out = review.bedtime.mean;
    let lights_out = lights_out.map(|mean| format!("lights out at {}", mean.format("%H:%M")));
    let legs = review.legs.mean.map(|mean| format!("legs {mean:.1} of 10"));
    let parts: Vec<String> = [Some(kept), lights_out, legs]
        .into_iter()
        .flatten()
        .collect();
    Some(format!("Last week: {}.", parts.join(", ")))
}
