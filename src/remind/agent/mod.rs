//! The agent: sends reminders while no window is open.
//!
//! It drives the same [`Host`] as an open window. [`run`] is its loop. Notices of the host become notifications here;
//! the host itself logs them.

pub mod build;
pub mod install;
pub mod lock;
pub(crate) mod open_windows;
pub mod replacement;
pub mod run;
pub mod test_reminder;
mod upcoming;
mod window_opener;

pub(crate) use upcoming::upcoming;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::host::{
    Host, NOT_RECORDED, Notice, RECORDED_LATER, UnrecordedAnswer, WAITING_TAG, answer_waits,
    in_short,
};
use super::reminder::Reminder;
use crate::clock;
use crate::coach::{Coach, CoachError};
use crate::config_file::ConfigError;
use crate::desktop::terminal_notification::TerminalNotification;
use crate::desktop::{LEAVE_LIMIT, Notification, NotificationKind, Notifier};
use crate::journal::{JournalError, RecoveryReport};
use crate::printable;
use crate::terminal_output::{Patience, TerminalOutput};
use crate::words;
use window_opener::WindowOpener;

/// The tags of the agent's own notifications. A new one replaces an old one with the same tag.
const CONFIG_TAG: &str = "config";
const ANSWER_TAG: &str = "answer";
const CLOCK_TAG: &str = "clock";
const RECOVERY_TAG: &str = "recovery";
const WINDOW_TAG: &str = "window";

/// The title of a notification about an answer that is recorded later.
const NOT_RECORDED_YET: &str = "Your answer is not recorded yet";

/// The agent's host, and its own means to reach the user.
#[derive(Debug)]
struct Agent {
    host: Host,
    notifier: Notifier,
    windows: WindowOpener,
}

impl Agent {
    fn announce_all(&mut self, notices: Vec<Notice>, now: DateTime<Utc>) {
        for notice in notices {
            self.announce(notice, now);
        }
    }

    fn announce(&mut self, notice: Notice, now: DateTime<Utc>) {
        match notice {
            Notice::ConfigRead(_) => self.notifier.close(CONFIG_TAG),
            Notice::ConfigWrong(error) => self.config_is_wrong(&error),
            Notice::JournalRecovered(report) => self.journal_was_recovered(&report),
            // A notification of the host explains what was refused.
            Notice::Answered(_) | Notice::AnswerRefused(_) => self.close_if_nothing_waits(),
            Notice::AnswerWaits(error) => self.answer_waits(&error),
            Notice::NotShown(reminder) => self.show_on_the_terminal(&reminder, now),
            Notice::ClockInDoubt(doubt) => self.clock_is_in_doubt(&doubt.to_string()),
            Notice::WindowWanted => self.windows.clicked(),
            // Nothing to do: each look reads everything again, and the host logs these.
            Notice::JournalWritten
            | Notice::JournalReplaced
            | Notice::JournalUnusable(_)
            | Notice::JournalUsable
            | Notice::ZoneChanged
            | Notice::ClockChanged => {}
        }
    }

    fn config_is_wrong(&self, error: &ConfigError) {
        // The mistake may name a step or a drink.
        let trouble = if self.is_private() {
            String::new()
        } else {
            format!("{}. ", error.in_a_line())
        };
        self.notify(
            CONFIG_TAG,
            "Your winddown config has a mistake",
            format!(
                "{trouble}The last good plan stays in force; `winddown config check` shows more."
            ),
        );
    }

    /// Whether notifications may name neither steps nor symptoms, by the last good config.
    fn is_private(&self) -> bool {
        self.host.coach.config.reminders.private
    }

    fn journal_was_recovered(&self, report: &RecoveryReport) {
        let body = format!("{} `winddown journal check` says more.", report.loss());
        self.notify(
            RECOVERY_TAG,
            "Your winddown journal was damaged and was repaired",
            body,
        );
    }

    fn clock_is_in_doubt(&self, doubt: &str) {
        let body = format!(
            "{}. Reminders may come at the wrong time, and nothing is recorded until you confirm it.",
            words::capitalised(doubt)
        );
        self.notify(CLOCK_TAG, "Is the clock right?", body);
    }

    fn answer_waits(&self, error: &JournalError) {
        self.notify(WAITING_TAG, "Not recorded yet", answer_waits(error));
    }

    /// Called before the process ends. With `takes_over` another process will take over the notifications and what is
    /// stored.
    fn leave(&mut self, takes_over: bool, now: DateTime<Utc>) {
        let unrecorded = self.host.leave(takes_over, now);
        // It says that the program keeps trying.
        self.notifier.close_and_wait(WAITING_TAG, LEAVE_LIMIT);
        if unrecorded.is_empty() {
            return;
        }
        let coach = &self.host.coach;
        let lines = unrecorded.iter().map(|answer| line(answer, coach));
        let body = lines.collect::<Vec<_>>().join(" ");
        let is_lost = unrecorded.iter().any(|it| !it.answer.is_stored);
        let summary = if is_lost {
            NOT_RECORDED
        } else {
            NOT_RECORDED_YET
        };
        let notification = notification(ANSWER_TAG, summary, body);
        if let Err(why) = self.notifier.send_and_wait(notification.clone()) {
            tracing::warn!(why, "no notification says that an answer was not recorded");
            // The last means; there may be no terminal.
            let _ = print(&notification.summary, &notification.body);
        }
    }

    fn close_if_nothing_waits(&self) {
        if self.host.answers_are_recorded() {
            self.notifier.close(WAITING_TAG);
        }
    }

    fn notify(&self, tag: &str, summary: &str, body: String) {
        self.notifier.send(notification(tag, summary, body));
    }

    fn show_on_the_terminal(&mut self, reminder: &Reminder, now: DateTime<Utc>) {
        if print(&reminder.summary(), &reminder.body()).is_err() {
            tracing::warn!("no terminal could show the reminder; it stays due");
            return;
        }
        self.host.shown_on_a_terminal(reminder, now);
    }
}

fn notification(tag: &str, summary: &str, body: String) -> Notification {
    let kind = match tag {
        // The program goes on trying by itself.
        WAITING_TAG => NotificationKind::Information,
        _ => NotificationKind::Notice,
    };
    Notification {
        tag: tag.to_owned(),
        stack_tag: None,
        summary: summary.to_owned(),
        body,
        buttons: vec![],
        kind,
        has_sound: false,
    }
}

/// What the user should know of an answer that was not recorded when the agent ended.
fn line(unrecorded: &UnrecordedAnswer, coach: &Coach) -> String {
    let UnrecordedAnswer { answer, why } = unrecorded;
    let is_private = coach.config.reminders.private;
    let what = if is_private {
        "your answer to a reminder".to_owned()
    } else {
        words::answer_line(
            &answer.events,
            &coach.config.plan,
            coach.config.display.clock,
        )
    };
    let why = match why {
        // The reason may name the step.
        CoachError::Refused(_) if is_private => {
            return "Open winddown to see how the evening stands.".to_owned();
        }
        CoachError::Refused(refusal) => return words::refusal_sentence(refusal),
        CoachError::Journal(error) => in_short(error),
    };
    let line = format!("{}: {why}.", words::capitalised(&what));
    if answer.is_stored {
        return format!("{line} {RECORDED_LATER}");
    }
    line
}

/// How long to wait for a terminal that takes nothing.
const PRINT_LIMIT: Duration = Duration::from_millis(300);

/// Prints a text on the terminal that the agent was started on, if there is one.
fn print(summary: &str, body: &str) -> io::Result<()> {
    if !io::stdout().is_terminal() {
        return Err(io::ErrorKind::NotConnected.into());
    }
    let mut out = TerminalOutput::open(Patience::Until(clock::monotonic() + PRINT_LIMIT));
    let note = TerminalNotification::detect(|name| std::env::var(name).ok());
    out.write_all(&note.bytes(summary, body))?;
    let line = printable::on_one_line(&format!("{summary}: {body}"));
    writeln!(out, "{line}")
}
