//! The JSON Schema of the config, so that editors complete and check it.

use serde_json::{Map, Value, json};

use super::{Choice, Scope, Setting, SettingKind, groups};

/// The JSON Schema of the config, draft 7, which is what editors of TOML understand.
///
/// It accepts whatever the parser accepts. It says less than the parser: bounds of lengths of time, and whatever concerns
/// several keys, are for `winddown config check`.
pub fn json_schema() -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for group in groups() {
        let mut table = table(&group.settings);
        match group.scope {
            Scope::Top => {
                if let Some(Value::Object(own)) = table.get_mut("properties").map(Value::take) {
                    properties.extend(own);
                }
                required.extend(table["required"].as_array().cloned().unwrap_or_default());
            }
            Scope::Section(name) => {
                table["description"] = json!(group.title);
                properties.insert(name.to_owned(), table);
            }
            Scope::List(name) => {
                let list = json!({ "type": "array", "description": group.title, "items": table });
                properties.insert(name.to_owned(), list);
            }
        }
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "winddown's config.toml",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// The JSON Schema as a text, as it stands beside a config.
pub fn json_schema_text() -> String {
    format!("{:#}\n", json_schema())
}

fn table(settings: &[Setting]) -> Value {
    let properties = settings.iter().map(|setting| {
        let mut schema = of_kind(&setting.kind);
        schema["title"] = json!(setting.title);
        schema["description"] = json!(setting.about);
        (setting.key.to_owned(), schema)
    });
    let is_required = |setting: &&Setting| setting.absent.is_none() && setting.only_for.is_none();
    let required = settings.iter().filter(is_required);
    let mut table = json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "required": required.map(|setting| setting.key).collect::<Vec<_>>(),
        "additionalProperties": false,
    });
    let conditions: Vec<Value> = settings.iter().filter_map(condition).collect();
    if !conditions.is_empty() {
        table["allOf"] = conditions.into();
    }
    table
}

/// That a step of one kind must have a key, and others must not.
fn condition(setting: &Setting) -> Option<Value> {
    let (kind, key) = (setting.only_for?, setting.key);
    Some(json!({
        "if": { "properties": { "kind": { "const": kind } }, "required": ["kind"] },
        "then": { "required": [key] },
        "else": { "not": { "required": [key] } },
    }))
}

fn of_kind(kind: &SettingKind) -> Value {
    const SPAN: &str = "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$";
    const ID: &str = "^[a-z0-9][a-z0-9-]{0,39}$";
    let list = |items: Value| json!({ "type": "array", "items": items });
    match kind {
        // Editors give a time or a date without quotes as a text.
        SettingKind::Time => json!({ "type": "string", "examples": ["22:30"] }),
        SettingKind::Date => json!({ "type": "string", "examples": ["2026-11-30"] }),
        SettingKind::Span(None) => json!({ "type": "string", "pattern": SPAN, "minLength": 2 }),
        SettingKind::Span(Some(word)) => {
            json!({ "type": "string", "pattern": format!("{SPAN}|^{word}$"), "minLength": 2 })
        }
        SettingKind::Switch => json!({ "type": "boolean" }),
        SettingKind::One(choices) => one_of(choices),
        SettingKind::Some(choices) => list(one_of(choices)),
        SettingKind::Routine | SettingKind::Step | SettingKind::Id => {
            json!({ "type": "string", "pattern": ID })
        }
        SettingKind::Ids => list(json!({ "type": "string", "pattern": ID })),
        SettingKind::Key => json!({ "type": "string", "minLength": 1, "maxLength": 1 }),
        SettingKind::Line => json!({ "type": "string", "minLength": 1 }),
        SettingKind::Lines | SettingKind::Command => list(json!({ "type": "string" })),
        SettingKind::Whole(bounds) => {
            json!({ "type": "integer", "minimum": bounds.start(), "maximum": bounds.end() })
        }
        SettingKind::Milligrams => json!({ "type": "number", "minimum": 0, "maximum": 1000 }),
        SettingKind::Seed => json!({ "type": "integer" }),
        SettingKind::Exercises => list(exercise_of_a_routine()),
    }
}

fn one_of(choices: &[Choice]) -> Value {
    let values: Vec<Value> = choices
        .iter()
        .map(|choice| choice.value.to_json())
        .collect();
    json!({ "enum": values })
}

/// The id of an exercise, or a table with its id and what is different in this routine.
fn exercise_of_a_routine() -> Value {
    let hold = of_kind(&SettingKind::Span(None));
    json!({ "anyOf": [
        of_kind(&SettingKind::Id),
        {
            "type": "object",
            "properties": {
                "id": of_kind(&SettingKind::Id),
                "hold": hold,
                "sides": of_kind(&SettingKind::Whole(1..=2)),
                "repeat": of_kind(&SettingKind::Whole(1..=30)),
                "rounds": of_kind(&SettingKind::Whole(1..=300)),
            },
            "required": ["id"],
            "additionalProperties": false,
        },
    ]})
}
