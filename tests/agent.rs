//! The agent, with the real pieces: the built program, a bus of the test's own, a notification service that the test
//! keeps, and the real clock, with steps that fall due in a moment.

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
#[path = "agent/dunst.rs"]
mod dunst;
#[cfg(target_os = "linux")]
#[path = "agent/equally_soon.rs"]
mod equally_soon;
#[path = "agent/faults.rs"]
mod faults;
#[path = "agent/life.rs"]
mod life;
#[path = "agent/newcomer.rs"]
mod newcomer;
#[path = "support/pty.rs"]
mod pty;
#[path = "agent/replacement.rs"]
mod replacement;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use bus::{PATIENCE, ServerGuard, Service, start_bus};
use chrono::{DateTime, NaiveTime, SubsecRound, TimeDelta, Timelike, Utc};
use pty::clock::{faked_clock, zone_where_it_is};
use serde_json::Value;
use tempfile::TempDir;
use winddown::event::EveningDate;
use winddown::journal::{Claim, Journal};

/// Longer than a notification is on its way, where it is to be seen that there is none.
const QUIET: Duration = Duration::from_millis(700);

/// Somebody at home on an evening, with a desktop. The clock on their wall shows nine, or a minute past it.
struct Home {
    folder: TempDir,
    zone: String,
    /// Bedtime, two hours later.
    bedtime: DateTime<Utc>,
    date: EveningDate,
    address: String,
    service: Service,
    bus: Option<ServerGuard>,
    kept: Option<ServerGuard>,
}

/// When a step falls due, in seconds from now.
type Steps<'a> = [(&'a str, i64)];

impl Home {
    /// With a bus, and a service on it.
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
            kept: None,
        };
        home.plan(steps);
        home
    }

    fn start_bus(&mut self) {
        self.bus = Some(start_bus(&self.address));
    }

    /// The session ends, and all who were on its bus lose it.
    fn stop_bus(&mut self) {
        self.stop_service();
        self.bus = None;
    }

    fn start_service(&mut self) {
        self.kept = Some(self.service.start(&self.address));
    }

    fn stop_service(&mut self) {
        self.kept = None;
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn journal_path(&self) -> PathBuf {
        self.path(".local/share/winddown/journal.db")
    }

    fn lock_path(&self) -> PathBuf {
        self.path(".local/share/winddown/journal.db.agent")
    }

    /// When a step of [`plan`](Self::plan) falls due that was to do so in so many seconds: a whole one.
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
        self.write_config(&self.planned(steps));
    }

    /// Adds these steps to the plan; the others stay as they are.
    fn plan_also(&self, steps: &Steps<'_>) {
        let text = fs::read_to_string(self.config()).unwrap();
        self.write_config(&(text + &self.steps(steps)));
    }

    fn planned(&self, steps: &Steps<'_>) -> String {
        let bed = "[[step]]\nid = \"bed\"\ntitle = \"Lights out\"\nkind = \"bedtime\"\n";
        format!(
            "bedtime = \"23:00\"\nwake = \"06:30\"\n{bed}{}",
            self.steps(steps)
        )
    }

    fn steps(&self, steps: &Steps<'_>) -> String {
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
            .stdin(Stdio::null());
        command
    }

    /// What the program prints.
    fn says(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        let (out, err) = (output.stdout, output.stderr);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&err));
        String::from_utf8(out).unwrap()
    }

    fn facts(&self, args: &[&str]) -> Value {
        let output = self
            .command(&[args, &["--json"]].concat())
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The word for how a step stands, as another process reads it.
    fn status(&self, step: &str) -> String {
        let tonight = self.facts(&["tonight"]);
        let steps = tonight["steps"].as_array().unwrap();
        let step = steps.iter().find(|found| found["id"] == step).unwrap();
        step["status"].as_str().unwrap().to_owned()
    }

    fn claims(&self) -> Vec<Claim> {
        let journal = Journal::open(&self.journal_path(), "test").unwrap();
        journal.claims(self.date).unwrap()
    }

    /// Starts an agent, and waits until it runs.
    fn agent(&self) -> Agent {
        Agent::start(self, self.command(&["agent"]))
    }

    /// What the agents of this home wrote into their log.
    fn log(&self) -> String {
        let folder = self.path(".local/state/winddown/log");
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        files
            .filter_map(|file| fs::read_to_string(file.path()).ok())
            .collect()
    }

    /// Waits until something holds that no notification tells of.
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

    /// Waits for so many notifications, all told, and returns what their first lines were.
    fn notifications(&self, count: usize) -> Vec<String> {
        self.wait_until(&format!("{count} notifications were sent"), || {
            self.service.received().len() >= count
        });
        let given = self.service.received();
        given.into_iter().map(|given| given.summary).collect()
    }

    /// Waits a little, and sees that there were no notifications but those.
    fn no_more_than(&self, expected: &[&str]) {
        thread::sleep(QUIET);
        let given = self.service.received();
        let summaries: Vec<_> = given.iter().map(|given| given.summary.as_str()).collect();
        assert_eq!(summaries, expected, "log:\n{}", self.log());
    }
}

/// An agent that runs; it is killed with the test.
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
        // A program that was put in front of it has the same number.
        let itself = format!("\"pid\":{}", agent.id());
        home.wait_until("the agent runs", || {
            let ended = agent.child.try_wait().unwrap();
            let errors = || fs::read_to_string(home.path("errors")).unwrap();
            assert_eq!(ended, None, "{}", errors());
            let word = fs::read_to_string(home.lock_path()).unwrap_or_default();
            word.contains(&itself) && begun(&home.log()) > before
        });
        agent
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end.
    fn ended(mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the agent goes on");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends it without a word.
    fn kill(self) {
        self.signal("KILL");
        self.ended();
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a program that a test needs is missing. The test says then that it was skipped; with `CI=true` it fails.
fn is_missing(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&folders).any(|folder| folder.join(program).is_file());
    if !is_there {
        let skipped = format!("`{program}` is not installed, so a test with it was not run");
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{skipped}");
        // Written past the test's own output, which is only shown when it fails.
        let mut stderr = std::io::stderr();
        writeln!(stderr, "SKIPPED: {skipped}").unwrap();
    }
    !is_there
}
