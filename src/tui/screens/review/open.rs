//! An evening, opened: everything that happened in order of time, each line correctable.

use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use crate::coach::Night;
use crate::evening::{Action, Status};
use crate::event::{EveningDate, Event, EventId, StepId, What, standing};
use crate::plan::Plan;
use crate::tui::app::App;
use crate::tui::chrome::{self, Chrome};
use crate::tui::footer::{Hint, hint};
use crate::tui::message::Effect;
use crate::tui::symbols::Symbols;
use crate::tui::wrap::wrapped;
use crate::words;

/// An evening that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The evening.
    pub night: Night,
    /// The line that the cursor stands on.
    pub cursor: usize,
}

impl Opened {
    /// Which evening it is.
    pub fn date(&self) -> EveningDate {
        self.night.evening.date
    }
}

/// One line of the evening.
struct Line {
    at: DateTime<Utc>,
    time: String,
    sign: &'static str,
    /// What it says, and in fewer words where that does not fit.
    text: String,
    shorter: Vec<String>,
    /// The step that `d` and `s` act on.
    step: Option<StepId>,
    /// The event that `x` takes back.
    event: Option<EventId>,
}

/// Everything of the evening, in order of time: what was said of each step, then what else happened; steps of
/// which nothing was said stand at their due time.
fn lines(app: &App, opened: &Opened) -> Vec<Line> {
    let night = &opened.night;
    let timeline = night.timeline(app.now(), &app.zone);
    let symbols = Symbols::new(app.looks.ascii);
    let events = standing(&night.events);
    let mut lines: Vec<Line> = timeline
        .entries
        .iter()
        .map(|entry| {
            let said = events
                .iter()
                .rev()
                .find(|event| settles(event, &entry.step.id, entry.step.is_bedtime()));
            let due = words::clock(entry.due, &app.zone);
            let title = &entry.step.title;
            let (how, is_settled) = match entry.status {
                Status::Done { .. } => ("done", true),
                Status::Skipped { .. } => ("skipped", true),
                Status::Missed => ("not done", false),
                Status::Excused => ("excused", false),
                Status::Upcoming | Status::Due | Status::Late | Status::Snoozed => {
                    ("still open", false)
                }
            };
            let told = format!("{title} {how}");
            let text = if is_settled {
                format!("{told}, due {due}")
            } else {
                told.clone()
            };
            let (at, time) = match said {
                Some(event) => (event.at, event.local().format("%H:%M").to_string()),
                None => (entry.due, due),
            };
            Line {
                at,
                time,
                sign: symbols.status(entry.status),
                text,
                shorter: vec![told, title.clone()],
                step: Some(entry.step.id.clone()),
                event: said.map(|event| event.id),
            }
        })
        .collect();
    let shown: Vec<_> = lines.iter().filter_map(|line| line.event).collect();
    lines.extend(
        events
            .iter()
            .filter(|event| !shown.contains(&event.id))
            .filter_map(|event| {
                Some(Line {
                    at: event.at,
                    time: event.local().format("%H:%M").to_string(),
                    sign: symbols.bullet,
                    text: told(event, &night.plan)?,
                    shorter: vec![],
                    step: None,
                    event: Some(event.id),
                })
            }),
    );
    lines.sort_by_key(|line| line.at);
    lines
}

/// Whether an event is the word on a step.
fn settles(event: &Event, step: &StepId, is_bedtime: bool) -> bool {
    match &event.what {
        What::Done { step: id } | What::Skipped { step: id, .. } => id == step,
        What::LightsOut => is_bedtime,
        _ => false,
    }
}

/// What an event says; nothing for what is not the user's to correct.
fn told(event: &Event, plan: &Plan) -> Option<String> {
    let title = |id: &StepId| {
        plan.step(id)
            .map_or(id.0.as_str(), |step| step.title.as_str())
            .to_owned()
    };
    let because = |why: &Option<String>| {
        why.as_ref()
            .map(|why| format!(": {why}"))
            .unwrap_or_default()
    };
    let clock = |at: &DateTime<Utc>| {
        crate::event::at_offset(*at, event.offset_min)
            .format("%H:%M")
            .to_string()
    };
    Some(match &event.what {
        What::Plan(_) | What::Revoked { .. } | What::Other { .. } => return None,
        What::Done { step } => format!("{} done", title(step)),
        What::Skipped { step, why } => format!("{} skipped{}", title(step), because(why)),
        What::Snoozed { step, until } => format!("{} put off to {}", title(step), clock(until)),
        What::BedtimeMoved { to } => format!("bedtime moved to {}", clock(to)),
        What::Excused { why } => format!("evening excused{}", because(why)),
        What::LightsOut => "lights out".to_owned(),
        What::Woke { night } => {
            let told = words::night_line(night, event.offset_min);
            let comma = if told.is_empty() { "" } else { ", " };
            format!("awake{comma}{told}")
        }
        What::Legs { .. }
        | What::Caffeine { .. }
        | What::Factor { .. }
        | What::Iron { .. }
        | What::SelfCheck { .. } => words::diary_line(event)?,
        What::Note { text } => format!("note: {text}"),
        What::Session { session, .. } => {
            let held = words::held_span(session.held_secs().into());
            format!(
                "session {}: {}, {held} held",
                session.routine,
                words::counted(session.exercises.len(), "exercise")
            )
        }
    })
}

pub(super) fn hints(app: &App, opened: &Opened) -> Vec<Hint> {
    let key = KeyCode::Char;
    let lines = lines(app, opened);
    let mut hints = Vec::new();
    if let Some(line) = lines.get(opened.cursor) {
        if line.step.is_some() && line.event.is_none() {
            hints.push(hint(key('d'), "d", "it was done"));
            hints.push(hint(key('s'), "s", "skipped"));
        }
        if line.event.is_some() {
            hints.push(hint(key('x'), "x", "take back"));
        }
    }
    if lines.len() > 1 {
        let ascii = app.looks.ascii;
        if opened.cursor + 1 < lines.len() {
            hints.push(hint(
                KeyCode::Down,
                if ascii { "Down" } else { "↓" },
                "down",
            ));
        }
        if opened.cursor > 0 {
            hints.push(hint(KeyCode::Up, if ascii { "Up" } else { "↑" }, "up"));
        }
    }
    hints.push(hint(key('e'), "e", "excuse"));
    hints.push(hint(KeyCode::Esc, "Esc", "back"));
    hints
}

pub(super) fn key(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let Some(opened) = &app.review_screen.opened else {
        return vec![];
    };
    let lines = lines(app, opened);
    let (date, cursor) = (opened.date(), opened.cursor);
    let line = lines.get(cursor);
    let step = line.and_then(|line| line.step.clone());
    let action = match code {
        KeyCode::Down | KeyCode::Char('j') => {
            return go_to(app, (cursor + 1).min(lines.len().saturating_sub(1)));
        }
        KeyCode::Up | KeyCode::Char('k') => return go_to(app, cursor.saturating_sub(1)),
        KeyCode::Esc | KeyCode::Left | KeyCode::Enter | KeyCode::Char('h') => {
            app.review_screen.opened = None;
            return vec![];
        }
        KeyCode::Char('d') => step.map(|step| Action::Done { step, at: None }),
        KeyCode::Char('s') => step.map(|step| Action::Skip { step, why: None }),
        KeyCode::Char('x') | KeyCode::Delete => line
            .and_then(|line| line.event)
            .map(|event| Action::Revoke { event }),
        KeyCode::Char('u') => Some(Action::Undo { step: None }),
        KeyCode::Char('e') => Some(Action::Excuse { why: None }),
        _ => None,
    };
    let Some(action) = action else { return vec![] };
    let mut effects = vec![Effect::Act(date, action)];
    effects.extend(app.review_screen.read());
    effects
}

/// Where a line's text begins.
const TEXT: u16 = 13;

/// The rows that are shown: which line each belongs to, and its text. The chosen line is among them, and takes as
/// many rows as it needs.
fn rows(lines: &[Line], cursor: usize, body: Rect) -> Vec<(usize, String)> {
    let width = body.width.saturating_sub(TEXT);
    let mut rows = Vec::new();
    let mut last = 0;
    for (n, line) in lines.iter().enumerate() {
        let mut texts = [&line.text].into_iter().chain(&line.shorter);
        match texts.find(|text| text.width() <= width.into()) {
            None if n == cursor => {
                rows.extend(wrapped(&line.text, width).into_iter().map(|text| (n, text)));
            }
            text => rows.push((n, text.unwrap_or(&line.text).clone())),
        }
        if n <= cursor {
            last = rows.len();
        }
    }
    rows.drain(..last.saturating_sub(body.height.into()));
    rows
}

/// Takes a press of the left button: the line that is there is chosen.
pub(super) fn press(app: &mut App, opened: &Opened, place: Position) -> Vec<Effect> {
    let hints = hints(app, opened);
    let body = Chrome::new(app, &hints).body;
    let rows = rows(&lines(app, opened), opened.cursor, body);
    let row = usize::from(place.y.saturating_sub(body.y));
    match rows.get(row) {
        Some((line, _)) if body.contains(place) => go_to(app, *line),
        _ => vec![],
    }
}

fn go_to(app: &mut App, line: usize) -> Vec<Effect> {
    if let Some(opened) = &mut app.review_screen.opened {
        opened.cursor = line;
    }
    vec![]
}

pub(super) fn view(app: &App, opened: &Opened, frame: &mut Frame) {
    let theme = app.theme();
    let hints = hints(app, opened);
    let chrome = Chrome::new(app, &hints);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let header = chrome.header;
    buf.set_stringn(
        header.x,
        header.y,
        words::long_date(opened.date()),
        header.width.into(),
        bold,
    );
    let lines = lines(app, opened);
    if let Some(how) = app.review_screen.in_words(opened.date()) {
        let ends = header.x + words::long_date(opened.date()).width() as u16 + 2;
        if ends + how.width() as u16 <= header.right() {
            chrome::right_aligned(header, &how, theme.dim, buf);
        }
    }
    let symbols = Symbols::new(app.looks.ascii);
    let rows = rows(&lines, opened.cursor, chrome.body);
    let mut above = None;
    for (row, (n, text)) in chrome.body.rows().zip(&rows) {
        let is_chosen = *n == opened.cursor;
        if is_chosen {
            buf.set_style(row, theme.chosen);
        }
        let mut put = |x: u16, text: &str, style: Style| {
            let style = if is_chosen {
                theme.on_chosen(style)
            } else {
                style
            };
            let at = Rect {
                x: row.x + x,
                width: row.width.saturating_sub(x),
                ..row
            };
            buf.set_stringn(at.x, at.y, text, at.width.into(), style);
        };
        if above.replace(*n) != Some(*n) {
            let line = &lines[*n];
            put(
                1,
                if is_chosen { symbols.cursor } else { " " },
                theme.accent,
            );
            put(3, line.sign, theme.dim);
            put(6, &line.time, theme.dim);
        }
        put(TEXT, text, theme.text);
    }
    chrome.tell(app, buf, &theme, "");
}
