//! The symbols on the screen and their ASCII replacements. Symbols carry the meaning; colour only repeats it.

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
    ascii: bool,
}

impl Symbols {
    /// The symbols, or their ASCII replacements.
    pub const fn new(ascii: bool) -> Self {
        if ascii {
            Self {
                cursor: ">",
                rule: "-",
                full: "#",
                bullet: "*",
                removed: "~",
                upright: "|",
                ascii,
            }
        } else {
            Self {
                cursor: "▸",
                rule: "─",
                full: "━",
                bullet: "·",
                removed: "×",
                upright: "┊",
                ascii,
            }
        }
    }

    /// Whether these are the ASCII replacements.
    pub const fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// Marks what is selected or recorded.
    pub const fn tick(&self) -> &'static str {
        if self.ascii { "x" } else { "✓" }
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
        match (outcome, self.ascii) {
            (Outcome::Kept, false) => "●",
            (Outcome::Kept, true) => "#",
            (Outcome::Partly, false) => "◐",
            (Outcome::Partly, true) => "+",
            (Outcome::Missed, false) => "○",
            (Outcome::Missed, true) => "o",
            (Outcome::Excused, false) => "–",
            (Outcome::Excused, true) => "-",
            (Outcome::Running, false) => "◌",
            (Outcome::Running, true) => "?",
            (Outcome::Free | Outcome::NotBegun, false) => "·",
            (Outcome::Free | Outcome::NotBegun, true) => ".",
        }
    }

    /// Marks a month by the share of its evenings that were kept, from 0 to 1.
    pub fn share(&self, share: f64) -> &'static str {
        let symbols = if self.ascii {
            ["oo", "..", "::", "++", "##"]
        } else {
            ["○○", "░░", "▒▒", "▓▓", "██"]
        };
        // The first symbol stands for none kept, the last for more than three quarters.
        let part = (share * 4.0).ceil().clamp(0.0, 4.0) as usize;
        symbols[part]
    }

    /// Marks a recorded change below a chart.
    pub const fn change(&self, is_medicine: bool) -> &'static str {
        match (is_medicine, self.ascii) {
            (false, false) => "▲",
            (false, true) => "^",
            (true, false) => "◆",
            (true, true) => "m",
        }
    }

    /// A cell filled from below by 0 to 8 eighths.
    pub fn column(&self, eighths: u16) -> &'static str {
        let symbols = if self.ascii {
            [" ", "_", "_", "_", "#", "#", "#", "#", "#"]
        } else {
            [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        };
        symbols[usize::from(eighths.min(8))]
    }

    /// The symbol of a step's status.
    pub const fn status(&self, status: Status) -> &'static str {
        match (status, self.ascii) {
            (Status::Done { .. }, false) => "✓",
            (Status::Done { .. }, true) => "x",
            (Status::Skipped { .. } | Status::Excused, false) => "–",
            (Status::Skipped { .. } | Status::Excused, true) => "-",
            (Status::Due, false) => "●",
            (Status::Due, true) => "!",
            (Status::Late, false) => "◌",
            (Status::Late, true) => "?",
            (Status::Snoozed, _) => "z",
            (Status::Missed, false) => "○",
            (Status::Missed, true) => "o",
            (Status::Upcoming, _) => " ",
        }
    }
}
