//! The chime of reminders, for notification services that play no sounds.

use std::path::PathBuf;

use super::Host;
use crate::desktop::Notifier;

impl Host {
    /// Plays a chime with reminders where the notification service plays no sounds. Its file is written into `folder`.
    pub(crate) fn with_chime(self, folder: PathBuf) -> Self {
        Self {
            sounds: Some(folder),
            ..self
        }
    }

    /// The notifier, with the chime if this host has one.
    pub(super) fn chiming(&self, notifier: Notifier) -> Notifier {
        match &self.sounds {
            Some(folder) => notifier.with_chime(folder.clone()),
            None => notifier,
        }
    }
}
