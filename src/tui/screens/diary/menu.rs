//! The menu of the diary: one page a line, with its key and a summary of what is recorded.

use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{
    DiaryPage, PageContext, PageOutcome, caffeine, entries, factors, iron, legs, morning, onset,
    self_check,
};
use crate::evening::Evening;
use crate::event::{EveningDate, Event, Substance, What};
use crate::plan::KeyArea;
use crate::tui::footer::Hint;
use crate::tui::row::put;
use crate::tui::screen::Explained;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::words;

/// The diary's menu.
#[derive(Debug)]
pub struct MenuPage;

/// A line of the menu.
struct MenuItem {
    key: char,
    name: &'static str,
    /// A few words on what is recorded; empty if nothing is.
    summary: fn(&PageContext<'_>) -> String,
    /// The page to open, and the evening it shows.
    open: fn(&PageContext<'_>) -> (Box<dyn DiaryPage>, EveningDate),
}

const ITEMS: [MenuItem; 8] = [
    MenuItem {
        key: 'l',
        name: "Legs",
        summary: |ctx| latest_entry(ctx, |what| matches!(what, What::Legs { .. })),
        open: |ctx| {
            (
                Box::new(legs::LegsPage::default()),
                evening_for_entry(ctx, Evening::of_rating_at),
            )
        },
    },
    MenuItem {
        key: 'o',
        name: "When it began",
        summary: |ctx| latest_entry(ctx, |what| matches!(what, What::Onset(_))),
        open: |ctx| (Box::<onset::OnsetPage>::default(), ctx.date()),
    },
    MenuItem {
        key: 'm',
        name: "Morning",
        summary: |ctx| latest_entry(ctx, |what| matches!(what, What::Woke { .. })),
        open: |ctx| {
            let date = evening_for_entry(ctx, Evening::of_waking_at);
            (Box::new(morning::MorningPage::default()), date)
        },
    },
    MenuItem {
        key: 'c',
        name: "Caffeine",
        summary: drinks,
        open: |ctx| (Box::<caffeine::CaffeinePage>::default(), ctx.date()),
    },
    MenuItem {
        key: 'd',
        name: "The day",
        summary: factors,
        open: |ctx| (Box::new(factors::FactorsPage::default()), ctx.date()),
    },
    MenuItem {
        key: 'b',
        name: "Blood: iron",
        summary: |ctx| latest_date(ctx, |what| matches!(what, What::Iron { .. })),
        open: |ctx| {
            (
                Box::new(iron::IronPage::default()),
                ctx.tonight.evening.date,
            )
        },
    },
    MenuItem {
        key: 's',
        name: "Self-check",
        summary: |ctx| latest_date(ctx, |what| matches!(what, What::SelfCheck { .. })),
        open: |ctx| {
            let date = ctx.tonight.evening.date;
            (Box::new(self_check::SelfCheckPage::default()), date)
        },
    },
    MenuItem {
        key: 'e',
        name: "Entries by day",
        summary: |ctx| match entries::count(ctx) {
            0 => String::new(),
            1 => "1 entry".to_owned(),
            n => format!("{n} entries"),
        },
        open: |ctx| (Box::<entries::EntriesPage>::default(), ctx.date()),
    },
];

/// The evening a new entry belongs to: the one shown, except that while tonight is shown, an entry made now can belong
/// to the night before. `evening_of` decides which.
fn evening_for_entry(
    ctx: &PageContext<'_>,
    evening_of: fn(&Evening, DateTime<Utc>) -> EveningDate,
) -> EveningDate {
    if ctx.is_tonight() {
        evening_of(&ctx.tonight.evening, ctx.now())
    } else {
        ctx.date()
    }
}

/// The evening's latest entry that matches, in a few words.
fn latest_entry(ctx: &PageContext<'_>, wanted: fn(&What) -> bool) -> String {
    let events = ctx.events();
    let last = events.iter().rev().find(|event| wanted(&event.what));
    let summary = last.map(|event| {
        let line = match &event.what {
            What::Woke { night, .. } => {
                words::night_line(night, event.offset_min, ctx.clock_format())
            }
            // The menu item's name says already that this is about the legs.
            What::Legs {
                rating,
                feels,
                places,
                ..
            } => words::legs_in_words(*rating, feels, places),
            _ => words::diary_line(event).unwrap_or_default(),
        };
        if line.is_empty() {
            let at = words::local_clock(
                event.at,
                event.local().offset(),
                &ctx.zone,
                ctx.clock_format(),
            );
            return format!("awake at {at}");
        }
        line
    });
    summary.unwrap_or_default()
}

/// The date of the latest matching blood test or self-check.
fn latest_date(ctx: &PageContext<'_>, wanted: fn(&What) -> bool) -> String {
    let last = ctx
        .tests_and_checks()
        .iter()
        .rev()
        .find(|event| wanted(&event.what));
    last.map(|event| event.local().format("%-d %b %Y").to_string())
        .unwrap_or_default()
}

fn factors(ctx: &PageContext<'_>) -> String {
    let events = ctx.events();
    let is_factor = |event: &&&Event| matches!(event.what, What::Factor { .. } | What::Consumed(_));
    let factors = events
        .iter()
        .filter(is_factor)
        .filter_map(|event| words::diary_line(event));
    factors.collect::<Vec<_>>().join("; ")
}

fn drinks(ctx: &PageContext<'_>) -> String {
    let drinks = ctx
        .events()
        .into_iter()
        .filter_map(|event| match event.what {
            What::Caffeine { mg, .. } => Some(mg),
            _ => None,
        });
    let amounts: Vec<f64> = drinks.collect();
    if amounts.is_empty() {
        let is_none = Substance::Caffeine.is_none(&ctx.events());
        return if is_none { "none today" } else { "" }.to_owned();
    }
    let total: f64 = amounts.iter().sum();
    format!("{}, {total:.0} mg", words::counted(amounts.len(), "drink"))
}

/// Empty rows above the first line.
fn top_margin(body: Rect) -> u16 {
    u16::from(body.height >= 12) * 2
}

impl DiaryPage for MenuPage {
    fn title(&self) -> &'static str {
        "Diary"
    }

    fn is_menu(&self) -> bool {
        true
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Diary
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
        let (key_at, name_at, summary_at) = if wide { (4, 8, 30) } else { (1, 4, 20) };
        for (row, item) in body.rows().skip(top_margin(body).into()).zip(&ITEMS) {
            put(
                frame.buffer_mut(),
                row,
                key_at,
                item.key.to_string(),
                theme.key,
            );
            put(frame.buffer_mut(), row, name_at, item.name, theme.text);
            put(
                frame.buffer_mut(),
                row,
                summary_at,
                (item.summary)(ctx),
                theme.dim,
            );
        }
        let count = ITEMS.len() + usize::from(top_margin(body));
        let hidden = HiddenLines::of(count, 0, body.height);
        hidden.draw(body, &theme, ctx.symbols(), frame.buffer_mut());
    }

    fn key_at(&self, _ctx: &PageContext<'_>, body: Rect, place: Position) -> Option<KeyCode> {
        let row = place.y.checked_sub(body.y + top_margin(body))?;
        let item = ITEMS.get(usize::from(row)).filter(|_| body.contains(place));
        item.map(|item| KeyCode::Char(item.key))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("l  o", "legs; when it began"),
            ("m", "the morning, the night"),
            ("c  d", "caffeine; the day"),
            ("b  s", "blood: iron; the four signs"),
            ("e", "every entry, day by day"),
            ("[  ]", "the day before, after"),
            ("i  Esc", "learn more; back"),
            ("!  *", "begins now; woken at night"),
            ("q", "leave; all is kept"),
        ]
    }
}
