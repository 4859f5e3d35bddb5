//! Claims of reminders and hooks: which process on this computer sends a reminder, and how that went; and silence,
//! during which no process sends any. And answers to reminders, until the journal has them, and when the computer was
//! quiet at night.
//!
//! They have a file of their own in the state folder, outside the journal and its backups: a journal that cannot be
//! written sends nothing twice, and one that is restored revives nothing. Where the file cannot be used, this process
//! remembers its claims, goes on without it, and shares them when it can be used again. So nothing here fails: at worst
//! two processes send the same reminder.

mod answer;
mod claim;
mod file;
mod own_notifications;
mod quiet_nights;
mod rows;

pub use answer::GivenAnswer;
pub use claim::{CLAIM_LIFETIME, Claim, NotificationRef};
pub(crate) use file::ClaimsError;
pub use quiet_nights::QuietNight;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use crate::event::EveningDate;
use file::{ClaimsFile, Fault};

/// How long a request for silence lasts. It has to be renewed, so that a window that dies does not mute the computer.
pub(crate) const SILENCE_DURATION: TimeDelta = TimeDelta::minutes(2);

/// How long to wait before a file that could not be used is tried again. The host looks every 30 s; in between, a locked
/// file would hold up each of its looks.
const RETRY_AFTER: TimeDelta = TimeDelta::seconds(20);

/// How many days claims are stored. They matter until the evening after theirs is over.
const DAYS_STORED: u64 = 7;

/// The claims and the silence of this computer.
#[derive(Debug)]
pub struct Claims {
    path: PathBuf,
    /// The journal, from which the claims of an older version are taken over.
    journal: PathBuf,
    file: FileState,
    known: Known,
}

/// The file, and whether it can be used.
#[derive(Debug)]
enum FileState {
    /// It was not needed yet.
    NotOpened,
    /// It is open.
    Open(ClaimsFile),
    /// It could not be used when it was last tried.
    Unusable {
        why: ClaimsError,
        tried_at: DateTime<Utc>,
    },
}

/// What this process knows of the claims and the silence, by which it goes on where the file cannot be used.
#[derive(Debug, Default)]
struct Known {
    claims: BTreeMap<String, Claim>,
    /// The keys of the claims that were changed while the file could not be used.
    unshared: BTreeSet<String>,
    silent_until: Option<DateTime<Utc>>,
}

impl Claims {
    /// The claims in the file at `path`, which is opened, or created, when it is first needed. A new file takes over the
    /// claims of the last two evenings in `journal`, where older versions kept them.
    pub fn new(path: PathBuf, journal: PathBuf) -> Self {
        Self {
            path,
            journal,
            file: FileState::NotOpened,
            known: Known::default(),
        }
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Another view of the same file, for another thread.
    pub(crate) fn another(&self) -> Self {
        Self::new(self.path.clone(), self.journal.clone())
    }

    /// The claim of the last reminder in the file at `path`; none if there is none yet. Creates and changes nothing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn last_reminder(path: &Path) -> Result<Option<Claim>, ClaimsError> {
        Ok(file::read_only(path, rows::last_reminder)?.flatten())
    }

    /// Why the file could not be used when it was last tried; none if it can be used. This process remembers its claims
    /// then.
    #[cfg(test)]
    pub(crate) fn problem(&self) -> Option<&ClaimsError> {
        match &self.file {
            FileState::Unusable { why, .. } => Some(why),
            FileState::NotOpened | FileState::Open(_) => None,
        }
    }

    /// All claims about an evening, by time.
    pub fn about(&mut self, evening: EveningDate, now: DateTime<Utc>) -> Vec<Claim> {
        let shared = self.with_file(now, |file| file.read(|db| rows::about(db, evening)));
        if let Some(shared) = shared {
            let known = &mut self.known.claims;
            known.retain(|_, claim| claim.evening != evening);
            known.extend(
                shared
                    .into_iter()
                    .map(|claim| (claim.reminder.clone(), claim)),
            );
        }
        let known = self.known.claims.values();
        let mut claims: Vec<_> = known.filter(|claim| claim.evening == evening).collect();
        claims.sort_by_key(|claim| claim.claimed_at);
        claims.into_iter().cloned().collect()
    }

    /// The claims whose notification is on the screen, of all evenings; none where the file cannot be used.
    pub(crate) fn with_a_notification(&mut self, now: DateTime<Utc>) -> Vec<Claim> {
        self.with_file(now, |file| file.read(rows::with_a_notification))
            .unwrap_or_default()
    }

    /// Claims several reminders for `owner` in one transaction, and returns those whose claim succeeded. So two
    /// processes cannot each claim a part of what belongs into one notification.
    ///
    /// A claim fails if the reminder was sent, or if another claim lies within [`CLAIM_LIFETIME`] of `now`, before or
    /// after. A new claim clears the old one's problem.
    pub fn claim_all(
        &mut self,
        reminders: &[String],
        evening: EveningDate,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Vec<String> {
        let claimed = self.change(reminders, now, |reminder, before| {
            let claim = Claim::new(reminder, evening, owner, now);
            match before {
                None => Some(claim),
                Some(before) if before.yields_to(&claim) => Some(Claim {
                    notification: before.notification.clone(),
                    channel: before.channel.clone(),
                    ..claim
                }),
                Some(_) => None,
            }
        });
        if !claimed.is_empty() {
            self.forget_before(evening.days_before(DAYS_STORED), now);
        }
        claimed
    }

    /// Marks reminders as sent through `channel`. `notification` is none if the channel shows no notification, or shows
    /// one that cannot be found again.
    pub(crate) fn mark_sent(
        &mut self,
        reminders: &[String],
        channel: &str,
        notification: Option<&NotificationRef>,
        now: DateTime<Utc>,
    ) {
        self.change(reminders, now, |_, claim| {
            let claim = claim?.clone();
            // A problem of the desktop stays recorded where another channel took its place.
            let problem = claim.problem.filter(|_| notification.is_none());
            Some(Claim {
                sent_at: Some(now),
                channel: Some(channel.to_owned()),
                notification: notification.cloned(),
                problem,
                ..claim
            })
        });
    }

    /// Records why the desktop did not show reminders. They remain unsent.
    pub(crate) fn mark_failed(&mut self, reminders: &[String], problem: &str, now: DateTime<Utc>) {
        self.change(reminders, now, |_, claim| {
            Some(Claim {
                problem: Some(problem.to_owned()),
                ..claim?.clone()
            })
        });
    }

    /// Records that the reminders' notification is no longer on the screen.
    pub(crate) fn mark_gone(&mut self, reminders: &[String], now: DateTime<Utc>) {
        self.change(reminders, now, |_, claim| {
            let claim = claim.filter(|claim| claim.notification.is_some())?;
            Some(Claim {
                notification: None,
                ..claim.clone()
            })
        });
    }

    /// Moves the claims of a notification that is on the screen from `before` to `owner`. Returns whether it moved all
    /// of them: not if another process was faster, or the notification is gone.
    pub(crate) fn take_over(
        &mut self,
        reminders: &[String],
        before: &str,
        owner: &str,
        now: DateTime<Utc>,
    ) -> bool {
        let moved = self.change(reminders, now, |_, claim| {
            let claim = claim.filter(|claim| claim.owner == before)?;
            claim.notification.as_ref()?;
            Some(Claim {
                owner: owner.to_owned(),
                ..claim.clone()
            })
        });
        moved.len() == reminders.len()
    }

    /// Requests silence from `now` on for [`SILENCE_DURATION`].
    pub fn request_silence(&mut self, now: DateTime<Utc>) {
        self.set_silence(Some(now + SILENCE_DURATION), now);
    }

    /// Ends the silence.
    pub fn end_silence(&mut self, now: DateTime<Utc>) {
        self.set_silence(None, now);
    }

    fn set_silence(&mut self, until: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        self.known.silent_until = until;
        let millis = until.map(|until| until.timestamp_millis());
        self.with_file(now, |file| file.write(|db| rows::set_silence(db, millis)));
    }

    /// The end of the silence; none when there is none at `now`. An end more than [`SILENCE_DURATION`] ahead was stored
    /// before the clock was set back, and does not count.
    pub fn silent_until(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if let Some(shared) = self.with_file(now, |file| file.read(rows::silence)) {
            self.known.silent_until = shared.and_then(DateTime::from_timestamp_millis);
        }
        let until = self.known.silent_until;
        until.filter(|until| *until > now && *until <= now + SILENCE_DURATION)
    }

    /// Changes claims, all or none. `edit` is given each key with its claim and returns the new one, or none to leave it
    /// as it is. Returns the keys of the changed ones.
    fn change(
        &mut self,
        reminders: &[String],
        now: DateTime<Utc>,
        edit: impl Fn(&str, Option<&Claim>) -> Option<Claim>,
    ) -> Vec<String> {
        let edit_shared = |db: &Connection| -> rusqlite::Result<Vec<Claim>> {
            let mut changed = Vec::new();
            for reminder in reminders {
                if let Some(claim) = edit(reminder, rows::find(db, reminder)?.as_ref()) {
                    rows::put(db, &claim)?;
                    changed.push(claim);
                }
            }
            Ok(changed)
        };
        let shared = self.with_file(now, |file| file.write(edit_shared));
        let changed = shared.unwrap_or_else(|| {
            let known = |reminder: &String| edit(reminder, self.known.claims.get(reminder));
            let changed: Vec<Claim> = reminders.iter().filter_map(known).collect();
            let keys = changed.iter().map(|claim| claim.reminder.clone());
            self.known.unshared.extend(keys);
            changed
        });
        let keys = changed.iter().map(|claim| claim.reminder.clone()).collect();
        let changed = changed.into_iter();
        let changed = changed.map(|claim| (claim.reminder.clone(), claim));
        self.known.claims.extend(changed);
        keys
    }

    fn forget_before(&mut self, first: EveningDate, now: DateTime<Utc>) {
        self.known.claims.retain(|_, claim| claim.evening >= first);
        self.with_file(now, |file| file.write(|db| rows::delete_before(db, first)));
    }

    /// Does something with the file; none if it cannot be used. A file that proves to be damaged is replaced, and then
    /// it is done with the new one.
    fn with_file<T>(
        &mut self,
        now: DateTime<Utc>,
        work: impl Fn(&ClaimsFile) -> Result<T, Fault>,
    ) -> Option<T> {
        let before = match &self.file {
            FileState::Unusable { tried_at, .. } if (now - tried_at).abs() < RETRY_AFTER => {
                return None;
            }
            FileState::Unusable { why, .. } => Some(why.clone()),
            FileState::NotOpened | FileState::Open(_) => None,
        };
        let mut done = self.take_file().and_then(|file| Ok((work(&file)?, file)));
        if let Err(Fault::Damaged(_)) = done {
            done = self.take_file().and_then(|file| Ok((work(&file)?, file)));
        }
        match done {
            Ok((done, file)) => {
                if before.is_some() {
                    tracing::info!("the claims of reminders can be shared again");
                }
                self.file = FileState::Open(file);
                Some(done)
            }
            Err(fault) => {
                let why = fault.at(&self.path);
                if before.as_ref() != Some(&why) {
                    tracing::error!(
                        trouble = %why,
                        "claims cannot be shared: another process may send the same reminders"
                    );
                }
                self.file = FileState::Unusable { why, tried_at: now };
                None
            }
        }
    }

    /// The open file. It is opened again if it was replaced or deleted, or could not be used before, and gets the claims
    /// of this process that it does not have.
    fn take_file(&mut self) -> Result<ClaimsFile, Fault> {
        match mem::replace(&mut self.file, FileState::NotOpened) {
            FileState::Open(file) if file.is_in_place() => Ok(file),
            FileState::NotOpened | FileState::Open(_) | FileState::Unusable { .. } => {
                let file = ClaimsFile::open(&self.path, &self.journal)?;
                self.known.share_with(&file)?;
                Ok(file)
            }
        }
    }
}

impl Known {
    /// Writes the claims into a file that was opened anew: those that it does not have, and those that were changed
    /// while no file could be used.
    fn share_with(&mut self, file: &ClaimsFile) -> Result<(), Fault> {
        if self.claims.is_empty() {
            return Ok(());
        }
        file.write(|db| {
            for claim in self.claims.values() {
                let is_newer = |shared: &Claim| {
                    self.unshared.contains(&claim.reminder) && claim.outranks(shared)
                };
                if rows::find(db, &claim.reminder)?
                    .as_ref()
                    .is_none_or(is_newer)
                {
                    rows::put(db, claim)?;
                }
            }
            Ok(())
        })?;
        self.unshared.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
