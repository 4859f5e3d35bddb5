//! The user's presence, and the nights that it shows, stored beside the claims.

use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Host, HostEvent};
use crate::claims::{Claims, QuietNight};
use crate::desktop::presence::{PresenceReport, SleepDelay, listen};
use crate::evening::Evening;
use crate::event::EveningDate;
use crate::presence::{Night, Presence, PresenceLog, Sign, proposed_night};
use crate::remind::agent::lock;
use crate::remind::evenings::Evenings;

/// How long before bedtime an evening's quiet is of interest, and how long after its wake time.
const BEFORE: TimeDelta = TimeDelta::hours(3);
const AFTER: TimeDelta = TimeDelta::hours(4);

/// Follows the user's presence.
#[derive(Debug, Default)]
pub(super) struct FollowedPresence {
    log: PresenceLog,
    /// The first report, until the evenings are known to which it belongs.
    first: Option<FirstReport>,
    /// What was stored last, for each of the two evenings.
    stored: Vec<(EveningDate, QuietNight)>,
    /// Whether anything was heard.
    is_followed: bool,
    /// The agent's lock, where this is not the agent: while an agent holds it, that one stores the nights.
    agent_lock: Option<PathBuf>,
}

/// The first report: what it says, and when it came.
#[derive(Debug)]
struct FirstReport {
    signs: Vec<Sign>,
    logged_in: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
}

impl FollowedPresence {
    pub(super) fn hear(&mut self, report: PresenceReport, at: DateTime<Utc>) {
        match report {
            PresenceReport::Began(signs, logged_in) => {
                self.is_followed = true;
                self.first = Some(FirstReport {
                    signs,
                    logged_in,
                    at,
                });
            }
            PresenceReport::Heard(signs) => match &mut self.first {
                // It is taken in with the first ones.
                Some(first) => first.signs.extend(signs),
                None => self.log.hear(&signs, at),
            },
            PresenceReport::Lost => {
                let agent_lock = self.agent_lock.take();
                *self = Self {
                    agent_lock,
                    ..Self::default()
                };
            }
        }
    }

    pub(super) fn presence(&self) -> Presence {
        self.log.presence()
    }

    /// Stores what is known of the nights, where that is new.
    pub(super) fn store(&mut self, evenings: &Evenings, claims: &mut Claims, now: DateTime<Utc>) {
        let nights = [&evenings.before.evening, &evenings.tonight.evening];
        if let Some(first) = self.first.take() {
            self.follow_on(&first, nights, claims, now);
        }
        if !self.is_followed {
            return;
        }
        for evening in nights {
            let open_from = match self.log.presence() {
                Presence::Away { since } => since,
                Presence::Unknown | Presence::Here { .. } => None,
            };
            self.store_night(evening, open_from, claims, now);
        }
    }

    /// Stores that the computer is quiet from now on, should the session end now.
    fn store_end_of_session(
        &mut self,
        evenings: &Evenings,
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) {
        if !self.is_followed || self.first.is_some() {
            return;
        }
        let open_from = self.log.quiet_from_if_it_ends(now);
        for evening in [&evenings.before.evening, &evenings.tonight.evening] {
            self.store_night(evening, open_from, claims, now);
        }
    }

    fn follow_on(
        &mut self,
        first: &FirstReport,
        nights: [&Evening; 2],
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) {
        self.stored = nights
            .map(|evening| (evening.date, claims.quiet_night(evening.date, now)))
            .to_vec();
        let known = self.stored.iter().filter_map(|(_, stored)| stored.night);
        let open_from = self
            .stored
            .iter()
            .filter_map(|(_, stored)| stored.open_from);
        self.log = PresenceLog::resumed(known, open_from.max(), first.logged_in);
        self.log.hear(&first.signs, first.at);
    }

    fn store_night(
        &mut self,
        evening: &Evening,
        open_from: Option<DateTime<Utc>>,
        claims: &mut Claims,
        now: DateTime<Utc>,
    ) {
        let planned = Night {
            bedtime: evening.bedtime,
            wake: evening.ends,
        };
        let around = evening.bedtime - BEFORE..evening.ends + AFTER;
        let quiet = QuietNight {
            night: proposed_night(self.log.quiet(), planned),
            open_from: open_from.filter(|from| around.contains(from)),
        };
        let known = self.stored.iter().find(|(date, _)| *date == evening.date);
        let known = known.map(|(_, known)| *known).unwrap_or_default();
        // A log that knows less than the file, such as one that begins in the morning, takes nothing back.
        let quiet = QuietNight {
            night: quiet.night.or(known.night),
            ..quiet
        };
        if quiet == known {
            return;
        }
        if !self.is_stored_by_an_agent() {
            claims.store_quiet_night(evening.date, quiet, now);
        }
        self.stored.retain(|(date, _)| *date != evening.date);
        self.stored.push((evening.date, quiet));
        if self.stored.len() > 4 {
            self.stored.remove(0);
        }
    }

    fn is_stored_by_an_agent(&self) -> bool {
        // A lock that cannot be read counts as held: at worst a night is not proposed.
        let is_held = |lock: &Path| !matches!(lock::holder(lock), Ok(None));
        self.agent_lock.as_deref().is_some_and(is_held)
    }
}

impl Host {
    /// Leaves the nights to the agent that holds this lock, as long as one does: it hears the same, and for longer.
    #[must_use]
    pub fn beside_an_agent(mut self, agent_lock: PathBuf) -> Self {
        self.presence.agent_lock = Some(agent_lock);
        self
    }

    /// Follows the user's presence from now on, where the desktop tells of it. It reports through `send`, from a thread.
    pub fn follow_presence(
        clock: fn() -> DateTime<Utc>,
        delay: SleepDelay,
        send: impl Fn(HostEvent, DateTime<Utc>) + Send + 'static,
    ) {
        listen(clock, delay, move |report| {
            send(HostEvent::Presence(report), clock());
        });
    }

    /// Called by a process that lives as long as the session, before it ends: the computer is quiet from now on if the
    /// session ends with it. The next process knows by the time of the login whether it did.
    pub fn session_may_end(&mut self, now: DateTime<Utc>) {
        let evenings = self.evenings.remembered(&self.coach, now);
        self.presence
            .store_end_of_session(&evenings, &mut self.claims, now);
    }
}
