//! Measures the agent on its own bus, with a notification service and a stand-in for logind: how late a reminder arrives,
//! compared with a bare call over the bus; memory, wakeups and writes of the idle agent beside a status bar that calls
//! `next` every 30 s; and a window that follows presence, at rest. `cargo bench --bench reminders` (Linux; eight minutes;
//! needs python-dbusmock).

#[path = "../tests/support/bus.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod bus;
#[path = "../tests/support/programs.rs"]
mod programs;
#[path = "../tests/support/pty.rs"]
mod pty;
#[path = "../tests/presence/services.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod services;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use bus::{Service, start_bus};
use chrono::{DateTime, SubsecRound, TimeDelta, Timelike, Utc};
use pty::Terminal;
use services::Services;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Set in the child process that has its own bus: the home directory to use.
const INNER: &str = "WINDDOWN_BENCH_HOME";
/// Number of steps that become due.
const STEPS: usize = 20;
/// Seconds between two steps. A bare call is made halfway.
const APART: i64 = 2;
/// How long the idle agent is measured, and the window, in minutes.
const AGENT_RESTS: u64 = 5;
const WINDOW_RESTS: u64 = 1;

fn main() {
    if let Some(home) = std::env::var_os(INNER) {
        return measure(&PathBuf::from(home));
    }
    let home = tempfile::tempdir().expect("a folder");
    build();
    let address = format!("unix:path={}", home.path().join("bus").display());
    let done = Command::new(std::env::current_exe().expect("a name"))
        .env(INNER, home.path())
        .env("DBUS_SESSION_BUS_ADDRESS", &address)
        .env("DBUS_SYSTEM_BUS_ADDRESS", &address)
        .env_remove("WINDDOWN_CONFIG")
        .env_remove("WINDDOWN_JOURNAL")
        .status();
    assert!(done.expect("it runs").success());
}

/// Builds the release program.
fn build() {
    let done = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--release", "--locked", "--bin", "winddown"])
        .status();
    assert!(done.expect("cargo runs").success());
}

fn measure(home: &Path) {
    let address = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("a bus");
    let service = Service::default();
    let _bus = start_bus(&address);
    let _kept = service.start(&address);
    let logind = Services::gnome(Utc::now() - TimeDelta::hours(1));
    let plan = Plan::starting(Utc::now().trunc_subsecs(0) + TimeDelta::seconds(4));
    let folder = home.join(".config/winddown");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("config.toml"), &plan.text).expect("a config");
    let mut agent = agent(home, &plan.zone);

    let (mut late, mut bare) = (Vec::new(), Vec::new());
    for (n, due) in plan.due.iter().enumerate() {
        service.wait_until(|given| given.iter().any(|given| given.summary == step(n)));
        let given = service.received();
        let arrived = given.iter().find(|given| given.summary == step(n));
        let arrived = arrived.expect("it was waited for");
        late.push(millis(arrived.at - *due));
        // All but the last one are answered; that one stays shown.
        if n + 1 < STEPS {
            service.press(arrived, "done");
        }
        until(*due + TimeDelta::milliseconds(APART * 500));
        bare.push(bare_call(&service, n));
    }
    let (late, bare) = (median(late), median(bare));
    println!("a reminder's arrival, median of {STEPS}");
    println!("  a bare call over the bus   {bare:.1} ms after the call");
    println!("  the agent                  {late:.1} ms after its time");
    println!(
        "  later by                   {:.1} ms (at most 50)",
        late - bare
    );

    logind.wait_until_asked();
    for is_locked in [true, false] {
        logind.lock(is_locked);
        thread::sleep(Duration::from_secs(5));
    }
    println!("the agent at rest for {AGENT_RESTS} minutes, beside a status bar");
    let before = Usage::of_process(agent.id());
    for _ in 0..AGENT_RESTS * 2 {
        thread::sleep(Duration::from_secs(30));
        let ran = winddown(home, &plan.zone, "next").status();
        assert!(ran.expect("it runs").success());
    }
    print_rest(&before, &Usage::of_process(agent.id()), AGENT_RESTS);
    agent.kill().expect("it ran");
    let _ = agent.wait();
    window_at_rest(home, &plan.zone);
}

/// A window that follows presence, with no agent.
fn window_at_rest(home: &Path, zone: &str) {
    let address = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("a bus");
    let variables = [
        ("TZ", zone),
        ("DBUS_SESSION_BUS_ADDRESS", &address),
        ("DBUS_SYSTEM_BUS_ADDRESS", &address),
    ];
    let window = Terminal::spawn_with(env!("CARGO_BIN_EXE_winddown"), home, &[], &variables);
    window.wait_for("Step 19");
    thread::sleep(Duration::from_secs(10));
    let (before, drawn) = (Usage::of_process(window.id()), window.written());
    thread::sleep(Duration::from_secs(60 * WINDOW_RESTS));
    let after = Usage::of_process(window.id());
    println!("a window at rest for {WINDOW_RESTS} minute");
    println!("  bytes drawn                {}", window.written() - drawn);
    print_rest(&before, &after, WINDOW_RESTS);
}

fn print_rest(before: &Usage, after: &Usage, minutes: u64) {
    let per_minute = (after.woken - before.woken) as f64 / minutes as f64;
    println!("  resident memory            {:.1} MiB", after.resident);
    println!("  wakeups a minute           {per_minute:.1}");
    println!(
        "  bytes written              {}",
        after.written - before.written
    );
}

fn agent(home: &Path, zone: &str) -> Child {
    let agent = winddown(home, zone, "agent").spawn();
    agent.expect("the agent starts")
}

fn winddown(home: &Path, zone: &str, argument: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_winddown"));
    command
        .arg(argument)
        .env("HOME", home)
        .env("TZ", zone)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

/// Milliseconds from the call to the arrival of the notification.
fn bare_call(service: &Service, n: usize) -> f64 {
    let summary = format!("bare {n}");
    let begun = Utc::now();
    let hints = HashMap::<&str, zbus::Variant<'_>>::new();
    let actions: [&str; 0] = [];
    let request = ("bare", 0_u32, "", &summary, "", &actions[..], hints, -1_i32);
    zbus::block_on(async {
        let bus = zbus::Connection::session().await?;
        bus.call_method(Some(NAME), PATH, Some(NAME), "Notify", &request)
            .await
    })
    .expect("the service takes it");
    service.wait_until(|given| given.iter().any(|given| given.summary == summary));
    let given = service.received();
    let arrived = given.iter().find(|given| given.summary == summary);
    millis(arrived.expect("it was waited for").at - begun)
}

/// A plan of steps that become due one after the other, and a time zone where it is evening now.
struct Plan {
    text: String,
    zone: String,
    due: Vec<DateTime<Utc>>,
}

impl Plan {
    fn starting(first: DateTime<Utc>) -> Self {
        let apart = 21 * 60 - i64::from(first.num_seconds_from_midnight() / 60);
        let minutes = (apart + 12 * 60).rem_euclid(24 * 60) - 12 * 60;
        let (sign, hours) = (if minutes < 0 { '+' } else { '-' }, minutes.abs() / 60);
        let bedtime = first.with_second(0).expect("a minute") + TimeDelta::hours(2);
        let mut text = "bedtime = \"23:00\"\nwake = \"06:30\"\n".to_owned();
        let mut due = Vec::new();
        for n in 0..STEPS {
            let at = first + TimeDelta::seconds(APART * n as i64);
            let before_bed = (bedtime - at).num_seconds();
            let title = step(n);
            writeln!(
                text,
                "[[step]]\nid = \"s{n}\"\ntitle = \"{title}\"\nkind = \"check\"\nbefore_bed = \"{before_bed}s\""
            )
            .expect("a text takes it");
            due.push(at);
        }
        Self {
            text,
            zone: format!("<HERE>{sign}{hours}:{:02}", minutes.abs() % 60),
            due,
        }
    }
}

fn step(n: usize) -> String {
    format!("Step {n}")
}

fn until(at: DateTime<Utc>) {
    thread::sleep((at - Utc::now()).to_std().unwrap_or_default());
}

fn millis(span: TimeDelta) -> f64 {
    span.as_seconds_f64() * 1000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Resource use of a process so far: memory in MiB, voluntary context switches, bytes written.
struct Usage {
    resident: f64,
    woken: u64,
    written: u64,
}

impl Usage {
    fn of_process(pid: u32) -> Self {
        let number = |text: &str, key: &str| -> u64 {
            let (_, rest) = text.split_once(key).expect("the kernel tells");
            let digits = rest.split_whitespace().next().expect("a number");
            digits.parse().expect("a number")
        };
        let process = PathBuf::from(format!("/proc/{pid}"));
        let read = |name: &str| fs::read_to_string(process.join(name)).expect("it runs");
        let tasks = fs::read_dir(process.join("task")).expect("it runs");
        let woken = tasks
            .filter_map(|task| fs::read_to_string(task.ok()?.path().join("status")).ok())
            .map(|status| number(&status, "\nvoluntary_ctxt_switches:"))
            .sum();
        Self {
            resident: number(&read("status"), "VmRSS:") as f64 / 1024.0,
            woken,
            written: number(&read("io"), "wchar:"),
        }
    }
}
