//! The timer of a bath or a massage: *journal before, keys, screen and journal after*.

#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use stage::Stage;
use winddown::evening::{Action, When};
use winddown::event::StepId;
use winddown::session::Cue;
use winddown::tui::{Effect, Message};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

/// Tonight, when the bath is due.
fn bath() -> Stage {
    Stage::at("2026-11-24T20:45")
}

/// The bath's timer after its notes were read.
fn bath_timer() -> Stage {
    bath().keys("Enter Enter")
}

/// Tonight with the bath done, when the massage is due.
fn massage() -> Stage {
    let done = Action::Done {
        step: StepId::from("warm-bath"),
        when: When::Now,
    };
    Stage::after("2026-11-24T21:15", &[("2026-11-24T21:00", done)])
}

fn at_all_sizes(name: &str, stage: impl Fn() -> Stage, keys: &str, then: impl Fn(Stage) -> Stage) {
    for (width, height) in SIZES {
        let stage = then(stage().sized(width, height).keys(keys));
        assert_snapshot!(
            format!("{name}_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

/// The timer after its notes were read to the end, whatever the number of pages.
fn opened(stage: Stage) -> Stage {
    let mut stage = stage.keys("Enter");
    while stage.screen().contains("not now") {
        stage = stage.keys("Enter");
    }
    stage
}

fn started(stage: Stage) -> Stage {
    opened(stage).keys("Enter")
}

#[test]
fn done_forgets_the_running_timer_only_once_it_is_recorded_when_that_was() {
    let late = || started(bath()).wait(3 * 3600).keys("d");
    let asked = late();
    assert_eq!(asked.app.title(), "When was it?", "{}", asked.screen());
    let left = asked.keys("Esc");
    assert_eq!(left.journal(), [""; 0]);
    let timer = left.keys("Up Up Up Up Up Up Down Enter");
    assert_eq!(timer.app.title(), "Timer");
    assert!(timer.screen().contains("Enter done"), "{}", timer.screen());
    let answered = late().keys("p");
    assert_eq!(answered.app.title(), "Tonight", "{}", answered.screen());
    assert_eq!(answered.journal().len(), 1);
    let anew = answered.keys("u Up Up Up Up Up Up Down Enter");
    assert!(!anew.screen().contains("Enter done"), "{}", anew.screen());
}

#[test]
fn the_notes_before_the_first_time() {
    at_all_sizes("notes", massage, "Enter", |stage| stage);
}

#[test]
fn the_note_before_every_other_time() {
    at_all_sizes("notes_again", massage, "Enter", |stage| {
        opened(stage.keys("Esc")).keys("Esc Enter")
    });
}

#[test]
fn a_bath_before_it_begins() {
    at_all_sizes("bath", bath, "", opened);
}

#[test]
fn a_running_massage() {
    at_all_sizes("massage_runs", massage, "", |stage| started(stage).wait(95));
}

#[test]
fn a_paused_massage() {
    at_all_sizes("massage_paused", massage, "", |stage| {
        started(stage).wait(95).keys("Space")
    });
}

#[test]
fn a_massage_whose_time_is_up() {
    at_all_sizes("massage_over", massage, "", |stage| {
        started(stage).wait(1200)
    });
}

#[test]
fn tonight_while_a_bath_runs() {
    at_all_sizes("tonight_while_a_bath_runs", bath, "", |stage| {
        started(stage).wait(150).keys("Esc")
    });
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    for stage in [massage(), bath()] {
        let stage = stage.in_ascii().keys("Enter");
        // The advice contains a degree sign.
        let plain = |stage: &Stage| stage.screen().replace("°", "").is_ascii();
        assert!(plain(&stage), "{}", stage.screen());
        let stage = stage.keys("Enter Enter").wait(10);
        assert!(plain(&stage), "{}", stage.screen());
    }
}

#[test]
fn the_notes_are_shown_once_and_again_with_w() {
    let stage = bath().keys("Enter");
    assert!(stage.screen().contains("Never when you are drowsy"));
    let stage = stage.keys("Enter Esc").reopened().keys("Enter");
    assert!(
        stage.screen().contains("Enter starts it"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("w");
    assert!(
        stage.screen().contains("Never when you are drowsy"),
        "{}",
        stage.screen()
    );
    // Each advice page is acknowledged separately.
    let stage = massage().keys("k Enter");
    assert!(!stage.screen().contains("clot"), "the bath is done");
    let stage = bath_timer().keys("Esc j Enter");
    assert!(
        stage.screen().contains("blood thinners"),
        "{}",
        stage.screen()
    );
}

#[test]
fn the_note_on_clots_comes_before_every_start_of_the_massager() {
    let is_warned = |stage: &Stage| {
        let screen = stage.screen();
        let note = screen.contains("Not with a clot") && screen.contains("call for help now");
        assert!(!screen.contains("Enter starts it") || !note);
        note
    };
    // The first time all safety notes are shown, later only this one.
    let stage = massage().keys("Enter");
    assert!(is_warned(&stage) && stage.screen().contains("blood thinners"));
    let stage = stage.keys("Enter Esc").reopened().keys("Enter");
    assert!(is_warned(&stage), "{}", stage.screen());
    assert!(!stage.screen().contains("blood thinners"));
    assert!(stage.screen().contains("Before you start:"));
    let stage = stage.keys("Enter Enter").wait(60);
    assert!(stage.screen().contains("19 min left"), "{}", stage.screen());
    // Resuming after a pause is no start, nor is coming back from Tonight.
    let stage = stage.keys("Enter Enter Esc Enter");
    assert!(stage.screen().contains("19 min left"), "{}", stage.screen());
    // Starting over is one.
    let stage = stage.keys("r");
    assert!(is_warned(&stage), "{}", stage.screen());
    let stage = stage.keys("Enter");
    assert!(stage.screen().contains("Enter starts it"));
    assert!(stage.keys("Enter").screen().contains("20 min left"));
}

#[test]
fn a_massage_reset_in_another_window_is_not_started_here_without_the_note() {
    let mut stage = started(massage()).wait(60);
    // The other window deleted the timer from the journal.
    let acknowledged = ["compression".to_owned()].into();
    stage.send(Message::Timers(vec![], acknowledged));
    assert!(
        stage.screen().contains("Enter starts it"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("Enter");
    assert!(
        stage.screen().contains("Not with a clot"),
        "{}",
        stage.screen()
    );
}

#[test]
fn notes_closed_with_esc_do_not_count_as_read_and_nothing_starts() {
    let stage = massage().keys("Enter Esc");
    assert!(stage.screen().contains("Tuesday 24 November"));
    let stage = stage.keys("Enter");
    assert!(stage.screen().contains("Not with a clot"));
}

#[test]
fn on_a_small_screen_the_notes_are_read_to_their_end_before_they_count_as_read() {
    let stage = massage().sized(40, 12).keys("Enter");
    assert!(stage.screen().contains("read on"), "{}", stage.screen());
    let stage = stage.keys("Enter");
    assert!(!stage.screen().contains("Enter starts it"));
    let mut stage = stage;
    let mut seen = stage.screen();
    while !stage.screen().contains("I have read it") {
        stage = stage.keys("Enter");
        seen += &stage.screen();
    }
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(seen.contains("call for help now"), "{seen}");
    assert!(seen.contains("unless its maker says"), "{seen}");
}

#[test]
fn enter_and_space_start_and_pause_and_d_records_the_step() {
    let stage = bath_timer();
    assert!(stage.screen().contains("Enter starts it"));
    let stage = stage.keys("Enter").wait(60);
    assert!(stage.screen().contains("14 min left"), "{}", stage.screen());
    assert_eq!(stage.journal(), [] as [&str; 0], "it is not done yet");
    let stage = stage.keys("Space").wait(600);
    assert!(stage.screen().contains("Paused"), "{}", stage.screen());
    let stage = stage.keys("Enter").wait(60);
    assert!(stage.screen().contains("13 min left"), "{}", stage.screen());
    let stage = stage.keys("d");
    assert_eq!(stage.journal(), ["done warm-bath 20:57"]);
    assert!(stage.screen().contains("done 20:57"), "{}", stage.screen());
    assert!(
        stage.wait(1000).sounds.is_empty(),
        "what is done does not chime"
    );
}

#[test]
fn plus_makes_it_five_minutes_longer() {
    let stage = bath_timer().keys("+ Enter");
    assert!(stage.screen().contains("20 min left"), "{}", stage.screen());
    let stage = stage.wait(1200);
    assert!(stage.screen().contains("Time is up"));
    let stage = stage.keys("+");
    assert!(stage.screen().contains("5 min left"), "{}", stage.screen());
}

#[test]
fn r_resets_the_timer() {
    let stage = bath_timer().keys("Enter").wait(300).keys("r");
    assert!(stage.screen().contains("Enter starts it"));
    assert!(stage.keys("Enter").screen().contains("15 min left"));
}

#[test]
fn q_leaves_winddown_and_the_time_runs_on() {
    let stage = bath_timer().keys("Enter").wait(180).keys("q");
    assert!(stage.has_quit);
    assert!(stage.reopened().screen().contains("12 min left"));
    assert!(bath_timer().keys("q").has_quit, "also from the notes");
}

#[test]
fn esc_leaves_it_running_and_tonight_shows_it() {
    let stage = bath_timer().keys("Enter").wait(180).keys("Esc");
    assert!(!stage.has_quit);
    assert!(stage.screen().contains("12 min left"), "{}", stage.screen());
    let stage = stage.wait(61);
    assert!(stage.screen().contains("11 min left"), "{}", stage.screen());
    assert!(stage.screen().contains("Enter timer"), "{}", stage.screen());
    assert!(stage.keys("Enter").screen().contains("11 min left"));
}

#[test]
fn it_runs_on_while_the_window_is_closed() {
    let stage = bath_timer().keys("Enter q").reopened_after(180);
    assert!(stage.screen().contains("12 min left"), "{}", stage.screen());
    let stage = stage.keys("Enter Space q").reopened_after(300);
    assert!(stage.screen().contains("12 min left"), "{}", stage.screen());
    let stage = stage.keys("Enter Enter Esc").reopened_after(1200);
    assert!(stage.screen().contains("time is up"), "{}", stage.screen());
    assert!(stage.sounds.is_empty(), "long ago");
    let stage = stage.keys("Enter");
    assert!(
        stage.screen().contains("Stand up slowly"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("Enter").journal(), ["done warm-bath 21:13"]);
}

#[test]
fn its_end_is_one_chime_on_every_screen() {
    for keys in ["", "Esc", "Esc Tab", "Esc ?"] {
        let stage = bath_timer().keys("Enter").keys(keys).tick(905);
        assert_eq!(stage.sounds, [Effect::Sound(Cue::Chime)], "{keys}");
    }
    for keys in ["Esc", "Esc Tab", "w"] {
        let screen = bath_timer().keys("Enter").keys(keys).wait(900).screen();
        let is_said = screen.contains("Warm bath: time is up. Stand up slowly.");
        assert!(is_said, "{keys}: {screen}");
    }
}

#[test]
fn without_sound_its_end_is_silent() {
    let config = "bedtime = \"22:30\"\nwake = \"06:30\"\n[sound]\nenabled = false\n\
        [[step]]\nid = \"feet\"\ntitle = \"Feet up\"\nkind = \"timer\"\nduration = \"2m\"\nat = \"20:40\"\n";
    let stage = Stage::planned(config, "2026-11-24T20:45")
        .keys("Enter Enter Esc")
        .wait(125);
    assert!(stage.sounds.is_empty());
    assert!(
        stage.screen().contains("Feet up: time is up."),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_clock_set_back_an_hour_does_not_make_the_bath_an_hour_longer() {
    let stage = bath_timer().keys("Enter").wait(300).clock_set(-3600);
    assert!(stage.screen().contains("10 min left"), "{}", stage.screen());
    let stage = stage.wait(600);
    assert!(stage.screen().contains("Time is up"), "{}", stage.screen());
    let stage = stage.clock_set(-300);
    assert!(stage.screen().contains("Time is up"), "{}", stage.screen());
}

#[test]
fn after_a_long_suspend_it_is_over_and_says_so_silently() {
    let stage = bath_timer().keys("Enter").clock_set(7200);
    assert!(stage.screen().contains("Time is up"), "{}", stage.screen());
    assert!(stage.sounds.is_empty());
}

#[test]
fn a_running_massage_warns_of_falling_asleep_in_it_at_every_size() {
    for (width, height) in SIZES {
        let stage = started(massage().sized(width, height)).wait(60);
        assert!(
            stage.screen().contains("Do not fall asleep in it."),
            "{}",
            stage.screen()
        );
    }
}

#[test]
fn the_bath_says_when_how_warm_and_for_whom_it_is_to_be_cooler_at_every_size() {
    for (width, height) in SIZES {
        let screen = started(bath().sized(width, height)).screen();
        let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["one to two hours before bed", "40 to 42.5 C", "numb feet."] {
            assert!(said.contains(part), "{part}: {screen}");
        }
    }
    let stage = bath_timer().keys("w");
    assert!(stage.screen().contains("Haghayegh"), "{}", stage.screen());
}

#[test]
fn a_step_done_elsewhere_or_skipped_shows_no_timer_and_does_not_chime() {
    let stage = bath_timer().keys("Enter Esc").wait(60).keys("s");
    assert!(stage.screen().contains("skipped"));
    assert!(!stage.screen().contains("min left"), "{}", stage.screen());
    assert!(stage.wait(900).sounds.is_empty());
}

#[test]
fn every_key_in_the_footer_of_the_timer_does_something() {
    let stands: [fn() -> Stage; 5] = [
        || massage().sized(40, 12).keys("Enter"),
        bath_timer,
        || bath_timer().keys("Enter").wait(60),
        || bath_timer().keys("Enter").wait(60).keys("Enter"),
        || bath_timer().keys("Enter").wait(900),
    ];
    for stage in stands {
        for hint in stage().app.hints() {
            let before = stage().screen();
            let mut pressed = stage();
            pressed.send(Message::Key(hint.key.into()));
            assert_ne!(pressed.screen(), before, "{}", hint.shown);
        }
    }
}

#[test]
fn help_names_the_timers_keys() {
    at_all_sizes("help_on_the_timer", bath, "Enter Enter ?", |stage| stage);
}

#[test]
fn why_beside_the_timer() {
    at_all_sizes("why", bath, "", |stage| opened(stage).keys("w"));
}

#[test]
fn tonight_when_the_bath_is_over() {
    at_all_sizes("tonight_when_the_bath_is_over", bath, "", |stage| {
        started(stage).keys("Esc").wait(900)
    });
}
