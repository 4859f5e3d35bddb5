//! The runner of hooks, with real programs.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{PATIENCE, command, hook, outcome_of, runner};
use winddown::desktop::hook::{End, Hook};

const SHORT: Duration = Duration::from_millis(300);

/// Whether the process whose id is in the file has ended. A zombie counts as ended.
fn is_gone(file: &Path) -> bool {
    let id = fs::read_to_string(file).unwrap();
    let state = fs::read_to_string(format!("/proc/{}/stat", id.trim())).unwrap_or_default();
    state.is_empty() || state.contains(") Z ")
}

/// Waits until `happens` returns true. False if it does not within [`PATIENCE`].
fn soon(mut happens: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if happens() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

#[test]
fn a_program_gets_its_arguments_untouched_the_variables_and_the_input() {
    let outcome = outcome_of(Hook {
        command: command(&[
            "sh",
            "-c",
            "echo \"$1|$WINDDOWN_TITLE|$HOME\"; cat",
            "x",
            "a $HOME; `b` *",
        ]),
        variables: vec![("WINDDOWN_TITLE".into(), "Legs \"& $(more)".into())],
        input: b"{\"event\":\"due\"}\n".to_vec(),
        ..Hook::default()
    });
    let home = std::env::var("HOME").unwrap_or_default();
    assert_eq!(
        outcome.printed,
        format!("a $HOME; `b` *|Legs \"& $(more)|{home}\n{{\"event\":\"due\"}}\n")
    );
    assert!(outcome.is_fine(), "{outcome}");
}

#[test]
fn both_outputs_and_the_exit_code_are_reported() {
    let outcome = outcome_of(hook(&["sh", "-c", "echo out; echo err >&2; exit 3"]));
    assert_eq!(
        (outcome.end, outcome.printed.as_str()),
        (End::Exited(3), "out\nerr\n")
    );
    let outcome = outcome_of(hook(&["sh", "-c", "kill -TERM $$"]));
    assert_eq!(outcome.end, End::Signalled);
}

#[test]
fn a_missing_or_invalid_program_is_reported() {
    let outcome = outcome_of(hook(&["winddown-has-no-such-program", "x"]));
    assert_eq!(outcome.end, End::Missing);
    let outcome = outcome_of(hook(&["/"]));
    assert!(matches!(outcome.end, End::NotStarted(_)), "{outcome:?}");
    let outcome = outcome_of(hook(&[]));
    assert_eq!(outcome.end, End::Missing);
}

#[test]
fn a_program_that_hangs_is_killed_with_its_child_processes() {
    let folder = tempfile::tempdir().unwrap();
    let script = "sleep 600 & echo $! > child; echo $$ > own; wait";
    let at = format!("cd {}; {script}", folder.path().display());
    let (mut runner, outcomes) = runner(SHORT);
    runner.run(hook(&["sh", "-c", &at]));
    let outcome = outcomes.recv_timeout(PATIENCE).unwrap();
    assert_eq!(outcome.end, End::Killed(SHORT));
    assert!(
        outcome.took >= SHORT && outcome.took < Duration::from_secs(10),
        "{outcome}"
    );
    for file in ["own", "child"] {
        assert!(soon(|| is_gone(&folder.path().join(file))), "{file}");
    }
}

#[test]
fn a_child_process_that_keeps_the_output_open_is_killed_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let at = format!(
        "cd {}; sleep 600 & echo $! > child; echo said",
        folder.path().display()
    );
    let (mut runner, outcomes) = runner(SHORT);
    runner.run(hook(&["sh", "-c", &at]));
    let outcome = outcomes.recv_timeout(PATIENCE).unwrap();
    assert_eq!(
        (outcome.end, outcome.printed.as_str()),
        (End::Killed(SHORT), "said\n")
    );
    assert!(soon(|| is_gone(&folder.path().join("child"))));
}

/// Scripts that start another process, which writes its number into the file `child`.
#[cfg(target_os = "linux")]
const ESCAPES: [(&str, &str); 4] = [
    (
        "a session of its own",
        "setsid sh -c 'echo $$ > child; exec sleep 600' &",
    ),
    (
        "a session of its own, without our output",
        "setsid sh -c 'echo $$ > child; exec sleep 600' < /dev/null > /dev/null 2>&1 &",
    ),
    (
        "a session of its own, and a parent that is gone",
        "(setsid sh -c '(echo $$ > child; exec sleep 600) &' < /dev/null > /dev/null 2>&1 &) &",
    ),
    (
        "a session in a session",
        "setsid setsid sh -c 'trap \"\" TERM HUP INT; echo $$ > child; sleep 600; sleep 600' > /dev/null 2>&1 &",
    ),
];

#[cfg(target_os = "linux")]
#[test]
fn nothing_that_a_program_starts_outlives_the_limit_whatever_it_does() {
    for (what, script) in ESCAPES {
        for then in ["exit 0", "sleep 600"] {
            let folder = tempfile::tempdir().unwrap();
            // Everything is up long before the limit, which is long for a busy computer.
            let limit = Duration::from_secs(2);
            let (mut runner, told) = runner(limit);
            let at = format!("cd {}; {script} {then}", folder.path().display());
            runner.run(hook(&["sh", "-c", &at]));
            let said = told.recv_timeout(PATIENCE).unwrap();
            assert_eq!(said.end, End::Killed(limit), "{what}: {said}");
            let child = folder.path().join("child");
            assert!(child.exists(), "{what} never ran");
            assert!(soon(|| is_gone(&child)), "{what}, {then}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_outlives_the_limit_even_if_whoever_started_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let child = folder.path().join("child");
    let script = format!("echo $$ > {}; exec sleep 600", child.display());
    // A supervisor alone: nobody here looks at the time or ends it.
    let mut command = std::process::Command::new(super::PROGRAM);
    std::os::unix::process::CommandExt::arg0(&mut command, "winddown-hook");
    let mut supervisor = command
        .args(["1500", "setsid", "sh", "-c", &script])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    assert!(soon(
        || fs::read_to_string(&child).is_ok_and(|pid| pid.ends_with('\n'))
    ));
    assert!(soon(|| is_gone(&child)));
    supervisor.wait().unwrap();
}

#[test]
fn a_child_process_that_closes_the_output_may_continue_until_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("later");
    let at = format!("(sleep 0.5; echo > {}) > /dev/null 2>&1 &", file.display());
    let outcome = outcome_of(hook(&["sh", "-c", &at]));
    assert!(outcome.is_fine(), "{outcome}");
    assert!(soon(|| file.exists()));
}

#[test]
fn a_program_that_closes_its_output_and_hangs_is_killed_too() {
    let (mut runner, outcomes) = runner(SHORT);
    runner.run(hook(&["sh", "-c", "exec > /dev/null 2>&1; sleep 600"]));
    assert_eq!(
        outcomes.recv_timeout(PATIENCE).unwrap().end,
        End::Killed(SHORT)
    );
}

#[test]
fn only_the_first_4_kib_of_endless_output_are_kept() {
    let (mut runner, outcomes) = runner(SHORT);
    runner.run(hook(&["yes", "so it goes"]));
    let outcome = outcomes.recv_timeout(PATIENCE).unwrap();
    assert_eq!(outcome.end, End::Killed(SHORT));
    assert_eq!(outcome.printed.len(), 4096);
    assert!(
        outcome.printed_bytes > 1_000_000,
        "{}",
        outcome.printed_bytes
    );
    let outcome = outcome_of(hook(&["sh", "-c", "head -c 3000000 /dev/zero"]));
    assert_eq!(
        (outcome.end, outcome.printed_bytes),
        (End::Exited(0), 3_000_000)
    );
}

#[test]
fn a_program_that_ignores_its_input_succeeds() {
    let input = vec![b'x'; 3_000_000];
    for program in [&["true"][..], &["sh", "-c", "exec <&-; sleep 0.05"]] {
        let outcome = outcome_of(Hook {
            input: input.clone(),
            ..hook(program)
        });
        assert!(outcome.is_fine(), "{outcome}");
    }
    let outcome = outcome_of(Hook {
        input,
        ..hook(&["wc", "-c"])
    });
    assert_eq!(outcome.printed.trim(), "3000000");
}

#[test]
fn starting_a_program_returns_at_once() {
    let (mut runner, outcomes) = runner(SHORT);
    let started = Instant::now();
    for _ in 0..10 {
        runner.run(hook(&["sleep", "2"]));
    }
    assert!(started.elapsed() < SHORT, "{:?}", started.elapsed());
    assert!(outcomes.try_recv().is_err());
}

#[test]
fn at_most_three_programs_run_at_once_and_all_run_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    // Count the folders with the shell itself: it is no error if one disappears meanwhile.
    let script = "mkdir $$; set -- *; echo $#; sleep 0.1; rmdir $$";
    let at = format!("cd {}; {script}", folder.path().display());
    let (mut runner, outcomes) = runner(PATIENCE);
    for _ in 0..8 {
        runner.run(hook(&["sh", "-c", &at]));
    }
    drop(runner);
    let outcomes: Vec<_> = outcomes.iter().collect();
    assert_eq!(outcomes.len(), 8);
    for outcome in outcomes {
        let at_once: usize = outcome.printed.trim().parse().unwrap();
        assert!((1..=3).contains(&at_once), "{outcome}");
    }
}
