//! logind, screen savers and GNOME's idle monitor, played by python-dbusmock on the bus of the test.
//!
//! logind and GNOME's screen saver are its templates. It has none for the others, so their methods are added here. All are
//! driven through its control interface, and the log of its logind shows what was asked.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use zbus::{Connection, Message, Variant};

use super::bus::{PATIENCE, Service, with_a_service_on_dbus_daemon};
use super::programs::{is_missing, is_skipped_without};

/// A program on the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program {
    /// Its name on the bus. That of its interface is the same, where no template says otherwise.
    name: &'static str,
    /// The path of its first object.
    path: &'static str,
}

impl Program {
    const fn new(name: &'static str, path: &'static str) -> Self {
        Self { name, path }
    }
}

pub const LOGIND: Program = Program::new("org.freedesktop.login1", "/org/freedesktop/login1");
pub const FREEDESKTOP: Program = Program::new(
    "org.freedesktop.ScreenSaver",
    "/org/freedesktop/ScreenSaver",
);
pub const GNOME: Program = Program::new("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver");
pub const IDLE_MONITOR: Program = Program::new(
    "org.gnome.Mutter.IdleMonitor",
    "/org/gnome/Mutter/IdleMonitor/Core",
);
const KDE_LOCKER: Program = Program::new("org.kde.screensaver", "/org/kde/screensaver");

/// The interface by which dbusmock is controlled.
const MOCK: &str = "org.freedesktop.DBus.Mock";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// Where the template has the session with the id 1, which is that of the test.
const SESSION_PATH: &str = "/org/freedesktop/login1/session/1";
const OTHER_SESSION_PATH: &str = "/org/freedesktop/login1/session/2";
/// Where logind has the caller's own session. The template has nothing there.
const OWN_SESSION_PATH: &str = "/org/freedesktop/login1/session/auto";

/// A method's name, the types of its arguments and of its answer, and its body in Python.
type Method = (&'static str, &'static str, &'static str, &'static str);

/// GNOME has a program of this name that only keeps the screen on, and refuses the question.
const REFUSING: &[Method] = &[(
    "GetActive",
    "",
    "b",
    "raise dbus.exceptions.DBusException('This method is not implemented', \
     name='org.freedesktop.DBus.Error.NotSupported')",
)];

const GET_ACTIVE: Method = (
    "GetActive",
    "",
    "b",
    "ret = getattr(self, 'is_active', False)",
);

const SAVING: &[Method] = &[
    GET_ACTIVE,
    (
        "SetActive",
        "b",
        "",
        "self.is_active = args[0]; self.EmitSignal('', 'ActiveChanged', 'b', [args[0]])",
    ),
];

/// KDE's has two paths, and signals from both.
const SAVING_TWICE: &[Method] = &[
    GET_ACTIVE,
    (
        "SetActive",
        "b",
        "",
        "self.is_active = args[0]; self.EmitSignal('', 'ActiveChanged', 'b', [args[0]]); \
         self.EmitSignalDetailed('', 'ActiveChanged', 'b', [args[0]], {'path': '/ScreenSaver'})",
    ),
];

/// Whose services there are besides logind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desktop {
    Gnome,
    Kde,
    /// A screen saver that counts in other units.
    Another,
    /// None at all.
    Bare,
}

/// What logind knows of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logind {
    /// All that the template has.
    Complete,
    /// As before version 230 of systemd: not whether it is locked.
    WithoutLocks,
}

/// Runs `test` with a notification service on a bus where these services can be started. Skips it where dbusmock is
/// missing.
pub fn with_dbusmock(test: impl Fn(&Service)) {
    let is_there = PYTHON.is_some();
    if !is_missing("dbus-daemon") && !is_skipped_without("python-dbusmock", is_there) {
        with_a_service_on_dbus_daemon(test);
    }
}

/// A Python that has dbusmock; none where it is not installed. A distribution installs it for the system's own Python.
static PYTHON: LazyLock<Option<&str>> = LazyLock::new(|| {
    let find = "import importlib.util as i, sys; \
                sys.exit(not all(map(i.find_spec, ['dbusmock', 'dbus', 'gi'])))";
    let mut known = ["/usr/bin/python3", "python3"].into_iter();
    known.find(|python| {
        let found = Command::new(python).args(["-c", find]).output();
        found.is_ok_and(|output| output.status.success())
    })
});

/// A process of dbusmock. Dropping it ends it, and its name is free again.
struct Mock(Child);

impl Mock {
    fn template(name: &str, log: &Path) -> Self {
        Self::start(&["--template", name, "--logfile", log.to_str().unwrap()])
    }

    fn plain(Program { name, path }: Program) -> Self {
        Self::start(&[name, path, name])
    }

    fn start(args: &[&str]) -> Self {
        let mut command = Command::new(PYTHON.expect("python-dbusmock is installed"));
        let command = command.args(["-m", "dbusmock"]).args(args);
        Self(command.stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// All of them. Dropping it ends them.
pub struct Services {
    bus: Connection,
    desktop: Desktop,
    logs: TempDir,
    mocks: Vec<Mock>,
}

impl Services {
    /// logind alone, with a session that began at `logged_in` and is neither locked nor idle.
    pub fn logind(logged_in: DateTime<Utc>) -> Self {
        Self::of(Desktop::Bare, Logind::Complete, logged_in)
    }

    /// The same, with GNOME's services.
    pub fn gnome(logged_in: DateTime<Utc>) -> Self {
        Self::of(Desktop::Gnome, Logind::Complete, logged_in)
    }

    pub fn of(desktop: Desktop, logind: Logind, logged_in: DateTime<Utc>) -> Self {
        let logs = tempfile::tempdir().unwrap();
        let (templates, plain): (&[_], &[(Program, &[Method])]) = match desktop {
            Desktop::Gnome => (
                &[("logind", LOGIND), ("gnome_screensaver", GNOME)],
                &[(FREEDESKTOP, REFUSING), (IDLE_MONITOR, &[])],
            ),
            Desktop::Kde => (
                &[("logind", LOGIND)],
                &[(FREEDESKTOP, SAVING_TWICE), (KDE_LOCKER, &[])],
            ),
            Desktop::Another => (&[("logind", LOGIND)], &[(FREEDESKTOP, SAVING)]),
            Desktop::Bare => (&[("logind", LOGIND)], &[]),
        };
        let by_template = templates
            .iter()
            .map(|(template, _)| Mock::template(template, &logs.path().join(template)));
        let others = plain.iter().map(|(program, _)| Mock::plain(*program));
        let services = Self {
            mocks: by_template.chain(others).collect(),
            bus: zbus::block_on(Connection::session()).unwrap(),
            desktop,
            logs,
        };
        let programs = templates.iter().map(|(_, program)| program);
        for program in programs.chain(plain.iter().map(|(program, _)| program)) {
            wait(|| services.is_there(*program));
        }
        services.add_sessions(logind, logged_in);
        for (program, methods) in plain {
            services.control(*program, "AddMethods", &("", *methods));
        }
        services.idle_for(Duration::ZERO);
        services
    }

    /// Ends them, and waits until others can take their place.
    pub fn end(mut self) {
        self.mocks.clear();
        wait(|| !self.is_there(LOGIND));
    }

    fn is_there(&self, Program { name, .. }: Program) -> bool {
        let bus = zbus::block_on(zbus::fdo::DBusProxy::new(&self.bus)).unwrap();
        zbus::block_on(bus.name_has_owner(name.try_into().unwrap())).unwrap()
    }

    fn add_sessions(&self, logind: Logind, logged_in: DateTime<Utc>) {
        let id = ("Id", Variant::from("1"));
        let micros = logged_in.timestamp_micros().unsigned_abs();
        let began = ("Timestamp", Variant::from(micros));
        let others = ("2", "seat0", 1001_u32, "adam", false);
        self.control(LOGIND, "AddSession", &others);
        match logind {
            Logind::Complete => {
                let session = ("1", "seat0", 1000_u32, "eve", true);
                self.control(LOGIND, "AddSession", &session);
                self.change([began]);
            }
            Logind::WithoutLocks => {
                let idle = ("IdleHint", Variant::from(false));
                self.add_session_at(SESSION_PATH, [id.clone(), began, idle]);
            }
        }
        self.add_session_at(OWN_SESSION_PATH, [id]);
    }

    fn add_session_at<const N: usize>(&self, path: &str, properties: [(&str, Variant<'_>); N]) {
        let methods: [Method; 0] = [];
        let object = (path, SESSION, HashMap::from(properties), &methods[..]);
        self.control(LOGIND, "AddObject", &object);
    }

    /// Waits until a listener has asked how it is. What it asks last is since when the session is.
    pub fn wait_until_asked(&self) {
        let question = format!("Get {SESSION_PATH} {SESSION}.Timestamp");
        let log = self.logs.path().join("logind");
        wait(|| fs::read_to_string(&log).unwrap().contains(&question));
    }

    /// Waits until so many hold off sleep.
    pub fn wait_for_inhibitors(&self, count: usize) {
        wait(|| self.inhibitors().len() == count);
    }

    /// What is held off, by whom, and how.
    pub fn inhibitors(&self) -> Vec<[String; 3]> {
        type Inhibitor = (String, String, String, String, u32, u32);
        let Program { name, path } = LOGIND;
        let answer = self.call(name, path, MANAGER, "ListInhibitors", &());
        let all: Vec<Inhibitor> = answer.body().deserialize().unwrap();
        let all = all.into_iter();
        all.map(|(what, who, _why, mode, ..)| [what, who, mode])
            .collect()
    }

    /// From now on the desktop answers that nothing was typed for so long.
    pub fn idle_for(&self, idle: Duration) {
        let (program, method, number) = match self.desktop {
            Desktop::Gnome => (IDLE_MONITOR, "GetIdletime", "t"),
            Desktop::Kde | Desktop::Another => (FREEDESKTOP, "GetSessionIdleTime", "u"),
            Desktop::Bare => return,
        };
        let body = format!("ret = {}", idle.as_millis());
        self.control(program, "AddMethod", &("", method, "", number, body));
    }

    pub fn lock(&self, is_locked: bool) {
        self.set_locked(SESSION_PATH, is_locked);
    }

    /// Locks or unlocks the session of another user.
    pub fn lock_other(&self, is_locked: bool) {
        self.set_locked(OTHER_SESSION_PATH, is_locked);
    }

    fn set_locked(&self, path: &str, is_locked: bool) {
        self.call(LOGIND.name, path, SESSION, "SetLockedHint", &is_locked);
    }

    pub fn idle(&self, is_idle: bool) {
        self.change([("IdleHint", Variant::from(is_idle))]);
    }

    /// Changes properties of the session, which logind reports.
    fn change<const N: usize>(&self, properties: [(&str, Variant<'_>); N]) {
        let body = (SESSION, HashMap::from(properties));
        self.call(LOGIND.name, SESSION_PATH, MOCK, "UpdateProperties", &body);
    }

    pub fn sleep(&self, sleeps: bool) {
        self.emit_sleep(LOGIND, sleeps);
    }

    /// Signals what logind does before and after sleep, from any program.
    pub fn emit_sleep(&self, from: Program, sleeps: bool) {
        let signal = (LOGIND.path, MANAGER, "PrepareForSleep");
        self.emit(from, signal, "b", vec![Variant::from(sleeps)]);
    }

    /// Signals what logind does when the session is locked, from any program.
    pub fn emit_lock(&self, from: Program, is_locked: bool) {
        let signal = (SESSION_PATH, PROPERTIES, "PropertiesChanged");
        let changed = HashMap::from([("LockedHint", Variant::from(is_locked))]);
        let values = vec![
            Variant::from(SESSION),
            Variant::from(changed),
            Variant::from(Vec::<String>::new()),
        ];
        self.emit(from, signal, "sa{sv}as", values);
    }

    /// Signals what this screen saver does when it begins or ends, from any program.
    pub fn emit_active(&self, from: Program, saver: Program, is_active: bool) {
        let signal = (saver.path, saver.name, "ActiveChanged");
        self.emit(from, signal, "b", vec![Variant::from(is_active)]);
    }

    pub fn shut_down(&self) {
        let signal = (LOGIND.path, MANAGER, "PrepareForShutdown");
        self.emit(LOGIND, signal, "b", vec![Variant::from(true)]);
    }

    pub fn screen_saver(&self, is_active: bool) {
        let Program { name, path } = match self.desktop {
            Desktop::Gnome => GNOME,
            Desktop::Kde | Desktop::Another => FREEDESKTOP,
            Desktop::Bare => panic!("it has no screen saver"),
        };
        self.call(name, path, name, "SetActive", &is_active);
    }

    fn emit(
        &self,
        from: Program,
        (path, interface, name): (&str, &str, &str),
        types: &str,
        values: Vec<Variant<'_>>,
    ) {
        let details = HashMap::from([("path", Variant::from(path))]);
        let body = (interface, name, types, values, details);
        self.control(from, "EmitSignalDetailed", &body);
    }

    fn control<B>(&self, Program { name, path }: Program, method: &str, body: &B)
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        self.call(name, path, MOCK, method, body);
    }

    fn call<B>(&self, name: &str, path: &str, interface: &str, method: &str, body: &B) -> Message
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        let called = self
            .bus
            .call_method(Some(name), path, Some(interface), method, body);
        zbus::block_on(called).unwrap()
    }
}

fn wait(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain");
        thread::sleep(Duration::from_millis(5));
    }
}
