//! Our own words with words of the user's in them, each marked as whose it is.

/// A sentence or a part of one. What the user wrote stands by itself in it: letters that run from right to left do not
/// turn the numbers beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarkedText(Vec<Piece>);

/// A part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words of ours.
    Ours(String),
    /// Words of the user's.
    Theirs(String),
}

impl MarkedText {
    /// Beginning with words of ours.
    pub fn ours(words: impl Into<String>) -> Self {
        Self(vec![Piece::Ours(words.into())])
    }

    /// Beginning with words of the user's.
    pub fn theirs(words: &str) -> Self {
        Self(vec![Piece::Theirs(words.to_owned())])
    }

    /// Going on with words of ours.
    #[must_use]
    pub fn then(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Ours(words.into()));
        self
    }

    /// Going on with words of the user's.
    #[must_use]
    pub fn then_theirs(mut self, words: &str) -> Self {
        self.0.push(Piece::Theirs(words.to_owned()));
        self
    }

    /// Going on with another.
    #[must_use]
    pub fn then_all(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same, beginning small, as it does inside a sentence. The user's own words stay as they are.
    #[must_use]
    pub(super) fn uncapitalised(mut self) -> Self {
        if let Some(Piece::Ours(words)) = self.0.first_mut() {
            *words = super::uncapitalised(words);
        }
        self
    }

    /// Several in a row.
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

    /// With `shown` of each word of the user's in its place.
    #[must_use]
    pub fn with_theirs(self, shown: impl Fn(&str) -> String) -> Self {
        let pieces = self.0.into_iter().map(|piece| match piece {
            Piece::Ours(words) => Piece::Ours(words),
            Piece::Theirs(words) => Piece::Theirs(shown(&words)),
        });
        Self(pieces.collect())
    }

    /// So many letters from its beginning, and a sign that it goes on.
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

    /// Its parts.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Without its marks.
    pub fn plain(&self) -> String {
        let words = self.0.iter().map(|piece| match piece {
            Piece::Ours(words) | Piece::Theirs(words) => words.as_str(),
        });
        words.collect()
    }
}
