//! Limits of the system: no threads, no file handles, no room, something else in the place of a file, a terminal that
//! nobody reads. Nothing panics or hangs: what cannot be done is said, and the rest works.
#![cfg(target_os = "linux")]

#[path = "limits/quota.rs"]
mod quota;

#[path = "limits/window.rs"]
mod window;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use winddown::event::What;
use winddown::journal::Journal;

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

const CONFIG: &str = r#"
bedtime = "23:59"
wake = "00:00"
[[step]]
id = "tea"
title = "Herbal tea"
kind = "cutoff"
substance = "food"
at = "00:01"
[hooks]
on_done = ["true"]
"#;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        for folder in [".config/winddown", ".local/state/winddown/log"] {
            fs::create_dir_all(home.at(folder)).unwrap();
        }
        fs::write(home.config(), CONFIG).unwrap();
        home
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn config(&self) -> PathBuf {
        self.at(".config/winddown/config.toml")
    }

    fn journal(&self) -> PathBuf {
        self.at(".local/share/winddown/journal.db")
    }

    fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("HOME", self.0.path().to_owned()),
            ("PATH", "/usr/bin:/bin".into()),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            ("EDITOR", "true".into()),
            ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent".into()),
        ]
    }

    fn command(&self, before: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!("{before}\nexec \"$0\" \"$@\""))
            .arg(env!("CARGO_BIN_EXE_winddown"))
            .args(arguments)
            .env_clear()
            .envs(self.variables())
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program after these lines of the shell.
    fn run(&self, before: &str, arguments: &[&str]) -> Output {
        let child = self.command(before, arguments).spawn().unwrap();
        let pid = child.id();
        let (send, ended) = std::sync::mpsc::channel();
        thread::spawn(move || send.send(child.wait_with_output()));
        let output = ended.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            kill(pid, "KILL");
            panic!("it hangs: {before}; {arguments:?}");
        });
        output.unwrap()
    }

    fn is_done(&self) -> bool {
        let journal = Journal::open_or_empty(&self.journal(), "test").unwrap();
        let events = journal.all().unwrap();
        events
            .iter()
            .any(|event| matches!(event.what, What::Done { .. }))
    }
}

fn kill(pid: u32, signal: &str) {
    let sent = Command::new("kill")
        .args(["-s", signal, &pid.to_string()])
        .status();
    sent.unwrap();
}

/// Asserts that it ended by itself, and that a failure is explained in a sentence.
fn assert_ended_well(output: &Output, what: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert!(
        matches!(code, Some(0..=2)),
        "{what}: {:?}: {errors}",
        output.status
    );
    assert!(!errors.contains("panicked"), "{what}: {errors}");
    let is_said = errors.lines().any(|line| line.starts_with("winddown: "));
    assert!(code == Some(0) || is_said, "{what}: {errors}");
}

/// Commands of all kinds.
const COMMANDS: [&[&str]; 14] = [
    &["tonight"],
    &["next"],
    &["done", "tea"],
    &["log", "legs", "3"],
    &["undo"],
    &["review"],
    &["report", "-o", "page.html"],
    &["config", "check"],
    &["config", "edit"],
    &["trial", "start", "tea"],
    &["agent", "status"],
    &["agent", "test"],
    &["doctor"],
    &["--verbose", "tonight"],
];

/// Puts something else than a file there.
fn put(kind: &str, path: &Path) -> Option<UnixListener> {
    let _ = fs::remove_file(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match kind {
        "pipe" => {
            let made = Command::new("mkfifo").arg(path).status();
            assert!(made.unwrap().success());
        }
        "socket" => return UnixListener::bind(path).ok(),
        "folder" => fs::create_dir(path).unwrap(),
        "endless device" => symlink("/dev/zero", path).unwrap(),
        "full device" => symlink("/dev/full", path).unwrap(),
        "link to itself" => symlink(path, path).unwrap(),
        _ => unreachable!(),
    }
    None
}

#[test]
fn whatever_is_in_the_place_of_a_file_nothing_hangs() {
    for kind in [
        "pipe",
        "socket",
        "folder",
        "endless device",
        "full device",
        "link to itself",
    ] {
        for place in [
            "config", "lock", "draft", "journal", "agent", "log", "cache", "pose", "page",
        ] {
            let home = Home::new();
            let today = chrono::Utc::now().date_naive();
            let path = match place {
                "config" => home.config(),
                "lock" => home.at(".config/winddown/.config.toml.lock"),
                "draft" => home.at(".config/winddown/config.draft.toml"),
                "journal" => home.journal(),
                "agent" => home.at(".local/share/winddown/journal.db.agent"),
                "log" => home.at(&format!(".local/state/winddown/log/winddown.{today}.log")),
                "cache" => {
                    home.run("", &["log", "legs", "3", "--date", "2026-01-05"]);
                    home.run("", &["review", "--last", "400d"]);
                    let files = fs::read_dir(home.at(".cache/winddown")).unwrap();
                    files.map(|file| file.unwrap().path()).next().unwrap()
                }
                "pose" => home.at("pose.toml"),
                "page" => home.at("page.html"),
                _ => unreachable!(),
            };
            let _socket = put(kind, &path);
            let preview = ["routine", "preview", "pose.toml"];
            let commands: &[&[&str]] = match place {
                "pose" => &[&preview],
                "lock" => &[&["trial", "start", "tea"]],
                "page" => &[&["report", "-o", "page.html"]],
                "draft" => &[&["config", "edit"], &["doctor"]],
                "cache" => &[&["review"], &["doctor"]],
                "log" => &[&["--verbose", "tonight"], &["doctor"]],
                "agent" => &[&["agent", "status"], &["doctor"], &["done", "tea"]],
                _ => &COMMANDS,
            };
            for arguments in commands {
                // A file that is read without end would take all memory.
                let output = home.run("ulimit -v 4000000", arguments);
                assert_ended_well(&output, &format!("a {kind} for the {place}, {arguments:?}"));
            }
        }
    }
}

#[test]
fn an_agent_whose_lock_is_a_pipe_runs_without_one_and_ends_when_asked() {
    let home = Home::new();
    let _pipe = put("pipe", &home.at(".local/share/winddown/journal.db.agent"));
    let child = home.command("", &["agent"]).spawn().unwrap();
    let log = home.at(".local/state/winddown/log");
    let has_begun = || {
        let files = fs::read_dir(&log).into_iter().flatten().flatten();
        let mut texts = files.filter_map(|file| fs::read_to_string(file.path()).ok());
        texts.any(|text| text.contains("the agent begins"))
    };
    let begun = Instant::now();
    while !has_begun() {
        assert!(begun.elapsed() < PATIENCE, "it hangs");
        thread::sleep(Duration::from_millis(20));
    }
    // It takes signals from then on.
    kill(child.id(), "TERM");
    assert_ended_well(&child.wait_with_output().unwrap(), "the agent");
}

#[test]
fn without_file_handles_nothing_panics_and_what_cannot_be_done_is_said() {
    for handles in (4..=14).chain([20, 40]) {
        for arguments in COMMANDS {
            let home = Home::new();
            let output = home.run(&format!("ulimit -n {handles}"), arguments);
            assert_ended_well(&output, &format!("{handles} handles, {arguments:?}"));
            if arguments[0] == "done" {
                assert_eq!(output.status.success(), home.is_done(), "{handles} handles");
            }
        }
    }
}

#[test]
fn where_no_file_may_grow_an_entry_is_refused_and_looking_works() {
    for arguments in COMMANDS {
        for kilobytes in [0, 8] {
            let home = Home::new();
            let output = home.run(&format!("ulimit -f {kilobytes}"), arguments);
            let what = format!("{kilobytes} KiB, {arguments:?}");
            assert_ended_well(&output, &what);
            match arguments[0] {
                "tonight" | "next" | "review" => assert!(output.status.success(), "{what}"),
                "done" => assert_eq!(output.status.success(), home.is_done(), "{what}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_copy_for_which_there_is_no_room_is_named_and_leaves_nothing() {
    let home = Home::new();
    assert!(
        home.run("true", &["log", "note", "a note"])
            .status
            .success()
    );
    let copies = home.at("copies");
    fs::create_dir(&copies).unwrap();
    let copy = copies.join("copy.db");
    let command = ["journal", "backup", copy.to_str().unwrap()];
    let output = home.run("ulimit -f 8", &command);
    assert_ended_well(&output, "a copy");
    let error = String::from_utf8(output.stderr).unwrap();
    let expected = format!("cannot write {}: ", copy.display());
    assert!(error.contains(&expected), "{error}");
    let page = copies.join("page.html");
    let output = home.run("ulimit -f 8", &["report", "-o", page.to_str().unwrap()]);
    assert_ended_well(&output, "a page");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("make room and try again"), "{error}");
    assert_eq!(fs::read_dir(&copies).unwrap().count(), 0);
    assert!(home.run("true", &command).status.success());
}

#[test]
fn in_a_home_that_is_none_every_command_says_what_to_do() {
    for nowhere in ["/dev/null/home", "/proc/nowhere"] {
        for arguments in COMMANDS {
            let home = Home::new();
            let output = home.run(&format!("export HOME={nowhere}"), arguments);
            assert_ended_well(&output, &format!("{nowhere}, {arguments:?}"));
        }
    }
}

/// A library that lets so many threads run at once as `THREADS` says, and no more.
fn few_threads() -> &'static Path {
    static LIBRARY: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, library) = LIBRARY.get_or_init(|| built("threads", FEW_THREADS));
    library
}

/// Builds a library of this name from C, in a folder of its own.
fn built(name: &str, source: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name).with_extension("c");
    let library = file.with_extension("so");
    fs::write(&file, source).unwrap();
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(&file)
        .arg("-ldl")
        .status();
    assert!(built.unwrap().success());
    (folder, library)
}

const FEW_THREADS: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
static atomic_int running;
struct work { void *(*run)(void *); void *arg; };
static void *run_counted(void *given) {
    struct work work = *(struct work *)given;
    free(given);
    void *result = work.run(work.arg);
    atomic_fetch_sub(&running, 1);
    return result;
}
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg) {
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!real) real = dlsym(RTLD_NEXT, "pthread_create");
    const char *most = getenv("THREADS");
    if (most && atomic_fetch_add(&running, 1) >= atoi(most)) {
        atomic_fetch_sub(&running, 1);
        return EAGAIN;
    }
    struct work *work = malloc(sizeof *work);
    *work = (struct work){run, arg};
    return real(thread, attr, run_counted, work);
}
"#;

#[test]
fn without_threads_commands_work_or_say_what_does_not() {
    let library = few_threads().display();
    for threads in 0..4 {
        for arguments in COMMANDS {
            let home = Home::new();
            let before = format!("export LD_PRELOAD={library} THREADS={threads}");
            let output = home.run(&before, arguments);
            assert_ended_well(&output, &format!("{threads} threads, {arguments:?}"));
            if arguments[0] == "done" {
                assert!(output.status.success() && home.is_done());
            }
        }
    }
}

#[test]
fn without_threads_an_agent_runs_or_says_why_not() {
    let library = few_threads().display();
    for threads in 0..12 {
        let home = Home::new();
        let before = format!("export LD_PRELOAD={library} THREADS={threads}");
        let mut agent = home.command(&before, &["agent"]).spawn().unwrap();
        // Long enough to send the reminder that is due.
        let ended = wait(&mut agent, Duration::from_secs(1));
        if ended.is_none() {
            kill(agent.id(), "TERM");
            assert!(wait(&mut agent, PATIENCE).is_some(), "{threads} threads");
        }
        let output = agent.wait_with_output().unwrap();
        // Before it listens to signals, the system ends it.
        if output.status.signal() != Some(15) {
            assert_ended_well(&output, &format!("{threads} threads"));
        }
    }
}

fn wait(child: &mut Child, at_most: Duration) -> Option<std::process::ExitStatus> {
    let begun = Instant::now();
    while begun.elapsed() < at_most {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    None
}
