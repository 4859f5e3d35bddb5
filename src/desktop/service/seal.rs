//! The seal of a service file: a last line with a checksum of the lines before it. It shows whether the file was changed
//! since winddown wrote it.
//!
//! Comparing the file with the text that would be written today is not enough: an older version may have written another
//! text. The checksum only detects changes; it is no protection against forgery.

use std::hash::Hasher;

use fnv::FnvHasher;

/// The text before the checksum.
const LABEL: &str = "winddown checks by this whether the file was changed: ";

/// Appends the seal as a comment that starts with `begin` and ends with `end`.
pub(crate) fn seal(text: &str, begin: &str, end: &str) -> String {
    format!("{text}{begin}{LABEL}{}{end}\n", checksum(text))
}

/// Whether the text has a seal and is unchanged since it was sealed.
pub(crate) fn is_intact(sealed: &str) -> bool {
    let Some(body) = sealed.strip_suffix('\n') else {
        return false;
    };
    let (text, last) = body.split_at(body.rfind('\n').map_or(0, |end| end + 1));
    let sum = last.split_once(LABEL).map(|(_, sum)| sum);
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
    fn a_sealed_text_is_intact_until_it_is_changed() {
        for (begin, end) in [("# ", ""), ("<!-- ", " -->")] {
            let sealed = seal("one\ntwo\n", begin, end);
            assert!(is_intact(&sealed));
            assert!(!is_intact(&sealed.replace("two", "2")));
            assert!(!is_intact(&format!("{sealed}three\n")));
            assert!(!is_intact(&format!("{sealed}\n")));
            assert!(!is_intact(&format!("\n{sealed}")));
        }
        for other in ["", "\n", "one\ntwo\n", LABEL] {
            assert!(!is_intact(other));
        }
    }

    #[test]
    fn the_checksum_is_the_same_in_every_version() {
        // Published test vectors of FNV-1a with 64 bits. Files sealed by an older version must stay intact.
        assert_eq!(checksum(""), "cbf29ce484222325");
        assert_eq!(checksum("a"), "af63dc4c8601ec8c");
    }
}
