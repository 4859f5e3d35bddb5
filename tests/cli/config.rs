//! `config init`, `path`, `check`, `show`, `edit`.

use std::fs;

use super::{PLAN, Person, contents, newcomer_at, person_at, text};

fn edit_with(person: &Person, editor: &str) -> assert_cmd::assert::Assert {
    person
        .command(&["config", "edit"])
        .env("EDITOR", editor)
        .assert()
}

#[test]
fn init_writes_a_config_that_passes_the_check() {
    let person = newcomer_at("19:00");
    let said = person.says(&["config", "init"]);
    assert!(
        said.contains(&person.config().display().to_string()),
        "{said}"
    );
    assert!(person.says(&["config", "check"]).contains("is fine"));
    assert_eq!(person.facts(&["config", "check"])["steps"], 6);
    assert_eq!(
        fs::read_to_string(person.config()).unwrap(),
        winddown::plan::EXAMPLE
    );
}

#[test]
fn the_schema_that_editors_read_is_beside_a_new_config_and_is_printed() {
    let person = newcomer_at("19:00");
    person.says(&["config", "init"]);
    let beside = person.config().with_file_name("config.schema.json");
    let beside = fs::read_to_string(beside).unwrap();
    let printed = person.says(&["config", "schema"]);
    assert_eq!(printed.trim(), beside.trim());
    let schema: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(
        schema["properties"]["display"]["properties"]["theme"]["enum"][0],
        "auto"
    );
}

#[test]
fn own_keys_are_shown_and_a_clash_is_refused_with_its_line() {
    let person = person_at("19:00");
    let with =
        |keys: &str| fs::write(person.config(), format!("{PLAN}\n[keys]\n{keys}\n")).unwrap();
    with("done = \"о\"");
    let facts = person.facts(&["config", "show"]);
    assert_eq!(
        (&facts["keys"]["done"], &facts["keys"]["skip"]),
        (&"о".into(), &"s".into())
    );
    let said = person.says(&["config", "show"]);
    assert!(said.contains("Keys of your own: done о."), "{said}");
    with("done = \"s\"");
    let said = person.fails(2, &["config", "check"]);
    assert!(said.contains("`s` is the key of `skip` already"), "{said}");
    assert!(
        said.contains("done = \"s\"") && said.contains("skip = "),
        "{said}"
    );
}

#[test]
fn init_does_not_overwrite_an_existing_config() {
    let person = person_at("19:00");
    let said = person.fails(1, &["config", "init"]);
    assert!(said.contains("config edit"), "{said}");
    assert_eq!(fs::read_to_string(person.config()).unwrap(), PLAN);
}

#[test]
fn path_says_where_the_config_is() {
    let person = newcomer_at("19:00");
    assert_eq!(
        person.says(&["config", "path"]),
        format!("{}\n", person.config().display())
    );
    let path = person.config().display().to_string();
    assert_eq!(person.facts(&["config", "path"])["path"], path);
    let said = person.says(&["config", "path", "--config", "/else/where.toml"]);
    assert_eq!(said, "/else/where.toml\n");
}

#[test]
fn the_config_and_the_journal_can_be_named_by_option_or_environment() {
    let person = newcomer_at("21:52");
    fs::write(person.path("mine.toml"), PLAN).unwrap();
    let (config, journal) = (person.path("mine.toml"), person.path("mine.db"));
    let mut command = person.command(&["done", "stretch"]);
    command
        .env("WINDDOWN_CONFIG", &config)
        .env("WINDDOWN_JOURNAL", &journal);
    command.assert().success();
    let (config, journal) = (config.display().to_string(), journal.display().to_string());
    let named = ["--config", &config, "--journal", &journal];
    let tonight = person.facts(&[&["tonight"], &named[..]].concat());
    assert_eq!(tonight["steps"].as_array().unwrap().len(), 5);
    assert_eq!(tonight["steps"][3]["status"], "done");
    assert!(!person.journal().exists());
}

#[test]
fn check_reports_all_mistakes_at_once() {
    let person = newcomer_at("19:00");
    person.write_config("beadtime = \"22:30\"\nwake = \"6 o'clock\"\n");
    let said = person.fails(2, &["config", "check"]);
    assert!(said.contains("did you mean `bedtime`?"), "{said}");
    assert!(said.contains("config.toml:2"), "{said}");
}

#[test]
fn a_routine_for_the_night_with_something_standing_is_accepted_and_check_warns_of_it() {
    let person = person_at("19:00");
    let routine = |night: bool| {
        format!(
            "{PLAN}\n[[routine]]\nid = \"woken\"\ntitle = \"Woken\"\nnight = {night}\n\
             exercises = [\"calf-wall\", \"calf-seated\"]\n"
        )
    };
    person.write_config(routine(true));
    person.says(&["tonight"]);
    let said = person.says(&["config", "check"]);
    let remark = "is fine: 5 steps.\nThe routine `woken` is for the night, but `calf-wall` is done standing, and somebody \
                  drowsy can fall: put something in its place that is done sitting or lying, or remove `night`.\n";
    assert!(said.ends_with(remark), "{said}");
    assert_eq!(
        person.facts(&["config", "check"])["falls_at_night"],
        serde_json::json!([
            { "routine": "woken", "exercise": "calf-wall", "why": "is done standing" }
        ])
    );
    person.write_config(routine(false));
    let said = person.says(&["config", "check"]);
    assert!(said.ends_with(" is fine: 5 steps.\n"), "{said}");
    assert_eq!(
        person.facts(&["config", "check"])["falls_at_night"],
        serde_json::json!([])
    );
}

#[test]
fn show_prints_the_plan_in_force() {
    let person = person_at("19:00");
    let said = person.says(&["config", "show"]);
    assert!(said.contains("Bedtime 22:30, wake 06:30"), "{said}");
    assert!(
        said.contains("massage        1h15m before bed  Massage & rest (timer; optional)"),
        "{said}"
    );
    let shown = person.facts(&["config", "show"]);
    assert_eq!(shown["plan"]["bedtime"], "22:30");
    assert_eq!(shown["path"], person.config().display().to_string());
    assert_eq!(
        newcomer_at("19:00").facts(&["config", "show"])["path"],
        serde_json::Value::Null
    );
}

#[test]
fn show_names_the_programs_of_hooks_without_their_arguments() {
    let person = newcomer_at("19:00");
    assert!(!person.says(&["config", "show"]).contains(" runs "));
    person.write_config(format!(
        "{PLAN}\n[hooks]\non_done = [\"curl\", \"--header\", \"Authorization: secret\"]\n"
    ));
    let said = person.says(&["config", "show"]);
    assert!(said.contains("on_done runs curl."), "{said}");
    assert!(!said.contains("secret"), "{said}");
    let shown = person.facts(&["config", "show"]);
    assert_eq!(shown["hooks"]["on_done"][0], "curl");
    assert_eq!(shown["hooks"]["on_due"], serde_json::json!([]));
}

#[cfg(unix)]
#[test]
fn a_valid_edit_replaces_the_config() {
    let person = person_at("19:00");
    edit_with(&person, "sed -i s/22:30/22:45/").success();
    let tonight = person.facts(&["tonight"]);
    assert_eq!(
        tonight["bedtime"],
        person.instant(person.today(), "22:45:00")
    );
    assert_eq!(
        fs::read_dir(person.config().parent().unwrap())
            .unwrap()
            .count(),
        1
    );
}

#[cfg(unix)]
#[test]
fn an_edit_with_mistakes_changes_nothing_and_keeps_the_draft() {
    let person = person_at("19:00");
    let assert = edit_with(&person, "sed -i s/wake/wakeup/").code(1);
    let said = text(&assert.get_output().stderr);
    assert!(said.contains("unknown key `wakeup`"), "{said}");
    assert!(said.contains("config.draft.toml"), "{said}");
    assert_eq!(fs::read_to_string(person.config()).unwrap(), PLAN);

    let assert = edit_with(&person, "sed -i 's/wakeup = \"06:30\"/wake = \"07:00\"/'").success();
    assert!(text(&assert.get_output().stderr).contains("Going on with your unfinished changes"));
    assert!(
        fs::read_to_string(person.config())
            .unwrap()
            .contains("wake = \"07:00\"")
    );
}

#[cfg(unix)]
#[test]
fn an_edit_that_changes_nothing_says_so() {
    let person = person_at("19:00");
    let assert = edit_with(&person, "true").success();
    assert_eq!(text(&assert.get_output().stdout), "Nothing was changed.\n");
    assert_eq!(fs::read_to_string(person.config()).unwrap(), PLAN);
}

#[cfg(unix)]
#[test]
fn a_broken_config_can_be_corrected_with_edit() {
    let person = newcomer_at("19:00");
    person.write_config(PLAN.replace("wake", "wakeup"));
    edit_with(&person, "sed -i s/wakeup/wake/").success();
    person.says(&["config", "check"]);
}

#[cfg(unix)]
#[test]
fn an_editor_that_fails_changes_nothing() {
    let person = person_at("19:00");
    let said = text(
        &edit_with(&person, "no-such-editor")
            .code(1)
            .get_output()
            .stderr,
    );
    assert!(said.contains("no-such-editor"), "{said}");
    assert_eq!(fs::read_to_string(person.config()).unwrap(), PLAN);
}

#[cfg(unix)]
#[test]
fn a_config_changed_during_the_edit_is_not_overwritten() {
    let person = person_at("19:00");
    let elsewhere = PLAN.replace("22:30", "23:00");
    fs::write(person.path("elsewhere.toml"), &elsewhere).unwrap();
    let (new, config) = (person.path("elsewhere.toml"), person.config());
    let editor = format!(
        "cp {} {}; sed -i s/22:30/22:45/",
        new.display(),
        config.display()
    );
    let said = text(&edit_with(&person, &editor).code(1).get_output().stderr);
    assert!(said.contains("changed while you were editing"), "{said}");
    assert_eq!(fs::read_to_string(person.config()).unwrap(), elsewhere);
}

#[cfg(unix)]
#[test]
fn an_unfinished_draft_older_than_the_config_is_not_continued() {
    let person = person_at("19:00");
    edit_with(&person, "sed -i s/wake/wakeup/").code(1);
    let draft = person.config().with_extension("draft.toml");
    let an_hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let file = fs::File::options().append(true).open(&draft).unwrap();
    file.set_modified(an_hour_ago).unwrap();
    let assert = edit_with(&person, "sed -i s/wakeup/wake/").code(1);
    let said = text(&assert.get_output().stderr);
    assert!(said.contains("the config has changed since"), "{said}");
    assert!(draft.exists());
}

#[cfg(unix)]
#[test]
fn an_editor_that_fails_before_anything_was_typed_leaves_no_draft() {
    let person = person_at("21:55");
    let before = contents(person.home.path());
    for (editor, said_of_it) in [
        ("false", "the editor `false` failed"),
        ("no-such-editor -w", "set EDITOR"),
    ] {
        let mut command = person.command(&["config", "edit"]);
        let assert = command.env("EDITOR", editor).assert().code(1);
        let said = text(&assert.get_output().stderr);
        assert!(said.contains(said_of_it), "{said}");
        assert_eq!(contents(person.home.path()), before);
    }
}
