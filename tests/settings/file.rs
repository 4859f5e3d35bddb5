//! The config file: changed by others meanwhile, wrong, not to be written, or missing; and the theme that is tried out.

use std::fs;

use insta::assert_snapshot;
use winddown::plan::EXAMPLE;
use winddown::tui::CONSOLE;

use super::stage::Stage;
use super::{NOW, find, settings};

#[test]
fn what_an_editor_changed_meanwhile_is_kept() {
    let stage = settings();
    let edited = EXAMPLE.replace("wake = \"06:30\"", "wake = \"07:00\" # mine");
    fs::write(stage.config_path(), &edited).unwrap();
    let stage = stage.keys("Enter \"2315\" Enter");
    let expected = edited.replace("bedtime = \"22:30\"", "bedtime = \"23:15\"");
    assert_eq!(stage.config_file().unwrap(), expected);
    assert!(stage.screen().contains("07:00"), "{}", stage.screen());
}

#[test]
fn an_entry_that_moved_meanwhile_is_found_by_its_name() {
    let stage = settings().keys(&find("warm bath"));
    let edited = EXAMPLE.replacen(
        "[[step]]",
        "[[step]]\nid = \"tea\"\ntitle = \"Tea\"\nkind = \"check\"\nat = \"19:00\"\n\n[[step]]",
        1,
    );
    fs::write(stage.config_path(), &edited).unwrap();
    let stage = stage.keys("Enter j j Enter C-a C-k \"90m\" Enter");
    let expected = edited.replace("before_bed = \"105m\"", "before_bed = \"90m\"");
    assert_eq!(stage.config_file().unwrap(), expected, "{}", stage.screen());
}

#[test]
fn an_entry_that_is_gone_is_not_changed() {
    let stage = settings().keys(&find("fri, sat")).keys("Enter j Enter");
    let edited = EXAMPLE.replace("days = [\"fri\", \"sat\"]", "days = [\"sun\"]");
    fs::write(stage.config_path(), &edited).unwrap();
    let stage = stage.keys("\"2345\" Enter");
    let screen = stage.screen();
    assert!(
        screen.contains("This line is not in the config any more."),
        "{screen}"
    );
    assert_eq!(stage.config_file().unwrap(), edited);
}

#[test]
fn a_change_is_not_taken_back_over_one_that_came_after_it() {
    let stage = settings().keys("Enter \"2315\" Enter");
    let edited = stage.config_file().unwrap() + "# more\n";
    fs::write(stage.config_path(), &edited).unwrap();
    let stage = stage.keys("u");
    let screen = stage.screen();
    assert!(screen.contains("nothing was taken back"), "{screen}");
    assert_eq!(stage.config_file().unwrap(), edited);
}

#[test]
fn a_file_with_a_mistake_is_not_touched_and_the_mistake_is_named() {
    let stage = settings();
    let wrong = EXAMPLE.replace("theme = \"auto\"", "theme = \"blue\"");
    fs::write(stage.config_path(), &wrong).unwrap();
    let stage = stage.keys("Enter \"2315\" Enter");
    let screen = stage.screen();
    let line = wrong.lines().position(|line| line.starts_with("theme"));
    let mistake = format!("line {}: unknown word", line.unwrap() + 1);
    assert!(screen.contains(&mistake), "{screen}");
    assert_eq!(stage.config_file().unwrap(), wrong);
    let opened = stage.keys("Esc Esc Esc ,");
    let screen = opened.screen();
    assert!(screen.contains(&format!("{mistake} `blue`")), "{screen}");
    assert_eq!(opened.keys("Enter j x u").config_file().unwrap(), wrong);
}

#[test]
fn a_file_that_cannot_be_written_says_why_and_the_field_stays_as_typed() {
    let stage = settings();
    // Nobody can take the lock while something else is in its place.
    let lock = stage.config_path().with_file_name(".config.toml.lock");
    fs::create_dir(lock).unwrap();
    let stage = stage.keys("Enter \"2315\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("Cannot write the config"), "{screen}");
    assert!(screen.contains("Bedtime: 23:15"), "{screen}");
    assert_eq!(stage.config_file().unwrap(), EXAMPLE);
}

#[test]
fn without_a_file_the_first_change_writes_the_built_in_config_with_it() {
    let stage = Stage::at(NOW).keys(", Enter \"2315\" Enter");
    let expected = EXAMPLE.replace("bedtime = \"22:30\"", "bedtime = \"23:15\"");
    assert_eq!(stage.config_file().unwrap(), expected);
    let schema = stage.config_path().with_file_name("config.schema.json");
    assert!(schema.is_file(), "editors find the schema beside it");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_could_read_is_made_private_and_that_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let stage = settings();
    let path = stage.config_path();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let stage = stage.keys("Enter \"2315\" Enter");
    let screen = stage.screen();
    assert!(
        screen.contains("Only you can read the file now."),
        "{screen}"
    );
    assert_eq!(
        fs::metadata(path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn line_breaks_of_windows_and_a_byte_order_mark_stay() {
    let text = format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"));
    let stage = Stage::with_config_file(&text, NOW).keys(", Enter \"2315\" Enter");
    let expected = text.replace("bedtime = \"22:30\"", "bedtime = \"23:15\"");
    assert_eq!(stage.config_file().unwrap(), expected);
    let tea = format!("{} Enter \"Tea\" Enter", find("add step"));
    let added = stage.keys("Esc").keys(&tea).config_file().unwrap();
    assert!(!added.replace("\r\n", "").contains('\n'), "{added}");
}

#[test]
fn a_theme_is_shown_while_it_is_chosen_and_esc_brings_the_old_one_back() {
    let ground = |stage: &Stage| stage.picture()[(0, 0)].bg;
    let stage = settings().in_colour().keys(&find("theme"));
    let warm = ground(&stage);
    let stage = stage.keys("Enter Down Down");
    let light = ground(&stage);
    assert_ne!(light, warm);
    assert_eq!(stage.config_file().unwrap(), EXAMPLE);
    let stage = stage.keys("Esc");
    assert_eq!(ground(&stage), warm);
    let stage = stage.keys("Enter Down Down Enter");
    assert_eq!(ground(&stage), light);
    let tonight = stage.keys("Esc Esc");
    assert_eq!(ground(&tonight), light, "it is in force on every screen");
    assert!(
        tonight
            .config_file()
            .unwrap()
            .contains("theme = \"light\" ")
    );
}

#[test]
fn an_example_of_an_evening_is_drawn_in_the_theme_under_the_cursor() {
    for (width, height) in super::SIZES {
        let stage = settings().sized(width, height).in_colour();
        let example = stage.keys(&find("theme")).keys("Enter");
        let colour = |stage: &Stage| {
            let (picture, screen) = (stage.picture(), stage.screen());
            let row = screen.lines().position(|line| line.contains("Warm bath"));
            let row = row.unwrap_or_else(|| panic!("at {width}x{height}:\n{screen}"));
            let line: Vec<char> = screen.lines().nth(row).unwrap().chars().collect();
            let column = line.iter().position(|letter| *letter == 'W').unwrap();
            picture[(column as u16, row as u16)].fg
        };
        let screen = example.screen();
        for part in ["Leg stretches", "●", "◐"] {
            assert!(
                screen.contains(part),
                "{part} at {width}x{height}:\n{screen}"
            );
        }
        assert_snapshot!(
            format!("theme_{width}x{height}"),
            example.screen_without_footer()
        );
        let auto = colour(&example);
        let light = example.keys("Down Down");
        assert_ne!(colour(&light), auto, "at {width}x{height}");
        let left = light.keys("Esc").screen();
        assert!(!left.contains("◐"), "{left}");
    }
    for few_signs in [settings().in_ascii(), settings().on_console()] {
        let screen = few_signs.keys(&find("theme")).keys("Enter").screen();
        assert!(screen.contains("Leg stretches"), "{screen}");
        let is_missing = |c: char| !c.is_ascii() && !CONSOLE.contains(c);
        assert!(!screen.contains(is_missing), "{screen}");
    }
    let other = settings().keys(&find("motion")).keys("Enter").screen();
    assert!(!other.contains("Leg stretches"), "{other}");
}

#[test]
fn settings_open_over_any_screen_and_lead_back_to_it() {
    for (keys, title) in [
        ("", "Tonight"),
        ("Tab", "Review"),
        ("l", "Diary"),
        ("c", "Caffeine"),
        ("i Enter", "Learn"),
    ] {
        let stage = Stage::with_config_file(EXAMPLE, NOW).keys(keys);
        assert_eq!(stage.app.title(), title, "{keys}");
        let stage = stage.keys(",");
        assert_eq!(stage.app.title(), "Settings", "{keys}");
        let stage = stage.keys("Esc");
        assert_eq!(stage.app.title(), title, "{keys}");
    }
    // A comma is typed into a note, and into a form.
    for keys in ["n", "l m"] {
        let stage = Stage::with_config_file(EXAMPLE, NOW).keys(keys).keys(",");
        assert_ne!(stage.app.title(), "Settings", "{keys}");
    }
}

#[test]
fn a_running_routine_pauses_under_the_settings() {
    let stage = Stage::with_config_file(EXAMPLE, "2026-11-24T21:50")
        .keys("Enter")
        .tick(20);
    let before = stage.screen();
    let after = stage.keys(",").tick(40).keys("Esc").screen();
    assert_eq!(before.lines().next(), after.lines().next());
}

#[test]
fn the_agent_is_a_line_among_the_reminders_that_leads_to_its_question() {
    let stage = Stage::at_home(EXAMPLE, NOW)
        .keys(",")
        .keys(&find("without window"));
    let screen = stage.screen();
    assert!(
        screen.contains("Without a window             off"),
        "{screen}"
    );
    assert_eq!(
        stage.keys("Enter").app.title(),
        "Reminders without a window"
    );
    let installed = Stage::at_home(EXAMPLE, NOW)
        .with_the_agent_installed()
        .reopened();
    let screen = installed.keys(",").keys(&find("without window")).screen();
    assert!(
        screen.contains("Without a window             on"),
        "{screen}"
    );
}
