//! A timer for what takes a while and needs no guidance: a bath, a massage.
//!
//! It goes by the wall clock, so that it runs on while the window is closed and while the computer sleeps: the
//! water cools meanwhile, too. Only instants and lengths are kept; what is left is worked out each time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::span::Span;

/// The end of a timer is heard within this; later, nobody is waiting for it any more.
const SOUND_WITHIN: TimeDelta = TimeDelta::seconds(60);

/// A timer of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// How long it is in all, with what was added: what the countdown counts down from.
    pub length: Span,
    /// What was left when it last changed; never more than `length`.
    left: Span,
    /// Since when that runs down; none while it stands still.
    since: Option<DateTime<Utc>>,
}

/// How a timer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerStatus {
    /// It has not been started.
    Fresh,
    /// It runs.
    Running,
    /// It was stopped for a while.
    Paused,
    /// Its time is up.
    Over,
}

impl Timer {
    /// The most that a timer is made longer to.
    pub const LONGEST: Span = Span::minutes(4 * 60);

    /// One that has not been started.
    pub fn new(length: Span) -> Self {
        Self {
            length,
            left: length,
            since: None,
        }
    }

    /// One that was kept. What cannot be is brought back to what can.
    pub fn restored(length: Span, left: Span, since: Option<DateTime<Utc>>) -> Self {
        Self {
            length,
            left: left.min(length),
            since,
        }
    }

    /// What was left when it last changed, and since when that runs down: what is to be kept of it.
    pub fn to_saved(self) -> (Span, Option<DateTime<Utc>>) {
        (self.left, self.since)
    }

    /// What is left: from nothing to its length, never negative. A clock that was set back below the last start adds
    /// nothing.
    pub fn left(self, now: DateTime<Utc>) -> TimeDelta {
        let whole = self.left.delta();
        let run = self.since.map_or(TimeDelta::zero(), |since| now - since);
        (whole - run).clamp(TimeDelta::zero(), whole)
    }

    /// The seconds left, a begun one counted whole: it is 0 only when the time is up.
    pub fn left_secs(self, now: DateTime<Utc>) -> u64 {
        let millis = self.left(now).num_milliseconds().unsigned_abs();
        millis.div_ceil(1000)
    }

    /// The minutes left, a begun one counted whole.
    pub fn left_minutes(self, now: DateTime<Utc>) -> i64 {
        self.left_secs(now).div_ceil(60).cast_signed()
    }

    /// How it stands.
    pub fn status(self, now: DateTime<Utc>) -> TimerStatus {
        match self.since {
            _ if self.left(now).is_zero() => TimerStatus::Over,
            Some(_) => TimerStatus::Running,
            None if self.left == self.length => TimerStatus::Fresh,
            None => TimerStatus::Paused,
        }
    }

    /// How much of it is over, from 0 to 1.
    pub fn fraction(self, now: DateTime<Utc>) -> f64 {
        let whole = f64::from(self.length.as_secs()) * 1000.0;
        if whole == 0.0 {
            return 1.0;
        }
        1.0 - self.left(now).num_milliseconds() as f64 / whole
    }

    /// Started or going on, where it stood still; standing still, where it ran. What is over stays so.
    #[must_use]
    pub fn toggled(self, now: DateTime<Utc>) -> Self {
        match self.status(now) {
            TimerStatus::Fresh | TimerStatus::Paused => Self {
                since: Some(now),
                ..self
            },
            TimerStatus::Running => Self {
                left: self.whole_left(now),
                since: None,
                ..self
            },
            TimerStatus::Over => self,
        }
    }

    /// Longer by so much, up to [`Timer::LONGEST`]. One that was over runs again, for as long as was added.
    #[must_use]
    pub fn extended(self, by: Span, now: DateTime<Utc>) -> Self {
        let room = Self::LONGEST
            .as_secs()
            .saturating_sub(self.length.as_secs());
        let by = by.as_secs().min(room);
        let longer = |span: Span| Span::seconds(span.as_secs().saturating_add(by));
        let (left, since) = match self.status(now) {
            TimerStatus::Over if by == 0 => return self,
            TimerStatus::Over => (Span::seconds(by), Some(now)),
            TimerStatus::Fresh | TimerStatus::Running | TimerStatus::Paused => {
                (longer(self.left), self.since)
            }
        };
        Self {
            length: longer(self.length),
            left,
            since,
        }
    }

    /// The clock was set back, or was when nobody looked: it runs on from what was left before, instead of standing
    /// still until the clock has caught up. None where nothing is to be changed.
    pub fn after_clock_set_back(self, before: DateTime<Utc>, now: DateTime<Utc>) -> Option<Self> {
        let since = self.since?;
        let was_over = self.left(before).is_zero();
        if was_over || (now >= before && now >= since) {
            return None;
        }
        Some(Self {
            left: self.whole_left(before),
            since: Some(now),
            ..self
        })
    }

    /// What is to be kept once its time is up: over it stays, whatever the clock says later. None before, and where
    /// that is kept already.
    pub fn ended(self, now: DateTime<Utc>) -> Option<Self> {
        (self.status(now) == TimerStatus::Over && self.since.is_some()).then_some(Self {
            left: Span::ZERO,
            since: None,
            ..self
        })
    }

    /// Whether its end came so lately that it is to be heard.
    pub fn ended_recently(self, now: DateTime<Utc>) -> bool {
        self.since
            .is_some_and(|since| now - since - self.left.delta() < SOUND_WITHIN)
    }

    fn whole_left(self, now: DateTime<Utc>) -> Span {
        let secs = u32::try_from(self.left_secs(now)).unwrap_or(u32::MAX);
        Span::seconds(secs)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(secs: i64) -> DateTime<Utc> {
        let begin: DateTime<Utc> = "2026-11-24T20:45:00Z".parse().unwrap();
        begin + TimeDelta::seconds(secs)
    }

    fn running() -> Timer {
        Timer::new(Span::minutes(15)).toggled(at(0))
    }

    #[test]
    fn it_counts_down_from_its_length_and_is_over_at_nothing() {
        assert_eq!(running().left_secs(at(0)), 900);
        assert_eq!(running().left_secs(at(1)), 899);
        assert_eq!(
            running().left_secs(at(1) - TimeDelta::milliseconds(1)),
            900,
            "a begun second counts"
        );
        assert_eq!(running().status(at(899)), TimerStatus::Running);
        assert_eq!(running().status(at(900)), TimerStatus::Over);
        assert_eq!(running().left_secs(at(90_000)), 0);
    }

    #[test]
    fn a_pause_takes_nothing_away() {
        let paused = running().toggled(at(60));
        assert_eq!(paused.status(at(600)), TimerStatus::Paused);
        assert_eq!(paused.left_secs(at(600)), 840);
        let again = paused.toggled(at(600));
        assert_eq!(again.left_secs(at(610)), 830);
    }

    #[test]
    fn longer_adds_to_what_is_left_and_runs_again_after_the_end() {
        let five = Span::minutes(5);
        assert_eq!(running().extended(five, at(60)).left_secs(at(60)), 1140);
        let again = running().extended(five, at(1000));
        assert_eq!(again.status(at(1000)), TimerStatus::Running);
        assert_eq!(again.left_secs(at(1000)), 300);
        assert_eq!(again.length, Span::minutes(20));
    }

    #[test]
    fn a_clock_set_back_neither_lengthens_it_nor_lets_it_stand_still() {
        let timer = running();
        assert_eq!(timer.left_secs(at(-3600)), 900);
        let goes_on = timer.after_clock_set_back(at(300), at(-3300)).unwrap();
        assert_eq!(goes_on.left_secs(at(-3300)), 600);
        assert_eq!(goes_on.status(at(-2700)), TimerStatus::Over);
        // A minute back, still after the start.
        let goes_on = timer.after_clock_set_back(at(300), at(240)).unwrap();
        assert_eq!(goes_on.left_secs(at(240)), 600);
        assert_eq!(timer.after_clock_set_back(at(300), at(301)), None);
        assert_eq!(timer.after_clock_set_back(at(1000), at(10)), None);
    }

    #[test]
    fn over_it_stays_though_the_clock_is_set_back() {
        let ended = running().ended(at(900)).unwrap();
        assert_eq!(ended.status(at(0)), TimerStatus::Over);
        assert_eq!(ended.ended(at(901)), None, "once is enough");
        assert_eq!(running().ended(at(899)), None);
    }

    #[test]
    fn an_end_that_was_long_ago_is_not_heard() {
        assert!(running().ended_recently(at(900)) && running().ended_recently(at(959)));
        assert!(!running().ended_recently(at(960)));
    }

    /// What can happen to a timer.
    #[derive(Debug, Clone, Copy)]
    enum Fate {
        Passes(u32),
        Toggle,
        Longer,
        SetTo(i64),
    }

    fn fate() -> impl Strategy<Value = Fate> {
        prop_oneof![
            4 => (0..2_000_u32).prop_map(Fate::Passes),
            2 => Just(Fate::Toggle),
            1 => Just(Fate::Longer),
            1 => (-100_000..100_000_i64).prop_map(Fate::SetTo),
        ]
    }

    proptest! {
        #[test]
        fn whatever_the_clock_does_it_is_between_nothing_and_its_length(
            minutes in 0..500_u32,
            fates in prop::collection::vec(fate(), 0..30),
        ) {
            let mut timer = Timer::new(Span::minutes(minutes));
            let mut now = 0;
            for fate in fates {
                let (stood, left) = (timer.status(at(now)), timer.left(at(now)));
                match fate {
                    Fate::Passes(secs) => {
                        now += i64::from(secs);
                        // Time that passes takes from what runs, and from nothing else.
                        let ran = stood == TimerStatus::Running;
                        let want = left - TimeDelta::seconds(if ran { secs.into() } else { 0 });
                        prop_assert_eq!(timer.left(at(now)), want.max(TimeDelta::zero()));
                    }
                    Fate::Toggle => {
                        timer = timer.toggled(at(now));
                        prop_assert_eq!(timer.left(at(now)), left);
                    }
                    Fate::Longer => {
                        timer = timer.extended(Span::minutes(5), at(now));
                        prop_assert!(timer.left(at(now)) >= left);
                    }
                    Fate::SetTo(then) => {
                        if let Some(ended) = timer.ended(at(now)) {
                            timer = ended;
                        }
                        if let Some(goes_on) = timer.after_clock_set_back(at(now), at(then)) {
                            timer = goes_on;
                        }
                        now = then;
                        prop_assert!(timer.left(at(now)) <= left, "no clock adds time");
                        prop_assert!(stood != TimerStatus::Over || timer.status(at(now)) == TimerStatus::Over);
                    }
                }
                let left = timer.left(at(now));
                prop_assert!(left >= TimeDelta::zero() && left <= timer.length.delta());
                prop_assert!((0.0..=1.0).contains(&timer.fraction(at(now))));
                let (left, since) = timer.to_saved();
                prop_assert_eq!(Timer::restored(timer.length, left, since), timer, "kept as it is");
            }
        }
    }
}
