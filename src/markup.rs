//! Text inside markup that others read: service files, notifications, status bars. The page for the doctor has maud.

/// The text as it stands between tags of XML, HTML or Pango markup; an attribute would need its quotes escaped too.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(
            escaped("<b a=\"5\"> & d'é</b>"),
            "&lt;b a=\"5\"&gt; &amp; d'é&lt;/b&gt;"
        );
    }
}
