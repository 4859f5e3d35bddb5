//! Incidents: what happens to the computer and its user, and when.

use super::*;

/// Something that happens to the computer, or an action of the user.
#[derive(Debug, Clone, Copy)]
enum Incident {
    Sleep(TimeDelta),
    SetClock(TimeDelta),
    Travel,
    Die(usize),
    HangDesktop(TimeDelta),
    Done,
    Snooze,
    MoveBedtime(TimeDelta),
    LightsOut,
    Woke,
}

impl Simulation {
    fn apply(&mut self, incident: Incident) {
        self.history
            .push(format!("{} {} {incident:?}", self.wall(), self.zone));
        match incident {
            Incident::Sleep(long) => {
                let wakes = self.now + long;
                for sender in &mut self.senders {
                    sender.next_look = sender.next_look.max(wakes);
                    sender.starts = sender.starts.max(wakes);
                    for delivery in &mut sender.deliveries {
                        delivery.ends = delivery.ends.max(wakes);
                    }
                }
                self.now = wakes;
                self.restart_measurement();
            }
            Incident::SetClock(by) => {
                self.skew += by;
                self.restart_measurement();
            }
            Incident::Travel => {
                self.zone = self.random.one_of(&TZ_VARIANTS);
                self.reschedulings += 1;
                self.restart_measurement();
            }
            Incident::Die(n) => {
                let sender = &mut self.senders[n];
                sender.owner = None;
                // The desktop drops the requests of a process that has died.
                sender.deliveries.clear();
                let minutes = self.random.one_of(&[0, 0, 1, 20, 300]);
                self.senders[n].starts = self.now + TimeDelta::minutes(minutes);
                self.open_for.clear();
            }
            Incident::HangDesktop(long) => {
                self.hung_until = self.now + long;
                self.open_for.clear();
            }
            Incident::Done | Incident::Snooze => self.answer(incident),
            Incident::MoveBedtime(by) => {
                let evening = self.nights(self.wall())[1].evening;
                self.reschedulings += 1;
                let to = evening.bedtime + by;
                self.write(evening.date, What::BedtimeMoved { to });
            }
            Incident::LightsOut => {
                let evening = self.nights(self.wall())[1].evening.date;
                self.write(evening, What::lights_out());
            }
            Incident::Woke => {
                let evening = self.nights(self.wall())[0].evening.date;
                self.write(evening, What::woke(NightEntry::default()));
            }
        }
    }

    /// The user marks a step of tonight as done, or snoozes it.
    fn answer(&mut self, incident: Incident) {
        let evening = self.nights(self.wall())[1].evening.date;
        let n = self.random.below(self.plan.steps.len() as u64) as usize;
        let step = self.plan.steps[n].id.clone();
        // A step that is due after this one moves, too.
        self.reschedulings += 1;
        if matches!(incident, Incident::Done) {
            return self.write(evening, What::done(step));
        }
        let until = self.wall() + TimeDelta::minutes(10);
        self.write(evening, What::Snoozed { step, until });
    }

    /// A random incident. They are more frequent than in reality.
    fn random_incident(&mut self) -> Incident {
        let seconds = [1, 10, 40, 400, 4000, 30_000];
        match self.random.below(16) {
            0..=2 => Incident::Sleep(TimeDelta::seconds(self.random.one_of(&seconds))),
            3..=5 => {
                let by = self
                    .random
                    .one_of(&[300, 1_000, 5_000, 31_000, 600_000, 3_600_000]);
                let sign = self.random.one_of(&[-1, 1]);
                Incident::SetClock(TimeDelta::milliseconds(by * sign))
            }
            6 => Incident::Travel,
            7..=9 => Incident::Die(self.random.below(2) as usize),
            10 => Incident::HangDesktop(TimeDelta::seconds(self.random.one_of(&seconds[..4]))),
            11 => Incident::Done,
            12 => Incident::Snooze,
            13 => Incident::MoveBedtime(TimeDelta::minutes(self.random.one_of(&[-40, -1, 1, 40]))),
            14 => Incident::LightsOut,
            _ => Incident::Woke,
        }
    }

    /// A random instant within a day. Half of them are close to a due time, where incidents do most harm.
    fn random_time(&mut self, day: DateTime<Utc>) -> DateTime<Utc> {
        if self.random.one_in(2) {
            return day + self.random.up_to(TimeDelta::hours(24));
        }
        let wall = day + self.skew;
        let [_, tonight] = self.nights(wall);
        let timeline = self.timeline(&tonight, wall);
        let dues: Vec<_> = timeline.entries.iter().map(Entry::waits_until).collect();
        let about = self.random.one_of(&dues) - self.skew;
        let within = self
            .random
            .one_of(&[TimeDelta::seconds(3), TimeDelta::minutes(12)]);
        about + self.random.up_to(within) - within / 4
    }

    pub(super) fn run_evenings(&mut self) {
        for _ in 0..EVENINGS {
            let day = self.now;
            let count = self.random.one_of(&[0, 2, 4, 8, 16]);
            let mut times: Vec<_> = (0..count).map(|_| self.random_time(day)).collect();
            times.sort();
            for at in times {
                if at > self.now {
                    self.run_until(at);
                }
                let incident = self.random_incident();
                self.apply(incident);
            }
            self.run_until(self.now.max(day + TimeDelta::hours(24)));
        }
    }
}
