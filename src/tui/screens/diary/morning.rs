//! The morning: how the night was, in one short form, filled in from what is known already.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::form::{Field, Form, Kind};
use super::{DiaryPage, PageContext, PageOutcome};
use crate::evening::{Action, DiaryEntry, Refusal, wall};
use crate::event::{EveningDate, Event, NightEntry, Rating, What};
use crate::tui::footer::Hint;
use crate::tui::screen::Explained;
use crate::tui::wrap::put;
use crate::words;

/// What was filled in and typed so far, and of which night.
#[derive(Debug, Default)]
pub struct Morning {
    date: Option<EveningDate>,
    form: Form,
}

const LEGS: usize = 0;
const LIGHTS_OUT: usize = 1;
const ASLEEP_AFTER: usize = 2;
const AWAKENINGS: usize = 3;
const AWAKE: usize = 4;
const UP: usize = 5;
const QUALITY: usize = 6;

/// Before bedtime the lights may go out so much earlier.
const EARLY: TimeDelta = TimeDelta::hours(8);

/// What the journal has of the night already, each as last said.
struct Known<'a> {
    legs: Option<&'a Event>,
    lights_out: Option<&'a Event>,
    woke: Option<(&'a Event, NightEntry)>,
}

impl<'a> Known<'a> {
    fn of(ctx: &PageContext<'a>) -> Self {
        let mut events = ctx.events();
        events.sort_by_key(|event| event.id);
        let last = |wanted: &dyn Fn(&Event) -> bool| {
            let mut events = events.iter().rev().copied();
            events.find(|event| wanted(event))
        };
        let evening = ctx.night().evening;
        let woke = last(&|event| matches!(event.what, What::Woke { .. }));
        Self {
            // In the evening one rates the evening; from waking on, the night.
            legs: last(&|event| {
                matches!(event.what, What::Legs { .. })
                    && event.at >= woke.map_or(evening.ends, |woke| woke.at.min(evening.ends))
            }),
            lights_out: last(&|event| event.what == What::LightsOut),
            woke: woke.and_then(|event| match event.what {
                What::Woke { night } => Some((event, night)),
                _ => None,
            }),
        }
    }

    fn feels(&self) -> Vec<String> {
        match self.legs.map(|event| &event.what) {
            Some(What::Legs { feels, .. }) => feels.clone(),
            _ => vec![],
        }
    }

    fn rating(&self) -> Option<Rating> {
        self.legs.and_then(|event| match event.what {
            What::Legs { rating, .. } => Some(rating),
            _ => None,
        })
    }
}

fn on_the_clock(event: &Event) -> String {
    event.local().format("%H:%M").to_string()
}

/// The form as it is when nothing was typed.
fn filled_in(ctx: &PageContext<'_>) -> Vec<Field> {
    let known = Known::of(ctx);
    let night = known.woke.map(|(_, night)| night).unwrap_or_default();
    let evening = ctx.night().evening;
    let clock = |at: DateTime<Utc>| at.with_timezone(&ctx.night().zone).time();
    let shown = |at: DateTime<Utc>| words::clock(at, &ctx.night().zone);
    let whole = |to, by, start, unit| Kind::Whole {
        from: 0,
        to,
        by,
        start,
        unit,
    };
    let planned = evening.ends.min(ctx.now());
    let awake = match known.woke {
        Some((event, _)) => (on_the_clock(event), "as told"),
        None => (shown(planned), "the plan's"),
    };
    let number = |value: Option<u16>| value.map(|value| value.to_string());
    let before = "as told";
    vec![
        Field::empty("Legs, 0 to 10", whole(Rating::WORST.get().into(), 1, 0, ""))
            .known(known.rating().map(|rating| rating.to_string()), before),
        Field::empty("Lights out", Kind::Time(clock(evening.bedtime)))
            .known(known.lights_out.map(on_the_clock), "as marked"),
        Field::empty("Asleep after", whole(720, 5, 15, " min"))
            .known(number(night.asleep_after_min), before),
        Field::empty("Woken, times", whole(50, 1, 0, ""))
            .known(number(night.awakenings.map(u16::from)), before),
        Field::empty("Awake at", Kind::Time(clock(planned))).known(Some(awake.0), awake.1),
        Field::empty("Out of bed", Kind::Time(clock(planned))).known(night.up.map(shown), before),
        Field::empty(
            "Slept, 1 to 5",
            Kind::Whole {
                from: 1,
                to: 5,
                by: 1,
                start: 3,
                unit: "",
            },
        )
        .known(number(night.quality.map(u16::from)), before),
    ]
}

impl Morning {
    fn whole<N: std::str::FromStr>(&self, n: usize) -> Option<N> {
        self.form.field(n).and_then(Field::whole)
    }

    fn time(&self, n: usize) -> Result<Option<NaiveTime>, String> {
        self.form.field(n).map_or(Ok(None), Field::time)
    }

    fn is_told(&self, n: usize) -> bool {
        self.form.field(n).is_some_and(Field::is_told)
    }

    /// What follows from the form as it stands: only what is news, and in the place of what it corrects.
    fn actions(&self, ctx: &PageContext<'_>) -> Result<Vec<Action>, String> {
        let known = Known::of(ctx);
        let evening = ctx.night().evening;
        let zone = &ctx.night().zone;
        let mut actions = Vec::new();
        let mut replace = |old: Option<&Event>, new: Option<Action>| {
            actions.extend(old.map(|event| Action::Revoke { event: event.id }));
            actions.extend(new);
        };
        let dark = match self.time(LIGHTS_OUT)? {
            Some(_) if !self.is_told(LIGHTS_OUT) => known.lights_out.map(|event| event.at),
            time => time.map(|time| {
                let earliest = (evening.bedtime - EARLY).max(evening.begins);
                wall::showing_from(time, earliest, zone)
            }),
        };
        if self.is_told(LIGHTS_OUT) {
            replace(
                known.lights_out,
                dark.map(|at| Action::LightsOut { at: Some(at) }),
            );
        }
        let from = dark.unwrap_or(evening.bedtime);
        let awake = match (self.time(AWAKE)?, known.woke) {
            (Some(_), Some((event, _))) if !self.is_told(AWAKE) => Some(event.at),
            // What the plan says is no time on the clock but an instant.
            (Some(_), None) if !self.is_told(AWAKE) => Some(evening.ends.min(ctx.now())),
            (time, _) => time.map(|time| wall::showing_from(time, from, zone)),
        };
        if self.is_told(LEGS) {
            let rating = self.whole::<i64>(LEGS).map(Rating::try_from).transpose();
            let rating = rating.map_err(|error| words::refusal_sentence(&Refusal::from(error)))?;
            let entry = rating.map(|rating| DiaryEntry::Legs {
                rating,
                feels: known.feels(),
            });
            replace(
                known.legs,
                entry.map(|entry| Action::Record { entry, at: awake }),
            );
        }
        let up = match self.time(UP)? {
            Some(_) if !self.is_told(UP) => known.woke.and_then(|(_, night)| night.up),
            time => time.map(|time| wall::showing_from(time, awake.unwrap_or(from), zone)),
        };
        let night = NightEntry {
            asleep_after_min: self.whole(ASLEEP_AFTER),
            awakenings: self.whole(AWAKENINGS),
            up,
            quality: self.whole(QUALITY),
        };
        let is_news = known.woke.is_none()
            || [ASLEEP_AFTER, AWAKENINGS, AWAKE, UP, QUALITY]
                .iter()
                .any(|n| self.is_told(*n));
        match awake {
            Some(_) if !is_news => {}
            Some(at) => replace(
                known.woke.map(|(event, _)| event),
                Some(Action::Woke {
                    at: Some(at),
                    night,
                }),
            ),
            None if night != NightEntry::default() => {
                return Err("When were you awake? The rest of the night hangs on it.".to_owned());
            }
            None => replace(known.woke.map(|(event, _)| event), None),
        }
        Ok(actions)
    }
}

impl DiaryPage for Morning {
    fn title(&self) -> &'static str {
        "The night of"
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        self.form.hints(ctx.terminal.ascii)
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        match key.code {
            KeyCode::Esc => PageOutcome::Back,
            KeyCode::Enter => match self.actions(ctx) {
                Ok(actions) if actions.is_empty() => PageOutcome::Back,
                Ok(actions) => PageOutcome::Record(actions),
                Err(line) => PageOutcome::Notice(line),
            },
            code => {
                self.form.key(code);
                PageOutcome::Stay
            }
        }
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        PageOutcome::Back
    }

    fn read(&mut self, ctx: &PageContext<'_>) {
        if self.date.replace(ctx.date()) != Some(ctx.date()) {
            self.form = Form::default();
        }
        self.form.refill(filled_in(ctx));
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let area = form_at(body);
        self.form.draw(ctx, area, frame);
        let below = Rect {
            y: area.y + self.form.height() + 1,
            height: 1,
            ..area
        }
        .intersection(body);
        let line = "Leave out what you like; what has no tick was known before.";
        let at = if body.width >= 60 { 4 } else { 3 };
        put(frame, below, at, line, ctx.theme().dim);
    }

    fn press(&mut self, _ctx: &PageContext<'_>, body: Rect, place: Position) {
        let area = form_at(body);
        if let Some(row) = place.y.checked_sub(area.y) {
            self.form.choose(row.into());
        }
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("Tab ↑ ↓", "the next line; up, down"),
            ("0-9", "type it; Backspace empties it"),
            ("← →", "less, more; earlier, later"),
            ("Enter", "keep all that is there"),
            ("[  ]", "the night before, after"),
            ("i  Esc", "learn more; back, unkept"),
        ]
    }
}

fn form_at(body: Rect) -> Rect {
    let top = u16::from(body.height >= 12) * 2;
    Rect {
        y: body.y + top,
        height: body.height.saturating_sub(top),
        ..body
    }
}
