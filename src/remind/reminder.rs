//! What a reminder is: what it is about, what it says, and what can be answered to it.

use chrono::{DateTime, Utc};

use crate::evening::{Action, SNOOZE, Status, Timeline};
use crate::event::{EveningDate, NightEntry, StepId};
use crate::plan::StepKind;

/// One thing to say, about one topic or, after a time in which nothing could be said, about several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The evening it is about.
    pub evening: EveningDate,
    /// What it says, topic by topic. Never empty.
    pub announcements: Vec<Announcement>,
}

/// What a reminder says of one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// What it is about.
    pub topic: Topic,
    /// Its title.
    pub title: String,
    /// One short line: why, or how long it still is.
    pub line: String,
    /// What can be answered to it.
    pub answers: &'static [Answer],
    /// When it is to be said.
    pub at: DateTime<Utc>,
    /// The topic's own instant, for which it is said. A step put off or moved is said again for its new one.
    pub waits_until: DateTime<Utc>,
    /// Which kind of it this is.
    pub kind: AnnouncementKind,
}

/// What a reminder can be about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A step whose time has come.
    Step(StepId),
    /// Bedtime is past, and nobody said that the lights are out. Once an evening.
    StillUp,
    /// The night is over: how was it? Once a morning, about the evening whose night it was.
    Morning,
}

/// Which kind of a topic a reminder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnnouncementKind {
    /// Ahead of its time.
    Ahead,
    /// When it is time.
    Due,
    /// Again, for the nth time.
    Again(i32),
}

/// What can be answered to a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It was done.
    Done,
    /// A cutoff was kept.
    Kept,
    /// Later: by [`SNOOZE`].
    Snooze,
    /// Not this evening.
    Skip,
    /// A cutoff was not kept.
    NotKept,
    /// The lights go out now.
    LightsOut,
    /// Awake, just now.
    Awake,
}

impl Answer {
    const ALL: [Self; 7] = [
        Self::Done,
        Self::Kept,
        Self::Snooze,
        Self::Skip,
        Self::NotKept,
        Self::LightsOut,
        Self::Awake,
    ];

    pub(super) fn to(kind: &StepKind) -> &'static [Self] {
        match kind {
            StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } => {
                &[Self::Done, Self::Snooze, Self::Skip]
            }
            // It is kept or not; it cannot be put off.
            StepKind::Cutoff { .. } => &[Self::Kept, Self::NotKept],
            // Sooner or later everybody goes to bed.
            StepKind::Bedtime => &[Self::Done, Self::Snooze],
        }
    }

    /// What the desktop is given for it, and gives back.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Kept => "kept",
            Self::Snooze => "snooze",
            Self::Skip => "skip",
            Self::NotKept => "not-kept",
            Self::LightsOut => "lights-out",
            Self::Awake => "awake",
        }
    }

    /// What is written on its button.
    pub fn label(self) -> String {
        let label = match self {
            Self::Done => "Done",
            Self::Kept => "Kept",
            Self::Snooze => return format!("Snooze {} min", SNOOZE.as_secs() / 60),
            Self::Skip => "Skip",
            Self::NotKept => "Not today",
            Self::LightsOut => "Lights out",
            Self::Awake => "I just woke",
        };
        label.to_owned()
    }
}

impl Announcement {
    /// What the claim is made under: the same for everybody who would say the same.
    pub fn key(&self, evening: EveningDate) -> String {
        let step = match &self.topic {
            Topic::Step(step) => step,
            Topic::StillUp => return format!("{evening} still-up"),
            Topic::Morning => return format!("{evening} morning"),
        };
        let kind = match self.kind {
            AnnouncementKind::Ahead => "ahead".to_owned(),
            AnnouncementKind::Due => "due".to_owned(),
            AnnouncementKind::Again(n) => format!("again{n}"),
        };
        format!("{evening} {step} {kind} {}", self.waits_until.timestamp())
    }

    /// What a [`Announcement::key`] is about: a step's id, `still-up` or `morning`.
    pub fn topic_of_key(key: &str) -> &str {
        key.split(' ').nth(1).unwrap_or(key)
    }

    /// Whether it may still be said: nothing was answered to it, and there is time to act on it.
    pub fn is_open(&self, timeline: &Timeline<'_>) -> bool {
        match &self.topic {
            Topic::Step(step) => {
                let entry = timeline.entry(step);
                timeline.lights_out.is_none()
                    && entry.is_some_and(|entry| !entry.status.is_settled())
            }
            Topic::StillUp | Topic::Morning => self.still_holds(timeline),
        }
    }

    /// Whether there is still a reason to show it: nothing was answered to it, and its time is the one it was said
    /// for. A notification may be answered the morning after.
    pub fn still_holds(&self, timeline: &Timeline<'_>) -> bool {
        match &self.topic {
            Topic::Step(step) => {
                let entry = timeline.entry(step);
                timeline.lights_out.is_none()
                    && entry.is_some_and(|entry| {
                        entry.waits_until() == self.waits_until && !is_answered(entry.status)
                    })
            }
            Topic::StillUp => {
                timeline.lights_out.is_none() && timeline.woke.is_none() && !timeline.excused
            }
            Topic::Morning => timeline.woke.is_none() && !timeline.excused,
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
    /// Its first line.
    pub fn summary(&self) -> String {
        match self.announcements.as_slice() {
            [one] if one.kind == AnnouncementKind::Ahead => format!("{} soon", one.title),
            [one] => one.title.clone(),
            several => format!("{} steps are waiting", several.len()),
        }
    }

    /// The rest.
    pub fn body(&self) -> String {
        match self.announcements.as_slice() {
            [one] => one.line.clone(),
            several => several
                .iter()
                .map(|announcement| announcement.title.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    /// What the journal has it under, announcement by announcement.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.announcements
            .iter()
            .map(|announcement| announcement.key(self.evening))
    }

    /// The buttons on it: none when it is about several.
    pub fn answers(&self) -> &'static [Answer] {
        match self.announcements.as_slice() {
            [announcement] => announcement.answers,
            _ => &[],
        }
    }

    /// What somebody wants done who pressed the button with that key.
    pub fn action(&self, button: &str) -> Option<Action> {
        let [announcement] = self.announcements.as_slice() else {
            return None;
        };
        let answer = Answer::ALL
            .into_iter()
            .find(|answer| answer.key() == button)?;
        match answer {
            Answer::LightsOut => return Some(Action::LightsOut { at: None }),
            Answer::Awake => {
                return Some(Action::Woke {
                    at: None,
                    night: NightEntry::default(),
                });
            }
            Answer::Done | Answer::Kept | Answer::Snooze | Answer::Skip | Answer::NotKept => {}
        }
        let Topic::Step(step) = announcement.topic.clone() else {
            return None;
        };
        match answer {
            Answer::Done | Answer::Kept => Some(Action::Done { step, at: None }),
            Answer::Snooze => Some(Action::Snooze { step, span: SNOOZE }),
            Answer::Skip | Answer::NotKept => Some(Action::Skip { step, why: None }),
            Answer::LightsOut | Answer::Awake => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    #[test]
    fn the_button_names_how_long_it_puts_off() {
        let named = words::short_span(SNOOZE.delta().num_minutes());
        assert_eq!(Answer::Snooze.label(), format!("Snooze {named}"));
    }
}
