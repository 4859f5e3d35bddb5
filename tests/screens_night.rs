//! The night routine: one key starts it, it is dark and silent, and it asks about the legs afterwards.

#[path = "screens_night/offers.rs"]
mod offers;
#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use ratatui::style::Color;
use stage::Stage;
use winddown::event::{About, What, in_effect};
use winddown::tui::Message;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

/// The routine played to its end.
fn at_the_end() -> Stage {
    to_the_end(Stage::woken().keys("* Enter"))
}

fn to_the_end(mut stage: Stage) -> Stage {
    let mut drawn = None;
    for _ in 0..900 {
        // Drawing takes long, and the question comes with keys of its own.
        let keys = Some(stage.app.hints());
        if keys != drawn && stage.screen().contains("How are your legs now?") {
            return stage;
        }
        drawn = keys;
        stage = stage.wait(1);
    }
    panic!("{}", stage.screen());
}

/// What the ratings of the legs are about.
fn abouts(stage: &Stage) -> Vec<Option<About>> {
    let events = stage.events("2026-11-24");
    let ratings = events.iter().filter_map(|event| match event.what {
        What::Legs { about, .. } => Some(about),
        _ => None,
    });
    ratings.collect()
}

/// The ratings of the legs that the journal has for that night's evening, with their times.
fn legs(stage: &Stage) -> Vec<(u8, String)> {
    let events = stage.events("2026-11-24");
    let entries = in_effect(&events)
        .into_iter()
        .filter_map(|event| match &event.what {
            What::Legs { rating, .. } => {
                Some((rating.get(), event.local().format("%a %H:%M").to_string()))
            }
            _ => None,
        });
    entries.collect()
}

fn is_on(stage: &Stage) -> bool {
    stage.app.is_dark() && stage.app.title() == "Woken at night"
}

#[test]
fn the_routine_in_the_dark() {
    for (width, height) in SIZES {
        let stage = Stage::woken().sized(width, height).keys("* Enter").tick(12);
        assert_snapshot!(
            format!("in_the_dark_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn before_it_begins_one_key_rates_the_legs_and_another_leaves_that_out() {
    for (width, height) in SIZES {
        let stage = Stage::woken().sized(width, height).keys("*").tick(60);
        assert_snapshot!(
            format!("legs_before_{width}x{height}"),
            stage.screen_without_footer()
        );
        assert_eq!(stage.journal(), ["lights_out 22:31"]);
    }
    for (key, rating) in [("0", 0), ("7", 7), ("x", 10)] {
        let stage = Stage::woken().keys("*").keys(key);
        assert_eq!(abouts(&stage), [Some(About::RescueBefore)]);
        assert_eq!(legs(&stage), [(rating, "Wed 02:30".to_owned())]);
        assert!(stage.screen().contains("Get ready"), "{}", stage.screen());
    }
    for key in ["Enter", "Space"] {
        let stage = Stage::woken().keys("*").keys(key);
        assert!(stage.screen().contains("Get ready"), "{}", stage.screen());
        assert_eq!(stage.journal(), ["lights_out 22:31"], "{key}");
    }
    let left = Stage::woken().keys("* Esc");
    assert_eq!(left.app.title(), "Tonight");
    assert_eq!(left.journal(), ["lights_out 22:31"]);
}

#[test]
fn the_end_sets_the_rating_beside_the_one_before() {
    let stage = to_the_end(Stage::woken().keys("* 7")).keys("3");
    assert!(
        stage.screen().contains("Legs 7 before, 3 now."),
        "{}",
        stage.screen()
    );
    assert_eq!(
        abouts(&stage),
        [Some(About::RescueBefore), Some(About::RescueAfter)]
    );
    assert!(
        !to_the_end(Stage::woken().keys("* Enter"))
            .keys("3")
            .screen()
            .contains("before")
    );
}

#[test]
fn the_question_about_the_legs_afterwards() {
    for (width, height) in SIZES {
        let stage = to_the_end(Stage::woken().sized(width, height).keys("* Enter"));
        assert_snapshot!(
            format!("legs_now_{width}x{height}"),
            stage.screen_without_footer()
        );
        let stage = stage.keys("4");
        assert_snapshot!(
            format!("legs_rated_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn one_key_starts_it_from_every_screen() {
    for keys in [
        "*",
        "Tab *",
        "Tab Left Enter *",
        "? *",
        "w *",
        "Tab ? *",
        "k *",
    ] {
        assert!(is_on(&Stage::woken().keys(keys)), "{keys}");
    }
    for keys in [
        "Enter *",
        "Enter Enter *",
        "Enter Enter w *",
        "Enter Enter ? *",
    ] {
        assert!(is_on(&Stage::at("2026-11-24T20:45").keys(keys)), "{keys}");
    }
    for keys in [
        "Enter *",
        "Enter Enter *",
        "Enter Enter w *",
        "Enter Enter ? *",
    ] {
        assert!(is_on(&Stage::at("2026-11-24T21:50").keys(keys)), "{keys}");
    }
}

#[test]
fn an_evening_routine_that_it_interrupts_continues_later_where_it_was() {
    let stretches = Stage::at("2026-11-24T21:50").keys("Enter Enter").tick(200);
    let place = |stage: &Stage| stage.screen().lines().next().unwrap().trim()[..40].to_owned();
    let stage = stretches.keys("Esc k Enter Enter");
    let left = place(&stage);
    let stage = to_the_end(stage.keys("* Enter")).keys("3 Enter");
    assert!(stage.screen().contains("Enter go on"), "{}", stage.screen());
    let stage = stage.keys("Enter Enter");
    assert_eq!(place(&stage), left);
    // How long it took depends on which routine was offered.
    let kinds = stage.journal().into_iter();
    let kinds: Vec<_> = kinds
        .map(|line| line[..line.len() - 6].to_owned())
        .collect();
    assert_eq!(kinds, ["session", "legs"]);
}

#[test]
fn holds_of_the_first_exercise_are_recorded_when_it_is_interrupted() {
    let stage = Stage::at("2026-11-24T21:50").keys("Enter Enter").tick(30);
    let stage = stage.keys("*");
    assert!(is_on(&stage));
    assert_eq!(stage.journal(), ["session stretch 21:50"]);
    let stage = stage.keys("Esc");
    assert!(stage.screen().contains("d done"), "it is not done yet");
}

#[test]
fn it_saves_no_progress() {
    let stage = Stage::woken().keys("* Enter").tick(200).keys("Esc");
    assert!(
        !stage.screen().contains("keep my place"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("k Esc Space Esc d Esc");
    assert!(stage.screen().contains("Tuesday 24 November"));
    assert!(!stage.screen().contains("go on"), "{}", stage.screen());
    assert_eq!(stage.journal(), ["lights_out 22:31"]);
}

#[test]
fn its_help_names_the_keys_that_work_in_it() {
    for (width, height) in SIZES {
        let stage = Stage::woken().sized(width, height).keys("* ?");
        assert_snapshot!(
            format!("help_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn its_key_is_text_in_text_input_and_does_nothing_during_the_routine() {
    let stage = Stage::woken().keys("n \"Nap\" Enter");
    assert_eq!(stage.journal(), ["lights_out 22:31", "note 02:30"]);
    let stage = Stage::woken().keys("* Enter").tick(30);
    let before = stage.screen();
    assert_eq!(stage.keys("*").screen(), before, "it is on already");
    let stage = Stage::first_start("2026-11-24T20:00").keys("*");
    assert!(stage.screen().contains("1 of 4"));
    let stage = Stage::woken().sized(30, 5).keys("*");
    assert!(!is_on(&stage));
}

#[test]
fn one_key_records_the_legs_under_the_evening_before() {
    for (key, rating) in [("0", 0), ("7", 7), ("9", 9), ("x", 10)] {
        let stage = at_the_end().keys(key);
        assert_eq!(legs(&stage), [(rating, "Wed 02:36".to_owned())], "{key}");
        assert_eq!(abouts(&stage), [Some(About::RescueAfter)], "{key}");
        assert!(stage.screen().contains(&format!("Legs {rating} of 10.")));
    }
}

#[test]
fn the_legs_are_asked_about_once_and_other_keys_are_no_answer() {
    let stage = at_the_end().keys("l d + s 3 5 9");
    let ratings: Vec<_> = legs(&stage).into_iter().map(|(rating, _)| rating).collect();
    assert_eq!(ratings, [3]);
    let stage = stage.keys("Enter");
    assert!(stage.screen().contains("Tuesday 24 November"));
}

#[test]
fn esc_skips_the_question_about_the_legs() {
    let stage = at_the_end().keys("Esc");
    assert!(stage.screen().contains("Tuesday 24 November"));
    assert_eq!(legs(&stage), []);
    assert!(
        stage.journal().contains(&"session 02:36".to_owned()),
        "{:?}",
        stage.journal()
    );
}

#[test]
fn the_legs_are_asked_about_after_ending_early_too() {
    let stage = Stage::woken().keys("* Enter").tick(30).keys("Esc c");
    assert!(
        stage.screen().contains("How are your legs now?"),
        "{}",
        stage.screen()
    );
    assert_eq!(legs(&stage.keys("5")).len(), 1);
}

#[test]
fn after_an_evening_routine_the_legs_can_be_rated_for_the_evening_unless_it_was_discarded() {
    let ended = || {
        Stage::at("2026-11-24T21:50")
            .keys("Enter Enter")
            .tick(30)
            .keys("Esc")
    };
    let stage = ended().keys("c 5");
    assert!(
        stage.screen().contains("Legs 5 of 10."),
        "{}",
        stage.screen()
    );
    assert_eq!(abouts(&stage), [Some(About::Evening)]);
    assert_eq!(legs(&ended().keys("c Enter")), []);
    assert_eq!(legs(&ended().keys("d 5")), []);
}

#[test]
fn it_is_silent_even_if_sound_and_speech_are_enabled() {
    let stage = Stage::woken().configured(|config| {
        config.sound.enabled = true;
        config.sound.speak = true;
    });
    let mut stage = to_the_end(stage.keys("* Enter s s"));
    stage.send(Message::NotShown {
        summary: "Lights out".to_owned(),
        body: "Are they?".to_owned(),
    });
    let stage = stage.keys("2");
    assert!(!stage.screen().contains("Lights out"), "{}", stage.screen());
    assert!(stage.sounds.is_empty(), "{:?}", stage.sounds);
    // A reminder that came meanwhile is shown afterwards, without a sound.
    let stage = stage.keys("Enter");
    assert!(stage.screen().contains("Are they?"), "{}", stage.screen());
    assert!(stage.sounds.is_empty(), "{:?}", stage.sounds);
}

#[test]
fn a_user_who_fell_asleep_during_it_is_reminded_again_the_next_day() {
    let stage = at_the_end();
    assert!(stage.app.keeps_quiet());
    let stage = stage.wait(4 * 3600);
    assert!(stage.app.is_dark() && !stage.app.keeps_quiet());
}

#[test]
fn a_timer_that_ends_meanwhile_is_silent() {
    let stage = Stage::at("2026-11-24T20:45")
        .keys("Enter Enter Enter")
        .wait(800)
        .keys("*");
    let stage = stage.tick(110);
    assert!(is_on(&stage));
    assert!(stage.sounds.is_empty(), "{:?}", stage.sounds);
}

#[test]
fn every_cell_is_red_on_near_black_until_tonight_is_shown_again() {
    let is_dark = |stage: &Stage| {
        stage.picture().content().iter().all(|cell| {
            let (Color::Rgb(red, green, blue), Color::Rgb(r, g, b)) = (cell.fg, cell.bg) else {
                return false;
            };
            red > 0 && green <= 0x1c && blue <= 0x12 && r <= 0x28 && g <= 4 && b <= 4
        })
    };
    let stage = Stage::woken().in_colour();
    assert!(!is_dark(&stage));
    let mut stage = stage.keys("*");
    for keys in ["", "Enter", "Space", "Space w", "w q", "Esc ?", "?"] {
        stage = stage.keys(keys).tick(10);
        assert!(is_dark(&stage), "{keys}: {}", stage.screen());
    }
    let stage = to_the_end(stage);
    assert!(is_dark(&stage));
    let stage = stage.keys("4");
    assert!(is_dark(&stage), "the answer is no flash of light");
    assert!(!is_dark(&stage.keys("Enter")));
}

#[test]
fn a_failure_to_save_is_shown() {
    let mut stage = at_the_end().keys("4");
    stage.send(Message::Notice("The journal cannot be written.".to_owned()));
    assert!(
        stage.screen().contains("cannot be written"),
        "{}",
        stage.screen()
    );
}

#[test]
fn its_footer_offers_no_sound() {
    let stage = Stage::woken().keys("* Enter");
    assert!(!stage.screen().contains("sound"), "{}", stage.screen());
    assert!(Stage::woken().screen().contains("* woken"));
}
