//! The screens, each in the states in which it looks different.

use winddown::evening::{Action, When};
use winddown::event::{Onset, What};
use winddown::plan::EXAMPLE;
use winddown::sync::Settings;
use winddown::tui::{Installed, Message, SyncPage};

use super::history::{History, date, evenings};
use super::stage::Stage;

/// A screen in one state, at 80x24.
pub struct Scene {
    /// The name of its snapshot.
    pub name: &'static str,
    begin: fn() -> Stage,
    /// The keys that lead to the screen.
    keys: &'static str,
}

#[allow(dead_code, reason = "each test file uses its own part of the scenes")]
impl Scene {
    /// The screen on a terminal that shows everything.
    pub fn open(&self) -> Stage {
        (self.begin)().keys(self.keys)
    }

    /// The screen on the Linux console, whose fonts have few symbols.
    pub fn open_on_console(&self) -> Stage {
        (self.begin)().on_console().keys(self.keys)
    }

    /// The screen on a terminal that shows only ASCII.
    pub fn open_in_ascii(&self) -> Stage {
        (self.begin)().in_ascii().keys(self.keys)
    }
}

const fn scene(name: &'static str, begin: fn() -> Stage, keys: &'static str) -> Scene {
    Scene { name, begin, keys }
}

/// All of them. A screen whose title is in none of them fails a test.
pub const SCENES: &[Scene] = &[
    scene("tonight", || tonight("21:38"), ""),
    scene("tonight_due", || tonight("21:50"), ""),
    scene("tonight_morning", morning, ""),
    scene("tonight_proposed", proposed_morning, ""),
    scene("tonight_late", || new_day("22:20"), ""),
    scene("tonight_all_done", all_done, "End d"),
    scene("tonight_why", || tonight("21:38"), "w"),
    scene("tonight_bedtime", || tonight("21:38"), "b"),
    scene("tonight_help", || tonight("21:38"), "?"),
    scene("welcome_bedtime", welcome, ""),
    scene("welcome_steps", welcome, "Enter Enter"),
    scene("welcome_agent", welcome, "Enter Enter Enter"),
    scene("agent_installed", agent_installed, ""),
    scene("when", || Stage::at("2026-11-25T03:10"), "End d"),
    scene("review_week", || tonight("21:38"), "Tab w"),
    scene("review_month", || tonight("21:38"), "Tab m"),
    scene("review_onset", || tonight("21:38"), "Tab 3 v"),
    scene("review_year", || tonight("21:38"), "Tab y"),
    scene("review_empty", || Stage::at("2026-11-24T21:38"), "Tab"),
    scene("comparisons", || tonight("21:38"), "Tab c"),
    scene("trial", || tonight("21:38"), "Tab c t"),
    scene("trial_runs", || tonight("21:38"), "Tab c t Enter"),
    scene("diary", || tonight("21:38"), "l"),
    scene("diary_legs", || tonight("21:38"), "l l 4"),
    scene("diary_onset", || tonight("21:38"), "l o"),
    scene("diary_morning", || tonight("21:38"), "l m"),
    scene("diary_morning_proposed", proposed_morning, "m"),
    scene("diary_caffeine", || tonight("21:38"), "c"),
    scene("diary_drink", || tonight("21:38"), "c 2"),
    scene("diary_day", || tonight("21:38"), "l d a"),
    scene("diary_iron", || tonight("21:38"), "l b"),
    scene("diary_self_check", || tonight("21:38"), "l s y"),
    scene(
        "diary_self_check_answered",
        || tonight("21:38"),
        "l s y y y y",
    ),
    scene("diary_entries", || tonight("21:38"), "l e"),
    scene("learn", || tonight("21:38"), "i"),
    scene("learn_page", || tonight("21:38"), "i Enter"),
    scene("settings", settings, "j"),
    scene("settings_step", settings, "j j j j j j Enter"),
    scene("settings_choice", settings, "/ \"motion\" Enter"),
    scene("settings_refused", settings, "Enter \"0630\" Enter"),
    scene("sync", synced, "j j"),
    scene("sync_off", unsynced, ""),
    scene("timer_notes", bath, "Enter"),
    scene("timer", || bath().keys("Enter Enter Enter").wait(95), ""),
    scene(
        "timer_over",
        || bath().keys("Enter Enter Enter").wait(900),
        "",
    ),
    scene("routines", stretching, "Enter"),
    scene("player_ready", || stretches().wait(1), ""),
    scene("player_hold", || stretches().tick(12), ""),
    scene(
        "player_side",
        || stretches().keys("Right Right").tick(2),
        "",
    ),
    scene(
        "player_lying",
        || stretches().keys(&"Right ".repeat(27)).tick(14),
        "",
    ),
    scene("player_paused", || stretches().tick(12), "Space"),
    scene("player_ending", || stretches().tick(230), "q"),
    scene("player_over", || stretches().tick(900), ""),
    scene("player_breathing", || breathing().tick(8), ""),
    scene("night_before", Stage::woken, "*"),
    scene("night", || Stage::woken().keys("* Enter").tick(12), ""),
    scene(
        "night_over",
        || Stage::woken().keys("* Enter").tick(900),
        "",
    ),
];

/// Tuesday 24 November at that time, after three months of evenings. The coffee of the day and the bath are done.
fn tonight(time: &str) -> Stage {
    begun_evening(time, &["last-caffeine", "warm-bath"])
}

/// The same evening with all of its steps done but lights-out.
fn all_done() -> Stage {
    let steps = [
        "last-caffeine",
        "warm-bath",
        "massage",
        "stretch",
        "screens-away",
    ];
    begun_evening("22:32", &steps)
}

fn begun_evening(time: &str, done: &[&str]) -> Stage {
    let mut history = three_months();
    let tonight = date("2026-11-24");
    let coffee = What::Caffeine {
        mg: 107.0,
        drink: Some("coffee".to_owned()),
        over: None,
    };
    history.record(tonight, -180, coffee);
    for (n, step) in (0..).zip(done) {
        history.record(tonight, 538 + 20 * n, What::done((*step).into()));
    }
    Stage::with_events(&format!("2026-11-24T{time}"), &history.0)
}

/// The same Tuesday, of which nothing is recorded.
fn new_day(time: &str) -> Stage {
    Stage::with_events(&format!("2026-11-24T{time}"), &three_months().0)
}

/// The morning of that Tuesday. Of the night only lights-out is recorded.
fn morning() -> Stage {
    let lights_out = Action::LightsOut { when: When::Now };
    Stage::after("2026-11-24T07:05", &[("2026-11-23T22:41", lights_out)])
}

/// The same morning. Nothing is recorded of the night, which the computer's quiet shows.
fn proposed_morning() -> Stage {
    let began = ("2026-11-22T20:00", Action::Begin);
    let stage = Stage::after("2026-11-24T07:05", &[began]);
    stage.after_a_quiet_night("2026-11-23", "2026-11-23T22:43", "2026-11-24T06:12")
}

/// Evenings from the end of August on. In the last seven weeks the symptoms begin later.
fn three_months() -> History {
    let mut history = History(evenings(&[("2026-08-24", "2026-11-23")]));
    for (from, to, minutes) in [
        ("2026-08-24", "2026-10-05", 420),
        ("2026-10-06", "2026-11-23", 540),
    ] {
        for (n, evening) in (0..).zip(date(from).through(date(to))) {
            let onset = match n % 8 {
                3 => continue,
                6 => Onset::NoneToday,
                _ => Onset::began(),
            };
            history.record(evening, minutes + n * 37 % 80, What::Onset(onset));
        }
    }
    history
}

fn welcome() -> Stage {
    Stage::first_start("2026-11-24T20:00")
}

fn at_home() -> Stage {
    Stage::at_home(EXAMPLE, "2026-11-24T20:00")
}

/// The question about the agent, answered with yes.
fn agent_installed() -> Stage {
    let mut stage = at_home().keys("a y");
    stage.send(Message::AgentInstalled(Ok(Installed {
        file: "/home/kim/.config/systemd/user/winddown-agent.service".into(),
        runs: true,
        shown: Ok(()),
    })));
    stage
}

fn settings() -> Stage {
    Stage::with_config_file(EXAMPLE, "2026-11-24T21:38").keys(",")
}

/// The page on several computers, reached from the settings.
fn sync_page(settings: Option<Settings>, lines: &[&str]) -> Stage {
    let mut stage = settings_found();
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    stage.send(Message::Sync(Ok(SyncPage { settings, lines })));
    stage
}

fn settings_found() -> Stage {
    settings().keys("/ \"several\" Enter")
}

fn synced() -> Stage {
    let settings = Settings {
        folder: "/home/kim/Sync/winddown".into(),
        name: "desk".to_owned(),
        remind_here: true,
        inbox: true,
        with_config: false,
    };
    let lines = [
        "With laptop, bed.",
        "The inbox is read by desk.",
        "Not in the folder yet: 4 entries; the next exchange writes them, and `winddown sync now` is one.",
        "The clock of bed is 3 h ahead of this computer's; set the wrong one right, so that times fit together.",
    ];
    sync_page(Some(settings), &lines)
}

fn unsynced() -> Stage {
    sync_page(None, &[])
}

/// The bath is due.
fn bath() -> Stage {
    Stage::at("2026-11-24T20:45")
}

/// The leg stretches are due.
fn stretching() -> Stage {
    Stage::at("2026-11-24T21:50")
}

/// The routine of the leg stretches, just begun.
fn stretches() -> Stage {
    stretching().keys("Enter Enter")
}

/// A breathing exercise, just begun.
fn breathing() -> Stage {
    let plan = EXAMPLE.replace("routine = \"restless-legs\"", "routine = \"breaths\"");
    let routine =
        "[[routine]]\nid = \"breaths\"\ntitle = \"Breaths\"\nexercises = [\"breathing-4-7-8\"]\n";
    Stage::planned(&(plan + routine), "2026-11-24T21:50").keys("Enter Enter")
}
