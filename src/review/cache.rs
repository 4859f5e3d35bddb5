//! JudgedEvening evenings as bytes, so that they outlast the program.
//!
//! All of it can be judged anew at any time. So bytes that are not exactly as they were written, or that were
//! written under other rules, count as an empty cache.

use std::hash::Hasher;

use fnv::FnvHasher;
use serde::{Deserialize, Serialize};

use super::JudgedEvening;
use super::diary::NightReview;

/// Of the rules by which evenings are judged; another build with other rules has another.
const RULES: &str = env!("WINDDOWN_RULES");

/// An evening, judged, and the key of what it was judged by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CachedEvening {
    pub(super) key: u64,
    /// How it went.
    pub judged: JudgedEvening,
    /// What was recorded about its night.
    pub night: NightReview,
}

/// The evenings as bytes.
pub fn to_bytes(evenings: &[CachedEvening]) -> Vec<u8> {
    // Plain data, which always writes.
    let mut bytes = postcard::to_stdvec(evenings).unwrap_or_default();
    let sum = checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// The evenings from such bytes; none where there is any doubt.
pub fn from_bytes(bytes: &[u8]) -> Vec<CachedEvening> {
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
