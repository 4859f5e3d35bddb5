//! Steps: added, switched off and on, moved, renamed and reordered. Drinks and other entries of one's own.

use winddown::plan::EXAMPLE;

use super::stage::Stage;
use super::{NOW, difference, find, settings};

/// The titles of the steps in force, in their order.
fn steps(stage: &Stage) -> Vec<String> {
    let steps = stage.app.config().plan.steps.iter();
    steps.map(|step| step.title.clone()).collect()
}

#[test]
fn a_step_is_added_with_a_time_of_day_or_a_time_before_bed() {
    for (time, line) in [
        ("2045", "+at = \"20:45\""),
        ("50m", "+before_bed = \"50m\""),
    ] {
        let add = find("add step");
        let keys = format!("{add} Enter \"Herbal\" Space \"tea\" Tab \"{time}\" Enter");
        let stage = settings().keys(&keys);
        assert_eq!(
            difference(EXAMPLE, &stage),
            [
                "+[[step]]",
                "+id = \"herbal-tea\"",
                "+title = \"Herbal tea\"",
                "+kind = \"check\"",
                line
            ],
            "{}",
            stage.screen()
        );
        let screen = stage.screen();
        assert!(screen.contains("Settings: Herbal tea"), "{screen}");
        assert!(
            screen.contains("Added Herbal tea. u undoes it."),
            "{screen}"
        );
        assert_eq!(steps(&stage).last().unwrap(), "Herbal tea");
        assert_eq!(stage.keys("u").config_file().unwrap(), EXAMPLE);
    }
}

#[test]
fn two_steps_of_one_title_get_ids_of_their_own() {
    let add = find("add step");
    let tea = format!("{add} Enter \"Tea\" Enter Tab");
    let stage = settings().keys(&tea).keys("Esc").keys("Esc").keys(&tea);
    let text = stage.config_file().unwrap();
    assert!(
        text.contains("id = \"tea\"") && text.contains("id = \"tea-2\""),
        "{text}"
    );
}

#[test]
fn a_step_that_is_switched_off_comes_back_byte_for_byte() {
    let bath = find("warm bath");
    let off = settings().keys(&format!("{bath} x"));
    let lines = difference(EXAMPLE, &off);
    assert_eq!(lines.len(), 14, "{lines:?}");
    assert!(
        lines.contains(&"+# id = \"warm-bath\"".to_owned()),
        "{lines:?}"
    );
    assert!(!steps(&off).contains(&"Warm bath".to_owned()));
    let screen = off.screen();
    assert!(screen.contains("Warm bath is off."), "{screen}");
    // The line stays where it is found, now to switch the step on.
    let on = off.keys("Enter");
    assert_eq!(on.config_file().unwrap(), EXAMPLE, "{}", on.screen());
    assert!(on.screen().contains("Warm bath is on."), "{}", on.screen());
}

#[test]
fn the_steps_that_the_built_in_config_has_behind_comments_can_be_switched_on() {
    let stage = settings().keys(&format!("{} Enter", find("feet up")));
    assert_eq!(
        difference(EXAMPLE, &stage)[..2],
        ["-# [[step]]", "-# id = \"feet-up\""]
    );
    assert!(steps(&stage).contains(&"Feet up with a book".to_owned()));
}

#[test]
fn what_follows_a_step_takes_its_time_when_it_is_switched_off() {
    let stage = settings().keys(&format!("{} Enter", find("feet up")));
    let stage = stage
        .keys("Esc")
        .keys(&format!("{} x", find("leg stretches")));
    let plan = &stage.app.config().plan;
    let feet = plan
        .steps
        .iter()
        .find(|step| step.id.0 == "feet-up")
        .unwrap();
    assert_eq!(format!("{:?}", feet.when), "BeforeBed(Span(2400))");
}

#[test]
fn steps_change_places_and_take_the_comments_above_them_along() {
    let stage = settings().keys("j j j j j ]");
    assert_eq!(
        steps(&stage)[..3],
        [
            "Last caffeine of the day",
            "Compression massage",
            "Warm bath"
        ]
    );
    let screen = stage.screen();
    assert!(
        screen.contains("Warm bath moved down. u undoes it."),
        "{screen}"
    );
    let text = stage.config_file().unwrap();
    let massage = "\n\n# For those who have a compression massager. Read the safety note first.\n[[step]]\nid = \"massage\"";
    let bath = "\n\n# Warm, not hot, one to two hours before bed: the body cools down afterwards, and that brings sleep.\n\
        [[step]]\nid = \"warm-bath\"";
    assert!(
        text.find(massage).unwrap() < text.find(bath).unwrap(),
        "{text}"
    );
    assert_eq!(difference(EXAMPLE, &stage), [""; 0], "no line was changed");
    // The cursor has stayed on the step.
    let stage = stage.keys("[");
    assert_eq!(stage.config_file().unwrap(), EXAMPLE);
    let stage = stage.keys("[ [");
    assert_eq!(steps(&stage)[0], "Warm bath");
}

#[test]
fn a_step_is_renamed_and_keeps_its_id() {
    let stage = settings().keys("j j j j j Enter Enter C-a C-k \"Hot\" Space \"tub\" Enter");
    assert_eq!(
        difference(EXAMPLE, &stage),
        ["-title = \"Warm bath\"", "+title = \"Hot tub\""]
    );
    assert!(
        stage.screen().contains("Settings: Hot tub"),
        "{}",
        stage.screen()
    );
}

#[test]
fn another_time_takes_the_place_of_the_one_there_was() {
    let stage = settings().keys("j j j j j Enter j Enter \"2015\" Enter");
    assert_eq!(
        difference(EXAMPLE, &stage),
        ["-before_bed = \"105m\"", "+at = \"20:15\""],
        "{}",
        stage.screen()
    );
}

#[test]
fn a_step_of_another_kind_has_what_that_kind_needs() {
    let tea = format!("{} Enter \"Tea\" Enter", find("add step"));
    let kind = "End Up Up Enter";
    let stage = settings().keys(&tea).keys(kind);
    assert!(
        stage.screen().contains("a guided routine"),
        "{}",
        stage.screen()
    );
    for (pick, kind, line) in [
        ("Home Down Enter", "timer", "duration = \"15m\""),
        (
            "Home Down Down Enter",
            "routine",
            "routine = \"restless-legs\"",
        ),
        (
            "Home Down Down Down Enter",
            "cutoff",
            "substance = \"caffeine\"",
        ),
    ] {
        let stage = settings().keys(&tea).keys("End Up Up Enter").keys(pick);
        let text = stage.config_file().unwrap();
        let step = &text[text.find("id = \"tea\"").unwrap()..];
        let step = step.split("\n\n").next().unwrap();
        assert!(step.contains(&format!("kind = \"{kind}\"")), "{step}");
        assert!(step.contains(line), "{step}");
        // And back again: what belongs to the kind goes with it.
        let stage = stage.keys("End Up Up Up Enter Home Enter");
        let text = stage.config_file().unwrap();
        let step = &text[text.find("id = \"tea\"").unwrap()..];
        let step = step.split("\n\n").next().unwrap();
        assert!(!step.contains(line), "{step}\n{}", stage.screen());
    }
}

#[test]
fn a_drink_and_a_factor_of_ones_own_are_offered_at_once() {
    let mate = format!("{} Enter \"mate\" Tab \"80\" Enter", find("add drink"));
    let stage = settings().keys(&mate);
    assert_eq!(
        difference(EXAMPLE, &stage),
        ["+[[drink]]", "+name = \"mate\"", "+mg = 80"]
    );
    let stage = stage.keys("Esc Esc").keys(&find("your factors"));
    let stage = stage.keys("Enter \"sauna\" Enter Esc Esc Esc");
    assert_eq!(stage.app.title(), "Tonight", "{}", stage.screen());
    let caffeine = stage.keys("c").screen();
    assert!(caffeine.contains("mate"), "{caffeine}");
    let day = settings()
        .keys(&mate)
        .keys("Esc Esc")
        .keys(&find("your factors"));
    let day = day.keys("Enter \"sauna\" Enter Esc Esc l d").screen();
    assert!(day.contains("sauna"), "{day}");
}

#[test]
fn an_answer_that_is_missing_is_asked_for_on_its_line() {
    let stage = settings().keys(&format!("{} Enter \"mate\" Enter", find("add drink")));
    let screen = stage.screen();
    assert!(screen.contains("milligrams, such as 80"), "{screen}");
    let stage = stage.keys("\"lots\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("milligrams"), "{screen}");
    assert_eq!(stage.config_file().unwrap(), EXAMPLE);
}

#[test]
fn a_half_typed_step_is_not_lost_without_a_question() {
    let stage = Stage::with_config_file(EXAMPLE, NOW).keys(",");
    let stage = stage.keys(&format!("{} Enter \"Tea\" Esc", find("add step")));
    let screen = stage.screen();
    assert!(
        screen.contains("Not kept yet. Esc again discards it."),
        "{screen}"
    );
    assert!(screen.contains("Title: Tea"), "{screen}");
}
