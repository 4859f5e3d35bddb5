//! Desktop notifications that never block the caller.
//!
//! A notification service may be missing, slow, or never answer. Every notification is therefore sent from a thread of
//! its own. After [`SEND_LIMIT`] it counts as failed, and if the service shows it later, it is closed again.

mod on_screen;
mod waiting;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
#[cfg(test)]
use std::sync::mpsc::Sender;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use on_screen::{Listener, OnScreen};
use waiting::WaitingThreads;

use super::notification::{Notification, NotificationId};
use super::process::NO_THREAD;
use super::shown::{self, Answers, Shown, ShownEnd};
use super::sound::{self, Sound};

/// How long to wait for a notification service to accept a notification.
pub(crate) const SEND_LIMIT: Duration = Duration::from_secs(2);

/// How long to wait for a notification service to close notifications when the program ends.
pub(crate) const LEAVE_LIMIT: Duration = Duration::from_millis(300);

/// A message about a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesktopMessage {
    /// A service accepted it.
    Sent {
        /// The notification's tag.
        tag: String,
        /// Its identity on the screen; none if it cannot be determined.
        id: Option<NotificationId>,
    },
    /// No service accepted it in time.
    Failed {
        /// The notification's tag.
        tag: String,
        /// The reason, for the user.
        why: String,
    },
    /// A button was pressed.
    Pressed {
        /// The notification's tag.
        tag: String,
        /// The button's key.
        button: String,
    },
    /// The notification itself was clicked.
    Opened {
        /// The notification's tag.
        tag: String,
    },
    /// Its service reports that it is no longer on the screen.
    Closed {
        /// The notification's tag.
        tag: String,
    },
    /// Nothing more will be heard of it: the connection to its service has ended, or it could not be taken over.
    Lost {
        /// The notification's tag.
        tag: String,
    },
}

impl DesktopMessage {
    /// The tag of the notification that it is about.
    pub(crate) fn tag(&self) -> &str {
        match self {
            Self::Sent { tag, .. }
            | Self::Failed { tag, .. }
            | Self::Pressed { tag, .. }
            | Self::Opened { tag }
            | Self::Closed { tag }
            | Self::Lost { tag } => tag,
        }
    }
}

/// What a test's own desktop is asked to do. It answers with [`DesktopMessage`]s of its own, when it likes to.
#[cfg(test)]
#[derive(Debug)]
pub(crate) enum DesktopRequest {
    Show(Notification, Option<NotificationId>),
    Close(String),
    CloseLeftover(NotificationId),
}

/// The function that is called with what happens to notifications.
#[derive(Clone)]
struct Reporter(Arc<dyn Fn(DesktopMessage) + Send + Sync>);

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reporter")
    }
}

/// Sends notifications, and reports what happens to them.
#[derive(Debug, Clone)]
pub struct Notifier {
    #[cfg(test)]
    instead: Option<Sender<DesktopRequest>>,
    program: &'static str,
    reporter: Reporter,
    shown: Arc<Mutex<HashMap<String, OnScreen>>>,
    waiting: WaitingThreads,
    /// Where the file of the program's own chime is written; none if it plays none.
    sounds: Option<PathBuf>,
}

impl Notifier {
    /// A notifier that sends notifications under the app name `program`. It calls `report` from the thread of the
    /// notification, and closes one whose button was pressed only when that has returned.
    pub fn new(
        program: &'static str,
        report: impl Fn(DesktopMessage) + Send + Sync + 'static,
    ) -> Self {
        Self {
            #[cfg(test)]
            instead: None,
            program,
            reporter: Reporter(Arc::new(report)),
            shown: Arc::default(),
            waiting: WaitingThreads::default(),
            sounds: None,
        }
    }

    /// Plays a chime of its own, whose file is written into `folder`, where the service plays no sounds.
    pub fn with_chime(self, folder: PathBuf) -> Self {
        Self {
            sounds: Some(folder),
            ..self
        }
    }

    /// A notifier that hands everything to a test's own desktop.
    #[cfg(test)]
    pub(crate) fn to(desktop: Sender<DesktopRequest>) -> Self {
        Self {
            instead: Some(desktop),
            ..Self::new("winddown", |_| {})
        }
    }

    /// Whether a test's own desktop has taken the request.
    #[cfg(test)]
    fn is_taken(&self, request: DesktopRequest) -> bool {
        let desktop = self.instead.as_ref();
        desktop.is_some_and(|desktop| desktop.send(request).is_ok())
    }

    /// Sends a notification without waiting. The result is reported as a message.
    pub(crate) fn send(&self, notification: Notification) {
        self.spawn(notification, None);
    }

    /// Takes over a notification that another process left on the screen when it ended: shows it again in its place, so
    /// that its buttons are reported here. If its service has ended too, it is reported as lost.
    pub(crate) fn adopt(&self, notification: Notification, leftover: NotificationId) {
        self.spawn(notification, Some(leftover));
    }

    /// Shows a notification in the place of the one with the tag `before`, which this process shows there. From then on
    /// nothing more is reported about that one.
    pub(crate) fn renew(&self, before: &str, notification: Notification, place: NotificationId) {
        if before != notification.tag {
            let mut on_screen = self.on_screen();
            if let Some(mut shown) = on_screen.remove(before) {
                // What takes its place finds it by its tag.
                shown.listener = shown.listener.renamed();
                on_screen.insert(notification.tag.clone(), shown);
            }
        }
        self.spawn(notification, Some(place));
    }

    fn spawn(&self, notification: Notification, leftover: Option<NotificationId>) {
        #[cfg(test)]
        if self.is_taken(DesktopRequest::Show(notification.clone(), leftover.clone())) {
            return;
        }
        let (notifier, tag) = (self.clone(), notification.tag.clone());
        let started = thread::Builder::new()
            .name("notification".to_owned())
            .spawn(move || notifier.show_and_listen(notification, leftover));
        if started.is_err() {
            self.failed(tag, NO_THREAD);
        }
    }

    /// Closes the notification with that tag, if it is shown.
    pub(crate) fn close(&self, tag: &str) {
        #[cfg(test)]
        if self.is_taken(DesktopRequest::Close(tag.to_owned())) {
            return;
        }
        if let Some(it) = self.on_screen().remove(tag) {
            // Closing calls the service and may hang, too. Where no thread can be started, it stays on the screen.
            let _ = thread::Builder::new().spawn(move || it.shown.close());
        }
    }

    /// Closes all notifications that are shown, and waits until they are closed or [`LEAVE_LIMIT`] has passed.
    pub(crate) fn close_all(&self) {
        let all: Vec<Shown> = self.on_screen().drain().map(|(_, it)| it.shown).collect();
        Self::close_each(all, LEAVE_LIMIT);
    }

    /// Closes the notification with that tag, if it is shown, and waits until it is closed or the limit has passed.
    pub(crate) fn close_and_wait(&self, tag: &str, limit: Duration) {
        let shown = self.on_screen().remove(tag).map(|it| it.shown);
        Self::close_each(shown, limit);
    }

    /// Whether a service that did not answer in time may still show a notification, which is then closed.
    pub(crate) fn awaits_a_late_one(&self) -> bool {
        self.waiting.are_there()
    }

    /// Waits until all that came too late are closed, or the limit has passed.
    pub(crate) fn wait_for_late_ones(&self, limit: Duration) {
        self.waiting.wait_for_none(limit);
    }

    /// Shows a notification that stays when the program ends, and waits until a service has accepted it, at most
    /// [`SEND_LIMIT`].
    ///
    /// # Errors
    /// The reason, for the user, if no service did.
    pub(crate) fn send_and_wait(&self, notification: Notification) -> Result<(), String> {
        self.show(notification, None).map(|_| ())
    }

    fn close_each(all: impl IntoIterator<Item = Shown>, limit: Duration) {
        let (done, is_done) = mpsc::channel::<()>();
        for shown in all {
            let done = done.clone();
            let _ = thread::Builder::new().spawn(move || {
                shown.close();
                drop(done);
            });
        }
        drop(done);
        // Nothing is sent: this returns when all threads have dropped their sender.
        let _ = is_done.recv_timeout(limit);
    }

    /// Closes a notification that another process left on the screen when it ended.
    #[cfg_attr(
        not(test),
        expect(clippy::unused_self, reason = "a test's own desktop is asked instead")
    )]
    pub(crate) fn close_leftover(&self, leftover: NotificationId) {
        #[cfg(test)]
        if self.is_taken(DesktopRequest::CloseLeftover(leftover.clone())) {
            return;
        }
        let _ = thread::Builder::new().spawn(move || {
            if shown::is_still_there(&leftover) {
                shown::close(leftover.number);
            }
        });
    }

    fn show_and_listen(&self, notification: Notification, leftover: Option<NotificationId>) {
        let tag = notification.tag.clone();
        let (is_takeover, has_sound) = (leftover.is_some(), notification.has_sound);
        let (shown, answers) = match self.show(notification, leftover) {
            Ok(Some(it)) => it,
            Ok(None) => return self.report(DesktopMessage::Lost { tag }),
            // If taking over fails, the old notification stays; it is not shown a second time in another way.
            Err(_) if is_takeover => return self.report(DesktopMessage::Lost { tag }),
            Err(why) => return self.failed(tag, &why),
        };
        let id = shown.number();
        let listener = self.put_on_screen(&tag, &shown);
        self.report(DesktopMessage::Sent {
            tag: tag.clone(),
            id: shown.id(),
        });
        if let Some(folder) = self.sounds.clone()
            && has_sound
            && !shown.has_sounds()
        {
            // Where no thread can be started, or no player is installed, the notification is on the screen all the same.
            let _ = thread::Builder::new().spawn(move || sound::play_once(&folder, Sound::Chime));
        }
        let (tag_of_it, end) = (tag.clone(), answers.wait(&shown));
        let is_answer = matches!(end, ShownEnd::Opened | ShownEnd::Pressed(_));
        if !listener.may_report(is_answer) {
            return;
        }
        if !is_answer {
            self.forget(&tag_of_it, id);
        }
        self.report(match end {
            ShownEnd::Opened => DesktopMessage::Opened { tag },
            ShownEnd::Pressed(button) => DesktopMessage::Pressed { tag, button },
            ShownEnd::Closed => DesktopMessage::Closed { tag },
            ShownEnd::Lost => DesktopMessage::Lost { tag },
        });
        if is_answer {
            // Some services leave it on the screen after a press, with buttons that have no effect any more. Until it is
            // closed it is known, so that a process which ends now closes it before.
            let newest = self.on_screen().get(&tag_of_it).map(|it| it.shown.clone());
            newest
                .filter(|it| it.number() == id)
                .unwrap_or(shown)
                .close();
            self.forget(&tag_of_it, id);
        }
    }

    /// Notes what is on the screen under that tag. What was there before is closed, or is not listened to any more where
    /// this one has its place.
    fn put_on_screen(&self, tag: &str, shown: &Shown) -> Listener {
        let mut on_screen = self.on_screen();
        let earlier = on_screen.remove(tag);
        let has_its_place = |earlier: &&OnScreen| earlier.shown.number() == shown.number();
        let listener = earlier
            .as_ref()
            .filter(has_its_place)
            .map_or_else(Listener::default, |earlier| earlier.listener.replaced());
        on_screen.insert(
            tag.to_owned(),
            OnScreen {
                shown: shown.clone(),
                listener: listener.clone(),
            },
        );
        drop(on_screen);
        if let Some(earlier) = earlier {
            let has_its_place = has_its_place(&&earlier);
            // Where no thread can be started, it stays.
            let _ = thread::Builder::new().spawn(move || {
                if has_its_place {
                    earlier.shown.stop_listening();
                } else {
                    earlier.shown.close();
                }
            });
        }
        listener
    }

    /// Forgets the notification with that tag, unless another one has taken its tag.
    fn forget(&self, tag: &str, number: u32) {
        let mut on_screen = self.on_screen();
        if on_screen
            .get(tag)
            .is_some_and(|it| it.shown.number() == number)
        {
            on_screen.remove(tag);
        }
    }

    /// Shows the notification within the limit, or returns why not. None if it was to replace a notification whose
    /// service has ended.
    fn show(
        &self,
        notification: Notification,
        leftover: Option<NotificationId>,
    ) -> Result<Option<(Shown, Answers)>, String> {
        let Some(waiting) = self.waiting.one_more() else {
            return Err("the notification service has stopped answering".to_owned());
        };
        let (answer, answered) = mpsc::channel();
        let program = self.program;
        let started = thread::Builder::new().spawn(move || {
            let is_gone = leftover
                .as_ref()
                .is_some_and(|leftover| !shown::is_still_there(leftover));
            let result = if is_gone {
                Ok(None)
            } else {
                Shown::show(
                    program,
                    &notification,
                    leftover.map(|leftover| leftover.number),
                )
                .map(Some)
            };
            // What is on the screen may have come too late.
            let is_shown = matches!(result, Ok(Some(_)));
            let _until_it_is_closed = is_shown.then_some(waiting);
            if let Err(mpsc::SendError(Ok(Some((late, _))))) = answer.send(result) {
                // The reminder was shown through another channel meanwhile.
                late.close();
            }
        });
        if started.is_err() {
            return Err(NO_THREAD.to_owned());
        }
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
        self.report(DesktopMessage::Failed {
            tag,
            why: why.to_owned(),
        });
    }

    fn report(&self, message: DesktopMessage) {
        (self.reporter.0)(message);
    }

    fn on_screen(&self) -> MutexGuard<'_, HashMap<String, OnScreen>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
