//! Identifies the program of an agent, so that a newer program can recognise and replace an older one.

use std::cmp::Ordering;
use std::{env, fs};

use chrono::{DateTime, Utc};
use semver::Version;
use serde::{Deserialize, Serialize};

/// A program file: its version, its path, and when it was written.
///
/// The version alone does not distinguish a rebuilt program from the one it replaced. A hash of the source would, but
/// hashes have no order: two programs in different places would replace each other's agent for ever. So for equal
/// versions the path has to be the same, and the time of writing decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Its version, as Cargo has it.
    pub version: String,
    /// Its path; bytes that are not UTF-8 are replaced.
    pub program: String,
    /// When the file was last written, in milliseconds since 1970 (UTC); none if unknown.
    pub written: Option<i64>,
}

impl Build {
    /// The running program.
    pub(crate) fn this() -> Self {
        let program = env::current_exe().unwrap_or_default();
        let written = fs::metadata(&program).and_then(|file| file.modified());
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            program: program.to_string_lossy().into_owned(),
            written: written
                .ok()
                .map(|written| DateTime::<Utc>::from(written).timestamp_millis()),
        }
    }

    /// Whether it is older than `other`. False if they cannot be compared.
    pub(crate) fn is_older_than(&self, other: &Self) -> bool {
        let versions = (
            Version::parse(&self.version),
            Version::parse(&other.version),
        );
        let (Ok(own), Ok(others)) = versions else {
            return false;
        };
        match own.cmp_precedence(&others) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => {
                let was_replaced = || Some(self.written? < other.written?);
                self.program == other.program && was_replaced().unwrap_or(false)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(version: &str, program: &str, written: Option<i64>) -> Build {
        Build {
            version: version.to_owned(),
            program: program.to_owned(),
            written,
        }
    }

    #[test]
    fn an_older_version_is_older_whatever_its_path() {
        let here = build("0.10.0", "/bin/winddown", Some(5));
        for (version, is_older) in [
            ("0.9.3", true),
            ("0.10.0-rc.1", true),
            ("0.10.0", false),
            ("0.11.0", false),
            ("1.0.0", false),
            ("", false),
            ("next", false),
        ] {
            let other = build(version, "/else/winddown", Some(9));
            assert_eq!(other.is_older_than(&here), is_older, "{version}");
        }
    }

    #[test]
    fn with_equal_versions_only_an_earlier_file_at_the_same_path_is_older() {
        let here = build("0.10.0", "/bin/winddown", Some(5));
        for (program, written, is_older) in [
            ("/bin/winddown", Some(4), true),
            ("/bin/winddown", Some(5), false),
            ("/bin/winddown", Some(6), false),
            ("/bin/winddown", None, false),
            ("/else/winddown", Some(4), false),
        ] {
            let other = build("0.10.0", program, written);
            assert_eq!(other.is_older_than(&here), is_older, "{other:?}");
        }
    }

    #[test]
    fn a_program_is_not_older_than_itself() {
        assert!(!Build::this().is_older_than(&Build::this()));
        assert!(Build::this().written.is_some());
    }
}
