//! A folder on a drive that can stop answering, as that of a server does that went away: a file system of its own, which
//! the kernel asks through `/dev/fuse`, and behind which lies an ordinary folder.
//!
//! While it does not answer, nothing is read from the kernel any more: whoever touches the folder waits, as with a network
//! drive that was mounted without a limit of time, and can only be killed.

#![allow(dead_code, reason = "each test file uses its own part")]

#[path = "far_folder/protocol.rs"]
mod protocol;

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use protocol::Answering;
use rustix::event::{PollFd, PollFlags, poll};
use tempfile::TempDir;

/// What the drive does with what it is asked.
#[derive(Debug, Default)]
pub struct Drive {
    is_silent: bool,
    is_gone: bool,
    /// How long each answer takes.
    pub delay: Duration,
    /// How many bytes can still be written; none if there is room enough.
    pub room: Option<u64>,
    /// Whether nothing can be written.
    pub is_read_only: bool,
}

/// The folder, until it is dropped.
pub struct FarFolder {
    /// Where the files really are.
    behind: TempDir,
    mounted: TempDir,
    drive: Arc<(Mutex<Drive>, Condvar)>,
    server: Option<JoinHandle<()>>,
}

impl FarFolder {
    /// Mounts an empty folder. None where this user cannot mount one, and a message says that the test is skipped: what a
    /// machine permits cannot be installed.
    pub fn mount() -> Option<Self> {
        let mounted = tempfile::tempdir().unwrap();
        let device = match mounted_device(mounted.path()) {
            Ok(device) => device,
            Err(why) => {
                let skipped =
                    format!("no file system could be mounted, so a test was not run: {why}");
                // Written to the real standard error, because captured output is only shown if a test fails.
                let mut stderr = std::io::stderr();
                writeln!(stderr, "SKIPPED: {skipped}").unwrap();
                return None;
            }
        };
        let behind = tempfile::tempdir().unwrap();
        let drive = Arc::<(Mutex<Drive>, Condvar)>::default();
        let answering = Answering::of(behind.path());
        let shared = Arc::clone(&drive);
        let server = thread::spawn(move || serve(device, answering, &shared));
        Some(Self {
            behind,
            mounted,
            drive,
            server: Some(server),
        })
    }

    /// The folder, as programs reach it.
    pub fn path(&self) -> &Path {
        self.mounted.path()
    }

    /// Where its files really are: these can be looked at even while it does not answer.
    pub fn behind(&self) -> &Path {
        self.behind.path()
    }

    /// From now on it does not answer.
    pub fn fall_silent(&self) {
        self.drive().is_silent = true;
    }

    /// It answers again, what it was asked meanwhile too.
    pub fn answer(&self) {
        self.drive().is_silent = false;
        self.drive.1.notify_all();
    }

    /// What it does.
    pub fn drive(&self) -> MutexGuard<'_, Drive> {
        self.drive.0.lock().unwrap()
    }
}

impl Drop for FarFolder {
    fn drop(&mut self) {
        // Without this, whoever still waits for it would wait for ever.
        let unmounted = as_root("umount").arg("-l").arg(self.path()).status();
        {
            let mut drive = self.drive();
            drive.is_gone = true;
            drive.is_silent = false;
        }
        self.drive.1.notify_all();
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
        assert!(thread::panicking() || unmounted.is_ok_and(|it| it.success()));
    }
}

/// A command that only root may run, who this user has to be or become without a password.
pub fn as_root(program: &str) -> Command {
    if rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", program]);
    command
}

/// Mounts a file system there, and returns the device by which the kernel asks for it.
fn mounted_device(at: &Path) -> Result<File, String> {
    let device = OpenOptions::new().read(true).write(true).open("/dev/fuse");
    let device = device.map_err(|error| format!("/dev/fuse: {error}"))?;
    let mine = fs::metadata(at).map_err(|error| error.to_string())?;
    let (user, group) = {
        use std::os::unix::fs::MetadataExt;
        (mine.uid(), mine.gid())
    };
    // The device is its standard input.
    let options = format!("fd=0,rootmode=40000,user_id={user},group_id={group}");
    let mount = as_root("mount")
        .args(["-i", "-n", "-t", "fuse", "-o", &options, "winddown-test"])
        .arg(at)
        .stdin(Stdio::from(
            device.try_clone().map_err(|it| it.to_string())?,
        ))
        .output()
        .map_err(|error| format!("mount: {error}"))?;
    if mount.status.success() {
        Ok(device)
    } else {
        Err(String::from_utf8_lossy(&mount.stderr).into_owned())
    }
}

/// Answers until the folder is unmounted.
fn serve(mut device: File, mut answering: Answering, drive: &(Mutex<Drive>, Condvar)) {
    let mut question = vec![0; 1 << 20];
    loop {
        // What it was asked is read only when it answers, so that whoever waits meanwhile can be killed.
        let mut asked = [PollFd::new(&device, PollFlags::IN)];
        let tick = Duration::from_millis(20).try_into().unwrap();
        let is_asked = poll(&mut asked, Some(&tick)).is_ok_and(|asked| asked > 0);
        let state = drive.0.lock().unwrap();
        let mut state = drive
            .1
            .wait_while(state, |it| it.is_silent && !it.is_gone)
            .unwrap();
        if state.is_gone {
            return;
        }
        if !is_asked {
            continue;
        }
        let length = match device.read(&mut question) {
            Ok(length) => length,
            // Nobody waits for the answer any more.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Interrupted) => {
                continue;
            }
            // It was unmounted.
            Err(_) => return,
        };
        let answer = answering.answer(&question[..length], &mut state);
        let delay = state.delay;
        drop(state);
        thread::sleep(delay);
        if let Some(answer) = answer {
            // Fails if nobody waits for it any more.
            let _ = device.write(&answer);
        }
    }
}
