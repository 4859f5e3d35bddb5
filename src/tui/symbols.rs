//! The signs that carry what colour only repeats, and their ASCII stand-ins.

use crate::evening::Status;

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
                ascii,
            }
        } else {
            Self {
                cursor: "▸",
                rule: "─",
                full: "━",
                bullet: "·",
                ascii,
            }
        }
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
