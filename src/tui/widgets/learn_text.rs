//! Wraps a page of Learn into lines, for the screen and the command line.

use crate::learn::{Block, Page};
use crate::time_of_day::ClockFormat;
use crate::tui::wrap::wrapped;

/// Maximum width of the text in cells. Longer lines are hard to read.
pub const WIDEST: u16 = 76;

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The text. Empty between two parts.
    pub text: String,
    /// What the line belongs to.
    pub kind: Kind,
}

/// What a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading within the page.
    Heading,
    /// The page's text.
    Text,
    /// The list of sources.
    Source,
}

/// The page without its title, in lines of at most `width` cells: the text, then the sources, numbered as the text
/// refers to them. `bullet` is put before each item of a list. Times in the text are written by `clock`.
pub fn lines(page: &Page, width: u16, bullet: &str, clock: ClockFormat) -> Vec<Line> {
    let width = width.min(WIDEST);
    let mut lines = Vec::new();
    let mut above = None;
    for block in &page.blocks {
        if above.is_some_and(|above| is_apart(above, block)) {
            lines.push(gap());
        }
        match block {
            Block::Heading(text) => lines.extend(set(text, width, "", Kind::Heading)),
            Block::Paragraph(text) => {
                lines.extend(set(&clock.in_text(text), width, "", Kind::Text));
            }
            Block::Item(text) => {
                lines.extend(set(&clock.in_text(text), width, bullet, Kind::Text));
            }
        }
        above = Some(block);
    }
    lines.push(gap());
    lines.extend(set("Sources", width, "", Kind::Heading));
    for (n, source) in (1..).zip(&page.sources) {
        lines.extend(set(source, width, &format!("[{n}]"), Kind::Source));
    }
    lines
}

/// Whether an empty line separates two blocks.
fn is_apart(above: &Block, below: &Block) -> bool {
    match (above, below) {
        (Block::Heading(_), _) | (Block::Item(_), Block::Item(_)) => false,
        (Block::Paragraph(_) | Block::Item(_), _) => true,
    }
}

fn gap() -> Line {
    Line {
        text: String::new(),
        kind: Kind::Text,
    }
}

/// Wraps a text into lines. Those after the first are indented by the width of the bullet.
fn set(text: &str, width: u16, bullet: &str, kind: Kind) -> impl Iterator<Item = Line> {
    let first = match bullet {
        "" => String::new(),
        bullet => format!("{bullet} "),
    };
    let inset = first.chars().count();
    let lines = wrapped(text, width.saturating_sub(inset as u16));
    lines.into_iter().enumerate().map(move |(n, line)| Line {
        text: if n == 0 {
            format!("{first}{line}")
        } else {
            format!("{:inset$}{line}", "")
        },
        kind,
    })
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::learn;

    #[test]
    fn every_line_of_every_page_fits_the_narrowest_terminal_and_the_widest() {
        for page in learn::pages() {
            for (width, most) in [(36, 36), (76, 76), (200, WIDEST)] {
                for line in lines(page, width, "·", ClockFormat::default()) {
                    let cells = line.text.width();
                    assert!(cells <= most.into(), "{}: {}", page.id, line.text);
                }
            }
        }
    }

    #[test]
    fn no_page_is_long() {
        for page in learn::pages() {
            let long = lines(page, 36, "·", ClockFormat::default()).len();
            assert!(long <= 100, "{}: {long} lines", page.id);
        }
    }

    #[test]
    fn items_of_a_list_are_not_separated_and_parts_are() {
        let page = learn::page("low-iron").unwrap();
        let page = Page {
            blocks: vec![
                Block::Paragraph("Two of them:".to_owned()),
                Block::Item("one".to_owned()),
                Block::Item("and another one".to_owned()),
                Block::Heading("Then".to_owned()),
                Block::Paragraph("An end.".to_owned()),
            ],
            sources: vec!["Somebody 2020".to_owned()],
            ..page.clone()
        };
        let lines = lines(&page, 12, "-", ClockFormat::default());
        let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Two of them:",
                "",
                "- one",
                "- and",
                "  another",
                "  one",
                "",
                "Then",
                "An end.",
                "",
                "Sources",
                "[1] Somebody",
                "    2020",
            ]
        );
        assert_eq!(lines[7].kind, Kind::Heading);
        assert_eq!(lines[11].kind, Kind::Source);
    }
}
