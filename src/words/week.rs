//! A week in one line.

use unicode_width::UnicodeWidthStr;

use crate::review::{Outcome, Review};

/// So wide the line may be, on a screen of 80 columns.
const WIDEST: usize = 76;

/// How a week was, and the one before it, on one line: `Last week: 5 of 7 evenings kept, 1 partly, legs 3.1; before
/// that 4 of 7, legs 3.6.` Of all of that what there is room for. None where no evening of the week counts.
pub fn week_line(week: &Review, before: &Review) -> Option<String> {
    let counted = of(week)?;
    let partly = week.evenings.iter();
    let partly = partly.filter(|evening| evening.outcome == Outcome::Partly);
    let partly = match partly.count() {
        0 => None,
        partly => Some(format!("{partly} partly")),
    };
    let lights_out = week.bedtime.mean;
    let lights_out = lights_out.map(|mean| format!("lights out at {}", mean.format("%H:%M")));
    let line = |lights_out: Option<&String>, partly: Option<&String>, earlier_legs| {
        let earlier = of(before).map(|counted| {
            let parts = [Some(counted), earlier_legs];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("; before that {}", parts.join(", "))
        });
        let kept = Some(format!("{counted} evenings kept"));
        let parts = [kept, partly.cloned(), lights_out.cloned(), legs(week)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!(
            "Last week: {}{}.",
            parts.join(", "),
            earlier.unwrap_or_default()
        )
    };
    // Whole where there is room for it; else without what says least.
    let (lights_out, partly) = (lights_out.as_ref(), partly.as_ref());
    let lines = [
        line(lights_out, partly, legs(before)),
        line(None, partly, legs(before)),
        line(None, None, legs(before)),
        line(None, None, None),
    ];
    lines.into_iter().find(|line| line.width() <= WIDEST)
}

/// `5 of 7`; none where no evening counts.
fn of(week: &Review) -> Option<String> {
    let counted = week.kept + week.missed;
    (counted > 0).then(|| format!("{} of {counted}", week.kept))
}

fn legs(week: &Review) -> Option<String> {
    week.legs.mean.map(|mean| format!("legs {mean:.1}"))
}
