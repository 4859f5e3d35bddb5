//! Text within XML.

use std::fmt::Write;

/// Text that may stand between tags. Only ASCII is left, so that no reader can take it for another encoding.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_ascii() => escaped.push(c),
            // Writing to a string does not fail.
            c => {
                let _ = write!(escaped, "&#x{:X};", u32::from(c));
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_means_something_in_xml_is_escaped() {
        assert_eq!(
            escaped("/a&b<c>\"d'/é/winddown"),
            "/a&amp;b&lt;c&gt;&quot;d'/&#xE9;/winddown"
        );
    }
}
