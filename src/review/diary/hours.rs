//! The hours of the newest two weeks: a row a day, from noon to noon, as sleep clinics read a diary.

use std::ops::Range;

use chrono::{DateTime, Days, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta};

use super::entries::EventsInEffect;
use crate::diary::{MEDICINE_CHANGE, factor_of};
use crate::event::{
    About, EveningDate, Event, NightEntry, Onset, Rating, Unmeasured, What, at_offset,
};
use crate::review::JudgedEvening;

/// The most rows: two weeks, the shortest time that a sleep diary covers.
pub const MOST_DAYS: usize = 14;

/// Minutes in a row, which follows the clock: one that has an hour too many or too few is no longer or shorter.
pub const MINUTES_OF_A_DAY: u16 = 24 * 60;

/// A day from noon to noon, by the clocks of the places where its entries were made. Only times that are known are in it.
#[derive(Debug, Clone, PartialEq)]
pub struct DayHours {
    /// The local date on whose noon the row begins.
    pub date: EveningDate,
    /// Times in bed, in minutes after noon: from going to bed, or else from lights-out, to getting up, or else to waking.
    pub in_bed: Vec<Range<u16>>,
    /// Times asleep, in minutes after noon: from lights-out, and the recorded minutes until asleep, to waking.
    /// Awakenings are not taken out of it, since their times are not recorded.
    pub asleep: Vec<Range<u16>>,
    /// Entries that have a time, in minutes after noon, ordered by time.
    pub marks: Vec<(u16, HourMark)>,
    /// What is recorded about the night that began on `date`, without times.
    pub night: NightEntry,
}

/// An entry in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourMark {
    /// How the legs were at that moment.
    Legs(Rating),
    /// A drink with caffeine.
    Caffeine,
    /// Alcohol.
    Alcohol,
    /// The symptoms began.
    Onset,
    /// A change of a medicine was recorded.
    Medicine,
}

/// The rows of the newest of these evenings, ordered by date.
pub(super) fn last_days(evenings: &[JudgedEvening], entries: &EventsInEffect<'_>) -> Vec<DayHours> {
    let newest = &evenings[evenings.len().saturating_sub(MOST_DAYS)..];
    let mut days: Vec<DayHours> = newest.iter().map(|evening| empty(evening.date)).collect();
    let Some(first) = days.first().map(|day| day.date) else {
        return days;
    };
    let last = newest[newest.len() - 1].date;
    // A night worker's sleep can reach beyond the noon at which the next row begins.
    for (n, own) in entries.by_evening(first.previous(), last) {
        let night = Night::recorded(own);
        if let Some(day) = days.iter_mut().find(|day| day.date == n) {
            day.night = night.entry;
        }
        for day in &mut days {
            day.in_bed
                .extend(night.in_bed().and_then(|time| day.part(time)));
            day.asleep
                .extend(night.asleep().and_then(|time| day.part(time)));
            let marks = own
                .iter()
                .filter_map(|event| Some((event, mark(event, &night)?)));
            let timed = marks.filter_map(|(event, mark)| Some((day.minute(local(event))?, mark)));
            let timed: Vec<(u16, HourMark)> = timed.collect();
            day.marks.extend(timed);
        }
    }
    for day in &mut days {
        day.marks.sort_by_key(|(minute, _)| *minute);
    }
    days
}

fn empty(date: EveningDate) -> DayHours {
    DayHours {
        date,
        in_bed: vec![],
        asleep: vec![],
        marks: vec![],
        night: NightEntry::default(),
    }
}

impl DayHours {
    fn noon(&self) -> NaiveDateTime {
        self.date.0.and_time(NaiveTime::MIN) + TimeDelta::hours(12)
    }

    /// The minute of this row in which a local time lies.
    fn minute(&self, at: NaiveDateTime) -> Option<u16> {
        let minute = (at - self.noon()).num_seconds().div_euclid(60);
        u16::try_from(minute)
            .ok()
            .filter(|minute| *minute < MINUTES_OF_A_DAY)
    }

    /// The part of a time that lies in this row.
    fn part(&self, (from, to): (NaiveDateTime, NaiveDateTime)) -> Option<Range<u16>> {
        let end = self.noon() + Days::new(1);
        let (from, to) = (from.max(self.noon()), to.min(end));
        if from >= to {
            return None;
        }
        Some(self.minute(from)?..self.minute(to).unwrap_or(MINUTES_OF_A_DAY))
    }
}

fn local(event: &Event) -> NaiveDateTime {
    at_offset(event.at, event.offset_min).naive_local()
}

/// The known times of a night.
#[derive(Default)]
struct Night {
    lights_out: Option<DateTime<FixedOffset>>,
    woke: Option<DateTime<FixedOffset>>,
    into_bed: Option<DateTime<FixedOffset>>,
    up: Option<DateTime<FixedOffset>>,
    entry: NightEntry,
}

impl Night {
    fn recorded(own: &[&Event]) -> Self {
        let mut night = Self::default();
        for event in own {
            let at = at_offset(event.at, event.offset_min);
            let known = event.has_known_time().then_some(at);
            match event.what {
                What::LightsOut { .. } => night.lights_out = known,
                What::Woke { night: entry, .. } => {
                    let there = |at: DateTime<chrono::Utc>| at_offset(at, event.offset_min);
                    night.woke = known;
                    night.into_bed = entry.into_bed.map(there);
                    night.up = entry.up.map(there);
                    night.entry = entry;
                }
                _ => {}
            }
        }
        night
    }

    fn in_bed(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        within_a_day(self.into_bed.or(self.lights_out)?, self.up.or(self.woke)?)
    }

    fn asleep(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let until_asleep = TimeDelta::minutes(self.entry.asleep_after_min.unwrap_or(0).into());
        within_a_day(self.lights_out? + until_asleep, self.woke?)
    }
}

/// The local times of a beginning and an end, unless they are the wrong way round or a day apart.
fn within_a_day(
    from: DateTime<FixedOffset>,
    to: DateTime<FixedOffset>,
) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let length = to - from;
    (TimeDelta::zero() < length && length < TimeDelta::days(1))
        .then(|| (from.naive_local(), to.naive_local()))
}

fn mark(event: &Event, night: &Night) -> Option<HourMark> {
    if !event.has_known_time() {
        return None;
    }
    match &event.what {
        What::Legs { rating, about, .. } => {
            let is_of_its_moment = match about {
                Some(About::Evening | About::AwakeAtNight | About::RescueBefore) => true,
                // The rating after a night routine says what the routine achieved.
                Some(About::Night | About::RescueAfter) => false,
                // Older versions did not record what a rating is about. One before lights-out is of its moment.
                None => night.lights_out.is_some_and(|dark| event.at <= dark),
            };
            is_of_its_moment.then_some(HourMark::Legs(*rating))
        }
        What::Caffeine { .. } => Some(HourMark::Caffeine),
        What::Consumed(Unmeasured::Alcohol) => Some(HourMark::Alcohol),
        What::Onset(Onset::Began { .. }) => Some(HourMark::Onset),
        what if factor_of(what) == Some(MEDICINE_CHANGE) => Some(HourMark::Medicine),
        _ => None,
    }
}
