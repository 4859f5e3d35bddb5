//! What `.ci/stage` lays out, and the script that installs it, in a home of the test's own.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// An unpacked archive with the built program, and an empty home.
struct Stage {
    folder: TempDir,
}

impl Stage {
    fn new() -> Self {
        let stage = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let staged = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/stage"))
            .arg(env!("CARGO_BIN_EXE_winddown"))
            .arg(stage.folder.path().join("winddown-0"))
            .output()
            .unwrap();
        assert!(staged.status.success(), "{}", text(&staged.stderr));
        fs::create_dir(stage.home()).unwrap();
        stage
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Runs the install script.
    fn script(&self, arguments: &[&str]) -> Output {
        self.run(&self.folder.path().join("winddown-0/install.sh"), arguments)
    }

    /// Runs a program in the home, without a desktop.
    fn run(&self, program: &Path, arguments: &[&str]) -> Output {
        Command::new(program)
            .args(arguments)
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", "/usr/bin:/bin")
            .env("SHELL", "/bin/bash")
            .current_dir(self.home())
            .output()
            .unwrap()
    }

    /// The files below the home, without those of the packages' docs.
    fn files(&self) -> Vec<String> {
        let mut files = vec![];
        let mut folders = vec![self.home()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let below = path.strip_prefix(self.home()).unwrap();
                    files.push(below.to_str().unwrap().to_owned());
                }
            }
        }
        files.sort();
        files
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_archive_installs_into_an_empty_home_runs_and_leaves_nothing_behind() {
    let stage = Stage::new();
    let installed = stage.script(&[]);
    assert!(installed.status.success(), "{}", text(&installed.stderr));
    assert!(text(&installed.stdout).contains("not in your PATH"));

    let files = stage.files();
    for file in [
        "bin/winddown",
        "share/man/man1/winddown.1.gz",
        "share/man/man1/winddown-log-caffeine.1.gz",
        "share/bash-completion/completions/winddown",
        "share/zsh/site-functions/_winddown",
        "share/fish/vendor_completions.d/winddown.fish",
        "share/applications/winddown.desktop",
        "share/icons/hicolor/scalable/apps/winddown.svg",
        "share/metainfo/winddown.metainfo.xml",
        "share/doc/winddown/LICENSE-MIT",
    ] {
        assert!(
            files.contains(&format!(".local/{file}")),
            "{file}: {files:#?}"
        );
    }
    let program = stage.home().join(".local/bin/winddown");
    let next = stage.run(&program, &["next"]);
    assert!(next.status.success(), "{}", text(&next.stderr));

    let again = stage.script(&[]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    assert_eq!(stage.files(), files);

    let removed = stage.script(&["--uninstall"]);
    assert!(removed.status.success(), "{}", text(&removed.stderr));
    let left = stage.files();
    assert!(
        left.iter().all(|file| file.starts_with(".local/state/")),
        "{left:#?}"
    );
}

#[test]
fn uninstalling_removes_nothing_else() {
    let stage = Stage::new();
    let own = stage.home().join(".local/share/applications/own.desktop");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::write(&own, "").unwrap();
    assert!(stage.script(&[]).status.success());
    let program = stage.home().join(".local/bin/winddown");
    let entry = stage.run(&program, &["log", "note", "mine"]);
    assert!(entry.status.success(), "{}", text(&entry.stderr));
    assert!(stage.script(&["--uninstall"]).status.success());
    let left = stage.files();
    assert!(
        left.contains(&".local/share/applications/own.desktop".to_owned()),
        "{left:#?}"
    );
    assert!(
        left.contains(&".local/share/winddown/journal.db".to_owned()),
        "{left:#?}"
    );
    assert!(
        !left
            .iter()
            .any(|file| file.contains("bin/") || file.contains("/man/")),
        "{left:#?}"
    );
}

#[test]
fn a_prefix_may_be_named_and_what_cannot_be_done_is_said() {
    let stage = Stage::new();
    let installed = stage.script(&["--prefix", "my apps"]);
    assert!(installed.status.success(), "{}", text(&installed.stderr));
    assert!(stage.home().join("my apps/bin/winddown").is_file());
    for (arguments, part) in [
        (
            &["--uninstall"][..],
            "nothing that this script installed is in",
        ),
        (&["--prefix"], "--prefix needs a folder"),
        (&["--quietly"], "there is no option --quietly"),
    ] {
        let refused = stage.script(arguments);
        assert!(!refused.status.success());
        assert!(
            text(&refused.stderr).contains(part),
            "{}",
            text(&refused.stderr)
        );
    }
    assert!(
        stage
            .script(&["--uninstall", "--prefix=my apps"])
            .status
            .success()
    );
    assert!(!stage.home().join("my apps/bin").exists());
}

#[test]
fn the_package_for_arch_linux_is_of_this_version() {
    let version = concat!("\npkgver=", env!("CARGO_PKG_VERSION"), "\n");
    assert!(include_str!("../assets/package/PKGBUILD").contains(version));
}

#[test]
fn the_scripts_are_clean() {
    let Ok(checked) = Command::new("shellcheck")
        .args(["assets/package/install.sh", ".ci/stage", ".ci/package"])
        .args([
            ".ci/platforms",
            ".ci/release",
            ".ci/run",
            ".ci/hours",
            ".ci/systemd",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
    else {
        let skipped = "shellcheck is missing, so the scripts were not checked";
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{skipped}");
        eprintln!("{skipped}");
        return;
    };
    assert!(checked.status.success(), "{}", text(&checked.stdout));
}
