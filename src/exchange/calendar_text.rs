//! The lines of an iCalendar file: folded, with line breaks of two characters, texts escaped. [RFC 5545, 3.1 and 3.3.11]
//!
//! Written here because the crate for it adds to every part what a time zone must not have, and asks the system's clock.

use chrono::NaiveDateTime;

/// The longest line in bytes, without its line break.
const LONGEST: usize = 75;

/// A file that is being written.
#[derive(Debug, Default)]
pub(super) struct CalendarText(String);

impl CalendarText {
    /// Adds a line, which holds no line break.
    pub(super) fn line(&mut self, line: &str) {
        let mut room = LONGEST;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0 += "\r\n ";
                room = LONGEST - 1;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0 += "\r\n";
    }

    /// Adds a property whose value is a text.
    pub(super) fn text_line(&mut self, name: &str, text: &str) {
        let mut line = format!("{name}:");
        for c in text.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line += "\\n",
                c if c.is_control() => {}
                c => line.push(c),
            }
        }
        self.line(&line);
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// A time on the wall: `20261124T224100`.
pub(super) fn local(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_and_texts_are_escaped() {
        let mut text = CalendarText::default();
        text.text_line("SUMMARY", &format!("a;b,c\\d\ne\u{7}{}", "ö".repeat(60)));
        let text = text.into_string();
        assert!(text.starts_with("SUMMARY:a\\;b\\,c\\\\d\\neö"), "{text}");
        assert!(text.ends_with("\r\n"));
        let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
        assert!(
            lines.len() > 1 && lines.iter().all(|line| line.len() <= LONGEST),
            "{lines:?}"
        );
        let unfolded = text.replace("\r\n ", "");
        assert_eq!(unfolded.matches('ö').count(), 60);
    }
}
