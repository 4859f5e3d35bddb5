//! The one form in which JSON has an instant.

use std::fmt::Display;

use chrono::{DateTime, SecondsFormat, TimeZone};

/// The instant in RFC 3339, to the second, with its offset: `2026-11-24T22:30:00+01:00`.
pub fn rfc3339<Z: TimeZone>(at: &DateTime<Z>) -> String
where
    Z::Offset: Display,
{
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}
