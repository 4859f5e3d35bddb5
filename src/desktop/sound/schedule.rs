//! When which player is started for which sound. Nothing here reads a clock or starts a program.
//!
//! A player needs some time before it can be heard. That was measured, so it is started that much earlier, if the sound
//! is known in advance. A sound that could only be late is dropped.

use std::time::{Duration, Instant};

use super::Sound;

/// A sound may begin this long after its moment. What could only begin later is dropped.
pub(super) const TOLERANCE: Duration = Duration::from_millis(150);

/// The longest time for which a player is started in advance. One that needs longer is not used.
pub(super) const LONGEST_LEAD: Duration = Duration::from_secs(3);

/// The same sound within this time is the same cue: a moment that is computed again is off by some milliseconds.
const SAME_CUE: Duration = Duration::from_millis(400);

/// How long a player that failed is left alone.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// How long the schedule remembers what it has started.
const REMEMBERED: Duration = Duration::from_secs(2);

/// A sound and the moment at which it is to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimedSound {
    /// The sound.
    pub(crate) sound: Sound,
    /// Its moment.
    pub(crate) at: Instant,
}

impl TimedSound {
    /// Whether both are the same cue.
    pub(super) fn is_same(self, other: Self) -> bool {
        let apart = self.at.max(other.at) - self.at.min(other.at);
        self.sound == other.sound && apart <= SAME_CUE
    }
}

/// What is known of a player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readiness {
    /// Nothing yet.
    Unknown,
    /// It is being measured.
    BeingMeasured,
    /// It can be heard this long after its start.
    Ready(Duration),
    /// It failed, and is tried again after a while. With its latency, if that was measured.
    Failed {
        at: Instant,
        latency: Option<Duration>,
    },
    /// It is not installed, or too slow.
    Unusable,
}

/// The sounds to play, and the players, the preferred one first.
#[derive(Debug)]
pub(super) struct Schedule {
    players: Vec<Readiness>,
    /// Sounds for now.
    asked: Vec<TimedSound>,
    /// Sounds that are known in advance.
    ahead: Vec<TimedSound>,
    /// What was last expected, including what was started since.
    expected: Vec<TimedSound>,
    /// What was started lately, or will have been heard when its moment comes.
    started: Vec<TimedSound>,
}

impl Schedule {
    /// A schedule for so many players, of which nothing is known.
    pub(super) fn new(players: usize) -> Self {
        Self {
            players: vec![Readiness::Unknown; players],
            asked: vec![],
            ahead: vec![],
            expected: vec![],
            started: vec![],
        }
    }

    /// Asks for a sound now. Returns whether it will be heard, or was started in advance; otherwise the caller has to
    /// find another way.
    pub(super) fn ask(&mut self, sound: Sound, now: Instant) -> bool {
        let cue = TimedSound { sound, at: now };
        if self.started.iter().any(|started| started.is_same(cue)) {
            return true;
        }
        self.ahead.retain(|ahead| !ahead.is_same(cue));
        let best = self.best(now);
        let is_in_time = best.is_some_and(|(_, latency)| latency <= TOLERANCE);
        if is_in_time {
            self.asked.push(cue);
        }
        is_in_time
    }

    /// Replaces what is known in advance. Returns whether it has changed by more than a few milliseconds.
    pub(super) fn expect(&mut self, mut ahead: Vec<TimedSound>) -> bool {
        let before = std::mem::replace(&mut self.expected, ahead.clone());
        let mut pairs = before.iter().zip(&self.expected);
        let is_same =
            before.len() == self.expected.len() && pairs.all(|(before, now)| before.is_same(*now));
        ahead.retain(|cue| {
            let mut known = self.started.iter().chain(&self.asked);
            !known.any(|known| known.is_same(*cue))
        });
        self.ahead = ahead;
        !is_same
    }

    /// What to start now, each with the number of its player. What is too late is dropped.
    pub(super) fn due(&mut self, now: Instant) -> Vec<(TimedSound, usize)> {
        self.started.retain(|cue| cue.at + REMEMBERED > now);
        let best = self.best(now);
        let mut due = vec![];
        for cue in self.asked.drain(..).chain(std::mem::take(&mut self.ahead)) {
            let starts = best.map(|(player, latency)| (player, starts_at(cue, latency)));
            match starts {
                Some((_, at)) if now < at => self.ahead.push(cue),
                Some((player, at)) if now <= at + TOLERANCE => {
                    self.started.push(cue);
                    due.push((cue, player));
                }
                // A player may still become ready.
                None if now <= cue.at => self.ahead.push(cue),
                Some(_) | None => {}
            }
        }
        due
    }

    /// When to look for what is due; none if nothing is known in advance.
    pub(super) fn next_start(&self, now: Instant) -> Option<Instant> {
        let latency = self
            .best(now)
            .map_or(Duration::ZERO, |(_, latency)| latency);
        let starts = self.ahead.iter().map(|cue| starts_at(*cue, latency));
        starts.min()
    }

    /// Whether what was started for this cue is to be ended: its moment is still to come, and nobody expects it any more.
    /// Then it counts as not started.
    pub(super) fn cancels(&mut self, cue: TimedSound, now: Instant) -> bool {
        let is_expected = self.expected.iter().any(|expected| expected.is_same(cue));
        let is_cancelled = now + TOLERANCE < cue.at && !is_expected;
        if is_cancelled {
            self.started.retain(|started| !started.is_same(cue));
        }
        is_cancelled
    }

    /// A player has failed to play this. Returns the player to try instead: another one, else the same again. None if it
    /// would be late.
    pub(super) fn failed(&mut self, player: usize, cue: TimedSound, now: Instant) -> Option<usize> {
        let latency = self.latency(player);
        self.players[player] = Readiness::Failed { at: now, latency };
        let (next, latency) = self
            .best(now)
            .or(latency.map(|latency| (player, latency)))?;
        (now <= starts_at(cue, latency) + TOLERANCE).then_some(next)
    }

    /// The players to measure now. They count as being measured.
    pub(super) fn take_unmeasured(&mut self, now: Instant) -> Vec<usize> {
        let mut unmeasured = vec![];
        for (number, player) in self.players.iter_mut().enumerate() {
            let is_wanted = match *player {
                Readiness::Unknown => true,
                Readiness::Failed { at, latency } => latency.is_none() && now >= at + RETRY_AFTER,
                Readiness::BeingMeasured | Readiness::Ready(_) | Readiness::Unusable => false,
            };
            if is_wanted {
                *player = Readiness::BeingMeasured;
                unmeasured.push(number);
            }
        }
        unmeasured
    }

    /// Records what was found out about a player.
    pub(super) fn learn(&mut self, player: usize, readiness: Readiness) {
        self.players[player] = match readiness {
            Readiness::Ready(latency) if latency > LONGEST_LEAD => Readiness::Unusable,
            other => other,
        };
    }

    /// The player to use, and its latency: the first that needs not be started in advance, else the first that works.
    pub(super) fn best(&self, now: Instant) -> Option<(usize, Duration)> {
        let usable = |player: &Readiness| match *player {
            Readiness::Ready(latency) => Some(latency),
            Readiness::Failed { at, latency } => latency.filter(|_| now >= at + RETRY_AFTER),
            Readiness::Unknown | Readiness::BeingMeasured | Readiness::Unusable => None,
        };
        let players = self.players.iter().enumerate();
        let mut usable = players.filter_map(|(number, player)| Some((number, usable(player)?)));
        let first = usable.next()?;
        let is_prompt = |(_, latency): &(usize, Duration)| *latency <= TOLERANCE;
        let prompt = [first].into_iter().chain(usable).find(is_prompt);
        Some(prompt.unwrap_or(first))
    }

    fn latency(&self, player: usize) -> Option<Duration> {
        match self.players[player] {
            Readiness::Ready(latency) => Some(latency),
            Readiness::Failed { latency, .. } => latency,
            Readiness::Unknown | Readiness::BeingMeasured | Readiness::Unusable => None,
        }
    }
}

/// When a player with this latency has to be started.
fn starts_at(cue: TimedSound, latency: Duration) -> Instant {
    cue.at.checked_sub(latency).unwrap_or(cue.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Ten chimes, one every 1.5 s, and two ticks before each.
    fn cues(begin: Instant) -> Vec<TimedSound> {
        let cue = |sound, at| TimedSound {
            sound,
            at: begin + millis(at),
        };
        (1..=10)
            .flat_map(|n| {
                let at = 5_000 + n * 1_500;
                [
                    cue(Sound::Tick, at - 1_000),
                    cue(Sound::Tick, at - 500),
                    cue(Sound::Chime, at),
                ]
            })
            .collect()
    }

    /// Plays the cues with players of these latencies, in steps of 5 ms, and returns when each is heard, with its
    /// moment. As a screen does, it says at each step what is to come, and asks for each sound at its moment.
    fn play(latencies: &[Duration]) -> Vec<(TimedSound, Instant)> {
        let begin = clock::monotonic();
        let mut schedule = Schedule::new(latencies.len());
        assert_eq!(schedule.take_unmeasured(begin).len(), latencies.len());
        for (player, latency) in latencies.iter().enumerate() {
            schedule.learn(player, Readiness::Ready(*latency));
        }
        let all = cues(begin);
        let mut heard = vec![];
        for step in 0..5_000 {
            let now = begin + millis(step * 5);
            for cue in &all {
                if cue.at <= now && cue.at + millis(5) > now {
                    schedule.ask(cue.sound, now);
                }
            }
            schedule.expect(all.iter().copied().filter(|cue| cue.at > now).collect());
            for (cue, player) in schedule.due(now) {
                heard.push((cue, now + latencies[player]));
            }
        }
        heard
    }

    #[test]
    fn with_a_player_of_any_latency_each_sound_is_heard_once_in_time_or_not_at_all() {
        for (latencies, count) in [
            (&[0][..], 30),
            (&[80], 30),
            (&[500], 30),
            (&[2_000], 30),
            (&[10_000], 0),
            (&[10_000, 500], 30),
            (&[2_000, 20], 30),
            (&[], 0),
        ] {
            let latencies: Vec<_> = latencies.iter().copied().map(millis).collect();
            let heard = play(&latencies);
            assert_eq!(heard.len(), count, "{latencies:?}");
            for (cue, at) in heard {
                let apart = at.max(cue.at) - at.min(cue.at);
                assert!(
                    apart <= TOLERANCE,
                    "{latencies:?}: {apart:?} from its moment"
                );
            }
        }
    }

    /// A schedule with players of these latencies.
    fn ready(latencies: &[u64]) -> (Schedule, Instant) {
        let mut schedule = Schedule::new(latencies.len());
        for (player, latency) in latencies.iter().enumerate() {
            schedule.learn(player, Readiness::Ready(millis(*latency)));
        }
        (schedule, clock::monotonic())
    }

    #[test]
    fn a_slow_player_takes_only_what_is_known_in_advance() {
        let (mut schedule, now) = ready(&[2_000]);
        assert!(
            !schedule.ask(Sound::Chime, now),
            "the caller rings the bell"
        );
        assert_eq!(schedule.due(now), []);
        let cue = TimedSound {
            sound: Sound::Chime,
            at: now + millis(3_000),
        };
        assert!(schedule.expect(vec![cue]));
        assert_eq!(schedule.next_start(now), Some(now + millis(1_000)));
        assert_eq!(schedule.due(now), []);
        assert_eq!(schedule.due(now + millis(1_000)), [(cue, 0)]);
        // At its moment it is on its way.
        assert!(schedule.ask(Sound::Chime, cue.at + millis(3)));
        assert_eq!(schedule.due(cue.at + millis(3)), []);
    }

    #[test]
    fn what_could_only_be_late_is_dropped() {
        let (mut schedule, now) = ready(&[500]);
        let cue = |at| TimedSound {
            sound: Sound::Tick,
            at: now + millis(at),
        };
        schedule.expect(vec![cue(340), cue(1_360)]);
        // The first would have had to be started 160 ms ago.
        assert_eq!(schedule.due(now), []);
        assert_eq!(schedule.due(now + millis(860)), [(cue(1_360), 0)]);
    }

    #[test]
    fn a_pause_takes_back_what_was_started_in_advance() {
        let (mut schedule, now) = ready(&[2_000]);
        let cue = TimedSound {
            sound: Sound::Chime,
            at: now + millis(2_000),
        };
        schedule.expect(vec![cue]);
        assert_eq!(schedule.due(now).len(), 1);
        assert!(!schedule.cancels(cue, now));
        assert!(schedule.expect(vec![]));
        assert!(schedule.cancels(cue, now + millis(500)));
        // It can be expected again.
        let later = TimedSound {
            at: cue.at + millis(3_000),
            ..cue
        };
        schedule.expect(vec![later]);
        assert_eq!(schedule.due(now + millis(3_000)), [(later, 0)]);
        // When its moment has come, nobody expects it any more, and it goes on.
        schedule.expect(vec![]);
        assert!(!schedule.cancels(later, later.at));
    }

    #[test]
    fn a_player_that_fails_is_replaced_at_once_and_tried_again_later() {
        let (mut schedule, now) = ready(&[10, 20]);
        let cue = TimedSound {
            sound: Sound::Chime,
            at: now,
        };
        assert!(schedule.ask(Sound::Chime, now));
        assert_eq!(schedule.due(now), [(cue, 0)]);
        assert_eq!(schedule.failed(0, cue, now + millis(30)), Some(1));
        assert_eq!(schedule.best(now + millis(30)), Some((1, millis(20))));
        let later = now + RETRY_AFTER + millis(30);
        assert_eq!(schedule.best(later), Some((0, millis(10))));
        // Too late for this one.
        assert_eq!(schedule.failed(0, cue, now + millis(200)), None);
    }

    #[test]
    fn the_only_player_is_tried_twice_for_a_sound() {
        let (mut schedule, now) = ready(&[10]);
        let cue = TimedSound {
            sound: Sound::Chime,
            at: now,
        };
        assert_eq!(schedule.failed(0, cue, now + millis(5)), Some(0));
    }

    #[test]
    fn a_player_that_could_not_be_measured_is_measured_again() {
        let mut schedule = Schedule::new(1);
        let now = clock::monotonic();
        assert_eq!(schedule.take_unmeasured(now), [0]);
        assert_eq!(schedule.take_unmeasured(now), [] as [usize; 0]);
        let latency = None;
        schedule.learn(0, Readiness::Failed { at: now, latency });
        assert_eq!(schedule.take_unmeasured(now), [] as [usize; 0]);
        assert_eq!(schedule.take_unmeasured(now + RETRY_AFTER), [0]);
    }
}
