//! The morning page: one short form about the night, prefilled from the journal and the plan.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::form::{Field, FieldKind, Form};
use super::{DiaryPage, PageContext, PageOutcome};
use crate::evening::{Action, DiaryEntry, Refusal, When, wall};
use crate::event::{About, EveningDate, Event, NightEntry, Rating, What};
use crate::tui::footer::Hint;
use crate::tui::row::put;
use crate::tui::screen::{Explained, Pasted};
use crate::words;

/// The form, and the evening whose night it is about.
#[derive(Debug, Default)]
pub struct MorningPage {
    date: Option<EveningDate>,
    form: Form,
}

// The indices of the form's fields.
const LEGS: usize = 0;
const LIGHTS_OUT: usize = 1;
const ASLEEP_AFTER: usize = 2;
const AWAKENINGS: usize = 3;
const AWAKE: usize = 4;
const UP: usize = 5;
const QUALITY: usize = 6;

/// How long before the planned bedtime a typed lights-out can be. An earlier time of day is read as one of the next day.
const MAX_EARLY_LIGHTS_OUT: TimeDelta = TimeDelta::hours(8);

/// The journal's latest entries about the night.
struct RecordedNight<'a> {
    legs: Option<&'a Event>,
    lights_out: Option<&'a Event>,
    woken: Option<(&'a Event, NightEntry)>,
}

impl<'a> RecordedNight<'a> {
    fn from_context(ctx: &PageContext<'a>) -> Self {
        let mut events = ctx.events();
        events.sort_by_key(|event| event.id);
        let latest = |wanted: &dyn Fn(&Event) -> bool| {
            let mut events = events.iter().rev().copied();
            events.find(|event| wanted(event))
        };
        let evening = ctx.night().evening;
        let woken = latest(&|event| matches!(event.what, What::Woke { .. }));
        Self {
            legs: latest(&|event| {
                evening.is_rating_of_the_night(event, woken.map(|woken| woken.at))
            }),
            lights_out: latest(&|event| matches!(event.what, What::LightsOut { .. })),
            woken: woken.and_then(|event| match event.what {
                What::Woke { night, .. } => Some((event, night)),
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

fn local_time(event: &Event) -> String {
    event.local().format("%H:%M").to_string()
}

/// The form's fields before the user changes anything.
fn prefilled_fields(ctx: &PageContext<'_>) -> Vec<Field> {
    let recorded = RecordedNight::from_context(ctx);
    let night = recorded.woken.map(|(_, night)| night).unwrap_or_default();
    let evening = ctx.night().evening;
    let clock = |at: DateTime<Utc>| at.with_timezone(&ctx.night().zone).time();
    let shown = |at: DateTime<Utc>| words::clock(at, &ctx.night().zone);
    let whole = |to, by, start, unit| FieldKind::Whole {
        from: 0,
        to,
        by,
        start,
        unit,
    };
    let planned = evening.ends.min(ctx.now());
    let awake = match recorded.woken {
        Some((event, _)) => (local_time(event), "as told"),
        None => (shown(planned), "the plan's"),
    };
    let number = |value: Option<u16>| value.map(|value| value.to_string());
    let source = "as told";
    vec![
        Field::empty("Legs", whole(Rating::WORST.get().into(), 1, 0, ""))
            .with_detail("0 to 10")
            .prefilled(recorded.rating().map(|rating| rating.to_string()), source),
        Field::empty("Lights out", FieldKind::Time(clock(evening.bedtime)))
            .prefilled(recorded.lights_out.map(local_time), "as marked"),
        Field::empty("Asleep after", whole(720, 5, 15, " min"))
            .prefilled(number(night.asleep_after_min), source),
        Field::empty("Woken", whole(50, 1, 0, ""))
            .with_detail("times")
            .prefilled(number(night.awakenings.map(u16::from)), source),
        Field::empty("Awake at", FieldKind::Time(clock(planned))).prefilled(Some(awake.0), awake.1),
        Field::empty("Out of bed", FieldKind::Time(clock(planned)))
            .prefilled(night.up.map(shown), source),
        Field::empty(
            "Slept",
            FieldKind::Whole {
                from: 1,
                to: 5,
                by: 1,
                start: 3,
                unit: "",
            },
        )
        .with_detail("1 to 5")
        .prefilled(number(night.quality.map(u16::from)), source),
    ]
}

impl MorningPage {
    fn whole<N: std::str::FromStr>(&self, n: usize) -> Option<N> {
        self.form.field(n).and_then(Field::whole)
    }

    fn time(&self, n: usize) -> Result<Option<NaiveTime>, String> {
        self.form.field(n).map_or(Ok(None), Field::time)
    }

    fn is_touched(&self, n: usize) -> bool {
        self.form.field(n).is_some_and(Field::is_touched)
    }

    /// The actions that record what the form changes. A changed entry is revoked and recorded anew.
    ///
    /// # Errors
    /// A sentence for the user, if a time does not parse, or the night is described without a time of waking.
    fn actions(&self, ctx: &PageContext<'_>) -> Result<Vec<Action>, String> {
        let recorded = RecordedNight::from_context(ctx);
        let evening = ctx.night().evening;
        let zone = &ctx.night().zone;
        let mut actions = Vec::new();
        let mut replace = |old: Option<&Event>, new: Option<Action>| {
            actions.extend(old.map(|event| Action::Revoke { event: event.id }));
            actions.extend(new);
        };
        let lights_out = match self.time(LIGHTS_OUT)? {
            Some(_) if !self.is_touched(LIGHTS_OUT) => recorded.lights_out.map(|event| event.at),
            time => time.map(|time| {
                let earliest = (evening.bedtime - MAX_EARLY_LIGHTS_OUT).max(evening.begins);
                wall::showing_from(time, earliest, zone)
            }),
        };
        if self.is_touched(LIGHTS_OUT) {
            replace(
                recorded.lights_out,
                lights_out.map(|at| Action::LightsOut { when: When::At(at) }),
            );
        }
        let from = lights_out.unwrap_or(evening.bedtime);
        let awake = match (self.time(AWAKE)?, recorded.woken) {
            (Some(_), Some((event, _))) if !self.is_touched(AWAKE) => Some(event.at),
            // The untouched field shows the plan's instant: use it, as its time of day can be ambiguous.
            (Some(_), None) if !self.is_touched(AWAKE) => Some(evening.ends.min(ctx.now())),
            (time, _) => time.map(|time| wall::showing_from(time, from, zone)),
        };
        if self.is_touched(LEGS) {
            let rating = self.whole::<i64>(LEGS).map(Rating::try_from).transpose();
            let rating = rating.map_err(|error| words::refusal_sentence(&Refusal::from(error)))?;
            let entry = rating.map(|rating| DiaryEntry::Legs {
                rating,
                feels: recorded.feels(),
                about: Some(About::Night),
            });
            replace(
                recorded.legs,
                entry.map(|entry| Action::Record { entry, at: awake }),
            );
        }
        let up = match self.time(UP)? {
            Some(_) if !self.is_touched(UP) => recorded.woken.and_then(|(_, night)| night.up),
            time => time.map(|time| wall::showing_from(time, awake.unwrap_or(from), zone)),
        };
        let night = NightEntry {
            asleep_after_min: self.whole(ASLEEP_AFTER),
            awakenings: self.whole(AWAKENINGS),
            up,
            quality: self.whole(QUALITY),
        };
        let is_changed = recorded.woken.is_none()
            || [ASLEEP_AFTER, AWAKENINGS, AWAKE, UP, QUALITY]
                .iter()
                .any(|n| self.is_touched(*n));
        match awake {
            Some(_) if !is_changed => {}
            Some(at) => replace(
                recorded.woken.map(|(event, _)| event),
                Some(Action::Woke {
                    when: When::At(at),
                    night,
                }),
            ),
            None if night != NightEntry::default() => {
                return Err("When were you awake? The rest of the night hangs on it.".to_owned());
            }
            None => replace(recorded.woken.map(|(event, _)| event), None),
        }
        Ok(actions)
    }
}

impl DiaryPage for MorningPage {
    fn title(&self) -> &'static str {
        "The night of"
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        self.form.hints(ctx.terminal.ascii)
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if let Some(refusal) = self.form.refusal(key) {
            return refusal;
        }
        match key.code {
            KeyCode::Esc => PageOutcome::Back,
            KeyCode::Enter => match self.actions(ctx) {
                Ok(actions) if actions.is_empty() => PageOutcome::Back,
                Ok(actions) => PageOutcome::Record(actions),
                Err(line) => PageOutcome::Notice(line),
            },
            _ => self.form.key(key),
        }
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        PageOutcome::Back
    }

    fn read(&mut self, ctx: &PageContext<'_>) {
        if self.date.replace(ctx.date()) != Some(ctx.date()) {
            self.form = Form::default();
        }
        self.form.refill(prefilled_fields(ctx));
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let area = form_area(body);
        self.form.draw(ctx, area, frame);
        let below = Rect {
            y: area.y + self.form.height() + 1,
            height: 1,
            ..area
        }
        .intersection(body);
        let line = "Leave out what you like; what has no tick was known before.";
        let at = if body.width >= 60 { 4 } else { 3 };
        put(frame.buffer_mut(), below, at, line, ctx.theme().dim);
    }

    fn has_field(&self) -> bool {
        true
    }

    fn has_unsaved_input(&self) -> bool {
        self.form.has_unsaved_input()
    }

    fn paste(&mut self, text: &str) -> Pasted {
        self.form.paste(text)
    }

    fn press(&mut self, _ctx: &PageContext<'_>, body: Rect, place: Position) {
        let area = form_area(body);
        if let Some(row) = place.y.checked_sub(area.y) {
            self.form.move_cursor_to(row.into());
        }
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("Tab", "the next line; Shift-Tab back"),
            ("0-9", "type it; Ctrl-U empties it"),
            ("↑ ↓", "more, less; later, earlier"),
            ("Enter", "keep all that is there"),
            ("[  ]", "the night before, after"),
            ("i  Esc", "learn more; back, unkept"),
        ]
    }
}

fn form_area(body: Rect) -> Rect {
    let top = u16::from(body.height >= 12) * 2;
    Rect {
        y: body.y + top,
        height: body.height.saturating_sub(top),
        ..body
    }
}
