//! A last line with a checksum of the lines before it, by which a file is known to be as it was written.
//!
//! A file is not compared with what would be written today: an older version may have written it in other words.
//! The checksum is no secret; it only notices changes.

use std::hash::Hasher;

use fnv::FnvHasher;

/// What stands before the checksum, within a comment.
const BEFORE: &str = "winddown checks by this whether the file was changed: ";

/// The text with its seal, in a comment that begins and ends so.
pub fn seal(text: &str, begin: &str, end: &str) -> String {
    format!("{text}{begin}{BEFORE}{}{end}\n", checksum(text))
}

/// Whether the text is as it was sealed.
pub fn is_whole(sealed: &str) -> bool {
    let Some(body) = sealed.strip_suffix('\n') else {
        return false;
    };
    let (text, last) = body.split_at(body.rfind('\n').map_or(0, |end| end + 1));
    let sum = last.split_once(BEFORE).map(|(_, sum)| sum);
    sum.is_some_and(|sum| sum.trim_end_matches(" -->") == checksum(text))
}

fn checksum(text: &str) -> String {
    let mut hasher = FnvHasher::default();
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_whole_until_somebody_changes_it() {
        for (begin, end) in [("# ", ""), ("<!-- ", " -->")] {
            let sealed = seal("one\ntwo\n", begin, end);
            assert!(is_whole(&sealed));
            assert!(!is_whole(&sealed.replace("two", "2")));
            assert!(!is_whole(&format!("{sealed}three\n")));
            assert!(!is_whole(&format!("{sealed}\n")));
            assert!(!is_whole(&format!("\n{sealed}")));
        }
        for other in ["", "\n", "one\ntwo\n", BEFORE] {
            assert!(!is_whole(other));
        }
    }

    #[test]
    fn the_checksum_is_the_same_in_every_version() {
        // As published for FNV-1a with 64 bits: files that an older version sealed have to stay whole.
        assert_eq!(checksum(""), "cbf29ce484222325");
        assert_eq!(checksum("a"), "af63dc4c8601ec8c");
    }
}
