//! A reminder: the topics that it announces, its texts, and the possible answers.

use chrono::{DateTime, Utc};

use crate::evening::{Action, GRACE, SNOOZE, Status, Timeline, When};
use crate::event::{EveningDate, NightEntry, StepId};
use crate::plan::StepKind;

/// What one notification shows: an announcement of one topic, or a summary of several that could not be sent in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The evening it is about.
    pub(crate) evening: EveningDate,
    /// Its announcements, at most one per topic. Never empty.
    pub(crate) announcements: Vec<Announcement>,
    /// Whether its texts name neither steps nor symptoms.
    pub(crate) is_private: bool,
}

/// The announcement of one topic at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The topic it announces.
    pub topic: Topic,
    /// The title of the notification.
    pub(crate) title: String,
    /// One short line: why the step helps, or how much time is left.
    pub(crate) line: String,
    /// The answers to it, one button each.
    pub(crate) answers: &'static [Answer],
    /// Whether it has a button that records that the symptoms begin.
    pub(crate) asks_about_symptoms: bool,
    /// When it is due to be sent.
    pub at: DateTime<Utc>,
    /// The due time of the topic. A step that is snoozed or moved is announced again for its new due time.
    pub waits_until: DateTime<Utc>,
    /// When what it announces is expected to be done.
    pub(crate) expected_end: DateTime<Utc>,
    /// Whether it is sent ahead, in time or repeatedly.
    pub kind: AnnouncementKind,
    /// The last moment at which it may be shown.
    pub(crate) latest: DateTime<Utc>,
    /// When its evening, or the morning that asks about it, is over. Its notification is closed then.
    pub(crate) over_at: DateTime<Utc>,
}

/// What an announcement can be about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A step whose time has come.
    Step(StepId),
    /// Bedtime has passed and lights-out is not recorded. Once per evening, and once more where the user is known to be
    /// at the computer.
    StillUp,
    /// The night is over: how was it? Once per morning, about the evening whose night it was.
    Morning,
}

/// Whether an announcement is sent before the due time, at it, or repeatedly after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnnouncementKind {
    /// Before the due time, by the configured lead.
    Ahead,
    /// At the due time.
    Due,
    /// The nth repetition, counted from 1.
    Again(i32),
}

/// An answer to a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The step was done.
    Done,
    /// The cutoff was kept.
    Kept,
    /// Snooze by [`SNOOZE`].
    Snooze,
    /// Skip the step this evening.
    Skip,
    /// The cutoff was not kept.
    NotKept,
    /// Lights out now.
    LightsOut,
    /// Woke for good, just now.
    Awake,
    /// The lights went out earlier. The time is asked in the morning.
    LightsOutEarlier,
    /// The symptoms begin now. It says nothing about the step.
    SymptomsBegin,
    /// The step was done, or the cutoff kept, nobody knows when. It has no button: a late press means it.
    DoneEarlier,
    /// Woke for good, nobody knows when. It has no button: a late press means it.
    AwakeEarlier,
}

impl Answer {
    const ALL: [Self; 11] = [
        Self::Done,
        Self::Kept,
        Self::Snooze,
        Self::Skip,
        Self::NotKept,
        Self::LightsOut,
        Self::Awake,
        Self::LightsOutEarlier,
        Self::SymptomsBegin,
        Self::DoneEarlier,
        Self::AwakeEarlier,
    ];

    /// The answers to an announcement of such a step.
    pub(super) fn to(step: &StepKind, announcement: AnnouncementKind) -> &'static [Self] {
        match step {
            StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } => {
                &[Self::Done, Self::Snooze, Self::Skip]
            }
            // Nobody can have kept a cutoff before its time.
            StepKind::Cutoff { .. } if announcement == AnnouncementKind::Ahead => &[Self::NotKept],
            // A cutoff is kept or not; it cannot be snoozed.
            StepKind::Cutoff { .. } => &[Self::Kept, Self::NotKept],
            // Going to bed cannot be skipped.
            StepKind::Bedtime => &[Self::Done, Self::Snooze],
        }
    }

    /// The button's key, which the desktop returns when it is pressed.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Kept => "kept",
            Self::Snooze => "snooze",
            Self::Skip => "skip",
            Self::NotKept => "not-kept",
            Self::LightsOut => "lights-out",
            Self::Awake => "awake",
            Self::LightsOutEarlier => "lights-out-earlier",
            Self::SymptomsBegin => "symptoms-begin",
            Self::DoneEarlier => "done-earlier",
            Self::AwakeEarlier => "awake-earlier",
        }
    }

    /// The answer of that key; none if this version does not know it.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.key() == key)
    }

    /// Whether its button says when it happened: now.
    fn names_the_moment(self) -> bool {
        match self {
            Self::LightsOut | Self::Awake | Self::SymptomsBegin => true,
            Self::Done
            | Self::Kept
            | Self::Snooze
            | Self::Skip
            | Self::NotKept
            | Self::LightsOutEarlier
            | Self::DoneEarlier
            | Self::AwakeEarlier => false,
        }
    }

    /// The same answer about a time that nobody knows.
    fn earlier(self) -> Self {
        match self {
            Self::Done | Self::Kept => Self::DoneEarlier,
            Self::LightsOut => Self::LightsOutEarlier,
            Self::Awake => Self::AwakeEarlier,
            Self::Snooze
            | Self::Skip
            | Self::NotKept
            | Self::LightsOutEarlier
            | Self::SymptomsBegin
            | Self::DoneEarlier
            | Self::AwakeEarlier => self,
        }
    }

    /// The status of a step that is settled as this answer wants it, as [`Refusal`](crate::evening::Refusal) names it.
    pub(crate) fn wanted_status(self) -> Option<&'static str> {
        match self {
            Self::Done | Self::Kept | Self::DoneEarlier => Some("done"),
            Self::Skip | Self::NotKept => Some("skipped"),
            Self::Snooze
            | Self::LightsOut
            | Self::Awake
            | Self::LightsOutEarlier
            | Self::SymptomsBegin
            | Self::AwakeEarlier => None,
        }
    }

    /// Whether the topic of its reminder is open as before, so that the reminder has to stay.
    pub(super) fn leaves_it_open(self) -> bool {
        match self {
            Self::SymptomsBegin => true,
            Self::Done
            | Self::Kept
            | Self::Snooze
            | Self::Skip
            | Self::NotKept
            | Self::LightsOut
            | Self::Awake
            | Self::LightsOutEarlier
            | Self::DoneEarlier
            | Self::AwakeEarlier => false,
        }
    }

    /// The action; none if it is about a step and `step` is none.
    pub(crate) fn action(self, step: Option<&StepId>) -> Option<Action> {
        let step = step.cloned();
        match self {
            Self::LightsOut => Some(Action::LightsOut { when: When::Now }),
            Self::LightsOutEarlier => Some(Action::LightsOut {
                when: When::Unknown,
            }),
            Self::Awake => Some(Action::Woke {
                when: When::Now,
                night: NightEntry::default(),
            }),
            Self::AwakeEarlier => Some(Action::Woke {
                when: When::Unknown,
                night: NightEntry::default(),
            }),
            Self::SymptomsBegin => Some(Action::BeginSymptoms),
            Self::Done | Self::Kept => step.map(|step| Action::Done {
                step,
                when: When::Now,
            }),
            Self::DoneEarlier => step.map(|step| Action::Done {
                step,
                when: When::Unknown,
            }),
            Self::Snooze => step.map(|step| Action::Snooze { step, span: SNOOZE }),
            Self::Skip | Self::NotKept => step.map(|step| Action::Skip { step, why: None }),
        }
    }

    /// The label of the button that was, or can be, pressed. A private one names no symptoms.
    pub(crate) fn label(self, is_private: bool) -> String {
        let label = match self {
            Self::Done | Self::DoneEarlier => "Done",
            Self::Kept => "Kept",
            Self::Snooze => return format!("Snooze {} min", SNOOZE.as_secs() / 60),
            Self::Skip => "Skip",
            Self::NotKept => "Not today",
            Self::LightsOut => "Lights out now",
            Self::Awake | Self::AwakeEarlier => "I just woke",
            Self::LightsOutEarlier => "Earlier",
            Self::SymptomsBegin if is_private => "It begins now",
            Self::SymptomsBegin => "Legs begin now",
        };
        label.to_owned()
    }
}

impl Announcement {
    /// The key of its claim. Every process computes the same key for the same announcement.
    pub fn key(&self, evening: EveningDate) -> String {
        let step = match &self.topic {
            Topic::Step(step) => step,
            Topic::StillUp => {
                return match self.kind {
                    AnnouncementKind::Ahead | AnnouncementKind::Due => {
                        format!("{evening} still-up")
                    }
                    AnnouncementKind::Again(n) => format!("{evening} still-up again{n}"),
                };
            }
            Topic::Morning => return format!("{evening} morning"),
        };
        let kind = match self.kind {
            AnnouncementKind::Ahead => "ahead".to_owned(),
            AnnouncementKind::Due => "due".to_owned(),
            AnnouncementKind::Again(n) => format!("again{n}"),
        };
        format!("{evening} {step} {kind} {}", self.waits_until.timestamp())
    }

    /// The topic in an [`Announcement::key`]: a step's id, `still-up` or `morning`.
    pub(crate) fn topic_of_key(key: &str) -> &str {
        key.split(' ').nth(1).unwrap_or(key)
    }

    /// Whether it may still be sent at `now`: its topic is neither answered nor obsolete.
    pub(crate) fn is_open(&self, timeline: &Timeline<'_>, now: DateTime<Utc>) -> bool {
        let is_settled = match &self.topic {
            Topic::Step(step) => {
                let entry = timeline.entry(step);
                entry.is_none_or(|entry| entry.status.is_settled())
            }
            Topic::StillUp | Topic::Morning => false,
        };
        !is_settled && self.still_holds(timeline, now)
    }

    /// Whether its notification may stay on the screen at `now`: the evening is not over, the topic is not answered, and
    /// its due time is unchanged.
    pub(crate) fn still_holds(&self, timeline: &Timeline<'_>, now: DateTime<Utc>) -> bool {
        let ends = match self.topic {
            Topic::Step(_) | Topic::StillUp => timeline.evening.ends,
            Topic::Morning => self.over_at,
        };
        if now >= ends || timeline.woke.is_some() {
            return false;
        }
        match &self.topic {
            Topic::Step(step) => {
                let entry = timeline.entry(step);
                timeline.lights_out.is_none()
                    && entry.is_some_and(|entry| {
                        entry.waits_until() == self.waits_until && !is_answered(entry.status)
                    })
            }
            Topic::StillUp => timeline.lights_out.is_none() && !timeline.excused,
            Topic::Morning => !timeline.excused,
        }
    }

    /// What a press of a button means at `now`. The press is the moment of what it records only as long as that is
    /// likely: for [`GRACE`] after the expected end, or, where the button says "now", until the evening is over.
    fn answer_at(&self, pressed: Answer, now: DateTime<Utc>) -> Answer {
        let is_the_moment = pressed.names_the_moment() || now - self.expected_end <= GRACE;
        if now < self.over_at && is_the_moment {
            pressed
        } else {
            pressed.earlier()
        }
    }
}

fn is_answered(status: Status) -> bool {
    match status {
        Status::Done { .. } | Status::Skipped { .. } | Status::Excused => true,
        Status::Upcoming | Status::Due | Status::Late | Status::Snoozed | Status::Missed => false,
    }
}

impl Reminder {
    /// The reminders for announcements that are sent together: one for each that is due at `in_time_from` or later, and
    /// one for all that had to wait.
    pub(super) fn of(
        evening: EveningDate,
        announcements: Vec<Announcement>,
        in_time_from: DateTime<Utc>,
        is_private: bool,
    ) -> Vec<Self> {
        let is_in_time = |announcement: &Announcement| announcement.at >= in_time_from;
        let (in_time, late): (Vec<_>, Vec<_>) = announcements.into_iter().partition(is_in_time);
        let late = Some(late).filter(|late| !late.is_empty());
        let groups = late
            .into_iter()
            .chain(in_time.into_iter().map(|one| vec![one]));
        let reminder = |announcements| Self {
            evening,
            announcements,
            is_private,
        };
        groups.map(reminder).collect()
    }

    /// Whether it may come with a sound. Past bedtime and in the morning somebody may be asleep.
    pub(super) fn may_be_heard(&self) -> bool {
        self.announcements.iter().any(|it| match it.topic {
            Topic::Step(_) => true,
            Topic::StillUp | Topic::Morning => false,
        })
    }

    /// The notification's first line.
    pub fn summary(&self) -> String {
        if self.is_private {
            return "winddown".to_owned();
        }
        match self.announcements.as_slice() {
            [one] if one.kind == AnnouncementKind::Ahead => format!("{} soon", one.title),
            [one] => one.title.clone(),
            several => format!("{} steps are waiting", several.len()),
        }
    }

    /// The notification's text below the first line.
    pub(crate) fn body(&self) -> String {
        if self.is_private {
            return self.private_body();
        }
        match self.announcements.as_slice() {
            [one] => one.line.clone(),
            several => several
                .iter()
                .map(|announcement| announcement.title.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    /// The text without the titles of steps, and without the reason why a step helps.
    fn private_body(&self) -> String {
        let text = match self.announcements.as_slice() {
            [one] => match (&one.topic, one.kind) {
                (Topic::StillUp, _) => "Still up?",
                (Topic::Morning, _) => "Good morning. A question waits for you.",
                (Topic::Step(_), AnnouncementKind::Ahead) => "The next step is due soon.",
                (Topic::Step(_), AnnouncementKind::Due) => "The next step is due.",
                (Topic::Step(_), AnnouncementKind::Again(_)) => {
                    "A step is still open. Whenever you like."
                }
            },
            several => return format!("{} steps are waiting.", several.len()),
        };
        text.to_owned()
    }

    /// The claim keys of its announcements.
    pub(crate) fn keys(&self) -> impl Iterator<Item = String> {
        self.announcements
            .iter()
            .map(|announcement| announcement.key(self.evening))
    }

    /// The tag of its notification. It contains the claim keys, so that a late message about a replaced notification is
    /// not mistaken for one about its replacement.
    pub(crate) fn tag(&self) -> String {
        self.keys().collect::<Vec<_>>().join(", ")
    }

    /// The last moment at which it may be shown.
    pub(crate) fn latest(&self) -> DateTime<Utc> {
        let each = self.announcements.iter().map(|it| it.latest);
        each.fold(DateTime::<Utc>::MIN_UTC, DateTime::max)
    }

    /// When its evening is over, and its notification is closed.
    pub(crate) fn over_at(&self) -> DateTime<Utc> {
        let each = self.announcements.iter().map(|it| it.over_at);
        each.fold(DateTime::<Utc>::MIN_UTC, DateTime::max)
    }

    /// The answers with a button; none for a summary of several topics.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        match self.announcements.as_slice() {
            [announcement] => {
                let symptoms = announcement.asks_about_symptoms;
                let symptoms = symptoms.then_some(Answer::SymptomsBegin);
                announcement
                    .answers
                    .iter()
                    .copied()
                    .chain(symptoms)
                    .collect()
            }
            _ => vec![],
        }
    }

    /// The same reminder without the button about the symptoms.
    pub(super) fn without_symptoms(mut self) -> Self {
        for announcement in &mut self.announcements {
            announcement.asks_about_symptoms = false;
        }
        self
    }

    /// The step that it is about; none if it is about the whole evening or several topics.
    pub(crate) fn step(&self) -> Option<&StepId> {
        match self.announcements.as_slice() {
            [one] => match &one.topic {
                Topic::Step(step) => Some(step),
                Topic::StillUp | Topic::Morning => None,
            },
            _ => None,
        }
    }

    /// What a press of the button with that key means at `now`; none if the reminder has no such button.
    pub(crate) fn answer(&self, button: &str, now: DateTime<Utc>) -> Option<Answer> {
        let [announcement] = self.announcements.as_slice() else {
            return None;
        };
        let pressed = Answer::from_key(button)?;
        let is_offered = self.answers().contains(&pressed);
        is_offered.then(|| announcement.answer_at(pressed, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    #[test]
    fn the_snooze_button_names_the_length_of_a_snooze() {
        let named = words::short_span(SNOOZE.delta().num_minutes());
        assert_eq!(Answer::Snooze.label(false), format!("Snooze {named}"));
    }
}
