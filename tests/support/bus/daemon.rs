//! The bus that most systems have.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running dbus-daemon. Dropping it ends it.
pub(super) struct DbusDaemon(Child);

impl DbusDaemon {
    pub(super) fn start(address: &str) -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .arg(format!("--address={address}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It prints its address once it listens there.
        let stdout = daemon.stdout.take().unwrap();
        BufReader::new(stdout)
            .read_line(&mut String::new())
            .unwrap();
        Self(daemon)
    }
}

impl Drop for DbusDaemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
