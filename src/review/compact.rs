//! Stores dates and times as numbers, which takes fewer bytes than text, and far less time to read.
//!
//! Used by the cache through serde's `with` attribute.

/// An evening as days since the first of January of the year 1.
pub(super) mod day {
    use chrono::{Datelike, NaiveDate};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::event::EveningDate;

    pub(in crate::review) fn serialize<S: Serializer>(
        date: &EveningDate,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        date.0.num_days_from_ce().serialize(serializer)
    }

    pub(in crate::review) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<EveningDate, D::Error> {
        let date = NaiveDate::from_num_days_from_ce_opt(i32::deserialize(deserializer)?);
        date.map(EveningDate)
            .ok_or_else(|| D::Error::custom("no such day"))
    }
}

/// A time of day as seconds since midnight.
pub(super) mod clock {
    use chrono::{NaiveTime, Timelike};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::review) fn serialize<S: Serializer>(
        time: &NaiveTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.num_seconds_from_midnight().serialize(serializer)
    }

    pub(in crate::review) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<NaiveTime, D::Error> {
        let seconds = u32::deserialize(deserializer)?;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)
            .ok_or_else(|| D::Error::custom("no such time"))
    }
}

/// A time with its UTC offset as two numbers.
pub(super) mod local_time {
    use chrono::{DateTime, FixedOffset, Offset};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands the field over so")]
    pub(in crate::review) fn serialize<S: Serializer>(
        at: &Option<DateTime<FixedOffset>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let parts = at.map(|at| (at.timestamp_millis(), at.offset().fix().local_minus_utc()));
        parts.serialize(serializer)
    }

    pub(in crate::review) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
        let parts: Option<(i64, i32)> = Option::deserialize(deserializer)?;
        Ok(parts.and_then(|(millis, offset)| {
            let offset = FixedOffset::east_opt(offset)?;
            Some(DateTime::from_timestamp_millis(millis)?.with_timezone(&offset))
        }))
    }
}
