//! Ids and seeds that no other computer has.
//!
//! The crate `uuid` could give ids with the present time too. It panics where the system's generator cannot be asked,
//! and in a program with the C library linked in it asks by opening a file: without a free file handle, or in a folder
//! tree without `/dev`, each entry would end the program.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Mutex, PoisonError};

use uuid::{Builder, Uuid};

use crate::clock;

/// The largest number that the ids of one millisecond are counted by; it has 12 bits.
const LARGEST_COUNT: u16 = 0xfff;

/// A `UUIDv7` of the present time. Of one process each is larger than the one before, as long as the clock is not set
/// back and a millisecond has fewer than two thousand.
pub(crate) fn uuid() -> Uuid {
    static LAST: Mutex<(u64, u16)> = Mutex::new((0, 0));

    let [random, first_count] = [random(), random()];
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    // Asked while no other thread makes an id, so that of two threads the later one has the later time.
    let now = u64::try_from(clock::now().timestamp_millis()).unwrap_or_default();
    let count = match *last {
        (millis, count) if millis == now => count.saturating_add(1).min(LARGEST_COUNT),
        // In the lower half, which leaves room to count.
        _ => first_count as u16 & (LARGEST_COUNT >> 1),
    };
    *last = (now, count);
    drop(last);
    // The crate writes the version and the variant over the first bits of both parts.
    let mut rest = [0; 10];
    rest[..2].copy_from_slice(&count.to_be_bytes());
    rest[2..].copy_from_slice(&random.to_be_bytes());
    Builder::from_unix_timestamp_millis(now, &rest).into_uuid()
}

/// A random number. The standard library takes the keys of its hash maps from the system's generator, without opening a
/// file, and no two maps have the same.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread;

    use super::*;

    #[test]
    fn ids_have_the_present_time_grow_and_are_never_given_twice() {
        let before = clock::now().timestamp_millis();
        let ids: Vec<Uuid> = (0..1000).map(|_| uuid()).collect();
        let after = clock::now().timestamp_millis();
        assert!(ids.is_sorted(), "{ids:?}");
        for id in &ids {
            assert_eq!(id.get_version(), Some(uuid::Version::SortRand));
            assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
            let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
            let millis = i64::try_from(seconds).unwrap() * 1000 + i64::from(nanos / 1_000_000);
            assert!((before..=after).contains(&millis), "{id}");
        }
        let many = || (0..2_000).map(|_| uuid()).collect::<Vec<_>>();
        let others = thread::Builder::new().spawn(many).unwrap();
        let all: HashSet<Uuid> = ids.into_iter().chain(others.join().unwrap()).collect();
        assert_eq!(all.len(), 3_000);
    }

    #[test]
    fn random_numbers_use_every_bit() {
        let numbers: Vec<u64> = (0..1000).map(|_| random()).collect();
        for bit in 0..64 {
            let ones = numbers.iter().filter(|it| *it >> bit & 1 == 1).count();
            assert!((380..=620).contains(&ones), "bit {bit}: {ones} of 1000");
        }
    }
}
