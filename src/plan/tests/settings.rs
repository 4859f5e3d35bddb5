//! The table of settings knows the keys that the parser knows, says what they mean when they are left out, and the JSON
//! Schema made of it accepts what the parser accepts.

use std::collections::HashSet;

use regex_lite::Regex;
use serde_json::{Value, json};

use super::*;
use crate::plan::setting::{ConfigValue, Scope, Setting, SettingKind, groups, json_schema};
use crate::plan::{Edit, TableAddress, edit};

const EVERYTHING: &str = include_str!("everything.toml");

/// The keys that the parser names where one is unknown.
fn known_keys(scope: Scope) -> HashSet<String> {
    let text = match scope {
        Scope::Top => with("").replacen("bedtime", "qqqq = 1\nbedtime", 1),
        Scope::Section(name) => with(&format!("[{name}]\nqqqq = 1\n")),
        Scope::List(name) => with(&format!("[[{name}]]\nqqqq = 1\n")),
    };
    let problems = parse(&text).unwrap_err();
    let suggestions = problems.iter().filter_map(|it| it.suggestion.as_deref());
    let keys = suggestions.filter_map(|it| it.split_once("has these keys: "));
    let keys: Vec<&str> = keys.flat_map(|(_, keys)| keys.split(", ")).collect();
    keys.iter()
        .map(|key| key.trim_matches('`').to_owned())
        .collect()
}

#[test]
fn the_settings_are_the_keys_that_the_parser_knows() {
    let mut tables: HashSet<String> = HashSet::new();
    for group in groups() {
        let mut keys: HashSet<String> = group.settings.iter().map(|it| it.key.to_owned()).collect();
        assert_eq!(keys.len(), group.settings.len(), "{}", group.title);
        match group.scope {
            Scope::Top => {
                let top = known_keys(Scope::Top);
                tables.extend(top.difference(&keys).cloned());
                keys = top;
            }
            Scope::Section(_) | Scope::List(_) => {}
        }
        assert_eq!(known_keys(group.scope), keys, "{}", group.title);
    }
    for group in groups() {
        if let Scope::Section(name) | Scope::List(name) = group.scope {
            assert!(tables.remove(name), "{name}");
        }
    }
    assert_eq!(
        tables,
        HashSet::new(),
        "each table of the config has a group"
    );
}

/// The value that a setting has when it is left out, by what the table says. None if no value means the same.
fn left_out(setting: &Setting) -> Option<ConfigValue> {
    let absent = setting.absent.as_deref()?;
    match &setting.kind {
        SettingKind::One(choices) => {
            let choice = choices.iter().find(|choice| choice.shown == absent);
            choice.map(|choice| choice.value.clone())
        }
        SettingKind::Some(choices) => {
            let meant = choices.iter().filter(|choice| {
                absent == "all" || absent.split(", ").any(|it| it == choice.shown)
            });
            Some(ConfigValue::List(
                meant.map(|choice| choice.value.clone()).collect(),
            ))
        }
        SettingKind::Ids | SettingKind::Lines | SettingKind::Command => {
            assert_eq!(absent, "none", "{}", setting.key);
            Some(ConfigValue::List(vec![]))
        }
        kind => kind.read(absent).unwrap(),
    }
}

#[test]
fn what_is_left_out_means_what_the_settings_say() {
    // In an entry the words are no value: that of its kind, as usual, worked out.
    let words = [
        "-",
        "as usual",
        "that of its kind",
        "worked out",
        "not named",
    ];
    let entries = "[[exercise]]\nid = \"a\"\ntitle = \"A\"\nhold = \"30s\"\n[[routine]]\nid = \"b\"\ntitle = \"B\"\n\
        exercises = [\"calf-wall\"]\n[[trial]]\nstep = \"stretch\"\nfirst = \"2026-11-02\"\nfortnights = 2\nseed = 7\n";
    let text = with(entries);
    let config = ConfigText::new(text.clone()).unwrap();
    let mut checked = 0;
    for group in groups() {
        let table = match group.scope {
            Scope::Top => TableAddress::Top,
            Scope::Section(name) => TableAddress::Section(name),
            Scope::List(list) => match config.entries(list).pop() {
                Some(entry) => TableAddress::Entry(entry),
                None => continue,
            },
        };
        for setting in &group.settings {
            let is_word = |absent: &String| words.contains(&absent.as_str());
            // A figure has a name or none, and a list of all positions is not the list that is left out.
            let is_unlike = matches!(setting.key, "pose" | "positions");
            if setting.absent.as_ref().is_none_or(is_word) || is_unlike {
                continue;
            }
            let value = left_out(setting);
            let value = value.unwrap_or_else(|| panic!("{}.{}", group.title, setting.key));
            assert_eq!(config.value(&table, setting.key), None, "{}", setting.key);
            let edits = [Edit::Set(table.clone(), vec![(setting.key, Some(value))])];
            let written = edit(&text, &edits).unwrap();
            let debug = |text: &str| format!("{:?}", parse(text).unwrap());
            let differs = debug(&written) != debug(&text);
            // A key that is written, though it is the built-in one, is one of the user's own.
            assert!(
                !differs || group.title == "Keys",
                "{}.{}",
                group.title,
                setting.key
            );
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn the_schema_beside_the_example_is_the_one_that_is_made() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/config.schema.json");
    let made = json_schema_text();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let again = "write it anew: UPDATE_SCHEMA=1 cargo test --lib the_schema_beside";
    assert!(made == std::fs::read_to_string(path).unwrap(), "{again}");
    assert!(
        EXAMPLE
            .lines()
            .any(|line| line == "#:schema ./config.schema.json")
    );
}

#[test]
fn the_schema_accepts_every_valid_config_of_the_tests() {
    for text in [EXAMPLE.to_owned(), EVERYTHING.to_owned(), with("")] {
        assert!(parse(&text).is_ok());
        assert_eq!(violation(&text), None);
    }
}

#[test]
fn the_schema_refuses_what_the_parser_refuses() {
    for (right, wrong) in [
        ("bedtime = \"22:30\"\n", ""),
        ("bedtime = \"22:30\"", "bedtime = 2230"),
        ("enabled = true        #", "enabled = \"yes\" #"),
        ("lead = \"0m\"", "lead = \"ten\""),
        ("repeat = \"never\"", "repeat = \"often\""),
        ("theme = \"auto\"", "theme = \"blue\""),
        ("ascii = \"auto\"", "ascii = \"yes\""),
        ("[sound]", "[sounds]"),
        ("weekly = true", "weakly = true"),
        ("days = [\"fri\", \"sat\"]", "days = [\"fri\", \"satur\"]"),
        ("days = [\"fri\", \"sat\"]\n", ""),
        ("kind = \"timer\"", "kind = \"time\""),
        ("duration = \"15m\"\n", ""),
        ("kind = \"check\"", "kind = \"check\"\nduration = \"5m\""),
        ("id = \"warm-bath\"", "id = \"Warm bath\""),
        ("title = \"Warm bath\"\n", ""),
        ("substance = \"caffeine\"", "substance = \"sugar\""),
        ("advice = \"screens\"", "advice = \"screen\""),
        ("factors = []", "factors = [\"Long drive\"]"),
        ("# done = \"d\"", "done = \"dd\""),
        ("# on_due = [", "on_due = [5, "),
    ] {
        let text = EXAMPLE.replacen(right, wrong, 1);
        assert_ne!(text, EXAMPLE, "{right}");
        assert!(parse(&text).is_err(), "{wrong}");
        assert!(violation(&text).is_some(), "{wrong}");
    }
}

/// Where a config does not fit the schema.
fn violation(text: &str) -> Option<String> {
    let config = toml::from_str::<toml::Table>(text).unwrap();
    violated(&json_schema(), &to_json(&toml::Value::Table(config)), "")
}

/// A value as an editor gives it to a schema: dates and times as texts.
fn to_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(is_on) => json!(is_on),
        toml::Value::Datetime(time) => json!(time.to_string()),
        toml::Value::Array(items) => items.iter().map(to_json).collect(),
        toml::Value::Table(table) => {
            let pairs = table.iter().map(|(key, it)| (key.clone(), to_json(it)));
            Value::Object(pairs.collect())
        }
    }
}

/// The words of JSON Schema that the schema uses. Another one fails the test, so none is passed over.
fn violated(schema: &Value, value: &Value, place: &str) -> Option<String> {
    let is_valid = |schema: &Value| violated(schema, value, place).is_none();
    let number = |word: &str| schema[word].as_f64();
    let length = value.as_str().map(|text| text.chars().count() as f64);
    for (word, wanted) in schema.as_object().unwrap() {
        let fits = match word.as_str() {
            "$schema" | "title" | "description" | "examples" | "then" | "else" => true,
            "type" => match wanted.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_i64(),
                "number" => value.is_number(),
                other => panic!("{other}"),
            },
            "enum" => wanted.as_array().unwrap().contains(value),
            "const" => wanted == value,
            "pattern" => {
                let pattern = Regex::new(wanted.as_str().unwrap()).unwrap();
                value.as_str().is_none_or(|text| pattern.is_match(text))
            }
            "minLength" => length.is_none_or(|it| it >= number(word).unwrap()),
            "maxLength" => length.is_none_or(|it| it <= number(word).unwrap()),
            "minimum" => value.as_f64().is_none_or(|it| it >= number(word).unwrap()),
            "maximum" => value.as_f64().is_none_or(|it| it <= number(word).unwrap()),
            "required" => {
                let mut keys = wanted.as_array().unwrap().iter();
                keys.all(|key| value.get(key.as_str().unwrap()).is_some())
            }
            "additionalProperties" => {
                assert_eq!(*wanted, json!(false));
                let properties = schema["properties"].as_object().unwrap();
                let mut keys = value.as_object().into_iter().flat_map(|it| it.keys());
                keys.all(|key| properties.contains_key(key))
            }
            "properties" => {
                for (key, schema) in wanted.as_object().unwrap() {
                    let inner = value.get(key);
                    let violation =
                        inner.and_then(|it| violated(schema, it, &format!("{place}/{key}")));
                    if violation.is_some() {
                        return violation;
                    }
                }
                true
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    let violation = violated(wanted, item, &format!("{place}[]"));
                    if violation.is_some() {
                        return violation;
                    }
                }
                true
            }
            "anyOf" => wanted.as_array().unwrap().iter().any(is_valid),
            "allOf" => wanted.as_array().unwrap().iter().all(is_valid),
            "not" => !is_valid(wanted),
            "if" => is_valid(&schema[if is_valid(wanted) { "then" } else { "else" }]),
            other => panic!("the test does not know `{other}`"),
        };
        if !fits {
            return Some(format!("{place}: {word} {wanted}, but it is {value}"));
        }
    }
    None
}
