//! Every text field of every screen, as *before, keys, after*: what it starts with, what the keys do in it, and what is
//! recorded. A field that is missing in these lists fails the first test.

#[path = "fields/cases.rs"]
mod cases;
#[path = "fields/leaving.rs"]
mod leaving;
#[path = "support/stage.rs"]
mod stage;

use std::path::Path;

use cases::{
    FieldCase, NOW, entries, first_start, morning, others, prompts, tonight, welcome, woken,
};
use ratatui::crossterm::event::KeyCode;
use ratatui::style::Modifier;
use stage::Stage;
use winddown::tui::Message;

const SIZES: [(u16, u16); 2] = [(40, 12), (80, 24)];

/// How often a text stands in the files of a folder, its tests left out, by file.
fn occurrences(folder: &Path, wanted: &[&str]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(open) = folders.pop() {
        for entry in std::fs::read_dir(open).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            let count = wanted.iter().map(|text| source.matches(text).count()).sum();
            if count > 0 {
                let file = path.strip_prefix(folder).unwrap();
                found.push((file.to_str().unwrap().to_owned(), count));
            }
        }
    }
    found.sort();
    found
}

/// Each file of screens that makes fields, with their number in the lists of this file.
fn listed() -> Vec<(String, usize)> {
    let mut listed: Vec<(String, usize)> = Vec::new();
    for case in prompts().iter().chain(&others()).chain(&welcome()) {
        match listed.iter_mut().find(|(file, _)| file == case.file) {
            Some((_, count)) => *count += 1,
            None => listed.push((case.file.to_owned(), 1)),
        }
    }
    listed.sort();
    listed
}

#[test]
fn every_field_of_every_screen_is_listed_here() {
    let screens = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui/screens");
    // A prompt and a form's line have one field each; the welcome and the search have theirs without either.
    let made = [
        "Prompt::new(",
        "Field::empty(",
        ": TextField::with_time(",
        "query: TextField::new(",
    ];
    assert_eq!(occurrences(&screens, &made), listed());
    // Nowhere else is a line of input made.
    let tui = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui");
    let inputs: Vec<String> = occurrences(&tui, &["tui_input", "Input::new("])
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    assert_eq!(inputs, ["text_field.rs"]);
}

/// The field at the foot or in a form with this text in it, as the screen shows it.
fn shows(stage: &Stage, case: &FieldCase, text: &str) -> bool {
    let screen = stage.screen();
    let mut lines = screen.lines();
    lines.any(|line| line.contains(case.label) && line.contains(text))
}

/// The selected text: the reversed cells, in colours, in which nothing else is reversed.
fn selected(stage: &Stage) -> String {
    let picture = stage.picture();
    let cells = picture.content.iter();
    cells
        .filter(|cell| cell.modifier.contains(Modifier::REVERSED))
        .map(ratatui::buffer::Cell::symbol)
        .collect()
}

fn opened(case: &FieldCase, size: (u16, u16)) -> Stage {
    let stage = (case.stage)().in_colour();
    stage.sized(size.0, size.1).keys(case.open)
}

fn in_rows() -> Vec<FieldCase> {
    prompts().into_iter().chain(others()).collect()
}

#[test]
fn a_proposal_is_shown_selected_and_the_first_key_replaces_it() {
    for case in in_rows() {
        for size in SIZES {
            let stage = opened(&case, size);
            assert!(shows(&stage, &case, case.before), "{}", stage.screen());
            assert_eq!(selected(&stage), case.before, "{}", case.label);
            let stage = stage.keys(&format!("\"{}\"", case.typed));
            assert!(shows(&stage, &case, case.after), "{}", stage.screen());
            let is_replaced = case.before.is_empty() || !shows(&stage, &case, case.before);
            assert!(is_replaced, "{}", stage.screen());
        }
    }
}

#[test]
fn the_keys_of_a_shells_line_work_in_every_field() {
    for case in in_rows() {
        for size in SIZES {
            let typed = format!("\"{}\"", case.typed);
            // Without its unit.
            let shown = case.after.split(' ').next().unwrap();
            let shorter = &shown[..shown.len() - 1];
            for keys in [
                "End Backspace",
                "C-e Backspace",
                "End Left Delete",
                "C-a End Backspace",
            ] {
                let stage = opened(&case, size).keys(&typed).keys(keys);
                assert!(shows(&stage, &case, shorter), "{keys}: {}", stage.screen());
                let is_gone = shown.len() == 1 || !shows(&stage, &case, shown);
                assert!(is_gone, "{keys}: {}", stage.screen());
            }
            for keys in ["C-u", "C-a C-k"] {
                let stage = opened(&case, size).keys(&typed).keys(keys);
                // A single digit may stand in the label as well.
                let is_gone = shown.len() == 1 || !shows(&stage, &case, shown);
                assert!(is_gone, "{keys}: {}", stage.screen());
            }
        }
    }
}

#[test]
fn up_and_down_step_the_value_and_the_footer_says_so() {
    for case in in_rows() {
        for size in SIZES {
            let stage = opened(&case, size);
            let footer = stage.footer().join("   ");
            let says = footer.contains("type or ↑ ↓");
            assert_eq!(says, case.up.is_some(), "{}: {footer}", case.label);
            let Some(up) = case.up else { continue };
            assert!(footer.contains("Enter keep"), "{footer}");
            let stage = stage.keys("Up");
            assert!(shows(&stage, &case, up), "{}", stage.screen());
            if !case.before.is_empty() {
                let stage = stage.keys("Down");
                assert!(shows(&stage, &case, case.before), "{}", stage.screen());
            }
        }
    }
    let stage = Stage::at(NOW).keys("b");
    assert_eq!(stage.footer(), ["type or ↑ ↓   Enter keep   Esc cancel"]);
    let stage = Stage::at(NOW).in_ascii().keys("b");
    assert_eq!(
        stage.footer(),
        ["type or Up Down   Enter keep   Esc cancel"]
    );
}

#[test]
fn what_a_field_cannot_take_is_refused_with_what_to_type() {
    for case in in_rows().into_iter().chain(welcome()) {
        let Some((letter, says)) = case.refused else {
            continue;
        };
        for size in SIZES {
            let mut stage = opened(&case, size).keys(&letter.to_string());
            let words = |stage: &Stage| {
                let screen = stage.screen();
                screen.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            assert!(words(&stage).contains(says), "{}", stage.screen());
            stage.send(Message::Pasted("no such thing".into()));
            assert!(
                words(&stage).contains("Nothing was pasted"),
                "{}",
                stage.screen()
            );
        }
    }
}

#[test]
fn the_answers_of_the_first_start_are_typed_over_the_proposals() {
    for size in SIZES {
        let stage = first_start().sized(size.0, size.1);
        let stage = stage.keys("\"2315\" Enter \"0715\" BackTab Up Enter Enter Enter");
        let config = winddown::plan::parse(&stage.config_file().unwrap()).unwrap();
        assert_eq!(config.plan.bedtime.to_string(), "23:20:00");
        assert_eq!(config.plan.wake.to_string(), "07:15:00");
    }
}

#[test]
fn every_prompt_records_what_was_typed() {
    for (stage, keys, recorded) in [
        (
            tonight as fn() -> Stage,
            "b \"2315\" Enter",
            "bedtime_moved 20:30",
        ),
        (tonight, "b Up Enter", "bedtime_moved 20:30"),
        (tonight, "e \"flu\" Enter", "excused 20:30"),
        (tonight, "n \"calm\" Enter", "note 20:30"),
        (tonight, "c t \"1710\" Enter 2 Enter", "caffeine 17:10"),
        (tonight, "c m \"95\" Enter Enter", "caffeine 20:30"),
        (tonight, "c 1 o \"90\" Enter Enter", "caffeine 19:00"),
        (tonight, "l d w \"31\" Enter", "factor 20:30"),
        (tonight, "l d m \"half\" Enter", "factor 20:30"),
        (tonight, "l b \"48\" Enter Enter", "iron 20:30"),
        (entries, "Home Enter \"0840\" Enter", "caffeine 08:40"),
    ] {
        for size in SIZES {
            let recorded = recorded.to_owned();
            let stage = stage().sized(size.0, size.1).keys(keys);
            assert!(stage.journal().contains(&recorded), "{keys}");
        }
    }
}

#[test]
fn a_time_in_the_field_for_milligrams_is_no_drink_of_820_mg() {
    for size in SIZES {
        let open = |keys: &str| Stage::at(NOW).sized(size.0, size.1).keys(keys);
        for keys in ["c m \"0820\" Enter", "c m \"0820\" Space \"mg\" Enter"] {
            let stage = open(keys);
            let screen = stage.screen();
            assert!(screen.contains("mg such as 95, not a time"), "{screen}");
            assert_eq!(stage.journal(), [] as [&str; 0]);
        }
        let stage = entries().sized(size.0, size.1);
        let before = stage.journal();
        let stage = stage.keys("Home Enter Tab \"0820\" Enter");
        let screen = stage.screen();
        assert!(screen.contains("mg such as 95, not a time"), "{screen}");
        assert_eq!(stage.journal(), before);
        // In the field above it is the time.
        let stage = stage.keys("C-u \"espresso\" BackTab \"0820\" Enter");
        assert!(
            stage.journal().contains(&"caffeine 08:20".to_owned()),
            "{}",
            stage.screen()
        );
    }
}

#[test]
fn each_kind_of_entry_is_corrected_in_fields_of_its_own() {
    for size in SIZES {
        for (time, labels) in [
            ("10:00", ["Time: 10:00", "ame"]),
            ("11:00", ["ferritin 40", "tested 2026-11-02"]),
            ("12:00", ["Time: 12:00", ": 1 2 4"]),
            ("18:00", ["Time: 18:00", ": 4"]),
            ("18:30", ["Time: 18:30", "ords: drive"]),
            ("20:10", ["Time: 20:10", ""]),
        ] {
            let mut stage = entries().sized(size.0, size.1).keys("Home");
            while !stage
                .screen()
                .lines()
                .any(|line| line.contains('▸') && line.contains(time))
            {
                stage = stage.keys("j");
            }
            let screen = stage.keys("Enter").screen();
            for label in labels {
                assert!(screen.contains(label), "{time}, {label}: {screen}");
            }
        }
        let screen = woken().sized(size.0, size.1).keys("Enter").screen();
        assert!(screen.contains("Time: 06:10"), "{screen}");
        assert!(screen.contains(": quality 4"), "{screen}");
    }
}

#[test]
fn control_keys_are_no_commands_where_nothing_is_typed() {
    for letter in ['d', 's', 'u', 'w', 'e'] {
        let stage = Stage::at(NOW).keys(&format!("C-{letter}"));
        assert_eq!(stage.journal(), [] as [&str; 0], "{letter}");
        assert_eq!(stage.screen(), Stage::at(NOW).screen(), "{letter}");
    }
    let stage = morning().keys("m C-[ C-]");
    assert!(stage.screen().contains("Monday 23 November"));
}

#[test]
fn a_field_shows_the_end_of_a_long_value_on_a_small_terminal() {
    let mut stage = Stage::at(NOW).sized(40, 12).keys("n");
    stage.send(Message::Pasted(
        "many words, and more of them, to the end".into(),
    ));
    assert!(stage.screen().contains("to the end"), "{}", stage.screen());
    let stage = stage.keys("Home");
    assert!(
        stage.screen().contains("Note: many words"),
        "{}",
        stage.screen()
    );
    assert!(!stage.app.hints().iter().any(|hint| hint.key == KeyCode::Up));
}
