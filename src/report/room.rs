//! How much room words take on paper, so that as much is told as there is room for.
//!
//! Measured by the letters of `DejaVu Sans`, the widest of the fonts that the page asks for: in another there is room
//! left over.

use crate::words::MarkedText;

/// A line of the whole sheet, less what a list is moved in by, in widths of an em of its letters.
pub(super) const SHEET: f64 = 55.0;
/// A line of one of two columns, likewise.
pub(super) const COLUMN: f64 = 25.5;

/// How many lines a text takes, each so many em wide. At least one.
pub(super) fn lines(text: &str, em: f64) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    for word in text.split_inclusive(' ') {
        let width: f64 = word.trim_end().chars().map(advance).sum();
        if used > 0.0 && used + width > em {
            lines += 1;
            used = 0.0;
        }
        // A word that is wider than a line is broken.
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

/// As much of what is said behind `before` as so many lines hold with it.
pub(super) fn cut(before: &str, said: MarkedText, em: f64, most: usize) -> MarkedText {
    let fits_in = |said: &MarkedText| lines(&format!("{before}{}", said.plain()), em) <= most;
    if fits_in(&said) {
        return said;
    }
    let (mut fits, mut too_long) = (0, said.plain().chars().count());
    while too_long - fits > 1 {
        let middle = usize::midpoint(fits, too_long);
        if fits_in(&said.beginning(middle)) {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    said.beginning(fits)
}

/// Those that there is room for in so many lines, and how many lines they take. The first is there in any case, cut where
/// it has to be.
pub(super) fn filled(
    said: impl IntoIterator<Item = MarkedText>,
    em: f64,
    most: usize,
) -> (Vec<MarkedText>, usize) {
    let (mut shown, mut used) = (Vec::new(), 0);
    for said in said {
        let needed = lines(&said.plain(), em);
        if used + needed > most {
            if shown.is_empty() {
                shown.push(cut("", said, em, most));
                used = most;
            }
            break;
        }
        shown.push(said);
        used += needed;
    }
    (shown, used)
}

/// How many of these texts fit into so many lines, and how many lines these take.
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

/// How far a letter moves the next one, in em.
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
    fn words_are_not_torn_and_what_is_wider_than_a_line_is() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("aaaaa aaaaa", 7.0), 1);
        assert_eq!(lines("aaaaa aaaaaa", 7.0), 2);
        assert_eq!(lines("aaaaaaaa aaaaaaaa aaaaaaaa", 7.0), 3);
        assert_eq!(lines(&"a".repeat(100), 7.0), 10);
        assert_eq!(lines("漢字漢字漢字漢字", 4.0), 3);
    }

    #[test]
    fn a_text_is_cut_where_its_room_ends_and_no_earlier() {
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
