//! Stores a time with its UTC offset as two numbers, which takes fewer bytes than text.
//!
//! Used by the cache through serde's `with` attribute.

use chrono::{DateTime, FixedOffset, Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[expect(clippy::ref_option, reason = "serde hands the field over so")]
pub fn serialize<S: Serializer>(
    at: &Option<DateTime<FixedOffset>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let parts = at.map(|at| (at.timestamp_millis(), at.offset().fix().local_minus_utc()));
    parts.serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let parts: Option<(i64, i32)> = Option::deserialize(deserializer)?;
    Ok(parts.and_then(|(millis, offset)| {
        let offset = FixedOffset::east_opt(offset)?;
        Some(DateTime::from_timestamp_millis(millis)?.with_timezone(&offset))
    }))
}
