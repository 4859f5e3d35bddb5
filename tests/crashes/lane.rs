//! Commands that run one after the other on a thread of their own, until one of them is killed or they are paused.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::witness::Witness;

/// How often it is looked whether a command has ended.
const POLL: Duration = Duration::from_millis(2);

/// Commands that run one after the other.
pub struct Lane {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    running: Mutex<Option<Running>>,
    is_paused: AtomicBool,
    is_over: AtomicBool,
}

struct Running {
    child: Child,
    is_killed: bool,
}

impl Lane {
    /// Starts it. `program` makes a command that only lacks its arguments.
    pub fn start(
        number: usize,
        witness: Arc<Witness>,
        program: impl Fn() -> Command + Send + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let its = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            for n in 0.. {
                let text = format!("lane {number} note {n}");
                let mut command = program();
                command.args(["log", "note", &text]).stderr(Stdio::piped());
                while !its.begin(&mut command) {
                    if its.is_over.load(Ordering::SeqCst) {
                        return;
                    }
                    thread::sleep(POLL);
                }
                if its.succeeds() {
                    witness.acknowledge(text);
                }
            }
        });
        Self { shared, thread }
    }

    /// Starts no further command. One that runs goes on.
    pub fn pause(&self) {
        self.shared.is_paused.store(true, Ordering::SeqCst);
    }

    /// Starts commands again.
    pub fn go_on(&self) {
        self.shared.is_paused.store(false, Ordering::SeqCst);
    }

    /// Kills the command that runs. Returns whether there was one.
    pub fn kill(&self) -> bool {
        match &mut *self.shared.running.lock().unwrap() {
            Some(running) => {
                running.is_killed = true;
                running.child.kill().unwrap();
                true
            }
            None => false,
        }
    }

    /// Waits for the command that runs, and ends.
    pub fn end(self) {
        self.pause();
        self.shared.is_over.store(true, Ordering::SeqCst);
        self.thread.join().unwrap();
    }
}

impl Shared {
    /// Starts the command, unless the lane is paused. Returns whether it did.
    fn begin(&self, command: &mut Command) -> bool {
        let mut running = self.running.lock().unwrap();
        if self.is_paused.load(Ordering::SeqCst) || self.is_over.load(Ordering::SeqCst) {
            return false;
        }
        let child = command.spawn().unwrap();
        *running = Some(Running {
            child,
            is_killed: false,
        });
        true
    }

    /// Waits for the command, and returns whether it exited with 0. Only one that was killed may do otherwise.
    fn succeeds(&self) -> bool {
        loop {
            {
                let mut running = self.running.lock().unwrap();
                let child = &mut running.as_mut().unwrap().child;
                if child.try_wait().unwrap().is_some() {
                    let Running { child, is_killed } = running.take().unwrap();
                    let output = child.wait_with_output().unwrap();
                    let complaint = String::from_utf8_lossy(&output.stderr);
                    // On a computer with much else to do a lock can be held for longer than a command waits.
                    let is_busy = complaint.contains("being written by another program");
                    assert!(
                        output.status.success() || is_killed || is_busy,
                        "{complaint}"
                    );
                    return output.status.success();
                }
            }
            thread::sleep(POLL);
        }
    }
}
