//! The two senders, the agent and an open window: they look, claim, send, and receive the result.

use super::*;

impl Simulation {
    /// Claims what is due and sends what it could claim, as the dispatcher does.
    pub(super) fn look(&mut self, n: usize) {
        // When two senders wake at the same time, the first to claim may be the last that read the clock.
        let wall = self.wall() + self.random.up_to(MAX_WAKE_DELAY);
        let owner = self.senders[n].owner.expect("it runs");
        let mut again = self.nights(wall)[1].evening.ends;
        for night in self.nights(wall) {
            let evening = night.evening.date;
            let is_sent = |key: &str| {
                let is_sent = self.claims.get(key).is_some_and(|claim| claim.is_sent);
                let mut requested = self.senders[n]
                    .deliveries
                    .iter()
                    .flat_map(|delivery| &delivery.announcements);
                is_sent || requested.any(|announcement| announcement.key(evening) == key)
            };
            let timeline = self.timeline(&night, wall);
            let found = due(&timeline, is_sent, wall, &self.settings);
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
                    let expires = self.claims[&key].at + CLAIM_LIFETIME;
                    again = again.min(if expires > wall {
                        expires
                    } else {
                        wall + CLAIM_LIFETIME
                    });
                }
            }
            if !ours.is_empty() {
                self.send(n, evening, ours, wall);
            }
        }
        // A real sender also looks every 30 s, but would find nothing new unless an incident wakes it anyway.
        self.senders[n].next_look = self.now + (again - wall).max(TimeDelta::zero());
    }

    /// Claims an announcement by the rules of the journal and of the dispatcher, which leaves an announcement to a running
    /// process that is sending it.
    pub(super) fn claim(&mut self, key: &str, owner: u64, wall: DateTime<Utc>) -> bool {
        if let Some(claim) = self.claims.get(key) {
            let is_held = (claim.at - wall).abs() < CLAIM_LIFETIME;
            let is_being_sent = claim.owner != owner && self.being_sent.contains(key);
            if claim.is_sent || is_held || is_being_sent {
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

    /// Notes which announcements are being sent by running processes.
    pub(super) fn note_claims(&mut self) {
        let is_running = |owner| self.senders.iter().any(|one| one.owner == Some(owner));
        let is_being_sent =
            |claim: &Claim| !claim.is_sent && !claim.has_failed && is_running(claim.owner);
        let claims = self.claims.iter().filter(|(_, claim)| is_being_sent(claim));
        self.being_sent = claims.map(|(key, _)| key.clone()).collect();
    }

    pub(super) fn send(
        &mut self,
        n: usize,
        evening: EveningDate,
        announcements: Vec<Announcement>,
        wall: DateTime<Utc>,
    ) {
        let takes = self.random.one_of(&[20, 20, 20, 60, 300, 1900]);
        let is_accepted = self.now >= self.hung_until;
        let takes = TimeDelta::milliseconds(if is_accepted { takes } else { 2000 });
        for announcement in &announcements {
            let late = wall - announcement.at;
            assert!(
                late >= TimeDelta::zero(),
                "sent too early: {announcement:?}"
            );
        }
        self.senders[n].deliveries.push(Delivery {
            evening,
            announcements,
            reschedulings: self.reschedulings,
            ends: self.now + takes,
            is_accepted,
        });
    }

    /// Handles the requests that the desktop has answered, or that have timed out.
    pub(super) fn finish_deliveries(&mut self, n: usize) {
        let now = self.now;
        let deliveries = std::mem::take(&mut self.senders[n].deliveries);
        let (ended, pending) = deliveries
            .into_iter()
            .partition(|delivery| delivery.ends <= now);
        self.senders[n].deliveries = pending;
        let ended: Vec<Delivery> = ended;
        for delivery in ended {
            for announcement in &delivery.announcements {
                let key = key_of(delivery.evening, announcement);
                let claim = self.claims.get_mut(&announcement.key(delivery.evening));
                let claim = claim.expect("it was claimed");
                if !delivery.is_accepted {
                    claim.has_failed = true;
                    self.open_for.remove(&key);
                    continue;
                }
                claim.is_sent = true;
                self.record_sent(&key, delivery.reschedulings);
            }
            self.wake_senders(TimeDelta::milliseconds(1500));
        }
    }
}
