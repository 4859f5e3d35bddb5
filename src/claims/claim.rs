//! A claim, and the rules by which processes share claims.

use chrono::{DateTime, TimeDelta, Utc};

use crate::event::EveningDate;

/// A claim whose reminder was not sent within this time may be taken over: its sender has probably died.
pub const CLAIM_LIFETIME: TimeDelta = TimeDelta::seconds(30);

/// A reminder, or a run of a hook, that a process has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The reminder's key.
    pub reminder: String,
    /// The evening it is about.
    pub evening: EveningDate,
    /// The process that claimed it, as `ClaimHolder` names it.
    pub owner: String,
    /// The time of the claim.
    pub claimed_at: DateTime<Utc>,
    /// When a channel accepted it; none while it is being sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// The channel that accepted it: "desktop", "terminal" or "hook".
    pub(crate) channel: Option<String>,
    /// Why the desktop did not show it.
    pub problem: Option<String>,
    /// Its notification; none once that is closed.
    pub notification: Option<NotificationRef>,
}

/// Identifies a notification on the screen, so that another process can replace or close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRef {
    /// Its number, as the notification service assigned it.
    pub(crate) number: u32,
    /// The run of the service that assigned the number: a restarted service counts anew.
    pub(crate) service: String,
}

impl Claim {
    pub(super) fn new(
        reminder: &str,
        evening: EveningDate,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            reminder: reminder.to_owned(),
            evening,
            owner: owner.to_owned(),
            claimed_at: now,
            sent_at: None,
            channel: None,
            problem: None,
            notification: None,
        }
    }

    /// Whether `later` may replace this claim.
    ///
    /// It may not if the reminder was sent, or if this claim lies within [`CLAIM_LIFETIME`] of it, before or after: of
    /// two processes that wake at the same time, the first to write may have read the clock last. A claim further in
    /// the future was made before the clock was set back, and is replaced.
    pub(super) fn yields_to(&self, later: &Self) -> bool {
        let apart = (self.claimed_at - later.claimed_at).abs();
        self.sent_at.is_none() && apart >= CLAIM_LIFETIME
    }

    /// Whether this claim, which this process could not share for a while, is to replace `shared`. Only the owner
    /// changes a claim, so its own copy is the newer one; and what was sent stays sent.
    pub(super) fn outranks(&self, shared: &Self) -> bool {
        self.owner == shared.owner || (self.sent_at.is_some() && shared.sent_at.is_none())
    }
}
