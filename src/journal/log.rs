//! A check of the write-ahead log (`-wal`), which `SQLite` itself cannot do: it reads the log up to the first frame that
//! is not as it was written, and takes what follows for something that never reached the disk.
//!
//! Each commit is synced before the next one begins. So after a power cut at most one commit follows a bad frame, and
//! nobody relies on it yet; where more do, the log was damaged and entries are missing. [<https://sqlite.org/walformat.html>]

use std::path::Path;

use super::files::target;
use crate::private_file;
use crate::sqlite_file::beside;

/// The log is usually emptied at four megabytes.
const LARGEST: u64 = 1 << 30;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Two sums, each of which depends on all words before.
type Sums = (u32, u32);

/// What is wrong with the log of the journal at `path`; empty if there is no log. It may be opened and closed at any
/// time, because `SQLite` locks the journal and the log's index, but never the log.
pub(super) fn faults(path: &Path) -> Vec<String> {
    let target = target(path);
    let is_there = |ending| beside(&target, ending).exists();
    // SQLite creates the log before its index and deletes it after. Checked twice, since both may appear or disappear meanwhile.
    if is_there("-shm") && !is_there("-wal") && is_there("-shm") {
        return vec![
            "its write-ahead log (-wal) was taken away, so the last entries may be missing"
                .to_owned(),
        ];
    }
    let hides_entries =
        private_file::read(&beside(&target, "-wal"), LARGEST).is_ok_and(|log| hides_commits(&log));
    if hides_entries {
        return vec![
            "its write-ahead log (-wal) is damaged, so the last entries are missing".to_owned(),
        ];
    }
    vec![]
}

/// Whether there are commits behind a bad frame that cannot be the rest of an interrupted one.
fn hides_commits(log: &[u8]) -> bool {
    let Some((header, frames)) = log.split_at_checked(HEADER) else {
        return false;
    };
    let word = |bytes: &[u8], at: usize| {
        let bytes = bytes.get(at..at + 4).and_then(|it| it.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes)
    };
    // The last bit of the file's first number gives the order of bytes in sums.
    let is_big_endian = word(header, 0) & 1 == 1;
    let header_sums = sums((0, 0), &header[..24], is_big_endian);
    let is_header_whole = header_sums == (word(header, 24), word(header, 28));
    let page = match word(header, 8) as usize {
        page @ 512..=65536 if is_header_whole => page,
        _ => 4096,
    };
    let size = FRAME_HEADER + page;
    // Frames that an earlier use of the log has left behind have other salts.
    let salts = if is_header_whole {
        header.get(16..24)
    } else {
        frames.get(8..16)
    };
    let mut before = Some(header_sums).filter(|_| is_header_whole);
    let mut first_bad = None;
    let mut hidden = 0;
    for (number, frame) in frames.chunks_exact(size).enumerate() {
        let (head, content) = frame.split_at(FRAME_HEADER);
        let is_of_this_use = head.get(8..16) == salts;
        let stored = (word(head, 16), word(head, 20));
        let follows = before.is_some_and(|before| {
            let head = sums(before, &head[..8], is_big_endian);
            sums(head, content, is_big_endian) == stored
        });
        before = Some(stored);
        if first_bad.is_none() && !(follows && is_of_this_use) {
            first_bad = Some(number);
        }
        let Some(first_bad) = first_bad else {
            continue;
        };
        // A frame that does not follow the one before it is the rest of another commit that was interrupted. The first one
        // behind a bad frame may not follow because of that.
        if number > first_bad + 1 && !follows && is_header_whole {
            break;
        }
        // The last frame of a commit has the number of pages after it.
        let is_commit = word(head, 4) != 0;
        hidden += usize::from(is_of_this_use && is_commit);
    }
    // The header is less than a sector and is synced alone, so a power cut never leaves half of it.
    hidden > usize::from(is_header_whole)
}

fn sums(before: Sums, bytes: &[u8], is_big_endian: bool) -> Sums {
    let word = |bytes: &[u8]| {
        let bytes: [u8; 4] = bytes.try_into().unwrap_or_default();
        if is_big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    };
    bytes.chunks_exact(8).fold(before, |(one, other), pair| {
        let one = one.wrapping_add(word(&pair[..4])).wrapping_add(other);
        let other = other.wrapping_add(word(&pair[4..])).wrapping_add(one);
        (one, other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 4096;
    const FRAME: usize = FRAME_HEADER + PAGE;

    fn put(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    fn header(salt: u32) -> Vec<u8> {
        let mut header = put(&[0x377f_0682, 3_007_000, PAGE as u32, 0, salt, salt]);
        let (one, other) = sums((0, 0), &header, false);
        header.extend(put(&[one, other]));
        header
    }

    /// Adds commits of three frames each.
    fn commit(log: &mut Vec<u8>, commits: u32) {
        for number in 1..=3 * commits {
            let at = log.len();
            let last = if at == HEADER {
                at - 8
            } else {
                at - FRAME + 16
            };
            let word = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
            let before = (word(last), word(last + 4));
            let pages = if number % 3 == 0 { 9 } else { 0 };
            let head = put(&[number, pages]);
            let content = [number as u8; PAGE];
            let (one, other) = sums(sums(before, &head, false), &content, false);
            let salts = log[16..24].to_vec();
            log.extend([head, salts, put(&[one, other]), content.to_vec()].concat());
        }
    }

    #[test]
    fn a_flipped_bit_hides_entries_unless_it_is_in_the_last_commit() {
        let mut log = header(5);
        commit(&mut log, 4);
        assert!(!hides_commits(&log));
        let last_commit = HEADER + 9 * FRAME;
        for place in (0..HEADER).chain((HEADER..log.len()).step_by(37)) {
            let mut damaged = log.clone();
            damaged[place] ^= 1 << (place % 8);
            assert_eq!(hides_commits(&damaged), place < last_commit, "byte {place}");
        }
    }

    #[test]
    fn what_power_cuts_leave_behind_hides_nothing() {
        let mut log = header(5);
        commit(&mut log, 4);
        for length in (0..log.len()).step_by(37) {
            assert!(!hides_commits(&log[..length]));
        }
        // The log was begun anew, over an older one.
        let mut renewed = header(6);
        commit(&mut renewed, 1);
        renewed.extend(&log[renewed.len()..]);
        assert!(!hides_commits(&renewed));
        // Two commits were interrupted, the second of which was shorter.
        let mut twice = header(5);
        commit(&mut twice, 1);
        let begun = twice.len();
        let mut shorter = twice.clone();
        commit(&mut twice, 1);
        twice[begun + 100] ^= 1;
        let mut other = header(5);
        commit(&mut other, 2);
        shorter.extend(&other[begun..begun + FRAME]);
        shorter.extend(&other[begun + 2 * FRAME..]);
        shorter[begun + 100] ^= 1;
        shorter.extend(&twice[shorter.len()..]);
        assert!(!hides_commits(&shorter));
    }
}
