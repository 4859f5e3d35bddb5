//! What shells rely on: help, exit codes, pipes, colours, completions.

use std::process::{Command, Stdio};

use super::{Person, faked_clock, newcomer_at, person_at, text};

#[test]
fn every_command_of_the_contract_exists_and_has_help() {
    let person = newcomer_at("19:00");
    let commands = [
        "tonight",
        "next",
        "done",
        "skip",
        "snooze",
        "undo",
        "bedtime",
        "lights-out",
        "woke",
        "log",
        "log note",
        "excuse",
        "play",
        "review",
        "export",
        "import",
        "agent install",
        "agent uninstall",
        "routine",
        "routine list",
        "routine show",
        "routine preview",
        "config",
        "config init",
        "config path",
        "config check",
        "config show",
        "config edit",
        "journal",
        "journal path",
        "journal check",
        "journal backup",
        "journal restore",
        "journal forget",
        "doctor",
        "completions",
        "man",
    ];
    for command in commands {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let said = person.says(&words);
        assert!(said.contains("Usage: winddown"), "{command}: {said}");
    }
}

#[test]
fn version_prints_the_version() {
    assert!(
        newcomer_at("19:00")
            .says(&["--version"])
            .starts_with("winddown ")
    );
}

#[test]
fn wrong_arguments_are_usage_errors() {
    let person = person_at("19:00");
    for args in [
        &["dance"][..],
        &["done"],
        &["done", "stretch", "--at", "13 pm"],
        &["done", "stretch", "--date", "someday"],
        &["done", "stretch", "--date", "0202-11-24"],
        &["tonight", "--date", "20260-11-24"],
        &["tonight", "--loud"],
        &["config"],
        &["completions", "tcsh"],
    ] {
        person.runs(args).code(2).stdout("");
    }
    assert!(
        person
            .fails(2, &["done", "stretch", "--at", "13 pm"])
            .contains("21:40")
    );
    assert!(
        person
            .fails(2, &["dance"])
            .contains("unrecognized subcommand 'dance'")
    );
}

#[test]
fn completions_exist_for_the_usual_shells() {
    let person = newcomer_at("19:00");
    for (shell, part) in [
        ("bash", "winddown completions bash --"),
        ("zsh", "winddown completions zsh --"),
        ("fish", "winddown completions fish --"),
        ("powershell", "lights-out"),
        ("elvish", "lights-out"),
    ] {
        let script = person.says(&["completions", shell]);
        assert!(script.contains(part), "{shell}");
    }
}

#[test]
fn journal_path_prints_the_path_and_creates_nothing() {
    let person = newcomer_at("19:00");
    assert_eq!(
        person.says(&["journal", "path"]),
        format!("{}\n", person.journal().display())
    );
    assert!(!person.journal().exists());
}

#[test]
fn a_pipe_has_no_colours() {
    let person = person_at("21:52");
    for args in [
        &["tonight"][..],
        &["routine", "show", "restless-legs"],
        &["config", "show"],
    ] {
        let mut command = person.command(args);
        let output = command.env("TERM", "xterm-256color").output().unwrap();
        assert!(!output.stdout.contains(&0x1b), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_has_colours_unless_a_variable_refuses_them() {
    let person = person_at("21:52");
    let is_coloured = |args: &[&str], variables: &[(&str, &str)]| {
        in_a_terminal(&person, args, variables).contains("\x1b[")
    };
    for (variables, expected) in [
        (&[][..], true),
        (&[("NO_COLOR", "1")], false),
        (&[("NO_COLOR", "0")], false),
        (&[("NO_COLOR", "")], true),
        (&[("CLICOLOR", "0")], false),
        (&[("CLICOLOR", "1")], true),
        (&[("TERM", "dumb")], false),
        (&[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], true),
        (&[("TERM", "dumb"), ("CLICOLOR_FORCE", "0")], false),
        (&[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")], true),
        (&[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "0")], false),
        (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
    ] {
        assert_eq!(
            is_coloured(&["tonight"], variables),
            expected,
            "{variables:?}"
        );
    }
    assert!(!is_coloured(&["done", "yoga"], &[("NO_COLOR", "1")]));
}

#[test]
fn a_pipe_has_colours_only_if_they_are_forced() {
    let person = person_at("21:52");
    for (value, expected) in [("1", true), ("0", false), ("", false)] {
        let mut command = person.command(&["tonight"]);
        let output = command.env("CLICOLOR_FORCE", value).output().unwrap();
        assert_eq!(output.stdout.contains(&0x1b), expected, "{value:?}");
    }
}

#[cfg(unix)]
#[test]
fn forced_colours_are_as_many_as_the_terminal_has() {
    let person = person_at("21:52");
    let colours = |variables: &[(&str, &str)]| in_a_terminal(&person, &["doctor"], variables);
    let forced = ("CLICOLOR_FORCE", "1");
    assert!(colours(&[forced, ("COLORTERM", "truecolor")]).contains("all 16 million"));
    assert!(colours(&[forced]).contains(" 256\r\n"));
    assert!(colours(&[("CLICOLOR", "0")]).contains("none, as CLICOLOR asks"));
}

/// The bytes that the program writes to a pseudo-terminal.
#[cfg(unix)]
pub(super) fn in_a_terminal(person: &Person, args: &[&str], env: &[(&str, &str)]) -> String {
    use std::io::Read;
    let pty = portable_pty::native_pty_system();
    let pair = pty.openpty(portable_pty::PtySize::default()).unwrap();
    let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_winddown"));
    command.env_clear();
    for (name, value) in faked_clock() {
        command.env(name, value);
    }
    command.args(args);
    command.env("HOME", person.home.path());
    command.env("TZ", &person.zone);
    command.env("LANG", "C.UTF-8");
    command.env("TERM", "xterm-256color");
    for (name, value) in env {
        command.env(name, value);
    }
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut written = Vec::new();
    // On some systems reading fails once the program has ended.
    let _ = pair
        .master
        .try_clone_reader()
        .unwrap()
        .read_to_end(&mut written);
    child.wait().unwrap();
    text(&written)
}

#[cfg(unix)]
#[test]
fn a_pipe_closed_by_its_reader_is_no_error() {
    let person = newcomer_at("19:00");
    for args in [
        &["routine", "list"][..],
        &["completions", "bash"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_winddown"))
            .args(args)
            .env_clear()
            .envs(faked_clock())
            .env("HOME", person.home.path())
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(text(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}
