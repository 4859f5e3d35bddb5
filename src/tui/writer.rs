//! The writer: everything in a window that can wait for a disk, a lock or another program.
//!
//! It owns the [`Host`], and with it a coach and a journal of its own: it writes the entries, claims and sends
//! reminders, runs hooks, and follows the files. In a window it is a thread, which is given [`Request`]s and answers
//! with [`Report`]s, both in order. So the thread that draws only reads, and no key waits for a write.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::config_change::{ConfigChange, ConfigChanged, NotChanged};
use crate::claims::Claims;
use crate::clock::{self, Moment};
use crate::coach::{ClockTrust, Coach, CoachError, Write, Written};
use crate::config_file::{self, ConfigError};
use crate::desktop::presence::SleepDelay;
use crate::event::Origin;
use crate::journal::JournalError;
use crate::paths::Paths;
use crate::plan::Config;
use crate::remind::ClaimHolder;
use crate::remind::agent::lock;
use crate::remind::agent::open_windows::OpenWindow;
use crate::remind::host::{Host, HostEvent, Notice, UnrecordedAnswer, WaitingAnswer};
use crate::trials::{self, ChangedTrial, TrialError, TrialRequest};
use crate::watch::Change;

/// How long an entry is tried again while another program holds the journal, before it is reported as not recorded.
const PATIENCE: Duration = Duration::from_secs(30);

/// How soon a journal that could not be read because of a lock is tried again.
const READ_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// The stack of the thread. It reads the config, whose nesting the TOML parser limits, so the system's usual size is
/// not needed.
const STACK: usize = 1024 * 1024;

/// What the writer is asked to do.
#[derive(Debug)]
pub(super) enum Request {
    /// Write into the journal. Answered with [`Report::Settled`].
    Write(Arc<Write>),
    /// Handle a report of one of the host's threads, which arrived then.
    Host(HostEvent, DateTime<Utc>),
    /// From now on send no reminders and keep other processes from sending any, or send them again.
    Silence(bool),
    /// Create the first config. Answered with [`Report::ConfigCreated`].
    CreateConfig(String),
    /// Change the trials. Answered with [`Report::TrialChanged`].
    ChangeTrial {
        request: TrialRequest,
        /// Whether the user has confirmed a clock in doubt.
        clock: ClockTrust,
        now: DateTime<Utc>,
    },
    /// Change the config. Answered with [`Report::ConfigChanged`].
    ChangeConfig(Box<ConfigChange>, DateTime<Utc>),
    /// Report when the journal, which was locked, can be read.
    ReportWhenReadable,
    /// Finish the writes, hand over or close the notifications, and end. Answered with [`Report::Left`].
    Leave,
}

/// What the writer reports.
#[derive(Debug)]
pub(super) enum Report {
    /// The host follows the files from now on.
    Started,
    /// The outcome of the oldest [`Request::Write`] that was not reported yet.
    Settled(Result<Written, CoachError>),
    /// The host noticed something.
    Noticed(Vec<Notice>),
    /// The first config was written and is in force, or could not be written.
    ConfigCreated(Result<Box<Config>, ConfigError>),
    /// The trials were changed, or could not be. The config is the one in force afterwards.
    TrialChanged {
        changed: Result<ChangedTrial, TrialError>,
        request: TrialRequest,
        config: Box<Config>,
    },
    /// The config was changed and is in force, or the reason why not.
    ConfigChanged(Result<(Box<Config>, Box<ConfigChanged>), NotChanged>),
    /// The journal can be read again.
    Readable,
    /// The answers to reminders that are not recorded yet.
    AnswersWait(Vec<WaitingAnswer>),
    /// The writer has finished. These answers to reminders are not recorded, and no agent runs that takes them over.
    Left(Vec<UnrecordedAnswer>),
}

/// The work of the writer, without the thread.
#[derive(Debug)]
pub(super) struct Worker {
    host: Host,
    paths: Paths,
    /// The writes to do, each with the time of its request.
    writes: VecDeque<(Arc<Write>, Instant)>,
    is_silent: bool,
    reports_when_readable: bool,
    /// The answers that were last reported as waiting.
    waiting_answers: Vec<WaitingAnswer>,
    leaves: bool,
}

impl Worker {
    /// A worker for the coach's journal and the config.
    pub(super) fn new(coach: Coach, paths: Paths) -> Self {
        Self {
            host: Host::new(
                coach,
                paths.config.clone(),
                Claims::new(paths.claims(), paths.journal.clone()),
            )
            .with_chime(paths.sounds())
            .with_sync(paths.clone())
            .beside_an_agent(paths.agent_lock()),
            paths,
            writes: VecDeque::new(),
            is_silent: false,
            reports_when_readable: false,
            waiting_answers: vec![],
            leaves: false,
        }
    }

    fn handle(&mut self, request: Request, report: &dyn Fn(Report)) {
        match request {
            Request::Write(write) => self.writes.push_back((write, clock::monotonic())),
            Request::Host(event, now) => {
                let notices = self.host.handle(event, now);
                for notice in &notices {
                    // The window shows it, whatever screen is open.
                    if let Notice::NotShown(reminder) = notice {
                        self.host.shown_on_a_terminal(reminder, now);
                    }
                }
                noticed(notices, report);
                self.report_waiting_answers(report);
            }
            Request::Silence(is_silent) => self.is_silent = is_silent,
            Request::CreateConfig(text) => {
                let created = config_file::create_with_schema(&self.paths.config, &text)
                    .and_then(|()| self.host.read_config())
                    .map(|()| Box::new(self.host.coach.config.clone()));
                report(Report::ConfigCreated(created));
            }
            Request::ChangeTrial {
                request,
                clock,
                now,
            } => self.change_trial(request, clock, now, report),
            Request::ChangeConfig(change, now) => {
                report(Report::ConfigChanged(self.change_config(&change, now)));
            }
            Request::ReportWhenReadable => self.reports_when_readable = true,
            Request::Leave => self.leaves = true,
        }
    }

    /// Changes the trials, after the entries that were made before.
    fn change_trial(
        &mut self,
        request: TrialRequest,
        clock: ClockTrust,
        now: DateTime<Utc>,
        report: &dyn Fn(Report),
    ) {
        self.write(report);
        let coach = &mut self.host.coach;
        coach.clock = clock;
        let changed = trials::change(&self.paths.config, coach, &request, Origin::Pressed, now);
        if changed.is_ok()
            && let Err(error) = self.host.read_config()
        {
            tracing::warn!(trouble = %error, "the config with the changed trial cannot be read");
        }
        report(Report::TrialChanged {
            changed,
            request,
            config: Box::new(self.host.coach.config.clone()),
        });
    }

    fn change_config(
        &mut self,
        change: &ConfigChange,
        now: DateTime<Utc>,
    ) -> Result<(Box<Config>, Box<ConfigChanged>), NotChanged> {
        let changed = change.write(&self.paths)?;
        self.host.read_config()?;
        let coach = &self.host.coach;
        let changed = changed.seen_by(coach, now);
        Ok((Box::new(coach.config.clone()), Box::new(changed)))
    }

    /// Writes in order. Stops at one that has to be tried again, because another program holds the journal.
    fn write(&mut self, report: &dyn Fn(Report)) {
        while let Some((write, requested)) = self.writes.front() {
            let written = self.host.coach.write(write);
            if let Err(CoachError::Journal(JournalError::Busy(_))) = &written
                && requested.elapsed() < PATIENCE
            {
                return;
            }
            self.writes.pop_front();
            report(Report::Settled(written));
        }
    }

    fn report_when_readable(&mut self, report: &dyn Fn(Report)) {
        if self.reports_when_readable && self.host.coach.journal.extent().is_ok() {
            self.reports_when_readable = false;
            report(Report::Readable);
        }
    }

    fn report_waiting_answers(&mut self, report: &dyn Fn(Report)) {
        let waiting = self.host.waiting_answers(clock::now());
        if waiting != self.waiting_answers {
            self.waiting_answers.clone_from(&waiting);
            report(Report::AnswersWait(waiting));
        }
    }

    /// Notices changes and sends due reminders. Returns when to look again.
    fn look(&mut self, started: Instant, report: &dyn Fn(Report)) -> Duration {
        let moment = Moment::since(started);
        let looked = if self.is_silent {
            self.host.look_in_silence(moment)
        } else {
            self.host.look(moment)
        };
        noticed(looked.notices, report);
        self.report_waiting_answers(report);
        moment.running + looked.again_in
    }

    /// Carries out requests until the last one, which is to leave.
    fn run(
        mut self,
        started: Instant,
        requests: &Receiver<Request>,
        send: Sender<Request>,
        report: &dyn Fn(Report),
    ) {
        let holder = ClaimHolder::process(std::process::id(), clock::now());
        let arrive = move |event, at| {
            // Sending fails only while the program is ending.
            let _ = send.send(Request::Host(event, at));
        };
        Host::follow_presence(clock::now, SleepDelay::None, arrive.clone());
        self.host.start(holder, clock::now, arrive);
        for change in [Change::Config, Change::Journal] {
            noticed(self.host.changed(change), report);
        }
        report(Report::Started);
        let _open = OpenWindow::show(&self.paths.open_windows());
        let mut look_at = Duration::ZERO;
        loop {
            let mut wait = look_at.saturating_sub(started.elapsed());
            if self.reports_when_readable {
                wait = wait.min(READ_AGAIN_AFTER);
            }
            if !self.writes.is_empty() {
                wait = Duration::ZERO;
            }
            match requests.recv_timeout(wait) {
                Ok(request) => {
                    self.handle(request, report);
                    while let Ok(request) = requests.try_recv() {
                        self.handle(request, report);
                    }
                    // Any request can change what is due.
                    look_at = Duration::ZERO;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.write(report);
            self.report_when_readable(report);
            if self.leaves && self.writes.is_empty() {
                let unrecorded = self.leave();
                return report(Report::Left(unrecorded));
            }
            if started.elapsed() >= look_at {
                look_at = self.look(started, report);
            }
        }
    }

    /// The agent takes over notifications that are still shown; without an agent they are closed.
    fn leave(&mut self) -> Vec<UnrecordedAnswer> {
        let agent = lock::holder(&self.paths.agent_lock());
        // If the lock cannot be read, assume that an agent is running.
        self.host.leave(!matches!(agent, Ok(None)), clock::now())
    }
}

fn noticed(notices: Vec<Notice>, report: &dyn Fn(Report)) {
    if !notices.is_empty() {
        report(Report::Noticed(notices));
    }
}

/// How a window reaches its writer.
#[derive(Debug)]
pub(super) struct Writer {
    backend: Backend,
    reports: Receiver<Report>,
    /// Reports that were received while another one was waited for.
    deferred: VecDeque<Report>,
}

#[derive(Debug)]
enum Backend {
    /// A thread.
    Thread(Sender<Request>),
    /// Without a thread: requests are carried out at once, or by [`Writer::carry_out_held`].
    Inline {
        worker: Box<Worker>,
        report: Sender<Report>,
        /// The requests that wait; none if they are carried out at once.
        held: Option<Vec<Request>>,
    },
}

impl Writer {
    /// A writer on a thread of its own. It calls `reported` after each report.
    ///
    /// # Errors
    /// When the system refuses another thread.
    pub(super) fn on_a_thread(
        worker: Worker,
        started: Instant,
        reported: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let (send_report, reports) = mpsc::channel();
        let (send, requests) = mpsc::channel();
        let for_host = send.clone();
        thread::Builder::new()
            .name("writer".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                worker.run(started, &requests, for_host, &|report| {
                    // Sending fails only while the program is ending.
                    let _ = send_report.send(report);
                    reported();
                });
            })?;
        Ok(Self {
            backend: Backend::Thread(send),
            reports,
            deferred: VecDeque::new(),
        })
    }

    /// A writer that carries out each request before [`Writer::request`] returns.
    pub(super) fn at_once(worker: Worker) -> Self {
        let (report, reports) = mpsc::channel();
        let worker = Box::new(worker);
        Self {
            backend: Backend::Inline {
                worker,
                report,
                held: None,
            },
            reports,
            deferred: VecDeque::new(),
        }
    }

    /// Keeps all further requests waiting until [`Writer::carry_out_held`]. Has no effect on a thread.
    pub(super) fn hold(&mut self) {
        if let Backend::Inline { held, .. } = &mut self.backend {
            *held = Some(Vec::new());
        }
    }

    /// Carries out the requests that wait, and further ones at once again.
    pub(super) fn carry_out_held(&mut self) {
        if let Backend::Inline { held, .. } = &mut self.backend {
            for request in held.take().unwrap_or_default() {
                self.request(request);
            }
        }
    }

    /// Hands a request to the writer.
    pub(super) fn request(&mut self, request: Request) {
        match &mut self.backend {
            Backend::Thread(send) => {
                // Sending fails only while the program is ending.
                let _ = send.send(request);
            }
            Backend::Inline {
                held: Some(held), ..
            } => held.push(request),
            Backend::Inline {
                worker,
                report,
                held: None,
            } => {
                let report = |it| {
                    let _ = report.send(it);
                };
                worker.handle(request, &report);
                worker.write(&report);
                worker.report_when_readable(&report);
            }
        }
    }

    /// The next report, if there is one.
    pub(super) fn report(&mut self) -> Option<Report> {
        let deferred = self.deferred.pop_front();
        deferred.or_else(|| self.reports.try_recv().ok())
    }

    /// Waits for the outcome of a write. Returns none if it takes longer than `patience`; it is reported later then.
    pub(super) fn outcome(&mut self, patience: Duration) -> Option<Result<Written, CoachError>> {
        let begun = clock::monotonic();
        loop {
            let left = patience.saturating_sub(begun.elapsed());
            match self.reports.recv_timeout(left).ok()? {
                Report::Settled(outcome) => return Some(outcome),
                other => self.deferred.push_back(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use chrono::FixedOffset;
    use rusqlite::Connection;

    use super::*;
    use crate::clock::Zone;
    use crate::evening::Action;
    use crate::journal::Journal;

    #[test]
    fn a_write_is_tried_again_while_another_program_holds_the_journal_and_the_order_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let journal = Journal::open(&path, "test").unwrap();
        let mut screen = Coach::new(Config::built_in(), zone, journal);
        let paths = Paths {
            config: folder.path().join("config.toml"),
            journal: path.clone(),
            cache: None,
            state: None,
            home: None,
        };
        let mut worker = Worker::new(screen.another().unwrap(), paths);
        let journal = &mut worker.host.coach.journal;
        journal.wait_at_most(Duration::ZERO).unwrap();
        let reports = RefCell::new(vec![]);
        let report = |it: Report| reports.borrow_mut().push(it);

        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let now: DateTime<Utc> = "2026-11-24T21:50:00+01:00".parse().unwrap();
        let evening = screen.date_of_tonight(now).unwrap();
        for text in ["first", "second"] {
            let text = text.to_owned();
            let note = Action::Note { text, at: None };
            let write = Arc::new(screen.foresee(evening, vec![note], now).unwrap());
            screen.add_pending(&write);
            worker.handle(Request::Write(write), &report);
            worker.write(&report);
        }
        assert!(reports.borrow().is_empty());
        other.execute_batch("ROLLBACK").unwrap();
        worker.write(&report);
        let shown = screen.evening_record(evening, now).unwrap().events;
        let written = screen.journal.evening(evening).unwrap();
        assert_eq!(written, shown);
        let reports = reports.into_inner();
        let is_settled = |report: &Report| matches!(report, Report::Settled(Ok(_)));
        assert_eq!((reports.len(), reports.iter().all(is_settled)), (2, true));
    }
}
