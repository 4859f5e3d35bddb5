//! The result of one check.

use serde::Serialize;

use crate::tui::Charset;

/// How a check turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CheckState {
    /// It works.
    Fine,
    /// It works or is not needed, but could be better.
    Note,
    /// It does not work.
    Broken,
}

impl CheckState {
    /// The sign in front of the line, one or two cells wide.
    pub(crate) const fn sign(self, charset: Charset) -> &'static str {
        match (self, charset) {
            (Self::Fine, Charset::Unicode) => "✓",
            (Self::Note, Charset::Unicode) => "·",
            (Self::Broken, Charset::Unicode) => "✗",
            (Self::Fine, Charset::Console | Charset::Ascii) => "ok",
            (Self::Note, Charset::Console | Charset::Ascii) => "--",
            (Self::Broken, Charset::Console | Charset::Ascii) => "!!",
        }
    }
}

/// The result of one check, with advice. Each is one line of the report and one object in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Check {
    /// What was checked: "bus", "journal".
    pub(crate) topic: &'static str,
    /// How it turned out.
    pub(crate) state: CheckState,
    /// What was found, in plain words.
    pub(crate) found: String,
    /// What the user can do about it.
    pub(crate) advice: Option<String>,
}

impl Check {
    /// The check passed.
    pub(crate) fn fine(topic: &'static str, found: impl Into<String>) -> Self {
        Self {
            topic,
            state: CheckState::Fine,
            found: found.into(),
            advice: None,
        }
    }

    /// The check passed, but something could be better.
    pub(crate) fn note(topic: &'static str, found: impl Into<String>) -> Self {
        Self {
            state: CheckState::Note,
            ..Self::fine(topic, found)
        }
    }

    /// The check failed. `advice` says what to do.
    pub(crate) fn broken(
        topic: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            state: CheckState::Broken,
            ..Self::fine(topic, found)
        }
        .with_advice(advice)
    }

    /// For something that is not needed: a failure becomes a note.
    pub(crate) fn not_needed(mut self) -> Self {
        if self.state == CheckState::Broken {
            self.state = CheckState::Note;
        }
        self
    }

    /// Adds what the user can do about it.
    pub(crate) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}
