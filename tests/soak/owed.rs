//! What there is to be said, for how long somebody had the chance to say it, and whether it was said once.

use super::*;

impl World {
    pub(super) fn is_told(&mut self, told: &Told, turn: u64) {
        let (evening, topic, kind, _) = told.clone();
        self.history.push(format!("{} told {told:?}", self.wall()));
        assert!(
            self.said.insert(told.clone()),
            "said twice: {told:?}\n{}",
            self.end_of_history()
        );
        let before = self.said_in.insert((evening, topic.clone(), kind), turn);
        if let Some(before) = before {
            assert!(
                matches!(topic, Topic::Step(_)),
                "said again: {told:?}\n{}",
                self.end_of_history()
            );
            assert!(
                before != turn,
                "said again for no reason: {told:?}\n{}",
                self.end_of_history()
            );
        }
    }

    pub(super) fn is_said(&self, told: &Told) -> bool {
        let (evening, topic, kind, _) = told;
        match topic {
            Topic::Step(_) => self.said.contains(told),
            // Once an evening, whatever moves.
            Topic::StillUp | Topic::Morning => {
                self.said_in.contains_key(&(*evening, topic.clone(), *kind))
            }
        }
    }

    pub(super) fn end_of_history(&self) -> String {
        let from = self.history.len().saturating_sub(25);
        self.history[from..].join("\n")
    }

    /// Lets time pass until `until`, and counts who had a chance to be said meanwhile.
    pub(super) fn pass(&mut self, until: DateTime<Utc>) {
        let somebody_runs = self.senders.iter().any(|sender| sender.owner.is_some());
        if somebody_runs && self.now >= self.hung_until {
            let (from, to) = (self.wall(), until + self.skew);
            let mut open = BTreeMap::new();
            for night in self.nights(from) {
                for (told, begins, ends) in self.sayable(&night, from) {
                    let span = ends.min(to) - begins.max(from);
                    if span > TimeDelta::zero() {
                        open.insert(told, span);
                    }
                }
            }
            self.chances.retain(|told, _| open.contains_key(told));
            for (told, span) in open {
                let chance = self.chances.entry(told).or_default();
                let had_it_before = *chance >= CHANCE;
                *chance += span;
                self.had_chance += usize::from(!had_it_before && *chance >= CHANCE);
            }
        } else {
            self.chances.clear();
        }
        self.now = until;
        for (told, chance) in &self.chances {
            let is_said = *chance < CHANCE || self.is_said(told);
            assert!(
                is_said,
                "never said: {told:?}, at {}\n{}",
                self.wall(),
                self.end_of_history()
            );
        }
    }

    /// What there is to be said of an evening as it stands, from when until when: told anew here, in other words than
    /// the scheduler's.
    pub(super) fn sayable(
        &self,
        night: &Night,
        wall: DateTime<Utc>,
    ) -> Vec<(Told, DateTime<Utc>, DateTime<Utc>)> {
        let (evening, timeline) = (night.evening, self.timeline(night, wall));
        let late = self.settings.late_after.delta();
        let mut all = Vec::new();
        let mut say = |topic: &Topic, kind, at, until, of: DateTime<Utc>| {
            all.push((
                (evening.date, topic.clone(), kind, of.trunc_subsecs(0)),
                at,
                until,
            ));
        };
        let open = |entry: &&Entry<'_>| timeline.lights_out.is_none() && !entry.status.is_settled();
        for entry in timeline.entries.iter().filter(open) {
            let (topic, of) = (Topic::Step(entry.step.id.clone()), entry.waits_until());
            let lead = self.settings.lead.delta();
            // An evening's end leaves nothing to be done.
            let last = |until: DateTime<Utc>| until.min(evening.ends);
            if lead > TimeDelta::zero() && entry.due == of {
                say(
                    &topic,
                    AnnouncementKind::Ahead,
                    of - lead,
                    last(of.min(of - lead + late)),
                    of,
                );
            }
            let every = self.settings.repeat.map(Span::delta);
            let next = |at: DateTime<Utc>| every.map_or(at + late, |every| at + late.min(every));
            say(&topic, AnnouncementKind::Due, of, last(next(of)), of);
            for n in 1..=every.map_or(0, |_| 3) {
                let at = of + every.unwrap() * n;
                let until = if n == 3 { at + late } else { next(at) };
                say(&topic, AnnouncementKind::Again(n), at, last(until), of);
            }
        }
        if timeline.woke.is_none() {
            let bed = timeline
                .entries
                .iter()
                .find(|entry| entry.step.id == StepId::from("bed"));
            let bed = bed.unwrap().waits_until();
            if self.settings.repeat.is_none() && timeline.lights_out.is_none() {
                let at = bed + TimeDelta::minutes(30);
                say(&Topic::StillUp, AnnouncementKind::Due, at, at + late, bed);
            }
            let at = evening.ends;
            say(
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
