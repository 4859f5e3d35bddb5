//! The thread that speaks texts, one after the other: of two voices at once nobody would understand a word.

use std::ffi::OsString;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::{Program, run_player};
use crate::clock;

/// What could only begin later than this is left out.
const LATE_AFTER: Duration = Duration::from_millis(200);

/// Speaks texts with the first program that can.
#[derive(Debug)]
pub(super) struct Voice(Sender<(OsString, Instant)>);

impl Voice {
    pub(super) fn new(programs: Vec<Program>) -> Self {
        let (texts, queue) = mpsc::channel();
        // Where no thread can be started, nobody takes texts, so that sending one fails.
        let _ = thread::Builder::new()
            .name("voice".to_owned())
            .spawn(move || speak_all(&queue, programs));
        Self(texts)
    }

    /// Speaks a text now, or not at all.
    pub(super) fn speak(&self, text: OsString) {
        let _ = self.0.send((text, clock::monotonic()));
    }
}

fn speak_all(queue: &Receiver<(OsString, Instant)>, mut programs: Vec<Program>) {
    for (text, asked_at) in queue {
        let is_late = || clock::monotonic().saturating_duration_since(asked_at) > LATE_AFTER;
        for _ in 0..programs.len() {
            if is_late() || run_player(programs[0].command(&text)) {
                break;
            }
            // It has failed. It is tried again when the others fail, too.
            programs.rotate_left(1);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::*;

    /// A voice whose program writes down what it is given, and when, and then takes a while.
    fn recorder(folder: &Path, before: Vec<Program>) -> Voice {
        let (script, record) = (folder.join("voice"), folder.join("record"));
        let record = record.display();
        let text = format!("#!/bin/sh\necho \"$(date +%s%N) $1\" >>{record}\nsleep 0.7\n");
        fs::write(&script, text).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        let voice = Program {
            name: script.into(),
            options: &[],
        };
        let programs = before.into_iter().chain([voice]).collect();
        Voice::new(programs)
    }

    fn recorded(folder: &Path) -> Vec<(u128, String)> {
        let record = fs::read_to_string(folder.join("record")).unwrap_or_default();
        let entry = |line: &str| {
            let (at, text) = line.split_once(' ').unwrap();
            (at.parse().unwrap(), text.to_owned())
        };
        record.lines().map(entry).collect()
    }

    fn nanos_now() -> u128 {
        let nanos = clock::now().timestamp_nanos_opt();
        nanos.unwrap().unsigned_abs().into()
    }

    /// Waits until so many texts have begun, and the last one has been spoken.
    fn wait_for(folder: &Path, count: usize) {
        for _ in 0..200 {
            if recorded(folder).len() >= count {
                break;
            }
            thread::sleep(Duration::from_millis(25));
        }
        thread::sleep(Duration::from_millis(800));
    }

    /// On a machine with much to do a program can start late. One that always did would never be in time.
    #[test]
    fn what_is_spoken_begins_within_200_ms_also_after_a_voice_that_fails() {
        let failing = Program {
            name: "false".into(),
            options: &[],
        };
        let took = |n: usize| {
            let folder = tempfile::tempdir().unwrap();
            let voice = recorder(folder.path(), vec![failing.clone()]);
            let asked = nanos_now();
            voice.speak(format!("text {n}").into());
            wait_for(folder.path(), 1);
            recorded(folder.path()).first().map(|(at, _)| at - asked)
        };
        let is_in_time = |took: u128| took <= LATE_AFTER.as_nanos();
        assert!((0..20).any(|n| took(n).is_some_and(is_in_time)));
    }

    #[test]
    fn what_could_only_begin_late_is_dropped_and_delays_nothing_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let voice = recorder(folder.path(), vec![]);
        voice.speak("first".into());
        voice.speak("late".into());
        wait_for(folder.path(), 1);
        voice.speak("next".into());
        wait_for(folder.path(), 2);
        let texts: Vec<_> = recorded(folder.path()).into_iter().map(|it| it.1).collect();
        assert!(!texts.contains(&"late".to_owned()), "{texts:?}");
        assert!(texts.len() <= 2);
    }
}
