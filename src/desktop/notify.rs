//! Desktop notifications that never hold anybody up.
//!
//! A notification service may be missing, slow, or never answer. Every bubble is therefore sent from a thread
//! of its own; after [`SEND_LIMIT`] it counts as failed, and a service that shows it later is told to close it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::shown::{self, Shown};

/// A service that has not answered by now is not waited for.
pub const SEND_LIMIT: Duration = Duration::from_secs(2);

/// Whoever leaves is not held up longer by a service that does not answer.
pub const LEAVE_LIMIT: Duration = Duration::from_millis(300);

/// More threads than this that wait for a hung service are too many.
const MOST_WAITING: usize = 16;

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bubble {
    /// What the sender calls it. A bubble of the same tag takes its place.
    pub tag: String,
    /// Its first line.
    pub summary: String,
    /// The rest.
    pub body: String,
    /// What can be pressed on it.
    pub buttons: Vec<Button>,
}

/// A button on a bubble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What comes back when it is pressed.
    pub key: String,
    /// What is written on it.
    pub label: String,
}

/// Where a bubble is on the screen. Another process finds it again by that, as long as the service runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The service's number for it.
    pub id: u32,
    /// Which run of which service gave that number; empty where there is but one.
    pub service: String,
}

/// What became of a bubble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesktopMessage {
    /// The service took it.
    Sent {
        /// Which.
        tag: String,
        /// Where it is, if that can be told.
        spot: Option<Spot>,
    },
    /// No service took it in time.
    Failed {
        /// Which.
        tag: String,
        /// Why, in plain words.
        why: String,
    },
    /// A button was pressed.
    Pressed {
        /// On which bubble.
        tag: String,
        /// The button's key.
        button: String,
    },
    /// The bubble itself was clicked.
    Opened {
        /// Which.
        tag: String,
    },
    /// It is gone.
    Closed {
        /// Which.
        tag: String,
    },
}

/// Sends bubbles, and tells what became of them.
#[derive(Debug, Clone)]
pub struct Notifier {
    program: &'static str,
    tell: Sender<DesktopMessage>,
    shown: Arc<Mutex<HashMap<String, Shown>>>,
    waiting: Arc<AtomicUsize>,
}

impl Notifier {
    /// A notifier that shows bubbles in the name of `program`, and tells what becomes of them through `tell`.
    pub fn new(program: &'static str, tell: Sender<DesktopMessage>) -> Self {
        Self {
            program,
            tell,
            shown: Arc::default(),
            waiting: Arc::default(),
        }
    }

    /// Sends a bubble. What became of it is told later; this returns at once.
    pub fn send(&self, bubble: Bubble) {
        self.on_a_thread(bubble, None);
    }

    /// Takes over a bubble that a process which has ended left on the screen: it is shown again in its own place,
    /// and its buttons are heard here from now on. Where its service has ended too it counts as closed.
    pub fn adopt(&self, bubble: Bubble, spot: Spot) {
        self.on_a_thread(bubble, Some(spot));
    }

    fn on_a_thread(&self, bubble: Bubble, spot: Option<Spot>) {
        let (notifier, tag) = (self.clone(), bubble.tag.clone());
        let started = thread::Builder::new()
            .name("notification".to_owned())
            .spawn(move || notifier.show_and_listen(bubble, spot));
        if started.is_err() {
            self.failed(tag, "this computer could not start another thread");
        }
    }

    /// Closes a bubble that is shown; nothing happens when none is.
    pub fn close(&self, tag: &str) {
        if let Some(shown) = self.bubbles().remove(tag) {
            // Closing asks the service too, and may hang as well.
            thread::spawn(move || shown.close());
        }
    }

    /// Closes every bubble that is shown, and waits until that is done, or [`LEAVE_LIMIT`] has passed.
    pub fn close_all(&self) {
        let (done, is_done) = mpsc::channel::<()>();
        for (_, shown) in self.bubbles().drain() {
            let done = done.clone();
            thread::spawn(move || {
                shown.close();
                drop(done);
            });
        }
        drop(done);
        // Nobody sends: it ends when the last of them has let go.
        let _ = is_done.recv_timeout(LEAVE_LIMIT);
    }

    /// Closes a bubble that a process which has ended left on the screen.
    pub fn close_left(&self, spot: Spot) {
        thread::spawn(move || {
            if shown::is_still_there(&spot) {
                shown::close(spot.id);
            }
        });
    }

    fn show_and_listen(&self, bubble: Bubble, spot: Option<Spot>) {
        let tag = bubble.tag.clone();
        let is_left = spot.is_some();
        let shown = match self.show(bubble, spot) {
            Ok(Some(shown)) => shown,
            Ok(None) => return self.told(DesktopMessage::Closed { tag }),
            // What cannot be taken over stays as it is; it is not said a second time in another way.
            Err(_) if is_left => return self.told(DesktopMessage::Closed { tag }),
            Err(why) => return self.failed(tag, &why),
        };
        let id = shown.id();
        let earlier = self.bubbles().insert(tag.clone(), shown.clone());
        if let Some(earlier) = earlier.filter(|earlier| earlier.id() != id) {
            thread::spawn(move || earlier.close());
        }
        self.told(DesktopMessage::Sent {
            tag: tag.clone(),
            spot: shown.spot(),
        });
        let answer = shown.answer();
        {
            let mut bubbles = self.bubbles();
            if bubbles.get(&tag).is_some_and(|shown| shown.id() == id) {
                bubbles.remove(&tag);
            }
        }
        let is_answered = answer.is_some();
        self.told(match answer {
            Some(button) if button == "default" => DesktopMessage::Opened { tag },
            Some(button) => DesktopMessage::Pressed { tag, button },
            None => DesktopMessage::Closed { tag },
        });
        if is_answered {
            // Some services leave it on the screen, with buttons that nobody hears any more.
            shown.close();
        }
    }

    /// Shows the bubble within the limit, or says why not. None when it was to take the place of one whose service
    /// has ended.
    fn show(&self, bubble: Bubble, spot: Option<Spot>) -> Result<Option<Shown>, String> {
        if self.waiting.fetch_add(1, Ordering::SeqCst) >= MOST_WAITING {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err("the notification service has stopped answering".to_owned());
        }
        let (answer, answered) = mpsc::channel();
        let (program, waiting) = (self.program, Arc::clone(&self.waiting));
        thread::spawn(move || {
            let is_gone = spot
                .as_ref()
                .is_some_and(|spot| !shown::is_still_there(spot));
            let result = if is_gone {
                Ok(None)
            } else {
                Shown::show(program, &bubble, spot.map(|spot| spot.id)).map(Some)
            };
            waiting.fetch_sub(1, Ordering::SeqCst);
            if let Err(mpsc::SendError(Ok(Some(late)))) = answer.send(result) {
                // Nobody waits for it any more: it was said through another channel meanwhile.
                late.close();
            }
        });
        match answered.recv_timeout(SEND_LIMIT) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => Err(format!(
                "the notification service did not answer within {} s",
                SEND_LIMIT.as_secs()
            )),
            Err(RecvTimeoutError::Disconnected) => {
                Err("the notification could not be sent".to_owned())
            }
        }
    }

    fn failed(&self, tag: String, why: &str) {
        self.told(DesktopMessage::Failed {
            tag,
            why: why.to_owned(),
        });
    }

    fn told(&self, message: DesktopMessage) {
        // When nobody listens any more, the program is ending.
        let _ = self.tell.send(message);
    }

    fn bubbles(&self) -> MutexGuard<'_, HashMap<String, Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
