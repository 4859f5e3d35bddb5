//! Problems with notifications, and advice about them.

use super::probe::{BusState, ProbeReport, ServiceState};

/// A problem with notifications, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationProblem {
    /// The problem, for the user.
    pub found: String,
    /// The first thing to try.
    pub advice: String,
    /// What else to try or to know, if there is more.
    pub also: Option<String>,
}

impl NotificationProblem {
    fn new(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            advice: advice.into(),
            also: None,
        }
    }

    fn also(mut self, also: impl Into<String>) -> Self {
        self.also = Some(also.into());
        self
    }

    /// All advice in one text.
    pub(crate) fn all_advice(&self) -> String {
        match &self.also {
            Some(also) => format!("{}; {also}", self.advice),
            None => self.advice.clone(),
        }
    }
}

impl ProbeReport {
    /// The problem that prevents notifications; none if they work.
    pub(crate) fn problem(&self) -> Option<NotificationProblem> {
        self.bus.problem().or_else(|| self.service.problem())
    }
}

impl BusState {
    /// The problem of the bus, if there is one.
    pub(crate) fn problem(&self) -> Option<NotificationProblem> {
        match self {
            Self::NotNeeded | Self::Reached { .. } => None,
            Self::NoAddress { why } => Some(NotificationProblem::new(
                format!("DBUS_SESSION_BUS_ADDRESS does not name one ({why})"),
                "unset that variable, or log out and in again",
            )),
            Self::Unreachable { address, why } => Some(
                NotificationProblem::new(
                    format!("nothing answers at {address} ({why})"),
                    "start winddown inside your desktop's session",
                )
                .also("from outside (ssh, an old tmux) set DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus. Until then the terminal's bell rings"),
            ),
            Self::Silent { address } => Some(
                NotificationProblem::new(
                    format!("{address} did not answer within 2 s"),
                    "log out and in again",
                )
                .also("until then the terminal's bell rings"),
            ),
        }
    }
}

impl ServiceState {
    /// The problem of the notification service, if there is one.
    pub(crate) fn problem(&self) -> Option<NotificationProblem> {
        match self {
            Self::Platform | Self::Unknown | Self::Startable | Self::Answers { .. } => None,
            Self::Nobody => Some(
                NotificationProblem::new(
                    "nothing on this desktop shows them, so the terminal's bell rings",
                    "install and start dunst or mako",
                )
                .also("GNOME, KDE Plasma, Xfce and others bring their own with their session"),
            ),
            Self::Silent { process } => {
                let (who, what) = match process {
                    Some((pid, name)) if name.is_empty() => (
                        format!("process {pid}"),
                        format!("end it with `kill {pid}`"),
                    ),
                    Some((pid, name)) => (
                        format!("{name} (process {pid})"),
                        format!("end it with `kill {pid}`"),
                    ),
                    None => (
                        "the notification service".to_owned(),
                        "log out and in again".to_owned(),
                    ),
                };
                let found =
                    format!("{who} did not answer within 2 s, so the terminal's bell rings");
                Some(
                    NotificationProblem::new(found, what)
                        .also("most desktops start it again by themselves"),
                )
            }
            Self::Refused { why } => Some(NotificationProblem::new(
                format!("the notification service answered with an error ({why})"),
                "restart your notification service, or log out and in again",
            )),
        }
    }
}
