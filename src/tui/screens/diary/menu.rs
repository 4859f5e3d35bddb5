//! What can be told: one line and one key each, and what was told already.

use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{
    DiaryPage, PageContext, PageOutcome, caffeine, entries, factors, iron, legs, morning,
    self_check,
};
use crate::clock::Zone;
use crate::evening::Evening;
use crate::event::{EveningDate, Event, What};
use crate::plan::Plan;
use crate::tui::footer::Hint;
use crate::tui::screen::Explained;
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
    told: fn(&PageContext<'_>) -> String,
    /// The page, and the evening that it is about.
    open: fn(&PageContext<'_>) -> (Box<dyn DiaryPage>, EveningDate),
}

const ITEMS: [Item; 7] = [
    Item {
        key: 'l',
        name: "Legs",
        told: |ctx| last(ctx, |what| matches!(what, What::Legs { .. })),
        open: |ctx| {
            (
                Box::new(legs::Legs::default()),
                night_meant(ctx, Evening::for_rating_at),
            )
        },
    },
    Item {
        key: 'm',
        name: "Morning",
        told: |ctx| last(ctx, |what| matches!(what, What::Woke { .. })),
        open: |ctx| {
            let date = night_meant(ctx, Evening::for_waking_at);
            (Box::new(morning::Morning::default()), date)
        },
    },
    Item {
        key: 'c',
        name: "Caffeine",
        told: drinks,
        open: |ctx| (Box::<caffeine::Page>::default(), ctx.date()),
    },
    Item {
        key: 'd',
        name: "The day",
        told: factors,
        open: |ctx| (Box::new(factors::Factors::default()), ctx.date()),
    },
    Item {
        key: 'b',
        name: "Blood: iron",
        told: |ctx| rarely(ctx, |what| matches!(what, What::Iron { .. })),
        open: |ctx| (Box::new(iron::Iron::default()), ctx.tonight.evening.date),
    },
    Item {
        key: 's',
        name: "Self-check",
        told: |ctx| rarely(ctx, |what| matches!(what, What::SelfCheck { .. })),
        open: |ctx| {
            let date = ctx.tonight.evening.date;
            (Box::new(self_check::SelfCheck::default()), date)
        },
    },
    Item {
        key: 'e',
        name: "Entries by day",
        told: |ctx| match entries::count(ctx) {
            0 => String::new(),
            1 => "1 entry".to_owned(),
            n => format!("{n} entries"),
        },
        open: |ctx| (Box::<entries::Page>::default(), ctx.date()),
    },
];

/// The evening meant: of the running one, what is told now may be about the night just past.
fn night_meant(
    ctx: &PageContext<'_>,
    of: fn(DateTime<Utc>, &Plan, &Zone) -> Evening,
) -> EveningDate {
    if ctx.is_tonight() {
        of(ctx.now(), &ctx.config.plan, &ctx.zone).date
    } else {
        ctx.date()
    }
}

/// What was last said of the evening, in a few words.
fn last(ctx: &PageContext<'_>, wanted: fn(&What) -> bool) -> String {
    let events = ctx.events();
    let last = events.iter().rev().find(|event| wanted(&event.what));
    let said = last.map(|event| {
        let line = match &event.what {
            What::Woke { night } => words::night_line(night, event.offset_min),
            // The line's label says that it is about the legs.
            What::Legs { rating, feels } => words::legs_in_words(*rating, feels),
            _ => words::diary_line(event).unwrap_or_default(),
        };
        if line.is_empty() {
            return format!("awake at {}", event.local().format("%H:%M"));
        }
        line
    });
    said.unwrap_or_default()
}

/// What was last said of what is told rarely.
fn rarely(ctx: &PageContext<'_>, wanted: fn(&What) -> bool) -> String {
    let last = ctx.rarely().iter().rev().find(|event| wanted(&event.what));
    last.map(|event| event.local().format("%-d %b %Y").to_string())
        .unwrap_or_default()
}

fn factors(ctx: &PageContext<'_>) -> String {
    let events = ctx.events();
    let is_factor = |event: &&&Event| matches!(event.what, What::Factor { .. });
    let said = events
        .iter()
        .filter(is_factor)
        .filter_map(|event| words::diary_line(event));
    said.collect::<Vec<_>>().join("; ")
}

fn drinks(ctx: &PageContext<'_>) -> String {
    let drinks = ctx
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

impl DiaryPage for Menu {
    fn title(&self) -> &'static str {
        "Diary"
    }

    fn is_list(&self) -> bool {
        true
    }

    fn hints(&self, _ctx: &PageContext<'_>) -> Vec<Hint> {
        vec![]
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if key.code == KeyCode::Esc {
            return PageOutcome::Back;
        }
        let item = ITEMS
            .iter()
            .find(|item| key.code == KeyCode::Char(item.key));
        item.map_or(PageOutcome::Stay, |item| {
            let (page, date) = (item.open)(ctx);
            PageOutcome::Go(page, date)
        })
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let wide = body.width >= 60;
        let (key_at, name_at, told_at) = if wide { (4, 8, 30) } else { (1, 4, 20) };
        for (row, item) in body.rows().skip(top(body).into()).zip(&ITEMS) {
            put(frame, row, key_at, &item.key.to_string(), theme.key);
            put(frame, row, name_at, item.name, theme.text);
            put(frame, row, told_at, &(item.told)(ctx), theme.dim);
        }
    }

    fn key_at(&self, _ctx: &PageContext<'_>, body: Rect, place: Position) -> Option<KeyCode> {
        let row = place.y.checked_sub(body.y + top(body))?;
        let item = ITEMS.get(usize::from(row)).filter(|_| body.contains(place));
        item.map(|item| KeyCode::Char(item.key))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("l  m", "legs; the morning, the night"),
            ("c  d", "caffeine; the day"),
            ("b  s", "blood: iron; the four signs"),
            ("e", "what was told, day by day"),
            ("[  ]", "the day before, the day after"),
            ("i  Esc", "learn more; back"),
            ("N", "woken at night"),
            ("q", "leave; all is kept"),
        ]
    }
}
