//! The last week in one line.

use unicode_width::UnicodeWidthStr;

use crate::review::{LegsFigure, Outcome, Review};
use crate::time_of_day::ClockFormat;

/// The widest the line may be, for a screen of 80 columns.
const WIDEST: usize = 76;

/// A week and the one before it in one line: `Last week: 5 of 7 evenings kept, 1 partly, legs 3.1; before
/// that 4 of 7, legs 3.6.` Parts are left out until it fits. `None` if no evening of the week counts.
pub fn week_line(week: &Review, before: &Review, format: ClockFormat) -> Option<String> {
    let counted = kept_of_counted(week)?;
    let partly = week.evenings.iter();
    let partly = partly.filter(|evening| evening.outcome == Outcome::Partly);
    let partly = match partly.count() {
        0 => None,
        partly => Some(format!("{partly} partly")),
    };
    let lights_out = week.bedtime.mean;
    let lights_out = lights_out.map(|mean| format!("lights out at {}", format.time(mean)));
    // Both weeks have the same figure, so that they can be compared.
    let evenings = before.evenings.iter().chain(&week.evenings);
    let figure = LegsFigure::with_more_nights(evenings.map(|evening| evening.legs));
    let legs = |week: &Review, name: &str| {
        let mean = week.legs_by(figure).mean?;
        Some(format!("{name} {mean:.1}"))
    };
    let name = match figure {
        LegsFigure::Evening => "evening legs",
        LegsFigure::Night => "night legs",
    };
    let line = |kept: &str, lights_out: Option<&String>, partly: Option<&String>, earlier_legs| {
        let earlier = kept_of_counted(before).map(|counted| {
            let parts = [Some(counted), earlier_legs];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("; before that {}", parts.join(", "))
        });
        let kept = Some(format!("{counted} {kept}"));
        let parts = [kept, partly.cloned(), lights_out.cloned(), legs(week, name)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!(
            "Last week: {}{}.",
            parts.join(", "),
            earlier.unwrap_or_default()
        )
    };
    // The first that fits; later ones leave out the less important parts.
    let (lights_out, partly) = (lights_out.as_ref(), partly.as_ref());
    let (kept, before) = ("evenings kept", legs(before, "legs"));
    let lines = [
        line(kept, lights_out, partly, before.clone()),
        line(kept, None, partly, before.clone()),
        line(kept, None, None, before.clone()),
        line("kept", None, None, before),
        line(kept, None, None, None),
    ];
    lines.into_iter().find(|line| line.width() <= WIDEST)
}

/// Kept over counted evenings: `5 of 7`; `None` if no evening counts.
fn kept_of_counted(week: &Review) -> Option<String> {
    let counted = week.kept + week.missed;
    (counted > 0).then(|| format!("{} of {counted}", week.kept))
}
