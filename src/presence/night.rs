//! The night that quiet spans show.

use chrono::{DateTime, TimeDelta, Utc};

/// A time during which nobody used the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// When it was last used before.
    pub from: DateTime<Utc>,
    /// When it was used again.
    pub until: DateTime<Utc>,
}

/// A night as planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Night {
    /// The bedtime.
    pub bedtime: DateTime<Utc>,
    /// The wake time.
    pub wake: DateTime<Utc>,
}

/// How long before the planned bedtime a night can begin. A computer that was last used before shows no bedtime.
const EARLIEST: TimeDelta = TimeDelta::hours(3);

/// How long after the planned wake time a night can end. A computer that is first used later shows no waking.
const LATEST: TimeDelta = TimeDelta::hours(4);

/// The shortest quiet that is taken for a night. Legs can make nights short; an evening away is not as long.
const SHORTEST: TimeDelta = TimeDelta::hours(3);

/// A use in the night of at most this length is somebody who is up for a while, or a computer that wakes by itself.
const UP_FOR: TimeDelta = TimeDelta::minutes(30);

/// The quiet on either side of such a use is at least this long; otherwise it is part of the evening, or of the morning.
const ASLEEP_FOR: TimeDelta = TimeDelta::minutes(60);

/// From so long before the planned wake time on a use is the morning's, however short: people look at something, and are
/// on their way for an hour.
const MORNING: TimeDelta = TimeDelta::minutes(60);

/// The night that these spans show, given by time; none if they show none.
///
/// It is the quiet span that covers most of the night as planned, with those before and after it that only a short use
/// parts from it. Both ends have to be uses of the computer near the night as planned. Other nights, and days on which
/// nobody was at home, may be among the spans and may be longer.
pub fn proposed_night(quiet: &[Quiet], planned: Night) -> Option<Quiet> {
    let covered = |span: Quiet| span.until.min(planned.wake) - span.from.max(planned.bedtime);
    let most = (0..quiet.len()).max_by_key(|n| covered(quiet[*n]))?;
    let mut found = quiet[most];
    for before in quiet[..most].iter().rev() {
        if !before.is_asleep() || found.from - before.until > UP_FOR {
            break;
        }
        found.from = before.from;
    }
    for after in &quiet[most + 1..] {
        let is_morning = found.until > planned.wake - MORNING;
        if is_morning || !after.is_asleep() || after.from - found.until > UP_FOR {
            break;
        }
        found.until = after.until;
    }
    let middle = found.from + found.length() / 2;
    let is_a_night = found.length() >= SHORTEST
        && found.from >= planned.bedtime - EARLIEST
        && found.until <= planned.wake + LATEST
        && (planned.bedtime..planned.wake).contains(&middle);
    is_a_night.then_some(found)
}

impl Quiet {
    fn length(&self) -> TimeDelta {
        self.until - self.from
    }

    fn is_asleep(&self) -> bool {
        self.length() >= ASLEEP_FOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    /// The night proposed of the 24th, planned from 22:30 to 06:30.
    fn proposed(spans: &[(&str, &str)]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let spans = spans.iter().map(|(from, until)| Quiet {
            from: at(from),
            until: at(until),
        });
        let planned = Night {
            bedtime: at("24T22:30"),
            wake: at("25T06:30"),
        };
        let found = proposed_night(&spans.collect::<Vec<_>>(), planned);
        found.map(|quiet| (quiet.from, quiet.until))
    }

    #[test]
    fn longer_nights_and_days_at_work_beside_it_hide_no_night() {
        let night = ("24T22:43", "25T06:12");
        let found = Some((at(night.0), at(night.1)));
        assert_eq!(proposed(&[night]), found);
        let before = ("23T22:00", "24T06:30");
        let day = ("24T07:30", "24T18:00");
        let after = ("25T07:30", "25T18:00");
        assert_eq!(proposed(&[before, night]), found);
        assert_eq!(proposed(&[before, day, night]), found);
        assert_eq!(proposed(&[day, night, after]), found);
        assert_eq!(proposed(&[before, day, after]), None);
    }

    #[test]
    fn a_short_use_parts_no_night_and_a_longer_one_does() {
        let late = ("25T02:10", "25T06:12");
        let found = Some((at("24T22:43"), at("25T06:12")));
        assert_eq!(proposed(&[("24T22:43", "25T02:00"), late]), found);
        let found = Some((at("25T02:10"), at("25T06:12")));
        assert_eq!(proposed(&[("24T22:43", "25T01:30"), late]), found);
    }

    #[test]
    fn a_short_use_in_the_morning_ends_the_night() {
        let found = Some((at("24T22:43"), at("25T06:12")));
        let on_the_way = ("25T06:25", "25T07:40");
        assert_eq!(proposed(&[("24T22:43", "25T06:12"), on_the_way]), found);
        let asleep_again = ("25T05:20", "25T06:40");
        let found = Some((at("24T22:43"), at("25T06:40")));
        assert_eq!(proposed(&[("24T22:43", "25T05:00"), asleep_again]), found);
    }

    #[test]
    fn a_computer_left_too_early_or_used_again_too_late_shows_no_night() {
        assert_eq!(proposed(&[("24T19:20", "25T06:12")]), None);
        assert_eq!(proposed(&[("24T22:43", "25T10:40")]), None);
        assert_eq!(
            proposed(&[("24T18:30", "25T02:00"), ("25T02:10", "25T06:12")]),
            None
        );
        assert_eq!(proposed(&[("24T23:00", "25T01:50")]), None);
    }
}
