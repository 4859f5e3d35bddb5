//! A real notification service: dunst, on a virtual screen.

use std::fs;
use std::future::poll_fn;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use zbus::MessageStream;
use zbus::export::futures_core::Stream;

use super::faults::age_claims;
use super::{Agent, Home, PATIENCE, is_missing};

const NEEDED: [&str; 4] = ["dbus-daemon", "Xvfb", "dunst", "dunstctl"];

/// A session bus, a virtual screen and dunst. All are ended when it is dropped.
struct Desktop {
    display: String,
    running: Vec<Child>,
}

impl Desktop {
    fn start(home: &Home) -> Self {
        let mut desktop = Self {
            display: String::new(),
            running: Vec::new(),
        };
        let mut bus = home.command_as("dbus-daemon", &["--session", "--nofork", "--nopidfile"]);
        desktop.run(bus.arg(format!("--address={}", home.address)));
        home.wait_until("the bus is there", || home.path("bus").exists());
        let mut screen = home.command_as("Xvfb", &["-displayfd", "1", "-nolisten", "tcp"]);
        desktop.run(screen.stdout(Stdio::piped()));
        let stdout = desktop.running[1].stdout.take().unwrap();
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number).unwrap();
        desktop.display = format!(":{}", number.trim());
        // dunst runs a menu program to choose a button; this one chooses Done.
        let (menu, config) = (home.path("menu"), home.path("dunstrc"));
        fs::write(&menu, "#!/bin/sh\nexec grep -m1 Done\n").unwrap();
        fs::set_permissions(&menu, fs::Permissions::from_mode(0o755)).unwrap();
        // By default it shows what looks the same as one.
        let lines = format!(
            "[global]\ndmenu = {}\nstack_duplicates = false\n",
            menu.display()
        );
        fs::write(&config, lines).unwrap();
        let mut dunst = home.command_as("dunst", &["-conf"]);
        let dunst = dunst.arg(config).env("DISPLAY", &desktop.display);
        desktop.run(dunst);
        home.wait_until("dunst is there", || {
            desktop.dunstctl(home, &["count"]).is_some()
        });
        desktop
    }

    fn run(&mut self, command: &mut Command) {
        self.running
            .push(command.stderr(Stdio::null()).spawn().unwrap());
    }

    /// Runs `dunstctl`; none if it fails.
    fn dunstctl(&self, home: &Home, args: &[&str]) -> Option<String> {
        let mut command = home.command_as("dunstctl", args);
        let output = command.env("DISPLAY", &self.display).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        output.status.success().then(|| text.trim().to_owned())
    }

    fn count(&self, home: &Home) -> String {
        self.dunstctl(home, &["count", "displayed"]).unwrap()
    }

    /// These facts about the notifications that are no longer shown, newest first.
    fn history<const N: usize>(&self, home: &Home, facts: [&str; N]) -> Vec<[String; N]> {
        let output = self.dunstctl(home, &["history"]).unwrap();
        let output: Value = serde_json::from_str(&output).unwrap();
        let all = output["data"][0].as_array().unwrap();
        let text = |one: &Value, key: &str| one[key]["data"].as_str().unwrap().to_owned();
        all.iter()
            .map(|one| facts.map(|fact| text(one, fact)))
            .collect()
    }
}

impl Drop for Desktop {
    /// Sends SIGTERM to each, so that it can clean up, and kills it if it still runs after 2 s.
    fn drop(&mut self) {
        for child in self.running.iter_mut().rev() {
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let asked = Instant::now();
            while matches!(child.try_wait(), Ok(None)) {
                if asked.elapsed() > Duration::from_secs(2) {
                    let _ = child.kill();
                }
                thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

#[test]
fn with_dunst_a_reminder_survives_a_killed_agent_and_its_button_works() {
    if NEEDED.iter().any(|program| is_missing(program)) {
        return;
    }
    let home = Home::without_a_bus(&[("tea", -1)]);
    let desktop = Desktop::start(&home);
    let output = home.stdout(&["agent", "test", "--no-wait"]);
    assert!(output.starts_with("Sent: dunst "), "{output}");
    desktop.dunstctl(&home, &["close-all"]);
    home.wait_until("the test is gone", || desktop.count(&home) == "0");

    let is_placed = || {
        home.claims()
            .iter()
            .any(|claim| claim.notification.is_some())
    };
    let agent = home.agent();
    home.wait_until("it is shown", || desktop.count(&home) == "1" && is_placed());
    let owner = || home.claims()[0].owner.clone();
    let first = owner();
    agent.kill();
    let _agent = home.agent();
    home.wait_until("it is taken over", || owner() != first);
    // Repeat it, because the new agent may not be listening for presses yet.
    home.wait_until("it is done", || {
        desktop.dunstctl(&home, &["context"]);
        home.status("tea") == "done"
    });
    home.wait_until("it is gone", || desktop.count(&home) == "0");
    let shown = desktop.history(&home, ["summary", "body", "appname", "category"]);
    let titles: Vec<_> = shown.iter().map(|it| it[0].as_str()).collect();
    assert_eq!(titles, ["TEA", "This is a test"], "once each: {shown:?}");
    assert_eq!(
        shown[0][1..],
        ["It is time.", "winddown", "x-winddown.reminder"]
    );
}

#[test]
fn with_dunst_a_test_reminder_is_gone_when_its_command_ends() {
    if NEEDED.iter().any(|program| is_missing(program)) {
        return;
    }
    let home = Home::without_a_bus(&[("tea", 600)]);
    let desktop = Desktop::start(&home);
    let start = || {
        let mut command = home.command(&["agent", "test"]);
        let child = command.stdout(Stdio::piped()).spawn().unwrap();
        home.wait_until("it is shown", || desktop.count(&home) == "1");
        child
    };
    let output = |child: Child| {
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let mut child = start();
    // The menu knows the button by this name.
    fs::write(home.path("menu"), "#!/bin/sh\nexec grep -m1 works\n").unwrap();
    home.wait_until("it is pressed", || {
        desktop.dunstctl(&home, &["context"]);
        child.try_wait().unwrap().is_some()
    });
    assert_eq!(desktop.count(&home), "0");
    assert!(output(child).ends_with("Pressed: its button works.\n"));

    let child = start();
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", "TERM", &id]).status();
    assert!(sent.unwrap().success());
    assert!(output(child).ends_with("Closed: nobody pressed its button.\n"));
    assert_eq!(desktop.count(&home), "0");
}

/// The number of the first notification that dunst is sent.
const FIRST: u32 = 2;

/// The number by which dunst knows the reminder, as far as it is recorded.
fn number(home: &Home) -> Option<u32> {
    let claims = rusqlite::Connection::open(home.claims_path()).unwrap();
    claims.busy_timeout(PATIENCE).unwrap();
    let sql = "SELECT notification FROM claim";
    claims.query_row(sql, [], |row| row.get(0)).ok().flatten()
}

#[test]
fn with_dunst_a_double_takes_the_place_of_the_first_and_its_button_works() {
    if NEEDED.iter().any(|program| is_missing(program)) {
        return;
    }
    let home = Home::without_a_bus(&[("tea", -1)]);
    let desktop = Desktop::start(&home);
    let agent = home.agent();
    home.wait_until("it is shown", || {
        desktop.count(&home) == "1" && number(&home) == Some(FIRST)
    });
    agent.kill();
    // As if it had been killed before it recorded that.
    let claims = rusqlite::Connection::open(home.claims_path()).unwrap();
    let sql =
        "UPDATE claim SET sent_at = NULL, channel = NULL, notification = NULL, service = NULL";
    assert_eq!(claims.execute(sql, []).unwrap(), 1);
    age_claims(&home);
    let _agent = home.agent();
    home.wait_until("it is shown again", || number(&home) == Some(FIRST + 1));
    assert_eq!(desktop.count(&home), "1");
    home.wait_until("it is done", || {
        desktop.dunstctl(&home, &["context"]);
        home.status("tea") == "done"
    });
    home.wait_until("it is gone", || desktop.count(&home) == "0");
}

/// Sees notifications pass on the bus, before the service has shown them.
struct Monitor(MessageStream);

impl Monitor {
    fn start(home: &Home) -> Self {
        zbus::block_on(async {
            let builder = zbus::connection::Builder::address(home.address.as_str());
            let connection = builder.build().await.unwrap();
            let stream = MessageStream::from(&connection);
            let (bus, path) = (Some("org.freedesktop.DBus"), "/org/freedesktop/DBus");
            let interface = Some("org.freedesktop.DBus.Monitoring");
            let wanted = (vec!["type='method_call',member='Notify'"], 0_u32);
            connection
                .call_method(bus, path, interface, "BecomeMonitor", &wanted)
                .await
                .unwrap();
            Self(stream)
        })
    }

    fn wait_for_a_notification(&mut self) {
        zbus::block_on(async {
            loop {
                let next = poll_fn(|context| Pin::new(&mut self.0).poll_next(context)).await;
                let message = next.unwrap().unwrap();
                if message.header().member().is_some_and(|it| it == "Notify") {
                    return;
                }
            }
        });
    }
}

#[test]
#[ignore = "long: a measurement, whose figures are in docs/reliability.md"]
fn how_many_doubles_stand_on_the_screen_of_dunst() {
    const ROUNDS: usize = 100;
    let (mut twice, mut apart) = (0, 0);
    for _ in 0..ROUNDS {
        let home = Home::without_a_bus(&[("tea", -1)]);
        let desktop = Desktop::start(&home);
        let mut monitor = Monitor::start(&home);
        let agent = Agent::start_at_once(home.command(&["agent"]));
        monitor.wait_for_a_notification();
        agent.kill();
        age_claims(&home);
        let owner = home.claims()[0].owner.clone();
        let _next = home.agent();
        home.wait_until("the next one has it", || {
            home.claims()[0].owner != owner && number(&home).is_some()
        });
        thread::sleep(Duration::from_millis(200));
        twice += usize::from(number(&home) != Some(FIRST));
        apart += usize::from(desktop.count(&home) != "1");
    }
    println!(
        "killed when dunst was sent it: {twice} of {ROUNDS} came twice, \
         {apart} did not stand on the screen as one"
    );
    assert_eq!(apart, 0);
}
