//! `agent install` and `agent uninstall`: the service file of the agent.
//!
//! No real systemd is used: a fake `systemctl` on the path records its arguments.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use assert_cmd::assert::Assert;
use tempfile::TempDir;
use winddown::desktop::service::{DesktopFile, Folders, Program, ServiceKind};

use super::{Person, contents, newcomer_at, text};

/// A desktop session with a fake `systemctl`, which runs a script and records its arguments.
struct Desktop {
    person: Person,
    tools: TempDir,
    variables: Vec<(&'static str, PathBuf)>,
}

const ASKS_WHETHER: &str = "--user show --property=Version";
const READS: &str = "--user daemon-reload";
const STARTS: &str = "--user restart winddown-agent.service";
const STOPS: &str = "--user stop winddown-agent.service";

impl Desktop {
    fn new(systemctl: &str) -> Self {
        let tools = tempfile::tempdir().unwrap();
        let (stub, asked) = (tools.path().join("systemctl"), tools.path().join("asked"));
        let script = format!(
            "#!/bin/sh\necho \"$@\" >>'{}'\n{systemctl}\n",
            asked.display()
        );
        fs::write(&stub, script).unwrap();
        fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).unwrap();
        Self {
            person: newcomer_at("19:00"),
            tools,
            variables: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<PathBuf>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn runs(&self, args: &[&str]) -> Assert {
        let path = format!("{}:/usr/bin:/bin", self.tools.path().display());
        let mut command = self.person.command(args);
        command.env("PATH", path);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.assert()
    }

    fn says(&self, args: &[&str]) -> String {
        text(&self.runs(args).success().get_output().stdout)
    }

    /// Runs the program, which has to fail, and returns its standard error.
    fn fails(&self, args: &[&str]) -> String {
        text(&self.runs(args).code(1).get_output().stderr)
    }

    /// The `systemctl` calls since the last time this was read.
    fn asked(&self) -> Vec<String> {
        let file = self.tools.path().join("asked");
        let asked = fs::read_to_string(&file).unwrap_or_default();
        let _ = fs::remove_file(file);
        asked.lines().map(str::to_owned).collect()
    }

    fn unit(&self) -> PathBuf {
        self.person
            .path(".config/systemd/user/winddown-agent.service")
    }

    fn link(&self) -> PathBuf {
        let wants = "graphical-session.target.wants/winddown-agent.service";
        self.unit().with_file_name(wants)
    }

    fn entry(&self) -> PathBuf {
        self.person.path(".config/autostart/winddown-agent.desktop")
    }

    /// The desktop entry and the icon.
    fn known_by(&self) -> [PathBuf; 2] {
        [
            ".local/share/applications/winddown.desktop",
            ".local/share/icons/hicolor/scalable/apps/winddown.svg",
        ]
        .map(|path| self.person.path(path))
    }

    fn home(&self) -> Vec<(PathBuf, Vec<u8>)> {
        contents(self.person.home.path())
    }
}

/// A session in which every `systemctl` call succeeds.
fn desktop() -> Desktop {
    Desktop::new("exit 0")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn install_writes_what_a_dry_run_showed() {
    let desktop = desktop();
    let shown = desktop.says(&["agent", "install", "--dry-run"]);
    assert_eq!(desktop.home(), []);
    assert_eq!(desktop.asked(), [ASKS_WHETHER]);
    assert!(shown.ends_with("Nothing was changed.\n"), "{shown}");

    let said = desktop.says(&["agent", "install"]);
    let unit = read(&desktop.unit());
    for text in [&shown, &said] {
        assert!(text.contains(&unit), "{text}");
        assert!(
            text.contains(&desktop.unit().display().to_string()),
            "{text}"
        );
        assert!(
            text.contains(&desktop.link().display().to_string()),
            "{text}"
        );
        assert!(text.contains(&format!("systemctl {STARTS}")), "{text}");
    }
    assert!(said.contains("agent uninstall"), "{said}");
    assert_eq!(desktop.asked(), [ASKS_WHETHER, READS, STARTS]);
    assert_eq!(fs::read_link(desktop.link()).unwrap(), desktop.unit());
    let program = format!("ExecStart=:{} agent\n", env!("CARGO_BIN_EXE_winddown"));
    assert!(unit.contains(&program), "{unit}");
    // The unit and the link to it, the desktop entry and the icon.
    assert_eq!(desktop.home().len(), 4);
    for path in desktop.known_by() {
        let path = path.display().to_string();
        assert!(
            shown.contains(&path) && said.contains(&path),
            "{shown}{said}"
        );
    }
}

#[test]
fn a_second_install_says_that_it_is_there_already() {
    let desktop = desktop();
    desktop.says(&["agent", "install"]);
    let (before, _) = (desktop.home(), desktop.asked());
    for args in [
        &["agent", "install"][..],
        &["agent", "install", "--dry-run"],
    ] {
        let said = desktop.says(args);
        assert!(said.contains("is already there"), "{said}");
        assert!(!said.contains("[Service]"), "{said}");
        assert_eq!(desktop.home(), before);
    }
}

#[test]
fn a_service_file_of_another_version_is_updated() {
    let desktop = desktop();
    desktop.says(&["agent", "install", "--journal", "/else/where.db"]);
    let said = desktop.says(&["agent", "install"]);
    assert!(said.contains("Brought up to date"), "{said}");
    assert!(!read(&desktop.unit()).contains("--journal"));
}

#[test]
fn a_unit_changed_by_hand_is_left_alone_until_forced() {
    let desktop = desktop();
    desktop.says(&["agent", "install"]);
    let written = read(&desktop.unit());
    let changed = written.replace("RestartSec=5", "RestartSec=60");
    fs::write(desktop.unit(), &changed).unwrap();
    desktop.asked();
    let before = desktop.home();
    for command in ["install", "uninstall"] {
        let said = desktop.fails(&["agent", command]);
        assert!(
            said.contains(&desktop.unit().display().to_string()),
            "{said}"
        );
        assert!(
            said.contains("by hand") && said.contains("--force"),
            "{said}"
        );
        assert_eq!(desktop.home(), before);
    }
    let shown = desktop.says(&["agent", "install", "--dry-run"]);
    assert!(
        shown.contains("by hand") && shown.contains(&written),
        "{shown}"
    );
    assert_eq!(desktop.home(), before);
    let asked = desktop.asked();
    assert!(
        !asked.iter().any(|asked| asked == STARTS || asked == STOPS),
        "{asked:?}"
    );

    let said = desktop.says(&["agent", "install", "--force"]);
    assert!(said.contains("changed by hand"), "{said}");
    assert_eq!(read(&desktop.unit()), written);
    fs::write(desktop.unit(), &changed).unwrap();
    desktop.says(&["agent", "uninstall", "--force"]);
    assert_eq!(desktop.home(), []);
}

#[test]
fn uninstall_removes_exactly_what_was_installed() {
    let desktop = desktop();
    let others = [
        desktop.unit().with_file_name("other.service"),
        desktop.link().with_file_name("other.service"),
        desktop
            .unit()
            .with_file_name("winddown-agent.service.d/override.conf"),
        desktop.entry().with_file_name("other.desktop"),
        desktop.known_by()[0].with_file_name("other.desktop"),
    ];
    for other in &others {
        fs::create_dir_all(other.parent().unwrap()).unwrap();
        fs::write(other, "mine").unwrap();
    }
    let before = desktop.home();
    desktop.says(&["agent", "install"]);
    desktop.says(&["agent", "install", "--autostart"]);
    let installed = desktop.home();
    assert_eq!(installed.len(), before.len() + 5);
    desktop.asked();

    let shown = desktop.says(&["agent", "uninstall", "--dry-run"]);
    assert_eq!(desktop.home(), installed);
    assert_eq!(desktop.asked(), [ASKS_WHETHER]);
    let said = desktop.says(&["agent", "uninstall"]);
    let known_by = desktop.known_by();
    let all = [desktop.unit(), desktop.link(), desktop.entry()];
    for path in all.into_iter().chain(known_by.clone()) {
        let path = path.display().to_string();
        assert!(
            shown.contains(&path) && said.contains(&path),
            "{shown}{said}"
        );
    }
    assert_eq!(desktop.home(), before);
    assert_eq!(desktop.asked(), [ASKS_WHETHER, STOPS, READS]);
    // No empty folder is left either.
    assert!(!known_by[1].parent().unwrap().exists());
}

#[test]
fn a_desktop_entry_changed_by_hand_is_left_alone_and_stops_nothing() {
    let desktop = desktop();
    desktop.says(&["agent", "install"]);
    let [entry, icon] = desktop.known_by();
    let mine = read(&entry).replace("Terminal=true", "Terminal=false");
    fs::write(&entry, &mine).unwrap();
    let said = desktop.says(&["agent", "install"]);
    assert!(said.contains("left as it is"), "{said}");
    desktop.says(&["agent", "uninstall"]);
    assert!(!desktop.unit().exists() && !icon.exists());
    assert_eq!(read(&entry), mine);
}

#[test]
fn an_icon_that_cannot_be_written_does_not_stop_the_agent_from_starting() {
    let desktop = desktop();
    let icons = desktop.person.path(".local/share/icons");
    fs::create_dir_all(icons.parent().unwrap()).unwrap();
    fs::write(&icons, "not a folder").unwrap();
    let said = desktop.says(&["agent", "install"]);
    assert!(said.contains("without winddown's icon: cannot "), "{said}");
    assert!(desktop.asked().contains(&STARTS.to_owned()));
}

#[test]
fn uninstall_says_when_there_is_nothing() {
    let desktop = desktop();
    let said = desktop.says(&["agent", "uninstall"]);
    assert!(said.starts_with("There is nothing to remove"), "{said}");
    assert!(
        said.contains(&desktop.unit().display().to_string()),
        "{said}"
    );
    assert_eq!(desktop.asked(), [] as [&str; 0]);
}

#[test]
fn files_named_by_option_are_passed_on_with_absolute_paths() {
    let desktop = desktop().with("WINDDOWN_CONFIG", "my plan.toml");
    desktop.says(&["agent", "install", "--journal", "/else/100%.db"]);
    let here = std::env::current_dir().unwrap();
    let files = format!(
        " --config \"{}/my plan.toml\" --journal \"/else/100%%.db\" agent\n",
        here.display()
    );
    let unit = read(&desktop.unit());
    assert!(unit.contains(&files), "{unit}");
}

#[test]
fn the_folders_of_the_environment_are_respected() {
    let elsewhere = tempfile::tempdir().unwrap();
    let desktop = desktop().with("XDG_CONFIG_HOME", elsewhere.path());
    let desktop = desktop.with("XDG_DATA_HOME", elsewhere.path().join("data"));
    desktop.says(&["agent", "install"]);
    assert_eq!(desktop.home(), []);
    let unit = elsewhere.path().join("systemd/user/winddown-agent.service");
    // The session may lack that variable, so the service file names the config.
    let config = elsewhere.path().join("winddown/config.toml");
    let journal = elsewhere.path().join("data/winddown/journal.db");
    let option = format!(
        " --config {} --journal {} agent\n",
        config.display(),
        journal.display()
    );
    assert!(read(&unit).contains(&option), "{}", read(&unit));
    let entry = elsewhere.path().join("data/applications/winddown.desktop");
    assert!(entry.exists());
    desktop.says(&["agent", "uninstall"]);
    assert!(!unit.exists() && !entry.exists());
}

#[test]
fn a_symlink_to_the_program_is_not_resolved_in_the_service_file() {
    let desktop = desktop();
    let link = desktop.tools.path().join("winddown");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_winddown"), &link).unwrap();
    desktop.says(&["agent", "install"]);
    let program = format!("ExecStart=:{} agent\n", link.display());
    assert!(read(&desktop.unit()).contains(&program));
}

#[test]
fn without_a_running_manager_it_starts_at_the_next_login() {
    let desktop = Desktop::new("echo 'Failed to connect to bus' >&2; exit 1");
    let said = desktop.says(&["agent", "install"]);
    assert!(said.contains("next login"), "{said}");
    // Which of the two it is depends on the computer that the test runs on.
    assert!(desktop.unit().exists() || desktop.entry().exists());
    assert_eq!(desktop.unit().exists(), desktop.link().exists());
    assert_eq!(desktop.asked(), [ASKS_WHETHER]);
    desktop.says(&["agent", "uninstall"]);
    assert_eq!(desktop.home(), []);
}

#[test]
fn a_desktop_that_does_not_tell_systemd_gets_an_autostart_entry() {
    let desktop = Desktop::new("case \"$*\" in *is-active*) exit 3;; esac").with("DISPLAY", ":0");
    let said = desktop.says(&["agent", "install"]);
    assert!(said.contains("graphical-session.target"), "{said}");
    assert!(said.contains(&read(&desktop.entry())), "{said}");
    assert!(!desktop.unit().exists());
    assert_eq!(desktop.asked().len(), 2);

    // A forwarded display (ssh -X) says nothing about the session of this computer.
    let desktop = desktop.with("SSH_CONNECTION", "192.0.2.1 5000 192.0.2.2 22");
    desktop.says(&["agent", "install"]);
    assert!(desktop.unit().exists());
}

#[test]
fn an_error_of_the_service_manager_is_shown_in_its_own_words() {
    let refuses = "case \"$*\" in *restart*) echo 'Unit is masked.' >&2; exit 1;; esac";
    let desktop = Desktop::new(refuses);
    let said = desktop.fails(&["agent", "install"]);
    assert!(said.contains("Unit is masked."), "{said}");
    assert!(said.contains("is in place"), "{said}");
    assert!(desktop.unit().exists());
}

/// A path with characters that each format of service file has to quote.
const ODD: &str = "a b%c$d;e=&<é>";

/// A program with such a name that does nothing, and a service file that starts it.
fn odd_service(kind: ServiceKind, name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join(ODD);
    fs::create_dir(&bin).unwrap();
    fs::copy("/bin/true", bin.join("winddown")).unwrap();
    let program = Program::new(&bin.join("winddown"), "").unwrap();
    let program = program
        .with_file("--config", &bin.join("\"'`\\.toml"))
        .unwrap();
    let file = folder.path().join(name);
    fs::write(&file, kind.text(&program.with_argument("agent"))).unwrap();
    (folder, file)
}

/// Runs a checker on a file; it has to succeed and print nothing. Where the checker is missing the test reports that it
/// was skipped; with `CI=true` it fails.
fn assert_accepted(program: &str, args: &[&str], file: &Path) {
    let run = std::process::Command::new(program)
        .args(args)
        .arg(file)
        .env("XDG_RUNTIME_DIR", file.parent().unwrap())
        // What else is installed on this machine is not checked.
        .env("SYSTEMD_UNIT_PATH", file.parent().unwrap())
        .output();
    if let Ok(output) = run {
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{said}");
        return;
    }
    let name = file.file_name().unwrap().display();
    let skipped = format!("`{program}` is not installed, so {name} was not checked");
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{skipped}");
    // Written to standard error directly: captured output is shown only when a test fails.
    let mut stderr = std::io::stderr();
    writeln!(stderr, "SKIPPED: {skipped}").unwrap();
}

#[test]
fn systemd_finds_no_fault_with_the_unit() {
    let (folder, file) = odd_service(ServiceKind::Systemd, "winddown-agent.service");
    for needed in ["basic.target", "shutdown.target"] {
        fs::write(folder.path().join(needed), "[Unit]\n").unwrap();
    }
    assert_accepted("systemd-analyze", &["verify", "--user"], &file);
}

#[test]
fn desktops_find_no_fault_with_the_desktop_entry() {
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders {
        home: folder.path().to_owned(),
        config: folder.path().join("config"),
        data: folder.path().join("data"),
    };
    let program = Program::new(&folder.path().join(ODD), "").unwrap();
    let files = DesktopFile::all(&folders);
    let entry = folder.path().join("winddown.desktop");
    fs::write(&entry, files[0].text(&program)).unwrap();
    assert_accepted("desktop-file-validate", &[], &entry);
    // That of packages.
    let packaged = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/desktop/winddown.desktop");
    assert_accepted("desktop-file-validate", &[], &packaged);
}

#[test]
fn desktops_find_no_fault_with_the_autostart_entry() {
    let (_folder, file) = odd_service(ServiceKind::Autostart, "winddown-agent.desktop");
    assert_accepted("desktop-file-validate", &[], &file);
}
