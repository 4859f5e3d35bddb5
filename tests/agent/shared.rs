//! Two computers with one folder: what is recorded on the one ends the reminder that the other shows.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use tempfile::TempDir;

use super::{Agent, Home, QUIET};

/// A desk with an agent and a notification service, and a laptop with neither.
struct Two {
    _folder: TempDir,
    desk: Home,
    laptop: Home,
}

impl Two {
    /// The laptop follows the desk's plan, as the desk has it now.
    fn sharing(desk: Home) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = fs::read_to_string(desk.config()).unwrap();
        let laptop = Home {
            zone: desk.zone.clone(),
            ..Home::without_a_bus(&[])
        };
        laptop.write_config(&config);
        for (home, name) in [(&desk, "desk"), (&laptop, "laptop")] {
            let path = folder.path().to_str().unwrap();
            home.stdout(&["sync", "on", path, "--name", name]);
        }
        Self {
            _folder: folder,
            desk,
            laptop,
        }
    }

    /// Starts the desk's agent, which shows these reminders.
    fn shown(&self, summaries: &[&str]) -> Agent {
        let agent = self.desk.agent();
        let mut received = self.desk.wait_for_notifications(summaries.len());
        received.sort();
        assert_eq!(received, summaries);
        self.desk.wait_until_shown();
        agent
    }

    /// Runs the command on the laptop, and returns how long after its end the desk's notification of that name is closed.
    fn closes(&self, summary: &str, args: &[&str]) -> Duration {
        let is_shown = || {
            let shown = self.desk.service.shown();
            shown.iter().any(|it| it.summary == summary)
        };
        assert!(is_shown(), "{summary}");
        self.laptop.stdout(args);
        let begun = Instant::now();
        self.desk
            .wait_until(&format!("it is closed after {args:?}"), || !is_shown());
        let took = begun.elapsed();
        println!("{args:?}: closed after {took:?}");
        took
    }
}

#[test]
fn a_step_done_or_skipped_elsewhere_closes_its_notification_and_no_other() {
    let steps = [("tea", -3), ("walk", -2), ("bath", -1)];
    let two = Two::sharing(Home::new(&steps));
    let _agent = two.shown(&["BATH", "TEA", "WALK"]);
    let took = [
        two.closes("TEA", &["done", "tea"]),
        two.closes("WALK", &["skip", "walk"]),
    ];
    // The slower one may have met a busy machine.
    assert!(
        took.iter().min().unwrap() < &Duration::from_secs(2),
        "{took:?}"
    );
    let shown = two.desk.service.shown();
    let shown: Vec<&str> = shown.iter().map(|it| it.summary.as_str()).collect();
    assert_eq!(shown, ["BATH"]);
    two.closes("BATH", &["lights-out"]);
    thread::sleep(QUIET);
    assert_eq!(two.desk.service.received().len(), 3);
}

#[test]
fn lights_out_elsewhere_ends_the_reminder_of_bed_and_undone_it_is_due_again_without_another() {
    let desk = Home::new(&[]);
    // Bedtime was up to a minute ago.
    let config = fs::read_to_string(desk.config()).unwrap();
    desk.write_config(&config.replace("23:00", "21:00"));
    let two = Two::sharing(desk);
    let _agent = two.shown(&["Lights out"]);
    two.closes("Lights out", &["lights-out"]);
    assert_eq!(two.desk.status("bed"), "done");
    two.laptop.stdout(&["undo"]);
    two.desk
        .wait_until("it is open again", || two.desk.status("bed") == "due");
    // What was announced once on this computer is not announced again.
    two.desk.assert_only(&["Lights out"]);
}

#[test]
fn a_repeated_reminder_comes_no_more_after_the_step_is_done_elsewhere_and_goes_on_when_that_is_undone()
 {
    // It is repeated in eight seconds.
    let desk = Home::new(&[("tea", -52)]);
    let config = fs::read_to_string(desk.config()).unwrap();
    desk.write_config(&(config + "[reminders]\nrepeat = \"1m\"\n"));
    let repeated = desk.due("tea") + TimeDelta::minutes(1);
    let two = Two::sharing(desk);
    let _agent = two.shown(&["TEA"]);
    two.closes("TEA", &["done", "tea"]);
    let before = two.desk.service.received().len();
    while Utc::now() < repeated + TimeDelta::seconds(2) {
        thread::sleep(QUIET);
    }
    assert_eq!(two.desk.service.received().len(), before);
    two.laptop.stdout(&["undo", "tea"]);
    two.desk.wait_for_notifications(before + 1);
}

#[test]
fn a_computer_that_is_to_be_silent_closes_what_it_shows_and_shows_nothing_more() {
    let two = Two::sharing(Home::new(&[("tea", -1), ("walk", 5)]));
    let _agent = two.shown(&["TEA"]);
    let settings = two.desk.path(".local/state/winddown/sync.toml");
    let on = fs::read_to_string(&settings).unwrap();
    let off = on.replace("remind_here = true", "remind_here = false");
    assert_ne!(on, off);
    let new = settings.with_extension("new");
    fs::write(&new, off).unwrap();
    fs::rename(new, &settings).unwrap();
    two.desk
        .wait_until("nothing is shown", || two.desk.service.shown().is_empty());
    two.desk
        .wait_until("the walk is due", || two.desk.status("walk") == "due");
    thread::sleep(QUIET);
    two.desk.assert_only(&["TEA"]);
}
