//! The agent and an open window: they look, claim, send, and hear what became of it.

use super::*;

impl World {
    /// As the dispatcher does it: claims what is due, and sends what it could claim.
    pub(super) fn look(&mut self, n: usize) {
        // Of two who wake together the first to claim may have read the clock last.
        let wall = self.wall() + self.dice.up_to(WAKES_LATE);
        let owner = self.senders[n].owner.expect("it runs");
        let mut again = self.nights(wall)[1].evening.ends;
        for night in self.nights(wall) {
            let evening = night.evening.date;
            let is_said = |key: &str| {
                let is_sent = self.claims.get(key).is_some_and(|claim| claim.is_sent);
                let mut out = self.senders[n]
                    .flights
                    .iter()
                    .flat_map(|flight| &flight.announcements);
                is_sent || out.any(|announcement| announcement.key(evening) == key)
            };
            let timeline = self.timeline(&night, wall);
            let found = due(&timeline, is_said, wall, &self.settings);
            again = found
                .next
                .iter()
                .map(|announcement| announcement.at)
                .fold(again, DateTime::min);
            let mut ours = Vec::new();
            for announcement in found.announcements {
                let key = announcement.key(evening);
                if self.claim(&key, owner, wall) {
                    ours.push(announcement);
                } else {
                    let runs_out = self.claims[&key].at + CLAIM_LIFETIME;
                    again = again.min(if runs_out > wall {
                        runs_out
                    } else {
                        wall + CLAIM_LIFETIME
                    });
                }
            }
            if !ours.is_empty() {
                self.send(n, evening, ours, wall);
            }
        }
        // Half a minute at the most; where nothing happened until then there is nothing to be found.
        self.senders[n].looks = self.now + (again - wall).max(TimeDelta::zero());
    }

    /// The rule of the dispatcher, which leaves what it saw on its way to a process that runs, and of the journal.
    pub(super) fn claim(&mut self, key: &str, owner: u64, wall: DateTime<Utc>) -> bool {
        if let Some(claim) = self.claims.get(key) {
            let is_held = (claim.at - wall).abs() < CLAIM_LIFETIME;
            let is_on_its_way = claim.owner != owner && self.on_their_way.contains(key);
            if claim.is_sent || is_held || is_on_its_way {
                return false;
            }
        }
        let claim = Claim {
            owner,
            at: wall,
            is_sent: false,
            has_failed: false,
        };
        self.claims.insert(key.to_owned(), claim);
        true
    }

    pub(super) fn see_claims(&mut self) {
        let runs = |owner| self.senders.iter().any(|one| one.owner == Some(owner));
        let is_on_its_way =
            |claim: &Claim| !claim.is_sent && !claim.has_failed && runs(claim.owner);
        let claims = self.claims.iter().filter(|(_, claim)| is_on_its_way(claim));
        self.on_their_way = claims.map(|(key, _)| key.clone()).collect();
    }

    pub(super) fn send(
        &mut self,
        n: usize,
        evening: EveningDate,
        announcements: Vec<Announcement>,
        wall: DateTime<Utc>,
    ) {
        let takes = self.dice.of(&[20, 20, 20, 60, 300, 1900]);
        let is_taken = self.now >= self.hung_until;
        let takes = TimeDelta::milliseconds(if is_taken { takes } else { 2000 });
        for announcement in &announcements {
            let late = wall - announcement.at;
            assert!(
                late >= TimeDelta::zero(),
                "said too early: {announcement:?}"
            );
        }
        self.senders[n].flights.push(Flight {
            evening,
            announcements,
            turn: self.turns,
            lands: self.now + takes,
            is_taken,
        });
    }

    /// The desktop has shown what was sent, or was given up.
    pub(super) fn land(&mut self, n: usize) {
        let now = self.now;
        let flights = std::mem::take(&mut self.senders[n].flights);
        let (landed, flying) = flights.into_iter().partition(|flight| flight.lands <= now);
        self.senders[n].flights = flying;
        let landed: Vec<Flight> = landed;
        for flight in landed {
            for announcement in &flight.announcements {
                let told = told(flight.evening, announcement);
                let claim = self.claims.get_mut(&announcement.key(flight.evening));
                let claim = claim.expect("it was claimed");
                if !flight.is_taken {
                    claim.has_failed = true;
                    self.chances.remove(&told);
                    continue;
                }
                claim.is_sent = true;
                self.is_told(&told, flight.turn);
            }
            self.hear(TimeDelta::milliseconds(1500));
        }
    }
}
