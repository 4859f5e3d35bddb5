//! A rating of the legs as a text that can be edited: `4 tingling, crawling, in legs, in arms`.

use crate::event::{BodyPart, Rating};

/// An example, shown for a text that cannot be parsed.
pub(super) const EXAMPLE: &str = "such as 4, or 4 tingling, crawling";

/// The rating, how the legs feel, and where.
pub(super) fn format(rating: Rating, feels: &[String], places: &[BodyPart]) -> String {
    let places = places.iter().map(|part| format!("in {}", part.name()));
    let words: Vec<String> = feels.iter().cloned().chain(places).collect();
    format!("{rating} {}", words.join(", "))
        .trim_end()
        .to_owned()
}

/// Splits what [`format`] writes into the text of the rating, how the legs feel, and where. What follows `in` and is no part
/// of the body is a sensation in the user's own words.
pub fn split(text: &str) -> (&str, Vec<String>, Vec<BodyPart>) {
    let (rating, words) = text.split_once([' ', ',']).unwrap_or((text, ""));
    let (mut feels, mut places) = (vec![], vec![]);
    let words = words.split(',').map(str::trim);
    for word in words.filter(|word| !word.is_empty()) {
        match word.strip_prefix("in ").and_then(BodyPart::from_name) {
            Some(part) => places.push(part),
            None => feels.push(word.to_owned()),
        }
    }
    (rating, feels, places)
}
