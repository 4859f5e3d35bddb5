//! Detects what starts programs with the session on this computer.

use std::path::Path;
use std::time::Duration;

use super::systemd::systemctl;
use super::{ServiceCommand, ServiceKind};

/// The time limit of a query to systemd.
pub(super) const QUERY_LIMIT: Duration = Duration::from_secs(5);

/// What will start the service, and whether it accepts commands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager {
    /// The service manager is running and accepts commands.
    Reachable(ServiceKind),
    /// It starts the service at the next login. It cannot be reached now, for example from an SSH session or with `su`.
    AtNextLogin(ServiceKind),
    /// systemd is running, but the desktop does not start `graphical-session.target`, so systemd would not start the
    /// service. An autostart entry is used instead.
    DesktopWithoutSystemd,
}

impl Manager {
    /// Detects it. Makes up to two queries to systemd, each of which takes up to 5 s if systemd does not answer.
    pub(crate) fn detect() -> Self {
        if cfg!(windows) {
            return Self::Reachable(ServiceKind::ScheduledTask);
        }
        if cfg!(target_os = "macos") {
            return Self::Reachable(ServiceKind::Launchd);
        }
        let succeeds = |command: &ServiceCommand| command.run(QUERY_LIMIT).is_ok();
        if succeeds(&systemctl(&["show", "--property=Version"])) {
            let session = ["is-active", "--quiet", "graphical-session.target"];
            return if is_on_a_desktop() && !succeeds(&systemctl(&session)) {
                Self::DesktopWithoutSystemd
            } else {
                Self::Reachable(ServiceKind::Systemd)
            };
        }
        // This folder exists if systemd is the init system: sd_booted(3).
        if Path::new("/run/systemd/system").is_dir() {
            Self::AtNextLogin(ServiceKind::Systemd)
        } else {
            Self::AtNextLogin(ServiceKind::Autostart)
        }
    }

    /// The kind of service that it starts.
    pub(crate) fn kind(self) -> ServiceKind {
        match self {
            Self::Reachable(kind) | Self::AtNextLogin(kind) => kind,
            Self::DesktopWithoutSystemd => ServiceKind::Autostart,
        }
    }
}

/// Whether this process belongs to a desktop session of this computer, not to SSH or a text console.
fn is_on_a_desktop() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    (is_set("WAYLAND_DISPLAY") || is_set("DISPLAY")) && !is_set("SSH_CONNECTION")
}
