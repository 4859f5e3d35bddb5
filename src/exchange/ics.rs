//! The plan as a calendar of recurring events with alarms, so that a phone rings. [RFC 5545]
//!
//! A step becomes one event for each time of day at which it is due, repeated on the weekdays that have this time. The
//! times are those that a clock shows on the wall, so that a change of clocks moves no alarm. Where an evening differs
//! (a trial leaves the step out, or clocks change between it and bedtime), that evening is an exception.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDateTime, TimeZone, Utc, Weekday};

use super::calendar_text::{CalendarText, local};
use super::time_zone;
use crate::evening::{Evening, Timeline};
use crate::event::{EveningDate, StepId};
use crate::plan::{Plan, Step};
use crate::printable::on_one_line;
use crate::span::Span;

/// For how many evenings exceptions are looked for. The longest trial has half a year, and clocks change twice in one.
const EVENINGS: u64 = 400;

/// What the calendar is made of.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a, Z> {
    /// The plan.
    pub plan: &'a Plan,
    /// How long before a step a second alarm rings; zero for none.
    pub lead: Span,
    /// Whether the alarms name no step, for a phone that others see.
    pub private: bool,
    /// The first evening.
    pub from: EveningDate,
    /// The user's time zone.
    pub zone: &'a Z,
    /// Its IANA name, where it has one.
    pub zone_name: Option<&'a str>,
    /// When the calendar is made.
    pub now: DateTime<Utc>,
}

/// Whether a file that begins like this was written by [`Calendar::text`].
pub fn is_ours(head: &[u8]) -> bool {
    String::from_utf8_lossy(head).contains(PRODUCT)
}

const PRODUCT: &str = "PRODID:-//winddown//winddown//EN";

/// One event of the calendar.
#[derive(Debug)]
struct Recurring<'a> {
    step: &'a Step,
    first: NaiveDateTime,
    /// Days from the date of the evening to that of the alarm.
    days_later: i64,
    /// The weekdays on which the alarm rings, from Monday on.
    days: Vec<Weekday>,
}

/// An evening to come.
#[derive(Debug)]
struct PlannedEvening {
    date: EveningDate,
    /// The steps with the instants at which they are due.
    due: Vec<(StepId, DateTime<Utc>)>,
}

/// The evenings on which an event is not at its usual time.
#[derive(Debug, Default)]
struct Exceptions {
    /// The usual times of evenings without it.
    left_out: Vec<NaiveDateTime>,
    /// The usual times of evenings that have it at another one, each with that.
    moved: Vec<(NaiveDateTime, DateTime<Utc>)>,
}

impl<Z: TimeZone> Calendar<'_, Z> {
    /// The file.
    pub fn text(&self) -> String {
        let zone_id = self.zone_id();
        let mut text = CalendarText::default();
        text.line("BEGIN:VCALENDAR");
        text.line("VERSION:2.0");
        text.line(PRODUCT);
        text.line("CALSCALE:GREGORIAN");
        text.line("X-WR-CALNAME:winddown");
        time_zone::write(&mut text, zone_id, self.zone, self.from.0);
        let evenings = self.evenings();
        for event in self.events() {
            self.write(&mut text, zone_id, &event, &evenings);
        }
        text.line("END:VCALENDAR");
        text.into_string()
    }

    /// The name by which the events refer to the time zone. One that is no IANA name may hold signs with a meaning here.
    fn zone_id(&self) -> &str {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "/_-+".contains(c);
        let is_name = |name: &&str| name.starts_with(|c: char| c.is_ascii_alphabetic());
        let name = self.zone_name.map(|name| name.trim_start_matches(':'));
        name.filter(is_name)
            .filter(|name| name.chars().all(is_plain))
            .unwrap_or("Local")
    }

    fn events(&self) -> Vec<Recurring<'_>> {
        // On all evenings, as the ones that a trial leaves out are named one by one.
        let plan = Plan {
            trials: vec![],
            ..self.plan.clone()
        };
        let mut events: BTreeMap<(usize, i64, _), Recurring<'_>> = BTreeMap::new();
        for date in self.from.through(self.from.days_after(6)) {
            for (step, due) in due_times(&plan, date) {
                let Some(number) = self.plan.steps.iter().position(|it| it.id == step) else {
                    continue;
                };
                let days_later = (due.date() - date.0).num_days();
                let key = (number, days_later, due.time());
                let event = events.entry(key).or_insert_with(|| Recurring {
                    step: &self.plan.steps[number],
                    first: due,
                    days_later,
                    days: vec![],
                });
                event.days.push(due.weekday());
                event.days.sort_by_key(Weekday::num_days_from_monday);
            }
        }
        events.into_values().collect()
    }

    /// The next evenings, each with the instants at which its steps are due.
    fn evenings(&self) -> Vec<PlannedEvening> {
        let evenings = self.from.through(self.from.days_after(EVENINGS));
        evenings
            .map(|date| {
                let evening = Evening::on(date, self.plan, self.zone);
                let begins = evening.begins;
                let timeline = Timeline::new(evening, self.plan, &[], begins, self.zone);
                let entries = timeline.entries.iter();
                PlannedEvening {
                    date,
                    due: entries
                        .map(|entry| (entry.step.id.clone(), entry.due))
                        .collect(),
                }
            })
            .collect()
    }

    fn write(
        &self,
        text: &mut CalendarText,
        zone_id: &str,
        event: &Recurring<'_>,
        evenings: &[PlannedEvening],
    ) {
        let days: Vec<&str> = event.days.iter().map(|day| short_day(*day)).collect();
        let exceptions = self.exceptions(event, evenings);
        let mut when = vec![
            format!("DTSTART;TZID={zone_id}:{}", local(event.first)),
            format!("RRULE:FREQ=WEEKLY;BYDAY={}", days.join(",")),
        ];
        if !exceptions.left_out.is_empty() {
            let left_out: Vec<String> = exceptions.left_out.into_iter().map(local).collect();
            when.push(format!("EXDATE;TZID={zone_id}:{}", left_out.join(",")));
        }
        // The same in every export, so that a calendar replaces what it took in before.
        let time = event.first.format("%H%M");
        let uid = format!("{}-{time}-{}@winddown", event.step.id, days.concat());
        self.write_event(text, &uid, event.step, &when);
        for (at, due) in exceptions.moved {
            let when = [
                format!("RECURRENCE-ID;TZID={zone_id}:{}", local(at)),
                format!("DTSTART:{}", utc(due)),
            ];
            self.write_event(text, &uid, event.step, &when);
        }
    }

    /// The evenings on which the event is not at its usual time.
    fn exceptions(&self, event: &Recurring<'_>, evenings: &[PlannedEvening]) -> Exceptions {
        let mut exceptions = Exceptions::default();
        for evening in evenings {
            let days = Days::new(event.days_later.unsigned_abs());
            let day = if event.days_later < 0 {
                evening.date.0.checked_sub_days(days)
            } else {
                evening.date.0.checked_add_days(days)
            };
            let Some(usual) = day.map(|day| day.and_time(event.first.time())) else {
                continue;
            };
            if !event.days.contains(&usual.weekday()) {
                continue;
            }
            let mut due = evening.due.iter().filter(|(id, _)| *id == event.step.id);
            let due = due.next().map(|(_, due)| *due);
            let usual_instant = self.zone.from_local_datetime(&usual).single();
            match due {
                None => exceptions.left_out.push(usual),
                Some(due) if usual_instant.is_some_and(|usual| usual.to_utc() == due) => {}
                Some(due) => exceptions.moved.push((usual, due)),
            }
        }
        exceptions
    }

    /// Writes one event: `when` are its properties of time.
    fn write_event(&self, text: &mut CalendarText, uid: &str, step: &Step, when: &[String]) {
        let title = if self.private {
            "winddown".to_owned()
        } else {
            on_one_line(&step.title)
        };
        text.line("BEGIN:VEVENT");
        text.line(&format!("UID:{uid}"));
        text.line(&format!("DTSTAMP:{}", utc(self.now)));
        for property in when {
            text.line(property);
        }
        if !step.duration().is_zero() {
            text.line(&format!("DURATION:PT{}S", step.duration().as_secs()));
        }
        text.text_line("SUMMARY", &title);
        text.line("TRANSP:TRANSPARENT");
        write_alarm(text, &title, Span::ZERO);
        if !self.lead.is_zero() {
            write_alarm(text, &title, self.lead);
        }
        text.line("END:VEVENT");
    }
}

fn write_alarm(text: &mut CalendarText, title: &str, before: Span) {
    let sign = if before.is_zero() { "" } else { "-" };
    text.line("BEGIN:VALARM");
    text.line("ACTION:DISPLAY");
    text.line(&format!("TRIGGER:{sign}PT{}S", before.as_secs()));
    text.text_line("DESCRIPTION", title);
    text.line("END:VALARM");
}

/// `20261124T214100Z`.
fn utc(at: DateTime<Utc>) -> String {
    local(at.naive_utc()) + "Z"
}

/// When each step of that evening is due, by a clock that nobody changes.
fn due_times(plan: &Plan, date: EveningDate) -> Vec<(StepId, NaiveDateTime)> {
    let evening = Evening::on(date, plan, &Utc);
    let timeline = Timeline::new(evening, plan, &[], evening.begins, &Utc);
    let entries = timeline.entries.iter();
    entries
        .map(|entry| (entry.step.id.clone(), entry.due.naive_utc()))
        .collect()
}

/// `MO` to `SU`.
pub(super) fn short_day(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

#[cfg(test)]
mod tests;
