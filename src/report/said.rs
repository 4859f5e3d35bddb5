//! Words of ours with words of the user's in them.

use maud::{Markup, Render, html};

use super::words::text;

/// A sentence or a part of one. What the user wrote stands by itself in it: letters that run from right to left do not
/// turn the numbers beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Ours(String),
    Theirs(String),
}

impl Said {
    /// Beginning with words of ours.
    pub(super) fn ours(words: impl Into<String>) -> Self {
        Self(vec![Piece::Ours(words.into())])
    }

    /// Beginning with words of the user's.
    pub(super) fn theirs(words: &str) -> Self {
        Self(vec![Piece::Theirs(text(words))])
    }

    /// Going on with words of ours.
    pub(super) fn then(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Ours(words.into()));
        self
    }

    /// Going on with words of the user's.
    pub(super) fn then_theirs(mut self, words: &str) -> Self {
        self.0.push(Piece::Theirs(text(words)));
        self
    }

    /// A sentence of ours in which the user's `name` is found again.
    pub(super) fn with_name(sentence: &str, name: &str) -> Self {
        match sentence.split_once(name) {
            Some((before, after)) if !name.is_empty() => {
                Self::ours(text(before)).then_theirs(name).then(text(after))
            }
            _ => Self::ours(text(sentence)),
        }
    }

    /// Several in a row.
    pub(super) fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut whole = Self::default();
        for part in parts {
            if !whole.0.is_empty() {
                whole = whole.then(between);
            }
            whole.0.extend(part.0);
        }
        whole
    }

    /// Without its marks, as long as it is.
    pub(super) fn plain(&self) -> String {
        let words = self.0.iter().map(|piece| match piece {
            Piece::Ours(words) | Piece::Theirs(words) => words.as_str(),
        });
        words.collect()
    }
}

impl Render for Said {
    fn render(&self) -> Markup {
        html! {
            @for piece in &self.0 {
                @match piece {
                    Piece::Ours(words) => (words),
                    Piece::Theirs(words) => bdi { (words) },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_wrote_is_set_apart() {
        let said = Said::with_name("Legs 1.0 calmer after \"a & b\": 19 nights", "a & b");
        assert_eq!(
            said.render().into_string(),
            "Legs 1.0 calmer after &quot;<bdi>a &amp; b</bdi>&quot;: 19 nights"
        );
        assert_eq!(said.plain(), "Legs 1.0 calmer after \"a & b\": 19 nights");
        let without = Said::with_name("Legs 1.0 calmer", "bath");
        assert_eq!(without.render().into_string(), "Legs 1.0 calmer");
    }
}
