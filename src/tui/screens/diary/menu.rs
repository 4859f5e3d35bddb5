//! What can be told: one line and one key each, and what was told already.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{About, Sheet, Turn, caffeine, entries};
use crate::event::{EveningDate, What};
use crate::tui::footer::Hint;
use crate::tui::wrap::put;
use crate::words;

/// The list of pages.
#[derive(Debug)]
pub struct Menu;

/// A page that can be opened.
struct Item {
    key: char,
    name: &'static str,
    /// What was told already.
    told: fn(&About<'_>) -> String,
    /// The page, and the evening that it is about.
    open: fn(&About<'_>) -> (Box<dyn Sheet>, EveningDate),
}

const ITEMS: [Item; 2] = [
    Item {
        key: 'c',
        name: "Caffeine",
        told: drinks,
        open: |about| (Box::new(caffeine::Caffeine), about.date()),
    },
    Item {
        key: 'e',
        name: "Entries by day",
        told: |about| words::counted(entries::lines(about).len(), "line"),
        open: |about| (Box::new(entries::Entries), about.date()),
    },
];

fn drinks(about: &About<'_>) -> String {
    let drinks = about
        .events()
        .into_iter()
        .filter_map(|event| match event.what {
            What::Caffeine { mg, .. } => Some(mg),
            _ => None,
        });
    let drinks: Vec<f64> = drinks.collect();
    if drinks.is_empty() {
        return String::new();
    }
    let all: f64 = drinks.iter().sum();
    format!("{}, {all:.0} mg", words::counted(drinks.len(), "drink"))
}

/// Above the first line.
fn top(body: Rect) -> u16 {
    u16::from(body.height >= 12) * 2
}

impl Sheet for Menu {
    fn title(&self) -> &'static str {
        "Diary"
    }

    fn is_list(&self) -> bool {
        true
    }

    fn hints(&self, _about: &About<'_>) -> Vec<Hint> {
        vec![]
    }

    fn key(&mut self, key: KeyEvent, about: &About<'_>) -> Turn {
        if key.code == KeyCode::Esc {
            return Turn::Back;
        }
        let item = ITEMS
            .iter()
            .find(|item| key.code == KeyCode::Char(item.key));
        item.map_or(Turn::Stay, |item| {
            let (sheet, date) = (item.open)(about);
            Turn::Go(sheet, date)
        })
    }

    fn draw(&self, about: &About<'_>, body: Rect, frame: &mut Frame) {
        let theme = about.theme();
        let wide = body.width >= 60;
        let (key_at, name_at, told_at) = if wide { (4, 8, 30) } else { (1, 4, 20) };
        for (row, item) in body.rows().skip(top(body).into()).zip(&ITEMS) {
            put(frame, row, key_at, &item.key.to_string(), theme.key);
            put(frame, row, name_at, item.name, theme.text);
            put(frame, row, told_at, &(item.told)(about), theme.dim);
        }
    }

    fn key_at(&self, _about: &About<'_>, body: Rect, place: Position) -> Option<KeyCode> {
        let row = place.y.checked_sub(body.y + top(body))?;
        let item = ITEMS.get(usize::from(row)).filter(|_| body.contains(place));
        item.map(|item| KeyCode::Char(item.key))
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("c", "a drink with caffeine"),
            ("e", "what was told, day by day"),
            ("[  ]", "the day before, the day after"),
            ("Esc", "back"),
            ("N", "woken at night"),
            ("q", "leave; all is kept"),
        ]
    }
}
