//! The folder of several computers, followed on a thread of its own: it can lie on a slow disk, and nobody waits for it.
//!
//! What arrives there is taken into the journal, whose watch then reports it as it does any other write.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use super::Host;
use crate::clock::{self, Zone};
use crate::coach::Coach;
use crate::inbox::{self, Inbox};
use crate::journal::{Journal, JournalError};
use crate::paths::Paths;
use crate::plan::Config;
use crate::sync::{self, Settings, SyncError};
use crate::watch::TreeWatch;

/// How long changes are gathered before they are looked at: a program that carries folders brings several files at once.
const GATHERED_FOR: Duration = Duration::from_millis(100);

/// How long to wait at most before another look: not every file system reports what others write.
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(5 * 60);

/// When a folder that could not be used is tried again.
const RETRY: Duration = Duration::from_secs(30);

/// When a folder that another process was looking at is looked at again.
const WHEN_BUSY: Duration = Duration::from_millis(500);

/// How long the end of the program waits for the last entries to be in the folder.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(2);

/// The stack of the thread. It reads no nested text but lines whose depth is limited.
const STACK: usize = 1024 * 1024;

/// What the thread is asked to do.
#[derive(Debug)]
enum Request {
    /// Something may have changed.
    Look,
    /// Another config is in force.
    Config(Box<Config>, Zone),
    /// Look once more, answer, and end.
    Finish(Sender<()>),
    /// End: the settings have changed.
    End,
}

/// What the host knows of the folder.
#[derive(Debug, Default)]
pub(super) struct SyncedFolder {
    paths: Option<Paths>,
    /// None where sync is off.
    settings: Option<Settings>,
    follower: Option<Sender<Request>>,
}

impl Host {
    /// With the folder followed that is synced between computers.
    pub(crate) fn with_sync(mut self, paths: Paths) -> Self {
        self.synced.paths = Some(paths);
        self
    }
}

impl SyncedFolder {
    /// The file by which sync is switched on and off.
    pub(super) fn settings_file(&self) -> Option<PathBuf> {
        self.paths.as_ref().map(Paths::sync_settings)
    }

    /// Reads the settings. Begins to follow the folder where sync is on, and looks at it.
    pub(super) fn follow(&mut self, coach: &Coach) {
        let Some(paths) = &self.paths else {
            return;
        };
        // Settings that cannot be read are reported by `winddown sync status`; reminders come then.
        let settings = Settings::read(paths).ok().flatten();
        if settings != self.settings {
            // Where sync is on under other settings, another thread follows.
            self.request(Request::End);
            self.follower = None;
        }
        self.settings = settings;
        if self.settings.is_none() || self.follower.is_some() {
            return self.look();
        }
        let (send, requests) = mpsc::channel();
        let follower = Follower {
            paths: paths.clone(),
            config: coach.config.clone(),
            zone: coach.zone,
            journal: None,
            phone: None,
        };
        let report = send.clone();
        let follow = move || follower.run(&requests, report);
        // Where no thread can be started now, the next change of the settings tries again.
        let started = thread::Builder::new().stack_size(STACK).spawn(follow);
        self.follower = started.ok().map(|_| send);
    }

    /// Whether reminders are sent on this computer.
    pub(super) fn reminds_here(&self) -> bool {
        self.settings
            .as_ref()
            .is_none_or(|settings| settings.remind_here)
    }

    /// Lets the thread look: the journal was written.
    pub(super) fn look(&self) {
        self.request(Request::Look);
    }

    /// Tells the thread which config is in force.
    pub(super) fn plan_changed(&self, coach: &Coach) {
        if self.follower.is_some() {
            self.request(Request::Config(Box::new(coach.config.clone()), coach.zone));
        }
    }

    /// Waits for a while until what was recorded is in the folder, unless that does not answer, and ends the thread.
    pub(super) fn finish(&mut self) {
        if self.follower.is_none() {
            return;
        }
        let (finished, wait) = mpsc::channel();
        self.request(Request::Finish(finished));
        self.follower = None;
        let is_answering = |paths| sync::unanswering(paths).is_none();
        if self.paths.as_ref().is_some_and(is_answering) {
            let _ = wait.recv_timeout(PATIENCE_AT_THE_END);
        }
    }

    /// Sending fails only if the thread panicked; then commands and the next start bring what is missing.
    fn request(&self, request: Request) {
        if let Some(follower) = &self.follower {
            let _ = follower.send(request);
        }
    }
}

/// The thread that follows the folder.
struct Follower {
    paths: Paths,
    config: Config,
    zone: Zone,
    journal: Option<Journal>,
    /// Records what comes through the inbox.
    phone: Option<Coach>,
}

impl Follower {
    fn run(mut self, requests: &Receiver<Request>, report: Sender<Request>) {
        let watch = TreeWatch::start(move || {
            let _ = report.send(Request::Look);
        });
        let mut again_in = Duration::ZERO;
        loop {
            // The watch keeps the other end open as long as this runs.
            let first = requests.recv_timeout(again_in).ok();
            if let Some(Request::Look | Request::Config(..)) = &first {
                thread::sleep(GATHERED_FOR);
            }
            let mut finished = None;
            for request in first.into_iter().chain(requests.try_iter()) {
                match request {
                    Request::Look => {}
                    Request::Config(config, zone) => {
                        (self.config, self.zone) = (*config, zone);
                        self.phone = None;
                    }
                    Request::Finish(answer) => finished = Some(answer),
                    Request::End => return,
                }
            }
            let Ok(Some(settings)) = Settings::read(&self.paths) else {
                // Another thread begins when it is on again.
                return;
            };
            again_in = self.look(&settings, &watch);
            if let Some(answer) = finished {
                let _ = answer.send(());
                return;
            }
        }
    }

    /// Looks at the inbox and exchanges entries. Returns when to look again although nothing is reported.
    fn look(&mut self, settings: &Settings, watch: &TreeWatch) -> Duration {
        let paths = self.paths.clone();
        let by_inbox = sync::in_turn(&paths, &settings.folder, || {
            // Folders are watched before they are read, so that nothing comes in between.
            watch.folders(&folders(&settings.folder));
            let inbox = settings.inbox.then(|| self.look_at_the_inbox(settings));
            inbox.flatten()
        });
        let (by_inbox, exchanged) = match by_inbox {
            Ok(by_inbox) => (by_inbox, self.exchange()),
            Err(error) => (None, Err(error)),
        };
        let by_folder = match exchanged {
            Ok(()) => LOOK_AT_LEAST_EVERY,
            Err(SyncError::Busy) => WHEN_BUSY,
            Err(error) => {
                tracing::warn!(why = %error, "the synced folder cannot be used");
                RETRY
            }
        };
        by_inbox.into_iter().fold(by_folder, Duration::min)
    }

    fn exchange(&mut self) -> Result<(), SyncError> {
        let journal = match self.journal.take() {
            Some(journal) if journal.was_replaced() => journal.reopened()?,
            Some(journal) => journal,
            // It records nothing by itself, so it needs no name.
            None => Journal::open_or_empty(&self.paths.journal, "")?,
        };
        let journal = self.journal.insert(journal);
        let plan = &self.config.plan;
        let done = sync::synchronize(&self.paths, plan, journal, clock::now())?;
        if let Some(done) = done.filter(|done| *done != sync::Outcome::default()) {
            let (written, taken_in) = (done.written, done.taken_in);
            tracing::info!(
                written,
                taken_in,
                "entries were exchanged with other computers"
            );
        }
        Ok(())
    }

    fn look_at_the_inbox(&mut self, settings: &Settings) -> Option<Duration> {
        let memory = self.paths.inbox_memory();
        let inbox = Inbox {
            root: &settings.folder,
            computer: &settings.name,
            memory: &memory,
        };
        let phone = match self.phone() {
            Ok(phone) => phone,
            Err(error) => {
                tracing::warn!(why = %error, "the inbox waits for the journal");
                return Some(RETRY);
            }
        };
        match inbox.look(phone, clock::now()) {
            Ok(looked) => {
                if looked.recorded > 0 {
                    tracing::info!(lines = looked.recorded, "lines of the inbox were recorded");
                }
                looked.again_in
            }
            Err(error) => {
                tracing::warn!(why = %error, "the inbox cannot be read");
                Some(RETRY)
            }
        }
    }

    fn phone(&mut self) -> Result<&mut Coach, JournalError> {
        let phone = match self.phone.take() {
            Some(phone) if !phone.journal.was_replaced() => phone,
            Some(_) | None => {
                let journal = Journal::open_or_empty(&self.paths.journal, inbox::WRITER)?;
                Coach::new(self.config.clone(), self.zone, journal)
            }
        };
        Ok(self.phone.insert(phone))
    }
}

/// The folders in the synced one in which something can arrive.
fn folders(root: &Path) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned(), inbox::folder(root)];
    folders.extend(sync::folders(root));
    folders
}

#[cfg(all(test, unix))]
mod tests {
    use chrono::{DateTime, FixedOffset, Utc};

    use super::super::{
        Backups, HookDispatcher, OutstandingReminders, ReminderDispatcher, Started, Watch, Watched,
    };
    use super::*;
    use crate::claims::Claims;
    use crate::clock::Moment;
    use crate::desktop::Notifier;
    use crate::remind::ClaimHolder;

    /// How many notifications are sent when the cutoff of the built-in plan is due.
    fn sent(settings: Option<Settings>) -> usize {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let now: DateTime<Utc> = "2026-11-24T13:30:00+01:00".parse().unwrap();
        let journal = Journal::open(&path("journal.db"), "desk").unwrap();
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let coach = Coach::new(Config::built_in(), zone, journal);
        let claims = Claims::new(path("claims.db"), path("journal.db"));
        let mut host = Host::new(coach, path("config.toml"), claims);
        let (send, requests) = mpsc::channel();
        let notifier = Notifier::to(send);
        let holder = ClaimHolder::process(std::process::id(), now);
        let watched = Watched {
            config: path("config.toml"),
            journal: path("journal.db"),
            sync: None,
        };
        let outstanding = OutstandingReminders::default();
        host.started = Some(Started {
            watch: Watch::files(&watched, |_| {}),
            notifier: notifier.clone(),
            reminders: ReminderDispatcher::new(notifier, holder.clone(), outstanding),
            hooks: HookDispatcher::logging(holder),
            backups: Backups::default(),
        });
        host.synced.settings = settings;
        let running = Duration::ZERO;
        host.look(Moment { now, running });
        requests.try_iter().count()
    }

    #[test]
    fn reminders_come_here_unless_this_computer_is_silenced() {
        let settings = |remind_here| {
            Some(Settings {
                folder: "/synced".into(),
                name: "desk".to_owned(),
                remind_here,
                inbox: false,
                with_config: false,
            })
        };
        assert_eq!(sent(None), 1);
        assert_eq!(sent(settings(true)), 1);
        assert_eq!(sent(settings(false)), 0);
    }
}
