//! Sounds and speech through the desktop's own programs, so that no audio library is linked.
//!
//! - [`player`] plays sounds, each with a program of its own, so that a slow one delays no other. [`schedule`] says when:
//!   a program that needs a second before it can be heard is started a second earlier.
//! - [`voice`] speaks texts, on a thread of its own, so that a chime delays no word.
//!
//! What could only begin late is dropped. If a program is missing or fails, the next one is tried; one that failed is
//! tried again later. If no player is left, the caller has to ring the terminal's bell. The output of all of them is
//! discarded.

mod player;
mod schedule;
mod voice;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::limited::{self, Capture, WaitFor};
use super::process;
use crate::{private_file, whole_file};
use player::Player;
use voice::Voice;

pub(crate) use schedule::TimedSound;

/// The time limit of a player or a voice. No sound and no sentence takes that long, so it hangs.
const PLAY_LIMIT: Duration = Duration::from_secs(30);

/// The file that players are measured with, and how long it lasts.
const SILENCE_FILE: &str = "silence.wav";
const SILENCE: Duration = Duration::from_millis(50);

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

/// Sound players, the preferred one first, each with the arguments before the file name. Without its option paplay may
/// be heard two seconds late.
#[cfg(not(windows))]
const PLAYERS: [(&str, &[&str]); 4] = [
    ("pw-play", &[]),
    ("paplay", &["--latency-msec=50"]),
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
    PLAYERS
        .iter()
        .map(|(name, _)| *name)
        .find(|name| is_installed(name))
}

/// The program that speaks texts, if one is installed.
pub(crate) fn voice() -> Option<&'static str> {
    VOICES
        .iter()
        .map(|(name, _)| *name)
        .find(|name| is_installed(name))
}

fn is_installed(program: &str) -> bool {
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

/// Those that are installed, in the same order.
fn installed(known: &[(&str, &'static [&'static str])]) -> Vec<Program> {
    let program = |(name, options): &(&str, &'static [&'static str])| Program {
        name: OsString::from(name),
        options,
    };
    let installed = known.iter().filter(|(name, _)| is_installed(name));
    installed.map(program).collect()
}

/// Plays a sound with the first player that can, and returns when it has ended. Its file is written into `folder`.
pub(super) fn play_once(folder: &Path, sound: Sound) {
    if write_files(folder).is_ok() {
        installed(&PLAYERS)
            .iter()
            .any(|program| run_player(program.command(folder.join(sound.file()).as_os_str())));
    }
}

/// Plays sounds and speaks texts, on threads of its own.
#[derive(Debug)]
pub struct Speaker {
    player: Player,
    voice: Voice,
}

impl Speaker {
    /// A speaker that stores its sound files in `folder`.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            player: Player::new(folder),
            voice: Voice::new(installed(&VOICES)),
        }
    }

    /// Plays a sound now. Returns false if no player can in time, so that the caller rings the bell.
    pub(crate) fn play(&self, sound: Sound) -> bool {
        self.player.play(sound)
    }

    /// Replaces what is known of the sounds to come, so that a slow player can be started in advance.
    pub(crate) fn expect(&self, sounds: Vec<TimedSound>) {
        self.player.expect(sounds);
    }

    /// Speaks a text if the desktop has a voice.
    pub(crate) fn speak(&self, text: &str) {
        self.voice.speak(text.into());
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
    let sounds = Sound::ALL.map(|sound| (sound.file(), sound.bytes()));
    let silence: &[u8] = include_bytes!("../../../assets/sounds/silence.wav");
    for (name, bytes) in sounds.into_iter().chain([(SILENCE_FILE, silence)]) {
        let path = folder.join(name);
        if private_file::read(&path, bytes.len() as u64)
            .ok()
            .as_deref()
            != Some(bytes)
        {
            // Replace it atomically, because another window may be playing it.
            whole_file::replace(&path, bytes)?;
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
        let silence = fs::read(folder.path().join(SILENCE_FILE)).unwrap();
        // 16 bits at 22,050 Hz, after a header of 44 bytes.
        let seconds = (silence.len() - 44) as f64 / 2.0 / 22_050.0;
        assert!(
            (seconds - SILENCE.as_secs_f64()).abs() < 0.001,
            "{seconds} s"
        );
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
