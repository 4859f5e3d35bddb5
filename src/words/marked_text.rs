//! Text that marks which parts the program wrote and which the user wrote.

/// A sentence or part of one. The user's words are kept in pieces of their own so that the page can isolate
/// their direction: right-to-left letters must not reorder the numbers beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarkedText(Vec<Piece>);

/// A piece of marked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text written by the program.
    Ours(String),
    /// Text written by the user.
    Theirs(String),
}

impl MarkedText {
    /// Starts with text of the program.
    pub fn ours(words: impl Into<String>) -> Self {
        Self(vec![Piece::Ours(words.into())])
    }

    /// Starts with text of the user.
    pub fn theirs(words: &str) -> Self {
        Self(vec![Piece::Theirs(words.to_owned())])
    }

    /// Appends text of the program.
    #[must_use]
    pub fn then(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Ours(words.into()));
        self
    }

    /// Appends text of the user.
    #[must_use]
    pub fn then_theirs(mut self, words: &str) -> Self {
        self.0.push(Piece::Theirs(words.to_owned()));
        self
    }

    /// Appends another marked text.
    #[must_use]
    pub fn then_all(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Makes the first letter lower case, for use inside a sentence. The user's words stay as they are.
    #[must_use]
    pub(super) fn uncapitalised(mut self) -> Self {
        if let Some(Piece::Ours(words)) = self.0.first_mut() {
            *words = super::uncapitalised(words);
        }
        self
    }

    /// Joins several, with a separator of the program's.
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut whole = Self::default();
        for part in parts {
            if !whole.0.is_empty() {
                whole = whole.then(between);
            }
            whole.0.extend(part.0);
        }
        whole
    }

    /// Replaces each piece of the user's by `shown` of it.
    #[must_use]
    pub fn with_theirs(self, shown: impl Fn(&str) -> String) -> Self {
        let pieces = self.0.into_iter().map(|piece| match piece {
            Piece::Ours(words) => Piece::Ours(words),
            Piece::Theirs(words) => Piece::Theirs(shown(&words)),
        });
        Self(pieces.collect())
    }

    /// The first `letters` characters, followed by an ellipsis if anything was cut.
    #[must_use]
    pub fn beginning(&self, letters: usize) -> Self {
        let mut left = letters;
        let mut pieces = Vec::new();
        for piece in &self.0 {
            let (Piece::Ours(words) | Piece::Theirs(words)) = piece;
            let cut: String = words.chars().take(left).collect();
            let is_cut = cut.len() < words.len();
            left -= cut.chars().count();
            let cut = if is_cut {
                format!("{}…", cut.trim_end())
            } else {
                cut
            };
            pieces.push(match piece {
                Piece::Ours(_) => Piece::Ours(cut),
                Piece::Theirs(_) => Piece::Theirs(cut),
            });
            if is_cut {
                break;
            }
        }
        Self(pieces)
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The text without marks.
    pub fn plain(&self) -> String {
        let words = self.0.iter().map(|piece| match piece {
            Piece::Ours(words) | Piece::Theirs(words) => words.as_str(),
        });
        words.collect()
    }
}
