//! A session bus and a notification service of a test's own.
//!
//! The address of the session bus is a variable of the process, so each test that needs one runs once more in a
//! process of its own, in which that variable names a bus that the test itself keeps.

#![expect(
    clippy::used_underscore_binding,
    reason = "the interface's macro passes on what this service has no use for"
)]

use std::any::type_name_of_val;
use std::env;
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use winddown::desktop::DesktopMessage;
use zbus::object_server::SignalEmitter;

const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";
const INNER: &str = "WINDDOWN_TEST_HAS_OWN_BUS";
const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// Longer than anything here takes, however busy the machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Runs `test` where the session bus is its own, with a service on it that shows notifications.
pub fn with_a_service(test: impl Fn(&Service)) {
    in_own_process(&test, |address| {
        let service = Service::default();
        keep_bus(address);
        service.keep(address);
        test(&service);
    });
}

/// Runs `test` where the session bus has nobody on it who shows notifications.
pub fn without_a_service(test: impl Fn()) {
    in_own_process(&test, |address| {
        keep_bus(address);
        test();
    });
}

/// Runs `test` where there is no session bus at all.
pub fn without_a_bus(test: impl Fn()) {
    in_own_process(&test, |_| test());
}

/// `test` is a closure of the test function, and so bears its name.
fn in_own_process<T>(test: &T, run: impl FnOnce(&str)) {
    if env::var_os(INNER).is_some() {
        return run(&env::var(ADDRESS).unwrap());
    }
    let path = type_name_of_val(test).trim_end_matches("::{{closure}}");
    let name = path.split_once("::").expect("crate::test").1;
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(INNER, "yes")
        .env(
            ADDRESS,
            format!("unix:path={}", folder.path().join("bus").display()),
        )
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn keep_bus(address: &str) {
    let (ready, is_ready) = mpsc::channel();
    let address = address.to_owned();
    thread::spawn(move || {
        zbus::block_on(async {
            let mut bus = busd::bus::Bus::for_address(Some(&address)).await.unwrap();
            ready.send(()).unwrap();
            bus.run().await.unwrap();
        });
    });
    is_ready.recv_timeout(PATIENCE).expect("a bus");
}

/// A notification as the service was given it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub id: u32,
    pub summary: String,
    pub body: String,
    /// Keys and labels by turns.
    pub actions: Vec<String>,
    pub is_closed: bool,
    /// The connection that gave it.
    pub from: String,
}

#[derive(Debug, Default)]
struct State {
    given: Vec<Given>,
    is_hung: bool,
    shows_text_as_it_is: bool,
}

/// The service, from outside.
#[derive(Debug, Default, Clone)]
pub struct Service {
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Service {
    fn keep(&self, address: &str) {
        let (ready, is_ready) = mpsc::channel();
        let (address, desktop) = (address.to_owned(), Desktop(self.clone()));
        thread::spawn(move || {
            zbus::block_on(async {
                let _connection = zbus::connection::Builder::address(address.as_str())
                    .serve_at(PATH, desktop)
                    .name(NAME)
                    .build()
                    .await
                    .unwrap();
                ready.send(()).unwrap();
                std::future::pending::<()>().await;
            });
        });
        is_ready.recv_timeout(PATIENCE).expect("a service");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.state.1.notify_all();
    }

    /// From now on it answers nothing.
    pub fn hang(&self) {
        self.change(|state| state.is_hung = true);
    }

    /// It answers again, also what it was asked meanwhile.
    pub fn recover(&self) {
        self.change(|state| state.is_hung = false);
    }

    /// From now on it says that it reads no markup.
    pub fn show_text_as_it_is(&self) {
        self.change(|state| state.shows_text_as_it_is = true);
    }

    /// All notifications so far.
    pub fn given(&self) -> Vec<Given> {
        self.state().given.clone()
    }

    /// What is on the screen.
    pub fn shown(&self) -> Vec<Given> {
        let mut given = self.given();
        given.retain(|given| !given.is_closed);
        given
    }

    /// Waits until the notifications are as wanted.
    pub fn wait_until(&self, wanted: impl Fn(&[Given]) -> bool) {
        let (_state, wait) = self
            .state
            .1
            .wait_timeout_while(self.state(), PATIENCE, |state| !wanted(&state.given))
            .unwrap();
        assert!(!wait.timed_out(), "never so: {:?}", self.given());
    }

    /// A service that hangs does so with all it has.
    fn answering(&self) -> MutexGuard<'_, State> {
        let state = self.state();
        self.state
            .1
            .wait_while(state, |state| state.is_hung)
            .unwrap()
    }
}

/// Presses a button, until it is heard: whoever sent it may not listen yet. As with the services of most
/// desktops, only the connection that the notification came from is told.
pub fn press(given: &Given, button: &str, heard: &Receiver<DesktopMessage>) -> DesktopMessage {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        zbus::block_on(async {
            let connection = zbus::Connection::session().await.unwrap();
            connection
                .emit_signal(
                    Some(given.from.as_str()),
                    PATH,
                    NAME,
                    "ActionInvoked",
                    &(given.id, button),
                )
                .await
                .unwrap();
        });
        if let Ok(message) = heard.recv_timeout(Duration::from_millis(100)) {
            return message;
        }
    }
    panic!("nobody heard `{button}` pressed");
}

/// The service, from the bus.
struct Desktop(Service);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    fn get_capabilities(&self) -> Vec<String> {
        let mut all = vec!["actions".to_owned(), "body".to_owned()];
        if !self.0.answering().shows_text_as_it_is {
            all.push("body-markup".to_owned());
        }
        all
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        drop(self.0.answering());
        ["test", "winddown", "1", "1.2"].map(str::to_owned).into()
    }

    #[expect(clippy::too_many_arguments, reason = "so says the specification")]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "so wants the interface's macro"
    )]
    fn notify(
        &self,
        _program: &str,
        _replaces: u32,
        _icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: std::collections::HashMap<String, zbus::OwnedVariant>,
        _timeout: i32,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) -> u32 {
        let mut state = self.0.answering();
        let id = state.given.len() as u32 + 1;
        state.given.push(Given {
            id,
            summary,
            body,
            actions,
            is_closed: false,
            from: header.sender().unwrap().to_string(),
        });
        self.0.state.1.notify_all();
        id
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        let closed: Vec<String> = {
            let mut state = self.0.answering();
            let given = state.given.iter_mut().filter(|given| given.id == id);
            let closed = given.map(|given| {
                given.is_closed = true;
                given.from.clone()
            });
            let closed = closed.collect();
            self.0.state.1.notify_all();
            closed
        };
        for from in closed {
            let to = zbus::names::BusName::try_from(from).unwrap();
            let emitter = emitter.clone().set_destination(to);
            Self::notification_closed(&emitter, id, 3).await?;
        }
        Ok(())
    }

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}
