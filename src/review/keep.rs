//! Judged evenings as bytes, to be kept from one start to the next.
//!
//! What is kept can be judged anew at any time. So whatever is not exactly as it was written, or was written under
//! other rules, counts as nothing kept.

use std::hash::Hasher;

use fnv::FnvHasher;

use super::history::Known;

/// Of the rules by which evenings are judged; another build with other rules has another.
const RULES: &str = env!("WINDDOWN_RULES");

/// The evenings as bytes.
pub fn to_bytes(evenings: &[Known]) -> Vec<u8> {
    // Plain data, which always writes.
    let mut bytes = postcard::to_stdvec(evenings).unwrap_or_default();
    let sum = checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// The evenings from such bytes; none where there is any doubt.
pub fn from_bytes(bytes: &[u8]) -> Vec<Known> {
    let Some((evenings, sum)) = bytes.split_last_chunk::<8>() else {
        return vec![];
    };
    if u64::from_le_bytes(*sum) != checksum(evenings) {
        return vec![];
    }
    postcard::from_bytes(evenings).unwrap_or_default()
}

/// The fingerprint of the rules and of the bytes, eight at a time: it is there for accidents, not for enemies.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(RULES.as_bytes());
    let mut sum = hasher.finish();
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        sum = (sum ^ u64::from_le_bytes(*word))
            .wrapping_mul(0x0100_0000_01b3)
            .rotate_left(23);
    }
    let mut hasher = FnvHasher::with_key(sum);
    hasher.write(rest);
    hasher.finish()
}

/// A moment as a clock there showed it, in a few bytes.
pub(super) mod shown {
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
}
