//! `export` and `import`: the journal out and in.

use std::fs;

use super::review::with_eight_weeks;
use super::{Person, newcomer_at, person_at};

/// A user whose clock shows what that of `other` shows, without a journal.
fn another_computer_of(other: &Person) -> Person {
    let person = newcomer_at("12:00");
    let second = Person {
        zone: other.zone.clone(),
        ..person
    };
    second.write_config(super::PLAN);
    second
}

fn exported(person: &Person) -> String {
    let file = person.path("all.jsonl").display().to_string();
    let said = person.says(&["export", "--format", "json", "-o", &file]);
    assert!(said.contains(&file), "{said}");
    file
}

#[test]
fn after_export_and_import_the_review_is_the_same_byte_for_byte() {
    let person = with_eight_weeks();
    let file = exported(&person);
    let second = another_computer_of(&person);
    let would = second.says(&["import", "--from", "winddown", &file, "--dry-run"]);
    assert!(would.starts_with("Would import "), "{would}");
    assert!(!second.journal().exists(), "a dry run writes nothing");
    let said = second.says(&["import", "--from", "winddown", &file]);
    assert_eq!(said, would.replace("Would import", "Imported"));
    let review = ["review", "--last", "60d", "--json"];
    assert_eq!(second.says(&review), person.says(&review));
    assert!(
        second.says(&review).len() > 5000,
        "there is something in it"
    );
    let again = second.facts(&["import", "--from", "winddown", &file]);
    assert_eq!(again["imported"], 0);
    let lines = fs::read_to_string(&file).unwrap().lines().count();
    assert_eq!(again["already_here"], lines);
    assert_eq!(
        fs::read_to_string(exported(&second)).unwrap(),
        fs::read_to_string(&file).unwrap()
    );
}

#[test]
fn a_span_of_evenings_can_be_exported_and_printed() {
    let person = person_at("21:00");
    person.says(&["log", "legs", "3"]);
    person.says(&["log", "legs", "4", "--date", "yesterday"]);
    let kinds = |args: &[&str]| {
        let said = person.says(&[&["export", "--format", "json"], args].concat());
        said.matches(r#""kind":"legs""#).count()
    };
    assert_eq!(kinds(&[]), 2);
    assert_eq!(kinds(&["--last", "1d"]), 1);
    assert_eq!(kinds(&["--to", "yesterday"]), 1);
    let long_ago = ["export", "--format", "json", "--to", "2001-01-01"];
    assert_eq!(person.says(&long_ago), "");
    let swapped = [
        "export",
        "--format",
        "json",
        "--from",
        "today",
        "--to",
        "yesterday",
    ];
    assert!(person.fails(2, &swapped).contains("swap --from and --to"));
}

#[test]
fn an_export_overwrites_an_earlier_one_and_nothing_else() {
    let person = person_at("21:00");
    person.says(&["log", "legs", "3"]);
    let file = exported(&person);
    exported(&person);
    let other = person.path("thesis.txt");
    fs::write(&other, "years of work").unwrap();
    let name = other.display().to_string();
    let said = person.fails(1, &["export", "--format", "json", "-o", &name]);
    assert!(
        said.contains("not an earlier export") && said.contains("--force"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&other).unwrap(), "years of work");
    person.says(&["export", "--format", "json", "-o", &name, "--force"]);
    assert_eq!(fs::read(&other).unwrap(), fs::read(file).unwrap());
}

#[test]
fn refused_lines_are_named_with_their_number_and_the_others_are_imported() {
    let person = person_at("21:00");
    person.says(&["log", "legs", "3"]);
    let file = exported(&person);
    let good = fs::read_to_string(&file).unwrap();
    let hostile = "{\"id\": 1}\n\u{1b}]0;x\u{7}\n";
    fs::write(&file, format!("{hostile}{good}")).unwrap();
    let second = another_computer_of(&person);
    let ran = second
        .runs(&["import", "--from", "winddown", &file])
        .success();
    let (out, err) = (&ran.get_output().stdout, &ran.get_output().stderr);
    let (out, err) = (super::text(out), super::text(err));
    assert!(
        out.contains("2 entries of 1 evening. 2 lines were left out:"),
        "{out}"
    );
    assert!(
        err.starts_with("line 1: ") && err.contains("\nline 2: "),
        "{err}"
    );
    fs::write(&file, hostile).unwrap();
    let said = second.fails(1, &["import", "--from", "winddown", &file]);
    assert!(
        said.contains("nothing in") && said.contains("\nline 2: "),
        "{said}"
    );
}

#[test]
fn an_import_takes_nothing_out_for_good_without_a_word() {
    let person = person_at("21:00");
    person.says(&["log", "note", "a secret"]);
    let before = exported(&person);
    let line = fs::read_to_string(&before).unwrap();
    let note = line.lines().find(|line| line.contains("a secret")).unwrap();
    let note: serde_json::Value = serde_json::from_str(note).unwrap();
    let second = another_computer_of(&person);
    second.says(&["import", "--from", "winddown", &before]);
    person.says(&["journal", "forget", note["id"].as_str().unwrap(), "--yes"]);
    let after = exported(&person);
    let import = ["import", "--from", "winddown", after.as_str()];
    let said = second.fails(1, &import);
    assert!(said.contains("1 entry") && said.contains("--yes"), "{said}");
    assert!(
        fs::read_to_string(exported(&second))
            .unwrap()
            .contains("a secret")
    );
    let would = second.says(&[&import[..], &["--dry-run"]].concat());
    assert!(
        would.contains("One entry would be taken out for good"),
        "{would}"
    );
    second.says(&[&import[..], &["--yes"]].concat());
    assert!(
        !fs::read_to_string(exported(&second))
            .unwrap()
            .contains("a secret")
    );
    // And it never comes back.
    fs::write(&after, line).unwrap();
    let again = second.says(&import);
    assert!(again.contains("forgotten and stay"), "{again}");
}

#[test]
fn an_entry_with_the_id_of_another_one_is_refused() {
    let person = person_at("21:00");
    person.says(&["log", "legs", "3"]);
    let file = exported(&person);
    let changed = fs::read_to_string(&file)
        .unwrap()
        .replace(r#""rating":3"#, r#""rating":9"#);
    fs::write(&file, &changed).unwrap();
    let import = ["import", "--from", "winddown", file.as_str()];
    assert!(super::text(&person.runs(&import).success().get_output().stderr).contains("checksum"));
    let checksum = changed.rfind(",\"checksum\"").unwrap();
    fs::write(&file, format!("{}}}\n", &changed[..checksum])).unwrap();
    let ran = person.runs(&import).success();
    let said = super::text(&ran.get_output().stderr);
    assert!(said.contains("another entry has its id"), "{said}");
    assert_eq!(person.facts(&["review"])["legs"]["mean"], 3.0);
}

#[test]
fn a_spreadsheet_gets_a_row_an_evening_and_notes_only_on_request() {
    let person = person_at("21:00");
    person.says(&["log", "legs", "3", "--date", "yesterday"]);
    person.says(&["log", "note", "=HYPERLINK(\"x\")", "--date", "yesterday"]);
    let file = person.path("evenings.csv").display().to_string();
    let export = ["export", "--format", "csv", "-o", file.as_str()];
    let said = person.says(&export);
    assert!(said.contains("--with-notes"), "{said}");
    let table = fs::read_to_string(&file).unwrap();
    assert!(
        !table.contains("HYPERLINK") && !table.contains("\"notes\""),
        "{table}"
    );
    let rows: Vec<&str> = table.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 3, "a heading and two evenings");
    assert!(
        rows[1].starts_with(&format!("{},\"", person.yesterday())),
        "{table}"
    );
    person.says(&[&export[..], &["--with-notes", "--last", "2d"]].concat());
    let table = fs::read_to_string(&file).unwrap();
    assert!(table.contains(r#""'=HYPERLINK(""x"")""#), "{table}");
}

#[test]
fn a_phone_gets_the_plan_with_alarms() {
    let person = person_at("21:00");
    let plan = person.says(&["export", "--format", "ics"]);
    assert!(plan.starts_with("BEGIN:VCALENDAR\r\n") && plan.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(plan.matches("BEGIN:VEVENT").count(), 5);
    assert_eq!(plan.matches("ACTION:DISPLAY").count(), 5);
    assert!(plan.contains("SUMMARY:Massage & rest\r\n"), "{plan}");
    assert!(
        plan.contains("T214500") || plan.contains("T215000"),
        "{plan}"
    );
    let said = person.fails(2, &["export", "--format", "ics", "--last", "3d"]);
    assert!(said.contains("no span"), "{said}");
}

#[test]
fn notes_get_each_evening_once() {
    let person = person_at("21:00");
    for days in 1..=3 {
        let evening = super::days_after(person.today(), -days);
        person.says(&["log", "legs", "3", "--date", &evening]);
    }
    let file = person.path("diary.md");
    fs::write(&file, "# My notes").unwrap();
    let name = file.display().to_string();
    let append = ["export", "--format", "md", "--append", name.as_str()];
    assert!(person.says(&append).starts_with("Added "));
    let notes = fs::read_to_string(&file).unwrap();
    let heading = |days| format!("## Evening of {}", super::days_after(person.today(), days));
    assert!(
        notes.starts_with(&format!("# My notes\n\n{}", heading(-1))),
        "{notes}"
    );
    assert!(person.says(&append).starts_with("Nothing new"));
    assert_eq!(fs::read_to_string(&file).unwrap(), notes);
    let said = person.says(&[&append[..], &["--last", "8d"]].concat());
    assert!(said.starts_with("Added 2 evenings"), "{said}");
    let notes = fs::read_to_string(&file).unwrap();
    for days in -3..=-1 {
        assert_eq!(notes.matches(&heading(days)).count(), 1, "{notes}");
    }
    assert!(!notes.contains(&heading(0)), "tonight is not over");
    let tonight = person.says(&["export", "--format", "md"]);
    assert!(tonight.starts_with(&heading(0)), "{tonight}");
}
