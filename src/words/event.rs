//! Events in words: as a line of a list, and as the sentence that confirms an entry.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone, Utc};

use crate::diary::PREGNANCY;
use crate::event::{
    BodyPart, EveningDate, Event, EventId, NightEntry, Onset, Rating, StepId, Timing, What,
    at_offset,
};
use crate::plan::Plan;
use crate::printable::on_one_line;
use crate::time_of_day::ClockFormat;

/// An event as a line of a list that shows its time elsewhere. Starts in lower case: `Leg stretches done`,
/// `lights out`. `None` for events the program writes by itself. `plan` has the titles of the steps.
pub fn event_line(event: &Event, plan: &Plan, format: ClockFormat) -> Option<String> {
    let line = on_one_line(&line_with_any_text(event, plan, format)?);
    Some(match event.what.timing() {
        Timing::Known => line,
        Timing::Unknown => format!("{line} (time not known)"),
    })
}

/// The line, in which texts of the event stand as they are. Events of other programs may hold any text.
fn line_with_any_text(event: &Event, plan: &Plan, format: ClockFormat) -> Option<String> {
    let because = |why: &Option<String>| {
        why.as_ref()
            .map(|why| format!(": {why}"))
            .unwrap_or_default()
    };
    let clock =
        |at: &DateTime<Utc>| format.time(at_offset(*at, event.offset_min).naive_local().time());
    Some(match &event.what {
        What::Plan(_) | What::Revoked { .. } | What::Other { .. } => return None,
        What::Done { step, .. } => format!("{} done", title(plan, step)),
        What::Skipped { step, why } => format!("{} skipped{}", title(plan, step), because(why)),
        What::Snoozed { step, until } => {
            format!("{} put off to {}", title(plan, step), clock(until))
        }
        What::BedtimeMoved { to } => format!("bedtime moved to {}", clock(to)),
        What::Excused { why } => format!("evening excused{}", because(why)),
        What::Began => "you began".to_owned(),
        What::LightsOut { .. } => "lights out".to_owned(),
        What::Woke { night, .. } => {
            format!(
                "awake{}",
                night_after_comma(night, event.offset_min, format)
            )
        }
        What::Legs { .. }
        | What::Onset(_)
        | What::Caffeine { .. }
        | What::Consumed(_)
        | What::NoneToday { .. }
        | What::Factor { .. }
        | What::Iron { .. }
        | What::SelfCheck { .. } => diary_line(event)?,
        What::Note { text } => format!("note: {text}"),
        What::Session { session, .. } => {
            let held = super::held_span(session.held_secs().into());
            format!(
                "session {}: {}, {held} held",
                session.routine,
                super::counted(session.exercises.len(), "exercise")
            )
        }
    })
}

/// An answer to a reminder, by the events that it records: `Evening walk done`.
pub fn answer_line(events: &[Event], plan: &Plan, format: ClockFormat) -> String {
    let lines: Vec<String> = events
        .iter()
        .filter_map(|event| event_line(event, plan, format))
        .collect();
    if lines.is_empty() {
        return "your answer to a reminder".to_owned();
    }
    lines.join(", ")
}

/// What an undo took back, where that is excuses for several evenings: `Undid: excused from 10 to 19 November.` None for
/// anything else.
pub fn undone_excuses(taken_back: &[Event], tonight: EveningDate) -> Option<String> {
    let are_excuses = taken_back
        .iter()
        .all(|event| matches!(event.what, What::Excused { .. }));
    let evenings: BTreeSet<EveningDate> = taken_back.iter().map(|event| event.evening).collect();
    let (first, last) = (*evenings.first()?, *evenings.last()?);
    if !are_excuses || first == last {
        return None;
    }
    let is_a_span = first.through(last).count() == evenings.len();
    let span = super::short_span_of_dates(tonight, first, last);
    Some(if is_a_span {
        format!("Undid: excused from {span}.")
    } else {
        let number = evenings.len();
        format!("Undid: {number} evenings excused from {span}.")
    })
}

/// The context for a sentence that confirms an entry.
#[derive(Debug, Clone, Copy)]
pub struct Confirmation<'a, Z> {
    /// The evening the entry was filed under.
    pub evening: EveningDate,
    /// That evening's plan.
    pub plan: &'a Plan,
    /// All events of that evening, to find what a revocation undoes.
    pub events: &'a [Event],
    /// The time zone of displayed times: that of the place where the evening was spent.
    pub zone: &'a Z,
    /// The time zone in which the user is now.
    pub here: &'a Z,
    /// The running evening.
    pub tonight: EveningDate,
    /// The clock in which times are shown.
    pub format: ClockFormat,
}

impl<Z: TimeZone> Confirmation<'_, Z> {
    /// A sentence that confirms the event: `Leg stretches: done at 21:52.` `None` for events that are
    /// recorded silently.
    pub fn sentence(&self, event: &Event) -> Option<String> {
        let find = |id: &EventId| self.events.iter().find(|event| event.id == *id);
        let sentence = match &event.what {
            What::Revoked { event: target } => {
                match find(target).map(|event| &event.what) {
                    // Undoing what undid an entry restores the entry.
                    Some(What::Revoked { event: target }) => {
                        format!("Restored: {}", self.name(find(target)))
                    }
                    Some(_) | None => format!("Undid: {}", self.name(find(target))),
                }
            }
            What::Done { step, .. } if self.plan.leaves_out(step, self.evening) => {
                format!(
                    "{}; its trial counts the evening as it was drawn, without it",
                    self.fact(event)?
                )
            }
            What::LightsOut { .. } => format!("{}; sleep well", self.fact(event)?),
            What::Woke { .. } => format!("{}; good morning", self.fact(event)?),
            _ => self.fact(event)?,
        };
        let taken_back = match &event.what {
            What::Revoked { event: target } => find(target),
            _ => None,
        };
        let names_its_evening = matches!(event.what, What::Excused { .. } | What::Began)
            || taken_back.is_some_and(|excuse| matches!(excuse.what, What::Excused { .. }));
        Some(if self.evening == self.tonight || names_its_evening {
            format!("{sentence}.")
        } else {
            format!("{sentence} (evening of {}).", self.date())
        })
    }

    /// The entry as what was undone or restored.
    fn name(&self, entry: Option<&Event>) -> String {
        let name = entry.and_then(|event| match &event.what {
            What::Note { .. } => Some("your note".to_owned()),
            What::Excused { .. } => Some(format!("the excuse for {}", self.date())),
            What::Began => Some("the day you began".to_owned()),
            What::Legs { .. }
            | What::Onset(_)
            | What::Caffeine { .. }
            | What::Consumed(_)
            | What::NoneToday { .. }
            | What::Factor { .. }
            | What::Iron { .. }
            | What::SelfCheck { .. } => diary_line(event),
            What::Done { .. }
            | What::Skipped { .. }
            | What::Snoozed { .. }
            | What::BedtimeMoved { .. }
            | What::LightsOut { .. }
            | What::Woke { .. }
            | What::Plan(_)
            | What::Session { .. }
            | What::Revoked { .. }
            | What::Other { .. } => self.fact(event),
        });
        name.unwrap_or("an entry".to_owned())
    }

    /// What happened, on one line, without a full stop.
    fn fact(&self, event: &Event) -> Option<String> {
        self.fact_with_any_text(event)
            .map(|fact| on_one_line(&fact))
    }

    fn fact_with_any_text(&self, event: &Event) -> Option<String> {
        let clock = |at| super::local_clock(at, self.zone, self.here, self.format);
        let title = |step| title(self.plan, step);
        let at_time = match event.what.timing() {
            Timing::Known => format!(" at {}", clock(event.at)),
            Timing::Unknown => ", time not known".to_owned(),
        };
        Some(match &event.what {
            What::Done { step, .. } => format!("{}: done{at_time}", title(step)),
            What::Skipped { step, .. } => format!("{}: skipped", title(step)),
            What::Snoozed { step, until } => format!("{}: again at {}", title(step), clock(*until)),
            What::BedtimeMoved { to } => format!("Bedtime at {}, this once", clock(*to)),
            What::Excused { .. } => format!("{} counts neither way", self.date()),
            What::Began => format!(
                "You began on {}; no evening before it counts as missed",
                self.date()
            ),
            What::LightsOut { .. } => format!("Lights out{at_time}"),
            What::Woke { night, .. } => format!(
                "Awake{at_time}{}",
                night_after_comma(night, event.offset_min, self.format)
            ),
            What::Caffeine { .. } | What::Consumed(_) => {
                let drink = super::capitalised(&diary_line(event)?);
                let from = match event.what {
                    What::Caffeine { over: Some(_), .. } => "from",
                    _ => "at",
                };
                format!("{drink} {from} {}", clock(event.at))
            }
            What::Onset(onset) => self.onset(onset, &clock(event.at)),
            What::NoneToday { substance } if self.evening == self.tonight => {
                format!("No {} today", substance.name())
            }
            What::Legs { .. }
            | What::NoneToday { .. }
            | What::Factor { .. }
            | What::Iron { .. }
            | What::SelfCheck { .. } => super::capitalised(&diary_line(event)?),
            What::Note { .. } => "Your note is kept".to_owned(),
            What::Session { session, .. } => format!("Exercises for {} s", session.held_secs()),
            What::Plan(_) | What::Revoked { .. } | What::Other { .. } => return None,
        })
    }

    fn onset(&self, onset: &Onset, clock: &str) -> String {
        match onset {
            Onset::NoneToday if self.evening == self.tonight => "No restless legs today".to_owned(),
            Onset::NoneToday => "No restless legs that day".to_owned(),
            Onset::Began { places, sat_min } => {
                let details = onset_details(places, *sat_min);
                format!("Symptoms began at {clock}{details}")
            }
        }
    }

    fn date(&self) -> String {
        super::long_date_seen_from(self.tonight, self.evening)
    }
}

pub(super) fn title<'a>(plan: &'a Plan, step: &'a StepId) -> &'a str {
    plan.step(step).map_or(step.0.as_str(), |step| &step.title)
}

/// The night's entries, after a comma.
fn night_after_comma(night: &NightEntry, offset_min: i32, format: ClockFormat) -> String {
    match night_line(night, offset_min, format) {
        nothing if nothing.is_empty() => nothing,
        line => format!(", {line}"),
    }
}

/// A diary entry, starting in lower case: `legs 4 of 10: crawling`, `espresso, 63 mg`. `None` for events
/// that are not diary entries.
pub fn diary_line(event: &Event) -> Option<String> {
    diary_line_with_any_text(event).map(|line| on_one_line(&line))
}

fn diary_line_with_any_text(event: &Event) -> Option<String> {
    Some(match &event.what {
        What::Legs {
            rating,
            feels,
            places,
            ..
        } => format!("legs {}", legs_in_words(*rating, feels, places)),
        What::Caffeine { mg, drink, over } => {
            let drink = drink.as_deref().unwrap_or("caffeine");
            let over = over.map(|over| format!(", over {over}"));
            format!("{drink}, {mg} mg{}", over.unwrap_or_default())
        }
        What::Onset(Onset::NoneToday) => "no restless legs".to_owned(),
        What::Onset(Onset::Began { places, sat_min }) => {
            format!("symptoms began{}", onset_details(places, *sat_min))
        }
        What::Consumed(what) => what.name().to_owned(),
        What::NoneToday { substance } => format!("no {}", substance.name()),
        What::Factor {
            name,
            amount,
            about,
        } => {
            let name_in_words = name.replace('-', " ");
            let amount = match amount {
                Some(week) if name == PREGNANCY => format!(", week {week}"),
                Some(amount) => format!(", {amount}"),
                None => String::new(),
            };
            let about = about.as_ref().map(|about| format!(": {about}"));
            format!("{name_in_words}{amount}{}", about.unwrap_or_default())
        }
        What::Iron { iron } => {
            let ferritin = iron.ferritin.map(|value| format!("ferritin {value} ng/mL"));
            let tsat = iron.tsat.map(|value| format!("saturation {value} %"));
            let values: Vec<String> = ferritin.into_iter().chain(tsat).collect();
            let date = iron.tested.format("%-d %b %Y");
            format!("{}, tested {date}", values.join(", "))
        }
        What::SelfCheck { signs } => {
            let ticked = signs.iter().filter(|sign| **sign).count();
            format!("self-check: {ticked} of 4 signs")
        }
        What::Plan(_)
        | What::Done { .. }
        | What::Skipped { .. }
        | What::Snoozed { .. }
        | What::BedtimeMoved { .. }
        | What::Excused { .. }
        | What::LightsOut { .. }
        | What::Began
        | What::Woke { .. }
        | What::Note { .. }
        | What::Session { .. }
        | What::Revoked { .. }
        | What::Other { .. } => return None,
    })
}

/// Where the symptoms began and how long the user could sit still, after a comma: `, in the legs and arms, could sit for
/// 20 min`. Empty where nothing is recorded of both.
fn onset_details(places: &[BodyPart], sat_min: Option<u16>) -> String {
    let places = in_places(places).map_or(String::new(), |places| format!(", {places}"));
    let sat = sat_min.map(|minutes| match minutes {
        0 => ", could not sit still".to_owned(),
        minutes => format!(", could sit for {}", super::short_span(minutes.into())),
    });
    places + &sat.unwrap_or_default()
}

/// `in the legs and arms`. `None` without a place.
fn in_places(places: &[BodyPart]) -> Option<String> {
    let place = |part: &BodyPart| match part {
        BodyPart::Legs => "the legs",
        BodyPart::Arms => "the arms",
        BodyPart::Elsewhere => "other parts",
    };
    let places: Vec<&str> = places.iter().map(place).collect();
    match places.as_slice() {
        [] => None,
        [one] => Some(format!("in {one}")),
        [all_but_last @ .., last] => Some(format!("in {} and {last}", all_but_last.join(", "))),
    }
}

/// A rating of the legs: `4 of 10: crawling, in the legs and the arms`.
pub fn legs_in_words(rating: Rating, feels: &[String], places: &[BodyPart]) -> String {
    let words: Vec<String> = feels.iter().cloned().chain(in_places(places)).collect();
    match words.as_slice() {
        [] => format!("{rating} of 10"),
        words => format!("{rating} of 10: {}", words.join(", ")),
    }
}

/// The entries about a night: `asleep after 25 min, awake twice, up at 06:50, slept 3 of 5`. Times are
/// shown at `offset_min` minutes east of UTC. Empty without entries.
pub fn night_line(night: &NightEntry, offset_min: i32, format: ClockFormat) -> String {
    let local = |at| format.time(at_offset(at, offset_min).naive_local().time());
    let short = |minutes: u16| super::short_span(minutes.into());
    let parts = [
        night
            .into_bed
            .map(|at| format!("into bed at {}", local(at))),
        night
            .asleep_after_min
            .map(|minutes| format!("asleep after {}", short(minutes))),
        night.awakenings.map(|number| match number {
            0 => "slept through".to_owned(),
            _ => format!("awake {}", super::times(number.into())),
        }),
        night
            .awake_min
            .map(|minutes| format!("awake for {}", short(minutes))),
        night.up.map(|at| format!("up at {}", local(at))),
        night.quality.map(|quality| format!("slept {quality} of 5")),
        night
            .nap_min
            .map(|minutes| format!("naps of {}", short(minutes))),
        night.sleep_medicine.map(|taken| {
            let line = if taken {
                "medicine to sleep"
            } else {
                "no medicine to sleep"
            };
            line.to_owned()
        }),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_line_contains_only_recorded_values() {
        assert_eq!(
            night_line(&NightEntry::default(), 60, ClockFormat::default()),
            ""
        );
        let night = NightEntry {
            into_bed: Some("2026-11-24T21:10:00Z".parse().unwrap()),
            asleep_after_min: Some(75),
            awakenings: Some(0),
            awake_min: Some(0),
            up: Some("2026-11-25T05:50:00Z".parse().unwrap()),
            quality: Some(4),
            nap_min: Some(20),
            sleep_medicine: Some(true),
        };
        assert_eq!(
            night_line(&night, 60, ClockFormat::TwentyFourHour),
            "into bed at 22:10, asleep after 1 h 15, slept through, awake for 0 min, up at 06:50, slept 4 of 5, naps \
             of 20 min, medicine to sleep"
        );
        let awakenings = Some(3);
        let none = NightEntry::default();
        assert_eq!(
            night_line(
                &NightEntry { awakenings, ..none },
                0,
                ClockFormat::default()
            ),
            "awake 3 times"
        );
    }
}
