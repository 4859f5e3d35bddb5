//! The desk: claims each reminder in the journal, sends it, and hears what becomes of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::due::{Part, Reminder, SNOOZE, due};
use crate::desktop::{Bubble, Button, DesktopMessage, Notifier};
use crate::evening::{Action, Status, Timeline};
use crate::event::EveningDate;
use crate::journal::{CLAIM_HOLDS, Journal, JournalError};
use crate::plan::Reminders;

/// Claims, sends, and hears.
#[derive(Debug)]
pub struct Desk {
    notifier: Notifier,
    owner: String,
    /// The bubbles that were sent, by tag.
    out: HashMap<String, Reminder>,
}

/// What came of a bubble, for the one who keeps the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// A button was pressed: do this about that evening.
    Act(EveningDate, Action),
    /// No service took it: say it some other way, then tell [`Desk::said_otherwise`].
    NotShown(Reminder),
}

impl Desk {
    /// A desk that sends through `notifier`. `owner` names it among all that claim reminders on this computer.
    pub fn new(notifier: Notifier, owner: String) -> Self {
        Self {
            notifier,
            owner,
            out: HashMap::new(),
        }
    }

    /// Sends what is due, closes what is settled, and says when to look again.
    ///
    /// # Errors
    /// When the journal cannot be read or written: without a claim nothing is sent.
    pub fn look(
        &mut self,
        journal: &mut Journal,
        timeline: &Timeline<'_>,
        now: DateTime<Utc>,
        settings: &Reminders,
    ) -> Result<Option<DateTime<Utc>>, JournalError> {
        self.close_settled(timeline);
        let evening = timeline.evening.date;
        let claims = journal.claims(evening)?;
        let is_sent = |key: &str| {
            claims
                .iter()
                .any(|claim| claim.reminder == key && claim.sent_at.is_some())
        };
        let found = due(timeline, is_sent, now, settings);
        let mut parts = Vec::new();
        for part in found.parts {
            if journal.claim(&part.key(evening), evening, &self.owner, now)? {
                parts.push(part);
            }
        }
        if !parts.is_empty() {
            self.send(Reminder { evening, parts });
        }
        // Somebody else's claim that is still open may be a dead sender's.
        let taken_over = claims
            .iter()
            .filter(|claim| claim.sent_at.is_none())
            .map(|claim| claim.claimed_at + CLAIM_HOLDS)
            .filter(|at| *at > now)
            .min();
        Ok([found.look_again, taken_over].into_iter().flatten().min())
    }

    fn send(&mut self, reminder: Reminder) {
        let tag = tag(&reminder);
        self.notifier.send(Bubble {
            tag: tag.clone(),
            summary: reminder.summary(),
            body: reminder.body(),
            buttons: buttons(&reminder),
        });
        self.out.insert(tag, reminder);
    }

    /// Closes the bubbles whose steps are settled, or wait for another time, since they were sent.
    fn close_settled(&mut self, timeline: &Timeline<'_>) {
        let evening = timeline.evening.date;
        let still_said = |part: &Part| {
            timeline
                .entry(&part.step)
                .is_some_and(|entry| match entry.status {
                    Status::Due | Status::Late => true,
                    Status::Upcoming | Status::Snoozed => {
                        entry.due > part.at && entry.put_off.is_none()
                    }
                    Status::Done { .. }
                    | Status::Skipped { .. }
                    | Status::Missed
                    | Status::Excused => false,
                })
        };
        let notifier = &self.notifier;
        self.out.retain(|tag, reminder| {
            let keep = reminder.evening != evening || reminder.parts.iter().any(still_said);
            if !keep {
                notifier.close(tag);
            }
            keep
        });
    }

    /// Takes in what became of a bubble.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn heard(
        &mut self,
        journal: &mut Journal,
        message: DesktopMessage,
        now: DateTime<Utc>,
    ) -> Result<Option<News>, JournalError> {
        match message {
            DesktopMessage::Sent { tag } => {
                if let Some(reminder) = self.out.get(&tag) {
                    mark_sent(journal, reminder, "desktop", now)?;
                }
                Ok(None)
            }
            DesktopMessage::Failed { tag, .. } => Ok(self.out.remove(&tag).map(News::NotShown)),
            DesktopMessage::Pressed { tag, button } => Ok(self
                .out
                .remove(&tag)
                .and_then(|reminder| pressed(&reminder, &button))),
            DesktopMessage::Opened { tag } | DesktopMessage::Closed { tag } => {
                self.out.remove(&tag);
                Ok(None)
            }
        }
    }

    /// Notes that a reminder that no service took was said through another channel.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn said_otherwise(
        &self,
        journal: &mut Journal,
        reminder: &Reminder,
        channel: &str,
        now: DateTime<Utc>,
    ) -> Result<(), JournalError> {
        mark_sent(journal, reminder, channel, now)
    }
}

fn mark_sent(
    journal: &mut Journal,
    reminder: &Reminder,
    channel: &str,
    now: DateTime<Utc>,
) -> Result<(), JournalError> {
    for part in &reminder.parts {
        journal.mark_sent(&part.key(reminder.evening), channel, now)?;
    }
    Ok(())
}

/// A later saying of the same step takes the earlier one's place on the screen.
fn tag(reminder: &Reminder) -> String {
    match reminder.step() {
        Some(step) => format!("{} {step}", reminder.evening),
        None => format!("{} several", reminder.evening),
    }
}

fn buttons(reminder: &Reminder) -> Vec<Button> {
    let [part] = reminder.parts.as_slice() else {
        return vec![];
    };
    let button = |key: &str, label: &str| Button {
        key: key.to_owned(),
        label: label.to_owned(),
    };
    if part.is_cutoff {
        // A cutoff is kept or not; it cannot be put off.
        return vec![button("done", "Kept"), button("skip", "Not today")];
    }
    vec![
        button("done", "Done"),
        button("snooze", "Snooze 10 min"),
        button("skip", "Skip"),
    ]
}

fn pressed(reminder: &Reminder, button: &str) -> Option<News> {
    let step = reminder.step()?.clone();
    let action = match button {
        "done" => Action::Done { step, at: None },
        "snooze" => Action::Snooze { step, span: SNOOZE },
        "skip" => Action::Skip { step, why: None },
        _ => return None,
    };
    Some(News::Act(reminder.evening, action))
}
