//! The desk: claims each reminder in the journal, sends it, and hears what becomes of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::due::{Answer, Part, Reminder, SNOOZE, due};
use crate::desktop::{Bubble, Button, DesktopMessage, Notifier};
use crate::evening::{Action, Timeline};
use crate::event::{EveningDate, StepId};
use crate::journal::{CLAIM_HOLDS, Journal, JournalError};
use crate::plan::Reminders;

/// Claims, sends, and hears.
#[derive(Debug)]
pub struct Desk {
    notifier: Notifier,
    owner: String,
    /// The bubbles that are on their way or on the screen, by tag.
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
        let is_said = |key: &str| {
            self.is_out(key)
                || claims
                    .iter()
                    .any(|claim| claim.reminder == key && claim.sent_at.is_some())
        };
        let mut found = due(timeline, is_said, now, settings);
        if !found.parts.is_empty() {
            let keys: Vec<String> = found.parts.iter().map(|part| part.key(evening)).collect();
            let ours = journal.claim_all(&keys, evening, &self.owner, now)?;
            let not_ours = keys.len() - ours.len();
            found.parts.retain(|part| ours.contains(&part.key(evening)));
            if !found.parts.is_empty() {
                let parts = found.parts;
                self.send(Reminder { evening, parts });
            }
            if not_ours > 0 {
                // Somebody else's claim may turn out to be a dead sender's.
                let claims = journal.claims(evening)?;
                let taken_over = claims
                    .iter()
                    .filter(|claim| claim.sent_at.is_none() && keys.contains(&claim.reminder))
                    .map(|claim| claim.claimed_at + CLAIM_HOLDS)
                    .filter(|at| *at > now);
                found.look_again = taken_over.chain(found.look_again).min();
            }
        }
        Ok(found.look_again)
    }

    /// Whether it is on its way or on the screen, by this desk's own hand.
    fn is_out(&self, key: &str) -> bool {
        self.out.values().any(|reminder| {
            let parts = &reminder.parts;
            parts.iter().any(|part| part.key(reminder.evening) == key)
        })
    }

    fn send(&mut self, reminder: Reminder) {
        // A later saying of a step takes the place of the earlier one.
        let is_said_anew = |step: &StepId| reminder.parts.iter().any(|part| part.step == *step);
        self.close_all_but(|shown| {
            shown.evening != reminder.evening
                || !shown.parts.iter().all(|part| is_said_anew(&part.step))
        });
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
        self.close_all_but(|shown| {
            shown.evening != timeline.evening.date
                || shown.parts.iter().any(|part| part.still_holds(timeline))
        });
    }

    fn close_all_but(&mut self, stays: impl Fn(&Reminder) -> bool) {
        let notifier = &self.notifier;
        self.out.retain(|tag, reminder| {
            let stays = stays(reminder);
            if !stays {
                notifier.close(tag);
            }
            stays
        });
    }

    /// Takes all bubbles away: whoever keeps the desk leaves, and nobody would hear their buttons.
    pub fn leave(&self) {
        self.notifier.close_all();
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
                match self.out.get(&tag) {
                    Some(reminder) => mark_sent(journal, reminder, "desktop", now)?,
                    // Its step was settled while it was on its way.
                    None => self.notifier.close(&tag),
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

/// Every bubble has its own: what is still heard of one that was replaced is not taken for the new one's.
fn tag(reminder: &Reminder) -> String {
    let keys = reminder.parts.iter().map(|part| part.key(reminder.evening));
    keys.collect::<Vec<_>>().join(", ")
}

fn buttons(reminder: &Reminder) -> Vec<Button> {
    let [part] = reminder.parts.as_slice() else {
        return vec![];
    };
    let button = |answer: &Answer| Button {
        key: key(*answer).to_owned(),
        label: label(*answer, part).to_owned(),
    };
    part.answers.iter().map(button).collect()
}

fn key(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "done",
        Answer::Kept => "kept",
        Answer::Snooze => "snooze",
        Answer::Skip => "skip",
    }
}

fn label(answer: Answer, part: &Part) -> &'static str {
    match answer {
        Answer::Done => "Done",
        Answer::Kept => "Kept",
        Answer::Snooze => "Snooze 10 min",
        Answer::Skip if part.answers.contains(&Answer::Kept) => "Not today",
        Answer::Skip => "Skip",
    }
}

fn pressed(reminder: &Reminder, button: &str) -> Option<News> {
    let step = reminder.step()?.clone();
    let answer = Answer::ALL
        .into_iter()
        .find(|answer| key(*answer) == button)?;
    let action = match answer {
        Answer::Done | Answer::Kept => Action::Done { step, at: None },
        Answer::Snooze => Action::Snooze { step, span: SNOOZE },
        Answer::Skip => Action::Skip { step, why: None },
    };
    Some(News::Act(reminder.evening, action))
}
