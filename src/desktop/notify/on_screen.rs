//! What is on the screen, as its listeners share it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::desktop::shown::Shown;

/// A notification on the screen, and who listens to it.
#[derive(Debug)]
pub(super) struct OnScreen {
    pub(super) shown: Shown,
    pub(super) listener: Listener,
}

/// The thread that listens to a notification. While another one takes its place and its number, two threads hear the
/// same; many services tell only the newer one when it is closed.
#[derive(Debug, Clone, Default)]
pub(super) struct Listener {
    /// Whether a button was pressed, as both threads know it.
    is_answered: Arc<AtomicBool>,
    is_replaced: Arc<AtomicBool>,
}

impl Listener {
    /// The listener that takes the place of this one.
    pub(super) fn replaced(&self) -> Self {
        self.is_replaced.store(true, Ordering::SeqCst);
        Self {
            is_answered: Arc::clone(&self.is_answered),
            is_replaced: Arc::default(),
        }
    }

    /// The same, where nobody waits for an answer to its own tag any more.
    pub(super) fn renamed(&self) -> Self {
        Self {
            is_answered: Arc::default(),
            is_replaced: Arc::clone(&self.is_replaced),
        }
    }

    /// Whether to report what it has heard: an answer once, an end only where none has taken its place.
    pub(super) fn may_report(&self, is_answer: bool) -> bool {
        if is_answer {
            !self.is_answered.swap(true, Ordering::SeqCst)
        } else {
            !self.is_replaced.load(Ordering::SeqCst)
        }
    }
}
