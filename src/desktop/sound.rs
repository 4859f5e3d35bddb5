//! Sounds through the desktop's own player, so that no audio library is linked.
//!
//! If a player is missing or fails, the next one is tried. If none is left, the caller has to ring the terminal's bell.
//! The output of players is discarded.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, atomic::AtomicBool, atomic::Ordering};
use std::thread;
use std::time::Duration;

use super::limited::{self, Capture, WaitFor};
use crate::{private_file, whole_file};

/// The time limit of a player or a voice. No sound and no sentence takes that long, so it hangs.
const PLAY_LIMIT: Duration = Duration::from_secs(30);

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
            Self::Chime => include_bytes!("../../assets/sounds/chime.wav"),
            Self::Tick => include_bytes!("../../assets/sounds/tick.wav"),
            Self::End => include_bytes!("../../assets/sounds/end.wav"),
        }
    }
}

/// Sound players, the preferred one first, each with the arguments before the file name.
#[cfg(not(windows))]
const PLAYERS: [(&str, &[&str]); 4] = [
    ("pw-play", &[]),
    ("paplay", &[]),
    ("aplay", &["-q"]),
    ("afplay", &[]),
];
#[cfg(windows)]
const PLAYERS: [(&str, &[&str]); 1] = [(
    "powershell",
    &[
        "-NoProfile",
        "-Command",
        "(New-Object Media.SoundPlayer $args[0]).PlaySync()",
    ],
)];

/// Programs that speak a text, the preferred one first.
const VOICES: [&str; 2] = ["spd-say", "say"];

/// The program that plays sounds, if one is installed.
pub(crate) fn player() -> Option<&'static str> {
    PLAYERS.iter().map(|(name, _)| *name).find(is_installed)
}

/// The program that speaks texts, if one is installed.
pub(crate) fn voice() -> Option<&'static str> {
    VOICES.iter().copied().find(is_installed)
}

fn is_installed(program: &&str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&folders).any(|folder| folder.join(&file).is_file())
}

/// A request to the speaker.
#[derive(Debug)]
enum Request {
    Sound(Sound),
    Text(String),
}

/// Plays sounds and speaks texts, one after the other, on a thread of its own.
#[derive(Debug)]
pub struct Speaker {
    requests: Sender<Request>,
    no_player_left: Arc<AtomicBool>,
}

impl Speaker {
    /// A speaker that stores its sound files in `folder`.
    pub(crate) fn new(folder: PathBuf) -> Self {
        let (requests, queue) = mpsc::channel();
        let no_player_left = Arc::new(AtomicBool::new(false));
        let no_player_left_too = Arc::clone(&no_player_left);
        // Where no thread can be started, nobody takes requests, so that sending one fails.
        let _ =
            thread::Builder::new().spawn(move || play_all(&queue, &folder, &no_player_left_too));
        Self {
            requests,
            no_player_left,
        }
    }

    /// Plays a sound. Returns false if no player is left, so that the caller rings the bell.
    pub(crate) fn play(&self, sound: Sound) -> bool {
        !self.no_player_left.load(Ordering::Relaxed)
            && self.requests.send(Request::Sound(sound)).is_ok()
    }

    /// Speaks a text if the desktop has a voice.
    pub(crate) fn speak(&self, text: &str) {
        // Sending fails if the thread has ended; then nothing is spoken.
        let _ = self.requests.send(Request::Text(text.to_owned()));
    }
}

fn play_all(queue: &Receiver<Request>, folder: &Path, no_player_left: &AtomicBool) {
    let mut players = PLAYERS.to_vec();
    if write_files(folder).is_err() {
        players.clear();
    }
    for request in queue {
        match request {
            Request::Sound(sound) => {
                let file = folder.join(sound.file());
                // A player that has failed once is not tried again.
                while let Some((player, options)) = players.first() {
                    let mut command = Command::new(player);
                    command.args(*options).arg(&file);
                    if run_player(command) {
                        break;
                    }
                    players.remove(0);
                }
                no_player_left.store(players.is_empty(), Ordering::Relaxed);
            }
            Request::Text(text) => {
                let _ = VOICES.iter().any(|voice| {
                    let mut command = Command::new(voice);
                    command.arg("--").arg(&text);
                    run_player(command)
                });
            }
        }
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
    fn a_missing_or_failing_player_returns_false() {
        assert!(!run_player(Command::new("winddown-has-no-such-player")));
        assert!(!run_player(Command::new("false")));
    }
}
