//! Entries by day: everything that happened in order of time, each line correctable. What is changed or removed stays
//! in the journal, and can be brought back.

mod lines;
mod view;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{About, Sheet, Turn};
use crate::clock::Zone;
use crate::diary::drinks::{Drink, known};
use crate::evening::{Action, Correction, pattern};
use crate::event::{EveningDate, Event, EventId, StepId, What, at_offset};
use crate::tui::footer::{Hint, hint};
use crate::tui::prompt::{Prompt, Question, Typed};
use crate::words;
use lines::{Line, lines};

/// The page.
#[derive(Debug, Default)]
pub struct Page {
    /// The line that the cursor stands on.
    cursor: usize,
    /// The entry that is being typed over.
    changing: Option<(EventId, Prompt)>,
    /// What the evening held when it was last read.
    before: Option<Before>,
    /// Whether it was said what it would mean to tell of an evening so early.
    is_warned: bool,
}

/// An evening as it was read, and where the cursor stood in it.
#[derive(Debug)]
struct Before {
    date: EveningDate,
    events: Vec<EventId>,
    chosen: Option<EventId>,
}

/// How many entries there are of a day, those that were removed left out.
pub fn count(about: &About<'_>) -> usize {
    lines(about)
        .iter()
        .filter(|line| line.event.is_some() && !line.is_removed)
        .count()
}

impl Page {
    fn choose(&mut self, line: usize, about: &About<'_>) {
        let lines = lines(about);
        self.cursor = line.min(lines.len().saturating_sub(1));
        let chosen = lines.get(self.cursor).and_then(|line| line.event);
        if let Some(before) = &mut self.before {
            before.chosen = chosen;
        }
    }

    /// Enter: the entry is put into a line to type over.
    fn begin_to_change(&mut self, line: &Line, about: &About<'_>) {
        self.changing = line.event.and_then(|id| {
            let event = event(about, id)?;
            let text = correction(event, &drinks(about), &there(about, event)).line()?;
            let question = Question::Change(pattern(&event.what)?);
            Some((id, Prompt::new(question, text)))
        });
    }

    /// `d` or `s`: the step of the line is settled, or it is said why that cannot be.
    fn settle(
        &mut self,
        key: char,
        line: Option<&Line>,
        about: &About<'_>,
        action: impl FnOnce(StepId) -> Action,
    ) -> Turn {
        let Some(line) = line else { return Turn::Stay };
        match (&line.open_step, &line.not_to_be_settled) {
            (Some(step), _) => match self.warning(key, about) {
                Some(warning) => Turn::Say(warning),
                None => Turn::Tell(vec![action(step.clone())]),
            },
            (None, Some(why)) => Turn::Say(why.clone()),
            (None, None) => Turn::Say("Only a step can be done or skipped.".into()),
        }
    }

    fn excuse(&mut self, about: &About<'_>) -> Turn {
        if about.night.timeline(about.app.now()).excused {
            return Turn::Say("Excused already: u on its line takes that back.".into());
        }
        match self.warning('e', about) {
            Some(warning) => Turn::Say(warning),
            None => Turn::Tell(vec![Action::Excuse { why: None }]),
        }
    }

    /// What it means to tell of an evening before the first one of all, once: those between begin to count.
    fn warning(&mut self, key: char, about: &About<'_>) -> Option<String> {
        let tonight = about.app.tonight.evening.date;
        let first = about.first.unwrap_or(tonight);
        let between = about.date().next().through(first.previous()).count();
        if self.is_warned || between == 0 {
            return None;
        }
        self.is_warned = true;
        let (evenings, count) = match between {
            1 => ("evening", "counts"),
            _ => ("evenings", "count"),
        };
        Some(format!(
            "Nothing is known before {}: with this, {between} {evenings} until then {count} as not kept. {key} again \
             does it.",
            words::long_date_seen_from(tonight, first)
        ))
    }

    fn type_over(&mut self, key: KeyEvent, about: &About<'_>) -> Turn {
        let Some((id, mut prompt)) = self.changing.take() else {
            return Turn::Stay;
        };
        let typed = match prompt.typed(key) {
            Typed::Left => return Turn::Stay,
            Typed::More => None,
            Typed::Answer(text) => Some(text),
        };
        let Some(event) = event(about, id) else {
            return Turn::Stay;
        };
        if let Some(text) = typed {
            let (drinks, zone) = (drinks(about), there(about, event));
            let correction = correction(event, &drinks, &zone);
            if correction.line().is_some_and(|line| line == text) {
                return Turn::Stay;
            }
            match correction.read(&text) {
                Ok(by) => {
                    // What is refused stays, to be typed on.
                    self.changing = Some((id, prompt));
                    let by = Box::new(by);
                    return Turn::Tell(vec![Action::Replace { event: id, by }]);
                }
                Err(such_as) => prompt.trouble = Some(such_as.to_string()),
            }
        }
        self.changing = Some((id, prompt));
        Turn::Stay
    }
}

impl Sheet for Page {
    fn title(&self) -> &'static str {
        "Entries"
    }

    fn hints(&self, about: &About<'_>) -> Vec<Hint> {
        let key = KeyCode::Char;
        if self.changing.is_some() {
            return vec![hint(KeyCode::Enter, "Enter", "keep")];
        }
        let lines = lines(about);
        let ascii = about.app.looks.ascii;
        let mut hints = Vec::new();
        if let Some(line) = lines.get(self.cursor) {
            if line.open_step.is_some() {
                hints.push(hint(key('d'), "d", "it was done"));
                hints.push(hint(key('s'), "s", "skipped"));
            }
            if line.is_removed {
                hints.push(hint(key('u'), "u", "bring back"));
            } else if let Some(id) = line.event {
                if event(about, id).is_some_and(|event| pattern(&event.what).is_some()) {
                    hints.push(hint(KeyCode::Enter, "Enter", "change"));
                }
                hints.push(hint(key('x'), "x", "remove"));
            }
        }
        if self.cursor + 1 < lines.len() {
            let shown = if ascii { "Down" } else { "↓" };
            hints.push(hint(KeyCode::Down, shown, "down"));
        }
        if self.cursor > 0 {
            hints.push(hint(KeyCode::Up, if ascii { "Up" } else { "↑" }, "up"));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, about: &About<'_>) -> Turn {
        if self.changing.is_some() {
            return self.type_over(key, about);
        }
        let lines = lines(about);
        let line = lines.get(self.cursor);
        let event = line.and_then(|line| line.event);
        let is_removed = line.is_some_and(|line| line.is_removed);
        let action = match key.code {
            KeyCode::Esc => return Turn::Back,
            KeyCode::Left | KeyCode::Char('h') => {
                return Turn::Go(Box::<Self>::default(), about.date().previous());
            }
            KeyCode::Right | KeyCode::Char('l') if !about.is_tonight() => {
                return Turn::Go(Box::<Self>::default(), about.date().next());
            }
            KeyCode::Down | KeyCode::Char('j') => {
                self.choose(self.cursor + 1, about);
                None
            }
            KeyCode::Up | KeyCode::Char('k') => {
                self.choose(self.cursor.saturating_sub(1), about);
                None
            }
            KeyCode::Home | KeyCode::Char('g') => {
                self.choose(0, about);
                None
            }
            KeyCode::End | KeyCode::Char('G') => {
                self.choose(usize::MAX, about);
                None
            }
            KeyCode::Enter if !is_removed => {
                if let Some(line) = line {
                    self.begin_to_change(line, about);
                }
                None
            }
            KeyCode::Char('d') => {
                return self.settle('d', line, about, |step| Action::Done { step, at: None });
            }
            KeyCode::Char('s') => {
                return self.settle('s', line, about, |step| Action::Skip { step, why: None });
            }
            KeyCode::Char('x') | KeyCode::Delete if !is_removed => {
                event.map(|event| Action::Revoke { event })
            }
            KeyCode::Char('u') => match event {
                Some(event) if is_removed => Some(Action::BringBack { event }),
                Some(event) => Some(Action::Revoke { event }),
                None => return Turn::Say("Nothing was said here that could be taken back.".into()),
            },
            KeyCode::Char('e') => return self.excuse(about),
            _ => None,
        };
        action.map_or(Turn::Stay, |action| Turn::Tell(vec![action]))
    }

    fn draw(&self, about: &About<'_>, body: Rect, frame: &mut Frame) {
        view::draw(&lines(about), self.cursor, about, body, frame);
    }

    /// The cursor goes to what is new, or stays on the entry that it stood on.
    fn read(&mut self, about: &About<'_>) {
        let events = &about.night.events;
        let before = self.before.take().filter(|old| old.date == about.date());
        if let Some(before) = &before {
            let new = events
                .iter()
                .rev()
                .find(|event| !before.events.contains(&event.id));
            let new = new.map(|event| match event.what {
                What::Revoked { event } => event,
                _ => event.id,
            });
            let lines = lines(about);
            let line_of = |id: EventId| lines.iter().position(|line| line.event == Some(id));
            let at = new.or(before.chosen).and_then(line_of);
            self.cursor = at.unwrap_or(self.cursor).min(lines.len().saturating_sub(1));
        } else {
            self.cursor = 0;
            self.changing = None;
            self.is_warned = false;
        }
        self.before = Some(Before {
            date: about.date(),
            events: events.iter().map(|event| event.id).collect(),
            chosen: None,
        });
        self.choose(self.cursor, about);
    }

    fn kept(&mut self, _about: &About<'_>) -> Turn {
        self.changing = None;
        Turn::Stay
    }

    /// A press of the left button chooses the line that is there: as many steps as lead to it.
    fn press(&mut self, about: &About<'_>, body: Rect, place: Position) {
        if let Some(line) = view::line_at(&lines(about), self.cursor, body, place) {
            self.choose(line, about);
        }
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.changing.as_ref().map(|(_, prompt)| prompt)
    }

    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        self.changing.as_mut().map(|(_, prompt)| prompt)
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("Enter", "change it: type over it"),
            ("x  u", "remove it; bring it back"),
            ("d  s", "a step was done; skipped"),
            ("e", "excuse the evening"),
            ("↓ ↑", "choose a line"),
            ("← →", "the day before, the day after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}

fn event<'a>(about: &About<'a>, id: EventId) -> Option<&'a Event> {
    about.night.events.iter().find(|event| event.id == id)
}

fn drinks(about: &About<'_>) -> Vec<Drink> {
    known(&about.app.config.diary.drinks)
}

/// Whose clock an entry is corrected by: that of the place where it was written.
fn there(about: &About<'_>, event: &Event) -> Zone {
    let here = event.at.with_timezone(&about.app.zone);
    if here.naive_local() == event.local().naive_local() {
        about.app.zone
    } else {
        Zone::Fixed(*at_offset(event.at, event.offset_min).offset())
    }
}

fn correction<'a>(event: &'a Event, drinks: &'a [Drink], zone: &'a Zone) -> Correction<'a, Zone> {
    Correction {
        event,
        drinks,
        zone,
    }
}
