//! How many printed lines a text takes, so that the sheets are filled and not exceeded.
//!
//! Widths are those of `DejaVu Sans`, the widest of the page's fonts; other fonts leave some room.

use crate::words::MarkedText;

/// Width of a line across the sheet in em, less the indentation of a list.
pub(super) const SHEET: f64 = 55.0;
/// Width of a line in one of two columns in em, less the indentation of a list.
pub(super) const COLUMN: f64 = 25.5;

/// Number of lines, at least one, that a text takes at a line width of `em`.
pub(super) fn lines(text: &str, em: f64) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    for word in text.split_inclusive(' ') {
        let width: f64 = word.trim_end().chars().map(advance).sum();
        if used > 0.0 && used + width > em {
            lines += 1;
            used = 0.0;
        }
        // A word wider than a line is broken.
        let broken = (width / em).floor();
        lines += broken as usize;
        used += width - broken * em
            + if word.ends_with(' ') {
                advance(' ')
            } else {
                0.0
            };
    }
    lines
}

/// The longest beginning of `text` that fits into `most` lines after `before`.
pub(super) fn cut(before: &str, text: MarkedText, em: f64, most: usize) -> MarkedText {
    let fits_in = |text: &MarkedText| lines(&format!("{before}{}", text.plain()), em) <= most;
    if fits_in(&text) {
        return text;
    }
    let (mut fits, mut too_long) = (0, text.plain().chars().count());
    while too_long - fits > 1 {
        let middle = usize::midpoint(fits, too_long);
        if fits_in(&text.beginning(middle)) {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    text.beginning(fits)
}

/// The texts that fit into `most` lines, and the lines they take. The first is always included, shortened
/// if necessary.
pub(super) fn filled(
    texts: impl IntoIterator<Item = MarkedText>,
    em: f64,
    most: usize,
) -> (Vec<MarkedText>, usize) {
    let (mut shown, mut used) = (Vec::new(), 0);
    for text in texts {
        let needed = lines(&text.plain(), em);
        if used + needed > most {
            if shown.is_empty() {
                shown.push(cut("", text, em, most));
                used = most;
            }
            break;
        }
        shown.push(text);
        used += needed;
    }
    (shown, used)
}

/// How many of the texts fit into `most` lines, and the lines they take.
pub(super) fn fitting(
    texts: impl IntoIterator<Item = String>,
    em: f64,
    most: usize,
) -> (usize, usize) {
    let (mut number, mut used) = (0, 0);
    for text in texts {
        let needed = lines(&text, em);
        if used + needed > most {
            break;
        }
        (number, used) = (number + 1, used + needed);
    }
    (number, used)
}

/// The advance width of a character, in em.
fn advance(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '\'' | '|' => 0.29,
        ' ' | '.' | ',' | ':' | ';' => 0.33,
        'f' | 't' | 'r' | '(' | ')' | '-' | '!' | '/' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '…' => 0.98,
        'a'..='z' | '0'..='9' => 0.63,
        'A'..='Z' | '\u{a0}'..'\u{1100}' => 0.72,
        ' '..='~' => 0.84,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_inside_overlong_ones() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("aaaaa aaaaa", 7.0), 1);
        assert_eq!(lines("aaaaa aaaaaa", 7.0), 2);
        assert_eq!(lines("aaaaaaaa aaaaaaaa aaaaaaaa", 7.0), 3);
        assert_eq!(lines(&"a".repeat(100), 7.0), 10);
        assert_eq!(lines("漢字漢字漢字漢字", 4.0), 3);
    }

    #[test]
    fn a_text_is_shortened_no_more_than_necessary() {
        let text = "half a tablet more, ".repeat(9);
        for most in 1..9 {
            let cut = cut("", MarkedText::theirs(&text), 20.0, most).plain();
            assert!(lines(&cut, 20.0) <= most, "{cut}");
            assert!(
                cut.chars().count() + 40 > (most * 30).min(170),
                "{most}: {cut}"
            );
        }
        let whole = MarkedText::theirs("half a tablet");
        assert_eq!(cut("", whole.clone(), 20.0, 1), whole);
    }

    #[test]
    fn texts_fit_until_the_lines_are_used_up() {
        let texts = || ["a b", "c", "d"].map(str::to_owned);
        assert_eq!(fitting(texts(), 10.0, 2), (2, 2));
        assert_eq!(fitting(texts(), 0.7, 3), (2, 3));
        assert_eq!(fitting(texts(), 0.7, 1), (0, 0));
    }
}
