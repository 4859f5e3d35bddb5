//! `import --from loop`: habits of Loop Habit Tracker become steps.

use chrono::{Days, NaiveDate, NaiveTime};

use super::{Person, person_at};

/// A backup of Loop in which these habits were done so many days ago.
fn backup(person: &Person, habits: &[(&str, &[u64])]) -> String {
    let file = person.path("Loop Habits Backup.db");
    let db = rusqlite::Connection::open(&file).unwrap();
    db.execute_batch(
        "DROP TABLE IF EXISTS Habits; DROP TABLE IF EXISTS Repetitions;
         CREATE TABLE Habits (id integer primary key, name text, position integer, type integer);
         CREATE TABLE Repetitions (id integer primary key, habit integer, timestamp integer, value integer);",
    )
    .unwrap();
    for (id, (name, days)) in (0_i64..).zip(habits) {
        let habit = rusqlite::params![id, name];
        db.execute("INSERT INTO Habits VALUES (?1, ?2, ?1, 0)", habit)
            .unwrap();
        for days in *days {
            let day = ago(person, *days).and_time(NaiveTime::MIN).and_utc();
            let row = rusqlite::params![id, day.timestamp_millis()];
            let sql = "INSERT INTO Repetitions (habit, timestamp, value) VALUES (?1, ?2, 2)";
            db.execute(sql, row).unwrap();
        }
    }
    file.display().to_string()
}

fn ago(person: &Person, days: u64) -> NaiveDate {
    person.today() - Days::new(days)
}

#[test]
fn habits_become_done_steps_and_a_second_time_changes_nothing() {
    let person = person_at("21:00");
    let file = backup(
        &person,
        &[
            ("Warm bath", &[1, 2, 40]),
            ("Legs", &[1, 3]),
            ("Piano", &[1]),
        ],
    );
    let import = [
        "import",
        "--from",
        "loop",
        file.as_str(),
        "--map",
        "legs=stretch",
    ];
    let would = person.says(&[&import[..], &["--dry-run"]].concat());
    assert!(
        would.starts_with("Would import 5 entries of 4 evenings."),
        "{would}"
    );
    assert!(would.contains("Piano"), "{would}");
    assert!(!person.journal().exists(), "a dry run writes nothing");
    let said = person.says(&import);
    assert!(
        said.starts_with("Imported 5 entries of 4 evenings."),
        "{said}"
    );
    let yesterday = ["--date", "yesterday"];
    for step in ["warm-bath", "stretch"] {
        assert_eq!(person.step(step, &yesterday)["status"], "done");
    }
    assert_eq!(person.step("massage", &yesterday)["status"], "missed");
    let exported = person.says(&["export", "--format", "json"]);
    assert_eq!(exported.matches(r#""origin":"imported""#).count(), 5);
    let again = person.facts(&import);
    assert_eq!(
        (&again["imported"], &again["already_here"]),
        (&0.into(), &5.into())
    );
    assert_eq!(person.says(&["export", "--format", "json"]), exported);
}

#[test]
fn evenings_before_you_began_are_not_missed_because_of_an_import() {
    let person = person_at("21:00");
    let file = backup(&person, &[("Warm bath", &[40])]);
    person.says(&["import", "--from", "loop", &file]);
    person.says(&["done", "stretch"]);
    let review = person.facts(&["review", "--last", "60d"]);
    assert_eq!(
        review["missed"], 1,
        "the one evening that has something of it"
    );
    let evening = &review["evenings"][0];
    assert_eq!(evening["date"], ago(&person, 40).to_string());
    assert_eq!(evening["steps"]["warm-bath"], "done");
}

#[test]
fn what_the_user_recorded_and_what_was_taken_back_stays() {
    let person = person_at("21:00");
    person.says(&["skip", "warm-bath", "--date", "yesterday"]);
    let file = backup(&person, &[("Warm bath", &[1, 2, 0])]);
    let import = ["import", "--from", "loop", file.as_str()];
    let answer = person.facts(&import);
    assert_eq!(
        (
            &answer["imported"],
            &answer["already_here"],
            &answer["not_over"]
        ),
        (&1.into(), &1.into(), &1.into()),
        "{answer}"
    );
    assert_eq!(
        person.step("warm-bath", &["--date", "yesterday"])["status"],
        "skipped"
    );
    let before = ago(&person, 2).to_string();
    person.says(&["undo", "warm-bath", "--date", &before]);
    assert_eq!(person.facts(&import)["imported"], 0);
    assert_eq!(
        person.step("warm-bath", &["--date", &before])["status"],
        "missed"
    );
}

#[test]
fn a_mapping_that_cannot_be_is_refused_with_what_can() {
    let person = person_at("21:00");
    let file = backup(&person, &[("Piano", &[1])]);
    let import = ["import", "--from", "loop", file.as_str()];
    let said = person.fails(1, &import);
    assert!(said.contains("--map") && said.contains("Piano"), "{said}");
    for (pair, why) in [
        ("Violin=stretch", "Piano"),
        ("Piano=stretches", "stretch"),
        ("Piano=lights-out", "another step"),
        ("Piano", "HABIT=STEP"),
    ] {
        let said = person.fails(2, &[&import[..], &["--map", pair]].concat());
        assert!(said.contains(why), "{pair}: {said}");
    }
    let other = person.config().display().to_string();
    let said = person.fails(1, &["import", "--from", "loop", &other]);
    assert!(said.contains("neither a database nor a zip"), "{said}");
    let folder = person.config().parent().unwrap().display().to_string();
    let said = person.fails(1, &["import", "--from", "loop", &folder]);
    assert_eq!(said.matches("it is not a file").count(), 1, "{said}");
}
