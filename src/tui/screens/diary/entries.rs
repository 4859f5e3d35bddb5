//! Entries by day: everything that happened in order of time, each line correctable. What is changed or removed stays
//! in the journal, and can be brought back.

mod lines;
mod view;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{DiaryPage, PageContext, PageOutcome};
use crate::clock::Zone;
use crate::diary::drinks::{Drink, all_drinks};
use crate::evening::{Action, Correction, CorrectionError, pattern};
use crate::event::{EveningDate, Event, EventId, StepId, What, at_offset};
use crate::tui::footer::{Hint, hint};
use crate::tui::prompt::{Prompt, Typed};
use crate::tui::screen::Explained;
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
pub fn count(ctx: &PageContext<'_>) -> usize {
    lines(ctx)
        .iter()
        .filter(|line| line.event.is_some() && !line.is_removed)
        .count()
}

impl Page {
    fn choose(&mut self, line: usize, ctx: &PageContext<'_>) {
        let lines = lines(ctx);
        self.cursor = line.min(lines.len().saturating_sub(1));
        let chosen = lines.get(self.cursor).and_then(|line| line.event);
        if let Some(before) = &mut self.before {
            before.chosen = chosen;
        }
    }

    /// Enter: the entry is put into a line to type over.
    fn begin_to_change(&mut self, line: &Line, ctx: &PageContext<'_>) {
        self.changing = line.event.and_then(|id| {
            let event = event(ctx, id)?;
            let text = correction(event, &drinks(ctx), &there(ctx, event)).line()?;
            let parts = pattern(&event.what)?;
            Some((id, Prompt::new(parts, "Change", text)))
        });
    }

    /// `d` or `s`: the step of the line is settled, or it is said why that cannot be.
    fn settle(
        &mut self,
        key: char,
        line: Option<&Line>,
        ctx: &PageContext<'_>,
        action: impl FnOnce(StepId) -> Action,
    ) -> PageOutcome {
        let Some(line) = line else {
            return PageOutcome::Stay;
        };
        match (&line.open_step, &line.not_to_be_settled) {
            (Some(step), _) => match self.warning(key, ctx) {
                Some(warning) => PageOutcome::Notice(warning),
                None => PageOutcome::Record(vec![action(step.clone())]),
            },
            (None, Some(why)) => PageOutcome::Notice(why.clone()),
            (None, None) => PageOutcome::Notice("Only a step can be done or skipped.".into()),
        }
    }

    fn excuse(&mut self, ctx: &PageContext<'_>) -> PageOutcome {
        if ctx.night().timeline(ctx.now()).excused {
            return PageOutcome::Notice("Excused already: u on its line takes that back.".into());
        }
        match self.warning('e', ctx) {
            Some(warning) => PageOutcome::Notice(warning),
            None => PageOutcome::Record(vec![Action::Excuse { why: None }]),
        }
    }

    /// What it means to tell of an evening before the first one of all, once: those between begin to count.
    fn warning(&mut self, key: char, ctx: &PageContext<'_>) -> Option<String> {
        let tonight = ctx.tonight.evening.date;
        let first = ctx.first().unwrap_or(tonight);
        let between = ctx.date().next().through(first.previous()).count();
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

    fn type_over(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        let Some((id, mut prompt)) = self.changing.take() else {
            return PageOutcome::Stay;
        };
        let typed = match prompt.typed(key) {
            Typed::Left => return PageOutcome::Stay,
            Typed::More => None,
            Typed::Answer(text) => Some(text),
        };
        let Some(event) = event(ctx, id) else {
            return PageOutcome::Stay;
        };
        if let Some(text) = typed {
            let (drinks, zone) = (drinks(ctx), there(ctx, event));
            let correction = correction(event, &drinks, &zone);
            if correction.line().is_some_and(|line| line == text) {
                return PageOutcome::Stay;
            }
            match correction.read(&text) {
                Ok(by) => {
                    // What is refused stays, to be typed on.
                    self.changing = Some((id, prompt));
                    let by = Box::new(by);
                    return PageOutcome::Record(vec![Action::Replace { event: id, by }]);
                }
                Err(CorrectionError::NotUnderstood(such_as)) => prompt.trouble = Some(such_as),
                Err(CorrectionError::Refused(refusal)) => {
                    self.changing = Some((id, prompt));
                    return PageOutcome::Notice(words::refusal_sentence(&refusal));
                }
            }
        }
        self.changing = Some((id, prompt));
        PageOutcome::Stay
    }
}

impl DiaryPage for Page {
    fn title(&self) -> &'static str {
        "Entries"
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let key = KeyCode::Char;
        if self.changing.is_some() {
            return vec![hint(KeyCode::Enter, "Enter", "keep")];
        }
        let lines = lines(ctx);
        let ascii = ctx.terminal.ascii;
        let mut hints = Vec::new();
        if let Some(line) = lines.get(self.cursor) {
            if line.open_step.is_some() {
                hints.push(hint(key('d'), "d", "it was done"));
                hints.push(hint(key('s'), "s", "skipped"));
            }
            if line.is_removed {
                hints.push(hint(key('u'), "u", "bring back"));
            } else if let Some(id) = line.event {
                if event(ctx, id).is_some_and(|event| pattern(&event.what).is_some()) {
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

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if self.changing.is_some() {
            return self.type_over(key, ctx);
        }
        let lines = lines(ctx);
        let line = lines.get(self.cursor);
        let event = line.and_then(|line| line.event);
        let is_removed = line.is_some_and(|line| line.is_removed);
        let action = match key.code {
            KeyCode::Esc => return PageOutcome::Back,
            KeyCode::Left | KeyCode::Char('h') => {
                return PageOutcome::Go(Box::<Self>::default(), ctx.date().previous());
            }
            KeyCode::Right | KeyCode::Char('l') if !ctx.is_tonight() => {
                return PageOutcome::Go(Box::<Self>::default(), ctx.date().next());
            }
            KeyCode::Down | KeyCode::Char('j') => {
                self.choose(self.cursor + 1, ctx);
                None
            }
            KeyCode::Up | KeyCode::Char('k') => {
                self.choose(self.cursor.saturating_sub(1), ctx);
                None
            }
            KeyCode::Home | KeyCode::Char('g') => {
                self.choose(0, ctx);
                None
            }
            KeyCode::End | KeyCode::Char('G') => {
                self.choose(usize::MAX, ctx);
                None
            }
            KeyCode::Enter if !is_removed => {
                if let Some(line) = line {
                    self.begin_to_change(line, ctx);
                }
                None
            }
            KeyCode::Char('d') => {
                return self.settle('d', line, ctx, |step| Action::Done { step, at: None });
            }
            KeyCode::Char('s') => {
                return self.settle('s', line, ctx, |step| Action::Skip { step, why: None });
            }
            KeyCode::Char('x') | KeyCode::Delete if !is_removed => {
                event.map(|event| Action::Revoke { event })
            }
            KeyCode::Char('u') => match event {
                Some(event) if is_removed => Some(Action::BringBack { event }),
                Some(event) => Some(Action::Revoke { event }),
                None => {
                    return PageOutcome::Notice(
                        "Nothing was said here that could be taken back.".into(),
                    );
                }
            },
            KeyCode::Char('e') => return self.excuse(ctx),
            _ => None,
        };
        action.map_or(PageOutcome::Stay, |action| {
            PageOutcome::Record(vec![action])
        })
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        view::draw(&lines(ctx), self.cursor, ctx, body, frame);
    }

    /// The cursor goes to what is new, or stays on the entry that it stood on.
    fn read(&mut self, ctx: &PageContext<'_>) {
        let events = &ctx.night().events;
        let before = self.before.take().filter(|old| old.date == ctx.date());
        if let Some(before) = &before {
            let new = events
                .iter()
                .rev()
                .find(|event| !before.events.contains(&event.id));
            let new = new.map(|event| match event.what {
                What::Revoked { event } => event,
                _ => event.id,
            });
            let lines = lines(ctx);
            let line_of = |id: EventId| lines.iter().position(|line| line.event == Some(id));
            let at = new.or(before.chosen).and_then(line_of);
            self.cursor = at.unwrap_or(self.cursor).min(lines.len().saturating_sub(1));
        } else {
            self.cursor = 0;
            self.changing = None;
            self.is_warned = false;
        }
        self.before = Some(Before {
            date: ctx.date(),
            events: events.iter().map(|event| event.id).collect(),
            chosen: None,
        });
        self.choose(self.cursor, ctx);
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        self.changing = None;
        PageOutcome::Stay
    }

    /// A press of the left button chooses the line that is there: as many steps as lead to it.
    fn press(&mut self, ctx: &PageContext<'_>, body: Rect, place: Position) {
        if let Some(line) = view::line_at(&lines(ctx), self.cursor, body, place) {
            self.choose(line, ctx);
        }
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.changing.as_ref().map(|(_, prompt)| prompt)
    }

    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        self.changing.as_mut().map(|(_, prompt)| prompt)
    }

    fn help(&self) -> &'static [Explained] {
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

fn event<'a>(ctx: &PageContext<'a>, id: EventId) -> Option<&'a Event> {
    ctx.night().events.iter().find(|event| event.id == id)
}

fn drinks(ctx: &PageContext<'_>) -> Vec<Drink> {
    all_drinks(&ctx.config.diary.drinks)
}

/// Whose clock an entry is corrected by: that of the place where it was written.
fn there(ctx: &PageContext<'_>, event: &Event) -> Zone {
    let here = event.at.with_timezone(&ctx.zone);
    if here.naive_local() == event.local().naive_local() {
        ctx.zone
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
