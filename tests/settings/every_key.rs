//! Each key of the JSON Schema is changed on the screen, and nothing else of the file with it.

use serde_json::Value;
use toml::Table;

use super::stage::Stage;
use super::{NOW, difference, find};

const SCHEMA: &str = include_str!("../../config.schema.json");

/// A config with one table of each list.
const CONFIG: &str = r#"# Mine.
bedtime = "22:30" # late enough
wake = "06:30"

[[schedule]]
days = ["sat"] # free
bedtime = "23:00"
wake = "07:00"

[[step]]
id = "tea"
title = "Herbal tea"
kind = "check"
at = "21:00" # before the bath

[reminders]
enabled = true # yes

[[drink]]
name = "mate"
mg = 80

[[routine]]
id = "short"
title = "Five minutes"
exercises = ["calf-seated"]

[[exercise]]
id = "heel-raise"
title = "Heel raises"
hold = "30s"
"#;

/// What is typed into the field of a key.
fn typed(list: Option<&str>, key: &str) -> &'static str {
    match (list, key) {
        (_, "bedtime") => "23:30",
        (_, "wake") => "07:30",
        (_, "id") => "another-id",
        (_, "title" | "name") => "Another-name",
        (_, "at") => "20:15",
        (_, "before_bed") => "55m",
        (_, "duration") => "25m",
        (_, "lead" | "repeat") => "10m",
        (_, "late_after") => "45m",
        (_, "half_life") => "6h",
        (_, "factors") => "sauna",
        (_, "mg") => "95",
        (_, "exercises" | "pose") => "calf-wall",
        (_, "hold") => "20s",
        (_, "muscles") => "calf",
        (_, "sides") => "2",
        (_, "cues") => "slowly",
        (_, "ready") => "9s",
        (_, "on_due" | "on_done" | "on_evening_kept" | "on_missed" | "on_wind_down") => "true",
        _ => panic!("say what is typed for {key}"),
    }
}

/// The number that is typed into the field of the key is not the one it has: `repeat` is a length of time in one place.
fn typed_number(key: &str) -> &'static str {
    if key == "sides" { "2" } else { "3" }
}

/// Puts the cursor on the line that says this about itself, on a screen with all settings by its title.
fn to_the_line(mut stage: Stage, title: &str, about: &str) -> Stage {
    if !title.is_empty() {
        stage = stage.keys(&find(title));
    }
    stage = stage.keys("Home");
    for _ in 0..40 {
        if stage.screen().contains(about) {
            return stage;
        }
        stage = stage.keys("Down");
    }
    panic!("no line says: {about}\n{}", stage.screen());
}

/// Changes a key in the way its schema asks for, starting on its line.
fn change(stage: Stage, list: Option<&str>, key: &str, schema: &Value) -> Stage {
    let is_list_of_choices = schema["items"]["enum"].is_array();
    if schema["type"] == "boolean" {
        return stage.keys("Enter");
    }
    if is_list_of_choices {
        // Another day or position than the marked ones.
        return stage.keys("Enter Home Space Enter");
    }
    let is_picked = schema["enum"].is_array() || matches!(key, "after" | "routine");
    if is_picked {
        let stage = stage.keys("Enter");
        let at_first = stage.screen().contains("1 of");
        return stage.keys(if at_first { "End Enter" } else { "Home Enter" });
    }
    let text = match schema["type"].as_str() {
        Some("integer") => typed_number(key),
        _ if key.len() > 1 && schema["maxLength"] == 1 => "#",
        _ => typed(list, key),
    };
    stage.keys(&format!("Enter C-a C-k \"{text}\" Enter"))
}

/// The value of a key in the file.
fn value(stage: &Stage, path: &[&str]) -> Option<toml::Value> {
    let mut table: Table = stage.config_file().unwrap().parse().unwrap();
    let (last, path) = path.split_last().unwrap();
    for name in path {
        table = match table.remove(*name)? {
            toml::Value::Table(table) => table,
            toml::Value::Array(items) => items.into_iter().next()?.as_table()?.clone(),
            _ => return None,
        };
    }
    table.remove(*last)
}

/// The config for a key: a step of the kind that has it, or another step to follow.
fn config_for(list: Option<&str>, key: &str) -> String {
    let step = |from: &str, to: &str| CONFIG.replacen(from, to, 1);
    match (list, key) {
        (Some("step"), "duration") => {
            step("kind = \"check\"", "kind = \"timer\"\nduration = \"15m\"")
        }
        (Some("step"), "routine") => step(
            "kind = \"check\"",
            "kind = \"routine\"\nroutine = \"short\"",
        ),
        (Some("step"), "substance") => step(
            "kind = \"check\"",
            "kind = \"cutoff\"\nsubstance = \"food\"",
        ),
        (Some("step"), "after") => step(
            "[reminders]",
            "[[step]]\nid = \"book\"\ntitle = \"A book\"\nkind = \"check\"\nat = \"20:00\"\n\n[reminders]",
        ),
        _ => CONFIG.to_owned(),
    }
}

fn check(list: Option<&str>, section: Option<&str>, key: &str, schema: &Value) {
    let config = config_for(list, key);
    let about = schema["description"].as_str().unwrap();
    let mut stage = Stage::with_config_file(&config, NOW).keys(",");
    if let Some(list) = list {
        let about = match list {
            "schedule" => "Other times on these evenings.",
            "step" => "Title, time, evenings and kind of this step.",
            "drink" => "Name and caffeine of this drink.",
            "routine" => "What this routine of yours is made of.",
            "exercise" => "How this exercise of yours is done.",
            other => panic!("{other}"),
        };
        stage = to_the_line(stage, "", about).keys("Enter");
    }
    // An entry has few lines, and no search.
    let title = schema["title"].as_str().filter(|_| list.is_none());
    let path: Vec<&str> = list.or(section).into_iter().chain([key]).collect();
    let before = value(&stage, &path);
    let stage = change(
        to_the_line(stage, title.unwrap_or(""), about),
        list,
        key,
        schema,
    );
    let after = value(&stage, &path);
    assert_ne!(after, before, "{path:?}: {}", stage.screen());
    assert!(after.is_some(), "{path:?}: {}", stage.screen());
    // The key itself, a header that was missing, and what only one of can be there.
    let lines = difference(&config, &stage);
    let is_about_it = |line: &&String| {
        let line = line[1..].trim_start();
        line.starts_with(&format!("{key} ="))
            || section.is_some_and(|section| line == format!("[{section}]"))
            || matches!(key, "at" | "before_bed" | "after") && line.starts_with("at = ")
            || key == "kind" && line.starts_with("at = ")
    };
    let others: Vec<&String> = lines.iter().filter(|line| !is_about_it(line)).collect();
    assert_eq!(others, [""; 0], "{path:?}");
    // The undo key may be the one that was changed.
    let undo = if key == "undo" { "#" } else { "u" };
    let screen = stage.screen();
    assert!(screen.contains(&format!("{undo} undoes it.")), "{screen}");
    assert_eq!(stage.keys(undo).config_file().unwrap(), config, "{path:?}");
}

/// Checks the keys of these properties of the schema, and returns how many there were.
fn check_properties(wanted: impl Fn(&str, &Value) -> bool) -> usize {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    let mut count = 0;
    for (name, schema) in properties.iter().filter(|(name, it)| wanted(name, it)) {
        let section = schema["properties"].as_object();
        let list = schema["items"]["properties"].as_object();
        for (key, schema) in section.into_iter().chain(list).flatten() {
            let name = name.as_str();
            check(list.map(|_| name), section.map(|_| name), key, schema);
            count += 1;
        }
        if section.or(list).is_none() {
            check(None, None, name, schema);
            count += 1;
        }
    }
    count
}

#[test]
fn every_key_of_the_schema_is_changed_on_the_screen_and_nothing_else_of_the_file() {
    let is_own = |name: &str, it: &Value| it["items"].is_null() && name != "keys";
    assert!(check_properties(is_own) >= 21);
}

#[test]
fn every_key_of_the_users_own_is_changed_on_the_screen() {
    assert!(check_properties(|name, _| name == "keys") >= 40);
}

#[test]
fn every_key_of_each_list_is_changed_on_the_screen() {
    let is_list = |name: &str, it: &Value| !it["items"].is_null() && name != "trial";
    assert!(check_properties(is_list) >= 34);
}

#[test]
fn trials_are_begun_on_a_screen_of_their_own_to_which_their_line_leads() {
    let stage = Stage::with_config_file(CONFIG, NOW).keys(",");
    let stage = to_the_line(stage, "trials", "A step on evenings drawn by chance").keys("Enter");
    assert_eq!(stage.app.title(), "Try a step");
}

#[test]
fn what_a_setting_does_is_said_whole_at_every_size() {
    let texts = serde_json::from_str::<Value>(SCHEMA).unwrap().to_string();
    let texts = texts.split("\"description\":\"").skip(1);
    for about in texts.map(|rest| rest.split("\",\"").next().unwrap()) {
        assert!(about.chars().count() <= 76, "{about}");
    }
}
