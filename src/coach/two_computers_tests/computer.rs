//! A computer of a test, and what the evening comes to on it.

use super::*;

/// A computer, with the events that it has.
#[derive(Clone)]
pub(super) struct Computer {
    name: &'static str,
    /// How far its clock is ahead.
    pub(super) ahead: TimeDelta,
    /// Ordered by evening, then by id.
    pub(super) events: Vec<Event>,
}

impl Computer {
    pub(super) fn new(name: &'static str, ahead: TimeDelta) -> Self {
        let events = vec![];
        Self {
            name,
            ahead,
            events,
        }
    }

    /// The id of the next event: from its clock, and newer than all that it has.
    pub(super) fn next_id(&self, now: DateTime<Utc>) -> EventId {
        let by_clock = (now + self.ahead).timestamp_millis().unsigned_abs();
        let newest = self.events.iter().map(|event| event.id.0.as_u128() >> 80);
        let millis = newest
            .max()
            .map_or(by_clock.into(), |newest| (newest + 1).max(by_clock.into()));
        EventId(uuid::Uuid::from_u128(
            (millis << 80) + self.name.len() as u128,
        ))
    }

    pub(super) fn act(&mut self, action: &Action, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.act_under(None, action, now)
    }

    pub(super) fn perform(&mut self, deed: &Deed, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.act_under(deed.edited.as_ref(), &deed.action, now)
    }

    /// Acts, and records the plan in the config if that was edited.
    fn act_under(
        &mut self,
        edited: Option<&Plan>,
        action: &Action,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let (plan, zone) = (Config::built_in().plan, zone());
        let recorded = recorded_plans(&self.events);
        let calendar = Calendar {
            now,
            zone: &zone,
            config: edited.unwrap_or(&plan),
            recorded: &recorded,
            events: &self.events,
        };
        let unrecorded = calendar.unrecorded_plan().filter(|_| edited.is_some());
        let instead_of = unrecorded.map_or_else(Vec::new, |(from, _)| {
            plans_of_others(from, self.name, &self.events)
        });
        let record = EveningRecord::from_calendar(TUESDAY.parse().unwrap(), &calendar);
        let situation = Situation {
            now,
            zone: &zone,
            here: &zone,
            evening: record.evening,
            plan: &record.plan,
            unrecorded: unrecorded.map(|(from, plan)| UnrecordedPlan {
                from,
                plan,
                instead_of: &instead_of,
            }),
            events: &self.events,
            elsewhere: &[],
            device: self.name,
            format: ClockFormat::default(),
        };
        let drafts = decide(std::slice::from_ref(action), &situation)?;
        let is_several = drafts.len() > 1;
        let first = self.next_id(now);
        for draft in drafts {
            let event = self.event(draft, now);
            self.events.push(Event {
                action: is_several.then_some(crate::event::ActionId(first)),
                ..event
            });
        }
        self.events.sort_by_key(|event| (event.evening, event.id));
        Ok(())
    }

    fn event(&self, draft: Draft, now: DateTime<Utc>) -> Event {
        Event {
            id: self.next_id(now),
            at: draft.at,
            offset_min: draft.offset_min,
            evening: draft.evening,
            what: draft.what,
            device: self.name.to_owned(),
            origin: draft.origin,
            action: None,
        }
    }

    pub(super) fn takes_in(&mut self, other: &Self) {
        let known: BTreeSet<EventId> = self.events.iter().map(|event| event.id).collect();
        let new = other.events.iter();
        let new = new.filter(|event| !known.contains(&event.id));
        self.events.extend(new.cloned());
        self.events.sort_by_key(|event| (event.evening, event.id));
    }

    /// The evening, as the next morning finds it.
    fn record(&self) -> EveningRecord {
        let (plan, zone) = (Config::built_in().plan, zone());
        let recorded = recorded_plans(&self.events);
        let calendar = Calendar {
            now: wednesday("08:00"),
            zone: &zone,
            config: &plan,
            recorded: &recorded,
            events: &self.events,
        };
        EveningRecord::from_calendar(TUESDAY.parse().unwrap(), &calendar)
    }

    /// Everything that the evening comes to, without ids and names of computers.
    pub(super) fn reading(&self) -> String {
        let (plan, zone, now) = (Config::built_in().plan, zone(), wednesday("08:00"));
        let (record, date) = (self.record(), TUESDAY.parse::<EveningDate>().unwrap());
        let input = ReviewInput {
            events: &self.events,
            plans: &recorded_plans(&self.events),
            tonight: date.next(),
            today: &plan,
            free_days: FreeDays::default(),
            first: Some(date),
            began: Some(date),
            now,
            zone: &zone,
        };
        let review = Review::between(date, date, &input);
        let diary = DiaryReview::for_review(&review, &input, Config::built_in().diary.half_life);
        format!(
            "{:?}\n{:?}\n{:?}\n{:?}",
            short(&record.timeline(now)),
            record.evening,
            review.evenings,
            diary.nights()
        )
    }

    /// What of it differs from an evening on which nothing was recorded.
    pub(super) fn short_reading(&self) -> String {
        let record = self.record();
        let mut said = short(&record.timeline(wednesday("08:00")));
        let planned = Config::built_in().plan.steps.len();
        if record.plan.steps.len() != planned {
            said.push(format!("{} steps", record.plan.steps.len()));
        }
        let in_effect = in_effect(&self.events);
        let mg: f64 = in_effect
            .iter()
            .filter_map(|event| match event.what {
                What::Caffeine { mg, .. } => Some(mg),
                _ => None,
            })
            .sum();
        if (mg - 95.0).abs() > 0.5 {
            said.push(format!("{} mg", mg.abs()));
        }
        let legs = in_effect.iter().filter_map(|event| match event.what {
            What::Legs { rating, .. } => Some(rating.get()),
            _ => None,
        });
        said.extend(legs.max().map(|rating| format!("legs {rating}")));
        if Substance::Alcohol.is_none(&in_effect) {
            said.push("no alcohol".to_owned());
        }
        let wakings = in_effect.iter().copied();
        let night = decisive_night(wakings.filter(|it| matches!(it.what, What::Woke { .. })));
        said.extend(night.map(|(_, night)| {
            format!(
                "asleep after {:?}, awakenings {:?}, quality {:?}",
                night.asleep_after_min, night.awakenings, night.quality
            )
        }));
        said.join(", ")
    }
}

fn clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&zone()).format("%H:%M").to_string()
}

/// What differs from an evening on which nothing was recorded.
fn short(timeline: &Timeline<'_>) -> Vec<String> {
    let mut said = vec![];
    for entry in &timeline.entries {
        let time = match entry.status {
            crate::evening::Status::Done { at } | crate::evening::Status::Skipped { at } => {
                format!(" {}", clock(at))
            }
            _ => String::new(),
        };
        let unknown = if entry.is_time_known {
            ""
        } else {
            " as planned"
        };
        if !matches!(entry.status.as_str(), "missed" | "excused") {
            said.push(format!(
                "{} {}{time}{unknown}",
                entry.step.id,
                entry.status.as_str()
            ));
        }
        said.extend(
            entry
                .put_off
                .map(|until| format!("{} until {}", entry.step.id, clock(until))),
        );
        let broken = entry.broken_by.as_ref();
        said.extend(broken.map(|by| format!("{} broken by {}", entry.step.id, by.label)));
    }
    let planned = tuesday("22:30");
    let moved = (timeline.evening.bedtime != planned).then_some(timeline.evening.bedtime);
    let times = [
        ("bedtime", moved),
        ("dark", timeline.lights_out),
        ("awake", timeline.woke),
        ("legs began", timeline.symptoms_began),
    ];
    for (name, time) in times {
        said.extend(time.map(|at| format!("{name} {}", clock(at))));
    }
    if timeline.excused {
        said.push("excused".to_owned());
    }
    said
}
