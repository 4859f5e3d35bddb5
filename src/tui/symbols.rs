//! The symbols on the screen and their replacements where the terminal lacks them. Symbols carry the meaning; colour only repeats it.

use super::charset::Charset;
use super::row::CUT;
use crate::evening::Status;
use crate::review::Outcome;
use crate::review::insights::Significance;

/// The symbols that this terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbols {
    /// Marks the line that the cursor is on.
    pub cursor: &'static str,
    /// One cell of a thin horizontal line.
    pub rule: &'static str,
    /// One cell of a thick horizontal line, for the filled part of a bar.
    pub full: &'static str,
    /// Marks an item of a list.
    pub bullet: &'static str,
    /// Marks a revoked entry.
    pub removed: &'static str,
    /// One cell of a thin vertical line.
    pub upright: &'static str,
    /// Stands for what was cut off at the end of a text.
    pub cut: &'static str,
    /// Mark the left and the right end of a row that goes on there.
    pub more_beside: [&'static str; 2],
    /// Mark the first and the last row of lines that go on there.
    pub more_above_below: [&'static str; 2],
    charset: Charset,
}

impl Symbols {
    /// The symbols of a charset.
    pub const fn new(charset: Charset) -> Self {
        match charset {
            Charset::Unicode => Self {
                cursor: "▸",
                rule: "─",
                full: "━",
                bullet: "·",
                removed: "×",
                upright: "┊",
                cut: CUT,
                more_beside: ["‹", "›"],
                more_above_below: ["↑", "↓"],
                charset,
            },
            Charset::Console => Self {
                cursor: "▶",
                rule: "─",
                full: "═",
                bullet: "·",
                removed: "×",
                upright: "│",
                cut: ">",
                more_beside: ["◀", "▶"],
                more_above_below: ["↑", "↓"],
                charset,
            },
            Charset::Ascii => Self {
                cursor: ">",
                rule: "-",
                full: "#",
                bullet: "*",
                removed: "~",
                upright: "|",
                cut: ">",
                more_beside: ["<", ">"],
                more_above_below: ["^", "v"],
                charset,
            },
        }
    }

    /// The charset that the symbols are of.
    pub const fn charset(&self) -> Charset {
        self.charset
    }

    /// Whether these are the ASCII replacements.
    pub const fn is_ascii(&self) -> bool {
        matches!(self.charset, Charset::Ascii)
    }

    /// One of three texts, by the charset.
    const fn pick<T: Copy>(&self, unicode: T, console: T, ascii: T) -> T {
        match self.charset {
            Charset::Unicode => unicode,
            Charset::Console => console,
            Charset::Ascii => ascii,
        }
    }

    /// Stands for the beginning of a path that is left out. A single dot would be a folder.
    pub const fn left_out(&self) -> &'static str {
        self.pick("…", "...", "...")
    }

    /// Marks what is selected or recorded.
    pub const fn tick(&self) -> &'static str {
        self.pick("✓", "x", "x")
    }

    /// Marks a comparison by how certain it is, with the symbols of evenings: full, hollow, or a dot.
    pub fn significance(self, significance: Significance) -> &'static str {
        self.outcome(match significance {
            Significance::Significant => Outcome::Kept,
            Significance::NotSignificant => Outcome::Missed,
            Significance::NotTested => Outcome::Free,
        })
    }

    /// Marks an evening.
    pub const fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Kept => self.pick("●", "■", "#"),
            Outcome::Partly => self.pick("◐", "▒", "+"),
            Outcome::Missed => self.pick("○", "o", "o"),
            Outcome::Excused => self.pick("–", "-", "-"),
            Outcome::Running => self.pick("◌", "?", "?"),
            Outcome::Free | Outcome::NotBegun => self.pick("·", "·", "."),
        }
    }

    /// Marks for months by the share of their evenings that were kept, from none to more than three quarters.
    pub const fn shares(&self) -> [&'static str; 5] {
        self.pick(
            ["○○", "░░", "▒▒", "▓▓", "██"],
            ["oo", "··", "░░", "▒▒", "██"],
            ["oo", "..", "::", "++", "##"],
        )
    }

    /// Marks a month by the share of its evenings that were kept, from 0 to 1.
    pub fn share(&self, share: f64) -> &'static str {
        let part = (share * 4.0).ceil().clamp(0.0, 4.0) as usize;
        self.shares()[part]
    }

    /// Marks a recorded change below a chart.
    pub const fn change(&self, is_medicine: bool) -> &'static str {
        if is_medicine {
            self.pick("◆", "♦", "m")
        } else {
            self.pick("▲", "▲", "^")
        }
    }

    /// A cell filled from below by 0 to 8 eighths.
    pub fn column(&self, eighths: u16) -> &'static str {
        let symbols = self.pick(
            [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
            [" ", "_", "░", "░", "▒", "▒", "▒", "█", "█"],
            [" ", "_", "_", "_", "#", "#", "#", "#", "#"],
        );
        symbols[usize::from(eighths.min(8))]
    }

    /// The symbol of a step's status.
    pub const fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Done { .. } => self.tick(),
            Status::Skipped { .. } | Status::Excused => self.pick("–", "-", "-"),
            Status::Due => self.pick("●", "■", "!"),
            Status::Late => self.pick("◌", "?", "?"),
            Status::Snoozed => "z",
            Status::Missed => self.pick("○", "o", "o"),
            Status::Upcoming => " ",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tui::charset::CONSOLE;

    const OUTCOMES: [Outcome; 6] = [
        Outcome::Kept,
        Outcome::Partly,
        Outcome::Missed,
        Outcome::Excused,
        Outcome::Running,
        Outcome::Free,
    ];

    #[test]
    fn the_marks_of_evenings_months_and_changes_differ_in_every_charset() {
        for charset in [Charset::Unicode, Charset::Console, Charset::Ascii] {
            let symbols = Symbols::new(charset);
            let outcomes: BTreeSet<_> = OUTCOMES.map(|outcome| symbols.outcome(outcome)).into();
            assert_eq!(outcomes.len(), OUTCOMES.len(), "{outcomes:?}");
            assert_eq!(BTreeSet::from(symbols.shares()).len(), 5);
            assert_ne!(symbols.change(true), symbols.change(false));
        }
    }

    #[test]
    fn each_symbol_for_the_linux_console_is_in_its_fonts() {
        let symbols = Symbols::new(Charset::Console);
        let outcomes = OUTCOMES.map(|outcome| symbols.outcome(outcome));
        let columns = (0..=8).map(|eighths| symbols.column(eighths));
        let others = [
            symbols.cursor,
            symbols.rule,
            symbols.full,
            symbols.bullet,
            symbols.removed,
            symbols.upright,
            symbols.cut,
            symbols.more_above_below[0],
            symbols.more_above_below[1],
            symbols.more_beside[0],
            symbols.more_beside[1],
            symbols.tick(),
            symbols.change(true),
            symbols.change(false),
        ];
        let all: String = columns
            .chain(outcomes)
            .chain(symbols.shares())
            .chain(others)
            .collect();
        let is_missing = |c: &char| !c.is_ascii() && !CONSOLE.contains(*c);
        assert_eq!(all.chars().filter(is_missing).collect::<String>(), "");
    }
}
