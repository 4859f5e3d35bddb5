//! logind, a screen saver and GNOME's idle monitor, played on the bus of the test.

use std::collections::HashMap;
use std::io::{PipeReader, Read, pipe};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use zbus::{Connection, ObjectPath, OwnedObjectPath, Variant};

const LOGIND_PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const SESSION_PATH: &str = "/org/freedesktop/login1/session/_31";
const SCREEN_SAVER: &str = "org.freedesktop.ScreenSaver";
const SCREEN_SAVER_PATH: &str = "/org/freedesktop/ScreenSaver";

/// The session: at its beginning neither locked nor idle.
#[derive(Debug, Clone)]
pub struct Login {
    micros: u64,
    is_locked: Arc<AtomicBool>,
    /// Whether somebody asked since when it is, which the listener asks last.
    was_asked: Arc<AtomicBool>,
}

impl Login {
    pub fn at(time: DateTime<Utc>) -> Self {
        Self {
            micros: time.timestamp_micros().unsigned_abs(),
            is_locked: Arc::default(),
            was_asked: Arc::default(),
        }
    }
}

/// What holds off sleep, the oldest first, each as the other end of its descriptor.
type Delays = Arc<Mutex<Vec<PipeReader>>>;

struct Manager(Delays);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    #[expect(clippy::unused_self, reason = "so wants the interface's macro")]
    fn get_session(&self, id: &str) -> OwnedObjectPath {
        assert_eq!(id, "1");
        ObjectPath::try_from(SESSION_PATH).unwrap().into()
    }

    fn inhibit(&self, what: &str, who: &str, why: &str, mode: &str) -> zbus::OwnedFd {
        assert_eq!((what, who, mode), ("sleep", "winddown", "delay"));
        assert!(!why.is_empty());
        let (reader, writer) = pipe().unwrap();
        self.0.lock().unwrap().push(reader);
        OwnedFd::from(writer).into()
    }
}

#[zbus::interface(name = "org.freedesktop.login1.Session")]
#[expect(clippy::unused_self, reason = "so wants the interface's macro")]
impl Login {
    #[zbus(property)]
    fn id(&self) -> String {
        "1".to_owned()
    }

    #[zbus(property)]
    fn locked_hint(&self) -> bool {
        self.is_locked.load(Ordering::SeqCst)
    }

    #[zbus(property)]
    fn idle_hint(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn timestamp(&self) -> u64 {
        self.was_asked.store(true, Ordering::SeqCst);
        self.micros
    }
}

/// Its number of milliseconds without a key, as KDE counts them.
struct ScreenSaver(Arc<AtomicU64>);

#[zbus::interface(name = "org.freedesktop.ScreenSaver")]
impl ScreenSaver {
    #[expect(clippy::unused_self, reason = "so wants the interface's macro")]
    fn get_active(&self) -> bool {
        false
    }

    fn get_session_idle_time(&self) -> u32 {
        self.0.load(Ordering::SeqCst).try_into().unwrap()
    }
}

struct IdleMonitor(Arc<AtomicU64>);

#[zbus::interface(name = "org.gnome.Mutter.IdleMonitor")]
impl IdleMonitor {
    fn get_idletime(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Whose services there are besides logind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desktop {
    Gnome,
    Kde,
    /// A screen saver that counts in other units.
    Another,
}

/// All of them, on one connection.
pub struct Services {
    bus: Connection,
    login: Login,
    delays: Delays,
    /// Milliseconds without a key.
    idle: Arc<AtomicU64>,
}

impl Services {
    pub fn start(login: Login) -> Self {
        Self::of(Desktop::Gnome, login)
    }

    pub fn of(desktop: Desktop, login: Login) -> Self {
        let idle = Arc::new(AtomicU64::new(0));
        let delays = Delays::default();
        let manager = Manager(Arc::clone(&delays));
        let own_session = "/org/freedesktop/login1/session/auto";
        let builder = zbus::connection::Builder::session()
            .serve_at(LOGIND_PATH, manager)
            .serve_at(own_session, login.clone())
            .serve_at(SESSION_PATH, login.clone())
            .serve_at(SCREEN_SAVER_PATH, ScreenSaver(Arc::clone(&idle)))
            .name("org.freedesktop.login1")
            .name(SCREEN_SAVER);
        let builder = match desktop {
            Desktop::Gnome => builder
                .serve_at(
                    "/org/gnome/Mutter/IdleMonitor/Core",
                    IdleMonitor(Arc::clone(&idle)),
                )
                .name("org.gnome.Mutter.IdleMonitor"),
            Desktop::Kde => builder.name("org.kde.screensaver"),
            Desktop::Another => builder,
        };
        Self {
            bus: zbus::block_on(builder.build()).unwrap(),
            login,
            delays,
            idle,
        }
    }

    /// Waits until a listener has asked how it is.
    pub fn wait_until_asked(&self, patience: Duration) {
        wait(patience, || self.login.was_asked.load(Ordering::SeqCst));
    }

    /// Waits until sleep is held off for the nth time, counted from 0, and returns what does so.
    pub fn delay(&self, n: usize, patience: Duration) -> Delay {
        wait(patience, || self.delays.lock().unwrap().len() > n);
        let reader = self.delays.lock().unwrap()[n].try_clone().unwrap();
        let (send, over) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = reader;
            // There is nothing to read until the other end is closed.
            let _ = send.send(reader.read(&mut [0]).unwrap());
        });
        Delay(over)
    }

    /// The idle monitor says so when it is asked.
    pub fn idle_for(&self, idle: Duration) {
        let millis = u64::try_from(idle.as_millis()).unwrap();
        self.idle.store(millis, Ordering::SeqCst);
    }

    pub fn lock(&self, is_locked: bool) {
        self.login.is_locked.store(is_locked, Ordering::SeqCst);
        self.hint("LockedHint", is_locked);
    }

    pub fn idle(&self, is_idle: bool) {
        self.hint("IdleHint", is_idle);
    }

    pub fn sleep(&self, sleeps: bool) {
        self.signal(LOGIND_PATH, MANAGER, "PrepareForSleep", &sleeps);
    }

    pub fn shut_down(&self) {
        self.signal(LOGIND_PATH, MANAGER, "PrepareForShutdown", &true);
    }

    pub fn screen_saver(&self, is_active: bool) {
        self.signal(SCREEN_SAVER_PATH, SCREEN_SAVER, "ActiveChanged", &is_active);
    }

    fn hint(&self, name: &str, value: bool) {
        let changed = HashMap::from([(name, Variant::from(value))]);
        let body = (SESSION, changed, Vec::<String>::new());
        let properties = "org.freedesktop.DBus.Properties";
        self.signal(SESSION_PATH, properties, "PropertiesChanged", &body);
    }

    fn signal<B>(&self, path: &str, interface: &str, name: &str, body: &B)
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        let sent = self
            .bus
            .emit_signal(None::<&str>, path, interface, name, body);
        zbus::block_on(sent).unwrap();
    }
}

/// What holds off sleep.
pub struct Delay(mpsc::Receiver<usize>);

impl Delay {
    pub fn is_over_within(&self, patience: Duration) -> bool {
        self.0.recv_timeout(patience).is_ok()
    }
}

fn wait(patience: Duration, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < patience, "waited in vain");
        thread::sleep(Duration::from_millis(5));
    }
}
