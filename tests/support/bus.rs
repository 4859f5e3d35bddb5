//! A session bus and a notification service for tests.
//!
//! The address of the session bus is an environment variable, so each test that needs a bus runs itself again in a child
//! process in which that variable names the test's own bus.

use std::any::type_name_of_val;
use std::env;
use std::future::poll_fn;
use std::pin::Pin;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use winddown::desktop::DesktopMessage;
use zbus::export::futures_core::Stream;

#[path = "bus/daemon.rs"]
mod daemon;
#[path = "bus/desktop.rs"]
mod desktop;
#[path = "bus/server_guard.rs"]
mod server_guard;

use daemon::DbusDaemon;
use desktop::Desktop;
pub use server_guard::{ServerGuard, start_bus};

const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";
/// The system's bus is the same one, so that no test meets the computer's own.
const SYSTEM_ADDRESS: &str = "DBUS_SYSTEM_BUS_ADDRESS";
const INNER: &str = "WINDDOWN_TEST_HAS_OWN_BUS";
const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";
/// The hint and the capability by which notifications stack.
const STACK_TAG: &str = "private-synchronous";

/// The limit of every wait. Tests that pass never reach it, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Runs `test` with its own session bus and a notification service on it.
pub fn with_a_service(test: impl Fn(&Service)) {
    in_own_process(&test, |address| {
        let service = Service::default();
        let _bus = start_bus(address);
        let _server = service.start(address);
        test(&service);
    });
}

/// Runs `test` with a notification service of its own on dbus-daemon, the bus that most systems have.
pub fn with_a_service_on_dbus_daemon(test: impl Fn(&Service)) {
    in_own_process(&test, |address| {
        let service = Service::default();
        let _bus = DbusDaemon::start(address);
        let _server = service.start(address);
        test(&service);
    });
}

/// Runs `test` with its own session bus, without a notification service.
pub fn without_a_service(test: impl Fn()) {
    in_own_process(&test, |address| {
        let _bus = start_bus(address);
        test();
    });
}

/// Runs `test` without a session bus.
pub fn without_a_bus(test: impl Fn()) {
    in_own_process(&test, |_| test());
}

/// `test` is a closure inside the test function, so its type name contains the name of the test.
///
/// # Panics
/// When a test calls it twice: the second bus would have the address of the first, whose connections may be still open.
fn in_own_process<T>(test: &T, run: impl FnOnce(&str)) {
    if env::var_os(INNER).is_some() {
        static IS_CALLED: AtomicBool = AtomicBool::new(false);
        assert!(!IS_CALLED.swap(true, Relaxed), "a bus for each test");
        return run(&env::var(ADDRESS).unwrap());
    }
    let path = type_name_of_val(test).trim_end_matches("::{{closure}}");
    let name = path.split_once("::").expect("crate::test").1;
    let folder = tempfile::tempdir().unwrap();
    let bus = format!("unix:path={}", folder.path().join("bus").display());
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(INNER, "yes")
        .env(ADDRESS, &bus)
        .env(SYSTEM_ADDRESS, &bus)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A notification as the service received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedNotification {
    pub id: u32,
    /// The app name and the icon.
    pub app: [String; 2],
    /// The id of the notification that it replaces, or 0.
    pub replaces: u32,
    pub summary: String,
    pub body: String,
    /// Keys and labels, alternating.
    pub actions: Vec<String>,
    /// The hints, each as its name and its value, in the order of names.
    pub hints: Vec<String>,
    /// Whether it was closed or replaced.
    pub is_closed: bool,
    /// The bus name of the sender.
    pub from: String,
    /// When it arrived.
    pub at: DateTime<Utc>,
}

impl ReceivedNotification {
    /// The name that it shares with its doubles, if it has one.
    pub fn stack_tag(&self) -> Option<&str> {
        let mut hints = self.hints.iter();
        hints.find_map(|hint| hint.strip_prefix(STACK_TAG)?.strip_prefix(' '))
    }
}

/// How the service behaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Behaviour {
    #[default]
    Normal,
    /// It never answers.
    Hung,
    /// It answers with an error.
    Refusing,
}

/// What the service says that it can do.
#[derive(Debug, Default)]
struct Capabilities {
    lacks_markup: bool,
    has_sounds: bool,
    stacks: bool,
}

#[derive(Debug, Default)]
struct State {
    received: Vec<ReceivedNotification>,
    behaviour: Behaviour,
    /// Delay before each answer.
    answer_delay: Duration,
    /// Delay before each notification is closed.
    closing_delay: Duration,
    capabilities: Capabilities,
    broadcasts: bool,
    drops_with_sender: bool,
    refuses_repeats: bool,
    /// The button that is pressed on each notification before its sender has an answer.
    pressed_at_once: Option<String>,
    connection: Option<zbus::Connection>,
}

/// The notification service, as a test controls it.
#[derive(Debug, Default, Clone)]
pub struct Service {
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Service {
    /// Starts serving the bus at that address. Notifications of an earlier run are no longer shown.
    pub fn start(&self, address: &str) -> ServerGuard {
        self.change(|state| {
            for notification in &mut state.received {
                notification.is_closed = true;
            }
        });
        let (address, service) = (address.to_owned(), self.clone());
        let mut guard = ServerGuard::on_a_thread(|ready| async move {
            let connection = zbus::connection::Builder::address(address.as_str())
                .serve_at(PATH, Desktop(service.clone()))
                .name(NAME)
                .build()
                .await
                .unwrap();
            let bus = zbus::fdo::DBusProxy::new(&connection).await.unwrap();
            let mut changes = bus.receive_name_owner_changed().await.unwrap();
            service.change(|state| state.connection = Some(connection));
            ready.send(()).unwrap();
            let _leaves_the_bus = OnDrop(|| service.change(|state| state.connection = None));
            while let Some(change) =
                poll_fn(|context| Pin::new(&mut changes).poll_next(context)).await
            {
                let change = change.args().unwrap();
                if change.new_owner().is_none() {
                    service.sender_left(change.name().as_str());
                }
            }
        });
        guard.service = Some(self.clone());
        guard
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.state.1.notify_all();
    }

    /// From now on it never answers.
    pub fn hang(&self) {
        self.change(|state| state.behaviour = Behaviour::Hung);
    }

    /// From now on it answers with an error.
    pub fn refuse(&self) {
        self.change(|state| state.behaviour = Behaviour::Refusing);
    }

    /// It answers again, including the calls that are waiting.
    pub fn recover(&self) {
        self.change(|state| state.behaviour = Behaviour::Normal);
    }

    /// From now on it waits so long before it shows a notification.
    pub fn delay_answers(&self, delay: Duration) {
        self.change(|state| state.answer_delay = delay);
    }

    /// From now on it waits so long before it closes a notification.
    pub fn delay_closing(&self, delay: Duration) {
        self.change(|state| state.closing_delay = delay);
    }

    /// From now on its signals go to everybody on the bus, not only to the sender of the notification.
    pub fn broadcast(&self) {
        self.change(|state| state.broadcasts = true);
    }

    /// From now on it behaves as GNOME does from version 46 on: when a sender leaves the bus, its notifications are gone.
    pub fn drop_with_sender(&self) {
        self.change(|state| state.drops_with_sender = true);
    }

    /// From now on it behaves as Plasma does: what looks the same as the last notification is refused for a second.
    pub fn refuse_repeats(&self) {
        self.change(|state| state.refuses_repeats = true);
    }

    /// From now on this button of each notification is pressed before its sender knows that it is shown.
    pub fn press_at_once(&self, button: &str) {
        self.change(|state| state.pressed_at_once = Some(button.to_owned()));
    }

    /// All senders leave the bus, as far as this service can tell.
    pub fn all_senders_leave(&self) {
        for shown in self.shown() {
            self.sender_left(&shown.from);
            // Ends the wait of a sender that is in fact still there.
            self.emit(&shown, "NotificationClosed", &(shown.id, 4_u32));
        }
    }

    fn sender_left(&self, sender: &str) {
        self.change(|state| {
            let drops = state.drops_with_sender;
            let received = state.received.iter_mut();
            for it in received.filter(|it| drops && it.from == sender) {
                it.is_closed = true;
            }
        });
    }

    /// The user closes a notification.
    pub fn dismiss(&self, notification: &ReceivedNotification) {
        self.change(|state| {
            let received = state.received.iter_mut();
            for it in received.filter(|it| it.id == notification.id) {
                it.is_closed = true;
            }
        });
        self.emit(
            notification,
            "NotificationClosed",
            &(notification.id, 2_u32),
        );
    }

    /// From now on it reports no support for markup.
    pub fn without_markup(&self) {
        self.change(|state| state.capabilities.lacks_markup = true);
    }

    /// From now on it reports that it plays sounds.
    pub fn with_sounds(&self) {
        self.change(|state| state.capabilities.has_sounds = true);
    }

    /// From now on a notification takes the place of an earlier one with the same stack tag, and has a number of its own,
    /// as with dunst.
    pub fn stack(&self) {
        self.change(|state| state.capabilities.stacks = true);
    }

    /// All notifications received so far.
    pub fn received(&self) -> Vec<ReceivedNotification> {
        self.state().received.clone()
    }

    /// The notifications that are shown now.
    pub fn shown(&self) -> Vec<ReceivedNotification> {
        let mut shown = self.received();
        shown.retain(|notification| !notification.is_closed);
        shown
    }

    /// Waits until `wanted` returns true for the notifications received so far.
    pub fn wait_until(&self, wanted: impl Fn(&[ReceivedNotification]) -> bool) {
        let (state, wait) = self
            .state
            .1
            .wait_timeout_while(self.state(), PATIENCE, |state| !wanted(&state.received))
            .unwrap();
        // The message below needs it.
        drop(state);
        assert!(!wait.timed_out(), "never so: {:?}", self.received());
    }

    /// Waits while the service hangs.
    fn answering(&self) -> MutexGuard<'_, State> {
        let state = self.state();
        self.state
            .1
            .wait_while(state, |state| state.behaviour == Behaviour::Hung)
            .unwrap()
    }

    /// Presses a button of a shown notification, repeatedly until the sender closes the notification: the sender may not
    /// be listening yet.
    pub fn press(&self, notification: &ReceivedNotification, button: &str) {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            self.emit(notification, "ActionInvoked", &(notification.id, button));
            let (_state, wait) = self
                .state
                .1
                .wait_timeout_while(self.state(), Duration::from_millis(200), |state| {
                    let mut all = state.received.iter();
                    all.any(|now| now.id == notification.id && !now.is_closed)
                })
                .unwrap();
            if !wait.timed_out() {
                return;
            }
        }
        panic!("nobody heard `{button}` pressed: {:?}", self.received());
    }

    /// Emits a signal to the sender of a notification, or to everybody.
    fn emit<B: serde::Serialize + zbus::DynamicType>(
        &self,
        notification: &ReceivedNotification,
        signal: &str,
        body: &B,
    ) {
        let (connection, broadcasts) = {
            let state = self.state();
            (
                state.connection.clone().expect("it serves a bus"),
                state.broadcasts,
            )
        };
        let to = (!broadcasts).then_some(notification.from.as_str());
        zbus::block_on(connection.emit_signal(to, PATH, NAME, signal, body)).unwrap();
    }
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Presses a button repeatedly until the message arrives: the sender may not be listening yet. As with most desktops, the
/// signal goes only to the connection that sent the notification.
pub fn press(
    notification: &ReceivedNotification,
    button: &str,
    messages: &Receiver<DesktopMessage>,
) -> DesktopMessage {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        zbus::block_on(async {
            let connection = zbus::Connection::session().await.unwrap();
            connection
                .emit_signal(
                    Some(notification.from.as_str()),
                    PATH,
                    NAME,
                    "ActionInvoked",
                    &(notification.id, button),
                )
                .await
                .unwrap();
        });
        if let Ok(message) = messages.recv_timeout(Duration::from_millis(100)) {
            return message;
        }
    }
    panic!("nobody heard `{button}` pressed");
}
