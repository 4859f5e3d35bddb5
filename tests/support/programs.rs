//! Programs of the system that tests use, and scripts that stand in their place.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where that program is on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Whether a program that a test needs is missing. If so, a message says that the test is skipped; with `CI=true` it
/// fails instead.
pub fn is_missing(program: &str) -> bool {
    is_skipped_without(program, find(program).is_some())
}

/// As [`is_missing`], for what is no program on the search path.
pub fn is_skipped_without(name: &str, is_there: bool) -> bool {
    if !is_there {
        let skipped = format!("`{name}` is not installed, so a test with it was not run");
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{skipped}");
        // Written to the real standard error, because captured output is only shown if a test fails.
        let mut stderr = std::io::stderr();
        writeln!(stderr, "SKIPPED: {skipped}").unwrap();
    }
    !is_there
}

/// Writes a shell script that can be run.
#[cfg(unix)]
pub fn write_script(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;

    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
