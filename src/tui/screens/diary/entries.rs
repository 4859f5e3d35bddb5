//! The page "Entries": everything recorded for a day, in order of time. Entries can be changed, removed and restored;
//! the journal keeps every version.

mod lines;
mod view;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{DiaryPage, PageContext, PageOutcome};
use crate::clock::Zone;
use crate::diary::drinks::{Drink, all_drinks};
use crate::diary::usual::unusual_drink;
use crate::evening::{
    Action, Correction, CorrectionError, DiaryEntry, MILLIGRAMS, Pattern, When, pattern,
};
use crate::event::{EveningDate, Event, EventId, StepId, What, at_offset};
use crate::plan::{KeyAction, KeyArea};
use crate::time_of_day::{self, ClockFormat};
use crate::tui::footer::{self, Hint, hint};
use crate::tui::prompt::{self, Prompt, Typed};
use crate::tui::screen::Explained;
use crate::tui::text_field::{FieldKind, TextField};
use crate::words;
use lines::{EntryLine, lines};

/// The page with its cursor and its unsaved input.
#[derive(Debug, Default)]
pub struct EntriesPage {
    /// The index of the selected line.
    cursor: usize,
    /// The entry being edited.
    editing: Option<(EventId, Prompt)>,
    /// The amount that the user was asked about while editing the entry: milligrams of caffeine.
    doubted: Option<f64>,
    /// The evening as it was last read, to find out what changed since.
    last_read: Option<LastRead>,
    /// Whether the user has seen the [`warning`](Self::warning) for this evening.
    is_warned: bool,
}

/// The events of an evening at the time they were read, and the entry then selected.
#[derive(Debug)]
struct LastRead {
    date: EveningDate,
    events: Vec<EventId>,
    selected: Option<EventId>,
}

/// The number of entries of the evening shown, without removed ones.
pub fn count(ctx: &PageContext<'_>) -> usize {
    lines(ctx)
        .iter()
        .filter(|line| line.event.is_some() && !line.is_removed)
        .count()
}

impl EntriesPage {
    fn select(&mut self, line: usize, ctx: &PageContext<'_>) {
        let lines = lines(ctx);
        self.cursor = line.min(lines.len().saturating_sub(1));
        let selected = lines.get(self.cursor).and_then(|line| line.event);
        if let Some(last_read) = &mut self.last_read {
            last_read.selected = selected;
        }
    }

    /// Opens the prompt with the entry's time and value.
    fn start_editing(&mut self, line: &EntryLine, ctx: &PageContext<'_>) {
        self.doubted = None;
        self.editing = line.event.and_then(|id| {
            let event = event(ctx, id)?;
            let (drinks, zone) = (drinks(ctx), entry_zone(ctx, event));
            let correction = correction(event, &drinks, &zone, ctx.clock_format());
            Some((id, prompt_for(&correction)?))
        });
    }

    /// Marks the step of a line as done or skipped, or explains why that is not possible.
    fn mark_step(
        &mut self,
        key: KeyAction,
        line: Option<&EntryLine>,
        ctx: &PageContext<'_>,
        action: impl FnOnce(StepId) -> Action,
    ) -> PageOutcome {
        let Some(line) = line else {
            return PageOutcome::Stay;
        };
        match (&line.open_step, &line.why_not_markable) {
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
            let undo = ctx.config.keys.key(KeyAction::Undo);
            return PageOutcome::Notice(format!(
                "Excused already: {undo} on its line takes that back."
            ));
        }
        match self.warning(KeyAction::Excuse, ctx) {
            Some(warning) => PageOutcome::Notice(warning),
            None => PageOutcome::Record(vec![Action::Excuse { why: None }]),
        }
    }

    /// A warning before the first entry on an evening earlier than all others: the evenings in between then count as
    /// not kept. Returned once per evening; pressing `key` again records the entry.
    fn warning(&mut self, key: KeyAction, ctx: &PageContext<'_>) -> Option<String> {
        let tonight = ctx.tonight.evening.date;
        let first = ctx.first_evening().unwrap_or(tonight);
        let between = ctx.date().next().through(first.previous()).count();
        if self.is_warned || between == 0 {
            return None;
        }
        self.is_warned = true;
        let key = ctx.config.keys.key(key);
        let (evenings, count) = match between {
            1 => ("evening", "counts"),
            _ => ("evenings", "count"),
        };
        Some(format!(
            "Nothing is recorded before {}: with this, {between} {evenings} until then {count} as not kept. {key} again \
             does it.",
            words::long_date_seen_from(tonight, first)
        ))
    }

    /// The question about a drink that is corrected to unusually much, asked once for each amount.
    fn doubt(
        &mut self,
        before: &What,
        outcome: &PageOutcome,
        ctx: &PageContext<'_>,
    ) -> Option<PageOutcome> {
        let mg = corrected_caffeine(outcome)?;
        let is_changed =
            !matches!(before, What::Caffeine { mg: old, .. } if (*old - mg).abs() < f64::EPSILON);
        let unusual = unusual_drink(mg, ctx.recent_doses()).filter(|_| MILLIGRAMS.contains(&mg))?;
        if !is_changed || self.doubted.replace(mg) == Some(mg) {
            return None;
        }
        let question = words::unusual_drink_sentence(&unusual);
        Some(PageOutcome::Notice(format!(
            "{question} Enter again keeps it."
        )))
    }

    /// Handles a key while the prompt is open.
    fn type_into_prompt(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        let Some((id, mut prompt)) = self.editing.take() else {
            return PageOutcome::Stay;
        };
        let is_answered = match prompt.typed(key) {
            Typed::Cancelled => return PageOutcome::Stay,
            Typed::Editing => false,
            Typed::Answered => true,
        };
        let Some(event) = event(ctx, id) else {
            return PageOutcome::Stay;
        };
        if is_answered && !prompt.has_unsaved_input() {
            return PageOutcome::Stay;
        }
        let outcome = if is_answered {
            let (drinks, zone) = (drinks(ctx), entry_zone(ctx, event));
            let outcome = read_answer(
                &correction(event, &drinks, &zone, ctx.clock_format()),
                &mut prompt,
            );
            self.doubt(&event.what, &outcome, ctx).unwrap_or(outcome)
        } else {
            PageOutcome::Stay
        };
        // The prompt stays open until the change is recorded, in case it is refused.
        self.editing = Some((id, prompt));
        outcome
    }
}

impl DiaryPage for EntriesPage {
    fn title(&self) -> &'static str {
        "Entries"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Entries
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let key = KeyCode::Char;
        if let Some((_, prompt)) = &self.editing {
            return prompt.hints(ctx.terminal.ascii);
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
            hints.push(footer::down(ascii));
        }
        if self.cursor > 0 {
            hints.push(footer::up(ascii));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if self.editing.is_some() {
            return self.type_into_prompt(key, ctx);
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
                self.select(self.cursor + 1, ctx);
                None
            }
            KeyCode::Up | KeyCode::Char('k') => {
                self.select(self.cursor.saturating_sub(1), ctx);
                None
            }
            KeyCode::Home | KeyCode::Char('g') => {
                self.select(0, ctx);
                None
            }
            KeyCode::End => {
                self.select(usize::MAX, ctx);
                None
            }
            KeyCode::Enter if !is_removed => {
                if let Some(line) = line {
                    self.start_editing(line, ctx);
                }
                None
            }
            KeyCode::Char('d') => {
                return self.mark_step(KeyAction::Done, line, ctx, |step| Action::Done {
                    step,
                    when: When::Now,
                });
            }
            KeyCode::Char('s') => {
                return self.mark_step(KeyAction::Skip, line, ctx, |step| Action::Skip {
                    step,
                    why: None,
                });
            }
            KeyCode::Char('x') | KeyCode::Delete if !is_removed => {
                event.map(|event| Action::Revoke { event })
            }
            KeyCode::Char('u') => match event {
                Some(event) if is_removed => Some(Action::Restore { event }),
                Some(event) => Some(Action::Revoke { event }),
                None => {
                    return PageOutcome::Notice("There is no entry here to take back.".into());
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

    /// Selects the newest entry added since the last reading; without one, keeps the selection.
    fn read(&mut self, ctx: &PageContext<'_>) {
        let events = &ctx.night().events;
        let last_read = self.last_read.take().filter(|old| old.date == ctx.date());
        if let Some(last_read) = &last_read {
            let new = events
                .iter()
                .rev()
                .find(|event| !last_read.events.contains(&event.id));
            let new = new.map(|event| match event.what {
                What::Revoked { event } => event,
                _ => event.id,
            });
            let lines = lines(ctx);
            let line_of = |id: EventId| lines.iter().position(|line| line.event == Some(id));
            let at = new.or(last_read.selected).and_then(line_of);
            self.cursor = at.unwrap_or(self.cursor).min(lines.len().saturating_sub(1));
        } else {
            self.cursor = 0;
            self.editing = None;
            self.is_warned = false;
        }
        self.last_read = Some(LastRead {
            date: ctx.date(),
            events: events.iter().map(|event| event.id).collect(),
            selected: None,
        });
        self.select(self.cursor, ctx);
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        self.editing = None;
        PageOutcome::Stay
    }

    /// Selects the clicked line.
    fn press(&mut self, ctx: &PageContext<'_>, body: Rect, place: Position) {
        if let Some(line) = view::line_at(&lines(ctx), self.cursor, ctx.clock_format(), body, place)
        {
            self.select(line, ctx);
        }
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.editing.as_ref().map(|(_, prompt)| prompt)
    }

    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        self.editing.as_mut().map(|(_, prompt)| prompt)
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("Enter", "change it: type over it"),
            ("x  u", "remove it; bring it back"),
            ("d  s", "a step was done; skipped"),
            ("e", "excuse the evening"),
            ("↓ ↑", "choose a line"),
            ("← →", "the day before, after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}

/// The lines of the prompt that the entry has: its time, and its value below.
fn prompt_lines(pattern: Pattern) -> (Option<usize>, Option<usize>) {
    let time = pattern.has_time.then_some(0);
    let value = pattern.value.map(|_| usize::from(pattern.has_time));
    (time, value)
}

/// The prompt that edits an entry. None if the entry can only be removed.
fn prompt_for(correction: &Correction<'_, Zone>) -> Option<Prompt> {
    let pattern = pattern(&correction.event.what)?;
    let time = pattern.has_time.then(|| {
        let time = correction.time();
        let start = time_of_day::parse(&time).unwrap_or_default();
        let field = TextField::prefilled(FieldKind::Time(start, correction.format), time);
        Prompt::new("Time", "Time", field)
    });
    let value = pattern.value.map(|[label, short_label]| {
        let field = prompt::words(correction.value());
        Prompt::new(label, short_label, field)
    });
    match (time, value) {
        (Some(time), Some(value)) => Some(time.and(value)),
        (time, value) => time.or(value),
    }
}

/// Records the answer, or says on the line that cannot be used what to type instead.
fn read_answer(correction: &Correction<'_, Zone>, prompt: &mut Prompt) -> PageOutcome {
    let Some(pattern) = pattern(&correction.event.what) else {
        return PageOutcome::Stay;
    };
    let (time, value) = prompt_lines(pattern);
    let text = |line: Option<usize>| line.map_or("", |line| prompt.text(line));
    match correction.read(text(time), text(value)) {
        Ok(by) => {
            let (event, by) = (correction.event.id, Box::new(by));
            PageOutcome::Record(vec![Action::Replace { event, by }])
        }
        Err(CorrectionError::BadTime(why)) => {
            prompt.fail(time.unwrap_or(0), why.by_clock(correction.format));
            PageOutcome::Stay
        }
        Err(CorrectionError::NotUnderstood(such_as)) => {
            prompt.fail(value.unwrap_or(0), such_as);
            PageOutcome::Stay
        }
        Err(CorrectionError::Refused(refusal)) => {
            PageOutcome::Notice(words::refusal_sentence(&refusal))
        }
    }
}

/// The milligrams of caffeine that a correction gives an entry.
fn corrected_caffeine(outcome: &PageOutcome) -> Option<f64> {
    let PageOutcome::Record(actions) = outcome else {
        return None;
    };
    actions.iter().find_map(|action| match action {
        Action::Replace { by, .. } => match **by {
            Action::Record {
                entry: DiaryEntry::Caffeine { mg, .. },
                ..
            } => Some(mg),
            _ => None,
        },
        _ => None,
    })
}

/// The event with this id, revoked or not.
fn event<'a>(ctx: &PageContext<'a>, id: EventId) -> Option<&'a Event> {
    ctx.night().events.iter().find(|event| event.id == id)
}

fn drinks(ctx: &PageContext<'_>) -> Vec<Drink> {
    all_drinks(&ctx.config.diary.drinks)
}

/// The time zone in which an entry's times are shown and edited: the current one if it gives the entry the same local
/// time, otherwise the UTC offset the entry was recorded with.
fn entry_zone(ctx: &PageContext<'_>, event: &Event) -> Zone {
    let here = event.at.with_timezone(&ctx.zone);
    if here.naive_local() == event.local().naive_local() {
        ctx.zone
    } else {
        Zone::Fixed(*at_offset(event.at, event.offset_min).offset())
    }
}

fn correction<'a>(
    event: &'a Event,
    drinks: &'a [Drink],
    zone: &'a Zone,
    format: ClockFormat,
) -> Correction<'a, Zone> {
    Correction {
        event,
        drinks,
        zone,
        format,
    }
}
