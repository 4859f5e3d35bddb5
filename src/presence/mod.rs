//! Presence: whether somebody uses this computer, by what its desktop reports, and which night that shows.
//!
//! Pure: signs come in with their times, and answers are values. Nothing here is about anything but the computer: what
//! it shows of a night is a proposal until the user accepts it.

mod night;
#[cfg(test)]
mod simulated_nights;

pub use night::{Night, Quiet, proposed_night};

use chrono::{DateTime, TimeDelta, Utc};

/// What keeps somebody from using the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The session is locked.
    Locked,
    /// The screen saver is on, or the screen is off.
    ScreenSaver,
    /// Nothing was typed or moved for a while.
    Idle,
    /// The computer sleeps, or is being switched off.
    Asleep,
}

impl Absence {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Locked, Self::ScreenSaver, Self::Idle, Self::Asleep];
}

/// One report of the desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// What it is about.
    pub absence: Absence,
    /// Whether that is so now, and since when as far as the desktop says.
    pub state: SignState,
}

/// Whether an absence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignState {
    /// It has begun just now.
    Began,
    /// It has held since this time.
    HeldSince(DateTime<Utc>),
    /// It does not hold, or no longer.
    Over,
}

/// What is known of the user's presence at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Nothing has been reported.
    Unknown,
    /// Somebody may be using the computer, without a break since this time, as far as it was followed.
    Here {
        /// The return, or the first report.
        since: DateTime<Utc>,
    },
    /// Nobody uses it.
    Away {
        /// None if that was so already when the first report came.
        since: Option<DateTime<Utc>>,
    },
}

/// How long quiet spans are remembered: longer than from three hours before bedtime to four after waking.
const REMEMBERED: TimeDelta = TimeDelta::hours(30);

/// The most quiet spans that are remembered. More within a day and a half come from a desktop that reports nonsense.
const MOST_REMEMBERED: usize = 400;

/// Follows the signs.
#[derive(Debug, Clone, Default)]
pub struct PresenceLog {
    /// Which absences hold, in the order of [`Absence::ALL`].
    holds: [bool; 4],
    state: State,
    /// The quiet spans that are over, by time.
    quiet: Vec<Quiet>,
}

#[derive(Debug, Clone, Copy, Default)]
enum State {
    #[default]
    Unknown,
    Here(DateTime<Utc>),
    Away(Option<DateTime<Utc>>),
}

impl PresenceLog {
    /// Follows on from an earlier process, which knew these quiet spans, and since `quiet_from` one that was not over.
    ///
    /// `used_from` is when the user logged in. If that was since, it ended the open span. Otherwise nobody knows what
    /// happened between, so that only an absence that still holds can go on.
    #[must_use]
    pub fn resumed(
        known: impl IntoIterator<Item = Quiet>,
        quiet_from: Option<DateTime<Utc>>,
        used_from: Option<DateTime<Utc>>,
    ) -> Self {
        let mut log = Self {
            quiet: known.into_iter().collect(),
            ..Self::default()
        };
        let Some(quiet_from) = quiet_from else {
            return log;
        };
        match used_from.filter(|used_from| *used_from > quiet_from) {
            Some(used_from) => {
                log.remember(quiet_from, used_from);
                log.state = State::Here(used_from);
            }
            None => log.state = State::Away(Some(quiet_from)),
        }
        log
    }

    /// Takes in signs that were reported together at `at`, as the first ones are.
    pub fn hear(&mut self, signs: &[Sign], at: DateTime<Utc>) {
        let was_away = self.is_away();
        for sign in signs {
            self.hold(*sign);
        }
        let since = signs.iter().filter_map(|sign| match sign.state {
            SignState::HeldSince(since) => Some(since.min(at)),
            SignState::Began | SignState::Over => None,
        });
        let held_since = since.min();
        self.state = match (self.state, self.is_away()) {
            (State::Unknown, false) => State::Here(at),
            (State::Unknown, true) => State::Away(held_since),
            // The user was seen at `since`: what the desktop counts from before that is not true.
            (State::Here(since), true) => {
                State::Away(Some(held_since.unwrap_or(at).max(since.min(at))))
            }
            (State::Away(since), false) => {
                // After `resumed`, nobody saw when an absence ended that does not hold any more.
                if let Some(since) = since.filter(|_| was_away) {
                    self.remember(since, at);
                }
                State::Here(at)
            }
            (unchanged @ (State::Here(_) | State::Away(_)), _) => unchanged,
        };
    }

    /// Whoever unlocks the session is here, whatever a screen saver failed to report.
    fn hold(&mut self, Sign { absence, state }: Sign) {
        let is_unlocked = absence == Absence::Locked
            && state == SignState::Over
            && self.holds[Absence::Locked as usize];
        if is_unlocked {
            self.holds = Default::default();
        }
        self.holds[absence as usize] = state != SignState::Over;
    }

    fn is_away(&self) -> bool {
        self.holds.contains(&true)
    }

    /// From when on the computer is quiet if this process ends at `now` because the session does.
    pub fn quiet_from_if_it_ends(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.state {
            State::Unknown => None,
            State::Here(_) => Some(now),
            State::Away(since) => since,
        }
    }

    /// What is known now.
    pub fn presence(&self) -> Presence {
        match self.state {
            State::Unknown => Presence::Unknown,
            State::Here(since) => Presence::Here { since },
            State::Away(since) => Presence::Away { since },
        }
    }

    /// The quiet spans that are over, by time.
    pub fn quiet(&self) -> &[Quiet] {
        &self.quiet
    }

    fn remember(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        // A clock that was set back makes spans that end before they begin.
        if from >= until {
            return;
        }
        self.quiet.retain(|span| until - span.until < REMEMBERED);
        if self.quiet.len() == MOST_REMEMBERED {
            self.quiet.remove(0);
        }
        self.quiet.push(Quiet { from, until });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    fn log(signs: &[(&str, Absence, SignState)]) -> PresenceLog {
        let mut log = PresenceLog::default();
        for (time, absence, state) in signs {
            let sign = Sign {
                absence: *absence,
                state: *state,
            };
            log.hear(&[sign], at(time));
        }
        log
    }

    use Absence::{Asleep, Idle, Locked, ScreenSaver};
    use SignState::{Began, HeldSince, Over};

    #[test]
    fn without_a_sign_nothing_is_known() {
        assert_eq!(PresenceLog::default().presence(), Presence::Unknown);
    }

    #[test]
    fn one_is_away_until_the_last_absence_is_over() {
        let signs = [
            ("24T18:00", Locked, Over),
            ("24T22:43", ScreenSaver, Began),
            ("24T22:48", Locked, Began),
            ("25T06:11", ScreenSaver, Over),
            ("25T06:12", Locked, Over),
        ];
        for (n, since) in [(2, "24T22:43"), (3, "24T22:43"), (4, "24T22:43")] {
            let since = Some(at(since));
            assert_eq!(log(&signs[..n]).presence(), Presence::Away { since }, "{n}");
        }
        let since = at("25T06:12");
        assert_eq!(log(&signs).presence(), Presence::Here { since });
        assert_eq!(
            log(&signs).quiet(),
            [Quiet {
                from: at("24T22:43"),
                until: since
            }]
        );
    }

    #[test]
    fn idle_time_counts_from_the_last_key_but_not_from_before_the_return() {
        let away = |idle_since: &str| {
            let signs = [
                ("24T22:30", Locked, Over),
                ("24T22:50", Idle, HeldSince(at(idle_since))),
            ];
            log(&signs).presence()
        };
        for (idle_since, since) in [
            ("24T22:45", "24T22:45"),
            ("24T22:10", "24T22:30"),
            ("24T23:10", "24T22:50"),
        ] {
            let since = Some(at(since));
            assert_eq!(away(idle_since), Presence::Away { since }, "{idle_since}");
        }
    }

    #[test]
    fn an_absence_whose_beginning_nobody_saw_shows_no_quiet() {
        let log = log(&[("25T02:00", Asleep, Began), ("25T06:12", Asleep, Over)]);
        assert!(log.quiet().is_empty());
        assert_eq!(
            log.presence(),
            Presence::Here {
                since: at("25T06:12")
            }
        );
    }

    #[test]
    fn logging_in_ends_the_quiet_of_a_computer_that_was_off() {
        let log = PresenceLog::resumed([], Some(at("24T22:43")), Some(at("25T06:12")));
        let quiet = Quiet {
            from: at("24T22:43"),
            until: at("25T06:12"),
        };
        assert_eq!(log.quiet(), [quiet]);
    }

    #[test]
    fn a_lock_that_still_holds_goes_on_and_one_that_is_gone_shows_nothing() {
        let resumed = || PresenceLog::resumed([], Some(at("24T22:43")), Some(at("24T18:00")));
        let sign = |state| Sign {
            absence: Locked,
            state,
        };
        let mut locked = resumed();
        locked.hear(&[sign(Began)], at("25T02:00"));
        locked.hear(&[sign(Over)], at("25T06:12"));
        assert_eq!(locked.quiet().len(), 1);
        let mut open = resumed();
        open.hear(&[sign(Over)], at("25T06:12"));
        assert!(open.quiet().is_empty());
    }

    #[test]
    fn unlocking_ends_what_a_screen_saver_left_standing() {
        let log = log(&[
            ("24T18:00", Locked, Over),
            ("24T22:43", ScreenSaver, Began),
            ("24T22:43", Locked, Began),
            ("25T06:12", Locked, Over),
        ]);
        assert_eq!(log.quiet().len(), 1);
    }

    #[test]
    fn what_the_first_report_says_together_is_taken_together() {
        let sign = |absence, state| Sign { absence, state };
        let first = [sign(Locked, Over), sign(ScreenSaver, Began)];
        let mut log = PresenceLog::default();
        log.hear(&first, at("24T22:43"));
        assert_eq!(log.presence(), Presence::Away { since: None });
    }

    #[test]
    fn a_clock_set_back_makes_no_quiet() {
        let log = log(&[
            ("24T18:00", Locked, Over),
            ("24T22:43", Locked, Began),
            ("24T21:00", Locked, Over),
        ]);
        assert!(log.quiet().is_empty());
    }
}
