//! The beginning of the symptoms as a text that can be edited: `legs, arms, sat 20`.

use crate::event::{BodyPart, Onset};

/// An example, shown for a text that cannot be parsed.
pub(super) const EXAMPLE: &str = "such as legs, arms, sat 20";

/// Where they began, and for how many minutes the user could sit still.
pub(super) fn format(places: &[BodyPart], sat_min: Option<u16>) -> String {
    let places = places.iter().map(|part| part.name().to_owned());
    let sat = sat_min.map(|minutes| format!("sat {minutes}"));
    places.chain(sat).collect::<Vec<_>>().join(", ")
}

/// Parses what [`format`] writes. None for anything else.
pub fn parse(text: &str) -> Option<Onset> {
    let (mut places, mut sat_min) = (vec![], None);
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match (BodyPart::from_name(part), part.strip_prefix("sat ")) {
            (Some(part), _) => places.push(part),
            (None, minutes) => sat_min = Some(minutes?.trim().parse().ok()?),
        }
    }
    Some(Onset::Began { places, sat_min })
}
