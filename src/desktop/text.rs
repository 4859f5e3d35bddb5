//! Texts on their way out of the program.

/// The text without control characters, which could steer a terminal or a notification service. Line breaks
/// and tabs become spaces.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            if matches!(c, '\n' | '\r' | '\t') {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !c.is_control() && !is_invisible_direction(*c))
        .collect()
}

/// The text as markup that shows it as it is, for services that read markup in the body.
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

/// Characters that turn the order of what follows, and so can make a text say something else.
fn is_invisible_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_leave() {
        assert_eq!(
            plain("a\x1b]0;evil\x07b\nc\u{202e}d\u{9b}e"),
            "a]0;evilb cde"
        );
    }

    #[test]
    fn markup_is_shown_not_read() {
        assert_eq!(escaped("<b>5 & 6</b>"), "&lt;b&gt;5 &amp; 6&lt;/b&gt;");
    }
}
