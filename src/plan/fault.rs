//! A fault found by a consistency check of a plan, with the key it is about.

/// A part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The top of the file, before all tables.
    Top,
    /// The schedule at that index.
    Schedule(usize),
    /// The step at that index.
    Step(usize),
    /// The trial at that index.
    Trial(usize),
}

/// A key in a part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub part: Part,
    pub key: &'static str,
}

/// A fault in a plan. [`parse`](super::parse) turns it into a problem with a position in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub place: Place,
    pub message: String,
    pub suggestion: Option<String>,
    pub related: Option<(Place, String)>,
}

impl Fault {
    pub(super) fn at(part: Part, key: &'static str, message: String) -> Self {
        Self {
            place: Place { part, key },
            message,
            suggestion: None,
            related: None,
        }
    }

    pub(super) fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    pub(super) fn relate(mut self, part: Part, key: &'static str, why: impl Into<String>) -> Self {
        self.related = Some((Place { part, key }, why.into()));
        self
    }
}
