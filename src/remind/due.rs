//! Which announcements are due now, and which one comes next.

use chrono::{DateTime, TimeDelta, Utc};

use super::reminder::{Announcement, AnnouncementKind, Answer, Topic};
use crate::evening::{Entry, Timeline};
use crate::plan::Reminders;

/// With `repeat`, a step is announced again at most this often.
const MOST_REPEATS: i32 = 3;

/// How long after bedtime the question "Still up?" is asked, and asked again where the user is known to be at the computer.
const STILL_UP_AFTER: [(AnnouncementKind, TimeDelta); 2] = [
    (AnnouncementKind::Due, TimeDelta::minutes(30)),
    (AnnouncementKind::Again(1), TimeDelta::minutes(60)),
];

/// How long after the wake time the question about the night may still be asked and stays on the screen. Many computers are opened hours after
/// their owner got up, so this is longer than `late_after`.
const MORNING_LASTS: TimeDelta = TimeDelta::hours(4);

/// The result of [`due`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The announcements to send now, by time.
    pub announcements: Vec<Announcement>,
    /// The next announcement, if nothing changes before.
    pub next: Option<Announcement>,
}

/// The announcements of an evening that are due at `now`, without those whose key `is_sent`.
///
/// For each step only the latest announcement whose time has come is due, unless it is older than `late_after`. Settled
/// steps have none, and once the lights are out no step has any.
pub fn due(
    timeline: &Timeline<'_>,
    is_sent: impl Fn(&str) -> bool,
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Due {
    let evening = timeline.evening.date;
    let mut open = announcements(timeline, now, settings);
    open.retain(|announcement| announcement.is_open(timeline, now));
    let next = open
        .iter()
        .filter(|announcement| announcement.at > now)
        .min_by_key(|announcement| announcement.at);
    let next = next.cloned();
    // Announcements of one topic are in the order of time: only the last one that is due counts.
    let has_come = |announcement: &Announcement| announcement.at <= now;
    let is_latest = |n: usize| {
        let later = open[n + 1..]
            .iter()
            .find(|announcement| announcement.topic == open[n].topic);
        !later.is_some_and(has_come)
    };
    let mut announcements: Vec<Announcement> = (0..open.len())
        .filter(|n| has_come(&open[*n]) && is_latest(*n))
        .map(|n| open[n].clone())
        .filter(|announcement| now <= announcement.latest)
        .filter(|announcement| !is_sent(&announcement.key(evening)))
        .collect();
    announcements.sort_by_key(|announcement| announcement.at);
    Due {
        announcements,
        next,
    }
}

/// All announcements of an evening, including those that were sent and those that are no longer needed.
pub(crate) fn announcements(
    timeline: &Timeline<'_>,
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Vec<Announcement> {
    if !settings.enabled {
        return vec![];
    }
    let for_steps = timeline
        .entries
        .iter()
        .flat_map(|entry| step_announcements(entry, timeline, now, settings));
    let mut all: Vec<Announcement> = for_steps.collect();
    // With `repeat` the bedtime step itself is announced repeatedly, which replaces this question.
    if settings.past_bedtime && settings.repeat.is_none() {
        all.extend(still_up(timeline, settings));
    }
    if settings.morning {
        all.push(morning(timeline));
    }
    all
}

/// All announcements of a step, by time.
fn step_announcements(
    entry: &Entry<'_>,
    timeline: &Timeline<'_>,
    now: DateTime<Utc>,
    settings: &Reminders,
) -> Vec<Announcement> {
    let due = entry.waits_until();
    let mut times = Vec::new();
    // A snoozed step is not announced ahead: the user knows that it comes back.
    if !settings.lead.is_zero() && due == entry.due {
        times.push((due - settings.lead.delta(), AnnouncementKind::Ahead));
    }
    times.push((due, AnnouncementKind::Due));
    if let Some(every) = settings.repeat.filter(|every| !every.is_zero()) {
        times.extend(
            (1..=MOST_REPEATS).map(|n| (due + every.delta() * n, AnnouncementKind::Again(n))),
        );
    }
    let announcement = |(at, kind)| Announcement {
        topic: Topic::Step(entry.step.id.clone()),
        title: entry.step.title.clone(),
        line: line(entry, kind, at, now),
        answers: Answer::to(&entry.step.kind, kind),
        // A cutoff is over by the time at which they usually begin.
        asks_about_symptoms: entry.step.cutoff().is_none() && timeline.symptoms_began.is_none(),
        at,
        waits_until: due,
        expected_end: entry.expected_end(),
        kind,
        latest: at + settings.late_after.delta(),
        over_at: timeline.evening.ends,
    };
    times.into_iter().map(announcement).collect()
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

fn still_up(timeline: &Timeline<'_>, settings: &Reminders) -> [Announcement; 2] {
    let bedtime_step = timeline
        .entries
        .iter()
        .find(|entry| entry.step.is_bedtime());
    let bedtime = bedtime_step.map_or(timeline.evening.bedtime, Entry::waits_until);
    STILL_UP_AFTER.map(|(kind, after)| Announcement {
        topic: Topic::StillUp,
        title: "Still up?".to_owned(),
        line: "Bed is ready when you are. If the lights went out already, press Earlier: the morning asks when."
            .to_owned(),
        answers: &[Answer::LightsOut, Answer::LightsOutEarlier],
        asks_about_symptoms: false,
        at: bedtime + after,
        waits_until: bedtime,
        expected_end: bedtime,
        kind,
        latest: bedtime + after + settings.late_after.delta(),
        over_at: timeline.evening.ends,
    })
}

fn morning(timeline: &Timeline<'_>) -> Announcement {
    let wake = timeline.evening.ends;
    Announcement {
        topic: Topic::Morning,
        title: "Good morning".to_owned(),
        // The evening that it asks about is over, so it is named.
        line: format!(
            "Ten seconds for the night of {}: how were your legs, when did you sleep and wake?",
            timeline.evening.date.0.format("%A %-d %B")
        ),
        answers: &[Answer::Awake],
        asks_about_symptoms: false,
        at: wake,
        waits_until: wake,
        expected_end: wake,
        kind: AnnouncementKind::Due,
        latest: wake + MORNING_LASTS,
        over_at: wake + MORNING_LASTS,
    }
}
