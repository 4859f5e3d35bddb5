//! The program in lines: what is printed where nothing is drawn, and what the typed lines do.

#[path = "plain/computers.rs"]
mod computers;
#[path = "plain/first_start.rs"]
mod first_start;
#[path = "support/plans.rs"]
mod plans;
#[path = "support/stage.rs"]
mod stage;

use plans::short_routine;
use stage::Stage;
use winddown::evening::{Action, When};
use winddown::event::StepId;
use winddown::plan::{self, Config};
use winddown::tui::Opening;

fn done(step: &str) -> Action {
    Action::Done {
        step: StepId(step.to_owned()),
        when: When::Now,
    }
}

/// A plan with one step, a routine of two exercises that are held for ten seconds each.
fn short() -> Config {
    plan::parse(&short_routine("10s")).unwrap()
}

fn played() -> Stage {
    let play = Opening::Play {
        routine: "short".to_owned(),
        left: None,
    };
    Stage::in_lines_of(short(), "2026-11-24T21:50", &[], &play)
}

#[test]
fn it_begins_with_the_evening_and_what_is_next_and_says_each_change_once() {
    let mut stage = Stage::in_lines(
        "2026-11-24T21:05",
        &[("2026-11-24T20:50", done("warm-bath"))],
    );
    assert_eq!(
        stage.lines,
        [
            "Tuesday 24 November, 21:05. Bed at 22:30, in 1 h 25.",
            "Type help to see what you can type.",
            "Next: Compression massage at 21:15.",
        ]
    );
    stage.lines.clear();
    let mut stage = stage.tick(9 * 60);
    assert_eq!(stage.lines, Vec::<String>::new());
    stage = stage.tick(36 * 60);
    assert_eq!(
        stage.lines,
        [
            "Now: Compression massage. Lowest setting first; stop when it hurts or goes numb. Type start.",
            "Next: Leg stretches at 21:50.",
            "Now: Leg stretches. Slowly, to slight tightness, never to pain. Type start.",
        ]
    );
    assert_eq!(
        stage.types("done"),
        [
            "Leg stretches: done at 21:50.",
            "Next: Screens away at 22:15."
        ]
    );
}

#[test]
fn a_step_that_comes_due_while_another_one_is_due_is_said_too() {
    let mut stage = Stage::in_lines("2026-11-24T21:51", &[]);
    stage.lines.clear();
    let stage = stage.tick(24 * 60);
    let now = "Now: Screens away. Dim light, quiet hands. Type done.";
    assert_eq!(stage.lines, [now]);
}

#[test]
fn a_whole_evening_is_lived_by_words() {
    let mut stage = Stage::in_lines("2026-11-24T13:20", &[]);
    for (line, wait, printed) in [
        ("coffee", 0, "Coffee at 13:20."),
        (
            "done last-caffeine",
            600,
            "Last caffeine of the day: done at 13:30.",
        ),
        ("none alcohol", 0, "No alcohol today."),
        ("legs 4", 25_200, "Recorded: legs 4 of 10."),
        ("snooze bath 10", 600, "Warm bath: again at 20:55."),
        ("skip massage", 0, "Compression massage: skipped."),
        ("undo", 0, "Undid: Compression massage: skipped."),
        ("onset", 0, "Symptoms began at 20:40."),
        ("bedtime 23:15", 0, "Bedtime at 23:15, this once."),
        ("note a long day", 0, "Your note is kept."),
    ] {
        stage = stage.wait(wait);
        let lines = stage.types(line);
        assert!(
            lines.iter().any(|said| said.starts_with(printed)),
            "{line}: {lines:?}"
        );
    }
}

#[test]
fn in_the_morning_it_asks_about_the_night_and_goes_through_its_form() {
    let mut stage = Stage::in_lines(
        "2026-11-25T06:40",
        &[("2026-11-24T20:50", done("warm-bath"))],
    );
    let question =
        "How were your legs last night? 0 is calm, 10 the worst; morning fills in the rest.";
    assert!(stage.lines.iter().any(|line| line == question));
    let answer = stage.types("7");
    assert_eq!(answer[0], "Recorded: legs 7 of 10.");
    assert!(
        answer[1].starts_with("Into bed? Enter leaves it"),
        "{answer:?}"
    );
    assert!(stage.types("")[0].starts_with("Lights out?"));
    assert_eq!(stage.types("25:99"), ["Lights out: there is no 25:99."]);
    assert!(stage.types("22:50")[0].starts_with("Asleep after?"));
    let kept = stage.types("keep");
    assert!(kept[0].starts_with("Lights out at 22:50"), "{kept:?}");
    assert_eq!(kept[1], "Next: Last caffeine of the day at 13:30.");
    assert_eq!(stage.journal().last().unwrap(), "lights_out 22:50");
}

#[test]
fn what_may_have_happened_earlier_is_asked_for_in_a_line() {
    let mut stage = Stage::in_lines("2026-11-24T23:20", &[]);
    assert_eq!(
        stage.types("lights out"),
        ["When did the lights go out? planned (22:30), now, or a time; back records nothing."]
    );
    assert_eq!(stage.types("soon"), ["A time such as 22:45."]);
    let answer = stage.types("22:45");
    assert_eq!(answer[0], "Lights out at 22:45; sleep well.");
    assert_eq!(stage.journal(), ["lights_out 22:45"]);
}

#[test]
fn lights_out_can_be_typed_with_its_time() {
    let mut stage = Stage::in_lines("2026-11-24T23:20", &[]);
    assert_eq!(
        stage.types("lights out 22:50")[0],
        "Lights out at 22:50; sleep well."
    );
    assert_eq!(stage.journal(), ["lights_out 22:50"]);
}

#[test]
fn a_bath_is_started_after_its_notes_and_its_end_is_said() {
    let mut stage = Stage::in_lines("2026-11-24T20:45", &[]);
    let notes = stage.types("start");
    assert!(
        notes[0].starts_with("Before you start: One leg swollen"),
        "{notes:?}"
    );
    assert_eq!(stage.types(""), ["Warm bath: its time runs until 21:00."]);
    let mut stage = stage.tick(15 * 60);
    assert!(
        stage.lines[0].starts_with("Warm bath: time is up."),
        "{:?}",
        stage.lines
    );
    assert_eq!(stage.types("done")[0], "Warm bath: done at 21:00.");
}

#[test]
fn a_routine_is_played_to_its_end_and_recorded_as_on_the_screen() {
    let mut stage = played();
    assert!(
        stage.lines[0].starts_with("1 of 2. Butterfly. Get ready"),
        "{:?}",
        stage.lines
    );
    stage = stage.tick(60);
    let lines = stage.lines.join("\n");
    for part in [
        "2 of 2. Seated forward fold, 10 seconds. ",
        "How are your legs now?",
    ] {
        assert!(lines.contains(part), "{lines}");
    }
    assert!(!stage.has_quit);
    stage.types("3");
    assert!(stage.has_quit);
    assert_eq!(
        stage.journal(),
        ["session stretch 21:50", "done stretch 21:50", "legs 21:51"]
    );
}

#[test]
fn lines_pause_the_routine_end_it_and_choose_what_becomes_of_it() {
    let mut stage = played().tick(6);
    assert_eq!(stage.types(""), ["Paused, 9 seconds left."]);
    assert_eq!(
        stage.types("x"),
        [
            "Enter pauses and goes on, n is next, b is back, + is ten seconds longer, s is sound, w is why, end ends it, quit leaves winddown."
        ]
    );
    assert_eq!(stage.types(""), ["Going on, 9 seconds left."]);
    assert_eq!(stage.types("+"), ["19 seconds left."]);
    assert!(stage.types("q")[0].starts_with("End here? count it"));
    assert_eq!(stage.types(""), ["Going on, 19 seconds left."]);
    stage.types("q");
    let counted = stage.types("count");
    assert!(
        counted
            .iter()
            .any(|line| line.contains("1 exercise, 1 s held")),
        "{counted:?}"
    );
    stage.types("");
    assert!(stage.has_quit);
    assert_eq!(
        stage.journal(),
        ["session stretch 21:50", "done stretch 21:50"]
    );
}

#[test]
fn an_end_of_input_lets_a_routine_go_on_and_ends_everything_else() {
    let mut stage = played();
    stage.send(winddown::tui::Message::InputOver);
    assert!(!stage.has_quit);
    assert!(stage.tick(60).has_quit);
    let mut stage = Stage::in_lines("2026-11-24T21:05", &[]);
    stage.send(winddown::tui::Message::InputOver);
    assert!(stage.has_quit);
}

#[test]
fn a_rescue_says_which_routine_it_is_and_words_choose_another_one() {
    let mut stage = Stage::woken_in_lines(6);
    let asked =
        |then: &str| format!("How are your legs? 0 to 10, or Enter to leave it out. {then}");
    let offered = "Then Tense and let go. At first each of them has its turn. Type next for Breathe slowly, back for Move, \
                   rub, stretch.";
    assert_eq!(stage.lines.last(), Some(&asked(offered)));
    let questions = stage.lines.iter().filter(|line| line.starts_with("How"));
    assert_eq!(questions.count(), 1, "{:?}", stage.lines);
    let chosen =
        "Then Breathe slowly. Type next for Move, rub, stretch, back for Tense and let go.";
    assert_eq!(stage.types("next"), [asked(chosen)]);
    assert_eq!(
        stage.types("now"),
        ["0 to 10, Enter to leave it out, next or back for another routine."]
    );
    assert_eq!(stage.types("back"), [asked(offered)]);
    let begun = stage.types("7");
    assert!(
        begun
            .last()
            .unwrap()
            .starts_with("1 of 2. Tense and let go."),
        "{begun:?}"
    );
    assert_eq!(stage.journal(), ["lights_out 22:31", "legs 02:30"]);
}

#[test]
fn the_choice_of_a_routine_is_a_question_with_numbers() {
    let mut stage = Stage::in_lines("2026-11-24T21:50", &[]);
    assert_eq!(
        stage.types("start"),
        [
            "Which routine tonight? 1: Restless legs, 12 min, 8 exercises. 2: Five minutes, 5 min, 5 exercises. \
             3: In a chair, 9 min, 5 exercises. 4: Gentle, in a chair, 6 min, 4 exercises. 5: In bed, 11 min, 6 exercises. \
             Each of them counts for this step. A number, Enter for 1, or back."
        ]
    );
    assert_eq!(
        stage.types("7"),
        ["A number from 1 to 5, Enter for 1, or back."]
    );
    let now = "Now: Leg stretches. Slowly, to slight tightness, never to pain. Type start.";
    assert_eq!(stage.types("back"), [now]);
    stage.types("start");
    let begun = stage.types("2");
    assert!(begun[0].starts_with("1 of 5."), "{begun:?}");
    stage = stage.tick(80);
    stage.types("end");
    stage.types("keep");
    let left = stage.types("start");
    let go_on = "Which routine tonight? 1: Go on: Five minutes, 4 min left, from exercise 2 of 5.";
    assert!(left[0].starts_with(go_on), "{left:?}");
    let resumed = stage.types("");
    assert!(resumed[0].starts_with("2 of 5."), "{resumed:?}");
}

#[test]
fn after_a_routine_in_lines_the_next_step_is_named() {
    let mut stage = played().tick(60);
    let lines = stage.types("");
    assert_eq!(lines, ["Next: Lights out at 22:30."]);
    assert!(stage.has_quit);
}
