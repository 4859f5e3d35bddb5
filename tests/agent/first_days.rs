//! The first two days of somebody who reads nothing but the screen: the first start, the reminder of the next evening with
//! the window closed, another bedtime for Fridays, and a stretch never seen before. Every key that is pressed stands on
//! the screen with what it does, but for the arrow that moves the mark on a list.
//!
//! Only the clock is faked, so that the next evening comes at once.

use std::fs;
use std::process::Command;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde_json::Value;
use winddown::plan;

use super::clock::FakedClock;
use super::newcomer::Systemctl;
use super::pty::Terminal;
use super::{Home, is_missing};

const ENTER: &str = "\r";
const DOWN: &str = "\x1b[B";
const ESC: &str = "\x1b";

/// Starts what the unit starts, as systemd does, and leaves it running.
const START_THE_AGENT: &str = "case \"$*\" in *restart*)
    unit=\"$HOME/.config/systemd/user/winddown-agent.service\"
    setsid $(sed -n 's/^ExecStart=://p' \"$unit\") </dev/null >/dev/null 2>&1 & ;;
esac";

/// A stretch of a few seconds, in the place of the twelve minutes of the built-in routine.
const SHORT: &str = r#"
[[exercise]]
id = "calf"
title = "Calf at the wall"
muscles = "calf"
position = "standing"
ready = "2s"
hold = "3s"
sides = 2
pose = "calf-wall"
cues = ["Heel on the floor."]
[[routine]]
id = "short"
title = "Short"
exercises = ["calf"]
"#;

/// A home at nine in the evening, with the clock of all that runs in it.
struct Newcomer {
    home: Home,
    clock: FakedClock,
    systemctl: Systemctl,
    /// How far the clock is ahead of the real one.
    ahead: TimeDelta,
}

impl Newcomer {
    fn new() -> Self {
        let home = Home::new(&[]);
        fs::remove_file(home.config()).unwrap();
        Self {
            clock: FakedClock::new(&home),
            systemctl: Systemctl::new(START_THE_AGENT),
            home,
            ahead: TimeDelta::zero(),
        }
    }

    fn window(&self) -> Terminal {
        let (home, path) = (&self.home, self.systemctl.path());
        let clock = self.clock.variables();
        let clock = clock.iter().map(|(name, value)| (*name, value.as_str()));
        let session = [
            ("TZ", home.zone.as_str()),
            ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
            ("PATH", path.as_str()),
        ];
        let variables: Vec<_> = session.into_iter().chain(clock).collect();
        let program = env!("CARGO_BIN_EXE_winddown");
        Terminal::spawn_with(program, home.folder.path(), &[], &variables)
    }

    /// The time that the clock of this home shows at that real time.
    fn shown_at(&self, real: DateTime<Utc>) -> DateTime<Utc> {
        real + self.ahead
    }

    fn set_the_clock(&mut self, to: DateTime<Utc>) {
        self.ahead = to - Utc::now();
        self.clock.set(&self.home, self.ahead.num_seconds());
    }

    /// The process id of the running agent.
    fn agent(&self) -> Option<u32> {
        let lock = fs::read_to_string(self.home.lock_path()).ok()?;
        let lock: Value = serde_json::from_str(&lock).ok()?;
        lock["pid"].as_u64()?.try_into().ok()
    }

    fn config(&self) -> String {
        fs::read_to_string(self.home.config()).unwrap()
    }

    fn status(&self, step: &str) -> String {
        let mut command = self.home.command(&["tonight", "--json"]);
        let output = command.envs(self.clock.variables()).output().unwrap();
        let tonight: Value = serde_json::from_slice(&output.stdout).unwrap();
        let steps = tonight["steps"].as_array().unwrap();
        let step = steps.iter().find(|found| found["id"] == step).unwrap();
        step["status"].as_str().unwrap().to_owned()
    }
}

impl Drop for Newcomer {
    /// Ends the agent, which nothing else would.
    fn drop(&mut self) {
        if let Some(agent) = self.agent() {
            let _ = Command::new("kill").arg(agent.to_string()).status();
        }
    }
}

/// Presses a key once the screen shows it with what it does.
fn press(window: &mut Terminal, key: &str, hint: &str) {
    window.wait_for(hint);
    window.keys(key);
}

/// The marked line of a list. None while the mark moves.
fn marked(window: &Terminal) -> Option<String> {
    let screen = window.screen();
    let mut marked = screen.lines().filter(|line| line.contains('▸'));
    let line = marked.next()?.to_owned();
    marked.next().is_none().then_some(line)
}

/// Moves the mark on the list down to that line.
fn down_to(window: &mut Terminal, line: &str) {
    window.wait_until("a line is marked", |window| marked(window).is_some());
    for _ in 0..20 {
        let before = marked(window);
        if before.as_ref().is_some_and(|marked| marked.contains(line)) {
            return;
        }
        window.keys(DOWN);
        window.wait_until("another line is marked", |window| {
            let now = marked(window);
            now.is_some() && now != before
        });
    }
    panic!("{line} is never marked:\n{}", window.screen());
}

/// Ends the window by the key that its help names.
fn leave(mut window: Terminal) {
    press(&mut window, "?", "? more");
    press(&mut window, "q", "q leave winddown");
    assert_eq!(window.wait_for_end(), 0);
}

/// From an empty home to the agent that runs without a window.
fn first_start(newcomer: &Newcomer) {
    let mut window = newcomer.window();
    for (question, hint) in [
        ("When do the lights go out?", "Enter keep"),
        ("And when do you get up?", "Enter keep"),
        ("Which of these do you want?", "Enter yes"),
    ] {
        window.wait_for(question);
        press(&mut window, ENTER, hint);
    }
    window.wait_for("Remind you when this window is closed?");
    press(&mut window, "y", "y ");
    window.wait_for("A test notification was just shown.");
    press(&mut window, ENTER, "Enter ");
    window.wait_for("Tab Review");
    leave(window);
    newcomer.home.wait_until("the agent runs", || {
        let log = newcomer.home.log();
        newcomer.agent().is_some() && log.contains("the agent begins")
    });
}

/// The reminders of the bath since that time, by the clock of the home.
fn baths_since(newcomer: &Newcomer, time: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let received = newcomer.home.service.received().into_iter();
    let baths = received.filter(|notification| notification.summary == "Warm bath");
    let at = baths.map(|bath| newcomer.shown_at(bath.at));
    at.filter(|at| *at >= time).collect()
}

/// The next evening comes, and with it the reminder of the bath at 20:45.
fn next_evening(newcomer: &mut Newcomer) {
    // That of the first evening is still waiting for an answer, and may be renewed when the window has closed.
    let tonight = newcomer.home.bedtime - TimeDelta::minutes(135);
    newcomer.home.wait_until("tonight's bath is announced", || {
        !baths_since(newcomer, tonight).is_empty()
    });
    let due = tonight + TimeDelta::days(1);
    newcomer.set_the_clock(due - TimeDelta::seconds(3));
    // The clock is set in whole seconds.
    let earliest = due - TimeDelta::seconds(1);
    newcomer.home.wait_until("the next bath is announced", || {
        !baths_since(newcomer, earliest).is_empty()
    });
    let announced = baths_since(newcomer, earliest);
    let [announced] = announced[..] else {
        panic!("announced more than once: {announced:?}");
    };
    let late = announced - due;
    assert!(late < TimeDelta::seconds(2), "{late} after its time");
}

/// Later to bed on Fridays: one change in the settings, which changes nothing else in the file.
fn later_on_fridays(newcomer: &Newcomer) {
    let before = newcomer.config();
    let mut window = newcomer.window();
    press(&mut window, ",", ", settings");
    window.wait_for("Other times");
    down_to(&mut window, "▸ Add other times");
    press(&mut window, ENTER, "Enter ");
    down_to(&mut window, "▸ [ ] Fri");
    press(&mut window, " ", "Space ");
    press(&mut window, ENTER, "Enter ");
    window.wait_for("type or");
    window.keys("2330");
    press(&mut window, ENTER, "Enter keep");
    window.wait_for("Fri: bed 23:30. u undoes it.");
    for before in ["Other times", "Tab Review"] {
        press(&mut window, ESC, "Esc back");
        window.wait_for(before);
    }
    leave(window);
    let after = newcomer.config();
    let added = "[[schedule]]\ndays = [\"fri\"]\nbedtime = \"23:30\"\n";
    assert_eq!(after.replacen(&format!("\n{added}"), "", 1), before);
    assert_ne!(after, before);
    let plan = plan::parse(&after).unwrap().plan;
    for (day, bedtime) in [("2026-11-27", (23, 30)), ("2026-11-28", (22, 30))] {
        let bedtime = NaiveTime::from_hms_opt(bedtime.0, bedtime.1, 0).unwrap();
        assert_eq!(plan.bedtime_on(day.parse().unwrap()), bedtime, "{day}");
    }
}

/// A stretch is played from its first picture to its end, and stands as done.
fn a_new_stretch(newcomer: &Newcomer) {
    let config = newcomer.config();
    let short = config.replace("routine = \"restless-legs\"", "routine = \"short\"");
    assert_ne!(short, config);
    fs::write(newcomer.home.config(), short + SHORT).unwrap();
    let mut window = newcomer.window();
    window.wait_for("Tab Review");
    down_to(&mut window, "▸    21:50  Leg stretches");
    for hint in ["Enter start", "Enter begin"] {
        press(&mut window, ENTER, hint);
    }
    window.wait_until("a figure is drawn", |window| {
        let is_braille = |c: char| ('\u{2801}'..='\u{28ff}').contains(&c);
        window.screen().contains(is_braille)
    });
    for told in [
        "Calf at the wall",
        "Heel on the floor.",
        "left leg",
        "Change sides",
        "right leg",
        "How are your legs",
    ] {
        window.wait_for(told);
    }
    window.keys("3");
    press(&mut window, ENTER, "Enter back to tonight");
    window.wait_until("it stands as done", |window| {
        let screen = window.screen();
        let mut lines = screen.lines().filter(|line| line.contains("Leg stretches"));
        lines.any(|line| line.contains("✓") && line.contains("done 20:4"))
    });
    // The screen does not wait for the disk.
    let is_done = || newcomer.status("stretch") == "done";
    newcomer.home.wait_until("it is recorded", is_done);
}

#[test]
fn a_newcomer_is_reminded_the_next_evening_and_stretches() {
    if is_missing("faketime") {
        return;
    }
    let mut newcomer = Newcomer::new();
    first_start(&newcomer);
    next_evening(&mut newcomer);
    later_on_fridays(&newcomer);
    a_new_stretch(&newcomer);
}
