//! The agent: sends reminders while no window is open.
//!
//! It keeps the same dispatchers as an open window does, and sleeps until something is due, something it watches has
//! changed, or half a minute has passed. [`Agent`] is what it does, at moments that are given to it;
//! [`run`] is the loop.

pub mod lock;
pub mod run;
mod upcoming;

pub use upcoming::upcoming;

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::ClaimHolder;
use super::dispatcher::{NotificationOutcome, ReminderDispatcher};
use super::hooks::HookDispatcher;
use super::reminder::Reminder;
use crate::coach::{Coach, CoachError};
use crate::config_file;
use crate::desktop::{Bubble, DesktopMessage, Notifier};
use crate::journal::JournalError;
use crate::plan::Config;
use crate::words;

/// What the program's own words are shown under, so that new ones take the place of old ones.
const CONFIG_BUBBLE: &str = "config";
const ANSWER_BUBBLE: &str = "answer";

/// Sends reminders, and does what is answered to them.
#[derive(Debug)]
pub struct Agent {
    coach: Coach,
    config_path: PathBuf,
    /// What is wrong with the config, as it was last told.
    config_trouble: Option<String>,
    /// What keeps reminders from being sent, as it was last told.
    trouble: Option<JournalError>,
    notifier: Notifier,
    dispatcher: ReminderDispatcher,
    hooks: HookDispatcher,
}

/// What the agent wants done by the one who runs it.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Open the program in a window.
    OpenWindow,
    /// The desktop did not take this reminder: say it where you can, and tell [`Agent::shown_elsewhere`].
    Say(Reminder),
}

impl Agent {
    /// An agent for that journal and config file, under the name of `holder`.
    pub fn new(
        coach: Coach,
        config_path: PathBuf,
        notifier: Notifier,
        holder: ClaimHolder,
    ) -> Self {
        Self {
            coach,
            config_path,
            config_trouble: None,
            trouble: None,
            dispatcher: ReminderDispatcher::new(notifier.clone(), holder.clone()),
            hooks: HookDispatcher::logging(holder),
            notifier,
        }
    }

    /// Sends what is due, and says when to look again if nothing happens before.
    pub fn look(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let looked = self.try_to_look(now);
        let trouble = looked.as_ref().err();
        if let Some(trouble) = trouble.filter(|trouble| self.trouble.as_ref() != Some(trouble)) {
            tracing::error!(%trouble, "reminders wait: the journal cannot be used");
        } else if trouble.is_none() && self.trouble.is_some() {
            tracing::info!("the journal can be used again");
        }
        self.trouble = trouble.cloned();
        looked.ok()
    }

    fn try_to_look(&mut self, now: DateTime<Utc>) -> Result<DateTime<Utc>, JournalError> {
        if self.coach.journal.was_replaced() {
            tracing::info!("another journal is in the place of the one that was open");
            self.coach.journal = self.coach.journal.reopened()?;
        }
        let remind_again = self.dispatcher.look(&mut self.coach, now)?;
        let run_again = self.hooks.look(&mut self.coach, now)?;
        Ok(run_again.unwrap_or(remind_again).min(remind_again))
    }

    /// The config file was written, or may have been. One that is wrong leaves the last good plan in force, and
    /// is told once.
    pub fn config_written(&mut self) {
        match config_file::load(&self.config_path, false) {
            Ok(config) => self.configured(config),
            Err(error) => {
                let path = self.config_path.display();
                tracing::warn!(%path, "the config has mistakes; the last good one stays in force");
                self.config_is_wrong(error.in_a_line());
            }
        }
    }

    fn configured(&mut self, config: Config) {
        let steps = config.plan.steps.len();
        tracing::info!(steps, "config read");
        self.coach.config = config;
        if self.config_trouble.take().is_some() {
            self.notifier.close(CONFIG_BUBBLE);
        }
    }

    fn config_is_wrong(&mut self, trouble: String) {
        if self.config_trouble.as_ref() == Some(&trouble) {
            return;
        }
        self.tell(
            CONFIG_BUBBLE,
            "Your winddown config has a mistake",
            format!(
                "{trouble}. The last good plan stays in force; `winddown config check` shows more."
            ),
        );
        self.config_trouble = Some(trouble);
    }

    fn tell(&self, tag: &str, summary: &str, body: String) {
        self.notifier.send(Bubble {
            tag: tag.to_owned(),
            summary: summary.to_owned(),
            body,
            buttons: vec![],
        });
    }

    /// Takes in what became of a bubble.
    pub fn heard(&mut self, message: DesktopMessage, now: DateTime<Utc>) -> Option<Wish> {
        log(&message);
        match self.dispatcher.heard(&mut self.coach.journal, message, now) {
            Ok(None) => None,
            Ok(Some(NotificationOutcome::Open)) => Some(Wish::OpenWindow),
            Ok(Some(NotificationOutcome::NotShown { reminder, .. })) => Some(Wish::Say(reminder)),
            Ok(Some(NotificationOutcome::Act(evening, action))) => {
                let done = self.coach.act(evening, &action, now);
                match done.err() {
                    None => tracing::info!(%evening, "a button was pressed, and that is kept"),
                    // Done meanwhile: that is what was wanted.
                    Some(CoachError::Refused(crate::evening::Refusal::Settled { .. })) => {}
                    Some(error) => {
                        tracing::warn!(%evening, "a button was pressed, and that could not be kept");
                        self.tell(ANSWER_BUBBLE, "That could not be kept", sentence(&error));
                    }
                }
                None
            }
            Err(trouble) => {
                tracing::error!(%trouble, "what became of a reminder could not be kept");
                None
            }
        }
    }

    /// Notes that a reminder that the desktop did not take was said on a terminal.
    pub fn shown_elsewhere(&mut self, reminder: &Reminder, now: DateTime<Utc>) {
        let journal = &mut self.coach.journal;
        if let Err(trouble) = self
            .dispatcher
            .shown_elsewhere(journal, reminder, "terminal", now)
        {
            tracing::error!(%trouble, "what became of a reminder could not be kept");
        }
    }

    /// Takes the bubbles away that are still shown: nobody will hear their buttons.
    pub fn leave(&mut self) {
        if let Err(trouble) = self.dispatcher.leave(&mut self.coach.journal) {
            tracing::error!(%trouble, "what became of a reminder could not be kept");
        }
    }
}

/// An error as a sentence.
fn sentence(error: &CoachError) -> String {
    words::capitalised(&format!("{error}."))
}

/// What the log has of a bubble: it is named by keys, not by titles.
fn log(message: &DesktopMessage) {
    match message {
        DesktopMessage::Sent { tag, spot } => {
            let bubble = spot.as_ref().map(|spot| spot.id);
            tracing::info!(reminder = tag, bubble, "the desktop shows it");
        }
        DesktopMessage::Failed { tag, why } => {
            tracing::warn!(reminder = tag, why, "the desktop did not take it");
        }
        DesktopMessage::Pressed { tag, button } => {
            tracing::info!(reminder = tag, button, "answered");
        }
        DesktopMessage::Opened { tag } => tracing::info!(reminder = tag, "clicked"),
        DesktopMessage::Closed { tag } => tracing::debug!(reminder = tag, "gone"),
    }
}
