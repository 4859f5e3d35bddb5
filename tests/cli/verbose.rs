//! `--verbose` and the log: what the program did, and nothing of what its user wrote.

use std::fs;

use super::{PLAN, Person, newcomer_at, person_at, text};

impl Person {
    /// All that was ever logged.
    fn logged(&self) -> String {
        let Ok(files) = fs::read_dir(self.path(".local/state/winddown/log")) else {
            return String::new();
        };
        files
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    }
}

#[test]
fn verbose_logs_to_standard_error_and_to_the_log_file() {
    let person = person_at("21:55");
    let output = person.runs(&["done", "stretch", "--verbose"]).success();
    let said = text(&output.get_output().stderr);
    assert!(said.contains("DEBUG config read"), "{said}");
    assert!(
        said.contains("DEBUG kept evening=") && said.contains("kind=\"done\" step=stretch"),
        "{said}"
    );
    assert_eq!(person.logged(), said);
    let zone = person.offset.to_string();
    assert!(said.lines().all(|line| line.contains(&zone)), "{said}");
}

#[test]
fn without_verbose_nothing_is_logged() {
    let person = person_at("21:55");
    let output = person.runs(&["done", "stretch"]).success();
    assert_eq!(text(&output.get_output().stderr), "");
    assert!(!person.path(".local/state").exists());
}

#[test]
fn no_text_or_rating_of_the_user_is_ever_logged() {
    let secret = "PELICAN";
    let person = newcomer_at("21:55");
    let plan = PLAN.replace("title = \"", &format!("title = \"{secret} "));
    person.write_config(&plan);
    for args in [
        &["log", "note", secret][..],
        &["excuse", "--why", secret],
        &["undo"],
        &["skip", "massage", "--why", secret],
        &["done", "stretch"],
        &["tonight"],
        &["next"],
        &["review"],
        &["config", "show"],
    ] {
        let output = person.runs(&[args, &["-v"]].concat());
        let said = text(&output.get_output().stderr);
        assert!(!said.contains(secret), "{args:?}: {said}");
    }
    // A config that is wrong is shown to the user, with its line, but not kept in the log.
    person.write_config(plan.replace("at = \"20:45\"", &format!("at = \"{secret}\"")));
    person.runs(&["tonight", "-v"]).code(2);
    let logged = person.logged();
    assert!(logged.lines().count() > 20, "{logged}");
    assert!(!logged.contains(secret), "{logged}");
}

#[test]
fn a_log_that_cannot_be_written_is_reported_once_and_does_not_stop_the_command() {
    let person = person_at("21:55");
    fs::write(person.path(".local"), "in the way").unwrap();
    let journal = person.path("journal.db");
    let args = ["tonight", "--journal", journal.to_str().unwrap()];
    let output = person.runs(&[&args[..], &["-v"]].concat()).success();
    let said = text(&output.get_output().stderr);
    assert_eq!(
        said.matches("nothing is written to the log").count(),
        1,
        "{said}"
    );
    let output = person.runs(&args).success();
    assert_eq!(text(&output.get_output().stderr), "");
}
