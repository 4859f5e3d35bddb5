//! Text within the XML of a service file.

use std::fmt::Write;

use crate::markup;

/// Text that may stand between tags. Only ASCII is left, so that no reader can take it for another encoding.
pub fn escaped(text: &str) -> String {
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
    fn what_means_something_in_xml_is_escaped() {
        assert_eq!(
            escaped("/a&b<c>\"d'/é/winddown"),
            "/a&amp;b&lt;c&gt;\"d'/&#xE9;/winddown"
        );
    }
}
