//! Serialises judged evenings for the cache file.
//!
//! Everything in the cache can be recomputed. So bytes that were damaged, or written by a build with other
//! rules, are treated as an empty cache.

use std::hash::Hasher;

use fnv::FnvHasher;
use serde::{Deserialize, Serialize};

use super::JudgedEvening;
use super::diary::NightReview;

/// A hash of the source code that judges evenings, made by the build script. Another build with other rules
/// has another hash.
const RULES: &str = env!("WINDDOWN_RULES");

/// A judged evening with the hash of everything its judgement depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CachedEvening {
    pub(super) key: u64,
    /// The judgement.
    pub judged: JudgedEvening,
    /// What was recorded about its night.
    pub night: NightReview,
}

/// Serialises the evenings, followed by a checksum.
pub fn to_bytes(evenings: &[CachedEvening]) -> Vec<u8> {
    // Serialising plain data cannot fail.
    let mut bytes = postcard::to_stdvec(evenings).unwrap_or_default();
    let sum = checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// Deserialises the evenings; empty if the bytes are damaged or from another build.
pub fn from_bytes(bytes: &[u8]) -> Vec<CachedEvening> {
    let Some((evenings, sum)) = bytes.split_last_chunk::<8>() else {
        return vec![];
    };
    if u64::from_le_bytes(*sum) != checksum(evenings) {
        return vec![];
    }
    postcard::from_bytes(evenings).unwrap_or_default()
}

/// A checksum of [`RULES`] and the bytes, eight at a time. It detects accidental damage, not tampering.
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
