//! What is to be said now, and what will be said next.

use chrono::{DateTime, TimeDelta, Utc};

use super::reminder::{Announcement, AnnouncementKind, Answer, Topic};
use crate::evening::{Entry, Timeline};
use crate::plan::Reminders;

/// A reminder is said again at most this often.
const MOST_REPEATS: i32 = 3;

/// How long after bedtime somebody is asked, once, whether the lights are out.
const STILL_UP_AFTER: TimeDelta = TimeDelta::minutes(30);

/// How long after the wake time it is still worth asking how the night was. Many computers are opened hours after
/// their owner got up, so this is longer than a step's `late_after`.
const MORNING_LASTS: TimeDelta = TimeDelta::hours(4);

/// What [`due`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What is to be said now, in the order of time.
    pub announcements: Vec<Announcement>,
    /// What will be said next, if nothing else happens.
    pub next: Option<Announcement>,
}

/// What is to be said of an evening at `now`, but for what `is_sent` already was.
///
/// Of a step only the latest kind whose time has come is said; what is older than `late_after` is dropped.
/// Nothing is said of a step that is settled, and of the steps nothing at all once the lights are out.
pub fn due(
    timeline: &Timeline<'_>,
    is_sent: impl Fn(&str) -> bool,
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Due {
    let evening = timeline.evening.date;
    let mut open = announcements(timeline, now, settings);
    open.retain(|announcement| announcement.is_open(timeline));
    let next = open
        .iter()
        .filter(|announcement| announcement.at > now)
        .min_by_key(|announcement| announcement.at);
    let next = next.cloned();
    // The announcements of a topic stand in the order of time: the last one that has come is the one.
    let come = |announcement: &Announcement| announcement.at <= now;
    let is_latest = |n: usize| {
        let later = open[n + 1..]
            .iter()
            .find(|announcement| announcement.topic == open[n].topic);
        !later.is_some_and(come)
    };
    let mut announcements: Vec<Announcement> = (0..open.len())
        .filter(|n| come(&open[*n]) && is_latest(*n))
        .map(|n| open[n].clone())
        .filter(|announcement| now - announcement.at <= late_after(&announcement.topic, settings))
        .filter(|announcement| !is_sent(&announcement.key(evening)))
        .collect();
    announcements.sort_by_key(|announcement| announcement.at);
    Due {
        announcements,
        next,
    }
}

/// Everything that is said of an evening, whether or not it was said or has become needless.
pub fn announcements(
    timeline: &Timeline<'_>,
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Vec<Announcement> {
    if !settings.enabled {
        return vec![];
    }
    let of_steps = timeline
        .entries
        .iter()
        .flat_map(|entry| of_step(entry, now, settings));
    let mut all: Vec<Announcement> = of_steps.collect();
    // Where bedtime itself is said again and again, that is enough.
    if settings.past_bedtime && settings.repeat.is_none() {
        all.push(still_up(timeline));
    }
    if settings.morning {
        all.push(morning(timeline));
    }
    all
}

fn late_after(topic: &Topic, settings: &Reminders) -> TimeDelta {
    match topic {
        Topic::Step(_) | Topic::StillUp => settings.late_after.delta(),
        Topic::Morning => MORNING_LASTS,
    }
}

/// All that is said of a step, in the order of time.
fn of_step(entry: &Entry<'_>, now: DateTime<Utc>, settings: &Reminders) -> Vec<Announcement> {
    let due = entry.waits_until();
    let mut announcements = Vec::new();
    // Who has put a step off knows that it is coming.
    if !settings.lead.is_zero() && due == entry.due {
        announcements.push((due - settings.lead.delta(), AnnouncementKind::Ahead));
    }
    announcements.push((due, AnnouncementKind::Due));
    if let Some(every) = settings.repeat.filter(|every| !every.is_zero()) {
        announcements.extend(
            (1..=MOST_REPEATS).map(|n| (due + every.delta() * n, AnnouncementKind::Again(n))),
        );
    }
    let announcement = |(at, kind)| Announcement {
        topic: Topic::Step(entry.step.id.clone()),
        title: entry.step.title.clone(),
        line: line(entry, kind, at, now),
        answers: Answer::to(&entry.step.kind),
        at,
        waits_until: due,
        kind,
    };
    announcements.into_iter().map(announcement).collect()
}

fn line(
    entry: &Entry<'_>,
    kind: AnnouncementKind,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> String {
    match kind {
        AnnouncementKind::Ahead => {
            let left = (entry.waits_until() - now.max(at)).max(TimeDelta::zero());
            format!("In {} min.", (left.num_seconds() + 59) / 60)
        }
        AnnouncementKind::Due => entry
            .step
            .page()
            .map_or_else(|| "It is time.".to_owned(), |page| page.hint.clone()),
        AnnouncementKind::Again(_) => "Still open. Whenever you like.".to_owned(),
    }
}

fn still_up(timeline: &Timeline<'_>) -> Announcement {
    let bedtime_step = timeline
        .entries
        .iter()
        .find(|entry| entry.step.is_bedtime());
    let bedtime = bedtime_step.map_or(timeline.evening.bedtime, Entry::waits_until);
    Announcement {
        topic: Topic::StillUp,
        title: "Still up?".to_owned(),
        line: "Bed is ready when you are. If the lights are out already, one press keeps it."
            .to_owned(),
        answers: &[Answer::LightsOut],
        at: bedtime + STILL_UP_AFTER,
        waits_until: bedtime,
        kind: AnnouncementKind::Due,
    }
}

fn morning(timeline: &Timeline<'_>) -> Announcement {
    let wake = timeline.evening.ends;
    Announcement {
        topic: Topic::Morning,
        title: "Good morning".to_owned(),
        line: "Ten seconds for the night: how were your legs, when did you sleep and wake?"
            .to_owned(),
        answers: &[Answer::Awake],
        at: wake,
        waits_until: wake,
        kind: AnnouncementKind::Due,
    }
}
