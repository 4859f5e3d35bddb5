//! The signs that carry what colour only repeats, and their ASCII stand-ins.

use crate::evening::Status;
use crate::review::Outcome;
use crate::review::insights::Significance;

/// The signs that this terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbols {
    /// Where the cursor stands.
    pub cursor: &'static str,
    /// A thin line, one cell of it.
    pub rule: &'static str,
    /// A thick line, one cell of it: the part of a bar that is full.
    pub full: &'static str,
    /// Before an item of a list.
    pub bullet: &'static str,
    /// Before what was taken back.
    pub removed: &'static str,
    /// A thin line from top to bottom, one cell of it.
    pub upright: &'static str,
    ascii: bool,
}

impl Symbols {
    /// The signs, or their stand-ins.
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

    /// Whether they are the stand-ins.
    pub const fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// The mark of what is chosen, or was told.
    pub const fn tick(&self) -> &'static str {
        if self.ascii { "x" } else { "✓" }
    }

    /// Before what goes with the legs: full, hollow, or hardly there, as the marks of evenings are.
    pub fn significance(self, significance: Significance) -> &'static str {
        self.outcome(match significance {
            Significance::Significant => Outcome::Kept,
            Significance::NotSignificant => Outcome::Missed,
            Significance::NotTested => Outcome::Free,
        })
    }

    /// The mark of an evening.
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
            (Outcome::Free, false) => "·",
            (Outcome::Free, true) => ".",
        }
    }

    /// The mark of a month: how many of its evenings were kept.
    pub fn share(&self, share: f64) -> &'static str {
        let signs = if self.ascii {
            ["oo", "..", "::", "++", "##"]
        } else {
            ["○○", "░░", "▒▒", "▓▓", "██"]
        };
        // The first is for none at all, the last for (nearly) all.
        let part = (share * 4.0).ceil().clamp(0.0, 4.0) as usize;
        signs[part]
    }

    /// The mark below a chart where something was changed.
    pub const fn change(&self, is_medicine: bool) -> &'static str {
        match (is_medicine, self.ascii) {
            (false, false) => "▲",
            (false, true) => "^",
            (true, false) => "◆",
            (true, true) => "m",
        }
    }

    /// A cell that is filled from below by so many eighths.
    pub fn column(&self, eighths: u16) -> &'static str {
        let signs = if self.ascii {
            [" ", "_", "_", "_", "#", "#", "#", "#", "#"]
        } else {
            [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        };
        signs[usize::from(eighths.min(8))]
    }

    /// The sign for a status.
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
