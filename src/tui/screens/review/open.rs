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
    text: String,
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
            let text = match entry.status {
                Status::Done { .. } => format!("{} done, due {due}", entry.step.title),
                Status::Skipped { .. } => format!("{} skipped, due {due}", entry.step.title),
                Status::Missed => format!("{} not done", entry.step.title),
                Status::Excused => format!("{} excused", entry.step.title),
                Status::Upcoming | Status::Due | Status::Late | Status::Snoozed => {
                    format!("{} still open", entry.step.title)
                }
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
        What::Woke => "awake".to_owned(),
        What::Legs { rating, feels } if feels.is_empty() => format!("legs {rating} of 10"),
        What::Legs { rating, feels } => format!("legs {rating} of 10, {}", feels.join(", ")),
        What::Caffeine { mg, drink } => {
            format!(
                "{}, {mg:.0} mg caffeine",
                drink.as_deref().unwrap_or("a drink")
            )
        }
        What::Note { text } => format!("note: {text}"),
        What::Session { session, .. } => {
            let minutes = words::short_span(i64::from(session.held_secs() / 60));
            format!(
                "session {}: {}, {minutes} held",
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

/// The first line that is shown, so that the chosen one is among them.
fn first_shown(opened: &Opened, height: u16) -> usize {
    (opened.cursor + 1).saturating_sub(height.into())
}

/// Takes a press of the left button: the line that is there is chosen.
pub(super) fn press(app: &mut App, opened: &Opened, place: Position) -> Vec<Effect> {
    let hints = hints(app, opened);
    let body = Chrome::new(app, &hints).body;
    let line = first_shown(opened, body.height) + usize::from(place.y.saturating_sub(body.y));
    if body.contains(place) && line < lines(app, opened).len() {
        return go_to(app, line);
    }
    vec![]
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
    let first = first_shown(opened, chrome.body.height);
    let symbols = Symbols::new(app.looks.ascii);
    for (row, (n, line)) in chrome.body.rows().zip(lines.iter().enumerate().skip(first)) {
        let is_chosen = n == opened.cursor;
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
        put(
            1,
            if is_chosen { symbols.cursor } else { " " },
            theme.accent,
        );
        put(3, line.sign, theme.dim);
        put(6, &line.time, theme.dim);
        put(13, &line.text, theme.text);
    }
    chrome.tell(app, buf, &theme, "");
}
