//! What starts programs with the session on this computer.

use std::path::Path;
use std::time::Duration;

use super::systemd::systemctl;
use super::{ServiceCommand, ServiceKind};

/// How long systemd may take to answer.
pub(super) const ANSWER: Duration = Duration::from_secs(5);

/// Who will start the service, and whether they can be told now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager {
    /// It is there, and takes commands.
    Reachable(ServiceKind),
    /// It will be there at the next login: this is a shell from afar, or another user's.
    AtNextLogin(ServiceKind),
    /// systemd is there, but the desktop that is open does not tell it of the session.
    DesktopWithoutSystemd,
}

impl Manager {
    /// Finds out. Asks systemd, which may take up to 5 s each time it does not answer.
    pub fn detect() -> Self {
        if cfg!(windows) {
            return Self::Reachable(ServiceKind::ScheduledTask);
        }
        if cfg!(target_os = "macos") {
            return Self::Reachable(ServiceKind::Launchd);
        }
        let answers = |step: &ServiceCommand| step.run(ANSWER).is_ok();
        if answers(&systemctl(&["show", "--property=Version"])) {
            let session = ["is-active", "--quiet", "graphical-session.target"];
            return if is_on_a_desktop() && !answers(&systemctl(&session)) {
                Self::DesktopWithoutSystemd
            } else {
                Self::Reachable(ServiceKind::Systemd)
            };
        }
        // By this folder systemd's own programs know that it runs the computer: sd_booted(3).
        if Path::new("/run/systemd/system").is_dir() {
            Self::AtNextLogin(ServiceKind::Systemd)
        } else {
            Self::AtNextLogin(ServiceKind::Autostart)
        }
    }

    /// What it starts.
    pub fn kind(self) -> ServiceKind {
        match self {
            Self::Reachable(kind) | Self::AtNextLogin(kind) => kind,
            Self::DesktopWithoutSystemd => ServiceKind::Autostart,
        }
    }
}

/// Whether this was started on the desktop of this computer, not from afar or from a bare console.
fn is_on_a_desktop() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    (is_set("WAYLAND_DISPLAY") || is_set("DISPLAY")) && !is_set("SSH_CONNECTION")
}
