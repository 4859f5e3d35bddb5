//! What happens to the computer and its user, and when it does most harm.

use super::*;

/// What happens to the computer and its user.
#[derive(Debug, Clone, Copy)]
enum Fate {
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

impl World {
    fn befall(&mut self, fate: Fate) {
        self.history
            .push(format!("{} {} {fate:?}", self.wall(), self.zone));
        match fate {
            Fate::Sleep(long) => {
                let wakes = self.now + long;
                for sender in &mut self.senders {
                    sender.looks = sender.looks.max(wakes);
                    sender.starts = sender.starts.max(wakes);
                    for flight in &mut sender.flights {
                        flight.lands = flight.lands.max(wakes);
                    }
                }
                self.now = wakes;
                self.unsettle();
            }
            Fate::SetClock(by) => {
                self.skew += by;
                self.unsettle();
            }
            Fate::Travel => {
                self.zone = self.dice.of(&TZ_VARIANTS);
                self.turns += 1;
                self.unsettle();
            }
            Fate::Die(n) => {
                let sender = &mut self.senders[n];
                sender.owner = None;
                // It dies before the desktop has shown what was on its way.
                sender.flights.clear();
                let minutes = self.dice.of(&[0, 0, 1, 20, 300]);
                self.senders[n].starts = self.now + TimeDelta::minutes(minutes);
                self.chances.clear();
            }
            Fate::HangDesktop(long) => {
                self.hung_until = self.now + long;
                self.chances.clear();
            }
            Fate::Done | Fate::Snooze => self.answer(fate),
            Fate::MoveBedtime(by) => {
                let evening = self.nights(self.wall())[1].evening;
                self.turns += 1;
                let to = evening.bedtime + by;
                self.write(evening.date, What::BedtimeMoved { to });
            }
            Fate::LightsOut => {
                let evening = self.nights(self.wall())[1].evening.date;
                self.write(evening, What::LightsOut);
            }
            Fate::Woke => {
                let evening = self.nights(self.wall())[0].evening.date;
                self.write(
                    evening,
                    What::Woke {
                        night: NightEntry::default(),
                    },
                );
            }
        }
    }

    /// The user does a step of tonight, or puts it off.
    fn answer(&mut self, fate: Fate) {
        let evening = self.nights(self.wall())[1].evening.date;
        let n = self.dice.below(self.plan.steps.len() as u64) as usize;
        let step = self.plan.steps[n].id.clone();
        // What comes after a step that is done moves, too.
        self.turns += 1;
        if matches!(fate, Fate::Done) {
            return self.write(evening, What::Done { step });
        }
        let until = self.wall() + TimeDelta::minutes(10);
        self.write(evening, What::Snoozed { step, until });
    }

    /// Something that may happen, more often than in life.
    fn fate(&mut self) -> Fate {
        let seconds = [1, 10, 40, 400, 4000, 30_000];
        match self.dice.below(16) {
            0..=2 => Fate::Sleep(TimeDelta::seconds(self.dice.of(&seconds))),
            3..=5 => {
                let by = self
                    .dice
                    .of(&[300, 1_000, 5_000, 31_000, 600_000, 3_600_000]);
                let sign = self.dice.of(&[-1, 1]);
                Fate::SetClock(TimeDelta::milliseconds(by * sign))
            }
            6 => Fate::Travel,
            7..=9 => Fate::Die(self.dice.below(2) as usize),
            10 => Fate::HangDesktop(TimeDelta::seconds(self.dice.of(&seconds[..4]))),
            11 => Fate::Done,
            12 => Fate::Snooze,
            13 => Fate::MoveBedtime(TimeDelta::minutes(self.dice.of(&[-40, -1, 1, 40]))),
            14 => Fate::LightsOut,
            _ => Fate::Woke,
        }
    }

    /// When it happens: half of it when it does most harm, just about the time at which something is due.
    fn when(&mut self, day: DateTime<Utc>) -> DateTime<Utc> {
        if self.dice.one_in(2) {
            return day + self.dice.up_to(TimeDelta::hours(24));
        }
        let wall = day + self.skew;
        let [_, tonight] = self.nights(wall);
        let timeline = self.timeline(&tonight, wall);
        let dues: Vec<_> = timeline.entries.iter().map(Entry::waits_until).collect();
        let about = self.dice.of(&dues) - self.skew;
        let within = self
            .dice
            .of(&[TimeDelta::seconds(3), TimeDelta::minutes(12)]);
        about + self.dice.up_to(within) - within / 4
    }

    pub(super) fn play_evenings(&mut self) {
        for _ in 0..EVENINGS {
            let day = self.now;
            let count = self.dice.of(&[0, 2, 4, 8, 16]);
            let mut times: Vec<_> = (0..count).map(|_| self.when(day)).collect();
            times.sort();
            for at in times {
                if at > self.now {
                    self.play(at);
                }
                let fate = self.fate();
                self.befall(fate);
            }
            self.play(self.now.max(day + TimeDelta::hours(24)));
        }
    }
}
