//! The hints in the footer of every screen and state at every size. Snapshots of screens leave them out, so a changed
//! hint changes only the snapshot of this file.

#[path = "support/stage.rs"]
mod stage;

use std::fmt::Write as _;

use insta::assert_snapshot;
use ratatui::crossterm::event::KeyCode;
use stage::Stage;
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::{EveningDate, Rating, StepId};
use winddown::span::Span;
use winddown::tui::{CONSOLE, Message};

const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 40), (200, 60)];

/// The name of a state, and a stage in it.
type NamedStage = (&'static str, Stage);

fn done(step: &str) -> Action {
    Action::Done {
        step: StepId::from(step),
        when: When::Now,
    }
}

fn skipped(step: &str) -> Action {
    Action::Skip {
        step: StepId::from(step),
        why: None,
    }
}

fn recorded(entry: DiaryEntry) -> Action {
    Action::Record { entry, at: None }
}

fn drink(mg: f64) -> Action {
    recorded(DiaryEntry::Caffeine {
        mg,
        drink: None,
        over: None,
    })
}

/// Half past eight, the bath to come.
fn tonight() -> Stage {
    Stage::at("2026-11-24T20:30")
}

/// Three weeks before tonight: stretches on every evening, with the legs rated after most of them.
fn three_weeks() -> Vec<(String, Action)> {
    let first: EveningDate = "2026-11-03".parse().unwrap();
    let last: EveningDate = "2026-11-23".parse().unwrap();
    let mut before = Vec::new();
    for (n, evening) in (0_i64..).zip(first.through(last)) {
        before.push((format!("{evening}T21:55"), done("stretch")));
        if n % 4 > 0 {
            let feels = vec![];
            let rating = Rating::try_from(2 + n % 5).unwrap();
            let legs = recorded(DiaryEntry::Legs {
                rating,
                feels,
                places: vec![],
                about: None,
            });
            before.push((format!("{evening}T22:10"), legs));
        }
        before.push((
            format!("{evening}T22:35"),
            Action::LightsOut { when: When::Now },
        ));
    }
    before
}

fn review() -> Stage {
    let weeks = three_weeks();
    let before: Vec<(&str, Action)> = weeks
        .iter()
        .map(|(then, action)| (then.as_str(), action.clone()))
        .collect();
    Stage::after("2026-11-24T21:38", &before).keys("Tab")
}

/// A day with an entry that can be changed, one that can only be removed, and steps left open.
fn entries() -> Stage {
    let feels = vec![];
    let rating = Rating::try_from(4).unwrap();
    let legs = recorded(DiaryEntry::Legs {
        rating,
        feels,
        places: vec![],
        about: None,
    });
    let factor = recorded(DiaryEntry::Factor {
        name: "stress".to_owned(),
        amount: None,
        about: None,
    });
    let before = [
        ("2026-11-24T18:00", factor),
        ("2026-11-24T19:00", legs),
        ("2026-11-24T20:50", done("warm-bath")),
    ];
    Stage::after("2026-11-24T21:38", &before).keys("l e")
}

/// The bath's timer, its safety notes read.
fn bath() -> Stage {
    Stage::at("2026-11-24T20:45").keys("Enter Enter")
}

/// The routine of the leg stretches, just begun.
fn stretches() -> Stage {
    Stage::at("2026-11-24T21:50").keys("Enter Enter")
}

/// The same stage once its routine is over.
fn played(stage: Stage) -> Stage {
    stage.tick(900)
}

fn at_home() -> Stage {
    Stage::at_home(winddown::plan::EXAMPLE, "2026-11-24T20:00")
}

/// The footer at each size.
fn footers(states: impl IntoIterator<Item = NamedStage>) -> String {
    let mut list = String::new();
    for (state, mut stage) in states {
        // A key that does nothing takes away an answer, which covers keys where there is little room.
        stage.send(Message::Key(KeyCode::F(12).into()));
        writeln!(list, "## {state}").unwrap();
        for (width, height) in SIZES {
            stage = stage.sized(width, height);
            writeln!(list, "{width}x{height}").unwrap();
            for row in stage.footer() {
                writeln!(list, "    {row}").unwrap();
            }
        }
    }
    list
}

fn of_tonight() -> Vec<NamedStage> {
    vec![
        ("tonight, a timer is next", tonight()),
        (
            "tonight, a routine is next",
            tonight().click("Leg stretches"),
        ),
        ("tonight, a cutoff is next", Stage::at("2026-11-24T11:00")),
        (
            "tonight, a drink after the cutoff",
            Stage::after("2026-11-24T17:30", &[("2026-11-24T17:10", drink(63.0))]).keys("Home"),
        ),
        ("tonight, a plain step", tonight().click("Screens away")),
        ("tonight, bedtime", tonight().keys("End")),
        (
            "tonight, a step done",
            Stage::after(
                "2026-11-24T21:00",
                &[("2026-11-24T20:50", done("warm-bath"))],
            )
            .click("Warm bath"),
        ),
        (
            "tonight, a step skipped",
            Stage::after(
                "2026-11-24T21:00",
                &[("2026-11-24T20:50", skipped("warm-bath"))],
            )
            .click("Warm bath"),
        ),
        (
            "tonight, a step snoozed",
            Stage::after(
                "2026-11-24T20:50",
                &[(
                    "2026-11-24T20:46",
                    Action::Snooze {
                        step: StepId::from("warm-bath"),
                        span: Span::minutes(10),
                    },
                )],
            ),
        ),
        (
            "tonight, excused",
            Stage::after(
                "2026-11-24T20:30",
                &[("2026-11-24T18:00", Action::Excuse { why: None })],
            ),
        ),
        (
            "tonight, a timer runs",
            bath().keys("Enter").wait(150).keys("Esc"),
        ),
        (
            "tonight, a timer is over",
            bath().keys("Enter").wait(150).keys("Esc").wait(800),
        ),
        (
            "tonight, a routine is left in the middle",
            stretches().tick(200).keys("Esc k"),
        ),
        ("tonight, lights out", Stage::woken()),
        ("tonight, in the morning", Stage::at("2026-11-24T07:05")),
        ("tonight, no agent is installed", at_home()),
        ("tonight, bedtime is asked for", tonight().keys("b")),
        ("tonight, why", tonight().keys("w")),
        (
            "tonight, why, scrolled",
            tonight().sized(40, 12).keys("w j"),
        ),
        ("tonight, help", tonight().keys("?")),
    ]
}

fn of_the_welcome() -> Vec<NamedStage> {
    vec![
        ("welcome, bedtime", Stage::first_start("2026-11-24T20:00")),
        (
            "welcome, wake time",
            Stage::first_start("2026-11-24T20:00").keys("Enter"),
        ),
        (
            "welcome, steps",
            Stage::first_start("2026-11-24T20:00").keys("Enter Enter"),
        ),
        (
            "welcome, agent",
            Stage::first_start("2026-11-24T20:00").keys("Enter Enter Enter"),
        ),
        ("agent, asked again", at_home().keys("a")),
        ("agent, being installed", at_home().keys("a y")),
        (
            "agent, installed",
            at_home().with_the_agent_installed().reopened().keys("a"),
        ),
    ]
}

fn of_the_review() -> Vec<NamedStage> {
    vec![
        ("review, a week", review().keys("w")),
        ("review, a month", review().keys("m")),
        ("review, a quarter", review().keys("3")),
        ("review, a year", review().keys("y")),
        ("review, everything", review().keys("a")),
        ("review, before tonight", review().keys("m Left")),
        ("review, of nothing", tonight().keys("Tab")),
        ("review, help", review().keys("?")),
        ("comparisons", review().keys("c")),
        ("comparisons, of nothing", tonight().keys("Tab c")),
        ("trying a step", tonight().keys("Tab c t")),
        (
            "trying a step, just started",
            tonight().keys("Tab c t Enter"),
        ),
    ]
}

fn of_the_diary() -> Vec<NamedStage> {
    vec![
        ("diary", tonight().keys("l")),
        ("diary, the day before", tonight().keys("l [")),
        ("diary, legs", tonight().keys("l l")),
        ("diary, legs rated", tonight().keys("l l 4")),
        ("diary, the morning", tonight().keys("l m")),
        ("diary, caffeine", tonight().keys("c")),
        (
            "diary, caffeine earlier today",
            tonight().keys("c 1 Enter -"),
        ),
        ("diary, a drink is chosen", tonight().keys("c 1")),
        ("diary, milligrams are asked for", tonight().keys("c m")),
        ("diary, factors of the day", tonight().keys("l d")),
        ("diary, a factor asks for a number", tonight().keys("l d w")),
        ("diary, iron", tonight().keys("l b")),
        ("diary, iron, a number", tonight().keys("l b Tab Tab")),
        ("diary, self-check", tonight().keys("l s y")),
        ("diary, self-check answered", tonight().keys("l s y y y y")),
        ("diary, help", tonight().keys("l ?")),
        ("entries, of an empty day", tonight().keys("l e [")),
        ("entries, one that can be changed", entries().click("19:00")),
        ("entries, one that can be removed", entries().click("18:00")),
        ("entries, one removed", entries().click("19:00").keys("x")),
        ("entries, a step left open", entries().keys("End")),
        (
            "entries, one is changed",
            entries().click("19:00").keys("Enter"),
        ),
    ]
}

fn of_learn() -> Vec<NamedStage> {
    vec![
        ("learn", tonight().keys("i")),
        ("learn, found", tonight().keys("i \"iron\"")),
        ("learn, nothing found", tonight().keys("i \"quiz\"")),
        ("learn, a page", tonight().keys("i Enter")),
        (
            "learn, a page's end",
            tonight().sized(40, 12).keys("i Enter End"),
        ),
        ("learn, help", tonight().keys("i Enter ?")),
    ]
}

fn of_the_settings() -> Vec<NamedStage> {
    vec![
        ("settings", tonight().keys(",")),
        ("settings, a step", tonight().keys(", j j j j")),
        ("settings, of a step", tonight().keys(", j j j j Enter")),
        (
            "settings, a switched-off step",
            tonight().keys(", / \"feet\" Tab"),
        ),
        ("settings, bedtime is asked for", tonight().keys(", Enter")),
        (
            "settings, the theme is chosen",
            tonight().keys(", / \"theme\" Enter"),
        ),
        (
            "settings, evenings are chosen",
            tonight().keys(", j j j Enter"),
        ),
        (
            "settings, a drink is added",
            tonight().keys(", / \"add\" Space \"drink\" Enter"),
        ),
        (
            "settings, a word is looked for",
            tonight().keys(", / \"sound\""),
        ),
        ("settings, changed", tonight().keys(", Enter Up Enter")),
    ]
}

fn of_the_timer() -> Vec<NamedStage> {
    vec![
        (
            "timer, safety notes",
            Stage::at("2026-11-24T20:45").keys("Enter"),
        ),
        ("timer, before its start", bath()),
        ("timer, runs", bath().keys("Enter").wait(95)),
        ("timer, paused", bath().keys("Enter").wait(95).keys("Space")),
        ("timer, over", bath().keys("Enter").wait(900)),
        ("timer, why", bath().keys("w")),
        ("timer, help", bath().keys("?")),
    ]
}

fn of_the_player() -> Vec<NamedStage> {
    vec![
        (
            "the choice of a routine",
            Stage::at("2026-11-24T21:50").keys("Enter"),
        ),
        (
            "the choice of a routine, help",
            Stage::at("2026-11-24T21:50").keys("Enter ?"),
        ),
        ("player, getting ready", stretches().wait(1)),
        ("player, a hold", stretches().tick(30)),
        ("player, paused", stretches().tick(30).keys("Space")),
        (
            "player, ending the first exercise early",
            stretches().tick(30).keys("q"),
        ),
        ("player, ending early", stretches().tick(230).keys("q")),
        ("player, why", stretches().tick(30).keys("w")),
        ("player, over", played(stretches())),
        ("player, before the night", Stage::woken().keys("*")),
        ("player, at night", Stage::woken().keys("* Enter").tick(30)),
        (
            "player, legs after the routine at night",
            played(Stage::woken().keys("* Enter")),
        ),
        (
            "player, over at night",
            played(Stage::woken().keys("* Enter")).keys("4"),
        ),
    ]
}

fn every_state() -> impl Iterator<Item = NamedStage> {
    let states = [
        of_tonight(),
        of_the_welcome(),
        of_the_review(),
        of_the_diary(),
        of_learn(),
        of_the_settings(),
        of_the_timer(),
        of_the_player(),
    ];
    states.into_iter().flatten()
}

#[test]
fn the_footer_of_every_screen_and_state() {
    assert_snapshot!(footers(every_state()));
}

#[test]
fn on_the_linux_console_every_screen_keeps_to_the_characters_of_its_fonts() {
    for (state, stage) in every_state() {
        let mut stage = stage.on_console();
        // The help is written when it is opened.
        if state.ends_with("help") {
            stage = stage.keys("Esc ?");
        }
        for (width, height) in SIZES {
            stage = stage.sized(width, height);
            let screen = stage.screen();
            let is_missing = |c: &char| !c.is_ascii() && !CONSOLE.contains(*c);
            let missing: String = screen.chars().filter(is_missing).collect();
            assert_eq!(missing, "", "{state} at {width}x{height}:\n{screen}");
        }
    }
}
