//! One line of what the doctor says.

use serde::Serialize;

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It works.
    Fine,
    /// It works, or is not needed, but there is more to be had.
    Note,
    /// It does not work.
    Broken,
}

impl State {
    /// Its sign.
    pub const fn sign(self, ascii: bool) -> &'static str {
        match (self, ascii) {
            (Self::Fine, false) => "✓",
            (Self::Note, false) => "·",
            (Self::Broken, false) => "✗",
            (Self::Fine, true) => "ok",
            (Self::Note, true) => "--",
            (Self::Broken, true) => "!!",
        }
    }
}

/// A thing, how it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is about.
    pub topic: &'static str,
    /// How it is.
    pub state: State,
    /// What was found, in plain words.
    pub found: String,
    /// What to do, where there is something.
    pub advice: Option<String>,
}

impl Line {
    /// A thing that works.
    pub fn fine(topic: &'static str, found: impl Into<String>) -> Self {
        Self {
            topic,
            state: State::Fine,
            found: found.into(),
            advice: None,
        }
    }

    /// A thing that could be better.
    pub fn note(topic: &'static str, found: impl Into<String>) -> Self {
        Self {
            state: State::Note,
            ..Self::fine(topic, found)
        }
    }

    /// A thing that does not work, and what to do.
    pub fn broken(
        topic: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Broken,
            ..Self::fine(topic, found)
        }
        .but(advice)
    }

    /// The same of something that is not needed: it cannot be broken.
    pub fn unless_needed(mut self) -> Self {
        if self.state == State::Broken {
            self.state = State::Note;
        }
        self
    }

    /// The same with something to do.
    pub fn but(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}
