//! Sounds through the desktop's own player, so that no audio library is linked.
//!
//! A player that is missing or fails is skipped for the next one. If none is left, the caller has to ring the
//! terminal's bell. The output of players is discarded.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, atomic::AtomicBool, atomic::Ordering};
use std::thread;
use std::time::Duration;

use super::limited::{self, Capture, WaitFor};

/// The time limit of a player or a voice: it hangs if it takes longer, because no sound or sentence does.
const LONGEST: Duration = Duration::from_secs(30);

use crate::{private_file, whole_file};

/// A sound of the project's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// Two soft notes: a change.
    Chime,
    /// A short, quiet one: a change is near.
    Tick,
    /// Three rising notes: it is over.
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

/// Players that desktops have, the best first, each with what stands before the file's name.
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

/// Voices that desktops have.
const VOICES: [&str; 2] = ["spd-say", "say"];

/// The program that sounds will be played with, if this computer has one.
pub fn player() -> Option<&'static str> {
    PLAYERS.iter().map(|(name, _)| *name).find(is_installed)
}

/// The program that words will be said with, if this computer has one.
pub fn voice() -> Option<&'static str> {
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
    Words(String),
}

/// Plays sounds and speaks texts, one after the other, on a thread of its own.
#[derive(Debug)]
pub struct Speaker {
    requests: Sender<Request>,
    no_player_left: Arc<AtomicBool>,
}

impl Speaker {
    /// A speaker that keeps its sound files, ready to be played, in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        let (requests, queue) = mpsc::channel();
        let no_player_left = Arc::new(AtomicBool::new(false));
        let no_player_left_too = Arc::clone(&no_player_left);
        thread::spawn(move || play_all(&queue, &folder, &no_player_left_too));
        Self {
            requests,
            no_player_left,
        }
    }

    /// Plays a sound. Returns false if no player is left, so that the caller rings the bell.
    pub fn play(&self, sound: Sound) -> bool {
        !self.no_player_left.load(Ordering::Relaxed)
            && self.requests.send(Request::Sound(sound)).is_ok()
    }

    /// Speaks a text if the desktop has a voice.
    pub fn speak(&self, words: &str) {
        // A speaker that has ended says nothing.
        let _ = self.requests.send(Request::Words(words.to_owned()));
    }
}

fn play_all(queue: &Receiver<Request>, folder: &Path, no_player_left: &AtomicBool) {
    let ready = write_files(folder).is_ok();
    let mut players = PLAYERS.to_vec();
    if !ready {
        players.clear();
    }
    for request in queue {
        match request {
            Request::Sound(sound) => {
                let file = folder.join(sound.file());
                // A player that fails once is not asked again.
                while let Some((player, before)) = players.first() {
                    let mut command = Command::new(player);
                    command.args(*before).arg(&file);
                    if run_player(command) {
                        break;
                    }
                    players.remove(0);
                }
                no_player_left.store(players.is_empty(), Ordering::Relaxed);
            }
            Request::Words(words) => {
                let _ = VOICES.iter().any(|voice| {
                    let mut command = Command::new(voice);
                    command.arg("--").arg(&words);
                    run_player(command)
                });
            }
        }
    }
}

/// Runs the command; true if it succeeded. Its output is discarded, so that it does not disturb the screen.
fn run_player(command: Command) -> bool {
    limited::run(command, vec![], Capture::Nothing, WaitFor::ItEnds, LONGEST).is_fine()
}

fn write_files(folder: &Path) -> io::Result<()> {
    private_file::make_folder(folder)?;
    for sound in Sound::ALL {
        let path = folder.join(sound.file());
        let most = sound.bytes().len() as u64;
        if private_file::read(&path, most).ok().as_deref() != Some(sound.bytes()) {
            // Another window may be playing it.
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
    fn the_sound_files_are_written_as_they_were_made() {
        let folder = tempfile::tempdir().unwrap();
        write_files(folder.path()).unwrap();
        for sound in Sound::ALL {
            let written = fs::read(folder.path().join(sound.file())).unwrap();
            assert_eq!(&written[..4], b"RIFF");
            assert_eq!(written, sound.bytes());
        }
    }

    #[test]
    fn a_player_that_is_not_there_or_fails_is_no_error() {
        assert!(!run_player(Command::new("winddown-has-no-such-player")));
        assert!(!run_player(Command::new("false")));
    }
}
