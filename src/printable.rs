//! Characters that must not reach a screen, a notification or a page as they are.
//!
//! They come from what the user typed, from files and from other programs. What stands in their place depends on
//! where the text goes; which they are is settled here.

/// Whether a character would disturb a screen: one that steers a terminal, breaks the line, or turns the direction
/// of writing, which makes a text read as another.
pub fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text on one line: breaks and tabs become spaces, whatever else is unprintable is left out.
pub fn on_one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        c => c,
    });
    spaced.filter(|c| !is_unprintable(*c)).collect()
}

/// The text with whatever is unprintable written out, as `\u{1b}`, so that one sees what it held.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str = "a\x1b]0;evil\x07b\nc\u{202e}d\u{9b}e\u{2028}f";

    #[test]
    fn on_one_line_nothing_steers_breaks_or_turns_it() {
        assert_eq!(on_one_line(EVIL), "a]0;evilb cde f");
        assert!(!on_one_line(EVIL).contains(is_unprintable));
    }

    #[test]
    fn what_is_escaped_can_be_seen_and_the_rest_stays() {
        let shown = escaped(EVIL);
        assert_eq!(
            shown,
            "a\\u{1b}]0;evil\\u{7}b\\nc\\u{202e}d\\u{9b}e\\u{2028}f"
        );
        assert_eq!(escaped("größer, 漢字 👣"), "größer, 漢字 👣");
    }
}
