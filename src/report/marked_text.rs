//! Renders marked text: the user's words are isolated with `bdi`.

use maud::{Markup, Render, html};

use super::words::text;
use crate::words::{MarkedText, Piece};

impl Render for MarkedText {
    fn render(&self) -> Markup {
        html! {
            @for piece in self.pieces() {
                @match piece {
                    Piece::Ours(words) => (text(words)),
                    Piece::Theirs(words) => bdi { (text(words)) },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_text_is_in_elements_of_its_own() {
        let text = MarkedText::ours("Legs 1.0 calmer after \"")
            .then_theirs("a & b")
            .then("\": 19 nights");
        assert_eq!(
            text.render().into_string(),
            "Legs 1.0 calmer after &quot;<bdi>a &amp; b</bdi>&quot;: 19 nights"
        );
        assert_eq!(text.plain(), "Legs 1.0 calmer after \"a & b\": 19 nights");
    }
}
