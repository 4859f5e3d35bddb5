//! The last week in one line.

use unicode_width::UnicodeWidthStr;

use crate::review::{Outcome, Review};

/// The widest the line may be, for a screen of 80 columns.
const WIDEST: usize = 76;

/// A week and the one before it in one line: `Last week: 5 of 7 evenings kept, 1 partly, legs 3.1; before
/// that 4 of 7, legs 3.6.` Parts are left out until it fits. `None` if no evening of the week counts.
pub fn week_line(week: &Review, before: &Review) -> Option<String> {
    let counted = kept_of_counted(week)?;
    let partly = week.evenings.iter();
    let partly = partly.filter(|evening| evening.outcome == Outcome::Partly);
    let partly = match partly.count() {
        0 => None,
        partly => Some(format!("{partly} partly")),
    };
    let lights_out = week.bedtime.mean;
    let lights_out = lights_out.map(|mean| format!("lights out at {}", mean.format("%H:%M")));
    let line = |lights_out: Option<&String>, partly: Option<&String>, earlier_legs| {
        let earlier = kept_of_counted(before).map(|counted| {
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
    // The first that fits; later ones leave out the less important parts.
    let (lights_out, partly) = (lights_out.as_ref(), partly.as_ref());
    let lines = [
        line(lights_out, partly, legs(before)),
        line(None, partly, legs(before)),
        line(None, None, legs(before)),
        line(None, None, None),
    ];
    lines.into_iter().find(|line| line.width() <= WIDEST)
}

/// Kept over counted evenings: `5 of 7`; `None` if no evening counts.
fn kept_of_counted(week: &Review) -> Option<String> {
    let counted = week.kept + week.missed;
    (counted > 0).then(|| format!("{} of {counted}", week.kept))
}

fn legs(week: &Review) -> Option<String> {
    week.legs.mean.map(|mean| format!("legs {mean:.1}"))
}
