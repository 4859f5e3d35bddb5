//! The name under which a process claims reminders and hooks.

use chrono::{DateTime, Utc};

/// Identifies a process that claims reminders and hook events on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimHolder(pub(super) String);

impl ClaimHolder {
    /// The process with the number `pid`. `started` distinguishes it from an earlier process with the same number.
    pub fn process(pid: u32, started: DateTime<Utc>) -> Self {
        Self(format!("{pid} {}", started.timestamp_millis()))
    }

    /// The name.
    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// Whether the process that claimed under `name` is known to have ended.
    pub(super) fn has_ended(name: &str) -> bool {
        Self::pid(name).is_some_and(crate::desktop::has_ended)
    }

    /// Whether the process that claimed under `name` is known to be running.
    pub(super) fn runs(name: &str) -> bool {
        Self::pid(name).is_some_and(crate::desktop::is_running)
    }

    /// Whether the process that claimed under `name` is known to have ended, as is an earlier one with this one's number.
    pub(super) fn succeeds(&self, name: &str) -> bool {
        let is_earlier = name != self.0 && Self::pid(name) == Self::pid(&self.0);
        is_earlier || Self::has_ended(name)
    }

    fn pid(name: &str) -> Option<u32> {
        name.split_once(' ').and_then(|(pid, _)| pid.parse().ok())
    }
}
