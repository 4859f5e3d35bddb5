//! Which announcements are open, for how long, and whether each is sent exactly once.

use super::*;

impl Simulation {
    /// Notes that an announcement was shown, and fails if it was shown before without reason.
    pub(super) fn record_sent(&mut self, key: &AnnouncementKey, reschedulings: u64) {
        let (evening, topic, kind, _) = key.clone();
        self.history.push(format!("{} sent {key:?}", self.wall()));
        assert!(
            self.sent.insert(key.clone()),
            "sent twice: {key:?}\n{}",
            self.end_of_history()
        );
        let before = self
            .last_sent
            .insert((evening, topic.clone(), kind), reschedulings);
        if let Some(before) = before {
            assert!(
                matches!(topic, Topic::Step(_)),
                "sent again: {key:?}\n{}",
                self.end_of_history()
            );
            assert!(
                before != reschedulings,
                "sent again without reason: {key:?}\n{}",
                self.end_of_history()
            );
        }
    }

    /// Whether the announcement was sent already, so that it must not be sent again.
    pub(super) fn is_sent(&self, key: &AnnouncementKey) -> bool {
        let (evening, topic, kind, _) = key;
        match topic {
            Topic::Step(_) => self.sent.contains(key),
            // Only once an evening, even if times move.
            Topic::StillUp | Topic::Morning => {
                self.last_sent
                    .contains_key(&(*evening, topic.clone(), *kind))
            }
        }
    }

    /// The last entries of the history, for a failure message.
    pub(super) fn end_of_history(&self) -> String {
        let from = self.history.len().saturating_sub(25);
        self.history[from..].join("\n")
    }

    /// Advances the time to `until`, and fails if an announcement was open for too long without being sent.
    pub(super) fn advance_to(&mut self, until: DateTime<Utc>) {
        let is_sender_running = self.senders.iter().any(|sender| sender.owner.is_some());
        if is_sender_running && self.now >= self.hung_until {
            let (from, to) = (self.wall(), until + self.skew);
            let mut spans = BTreeMap::new();
            for night in self.nights(from) {
                for (key, begins, ends) in self.open_announcements(&night, from) {
                    let span = ends.min(to) - begins.max(from);
                    if span > TimeDelta::zero() {
                        spans.insert(key, span);
                    }
                }
            }
            self.open_for.retain(|key, _| spans.contains_key(key));
            for (key, span) in spans {
                let open = self.open_for.entry(key).or_default();
                let was_required = *open >= MAX_DELAY;
                *open += span;
                self.required += usize::from(!was_required && *open >= MAX_DELAY);
            }
        } else {
            self.open_for.clear();
        }
        self.now = until;
        for (key, open) in &self.open_for {
            let is_sent = *open < MAX_DELAY || self.is_sent(key);
            assert!(
                is_sent,
                "never sent: {key:?}, at {}\n{}",
                self.wall(),
                self.end_of_history()
            );
        }
    }

    /// The open announcements of an evening, each with its first and last instant. This is a second implementation of the
    /// scheduler's rules, written independently.
    pub(super) fn open_announcements(
        &self,
        night: &Night,
        wall: DateTime<Utc>,
    ) -> Vec<(AnnouncementKey, DateTime<Utc>, DateTime<Utc>)> {
        let (evening, timeline) = (night.evening, self.timeline(night, wall));
        let late = self.settings.late_after.delta();
        let mut all = Vec::new();
        let mut add = |topic: &Topic, kind, at, until, of: DateTime<Utc>| {
            all.push((
                (evening.date, topic.clone(), kind, of.trunc_subsecs(0)),
                at,
                until,
            ));
        };
        let is_awake = timeline.lights_out.is_none() && timeline.woke.is_none();
        let open = |entry: &&Entry<'_>| is_awake && !entry.status.is_settled();
        for entry in timeline.entries.iter().filter(open) {
            let (topic, of) = (Topic::Step(entry.step.id.clone()), entry.waits_until());
            let lead = self.settings.lead.delta();
            // Nothing is announced after the evening's end.
            let last = |until: DateTime<Utc>| until.min(evening.ends);
            if lead > TimeDelta::zero() && entry.due == of {
                add(
                    &topic,
                    AnnouncementKind::Ahead,
                    of - lead,
                    last(of.min(of - lead + late)),
                    of,
                );
            }
            let every = self.settings.repeat.map(Span::delta);
            let next = |at: DateTime<Utc>| every.map_or(at + late, |every| at + late.min(every));
            add(&topic, AnnouncementKind::Due, of, last(next(of)), of);
            for n in 1..=every.map_or(0, |_| 3) {
                let at = of + every.unwrap() * n;
                let until = if n == 3 { at + late } else { next(at) };
                add(&topic, AnnouncementKind::Again(n), at, last(until), of);
            }
        }
        if timeline.woke.is_none() {
            let bed = timeline
                .entries
                .iter()
                .find(|entry| entry.step.id == StepId::from("bed"));
            let bed = bed.unwrap().waits_until();
            if self.settings.repeat.is_none() && timeline.lights_out.is_none() {
                let (half_hour, ends) = (TimeDelta::minutes(30), evening.ends);
                let (first, second) = (bed + half_hour, bed + half_hour * 2);
                let until = (first + late.min(half_hour)).min(ends);
                add(&Topic::StillUp, AnnouncementKind::Due, first, until, bed);
                let until = (second + late).min(ends);
                add(
                    &Topic::StillUp,
                    AnnouncementKind::Again(1),
                    second,
                    until,
                    bed,
                );
            }
            let at = evening.ends;
            add(
                &Topic::Morning,
                AnnouncementKind::Due,
                at,
                at + TimeDelta::hours(4),
                at,
            );
        }
        all
    }
}
