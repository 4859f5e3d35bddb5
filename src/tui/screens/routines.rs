//! The choice of a routine: where it was left, the planned one, and those that count as well. Enter takes the first.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use crate::event::StepId;
use crate::exercise::Routine;
use crate::plan::KeyArea;
use crate::session::Session;
use crate::tui::chrome::{self, Chrome};
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, LEARN, SETTINGS, hint};
use crate::tui::message::Effect;
use crate::tui::row::{put, row};
use crate::tui::screen::{Explained, Help, Learn, Outcome, Screen, quit_or_back};
use crate::tui::screens::Place;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::words;

const HELP: &[Explained] = &[
    ("Enter", "begin the one at the cursor"),
    ("1-9", "begin that one"),
    ("↓ ↑", "choose"),
    ("Esc", "back, nothing begins"),
    ("i  ,", "learn; settings"),
    ("q", "leave winddown"),
];

/// The keys of the first offers, by how many offers there are.
const NUMBERS: [&str; 9] = ["1", "1 2", "1-3", "1-4", "1-5", "1-6", "1-7", "1-8", "1-9"];

/// The choice of a routine.
#[derive(Debug)]
pub struct RoutinesScreen {
    /// The step it is done for, if any.
    step: Option<StepId>,
    /// The title of the step, else of the routine.
    title: String,
    /// The routines to choose from, at least one.
    offers: Vec<Offer>,
    /// The index of the offer at the cursor.
    cursor: usize,
}

/// A routine to choose.
#[derive(Debug)]
struct Offer {
    routine: String,
    title: String,
    /// How long it takes.
    length: String,
    /// What else there is to know, where there is room for it.
    details: String,
    /// Whether it goes on where it was left.
    resumes: bool,
}

impl Offer {
    /// Going on where the session was left.
    fn to_go_on(session: &Session) -> Self {
        let routine = session.routine();
        let (n, of) = session.exercise_number();
        let left = session.left_secs().div_ceil(60);
        let left = words::short_span(i64::try_from(left).unwrap_or(i64::MAX));
        Self {
            routine: routine.id.clone(),
            title: format!("Go on: {}", routine.title),
            length: format!("{left} left"),
            details: format!("from exercise {n} of {of}"),
            resumes: true,
        }
    }

    /// The routine from its beginning. `was_left` says whether it was left in the middle this evening.
    fn whole(routine: &Routine, was_left: bool) -> Self {
        let minutes = routine.duration().as_minutes().max(1);
        Self {
            routine: routine.id.clone(),
            title: routine.title.clone(),
            length: words::short_span(minutes.into()),
            details: if was_left {
                "from the beginning".to_owned()
            } else {
                words::counted(routine.exercises.len(), "exercise")
            },
            resumes: false,
        }
    }
}

impl RoutinesScreen {
    /// Opens the choice among these routines. The session that was left for the same step comes first.
    ///
    /// # Errors
    /// If there is nothing to choose from, as a sentence for the user.
    pub fn new(
        step: Option<StepId>,
        routines: &[String],
        ctx: &Context<'_>,
    ) -> Result<Self, String> {
        let left = ctx.left_session().filter(|left| left.step == step);
        let left = left.map(|left| left.session);
        let left_id = left.as_ref().map(|left| &left.routine().id);
        let library = &ctx.config.library;
        let whole = routines.iter().filter_map(|id| library.routine(id));
        let whole = whole.map(|routine| Offer::whole(routine, left_id == Some(&routine.id)));
        let offers: Vec<Offer> = left.iter().map(Offer::to_go_on).chain(whole).collect();
        let Some(first) = offers.last() else {
            return Err("There is no such routine any more.".to_owned());
        };
        let planned = step.as_ref().and_then(|id| ctx.tonight.plan.step(id));
        let title = planned.map_or(&first.title, |step| &step.title);
        Ok(Self {
            title: title.clone(),
            step,
            offers,
            cursor: 0,
        })
    }

    /// Begins the offer with that index.
    fn begin(&self, index: usize) -> Outcome {
        let Some(offer) = self.offers.get(index) else {
            return Outcome::default();
        };
        let place = Place::Player {
            routine: offer.routine.clone(),
            step: self.step.clone(),
            resumes: offer.resumes,
        };
        place.into()
    }

    /// The question, and a remark below it.
    fn question(&self) -> (&'static str, &'static str) {
        match (self.offers.first(), self.offers.len()) {
            (Some(first), 2) if first.resumes => ("Go on, or begin again?", ""),
            _ => (
                "Which routine tonight?",
                "Each of them counts for this step.",
            ),
        }
    }

    /// Whether some of the offers have no number, as only one digit can be pressed.
    fn has_unnumbered(&self) -> bool {
        self.offers.len() > NUMBERS.len()
    }

    /// The area of the list, and the index of its first visible offer.
    fn list(&self, chrome: &Chrome) -> (Rect, usize) {
        let body = chrome.body;
        let aside = if body.width >= 60 { 2 } else { 0 };
        let is_high = body.height >= 12;
        // The question, the remark, and where there is room empty rows around them.
        let above = if is_high { 4 } else { 1 };
        let area = Rect {
            x: body.x + aside,
            y: body.y + above,
            width: body.width.saturating_sub(2 * aside),
            height: body.height.saturating_sub(above),
        };
        let first = (self.cursor + 1).saturating_sub(area.height.into());
        (area, first)
    }

    /// The index of the offer drawn at that position.
    fn offer_at(&self, place: Position, ctx: &Context<'_>) -> Option<usize> {
        let (area, first) = self.list(&self.chrome(ctx));
        let index = first + usize::from(place.y.checked_sub(area.y)?);
        (area.contains(place) && index < self.offers.len()).then_some(index)
    }
}

/// The index of the offer that a key or a typed number names.
fn index_of(digit: char) -> Option<usize> {
    let number = digit.to_digit(10)?;
    usize::try_from(number).ok()?.checked_sub(1)
}

impl Screen for RoutinesScreen {
    fn title(&self) -> &'static str {
        "Which routine"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Routines
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let numbers = NUMBERS[self.offers.len().min(NUMBERS.len()) - 1];
        let arrows = if ctx.terminal.ascii {
            "Down Up"
        } else {
            "↓ ↑"
        };
        vec![
            hint(KeyCode::Enter, "Enter", "begin"),
            hint(KeyCode::Char('1'), numbers, "begin that one"),
            hint(KeyCode::Down, arrows, "choose"),
            hint(KeyCode::Esc, "Esc", "back"),
            hint(KeyCode::Char('?'), "?", "more"),
        ]
    }

    fn key(&mut self, key: KeyEvent, _ctx: &Context<'_>) -> Outcome {
        let last = self.offers.len().saturating_sub(1);
        match key.code {
            KeyCode::Enter | KeyCode::Char(' ') => return self.begin(self.cursor),
            KeyCode::Esc => return Place::BACK.into(),
            KeyCode::Char('q') => return Effect::Quit.into(),
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = last,
            KeyCode::Char(digit) => {
                return index_of(digit).map_or_else(Outcome::default, |index| self.begin(index));
            }
            _ => {}
        }
        Outcome::default()
    }

    fn line(&mut self, line: &str, _ctx: &Context<'_>) -> Option<Outcome> {
        let line = line.to_lowercase();
        let is_titled = |offer: &Offer| offer.title.to_lowercase().contains(&line);
        let number = line.parse::<usize>().ok();
        let index = match line.as_str() {
            "" => Some(0),
            "back" | "b" | "quit" | "q" => return Some(Place::BACK.into()),
            _ if number.is_some() => number.and_then(|number| number.checked_sub(1)),
            _ => self.offers.iter().position(is_titled),
        };
        let offer = index.filter(|index| *index < self.offers.len());
        let last = self.offers.len();
        let refusal =
            || Outcome::notice(format!("A number from 1 to {last}, Enter for 1, or back."));
        Some(offer.map_or_else(refusal, |index| self.begin(index)))
    }

    fn says(&self, _ctx: &Context<'_>) -> Option<String> {
        let (question, remark) = self.question();
        let offer = |(n, offer): (usize, &Offer)| {
            let Offer {
                title,
                length,
                details,
                ..
            } = offer;
            format!("{n}: {title}, {length}, {details}.")
        };
        let offers = (1..).zip(&self.offers).map(offer);
        let offers: Vec<String> = offers.collect();
        let remark = if remark.is_empty() {
            String::new()
        } else {
            format!(" {remark}")
        };
        Some(format!(
            "{question} {}{remark} A number, Enter for 1, or back.",
            offers.join(" ")
        ))
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.key(KeyCode::Down.into(), ctx),
            MouseEventKind::ScrollUp => self.key(KeyCode::Up.into(), ctx),
            MouseEventKind::Down(MouseButton::Left) => {
                let place = Position::new(mouse.column, mouse.row);
                match self.offer_at(place, ctx) {
                    // A click on the chosen routine begins it.
                    Some(index) if index == self.cursor => self.begin(index),
                    Some(index) => {
                        self.cursor = index;
                        Outcome::default()
                    }
                    None => Outcome::default(),
                }
            }
            _ => Outcome::default(),
        }
    }

    fn foot_line(&self, ctx: &Context<'_>, _width: u16) -> String {
        let arrow = footer::down(ctx.terminal.ascii).shown;
        if self.has_unnumbered() {
            format!("Without a number: {arrow}, then Enter")
        } else {
            String::new()
        }
    }

    fn corner(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let own = |hint: Hint| hint.with_own_key(&ctx.config.keys, self.key_area());
        vec![own(LEARN), own(SETTINGS)]
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        Some(Help::keys(self.title(), HELP, self.key_area()))
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        Some(Learn::page(None))
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        format!("{}: Esc goes back", self.title)
    }

    fn one_line_key(&mut self, code: KeyCode, _ctx: &Context<'_>) -> Outcome {
        quit_or_back(code)
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let symbols = ctx.terminal.symbols();
        let chrome = self.chrome(ctx);
        let buf = frame.buffer_mut();
        chrome.render(buf, &theme);
        let position = if self.has_unnumbered() {
            format!("{} of {}", self.cursor + 1, self.offers.len())
        } else {
            String::new()
        };
        let (title, position) = (
            (self.title.as_str(), theme.text),
            (position.as_str(), theme.dim),
        );
        chrome::titled(chrome.header, title, position, buf);
        let (question, remark) = self.question();
        let (list, first) = self.list(&chrome);
        let is_high = list.y > chrome.body.y + 1;
        let aside = list.x - chrome.body.x;
        let bold = theme.text.add_modifier(Modifier::BOLD);
        let top = u16::from(is_high);
        put(buf, row(chrome.body, top), aside, question, bold);
        if is_high {
            put(buf, row(chrome.body, top + 1), aside, remark, theme.dim);
        }
        let widest = self.offers.iter().map(|offer| offer.title.width()).max();
        // A long title leaves room for the length, which is never left out.
        let title_width = (widest.unwrap_or(0) as u16).min(list.width.saturating_sub(16));
        let offers = self.offers.iter().enumerate().skip(first);
        for (place, (index, offer)) in list.rows().zip(offers) {
            let is_chosen = index == self.cursor;
            let styled = |style| {
                if is_chosen {
                    theme.on_chosen(style)
                } else {
                    style
                }
            };
            if is_chosen {
                buf.set_style(place, theme.chosen);
                put(buf, place, 0, symbols.cursor, styled(theme.accent));
            }
            if index < NUMBERS.len() {
                put(buf, place, 2, (index + 1).to_string(), styled(theme.key));
            }
            let title = Rect {
                width: place.width.min(5 + title_width),
                ..place
            };
            put(buf, title, 5, &offer.title, styled(theme.text));
            let after = 5 + title_width + 2;
            let length = format!("{:>6}", offer.length);
            put(buf, place, after, &length, styled(theme.text));
            let after = after + length.width() as u16 + 2;
            if after + offer.details.width() as u16 <= place.width {
                put(buf, place, after, &offer.details, styled(theme.dim));
            }
        }
        let hidden = HiddenLines::of(self.offers.len(), first, list.height);
        hidden.draw(list, &theme, symbols, buf);
        chrome.draw_notice(ctx, buf);
    }
}
