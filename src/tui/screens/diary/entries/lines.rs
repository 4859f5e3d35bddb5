//! The lines of a day.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::coach::Night;
use crate::evening::{Caffeine, Entry, Status};
use crate::event::{Event, EventId, StepId, What, revocations, standing};
use crate::tui::screens::diary::PageContext;
use crate::tui::symbols::Symbols;
use crate::words;

/// One line of the evening.
#[derive(Debug)]
pub struct Line {
    at: DateTime<Utc>,
    /// When, as the clock there and then showed it.
    pub time: String,
    /// How it stands.
    pub sign: &'static str,
    /// What it says, and in fewer words where that does not fit.
    pub text: String,
    /// The same in fewer and fewer words.
    pub shorter: Vec<String>,
    /// The step that it is about and that may still be settled.
    pub open_step: Option<StepId>,
    /// Why it cannot be marked as done or skipped, where it is about a step that is not to be settled.
    pub not_to_be_settled: Option<String>,
    /// The event that it tells.
    pub event: Option<EventId>,
    /// Whether that was taken back.
    pub is_removed: bool,
}

/// Everything of the evening, in order of time: what was said of each step, what else happened, and what was taken
/// back again; steps of which nothing was said stand at their due time.
pub fn lines(ctx: &PageContext<'_>) -> Vec<Line> {
    let night = ctx.night();
    let timeline = night.timeline(ctx.now());
    let half_life = ctx.config.diary.half_life;
    let evening = Told {
        night,
        symbols: Symbols::new(ctx.terminal.ascii),
        events: standing(&night.events),
        revoked: revocations(&night.events),
        caffeine: Caffeine::for_evening(&timeline, &night.events, half_life, ctx.now()),
        is_before_all: ctx.date() < ctx.first().unwrap_or(ctx.tonight.evening.date),
    };
    let mut lines: Vec<Line> = timeline
        .entries
        .iter()
        .map(|entry| evening.of_a_step(entry))
        .collect();
    let shown: Vec<_> = lines.iter().filter_map(|line| line.event).collect();
    lines.extend(evening.left_out());
    lines.extend(
        night
            .events
            .iter()
            .filter(|event| !shown.contains(&event.id))
            .filter_map(|event| evening.of_an_event(event)),
    );
    lines.sort_by_key(|line| line.at);
    lines
}

/// What the lines are made of.
struct Told<'a> {
    night: &'a Night,
    symbols: Symbols,
    events: Vec<&'a Event>,
    revoked: HashMap<EventId, Vec<EventId>>,
    caffeine: Caffeine,
    /// Whether it lies before the first evening of which anything is known.
    is_before_all: bool,
}

impl Told<'_> {
    fn of_a_step(&self, entry: &Entry<'_>) -> Line {
        let said = self
            .events
            .iter()
            .rev()
            .find(|event| settles(event, &entry.step.id, entry.step.is_bedtime()));
        let due = words::clock(entry.due, &self.night.zone);
        let title = &entry.step.title;
        let broken_by = self.caffeine.broken_by(entry.step, entry.due);
        let (told, is_settled) = match entry.status {
            Status::Done { .. } => (format!("{title} done"), true),
            Status::Skipped { .. } => (format!("{title} skipped"), true),
            Status::Missed => match broken_by {
                Some(cup) => (format!("{title}: {} came after it", cup.called()), false),
                None if self.is_before_all => (format!("{title}: nothing is known"), false),
                None => (format!("{title} not done"), false),
            },
            Status::Excused => (format!("{title} excused"), false),
            Status::Upcoming | Status::Due | Status::Late | Status::Snoozed => {
                (format!("{title} still open"), false)
            }
        };
        let text = if is_settled {
            format!("{told}, due {due}")
        } else {
            told.clone()
        };
        let (at, time) = match said {
            Some(event) => (event.at, event.local().format("%H:%M").to_string()),
            None => (entry.due, due),
        };
        let is_open = said.is_none() && broken_by.is_none();
        let not_to_be_settled = match (said, broken_by) {
            (Some(_), _) => Some("That is said already: x removes it.".to_owned()),
            (None, Some(cup)) => Some(format!(
                "{} came after it; without that drink it is kept.",
                words::capitalised(&cup.called())
            )),
            (None, None) => None,
        };
        Line {
            at,
            time,
            sign: self.symbols.status(entry.status),
            text,
            shorter: vec![told, title.clone()],
            open_step: is_open.then(|| entry.step.id.clone()),
            not_to_be_settled,
            event: said.map(|event| event.id),
            is_removed: false,
        }
    }

    /// What a trial drew the evening to be without, before everything else.
    fn left_out(&self) -> Option<Line> {
        let Night { plan, evening, .. } = self.night;
        let titles = plan.left_out_on(evening.date);
        let said = words::left_out_line(titles.map(|step| step.title.as_str()))?;
        let drawn = "A trial drew this evening to be without it: nothing is to be done.";
        Some(Line {
            at: evening.begins,
            time: String::new(),
            sign: self.symbols.status(Status::Excused),
            text: said,
            shorter: vec![],
            open_step: None,
            not_to_be_settled: Some(drawn.to_owned()),
            event: None,
            is_removed: false,
        })
    }

    fn of_an_event(&self, event: &Event) -> Option<Line> {
        let told = words::event_line(event, &self.night.plan)?;
        let is_removed = self.revoked.contains_key(&event.id);
        Some(Line {
            at: event.at,
            time: event.local().format("%H:%M").to_string(),
            sign: if is_removed {
                self.symbols.removed
            } else {
                self.symbols.bullet
            },
            text: if is_removed {
                format!("removed: {told}")
            } else {
                told
            },
            shorter: vec![],
            open_step: None,
            not_to_be_settled: None,
            event: Some(event.id),
            is_removed,
        })
    }
}

/// Whether an event is the word on a step.
fn settles(event: &Event, step: &StepId, is_bedtime: bool) -> bool {
    match &event.what {
        What::Done { step: id } | What::Skipped { step: id, .. } => id == step,
        What::LightsOut => is_bedtime,
        _ => false,
    }
}
