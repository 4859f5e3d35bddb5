//! Wraps text into lines.

use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::row::CUT;
use crate::time_of_day;

/// Wraps text between words into lines of at most `width` cells. A source number such as `[1]` stays on the line of
/// the word before it, and so do the `pm` of a time and the `%` of a number.
pub fn wrapped(text: &str, width: u16) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match pieces.last_mut() {
            Some(piece) if is_source_number(word) || belongs_to_number(piece, word) => {
                piece.push(' ');
                piece.push_str(word);
            }
            Some(_) | None => pieces.push(word.to_owned()),
        }
    }
    filled(pieces.iter().map(String::as_str), " ", width)
}

/// The same in at most `rows` lines. Where the text is longer, the last of them ends with [`CUT`].
pub fn wrapped_into(text: &str, width: u16, rows: u16) -> Vec<String> {
    let mut lines = wrapped(text, width);
    if lines.len() > rows.into() {
        lines.truncate(rows.into());
        end_with_cut(lines.last_mut(), width);
    }
    lines
}

/// Keeps at most `rows` lines, which are at most `width` cells wide. If there were more, the last one ends with [`CUT`].
pub fn cut_to(lines: &mut Vec<(String, Style)>, width: u16, rows: u16) {
    if lines.len() > rows.into() {
        lines.truncate(rows.into());
        end_with_cut(lines.last_mut().map(|(line, _)| line), width);
    }
}

/// Says in the last line that is shown, which is at most `width` cells wide, that it is not the end.
fn end_with_cut(last: Option<&mut String>, width: u16) {
    if let Some(last) = last {
        let text = format!("{last} {CUT}");
        *last = if text.width() <= usize::from(width) {
            text
        } else {
            // `put` cuts what is too long.
            format!("{last}{CUT}")
        };
    }
}

fn is_source_number(word: &str) -> bool {
    let number = word.strip_prefix('[');
    number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the word is the `am` or `pm` of the time before it, or the sign of the unit of a number.
fn belongs_to_number(before: &str, word: &str) -> bool {
    let is_number = before.ends_with(|c: char| c.is_ascii_digit());
    let is_unit = word.starts_with('%') || word.trim_end_matches([',', '.', ';', ':']) == "C";
    let word = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
    is_number && (is_unit || time_of_day::is_half_of_day(word))
}

/// Arranges pieces in lines of at most `width` cells, with `gap` between pieces on one line. A piece is never broken,
/// so a longer one makes its line too wide.
pub fn filled<'t>(pieces: impl IntoIterator<Item = &'t str>, gap: &str, width: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.width() + gap.width() + piece.width() <= usize::from(width) => {
                line.push_str(gap);
                line.push_str(piece);
            }
            _ => lines.push(piece.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_number_stays_with_the_word_before_it() {
        assert_eq!(wrapped("one two [1]. Then", 8), ["one", "two [1].", "Then"]);
        assert_eq!(wrapped("one [x] two", 4), ["one", "[x]", "two"]);
    }

    #[test]
    fn a_time_is_not_broken() {
        let lines = wrapped("bed at 10:30 pm, or 9 am. I am in bed", 9);
        assert_eq!(lines, ["bed at", "10:30 pm,", "or 9 am.", "I am in", "bed"]);
    }

    #[test]
    fn a_number_is_not_parted_from_the_sign_of_its_unit() {
        assert_eq!(
            wrapped("a chance of 19 %, or", 13),
            ["a chance of", "19 %, or"]
        );
        assert_eq!(
            wrapped("at most 42.5 C; less", 12),
            ["at most", "42.5 C; less"]
        );
        assert_eq!(wrapped("vitamin 1 Cc", 9), ["vitamin 1", "Cc"]);
    }
}
