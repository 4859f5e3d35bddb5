//! Sounds and speech through the desktop's own programs, so that no audio library is linked.
//!
//! Sounds and speech have a thread each, so that a chime delays no word. Each plays one thing after the other, and drops
//! what it could only begin late: a slow program delays nothing that comes after it. If a program is missing or fails,
//! the next one is tried. If no player is left, the caller has to ring the terminal's bell. The output of all of them is
//! discarded.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, atomic::AtomicBool, atomic::Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::limited::{self, Capture, WaitFor};
use super::process;
use crate::{clock, private_file, whole_file};

/// The time limit of a player or a voice. No sound and no sentence takes that long, so it hangs.
const PLAY_LIMIT: Duration = Duration::from_secs(30);

/// What could only begin later than this is dropped.
const LATE_AFTER: Duration = Duration::from_millis(200);

/// One of the built-in sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// Two soft notes, for a change.
    Chime,
    /// One short, quiet note, shortly before a change.
    Tick,
    /// Three rising notes, for the end.
    End,
}

impl Sound {
    const ALL: [Self; 3] = [Self::Chime, Self::Tick, Self::End];

    fn file(self) -> &'static str {
        match self {
            Self::Chime => "chime.wav",
            Self::Tick => "tick.wav",
            Self::End => "end.wav",
        }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Chime => include_bytes!("../../../assets/sounds/chime.wav"),
            Self::Tick => include_bytes!("../../../assets/sounds/tick.wav"),
            Self::End => include_bytes!("../../../assets/sounds/end.wav"),
        }
    }
}

/// It runs the text after `-Command` and passes it no arguments: what follows the text becomes part of it.
const POWERSHELL: &str = "powershell";

/// Sound players, the preferred one first, each with the arguments before the file name.
#[cfg(not(windows))]
const PLAYERS: [(&str, &[&str]); 4] = [
    ("pw-play", &[]),
    ("paplay", &[]),
    ("aplay", &["-q"]),
    ("afplay", &[]),
];
#[cfg(windows)]
const PLAYERS: [(&str, &[&str]); 1] =
    [(POWERSHELL, &["-NoProfile", "-NonInteractive", "-Command"])];

/// Programs that speak a text, the preferred one first, each with the arguments before the text. They end when the text
/// has been spoken.
const VOICES: [(&str, &[&str]); 3] = [
    ("spd-say", &["--wait", "--"]),
    ("say", &["--"]),
    ("espeak-ng", &["--"]),
];

/// The program that plays sounds, if one is installed.
pub(crate) fn player() -> Option<&'static str> {
    PLAYERS.iter().map(|(name, _)| *name).find(is_installed)
}

/// The program that speaks texts, if one is installed.
pub(crate) fn voice() -> Option<&'static str> {
    VOICES.iter().map(|(name, _)| *name).find(is_installed)
}

fn is_installed(program: &&str) -> bool {
    process::is_installed(OsStr::new(program))
}

/// A program that plays or speaks its last argument.
#[derive(Debug, Clone)]
struct Program {
    name: OsString,
    options: &'static [&'static str],
}

impl Program {
    /// The argument that names what to play or speak.
    fn last_argument(&self, what: &OsStr) -> OsString {
        if self.name == POWERSHELL {
            powershell_script(&what.to_string_lossy()).into()
        } else {
            what.to_owned()
        }
    }

    /// The command that plays or speaks this.
    fn command(&self, what: &OsStr) -> Command {
        let mut command = Command::new(&self.name);
        command.args(self.options).arg(self.last_argument(what));
        command
    }
}

/// The script that plays a file. PowerShell takes typographic quotes for plain ones, and two of them for one that is meant.
fn powershell_script(file: &str) -> String {
    let mut quoted = String::with_capacity(file.len());
    for c in file.chars() {
        quoted.push(c);
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
    }
    format!("(New-Object Media.SoundPlayer '{quoted}').PlaySync()")
}

fn programs(known: &[(&str, &'static [&'static str])]) -> Vec<Program> {
    let program = |(name, options): &(&str, &'static [&'static str])| Program {
        name: OsString::from(name),
        options,
    };
    known.iter().map(program).collect()
}

/// Plays a sound with the first player that can, and returns when it has ended. Its file is written into `folder`.
pub(super) fn play_once(folder: &Path, sound: Sound) {
    if write_files(folder).is_ok() {
        programs(&PLAYERS)
            .iter()
            .any(|program| run_player(program.command(folder.join(sound.file()).as_os_str())));
    }
}

/// Plays sounds and speaks texts, on threads of its own.
#[derive(Debug)]
pub struct Speaker {
    folder: PathBuf,
    sounds: Queue,
    texts: Queue,
}

impl Speaker {
    /// A speaker that stores its sound files in `folder`.
    pub(crate) fn new(folder: PathBuf) -> Self {
        let files = folder.clone();
        let players = move || match write_files(&files) {
            Ok(()) => programs(&PLAYERS),
            Err(_) => vec![],
        };
        Self {
            folder,
            sounds: Queue::start(players),
            texts: Queue::start(|| programs(&VOICES)),
        }
    }

    /// Plays a sound. Returns false if no player is left, so that the caller rings the bell.
    pub(crate) fn play(&self, sound: Sound) -> bool {
        self.sounds.add(self.folder.join(sound.file()).into())
    }

    /// Speaks a text if the desktop has a voice.
    pub(crate) fn speak(&self, text: &str) {
        self.texts.add(text.into());
    }
}

/// What is to be played, one thing after the other.
#[derive(Debug)]
struct Queue {
    requests: Sender<(OsString, Instant)>,
    no_program_left: Arc<AtomicBool>,
}

impl Queue {
    /// Starts the thread that plays. It calls `programs` first, which may take a while.
    fn start(programs: impl FnOnce() -> Vec<Program> + Send + 'static) -> Self {
        let (requests, queue) = mpsc::channel();
        let no_program_left = Arc::new(AtomicBool::new(false));
        let none_left = Arc::clone(&no_program_left);
        // Where no thread can be started, nobody takes requests, so that sending one fails.
        let _ = thread::Builder::new().spawn(move || play_all(&queue, programs(), &none_left));
        Self {
            requests,
            no_program_left,
        }
    }

    /// Adds something to be played now. Returns false if no program is left.
    fn add(&self, what: OsString) -> bool {
        !self.no_program_left.load(Ordering::Relaxed)
            && self.requests.send((what, clock::monotonic())).is_ok()
    }
}

fn play_all(
    queue: &Receiver<(OsString, Instant)>,
    mut programs: Vec<Program>,
    none_left: &AtomicBool,
) {
    none_left.store(programs.is_empty(), Ordering::Relaxed);
    for (what, asked_at) in queue {
        let is_late = || clock::monotonic().saturating_duration_since(asked_at) > LATE_AFTER;
        // A program that has failed once is not tried again.
        while let Some(program) = programs.first().filter(|_| !is_late()) {
            if run_player(program.command(&what)) {
                break;
            }
            programs.remove(0);
        }
        none_left.store(programs.is_empty(), Ordering::Relaxed);
    }
}

/// Runs the command; true if it succeeded. Its output is discarded, so that it does not disturb the screen.
fn run_player(command: Command) -> bool {
    limited::run(
        command,
        vec![],
        Capture::Nothing,
        WaitFor::ItEnds,
        PLAY_LIMIT,
    )
    .is_fine()
}

fn write_files(folder: &Path) -> io::Result<()> {
    private_file::make_folder(folder)?;
    for sound in Sound::ALL {
        let path = folder.join(sound.file());
        let most = sound.bytes().len() as u64;
        if private_file::read(&path, most).ok().as_deref() != Some(sound.bytes()) {
            // Replace it atomically, because another window may be playing it.
            whole_file::replace(&path, sound.bytes())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_sound_files_are_written_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        write_files(folder.path()).unwrap();
        for sound in Sound::ALL {
            let written = fs::read(folder.path().join(sound.file())).unwrap();
            assert_eq!(&written[..4], b"RIFF");
            assert_eq!(written, sound.bytes());
        }
    }

    #[test]
    fn powershell_gets_the_file_inside_its_script_and_others_get_the_file() {
        let last = |name: &str, what: &str| {
            let program = Program {
                name: name.into(),
                options: &[],
            };
            program.last_argument(OsStr::new(what))
        };
        assert_eq!(
            last("powershell", "C:\\Ann O'Neil\u{2019}s\\chime.wav"),
            "(New-Object Media.SoundPlayer 'C:\\Ann O''Neil\u{2019}\u{2019}s\\chime.wav').PlaySync()"
        );
        assert_eq!(last("aplay", "/it's/chime.wav"), "/it's/chime.wav");
    }

    #[test]
    fn a_missing_or_failing_player_returns_false() {
        assert!(!run_player(Command::new("winddown-has-no-such-player")));
        assert!(!run_player(Command::new("false")));
    }
}

#[cfg(all(test, unix))]
mod timing_tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A queue whose program writes down what it is given, and when, and then takes a while.
    fn recorder(folder: &Path, before: Vec<Program>) -> Queue {
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
        Queue::start(|| programs)
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
            let queue = recorder(folder.path(), vec![failing.clone()]);
            let asked = nanos_now();
            assert!(queue.add(format!("text {n}").into()));
            wait_for(folder.path(), 1);
            recorded(folder.path()).first().map(|(at, _)| at - asked)
        };
        let is_in_time = |took: u128| took <= LATE_AFTER.as_nanos();
        assert!((0..20).any(|n| took(n).is_some_and(is_in_time)));
    }

    #[test]
    fn what_could_only_begin_late_is_dropped_and_delays_nothing_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let queue = recorder(folder.path(), vec![]);
        queue.add("first".into());
        queue.add("late".into());
        wait_for(folder.path(), 1);
        queue.add("next".into());
        wait_for(folder.path(), 2);
        let texts: Vec<_> = recorded(folder.path()).into_iter().map(|it| it.1).collect();
        assert!(!texts.contains(&"late".to_owned()), "{texts:?}");
        assert!(texts.len() <= 2);
    }

    #[test]
    fn without_a_program_the_caller_is_told() {
        let queue = Queue::start(Vec::new);
        for _ in 0..200 {
            if !queue.add("text".into()) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it still takes requests");
    }
}
