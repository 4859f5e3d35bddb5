//! Desktop notifications that never hold anybody up.
//!
//! A notification service may be missing, slow, or never answer. Every notification is therefore sent from a thread
//! of its own; after [`SEND_LIMIT`] it counts as failed, and a service that shows it later is told to close it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::notification::{Notification, NotificationId};
use super::shown::{self, Shown};

/// A service that has not answered by now is not waited for.
pub const SEND_LIMIT: Duration = Duration::from_secs(2);

/// Whoever leaves is not held up longer by a service that does not answer.
pub const LEAVE_LIMIT: Duration = Duration::from_millis(300);

/// More threads than this that wait for a hung service are too many.
const MOST_WAITING: usize = 16;

/// What became of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesktopMessage {
    /// The service took it.
    Sent {
        /// Which.
        tag: String,
        /// By what it can be found again, if the service says.
        id: Option<NotificationId>,
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
        /// On which notification.
        tag: String,
        /// The button's key.
        button: String,
    },
    /// The notification itself was clicked.
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

/// Sends notifications, and tells what became of them.
#[derive(Debug, Clone)]
pub struct Notifier {
    program: &'static str,
    tell: Sender<DesktopMessage>,
    shown: Arc<Mutex<HashMap<String, Shown>>>,
    waiting: Arc<AtomicUsize>,
}

impl Notifier {
    /// A notifier that shows notifications in the name of `program`, and tells what becomes of them through `tell`.
    pub fn new(program: &'static str, tell: Sender<DesktopMessage>) -> Self {
        Self {
            program,
            tell,
            shown: Arc::default(),
            waiting: Arc::default(),
        }
    }

    /// Sends a notification. What became of it is told later; this returns at once.
    pub fn send(&self, notification: Notification) {
        self.on_a_thread(notification, None);
    }

    /// Takes over a notification that a process which has ended left on the screen: it is shown again in its own place,
    /// and its buttons are heard here from now on. Where its service has ended too it counts as closed.
    pub fn adopt(&self, notification: Notification, left: NotificationId) {
        self.on_a_thread(notification, Some(left));
    }

    fn on_a_thread(&self, notification: Notification, left: Option<NotificationId>) {
        let (notifier, tag) = (self.clone(), notification.tag.clone());
        let started = thread::Builder::new()
            .name("notification".to_owned())
            .spawn(move || notifier.show_and_listen(notification, left));
        if started.is_err() {
            self.failed(tag, "this computer could not start another thread");
        }
    }

    /// Closes a notification that is shown; nothing happens when none is.
    pub fn close(&self, tag: &str) {
        if let Some(shown) = self.on_screen().remove(tag) {
            // Closing asks the service too, and may hang as well.
            thread::spawn(move || shown.close());
        }
    }

    /// Closes every notification that is shown, and waits until that is done, or [`LEAVE_LIMIT`] has passed.
    pub fn close_all(&self) {
        let (done, is_done) = mpsc::channel::<()>();
        for (_, shown) in self.on_screen().drain() {
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

    /// Closes a notification that a process which has ended left on the screen.
    pub fn close_left(&self, left: NotificationId) {
        thread::spawn(move || {
            if shown::is_still_there(&left) {
                shown::close(left.number);
            }
        });
    }

    fn show_and_listen(&self, notification: Notification, left: Option<NotificationId>) {
        let tag = notification.tag.clone();
        let is_left = left.is_some();
        let shown = match self.show(notification, left) {
            Ok(Some(shown)) => shown,
            Ok(None) => return self.told(DesktopMessage::Closed { tag }),
            // What cannot be taken over stays as it is; it is not said a second time in another way.
            Err(_) if is_left => return self.told(DesktopMessage::Closed { tag }),
            Err(why) => return self.failed(tag, &why),
        };
        let id = shown.number();
        let earlier = self.on_screen().insert(tag.clone(), shown.clone());
        if let Some(earlier) = earlier.filter(|earlier| earlier.number() != id) {
            thread::spawn(move || earlier.close());
        }
        self.told(DesktopMessage::Sent {
            tag: tag.clone(),
            id: shown.id(),
        });
        let answer = shown.answer();
        {
            let mut on_screen = self.on_screen();
            if on_screen
                .get(&tag)
                .is_some_and(|shown| shown.number() == id)
            {
                on_screen.remove(&tag);
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

    /// Shows the notification within the limit, or says why not. None when it was to take the place of one whose service
    /// has ended.
    fn show(
        &self,
        notification: Notification,
        left: Option<NotificationId>,
    ) -> Result<Option<Shown>, String> {
        if self.waiting.fetch_add(1, Ordering::SeqCst) >= MOST_WAITING {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err("the notification service has stopped answering".to_owned());
        }
        let (answer, answered) = mpsc::channel();
        let (program, waiting) = (self.program, Arc::clone(&self.waiting));
        thread::spawn(move || {
            let is_gone = left
                .as_ref()
                .is_some_and(|left| !shown::is_still_there(left));
            let result = if is_gone {
                Ok(None)
            } else {
                Shown::show(program, &notification, left.map(|left| left.number)).map(Some)
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

    fn on_screen(&self) -> MutexGuard<'_, HashMap<String, Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
