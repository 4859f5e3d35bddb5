//! Answers that the journal cannot take, because the evening is not as it was when the reminder was shown.
//!
//! Each is explained by a notification that stays until the user has seen it. Until then the answer stays stored, so that
//! another process explains it if this one ends before, which on some desktops takes the notification away.

use chrono::{DateTime, TimeDelta, Utc};

use super::Host;
use super::answers::PendingAnswer;
use crate::claims::GivenAnswer;
use crate::coach::Coach;
use crate::desktop::{DesktopMessage, Notification, NotificationKind};
use crate::evening::Refusal;
use crate::plan::Plan;
use crate::remind::reminder::Answer;
use crate::words;

/// How long to wait before an explanation that was not shown is tried again.
const RETRY_AFTER: TimeDelta = TimeDelta::seconds(20);

/// The title of a notification about an answer that was not recorded.
pub const NOT_RECORDED: &str = "Your answer was not recorded";

/// The refused answers whose explanation the user has not seen yet.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    all: Vec<RefusedAnswer>,
}

#[derive(Debug)]
struct RefusedAnswer {
    answer: PendingAnswer,
    why: Refusal,
    explanation: Explanation,
}

/// What has become of the notification that explains a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Explanation {
    NotSent,
    Sent,
    /// It was not shown, or its service has ended.
    FailedAt(DateTime<Utc>),
}

impl Refusals {
    pub(super) fn add(&mut self, answer: PendingAnswer, why: Refusal) {
        let explanation = Explanation::NotSent;
        self.all.push(RefusedAnswer {
            answer,
            why,
            explanation,
        });
    }

    pub(super) fn answers(&self) -> impl Iterator<Item = &GivenAnswer> {
        self.all.iter().map(|refused| &refused.answer.given)
    }

    /// The answers, to be stored where they are not yet.
    pub(super) fn unstored(&mut self) -> impl Iterator<Item = &mut PendingAnswer> {
        let answers = self.all.iter_mut().map(|refused| &mut refused.answer);
        answers.filter(|answer| !answer.is_stored)
    }

    /// The answers that nobody was told about yet, each with the reason and whether it is stored.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = (&Refusal, bool)> {
        let unexplained = |it: &&RefusedAnswer| it.explanation != Explanation::Sent;
        let refused = self.all.iter().filter(unexplained);
        refused.map(|refused| (&refused.why, refused.answer.is_stored))
    }

    /// The explanations to send now. They count as sent.
    pub(super) fn take_unsent(&mut self, coach: &Coach, now: DateTime<Utc>) -> Vec<Notification> {
        let mut notifications = vec![];
        for refused in &mut self.all {
            let is_wanted = match refused.explanation {
                Explanation::NotSent => true,
                Explanation::Sent => false,
                Explanation::FailedAt(at) => (now - at).abs() >= RETRY_AFTER,
            };
            if is_wanted {
                refused.explanation = Explanation::Sent;
                notifications.push(refused.notification(coach, now));
            }
        }
        notifications
    }

    /// Handles a message about an explanation. Returns the answer once the user has seen why it was refused.
    pub(super) fn desktop_message(
        &mut self,
        message: &DesktopMessage,
        now: DateTime<Utc>,
    ) -> Option<GivenAnswer> {
        let mut all = self.all.iter_mut();
        let n = all.position(|refused| tag(&refused.answer.given) == message.tag())?;
        match message {
            DesktopMessage::Sent { .. } => None,
            DesktopMessage::Failed { .. } | DesktopMessage::Lost { .. } => {
                self.all[n].explanation = Explanation::FailedAt(now);
                None
            }
            DesktopMessage::Pressed { .. }
            | DesktopMessage::Opened { .. }
            | DesktopMessage::Closed { .. } => Some(self.all.remove(n).answer.given),
        }
    }

    /// The tags of the explanations that the next process will send again.
    pub(super) fn left_to_others(&self) -> impl Iterator<Item = String> {
        let stored = self.all.iter().filter(|refused| refused.answer.is_stored);
        stored.map(|refused| tag(&refused.answer.given))
    }
}

impl Host {
    /// Shows why answers were refused.
    pub(super) fn explain_refusals(&mut self, now: DateTime<Utc>) {
        if let Some(started) = &self.started {
            for explanation in self.answers.refusals.take_unsent(&self.coach, now) {
                started.notifier.send(explanation);
            }
        }
    }
}

impl RefusedAnswer {
    fn notification(&self, coach: &Coach, now: DateTime<Utc>) -> Notification {
        let given = &self.answer.given;
        let answer = Answer::from_key(&given.button);
        let is_private = coach.config.reminders.private;
        let pressed =
            answer.map_or_else(|| given.button.clone(), |answer| answer.label(is_private));
        let about = given.step.as_ref().map(|id| {
            let title = |plan: &Plan| plan.step(id).map(|step| step.title.clone());
            // The plan of that evening still has a step that was removed since.
            let recorded = || coach.evening_record(given.evening, now).ok();
            let title = title(&coach.config.plan)
                .or_else(|| recorded().and_then(|night| title(&night.plan)))
                .unwrap_or_else(|| id.0.clone());
            format!("{title}: ")
        });
        // Without a journal that can be read, naming the evening is never wrong.
        let of_evening = match coach.date_of_tonight(now) {
            Ok(tonight) if given.evening == tonight => String::new(),
            Ok(tonight) => {
                let date = words::short_date_seen_from(tonight, given.evening);
                format!(" for the evening of {date}")
            }
            Err(_) => format!(" for the evening of {}", words::long_date(given.evening)),
        };
        let at = words::clock(given.given_at, &coach.zone, coach.config.display.clock);
        let pressed = format!("\u{201c}{pressed}\u{201d}, pressed at {at}{of_evening}.");
        // The reason may name the step.
        let body = if is_private {
            format!("{pressed} Open winddown to see how the evening stands.")
        } else {
            let why = words::refusal_sentence(&self.why);
            format!("{}{pressed} {why}", about.unwrap_or_default())
        };
        Notification {
            tag: tag(given),
            stack_tag: None,
            summary: NOT_RECORDED.to_owned(),
            body,
            buttons: vec![],
            kind: NotificationKind::Notice,
            has_sound: false,
        }
    }
}

/// What the tags of all explanations begin with.
const TAG: &str = "refused ";

/// Whether this is the tag of an explanation.
pub(super) fn is_explanation(tag: &str) -> bool {
    tag.starts_with(TAG)
}

/// The tag of the notification that explains why this answer was refused.
fn tag(given: &GivenAnswer) -> String {
    let step = given.step.as_ref().map_or("", |step| step.0.as_str());
    let at = given.given_at.timestamp_millis();
    format!("{TAG}{} {step} {} {at}", given.evening, given.button)
}
