//! `winddown journal`: the check, copies, and what comes back.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Person, contents, newcomer_at, person_at, text};

/// A person with a note and a step done.
fn somebody() -> Person {
    let person = person_at("21:52");
    person.says(&["log", "note", "warm legs before the bath"]);
    person.says(&["done", "stretch"]);
    person
}

/// Changes one letter of the note, as a failing disk would.
fn damage_the_note(journal: &Path) {
    let mut bytes = fs::read(journal).unwrap();
    let note = b"warm legs";
    let place = bytes.windows(note.len()).position(|at| at == note).unwrap();
    bytes[place] ^= 1;
    fs::write(journal, bytes).unwrap();
}

/// What `journal check` prints when something is wrong.
fn complaint(person: &Person) -> (String, Value) {
    let said = |args: &[&str]| {
        let assert = person.runs(args).code(1);
        text(&assert.get_output().stdout)
    };
    let facts = said(&["journal", "check", "--json"]);
    (
        said(&["journal", "check"]),
        serde_json::from_str(&facts).unwrap(),
    )
}

#[test]
fn a_whole_journal_is_said_to_be_whole_and_nothing_is_written() {
    let person = somebody();
    let before = contents(person.home.path());
    let said = person.says(&["journal", "check"]);
    assert!(
        said.contains("journal.db is whole: 3 entries of 1 evening."),
        "{said}"
    );
    let facts = person.facts(&["journal", "check"]);
    assert_eq!(facts["fine"], true);
    assert_eq!(facts["journal"]["events"], 3);
    assert_eq!(facts["journal"]["evenings"], 1);
    assert_eq!(facts["advice"], Value::Null);
    assert_eq!(contents(person.home.path()), before);
}

#[test]
fn without_a_journal_there_is_nothing_wrong() {
    let person = newcomer_at("21:52");
    let said = person.says(&["journal", "check"]);
    assert!(said.starts_with("There is no journal at "), "{said}");
    assert_eq!(person.facts(&["journal", "check"])["journal"], Value::Null);
    assert!(!person.journal().exists());
}

#[test]
fn a_damaged_entry_is_named_with_its_evening_and_the_exit_code_is_1() {
    let person = somebody();
    damage_the_note(&person.journal());
    let (said, facts) = complaint(&person);
    let row = &facts["journal"]["unreadable"][0];
    let (id, evening) = (
        row["id"].as_str().unwrap(),
        row["evening"].as_str().unwrap(),
    );
    assert_eq!(evening, person.today().to_string());
    assert!(
        said.contains("is damaged; 2 entries of 1 evening can be read."),
        "{said}"
    );
    assert!(
        said.contains(&format!("entry {id} of {evening} (its checksum")),
        "{said}"
    );
    assert_eq!(facts["fine"], false);
    assert_eq!(facts["journal"]["whole"], false);
    assert!(facts["advice"].is_string());
}

#[test]
fn any_other_file_is_checked_too() {
    let person = somebody();
    for bytes in [&b"no journal at all"[..], b"x"] {
        fs::write(person.journal(), bytes).unwrap();
        let (said, facts) = complaint(&person);
        assert!(said.contains("journal.db"), "{said}");
        assert_eq!(facts["fine"], false);
        assert_eq!(fs::read(person.journal()).unwrap(), bytes);
    }
}

#[test]
fn a_backup_is_written_once_and_is_a_journal_itself() {
    let person = somebody();
    let copy = person.path("copy.db");
    let name = copy.to_str().unwrap();
    let said = person.says(&["journal", "backup", name]);
    assert_eq!(
        said,
        format!("Copied 3 entries of 1 evening to {name} and checked every one.\n")
    );
    let before = fs::read(&copy).unwrap();
    let refused = person.fails(1, &["journal", "backup", name]);
    assert!(refused.contains("exists already"), "{refused}");
    assert_eq!(fs::read(&copy).unwrap(), before);
    let whole = person.facts(&["journal", "check", "--journal", name]);
    assert_eq!(whole["journal"]["events"], 3);
    let other = person.path("other.db");
    let facts = person.facts(&["journal", "backup", other.to_str().unwrap()]);
    assert_eq!(facts["events"], 3);
}

#[test]
fn a_backup_of_nothing_or_into_nowhere_fails_and_says_why() {
    let person = newcomer_at("21:52");
    let copy = person.path("copy.db");
    let refused = person.fails(1, &["journal", "backup", copy.to_str().unwrap()]);
    assert!(refused.contains("nothing to copy yet"), "{refused}");
    assert!(!copy.exists() && !person.journal().exists());
    let person = somebody();
    let nowhere = person.path("no/such/folder/copy.db");
    let refused = person.fails(1, &["journal", "backup", nowhere.to_str().unwrap()]);
    assert!(refused.contains("cannot write"), "{refused}");
}

/// The names of the daily backups.
fn backups(person: &Person) -> Vec<String> {
    let folder = person.path(".local/share/winddown/journal.db-backups");
    let files = fs::read_dir(folder).into_iter().flatten();
    files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn the_first_entry_of_a_day_makes_the_days_backup_and_looking_makes_none() {
    let person = person_at("21:52");
    person.says(&["tonight"]);
    person.says(&["journal", "check"]);
    assert_eq!(backups(&person), [""; 0]);
    person.says(&["done", "stretch"]);
    let name = format!("{}.db", person.today());
    assert_eq!(backups(&person), [&name[..]]);
    person.says(&["log", "note", "later"]);
    let facts = person.facts(&["journal", "check"]);
    assert_eq!(facts["journal"]["events"], 3);
    assert_eq!(facts["backup"]["events"], 2);
    assert_eq!(facts["backup"]["day"], person.today().to_string());
    let said = person.says(&["journal", "check"]);
    assert!(
        said.contains(&format!("{name}, is whole: 2 entries of 1 evening.")),
        "{said}"
    );
    let line = person.line("backup", &[]);
    assert!(line["found"].as_str().unwrap().contains(&name), "{line}");
    assert_eq!(line["state"], "fine");
}

#[cfg(unix)]
#[test]
fn a_backup_that_cannot_be_made_does_not_fail_the_entry() {
    let person = person_at("21:52");
    fs::create_dir_all(person.journal().parent().unwrap()).unwrap();
    let in_the_way = person.path(".local/share/winddown/journal.db-backups");
    fs::write(&in_the_way, "a file").unwrap();
    person.says(&["done", "stretch"]);
    assert_eq!(person.status("stretch"), "done");
    assert_eq!(fs::read(&in_the_way).unwrap(), b"a file");
}

#[test]
fn a_restored_backup_says_what_came_back_and_a_dry_run_changes_nothing() {
    let person = somebody();
    let copy = person.path("copy.db");
    let name = copy.to_str().unwrap();
    person.says(&["journal", "backup", name]);
    person.says(&["log", "note", "later"]);
    let today = person.today();

    let before = contents(person.home.path());
    let said = person.says(&["journal", "restore", name, "--dry-run"]);
    assert_eq!(
        said,
        format!(
            "Nothing was changed. The backup is whole: 3 entries of 1 evening.\n\
             Would be lost from the journal: 1 entry of 1 evening, {today}.\n"
        )
    );
    assert_eq!(contents(person.home.path()), before);

    let said = person.says(&["journal", "restore", name]);
    assert!(
        said.starts_with("The backup is in place: 3 entries of 1 evening.\n"),
        "{said}"
    );
    let kept = said.lines().last().unwrap();
    let kept = kept
        .strip_prefix("What was there before is kept as ")
        .unwrap();
    let facts = person.facts(&["journal", "restore", kept.strip_suffix('.').unwrap()]);
    assert_eq!(facts["back"]["events"], 1);
    assert_eq!(facts["back"]["evenings"][0], today.to_string());
    assert_eq!(person.facts(&["journal", "check"])["journal"]["events"], 4);
}

#[test]
fn a_damaged_backup_is_refused_with_the_reason() {
    let person = somebody();
    let copy = person.path("copy.db");
    let name = copy.to_str().unwrap();
    person.says(&["journal", "backup", name]);
    damage_the_note(&copy);
    let refused = person.fails(1, &["journal", "restore", name]);
    assert!(
        refused.contains("cannot be restored") && refused.contains("is damaged"),
        "{refused}"
    );
    // What to do is about the backup, and not about the journal.
    assert!(
        refused.contains("name another one") && !refused.contains("next entry"),
        "{refused}"
    );
    let refused = person.fails(1, &["journal", "restore", "nowhere.db"]);
    assert!(refused.contains("there is no file nowhere.db"), "{refused}");
}

/// The journal without its beginning, which nothing can open.
fn break_the_journal(journal: &Path) {
    let mut bytes = fs::read(journal).unwrap();
    bytes[..100].fill(0);
    fs::write(journal, bytes).unwrap();
}

#[test]
fn an_entry_repairs_a_damaged_journal_and_says_so_on_standard_error() {
    let person = somebody();
    break_the_journal(&person.journal());
    person.runs(&["tonight"]).code(1);
    let (said, _) = complaint(&person);
    assert!(said.contains("The next entry repairs it"), "{said}");
    assert!(
        !person
            .path(".local/share/winddown/journal.db-recovery.json")
            .exists()
    );

    let assert = person.runs(&["log", "note", "after the damage"]).code(0);
    let warned = text(&assert.get_output().stderr);
    assert!(
        warned.starts_with(
            "winddown: The journal was damaged and was repaired: it has 3 entries again"
        ),
        "{warned}"
    );
    assert_eq!(person.status("stretch"), "done");
    assert_eq!(person.facts(&["journal", "check"])["journal"]["events"], 4);
    // It is said until the report is deleted, but not again by the next entry.
    let said = person.says(&["journal", "check"]);
    assert!(
        said.contains("The journal was damaged and was repaired"),
        "{said}"
    );
    let line = person.line("recovery", &[]);
    assert_eq!(line["state"], "note");
    let assert = person.runs(&["log", "note", "and so on"]).code(0);
    assert_eq!(text(&assert.get_output().stderr), "");
}

#[test]
fn damage_that_only_the_days_backup_finds_is_repaired_by_it() {
    let person = somebody();
    let day_before = person.yesterday();
    let folder = person.path(".local/share/winddown/journal.db-backups");
    let name = |day| folder.join(format!("{day}.db"));
    fs::rename(name(person.today()), name(day_before)).unwrap();
    damage_the_note(&person.journal());
    let assert = person.runs(&["log", "note", "more"]).code(0);
    let warned = text(&assert.get_output().stderr);
    assert!(warned.contains("was damaged and was repaired"), "{warned}");
    assert!(warned.contains("Nothing is missing."), "{warned}");
    assert!(name(person.today()).exists());
    assert_eq!(person.facts(&["journal", "check"])["journal"]["events"], 4);
}

#[test]
fn a_forgotten_entry_is_in_no_file_of_the_home_any_more() {
    let person = somebody();
    person.says(&["review"]);
    let listed = person.facts(&["journal", "forget"]);
    let entries = listed["entries"].as_array().unwrap();
    let note = entries
        .iter()
        .find(|it| it["entry"] == "note: warm legs before the bath")
        .unwrap();
    let id = note["id"].as_str().unwrap();
    assert!(person.says(&["journal", "forget"]).contains(id));

    let refused = person.fails(2, &["journal", "forget", id]);
    assert!(refused.contains("--yes"), "{refused}");
    let with_it = || {
        let files = contents(person.home.path()).into_iter();
        let has = |bytes: &[u8]| bytes.windows(9).any(|window| window == b"warm legs");
        files
            .filter(|(_, bytes)| has(bytes))
            .map(|(path, _)| path)
            .collect::<Vec<_>>()
    };
    assert!(with_it().len() >= 2, "journal and backup");
    let said = person.says(&["journal", "forget", id, "--yes"]);
    assert!(said.starts_with("Deleted for good"), "{said}");
    assert_eq!(with_it(), [""; 0].map(std::path::PathBuf::from));
    assert_eq!(person.status("stretch"), "done");
    assert!(
        person.facts(&["journal", "check"])["fine"]
            .as_bool()
            .unwrap()
    );
    person.says(&["review"]);

    let unknown = "01a2219c-da3b-72f9-b96b-58c5debef20d";
    let refused = person.fails(1, &["journal", "forget", unknown, "--yes"]);
    assert!(refused.contains("there is no entry"), "{refused}");
}

#[test]
fn damage_that_an_entry_meets_on_its_way_is_repaired_and_the_entry_is_kept() {
    let person = somebody();
    let mut bytes = fs::read(person.journal()).unwrap();
    let place = bytes.windows(9).position(|at| at == b"warm legs").unwrap();
    // The whole page; the first one, by which the file is opened, is another.
    bytes[place / 4096 * 4096..][..4096].fill(0);
    fs::write(person.journal(), bytes).unwrap();
    let assert = person.runs(&["log", "note", "after the damage"]).code(0);
    let warned = text(&assert.get_output().stderr);
    assert!(warned.contains("was damaged and was repaired"), "{warned}");
    let check = person.facts(&["journal", "check"]);
    assert_eq!(check["fine"], true);
    assert!(
        person
            .says(&["journal", "forget"])
            .contains("after the damage")
    );
}

/// The id of the note.
fn id_of_the_note(person: &Person) -> String {
    let listed = person.facts(&["journal", "forget"]);
    let mut entries = listed["entries"].as_array().unwrap().iter();
    let note = entries.find(|it| it["entry"] == "note: warm legs before the bath");
    note.unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_entry_that_cannot_be_read_is_not_forgotten_without_asking() {
    let person = somebody();
    let id = id_of_the_note(&person);
    damage_the_note(&person.journal());
    let before = fs::read(person.journal()).unwrap();
    let refused = person.fails(2, &["journal", "forget", &id]);
    assert!(refused.contains("--yes"), "{refused}");
    assert_eq!(fs::read(person.journal()).unwrap(), before);
    person.says(&["journal", "forget", &id, "--yes"]);
    assert_eq!(
        person.facts(&["journal", "check"])["journal"]["whole"],
        true
    );
}

#[test]
fn an_id_and_an_evening_together_are_refused() {
    let person = somebody();
    let id = id_of_the_note(&person);
    person.fails(
        2,
        &["journal", "forget", &id, "--date", "yesterday", "--yes"],
    );
    assert_eq!(person.facts(&["journal", "check"])["journal"]["events"], 3);
}

#[test]
fn the_list_marks_what_was_taken_back() {
    let person = somebody();
    person.says(&["undo"]);
    let listed = person.facts(&["journal", "forget"]);
    let entries = listed["entries"].as_array().unwrap();
    let marks: Vec<_> = entries.iter().map(|it| &it["taken_back"]).collect();
    assert_eq!(marks, [false, true], "{listed}");
    let said = person.says(&["journal", "forget"]);
    let marked: Vec<_> = said
        .lines()
        .map(|it| it.ends_with(" (taken back)"))
        .collect();
    assert_eq!(marked, [false, true], "{said}");
}

#[test]
fn a_cache_that_cannot_be_deleted_is_named_with_what_may_still_have_the_entry() {
    let person = somebody();
    // So that there are evenings that are over, which are cached.
    let long_ago = (person.today() - chrono::Days::new(10)).to_string();
    person.says(&["excuse", "--date", &long_ago, "--to", "yesterday"]);
    person.says(&["review"]);
    let events = person.facts(&["journal", "check"])["journal"]["events"].clone();
    let id = id_of_the_note(&person);
    let folder = person.path(".cache/winddown");
    let files = fs::read_dir(&folder).unwrap();
    let cached = files.map(|it| it.unwrap().path()).find(|it| it.is_file());
    let cached = cached.unwrap();
    fs::remove_file(&cached).unwrap();
    fs::create_dir(&cached).unwrap();
    let failed = person.fails(1, &["journal", "forget", &id, "--yes"]);
    assert!(failed.contains(cached.to_str().unwrap()), "{failed}");
    let left = person.facts(&["journal", "check"])["journal"]["events"].clone();
    assert_eq!(
        left, events,
        "the entry is gone, and an event that says so is there"
    );
}
