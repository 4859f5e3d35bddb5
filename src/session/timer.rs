//! A timer for a step that takes a while and needs no guidance: a bath, a massage.
//!
//! It uses the wall clock, so it also runs while the window is closed and while the computer sleeps. Only instants and
//! lengths are stored; the time left is computed from them.

use chrono::{DateTime, TimeDelta, Utc};

use crate::span::Span;

/// The sound for a timer's end is played at most this long after the end. Later, nobody is waiting for it any more.
const SOUND_WITHIN: TimeDelta = TimeDelta::seconds(60);

/// The timer of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// The total length, including extensions. The countdown starts from it.
    pub length: Span,
    /// The time left at the last change; never more than `length`.
    left: Span,
    /// The instant since which `left` has been running down; `None` while the timer is stopped.
    since: Option<DateTime<Utc>>,
}

/// The status of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerStatus {
    /// Not started yet.
    Fresh,
    /// Running.
    Running,
    /// Paused.
    Paused,
    /// The time is up.
    Over,
}

impl Timer {
    /// The maximum length that an extension can reach.
    pub(crate) const LONGEST: Span = Span::minutes(4 * 60);

    /// A timer that has not been started.
    pub(crate) fn new(length: Span) -> Self {
        Self {
            length,
            left: length,
            since: None,
        }
    }

    /// A timer restored from storage. If `left` exceeds `length`, it is reduced to `length`.
    pub(crate) fn restored(length: Span, left: Span, since: Option<DateTime<Utc>>) -> Self {
        Self {
            length,
            left: left.min(length),
            since,
        }
    }

    /// The values to store, besides the length: the time left at the last change, and the instant since which it has been
    /// running down.
    pub(crate) fn to_saved(self) -> (Span, Option<DateTime<Utc>>) {
        (self.left, self.since)
    }

    /// The time left, from zero to the timer's length. If the clock was set back to before the last start, the result is the
    /// time left at that start.
    pub(crate) fn left(self, now: DateTime<Utc>) -> TimeDelta {
        let whole = self.left.delta();
        let run = self.since.map_or(TimeDelta::zero(), |since| now - since);
        (whole - run).clamp(TimeDelta::zero(), whole)
    }

    /// The time left in seconds, rounded up: 0 only when the time is up.
    pub(crate) fn left_secs(self, now: DateTime<Utc>) -> u64 {
        let millis = self.left(now).num_milliseconds().unsigned_abs();
        millis.div_ceil(1000)
    }

    /// The time left in minutes, rounded up.
    pub(crate) fn left_minutes(self, now: DateTime<Utc>) -> i64 {
        self.left_secs(now).div_ceil(60).cast_signed()
    }

    /// The status at `now`.
    pub(crate) fn status(self, now: DateTime<Utc>) -> TimerStatus {
        match self.since {
            _ if self.left(now).is_zero() => TimerStatus::Over,
            Some(_) => TimerStatus::Running,
            None if self.left == self.length => TimerStatus::Fresh,
            None => TimerStatus::Paused,
        }
    }

    /// The timer started, resumed or paused, depending on its status. A timer that is over does not change.
    #[must_use]
    pub(crate) fn toggled(self, now: DateTime<Utc>) -> Self {
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

    /// The timer extended, up to [`Timer::LONGEST`]. A timer that is over runs again for the time added.
    #[must_use]
    pub(crate) fn extended(self, by: Span, now: DateTime<Utc>) -> Self {
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

    /// Corrects a running timer after the clock was set back from `before` to `now`, or to before the timer's start while the
    /// program was closed. The timer runs on from the time left at `before`, instead of standing still until the clock has
    /// caught up. `None` if nothing needs to change.
    pub(crate) fn after_clock_set_back(
        self,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
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

    /// The timer to store once its time is up, so that it stays over even if the clock is set back. `None` before that, and if
    /// it is stored already.
    pub(crate) fn ended(self, now: DateTime<Utc>) -> Option<Self> {
        (self.status(now) == TimerStatus::Over && self.since.is_some()).then_some(Self {
            left: Span::ZERO,
            since: None,
            ..self
        })
    }

    /// Whether it ended so recently that the sound for it should be played.
    pub(crate) fn ended_recently(self, now: DateTime<Utc>) -> bool {
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
    fn it_counts_down_from_its_length_and_is_over_at_zero() {
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
    fn a_pause_uses_up_no_time() {
        let paused = running().toggled(at(60));
        assert_eq!(paused.status(at(600)), TimerStatus::Paused);
        assert_eq!(paused.left_secs(at(600)), 840);
        let again = paused.toggled(at(600));
        assert_eq!(again.left_secs(at(610)), 830);
    }

    #[test]
    fn extending_adds_to_the_time_left_and_restarts_a_timer_that_is_over() {
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
        let corrected = timer.after_clock_set_back(at(300), at(-3300)).unwrap();
        assert_eq!(corrected.left_secs(at(-3300)), 600);
        assert_eq!(corrected.status(at(-2700)), TimerStatus::Over);
        // A minute back, still after the start.
        let corrected = timer.after_clock_set_back(at(300), at(240)).unwrap();
        assert_eq!(corrected.left_secs(at(240)), 600);
        assert_eq!(timer.after_clock_set_back(at(300), at(301)), None);
        assert_eq!(timer.after_clock_set_back(at(1000), at(10)), None);
    }

    #[test]
    fn a_timer_that_is_over_stays_over_if_the_clock_is_set_back() {
        let ended = running().ended(at(900)).unwrap();
        assert_eq!(ended.status(at(0)), TimerStatus::Over);
        assert_eq!(ended.ended(at(901)), None, "once is enough");
        assert_eq!(running().ended(at(899)), None);
    }

    #[test]
    fn an_end_of_a_minute_ago_makes_no_sound() {
        assert!(running().ended_recently(at(900)) && running().ended_recently(at(959)));
        assert!(!running().ended_recently(at(960)));
    }

    /// What can happen to a timer.
    #[derive(Debug, Clone, Copy)]
    enum Change {
        Passes(u32),
        Toggle,
        Longer,
        SetTo(i64),
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            4 => (0..2_000_u32).prop_map(Change::Passes),
            2 => Just(Change::Toggle),
            1 => Just(Change::Longer),
            1 => (-100_000..100_000_i64).prop_map(Change::SetTo),
        ]
    }

    proptest! {
        #[test]
        fn the_time_left_stays_between_zero_and_the_length(
            minutes in 0..500_u32,
            changes in prop::collection::vec(change(), 0..30),
        ) {
            let mut timer = Timer::new(Span::minutes(minutes));
            let mut now = 0;
            for change in changes {
                let (stood, left) = (timer.status(at(now)), timer.left(at(now)));
                match change {
                    Change::Passes(secs) => {
                        now += i64::from(secs);
                        // Passing time reduces the time left of a running timer only.
                        let ran = stood == TimerStatus::Running;
                        let want = left - TimeDelta::seconds(if ran { secs.into() } else { 0 });
                        prop_assert_eq!(timer.left(at(now)), want.max(TimeDelta::zero()));
                    }
                    Change::Toggle => {
                        timer = timer.toggled(at(now));
                        prop_assert_eq!(timer.left(at(now)), left);
                    }
                    Change::Longer => {
                        timer = timer.extended(Span::minutes(5), at(now));
                        prop_assert!(timer.left(at(now)) >= left);
                    }
                    Change::SetTo(then) => {
                        if let Some(ended) = timer.ended(at(now)) {
                            timer = ended;
                        }
                        if let Some(corrected) = timer.after_clock_set_back(at(now), at(then)) {
                            timer = corrected;
                        }
                        now = then;
                        prop_assert!(timer.left(at(now)) <= left, "no clock adds time");
                        prop_assert!(stood != TimerStatus::Over || timer.status(at(now)) == TimerStatus::Over);
                    }
                }
                let left = timer.left(at(now));
                prop_assert!(left >= TimeDelta::zero() && left <= timer.length.delta());
                let (left, since) = timer.to_saved();
                prop_assert_eq!(Timer::restored(timer.length, left, since), timer, "kept as it is");
            }
        }
    }
}
