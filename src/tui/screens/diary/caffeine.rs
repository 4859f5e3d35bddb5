//! Caffeine: a drink by the number of its line.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::{About, Sheet, Turn};
use crate::diary::drinks::{Drink, known};
use crate::evening::{Action, DiaryEntry};
use crate::tui::footer::Hint;
use crate::tui::wrap::put;

/// The page.
#[derive(Debug)]
pub struct Caffeine;

/// The drinks that have a number: nine at most.
fn drinks(about: &About<'_>) -> Vec<Drink> {
    let mut drinks = known(&about.app.config.diary.drinks);
    drinks.truncate(9);
    drinks
}

impl Sheet for Caffeine {
    fn title(&self) -> &'static str {
        "Caffeine"
    }

    fn hints(&self, _about: &About<'_>) -> Vec<Hint> {
        vec![]
    }

    fn key(&mut self, key: KeyEvent, about: &About<'_>) -> Turn {
        let number = match key.code {
            KeyCode::Esc => return Turn::Back,
            KeyCode::Char(letter) => letter.to_digit(10).unwrap_or(0) as usize,
            _ => 0,
        };
        let drink = number
            .checked_sub(1)
            .and_then(|n| drinks(about).into_iter().nth(n));
        drink.map_or(Turn::Stay, |drink| {
            let entry = DiaryEntry::Caffeine {
                mg: drink.mg,
                drink: Some(drink.name),
            };
            Turn::Tell(vec![Action::Tell { entry, at: None }])
        })
    }

    fn draw(&self, about: &About<'_>, body: Rect, frame: &mut Frame) {
        let theme = about.theme();
        for ((n, drink), row) in (1..).zip(drinks(about)).zip(body.rows()) {
            put(frame, row, 1, &n.to_string(), theme.key);
            put(frame, row, 4, &drink.name, theme.text);
            put(frame, row, 20, &format!("{} mg", drink.mg), theme.dim);
        }
    }

    fn kept(&mut self, _about: &About<'_>) -> Turn {
        Turn::Back
    }

    fn learn(&self) -> (char, &'static str) {
        ('i', "caffeine")
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("1-9", "a drink, now"),
            ("[  ]", "the day before, the day after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}
