//! The page about the beginning of the symptoms: when, where, and how long the user could sit still. Only the time is
//! recorded where the rest is not touched.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::{DiaryPage, PageContext, PageOutcome};
use crate::evening::{Action, DiaryEntry};
use crate::event::{BodyPart, Onset, What};
use crate::plan::KeyArea;
use crate::tui::footer::{Hint, NONE_TODAY, hint};
use crate::tui::row::put;
use crate::tui::screen::{Explained, Learn};
use crate::words;

/// What was chosen so far.
#[derive(Debug, Default)]
pub struct OnsetPage {
    /// Minutes before the offered time.
    earlier_min: i64,
    /// Which of [`BodyPart::ALL`] are ticked.
    places: [bool; BodyPart::ALL.len()],
    /// Index into [`SAT`] of how long the user could sit; none if not touched.
    sat: Option<usize>,
}

/// The offered lengths of sitting still, in minutes.
const SAT: [u16; 10] = [0, 5, 10, 15, 20, 30, 45, 60, 90, 120];

/// The step of the arrow keys, in minutes.
const STEP: i64 = 5;

/// The key that ticks a part of the body: its first letter.
const fn part_key(part: BodyPart) -> char {
    match part {
        BodyPart::Legs => 'l',
        BodyPart::Arms => 'a',
        BodyPart::Elsewhere => 'e',
    }
}

/// The rows of the page, top down, without gaps where it is low.
struct Rows {
    question: Rect,
    time: Rect,
    places: Rect,
    sat: Rect,
    recorded: Rect,
}

impl Rows {
    fn new(body: Rect) -> Self {
        let is_tall = body.height >= 12;
        let left = if body.width >= 60 { 4 } else { 1 };
        let area = Rect {
            x: body.x + left,
            width: body.width.saturating_sub(left),
            ..body
        };
        let mut y = area.y + u16::from(is_tall);
        let mut take = |height: u16| {
            let place = Rect { y, height, ..area }.intersection(area);
            y = y.saturating_add(height + u16::from(is_tall));
            place
        };
        Self {
            question: take(1),
            time: take(1),
            places: take(BodyPart::ALL.len() as u16),
            sat: take(1),
            recorded: take(1),
        }
    }
}

impl OnsetPage {
    /// When they began: now, or that evening's bedtime, less what was taken off.
    fn at(&self, ctx: &PageContext<'_>) -> DateTime<Utc> {
        let evening = &ctx.night().evening;
        let latest = if ctx.is_tonight() {
            ctx.now()
        } else {
            evening.bedtime
        };
        (latest - TimeDelta::minutes(self.earlier_min)).max(evening.begins)
    }

    fn action(&self, ctx: &PageContext<'_>) -> Action {
        let ticked = BodyPart::ALL.into_iter().zip(self.places);
        let entry = DiaryEntry::Onset(Onset::Began {
            places: ticked
                .filter(|(_, is_on)| *is_on)
                .map(|(part, _)| part)
                .collect(),
            sat_min: self.sat_min(),
        });
        let at = (self.earlier_min > 0 || !ctx.is_tonight()).then(|| self.at(ctx));
        Action::Record { entry, at }
    }

    fn sat_min(&self) -> Option<u16> {
        SAT.get(self.sat?).copied()
    }
}

impl DiaryPage for OnsetPage {
    fn title(&self) -> &'static str {
        "When it began"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Onset
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let ascii = ctx.terminal.ascii;
        let [up_down, left_right] = if ascii {
            ["^v", "<- ->"]
        } else {
            ["↑↓", "←→"]
        };
        vec![
            hint(KeyCode::Enter, "Enter", "keep"),
            hint(KeyCode::Up, up_down, "time"),
            hint(KeyCode::Right, left_right, "sitting"),
            hint(NONE_TODAY, "0", "none today"),
        ]
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        match key.code {
            KeyCode::Esc => return PageOutcome::Back,
            KeyCode::Enter => return PageOutcome::Record(vec![self.action(ctx)]),
            NONE_TODAY => {
                let entry = DiaryEntry::Onset(Onset::NoneToday);
                return PageOutcome::Record(vec![Action::Record { entry, at: None }]);
            }
            KeyCode::Up if self.at(ctx) > ctx.night().evening.begins => self.earlier_min += STEP,
            KeyCode::Down => self.earlier_min = (self.earlier_min - STEP).max(0),
            KeyCode::Left => self.sat = Some(self.sat.map_or(0, |at| at.saturating_sub(1))),
            KeyCode::Right => {
                self.sat = Some(self.sat.map_or(0, |at| (at + 1).min(SAT.len() - 1)));
            }
            KeyCode::Char(letter) => {
                let ticked = BodyPart::ALL.into_iter().zip(&mut self.places);
                for (_, is_on) in ticked.filter(|(part, _)| part_key(*part) == letter) {
                    *is_on = !*is_on;
                }
            }
            _ => {}
        }
        PageOutcome::Stay
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        PageOutcome::Back
    }

    fn has_unsaved_input(&self) -> bool {
        self.earlier_min > 0 || self.sat.is_some() || self.places.contains(&true)
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let rows = Rows::new(body);
        let buf = frame.buffer_mut();
        let bold = theme.text.add_modifier(Modifier::BOLD);
        put(buf, rows.question, 0, "When did it begin?", bold);
        let time = ctx.clock_there(self.at(ctx));
        let ago = match self.earlier_min {
            0 if ctx.is_tonight() => "now".to_owned(),
            0 => "bedtime".to_owned(),
            minutes => format!("{} earlier", words::short_span(minutes)),
        };
        put(buf, rows.time, 0, &time, theme.accent);
        put(buf, rows.time, 8, &ago, theme.dim);
        for ((row, part), is_on) in rows.places.rows().zip(BodyPart::ALL).zip(self.places) {
            let (mark, style) = if is_on {
                (ctx.symbols().tick(), theme.accent)
            } else {
                (" ", theme.text)
            };
            put(buf, row, 0, part_key(part).to_string(), theme.key);
            put(buf, row, 3, format!("[{mark}] {}", part.name()), style);
        }
        let sat = match self.sat_min() {
            None => "How long could you sit? not recorded".to_owned(),
            Some(0) => "How long could you sit? not at all".to_owned(),
            Some(minutes) => format!(
                "How long could you sit? {}",
                words::short_span(minutes.into())
            ),
        };
        let style = if self.sat.is_some() {
            theme.text
        } else {
            theme.dim
        };
        put(buf, rows.sat, 0, &sat, style);
        if let Some(recorded) = latest(ctx) {
            put(buf, rows.recorded, 0, &recorded, theme.dim);
        }
    }

    fn key_at(&self, _ctx: &PageContext<'_>, body: Rect, place: Position) -> Option<KeyCode> {
        let places = Rows::new(body).places;
        let row = places.contains(place).then(|| place.y - places.y)?;
        let part = BodyPart::ALL.get(usize::from(row))?;
        Some(KeyCode::Char(part_key(*part)))
    }

    fn learn(&self) -> Learn {
        Learn {
            key: 'w',
            page: Some("augmentation"),
        }
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("Enter", "keep it"),
            ("↑ ↓", "five minutes earlier, later"),
            ("l a e", "legs, arms, elsewhere"),
            ("← →", "how long you could sit"),
            ("0", "nothing today"),
            ("!", "begins now, from any screen"),
            ("[  ]", "the day before, after"),
            ("w  Esc", "learn more; back"),
        ]
    }
}

/// What is recorded of the evening: `Recorded: 19:40`. None without an entry.
fn latest(ctx: &PageContext<'_>) -> Option<String> {
    let events = ctx.events();
    let began = |what: &What| matches!(what, What::Onset(Onset::Began { .. }));
    if let Some(event) = events.iter().find(|event| began(&event.what)) {
        return Some(format!(
            "Recorded: {}",
            ctx.clock_format().time(event.local().naive_local().time())
        ));
    }
    let is_none = events
        .iter()
        .any(|event| event.what == What::Onset(Onset::NoneToday));
    is_none.then(|| "Recorded: nothing today".to_owned())
}
