//! Characters that must not reach a screen, a notification or a page as they are.
//!
//! They come from what the user typed, from files and from other programs. What stands in their place depends on
//! where the text goes; which they are is settled here.

use std::fmt::Write as _;

/// Whether a character would disturb a screen: one that steers a terminal, breaks the line, or turns the direction
/// of writing, which makes a text read as another.
pub fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character must not be printed as it is: it is unprintable, or it shows nothing by itself, so that two
/// texts that look the same differ. The joiners of emoji, Persian and Indian scripts are not among these.
pub fn is_hidden(c: char) -> bool {
    is_unprintable(c)
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' // soft hyphen, joiner, marks of direction and vowels
            | '\u{200b}' | '\u{200e}' | '\u{200f}' // spaces of no width, marks of direction
            | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' // word joiner and invisible operators
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
        || is_noncharacter(c)
}

/// Whether Unicode keeps it free for use inside a program. No text has one.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// The text on one line: line breaks and tabs become spaces, other hidden characters are left out.
pub fn on_one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        c => c,
    });
    spaced.filter(|c| !is_hidden(*c)).collect()
}

/// The text with hidden characters escaped, as `\u{1b}`, so that they are visible.
pub fn escaped(text: &str) -> String {
    escaped_but(text, |_| false)
}

/// The same, but the breaks between lines stay.
pub fn escaped_lines(text: &str) -> String {
    escaped_but(text, |c| c == '\n')
}

/// The text with whatever is hidden written out, but for what `stays`.
pub fn escaped_but(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) && !stays(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// JSON with whatever is hidden in its texts written out in the way of JSON, so that it reads as before.
pub fn escaped_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a text cannot fail.
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str =
        "a\x1b]0;evil\x07b\nc\u{202e}d\u{9b}e\u{2028}f\u{7f}\u{200b}\u{feff}\u{fdd1}";

    #[test]
    fn text_on_one_line_has_no_line_breaks_and_no_control_characters() {
        assert_eq!(on_one_line(EVIL), "a]0;evilb cde f");
        assert!(!on_one_line(EVIL).contains(is_hidden));
    }

    #[test]
    fn unprintable_characters_are_escaped_visibly_and_others_are_kept() {
        let shown = escaped(EVIL);
        assert_eq!(
            shown,
            "a\\u{1b}]0;evil\\u{7}b\\nc\\u{202e}d\\u{9b}e\\u{2028}f\\u{7f}\\u{200b}\\u{feff}\\u{fdd1}"
        );
        assert_eq!(escaped("größer, 漢字 👣"), "größer, 漢字 👣");
        assert_eq!(escaped_lines("a\nb\tc"), "a\nb\\tc");
        let joined = "👩\u{200d}⚕\u{fe0f} می\u{200c}خواهم";
        assert_eq!(escaped(joined), joined);
    }

    #[test]
    fn json_that_is_escaped_reads_as_before() {
        let value = serde_json::json!({ EVIL: [EVIL, "\u{e0001}", "größer 👣"] });
        let shown = escaped_json(&value.to_string());
        assert!(!shown.contains(is_hidden), "{shown}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
