//! The thread that plays sounds: it starts players when the schedule says so, and measures them.
//!
//! Players run side by side, so that a slow one delays no other sound.

use std::io;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::schedule::{LONGEST_LEAD, Readiness, Schedule, TimedSound};
use super::{PLAY_LIMIT, PLAYERS, Program, SILENCE, SILENCE_FILE, Sound, installed, write_files};
use crate::clock;
use crate::desktop::limited;

/// How often a player is measured. The first start of a program takes longer than later ones.
const MEASUREMENTS: u32 = 2;

/// How long a player may take to play the silence. One that takes longer is not used.
const MEASURE_LIMIT: Duration = LONGEST_LEAD.saturating_add(Duration::from_millis(500));

/// How soon after its start a player is expected to fail if it does, so that another one can take its place in time.
const FAILS_WITHIN: Duration = Duration::from_millis(300);

/// How often to look whether a player that was just started has ended, and one that plays.
const OFTEN: Duration = Duration::from_millis(5);
const NOW_AND_THEN: Duration = Duration::from_millis(100);

/// Plays sounds at their moments.
#[derive(Debug)]
pub(crate) struct Player {
    schedule: Arc<Mutex<Schedule>>,
    wake: Sender<()>,
}

impl Player {
    /// A player that stores its sound files in `folder`. It measures the programs that play sounds at once.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self::with(folder, installed(&PLAYERS))
    }

    /// As [`Player::new`], with these programs.
    pub(super) fn with(folder: PathBuf, programs: Vec<Program>) -> Self {
        let schedule = Arc::new(Mutex::new(Schedule::new(programs.len())));
        let (wake, woken) = mpsc::channel();
        let work = Work {
            folder,
            programs,
            schedule: Arc::clone(&schedule),
            running: vec![],
        };
        // Without the thread no player becomes ready, and no sound is taken.
        let _ = thread::Builder::new()
            .name("sound".to_owned())
            .spawn(move || work.run(&woken));
        Self { schedule, wake }
    }

    /// Plays a sound now. Returns false if no player can in time, so that the caller rings the bell.
    pub(crate) fn play(&self, sound: Sound) -> bool {
        let is_heard = lock(&self.schedule).ask(sound, clock::monotonic());
        self.wake();
        is_heard
    }

    /// Replaces what is known of the sounds to come, so that a slow player can be started in advance.
    pub(crate) fn expect(&self, ahead: Vec<TimedSound>) {
        if lock(&self.schedule).expect(ahead) {
            self.wake();
        }
    }

    fn wake(&self) {
        // Sending fails only where the thread has ended, because the sound files cannot be written.
        let _ = self.wake.send(());
    }

    /// Whether a player can be used.
    #[cfg(all(test, unix))]
    pub(super) fn is_ready(&self) -> bool {
        lock(&self.schedule).best(clock::monotonic()).is_some()
    }
}

fn lock(schedule: &Mutex<Schedule>) -> MutexGuard<'_, Schedule> {
    schedule.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a running program is for.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    /// It plays silence, to be measured. So many measurements came before, and this was the shortest.
    Measure { before: u32, shortest: Duration },
    /// It plays a sound, for the first time or because another player failed to.
    Cue { cue: TimedSound, is_retry: bool },
}

#[derive(Debug)]
struct Running {
    child: Child,
    player: usize,
    started: Instant,
    purpose: Purpose,
}

/// The thread's state.
#[derive(Debug)]
struct Work {
    folder: PathBuf,
    programs: Vec<Program>,
    schedule: Arc<Mutex<Schedule>>,
    running: Vec<Running>,
}

impl Work {
    fn run(mut self, woken: &Receiver<()>) {
        if write_files(&self.folder).is_err() {
            return;
        }
        loop {
            let now = clock::monotonic();
            self.look_after_running(now);
            self.start_measuring(now);
            let due = lock(&self.schedule).due(now);
            for (cue, player) in due {
                let is_retry = false;
                self.start(player, Purpose::Cue { cue, is_retry }, now);
            }
            let gone = match self.wait(now) {
                Some(wait) => woken.recv_timeout(wait) == Err(RecvTimeoutError::Disconnected),
                None => woken.recv().is_err(),
            };
            if gone {
                return;
            }
        }
    }

    /// How long to sleep; none if nothing happens by itself.
    fn wait(&self, now: Instant) -> Option<Duration> {
        let next = lock(&self.schedule).next_start(now);
        let next = next.map(|at| at.saturating_duration_since(now));
        let looks = self.running.iter().map(|running| {
            let is_new = now.saturating_duration_since(running.started) < FAILS_WITHIN;
            match running.purpose {
                Purpose::Measure { .. } => OFTEN,
                Purpose::Cue { .. } if is_new => OFTEN,
                Purpose::Cue { .. } => NOW_AND_THEN,
            }
        });
        looks.chain(next).min()
    }

    fn start_measuring(&mut self, now: Instant) {
        let unmeasured = lock(&self.schedule).take_unmeasured(now);
        for player in unmeasured {
            let purpose = Purpose::Measure {
                before: 0,
                shortest: Duration::MAX,
            };
            self.start(player, purpose, now);
        }
    }

    fn start(&mut self, player: usize, purpose: Purpose, now: Instant) {
        let file = match purpose {
            Purpose::Measure { .. } => SILENCE_FILE,
            Purpose::Cue { cue, .. } => cue.sound.file(),
        };
        let mut command = self.programs[player].command(self.folder.join(file).as_os_str());
        // A process group of its own, so that its child processes can be killed with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match command.spawn() {
            Ok(child) => self.running.push(Running {
                child,
                player,
                started: now,
                purpose,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                lock(&self.schedule).learn(player, Readiness::Unusable);
            }
            Err(_) => self.failed(player, purpose, now),
        }
    }

    /// Handles those that have ended, ends those that take too long, and those that nobody expects any more.
    fn look_after_running(&mut self, now: Instant) {
        for mut running in std::mem::take(&mut self.running) {
            let (player, purpose) = (running.player, running.purpose);
            let took = now.saturating_duration_since(running.started);
            match running.child.try_wait() {
                Ok(Some(status)) if status.success() => self.ended(player, purpose, took, now),
                Ok(Some(_)) | Err(_) => self.failed(player, purpose, now),
                Ok(None) if self.is_to_end(purpose, took, now) => {
                    limited::kill(&mut running.child);
                    // Killed, it ends at once.
                    let _ = running.child.wait();
                    if let Purpose::Measure { .. } = purpose {
                        lock(&self.schedule).learn(player, Readiness::Unusable);
                    }
                }
                Ok(None) => self.running.push(running),
            }
        }
    }

    fn is_to_end(&self, purpose: Purpose, took: Duration, now: Instant) -> bool {
        match purpose {
            Purpose::Measure { .. } => took > MEASURE_LIMIT,
            Purpose::Cue { cue, .. } => took > PLAY_LIMIT || lock(&self.schedule).cancels(cue, now),
        }
    }

    fn ended(&mut self, player: usize, purpose: Purpose, took: Duration, now: Instant) {
        let Purpose::Measure { before, shortest } = purpose else {
            return;
        };
        let shortest = shortest.min(took.saturating_sub(SILENCE));
        let measurements = before + 1;
        lock(&self.schedule).learn(player, Readiness::Ready(shortest));
        if measurements < MEASUREMENTS {
            let purpose = Purpose::Measure {
                before: measurements,
                shortest,
            };
            self.start(player, purpose, now);
        }
    }

    fn failed(&mut self, player: usize, purpose: Purpose, now: Instant) {
        match purpose {
            Purpose::Measure { .. } => {
                let failed = Readiness::Failed {
                    at: now,
                    latency: None,
                };
                lock(&self.schedule).learn(player, failed);
            }
            Purpose::Cue { cue, is_retry } => {
                let next = lock(&self.schedule).failed(player, cue, now);
                if let Some(next) = next.filter(|_| !is_retry) {
                    let is_retry = true;
                    self.start(next, Purpose::Cue { cue, is_retry }, now);
                }
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::*;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// A player that runs a script. Its first argument is the sound file.
    fn scripted(folder: &Path, name: &str, script: &str) -> Program {
        let path = folder.join(name);
        fs::write(
            &path,
            format!("#!/bin/sh\ncd '{}'\n{script}\n", folder.display()),
        )
        .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Program {
            name: path.into(),
            options: &[],
        }
    }

    /// A player that is heard so long after its start: it writes down when, and which sound.
    fn slow(folder: &Path, seconds: &str) -> Program {
        let script = format!("sleep {seconds}; echo \"$(date +%s%N) $1\" >>heard");
        scripted(folder, &format!("slow-{seconds}"), &script)
    }

    /// When which sound was heard, in nanoseconds of the wall clock. Silence is not heard.
    fn heard(folder: &Path) -> Vec<(i128, String)> {
        let heard = fs::read_to_string(folder.join("heard")).unwrap_or_default();
        let lines = heard.lines().filter(|line| !line.ends_with(SILENCE_FILE));
        let entry = |line: &str| {
            let (at, file) = line.split_once(' ').unwrap();
            let name = file.rsplit('/').next().unwrap();
            (at.parse().unwrap(), name.to_owned())
        };
        lines.map(entry).collect()
    }

    /// The wall clock's time at a moment of the monotonic one, in nanoseconds.
    fn wall(at: Instant) -> i128 {
        let now = i128::from(clock::now().timestamp_nanos_opt().unwrap());
        let (ahead, behind) = (
            at.saturating_duration_since(clock::monotonic()),
            clock::monotonic().saturating_duration_since(at),
        );
        now + ahead.as_nanos() as i128 - behind.as_nanos() as i128
    }

    fn wait_until(what: &str, holds: impl Fn() -> bool) {
        let begun = clock::monotonic();
        while !holds() {
            assert!(begun.elapsed() < Duration::from_secs(20), "never {what}");
            thread::sleep(OFTEN);
        }
    }

    /// Plays six sounds as a screen does, after the player had the time to be measured. Returns how far from its moment,
    /// in milliseconds, each one was that was heard.
    fn play_with(seconds: &str) -> Vec<i128> {
        let folder = tempfile::tempdir().unwrap();
        let player = Player::with(
            folder.path().join("sounds"),
            vec![slow(folder.path(), seconds)],
        );
        // As long as a routine takes to get ready.
        thread::sleep(Duration::from_secs(5));
        let begin = clock::monotonic() + millis(2_500);
        let cues: Vec<_> = (0..6)
            .map(|n| TimedSound {
                sound: if n % 3 == 2 {
                    Sound::Chime
                } else {
                    Sound::Tick
                },
                at: begin + millis(700) * n,
            })
            .collect();
        let moments: Vec<_> = cues.iter().map(|cue| wall(cue.at)).collect();
        player.expect(cues.clone());
        for (n, cue) in cues.iter().enumerate() {
            thread::sleep(cue.at.saturating_duration_since(clock::monotonic()));
            player.play(cue.sound);
            player.expect(cues[n + 1..].to_vec());
        }
        thread::sleep(millis(600));
        let apart = |(at, _): (i128, String)| {
            let from = moments.iter().map(|moment| (at - moment) / 1_000_000);
            from.min_by_key(|apart| apart.abs()).unwrap()
        };
        heard(folder.path()).into_iter().map(apart).collect()
    }

    /// On a machine with much to do a program can start late. A schedule that is wrong would never be in time.
    #[test]
    fn with_any_player_a_sound_is_heard_within_150_ms_of_its_moment_or_not_at_all() {
        let in_time =
            |apart: &i128| apart.unsigned_abs() <= super::super::schedule::TOLERANCE.as_millis();
        thread::scope(|scope| {
            for (seconds, count) in [("0", 6), ("0.5", 6), ("2", 6), ("10", 0)] {
                scope.spawn(move || {
                    let mut tries = (0..4).map(|_| play_with(seconds));
                    let is_good =
                        |heard: &Vec<i128>| heard.len() == count && heard.iter().all(in_time);
                    assert!(
                        tries.any(|heard| is_good(&heard)),
                        "with one that takes {seconds} s"
                    );
                });
            }
        });
    }

    #[test]
    fn the_first_sound_is_heard_with_a_player_that_fails_and_the_next_ones_too() {
        let folder = tempfile::tempdir().unwrap();
        let failing = "case \"$1\" in *silence.wav) exit 0;; esac; exit 1";
        let programs = vec![
            scripted(folder.path(), "failing", failing),
            slow(folder.path(), "0"),
        ];
        let player = Player::with(folder.path().join("sounds"), programs);
        wait_until("ready", || player.is_ready());
        // The second one may be measured a little later than the first.
        thread::sleep(millis(700));
        for n in 1..=3 {
            assert!(player.play(Sound::Chime));
            wait_until("heard", || heard(folder.path()).len() == n);
            thread::sleep(millis(450));
        }
    }

    #[test]
    fn sounds_are_played_side_by_side() {
        let folder = tempfile::tempdir().unwrap();
        let script =
            "echo \"$(date +%s%N) $1\" >>heard; case \"$1\" in *silence.wav) ;; *) sleep 5;; esac";
        let programs = vec![scripted(folder.path(), "long", script)];
        let player = Player::with(folder.path().join("sounds"), programs);
        wait_until("ready", || player.is_ready());
        for sound in [Sound::Tick, Sound::Chime] {
            assert!(player.play(sound));
        }
        let begun = clock::monotonic();
        wait_until("heard", || heard(folder.path()).len() == 2);
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "one after the other"
        );
    }

    #[test]
    fn without_a_player_the_caller_rings_the_bell() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Program {
            name: "winddown-has-no-such-player".into(),
            options: &[],
        };
        for programs in [vec![], vec![missing]] {
            let player = Player::with(folder.path().join("sounds"), programs);
            thread::sleep(millis(100));
            assert!(!player.play(Sound::Chime));
        }
    }
}
