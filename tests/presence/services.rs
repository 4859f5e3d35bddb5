//! logind, a screen saver and GNOME's idle monitor, played on the bus of the test.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use zbus::{Connection, ObjectPath, OwnedObjectPath, Variant};

const LOGIND_PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const SESSION_PATH: &str = "/org/freedesktop/login1/session/_31";
const SCREEN_SAVER: &str = "org.freedesktop.ScreenSaver";
const SCREEN_SAVER_PATH: &str = "/org/freedesktop/ScreenSaver";

/// The session at its beginning: neither locked nor idle.
#[derive(Debug, Clone, Copy)]
pub struct Login {
    micros: u64,
}

impl Login {
    pub fn at(time: DateTime<Utc>) -> Self {
        Self {
            micros: time.timestamp_micros().unsigned_abs(),
        }
    }
}

struct Manager;

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    #[expect(clippy::unused_self, reason = "so wants the interface's macro")]
    fn get_session(&self, id: &str) -> OwnedObjectPath {
        assert_eq!(id, "1");
        ObjectPath::try_from(SESSION_PATH).unwrap().into()
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
        false
    }

    #[zbus(property)]
    fn idle_hint(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn timestamp(&self) -> u64 {
        self.micros
    }
}

struct ScreenSaver;

#[zbus::interface(name = "org.freedesktop.ScreenSaver")]
impl ScreenSaver {
    #[expect(clippy::unused_self, reason = "so wants the interface's macro")]
    fn get_active(&self) -> bool {
        false
    }
}

struct IdleMonitor(Arc<AtomicU64>);

#[zbus::interface(name = "org.gnome.Mutter.IdleMonitor")]
impl IdleMonitor {
    fn get_idletime(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// All of them, on one connection.
pub struct Services {
    bus: Connection,
    /// Milliseconds without a key.
    idle: Arc<AtomicU64>,
}

impl Services {
    pub fn start(login: Login) -> Self {
        let idle = Arc::new(AtomicU64::new(0));
        let monitor = IdleMonitor(Arc::clone(&idle));
        let bus = zbus::block_on(async {
            let builder = zbus::connection::Builder::session()
                .serve_at(LOGIND_PATH, Manager)
                .serve_at("/org/freedesktop/login1/session/auto", login)
                .serve_at(SESSION_PATH, login)
                .serve_at(SCREEN_SAVER_PATH, ScreenSaver)
                .serve_at("/org/gnome/Mutter/IdleMonitor/Core", monitor)
                .name("org.freedesktop.login1")
                .name(SCREEN_SAVER)
                .name("org.gnome.Mutter.IdleMonitor");
            builder.build().await.unwrap()
        });
        Self { bus, idle }
    }

    /// The idle monitor says so when it is asked.
    pub fn idle_for(&self, idle: Duration) {
        let millis = u64::try_from(idle.as_millis()).unwrap();
        self.idle.store(millis, Ordering::SeqCst);
    }

    pub fn lock(&self, is_locked: bool) {
        self.hint("LockedHint", is_locked);
    }

    pub fn idle(&self, is_idle: bool) {
        self.hint("IdleHint", is_idle);
    }

    pub fn sleep(&self, sleeps: bool) {
        self.signal(LOGIND_PATH, MANAGER, "PrepareForSleep", &sleeps);
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
