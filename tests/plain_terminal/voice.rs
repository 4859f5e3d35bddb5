//! Spoken cues with a real voice: espeak-ng, which writes what it says into files.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::programs::{find, is_missing, write_script};
use super::pty::Terminal;

/// Speech begins at most so long after its phase.
const IN_TIME: Duration = Duration::from_millis(200);

/// What is not spoken after this time never will be: the program drops what would be late.
const SPOKEN_BY: Duration = Duration::from_millis(500);

/// How often the routine is played. A busy machine delays some words of one of them, but never the same words in all.
const TRIES: usize = 4;

/// Breaths, a side, five seconds that are left, and a change of sides.
const PLAN: &str = r#"
bedtime = "13:55"
wake = "20:00"
[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
[[exercise]]
id = "calf"
title = "Calf"
muscles = "calf"
position = "any"
ready = "1s"
hold = "12s"
sides = 2
cues = ["Heel down."]
[[routine]]
id = "by-ear"
title = "By ear"
exercises = ["slow-breathing", "calf"]
[sound]
speak = true
"#;

/// The line that each phase prints when it begins, what is spoken then, and whether the phase is cut short.
const PHASES: [(&str, &str, bool); 7] = [
    ("1 of 2. Slow breathing. Get ready", "Slow breathing", true),
    ("Breathe in, 4 seconds", "Breathe in", false),
    ("Breathe out, 6 seconds", "Breathe out", true),
    ("2 of 2. Calf. Get ready", "Calf, left leg", false),
    ("2 of 2. Calf, left leg, 12 seconds", "Hold", false),
    ("5 seconds left.", "5 seconds", false),
    ("Change sides, 6 seconds", "Change sides, right leg", false),
];

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/winddown");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), PLAN).unwrap();
    home
}

fn now() -> Duration {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.unwrap()
}

/// The voice as the only program on the search path: it writes what it says into a file, and then writes down the time,
/// the file and the text.
fn voice(folder: &Path) {
    let espeak = find("espeak-ng").unwrap();
    let script = format!(
        "PATH=/usr/bin:/bin\ncd '{}'\nfile=\"$(date +%s%N).wav\"\n'{}' -w \"$file\" \"$@\" || exit\nshift\n\
         echo \"$(date +%s%N) $file $*\" >>spoken",
        folder.display(),
        espeak.display()
    );
    write_script(&folder.join("espeak-ng"), &script);
}

/// How much silence there is in a file before the voice is heard.
fn silence_before_the_voice(file: &Path) -> Duration {
    /// The length of the header that espeak-ng writes.
    const HEADER: usize = 44;
    let bytes = fs::read(file).unwrap();
    assert_eq!(&bytes[..4], b"RIFF", "{}", file.display());
    let rate = u32::from_le_bytes(bytes[24..28].try_into().unwrap());
    let samples = bytes[HEADER..].chunks_exact(2);
    let loudness = |sample: &[u8]| i16::from_le_bytes([sample[0], sample[1]]).unsigned_abs();
    let loudest = samples.clone().map(loudness).max().unwrap_or(0);
    assert!(loudest > 1000, "nothing is heard in {}", file.display());
    let heard = samples.map(loudness).position(|it| it > loudest / 50);
    Duration::from_secs_f64(heard.unwrap() as f64 / f64::from(rate))
}

/// Plays the routine, and returns for each phase how long after its line the voice was heard: at most, as a voice that
/// plays what it says begins before it has made all of it. None if it said nothing then.
fn delays() -> [Option<Duration>; PHASES.len()] {
    let home = home();
    let programs = tempfile::tempdir().unwrap();
    voice(programs.path());
    let path = programs.path().to_str().unwrap();
    let variables = [("PATH", path)];
    let program = env!("CARGO_BIN_EXE_winddown");
    let arguments = ["play", "by-ear", "--plain"];
    let mut terminal = Terminal::spawn_with(program, home.path(), &arguments, &variables);
    let printed = PHASES.map(|(line, _, is_cut_short)| {
        terminal.wait_until(line, |terminal| terminal.wrote(line.as_bytes()));
        let printed = now();
        if is_cut_short {
            thread::sleep(SPOKEN_BY);
            terminal.keys("n\n");
        }
        printed
    });
    thread::sleep(SPOKEN_BY);
    let spoken = fs::read_to_string(programs.path().join("spoken")).unwrap_or_default();
    let mut spoken = spoken.lines();
    let mut phases = PHASES.iter().zip(printed);
    [(); PHASES.len()].map(|()| {
        let ((_, text, _), printed) = phases.next()?;
        let mut rest = spoken.clone();
        let line = rest.find(|line| line.ends_with(&format!(".wav {text}")))?;
        spoken = rest;
        let mut parts = line.splitn(3, ' ');
        let said = Duration::from_nanos(parts.next()?.parse().unwrap());
        let silence = silence_before_the_voice(&programs.path().join(parts.next()?));
        Some((said + silence).saturating_sub(printed))
    })
}

#[test]
fn a_real_voice_is_heard_within_200_ms_of_each_phase() {
    if is_missing("espeak-ng") {
        return;
    }
    let mut in_time = [false; PHASES.len()];
    let mut tried = vec![];
    for _ in 0..TRIES {
        let delays = delays();
        for (is_in_time, delay) in in_time.iter_mut().zip(delays) {
            *is_in_time |= delay.is_some_and(|delay| delay <= IN_TIME);
        }
        tried.push(delays);
        if in_time == [true; PHASES.len()] {
            return;
        }
    }
    panic!("{tried:#?} for {PHASES:#?}");
}
