//! Escapes text for the XML of a service file.

use std::fmt::Write;

use crate::markup;

/// Escapes text to stand between tags. The result is ASCII only, so that it does not depend on the encoding of the file.
pub(crate) fn escaped(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for c in markup::escaped(text).chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            // Writing to a string does not fail.
            let _ = write!(ascii, "&#x{:X};", u32::from(c));
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn special_and_non_ascii_characters_are_escaped() {
        assert_eq!(
            escaped("/a&b<c>\"d'/é/winddown"),
            "/a&amp;b&lt;c&gt;\"d'/&#xE9;/winddown"
        );
    }
}
