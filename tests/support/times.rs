//! Finds times of day in what the program shows.

use regex_lite::Regex;

/// The times by the 24-hour clock in a text: those after which neither `am` nor `pm` stands. What is left of a countdown
/// (`4:12 left`) and an offset (`+01:00`) are no times of day.
pub fn by_twenty_four(text: &str) -> Vec<&str> {
    let time = Regex::new(r"([+-])?\b\d{1,2}:\d{2}\b( (am|pm|left)\b)?").unwrap();
    let found = time.captures_iter(text);
    let found = found.filter(|found| found.get(1).or(found.get(2)).is_none());
    found.map(|found| found.get(0).unwrap().as_str()).collect()
}
