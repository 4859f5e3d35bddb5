//! `report`: how the page for the doctor is written to a file. Its content is tested in `src/report`.

use std::fs;

use super::review::with_eight_weeks;
use super::{Person, days_after, person_at};

/// A user with one rating and one note in the journal.
fn with_a_note() -> (Person, String) {
    let person = person_at("19:00");
    let evening = days_after(person.today(), -1);
    person.says(&["log", "legs", "6", "--date", &evening]);
    person.says(&["log", "note", "<script>no</script>", "--date", &evening]);
    let file = person.path("doctor.html").display().to_string();
    (person, file)
}

#[test]
fn the_page_is_written_to_the_file_and_says_where_it_is() {
    let (person, file) = with_a_note();
    let said = person.says(&["report", "-o", &file]);
    assert!(
        said.contains(&file) && said.contains("--with-notes"),
        "{said}"
    );
    let page = fs::read_to_string(&file).unwrap();
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"),
        "{page}"
    );
    assert!(
        page.contains("Legs at night: 6.0 of 10") && !page.contains("script"),
        "{page}"
    );
    let facts = person.facts(&["report", "-o", &file]);
    assert_eq!(facts["path"], file.as_str());
}

#[test]
fn the_page_can_be_printed_to_standard_output() {
    let (person, _) = with_a_note();
    let page = person.says(&["report", "-o", "-", "--with-notes"]);
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("&lt;script&gt;no&lt;/script&gt;") && !page.contains("<script"));
    assert!(
        person
            .fails(2, &["report", "-o", "-", "--json"])
            .contains("review --json")
    );
}

#[test]
fn remarks_about_a_printed_page_go_to_standard_error() {
    let (person, _) = with_a_note();
    let said = |args: &[&str]| {
        let ran = person.runs(&[&["report", "-o", "-"], args].concat());
        let output = ran.success().get_output().clone();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    };
    let (page, beside) = said(&[]);
    assert!(page.trim_end().ends_with("</html>"), "{page}");
    assert_eq!(
        beside,
        "Your notes are not on it; --with-notes puts them there.\n"
    );
    assert_eq!(said(&["--with-notes"]).1, "");
}

#[test]
fn a_range_without_entries_is_reported_as_empty() {
    let (person, file) = with_a_note();
    let (soon, later) = (days_after(person.today(), 3), days_after(person.today(), 9));
    let early = days_after(person.today(), -9);
    let says = person.says(&["report", "-o", &file, "--to", &early]);
    assert!(says.contains("The diary has no entries up to "), "{says}");
    let says = person_at("19:00").says(&["report", "-o", &file]);
    assert!(says.contains("The diary has no entries up to "), "{says}");

    for more in [&[][..], &["--to", &later]] {
        let said = person.fails(2, &[&["report", "-o", "-", "--from", &soon], more].concat());
        assert!(
            said.contains("is still to come") && !said.contains("swap"),
            "{said}"
        );
    }
}

#[test]
fn the_range_options_are_those_of_review() {
    let (person, _) = with_a_note();
    let page = |span: &[&str]| person.says(&[&["report", "-o", "-"], span].concat());
    let today = days_after(person.today(), 0);
    assert!(page(&[]).contains("Legs at night: 6.0"));
    assert!(!page(&["--last", "1d"]).contains("Legs at night: 6.0"));
    assert!(!page(&["--from", &today]).contains("Legs at night: 6.0"));
    let early = days_after(person.today(), -9);
    assert!(page(&["--to", &early]).contains("The diary has no entries up to "));
    let backwards = ["report", "-o", "-", "--from", &today, "--to", &early];
    assert!(person.fails(2, &backwards).contains("swap"));
    person.fails(2, &["report", "-o", "-", "--last", "2d", "--from", &early]);
}

#[test]
fn an_earlier_report_is_overwritten_and_any_other_file_is_not() {
    let (person, file) = with_a_note();
    person.says(&["report", "-o", &file]);
    person.says(&[
        "log",
        "legs",
        "8",
        "--date",
        &days_after(person.today(), -1),
    ]);
    person.says(&["report", "-o", &file]);
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .contains("Legs at night: 8.0")
    );

    fs::write(&file, "<!DOCTYPE html><title>my thesis</title>").unwrap();
    let said = person.fails(1, &["report", "-o", &file]);
    assert!(said.contains("--force"), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("my thesis"));
    person.says(&["report", "-o", &file, "--force"]);
    assert!(
        fs::read_to_string(&file)
            .unwrap()
            .contains("Legs at night: 8.0")
    );
}

#[test]
fn a_page_that_cannot_be_written_is_reported_and_leaves_no_file() {
    let (person, _) = with_a_note();
    let folder = person.home.path().display().to_string();
    assert!(
        person
            .fails(1, &["report", "-o", &folder])
            .contains("not a file")
    );
    let nowhere = person.path("not/there.html").display().to_string();
    assert!(
        person
            .fails(1, &["report", "-o", &nowhere])
            .contains("folder")
    );
    assert!(person.fails(2, &["report"]).contains("--output"));
    let left: Vec<_> = fs::read_dir(person.home.path()).unwrap().collect();
    assert!(left.iter().all(|one| {
        !one.as_ref()
            .unwrap()
            .path()
            .to_string_lossy()
            .contains("html")
    }));
}

#[cfg(unix)]
#[test]
fn a_new_page_is_readable_by_its_owner_only_and_an_earlier_one_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let (person, file) = with_a_note();
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    person.says(&["report", "-o", &file]);
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    person.says(&["report", "-o", &file]);
    assert_eq!(mode(), 0o640);
}

#[test]
fn report_records_nothing() {
    let person = person_at("19:00");
    let page = person.says(&["report", "-o", "-"]);
    assert!(page.contains("The diary has no entries up to "));
    assert!(!person.journal().exists());
}

#[test]
fn a_finding_is_on_the_page_whatever_the_range_and_what_is_none_is_not() {
    let person = with_eight_weeks();
    let page = person.says(&["report", "-o", "-"]);
    let bath = "calmer on nights after &quot;<bdi>Warm bath</bdi>&quot;: 30 nights with, 25 without, likely";
    let found = |page: &str| {
        let compared = page
            .split("What goes with calmer or more restless legs")
            .nth(1);
        compared
            .unwrap()
            .split("</section>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert!(found(&page).contains(bath), "{page}");
    // Two nights with alcohol are too few for a comparison.
    assert!(!found(&page).contains("alcohol"), "{page}");
    let week = person.says(&["report", "-o", "-", "--last", "7d"]);
    assert!(found(&week).contains(bath), "{week}");
}

#[test]
fn the_text_for_a_message_has_fifteen_lines_and_the_onset_second() {
    let (person, _) = with_a_note();
    let evening = days_after(person.today(), -1);
    person.says(&[
        "log",
        "onset",
        "--at",
        "20:10",
        "--where",
        "arms,legs",
        "--sat",
        "25m",
        "--date",
        &evening,
    ]);
    let text = person.says(&["report", "--text"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 15, "{text}");
    assert_eq!(
        lines[1..4],
        [
            "Symptoms begin at 20:10 (1 day); too few days to say whether this changes.",
            "Where: legs on 1 day, arms on 1 day",
            "Could sit still for: 25 min",
        ]
    );
    assert!(lines[6].ends_with("6.0 (1 night)"), "{text}");
    assert!(!text.contains("script"), "{text}");
    let facts = person.facts(&["report", "--text"]);
    assert_eq!(facts["lines"].as_array().unwrap().len(), 15);
    person.fails(2, &["report", "--text", "-o", "page.html"]);
}
