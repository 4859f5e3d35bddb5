//! Which program an agent is, so that a newer one knows it for an older.

use std::cmp::Ordering;
use std::{env, fs};

use chrono::{DateTime, Utc};
use semver::Version;
use serde::{Deserialize, Serialize};

/// A program: its version, and where two of one version lay in the same place, which of them.
///
/// The version alone does not tell a program that was built again from the one it replaced. A mark made from the
/// source would tell them apart, but has no order: two programs side by side would replace each other's agent for
/// ever. So the place of the program counts, and when the file there was last written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Its version, as Cargo has it.
    pub version: String,
    /// Where it lies; characters that are no text are replaced.
    pub program: String,
    /// When that file was last written, in milliseconds since 1970, where that is known.
    pub written: Option<i64>,
}

impl Build {
    /// The program that runs here.
    pub fn this() -> Self {
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

    /// Whether it is older than the other. What cannot be compared is not older.
    pub fn is_older_than(&self, other: &Self) -> bool {
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
    fn an_older_version_is_older_wherever_it_lies() {
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
    fn of_one_version_a_program_is_older_that_was_replaced_in_its_place() {
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
