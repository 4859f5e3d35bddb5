//! Tests of the agent with the built program, a session bus and a notification service of their own, and the real clock:
//! steps become due within seconds.

#![cfg(all(unix, not(target_os = "macos")))]

#[path = "agent/arrival.rs"]
mod arrival;
#[path = "support/bus.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod bus;
#[path = "agent/changes.rs"]
mod changes;
#[path = "agent/clock.rs"]
mod clock;
#[cfg(target_os = "linux")]
#[path = "support/far_folder.rs"]
mod drive;
#[path = "agent/dunst.rs"]
mod dunst;
#[cfg(target_os = "linux")]
#[path = "agent/equally_soon.rs"]
mod equally_soon;
#[cfg(target_os = "linux")]
#[path = "agent/far_folder.rs"]
mod far_folder;
#[path = "agent/faults.rs"]
mod faults;
#[path = "agent/first_days.rs"]
mod first_days;
#[path = "agent/five_evenings.rs"]
mod five_evenings;
#[path = "agent/killed_while_busy.rs"]
mod killed_while_busy;
#[path = "agent/killed_while_sending.rs"]
mod killed_while_sending;
#[path = "agent/life.rs"]
mod life;
#[path = "agent/newcomer.rs"]
mod newcomer;
#[path = "agent/other_computer.rs"]
mod other_computer;
#[path = "support/programs.rs"]
mod programs;
#[path = "support/pty.rs"]
mod pty;
#[path = "agent/replacement.rs"]
mod replacement;
#[path = "agent/shared.rs"]
mod shared;
#[path = "agent/test_reminder.rs"]
mod test_reminder;
#[path = "agent/wind_down.rs"]
mod wind_down;
#[path = "agent/window.rs"]
mod window;
#[path = "agent/without_journal.rs"]
mod without_journal;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use bus::{PATIENCE, ServerGuard, Service, start_bus};
use chrono::{DateTime, NaiveTime, SubsecRound, TimeDelta, Timelike, Utc};
use programs::is_missing;
use pty::clock::{faked_clock, zone_where_it_is};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;
use winddown::claims::{Claim, Claims};
use winddown::event::{EveningDate, Event, in_effect};
use winddown::journal::Journal;

/// How long to wait before asserting that no further notification arrives.
const QUIET: Duration = Duration::from_millis(700);

/// A home directory with a config, a session bus and a notification service. The local time is 21:00, or up to a minute
/// later.
struct Home {
    folder: TempDir,
    zone: String,
    /// Bedtime, 23:00.
    bedtime: DateTime<Utc>,
    date: EveningDate,
    address: String,
    service: Service,
    bus: Option<ServerGuard>,
    server: Option<ServerGuard>,
}

/// Steps, each with the seconds until it is due.
type Steps<'a> = [(&'a str, i64)];

impl Home {
    /// With a bus and a notification service.
    fn new(steps: &Steps<'_>) -> Self {
        let mut home = Self::without_a_service(steps);
        home.start_service();
        home
    }

    fn without_a_service(steps: &Steps<'_>) -> Self {
        let mut home = Self::without_a_bus(steps);
        home.start_bus();
        home
    }

    fn without_a_bus(steps: &Steps<'_>) -> Self {
        let now = Utc::now().trunc_subsecs(0);
        let (zone, minutes) = zone_where_it_is(NaiveTime::from_hms_opt(21, 0, 0).unwrap(), now);
        let folder = tempfile::tempdir().unwrap();
        let home = Self {
            zone,
            bedtime: now.with_second(0).unwrap() + TimeDelta::hours(2),
            date: EveningDate((now + TimeDelta::minutes(minutes.into())).date_naive()),
            address: format!("unix:path={}", folder.path().join("bus").display()),
            folder,
            service: Service::default(),
            bus: None,
            server: None,
        };
        home.plan(steps);
        home
    }

    fn start_bus(&mut self) {
        self.bus = Some(start_bus(&self.address));
    }

    /// Ends the bus, as when the session ends. All its clients are disconnected.
    fn stop_bus(&mut self) {
        self.stop_service();
        self.bus = None;
    }

    fn start_service(&mut self) {
        self.server = Some(self.service.start(&self.address));
    }

    fn stop_service(&mut self) {
        self.server = None;
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn journal_path(&self) -> PathBuf {
        self.path(".local/share/winddown/journal.db")
    }

    fn claims_path(&self) -> PathBuf {
        self.path(".local/state/winddown/claims.db")
    }

    fn lock_path(&self) -> PathBuf {
        self.path(".local/share/winddown/journal.db.agent")
    }

    /// When a step in the config is due, to the second.
    fn due(&self, step: &str) -> DateTime<Utc> {
        let text = fs::read_to_string(self.config()).unwrap();
        let (_, rest) = text.split_once(&format!("id = \"{step}\"")).unwrap();
        let (_, rest) = rest.split_once("before_bed = \"").unwrap();
        let span: winddown::span::Span = rest.split_once('"').unwrap().0.parse().unwrap();
        self.bedtime - span.delta()
    }

    fn config(&self) -> PathBuf {
        self.path(".config/winddown/config.toml")
    }

    fn write_config(&self, text: &str) {
        fs::create_dir_all(self.config().parent().unwrap()).unwrap();
        fs::write(self.config(), text).unwrap();
    }

    /// Writes a plan with these steps.
    fn plan(&self, steps: &Steps<'_>) {
        self.write_config(&self.config_text(steps));
    }

    /// Adds steps to the plan. The others stay unchanged.
    fn plan_also(&self, steps: &Steps<'_>) {
        let text = fs::read_to_string(self.config()).unwrap();
        self.write_config(&(text + &self.step_tables(steps)));
    }

    /// The text of a config with these steps.
    fn config_text(&self, steps: &Steps<'_>) -> String {
        let bed = "[[step]]\nid = \"bed\"\ntitle = \"Lights out\"\nkind = \"bedtime\"\n";
        format!(
            "bedtime = \"23:00\"\nwake = \"06:30\"\n{bed}{}",
            self.step_tables(steps)
        )
    }

    /// The steps as config tables.
    fn step_tables(&self, steps: &Steps<'_>) -> String {
        let now = Utc::now();
        let mut text = String::new();
        for (step, seconds) in steps {
            let due = (now + TimeDelta::seconds(*seconds)).trunc_subsecs(0);
            let before = (self.bedtime - due).num_seconds();
            let title = step.to_uppercase();
            write!(
                text,
                "[[step]]\nid = \"{step}\"\ntitle = \"{title}\"\nkind = \"check\"\nbefore_bed = \"{before}s\"\n"
            )
            .unwrap();
        }
        text
    }

    fn command(&self, args: &[&str]) -> Command {
        self.command_as(env!("CARGO_BIN_EXE_winddown"), args)
    }

    fn command_as(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .env_clear()
            .envs(faked_clock())
            .env("HOME", self.folder.path())
            .env("TZ", &self.zone)
            .env("LANG", "C.UTF-8")
            .env("PATH", "/usr/bin:/bin")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            // So that no test meets the computer's own logind.
            .env("DBUS_SYSTEM_BUS_ADDRESS", &self.address)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command, and returns its standard output.
    fn stdout(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        let (out, err) = (output.stdout, output.stderr);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&err));
        String::from_utf8(out).unwrap()
    }

    /// Runs a command with `--json`, and parses its output. The command may fail.
    fn json(&self, args: &[&str]) -> Value {
        let output = self
            .command(&[args, &["--json"]].concat())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
    }

    /// The status of a step, as `winddown tonight` prints it.
    fn status(&self, step: &str) -> String {
        let tonight = self.json(&["tonight"]);
        let steps = tonight["steps"].as_array().unwrap();
        let step = steps.iter().find(|found| found["id"] == step).unwrap();
        step["status"].as_str().unwrap().to_owned()
    }

    fn claims(&self) -> Vec<Claim> {
        let mut claims = Claims::new(self.claims_path(), self.journal_path());
        claims.about(self.date, Utc::now())
    }

    /// How many answers are stored where they outlive their agent.
    fn stored_answers(&self) -> i64 {
        let claims = Connection::open(self.claims_path()).unwrap();
        claims.busy_timeout(Duration::from_secs(5)).unwrap();
        let count = claims.query_row("SELECT count(*) FROM answer", [], |row| row.get(0));
        count.unwrap_or(0)
    }

    /// The standing entries about steps: `done tea`.
    fn entries(&self) -> Vec<String> {
        let journal = Journal::open(&self.journal_path(), "test").unwrap();
        let events = journal.evening(self.date).unwrap();
        let entry = |event: &&Event| {
            let step = event.what.step()?;
            Some(format!("{} {step}", event.what.kind()))
        };
        in_effect(&events).iter().filter_map(entry).collect()
    }

    /// Starts an agent, and waits until it is running.
    fn agent(&self) -> Agent {
        Agent::start(self, self.command(&["agent"]))
    }

    /// The log of all programs that ran in this home.
    fn log(&self) -> String {
        let folder = self.path(".local/state/winddown/log");
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        files
            .filter_map(|file| fs::read_to_string(file.path()).ok())
            .collect()
    }

    /// Waits until `holds` returns true; `what` names it in the failure.
    fn wait_until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !holds() {
            assert!(
                begun.elapsed() < PATIENCE,
                "waited in vain until {what}; notifications: {:#?}; log:\n{}",
                self.service.received(),
                self.log()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the journal records that a notification is on the screen, so that another agent can take it over.
    fn wait_until_shown(&self) {
        self.wait_until("the notification is recorded as shown", || {
            self.claims()
                .iter()
                .any(|claim| claim.notification.is_some())
        });
    }

    /// Waits until so many notifications were sent in total, and returns their summaries.
    fn wait_for_notifications(&self, count: usize) -> Vec<String> {
        self.wait_until(&format!("{count} notifications were sent"), || {
            self.service.received().len() >= count
        });
        let received = self.service.received();
        received
            .into_iter()
            .map(|notification| notification.summary)
            .collect()
    }

    /// Waits for [`QUIET`], and asserts that exactly these notifications were sent in total.
    fn assert_only(&self, expected: &[&str]) {
        thread::sleep(QUIET);
        let received = self.service.received();
        let summaries: Vec<_> = received
            .iter()
            .map(|notification| notification.summary.as_str())
            .collect();
        assert_eq!(summaries, expected, "log:\n{}", self.log());
    }
}

/// A running agent. It is killed when it is dropped.
struct Agent {
    child: Child,
}

impl Agent {
    fn start(home: &Home, mut command: Command) -> Self {
        let begun = |log: &str| log.matches("the agent begins").count();
        let before = begun(&home.log());
        let errors = File::create(home.path("errors")).unwrap();
        let child = command.stdout(Stdio::null()).stderr(errors).spawn();
        let mut agent = Self {
            child: child.unwrap(),
        };
        // A wrapper such as faketime replaces itself by the agent and keeps the process id.
        let own_pid = format!("\"pid\":{}", agent.id());
        home.wait_until("the agent runs", || {
            let ended = agent.child.try_wait().unwrap();
            let errors = || fs::read_to_string(home.path("errors")).unwrap();
            assert_eq!(ended, None, "{}", errors());
            let lock = fs::read_to_string(home.lock_path()).unwrap_or_default();
            lock.contains(&own_pid) && begun(&home.log()) > before
        });
        agent
    }

    /// Starts one, and does not wait until it is running.
    fn start_at_once(mut command: Command) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self {
            child: child.unwrap(),
        }
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended.
    fn wait_for_end(mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the agent goes on");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Kills it with SIGKILL, and waits until it has ended.
    fn kill(self) {
        self.signal("KILL");
        self.wait_for_end();
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
