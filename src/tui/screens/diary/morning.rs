//! The morning page: one short form about the night, prefilled from the journal and the plan.

use std::str::FromStr;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::form::{Answered, Entered, Field, FieldKind, Form};
use super::{DiaryPage, PageContext, PageOutcome};
use crate::evening::{Action, DiaryEntry, MORNING, Refusal, When, wall};
use crate::event::{
    About, BodyPart, EveningDate, Event, NightEntry, Rating, Timing, What, decisive, decisive_night,
};
use crate::plan::{KeyAction, KeyArea};
use crate::tui::footer::{Hint, hint};
use crate::tui::row::put;
use crate::tui::screen::{Explained, Pasted};
use crate::tui::text_field::{NO, YES};
use crate::tui::wrap::wrapped_into;
use crate::words;

/// The form, and the evening whose night it is about.
#[derive(Debug, Default)]
pub struct MorningPage {
    date: Option<EveningDate>,
    form: Form,
    /// Whether the proposed night is being recorded, after which the page stays open for the rest.
    is_accepting: bool,
}

/// The keys that accept and decline the proposed night. In a form letters and digits are typed.
const ACCEPT: char = '=';
const DECLINE: char = '_';

/// The form's fields, in the order of the night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NightField {
    Legs,
    IntoBed,
    LightsOut,
    AsleepAfter,
    Awakenings,
    AwakeFor,
    AwakeAt,
    Up,
    Quality,
    Naps,
    Medicine,
}

/// Where a time comes from that the computer's quiet shows.
const PROPOSED: &str = "proposed";

/// How long before the planned bedtime a typed lights-out can be. An earlier time of day is read as one of the next day.
const MAX_EARLY_LIGHTS_OUT: TimeDelta = TimeDelta::hours(8);

/// The journal's entries about the night that count.
struct RecordedNight<'a> {
    legs: Option<&'a Event>,
    lights_out: Option<&'a Event>,
    woken: Option<(&'a Event, NightEntry)>,
}

impl<'a> RecordedNight<'a> {
    fn from_context(ctx: &PageContext<'a>) -> Self {
        let events = ctx.events();
        let of_kind = |wanted: fn(&What) -> bool| {
            let events = events.iter().copied();
            events.filter(move |event| wanted(&event.what))
        };
        let evening = ctx.night().evening;
        let woken = decisive_night(of_kind(|what| matches!(what, What::Woke { .. })));
        let ratings = events.iter().copied().filter(|event| {
            evening.is_rating_of_the_night(event, woken.map(|(woken, _)| woken.at))
        });
        Self {
            legs: decisive(ratings),
            lights_out: decisive(of_kind(|what| matches!(what, What::LightsOut { .. }))),
            woken,
        }
    }

    /// How and where the legs feel.
    fn sensations(&self) -> (Vec<String>, Vec<BodyPart>) {
        match self.legs.map(|event| &event.what) {
            Some(What::Legs { feels, places, .. }) => (feels.clone(), places.clone()),
            _ => (vec![], vec![]),
        }
    }

    fn rating(&self) -> Option<Rating> {
        self.legs.and_then(|event| match event.what {
            What::Legs { rating, .. } => Some(rating),
            _ => None,
        })
    }
}

/// The form's fields before the user changes anything.
fn prefilled_fields(ctx: &PageContext<'_>) -> Vec<Field> {
    let recorded = RecordedNight::from_context(ctx);
    let night = recorded.woken.map(|(_, night)| night).unwrap_or_default();
    let evening = ctx.night().evening;
    let time = |at: DateTime<Utc>| {
        let local = at.with_timezone(&ctx.night().zone);
        FieldKind::Time(local.time(), ctx.clock_format())
    };
    let shown = |at: DateTime<Utc>| ctx.clock_there(at);
    let whole = |to, by, start, unit| FieldKind::Whole {
        from: 0,
        to,
        by,
        start,
        unit,
    };
    // By the clock by which the field is read again, also where the entry was made at another place.
    let known = |event: &Event| (event.what.timing() == Timing::Known).then(|| shown(event.at));
    let planned = evening.ends.min(ctx.now());
    let proposed = ctx.proposed_night();
    let awake = match (recorded.woken.map(|(event, _)| known(event)), proposed) {
        (Some(time), _) => (time, "recorded"),
        (None, Some(quiet)) => (Some(shown(quiet.until)), PROPOSED),
        (None, None) => (Some(shown(planned)), "the plan's"),
    };
    let lights_out = match (recorded.lights_out.map(known), proposed) {
        (Some(time), _) => (time, "recorded"),
        (None, Some(quiet)) => (Some(shown(quiet.from)), PROPOSED),
        (None, None) => (None, ""),
    };
    let number = |value: Option<u16>| value.map(|value| value.to_string());
    let source = "recorded";
    let minutes = |start| whole(720, 5, start, " min");
    let yes_or_no = |value: Option<bool>| value.map(|yes| if yes { YES } else { NO }.to_owned());
    vec![
        Field::empty("Legs", whole(Rating::WORST.get().into(), 1, 0, ""))
            .with_detail("0 to 10")
            .prefilled(recorded.rating().map(|rating| rating.to_string()), source),
        Field::empty("Into bed", time(evening.bedtime))
            .prefilled(night.into_bed.map(shown), source),
        Field::empty("Lights out", time(evening.bedtime)).prefilled(lights_out.0, lights_out.1),
        Field::empty("Asleep after", minutes(15)).prefilled(number(night.asleep_after_min), source),
        Field::empty("Woken", whole(50, 1, 0, ""))
            .with_detail("times")
            .prefilled(number(night.awakenings.map(u16::from)), source),
        Field::empty("Awake for", minutes(15)).prefilled(number(night.awake_min), source),
        Field::empty("Awake at", time(planned)).prefilled(awake.0, awake.1),
        Field::empty("Out of bed", time(planned)).prefilled(night.up.map(shown), source),
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
        Field::empty("Naps", minutes(20))
            .with_detail("by day")
            .prefilled(number(night.nap_min), source),
        Field::empty("Medicine", FieldKind::YesOrNo)
            .with_detail("y/n")
            .prefilled(yes_or_no(night.sleep_medicine), source),
    ]
}

impl MorningPage {
    fn field(&self, field: NightField) -> Option<&Field> {
        self.form.field(field as usize)
    }

    fn whole<N: FromStr>(&self, field: NightField) -> Result<Entered<N>, String> {
        self.field(field)
            .map_or(Ok(Entered::Untouched), Field::whole)
    }

    fn time(&self, field: NightField) -> Result<Entered<NaiveTime>, String> {
        self.field(field)
            .map_or(Ok(Entered::Untouched), Field::time)
    }

    fn yes_or_no(&self, field: NightField) -> Entered<bool> {
        self.field(field)
            .map_or(Entered::Untouched, Field::yes_or_no)
    }

    /// Records what the user touched, if that is anything.
    fn keep(&self, ctx: &PageContext<'_>) -> PageOutcome {
        match self.actions(ctx) {
            Ok(actions) if actions.is_empty() => PageOutcome::Back,
            Ok(actions) => PageOutcome::Record(actions),
            Err(line) => PageOutcome::Notice(line),
        }
    }

    /// Records the proposed night.
    fn accept(&mut self, ctx: &PageContext<'_>) -> PageOutcome {
        let Some(quiet) = ctx.proposed_night() else {
            return PageOutcome::Stay;
        };
        self.is_accepting = true;
        PageOutcome::Record(vec![Action::AcceptNight {
            lights_out: quiet.from,
            woke: quiet.until,
        }])
    }

    /// Drops the proposed night.
    fn decline(ctx: &PageContext<'_>) -> PageOutcome {
        match ctx.proposed_night() {
            Some(_) => PageOutcome::DeclineNight,
            None => PageOutcome::Stay,
        }
    }

    /// The actions that record what the user touched, and nothing else. A changed entry is revoked and recorded anew.
    ///
    /// # Errors
    /// A sentence for the user, if a value does not parse.
    fn actions(&self, ctx: &PageContext<'_>) -> Result<Vec<Action>, String> {
        use NightField as F;
        let recorded = RecordedNight::from_context(ctx);
        let evening = ctx.night().evening;
        let zone = &ctx.night().zone;
        let mut actions = Vec::new();
        let mut replace = |old: Option<&Event>, new: Option<Action>| {
            actions.extend(old.map(|event| Action::Revoke { event: event.id }));
            actions.extend(new);
        };
        let earliest = (evening.bedtime - MAX_EARLY_LIGHTS_OUT).max(evening.begins);
        let in_the_evening = |time| wall::showing_from(time, earliest, zone);
        let lights_out = self.time(F::LightsOut)?.map(in_the_evening);
        if lights_out.is_touched() {
            let out = lights_out.or_recorded(None);
            let action = out.map(|at| Action::LightsOut { when: When::At(at) });
            replace(recorded.lights_out, action);
        }
        let from = lights_out.or_recorded(recorded.lights_out.map(|event| event.at));
        let from = from.unwrap_or(evening.bedtime);
        let awake = self
            .time(F::AwakeAt)?
            .map(|time| wall::showing_from(time, from, zone));
        let old_awake = recorded.woken.map(|(event, _)| When::of_recorded(event));
        let when = match awake {
            Entered::Untouched => old_awake.unwrap_or(When::Unknown),
            Entered::Cleared => When::Unknown,
            Entered::Value(at) => When::At(at),
        };
        let legs = self.whole::<i64>(F::Legs)?;
        if legs.is_touched() {
            let rating = legs.or_recorded(None).map(Rating::try_from).transpose();
            let rating = rating.map_err(|error| words::refusal_sentence(&Refusal::from(error)))?;
            let (feels, places) = recorded.sensations();
            let entry = rating.map(|rating| DiaryEntry::Legs {
                rating,
                feels,
                places,
                about: Some(About::Night),
            });
            // A rating that is changed keeps its time. One of a night long past is placed at its end, as it is about the
            // whole night.
            let is_morning = ctx.now() - evening.ends < MORNING;
            let at_the_end = (!is_morning).then_some(evening.ends);
            let at = recorded.legs.map(|event| event.at).or(at_the_end);
            replace(
                recorded.legs,
                entry.map(|entry| Action::Record { entry, at }),
            );
        }
        let awake_or_from = awake.or_recorded(None).unwrap_or(from);
        let up = self.time(F::Up)?;
        let up = up.map(|time| wall::showing_from(time, awake_or_from, zone));
        let into_bed = self.time(F::IntoBed)?.map(in_the_evening);
        let old = recorded.woken.map(|(_, night)| night).unwrap_or_default();
        let night = NightEntry {
            into_bed: into_bed.or_recorded(old.into_bed),
            asleep_after_min: self
                .whole(F::AsleepAfter)?
                .or_recorded(old.asleep_after_min),
            awakenings: self.whole(F::Awakenings)?.or_recorded(old.awakenings),
            awake_min: self.whole(F::AwakeFor)?.or_recorded(old.awake_min),
            up: up.or_recorded(old.up),
            quality: self.whole(F::Quality)?.or_recorded(old.quality),
            nap_min: self.whole(F::Naps)?.or_recorded(old.nap_min),
            sleep_medicine: self.yes_or_no(F::Medicine).or_recorded(old.sleep_medicine),
        };
        if awake.is_touched() || night != old {
            let is_empty = when == When::Unknown && night == NightEntry::default();
            let woken = recorded.woken.map(|(event, _)| event);
            replace(woken, (!is_empty).then_some(Action::Woke { when, night }));
        }
        Ok(actions)
    }
}

impl DiaryPage for MorningPage {
    fn title(&self) -> &'static str {
        "The night of"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Form
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let mut hints = self.form.hints(ctx.terminal.ascii);
        if ctx.proposed_night().is_some() {
            hints.push(hint(KeyCode::Char(ACCEPT), "=", "as proposed"));
            hints.push(hint(KeyCode::Char(DECLINE), "_", "not so"));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if let Some(refusal) = self.form.refusal(key) {
            return refusal;
        }
        match key.code {
            KeyCode::Esc => PageOutcome::Back,
            KeyCode::Enter => self.keep(ctx),
            KeyCode::Char(ACCEPT) => self.accept(ctx),
            KeyCode::Char(DECLINE) => Self::decline(ctx),
            _ => self.form.key(key),
        }
    }

    fn line(&mut self, line: &str, ctx: &PageContext<'_>) -> PageOutcome {
        match line.to_lowercase().as_str() {
            "back" | "quit" | "q" => PageOutcome::Back,
            "keep" => self.keep(ctx),
            "=" => self.accept(ctx),
            "_" => Self::decline(ctx),
            _ => match self.form.line(line) {
                Ok(Answered::MoreToAsk) => PageOutcome::Stay,
                Ok(Answered::All) => self.keep(ctx),
                Err(why_not) => PageOutcome::Notice(why_not),
            },
        }
    }

    fn says(&self, ctx: &PageContext<'_>) -> Option<String> {
        let question = self.form.question()?;
        Some(match ctx.proposed_night() {
            Some(_) => format!("{question} = takes the night as proposed, _ drops it."),
            None => question,
        })
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        if std::mem::take(&mut self.is_accepting) {
            return PageOutcome::Stay;
        }
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
        let at = if body.width >= 60 { 4 } else { 3 };
        let y = area.y + self.form.height() + 1;
        let below = Rect {
            x: area.x + at,
            y,
            width: area.width.saturating_sub(at),
            height: body.bottom().saturating_sub(y),
        };
        let line = if ctx.proposed_night().is_some() {
            let accept = ctx.config.keys.key(KeyAction::Accept);
            format!("Only what you type is kept; {accept} keeps the proposed times.")
        } else {
            "Only what you type is kept; the rest stays as it is.".to_owned()
        };
        let lines = wrapped_into(&line, below.width, below.height);
        for (row, line) in below.rows().zip(lines) {
            put(frame.buffer_mut(), row, 0, line, ctx.theme().dim);
        }
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
            self.form.go_to_row(row, area.height);
        }
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("Tab", "next line; Shift-Tab back"),
            ("0-9", "type it; Ctrl-U empties it"),
            ("↑ ↓", "more, less; later, earlier"),
            ("Enter", "keep what you typed"),
            ("=  _", "the proposed night; not so"),
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
