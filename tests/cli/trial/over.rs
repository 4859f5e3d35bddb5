//! Trials that are looked at before their end, stopped, or lengthened.

use std::fs;

use serde_json::{Value, json};
use winddown::plan::{Trial, parse};

use super::super::{Person, person_at};
use super::{in_a_trial, tell_legs, the_one};

/// The same as [`in_a_trial`], drawn in pairs.
fn in_a_trial_in_pairs(person: &Person, ago: i64) -> Trial {
    in_a_trial(person, ago);
    let config = fs::read_to_string(person.config()).unwrap();
    let config = config.replace("seed = 7\n", "seed = 7\ndraw = \"pairs\"\n");
    person.write_config(&config);
    parse(&config).unwrap().plan.trials.remove(0)
}

#[test]
fn a_trial_in_pairs_may_be_looked_at_stopped_and_keeps_its_result() {
    let person = person_at("19:00");
    let trial = in_a_trial_in_pairs(&person, 26);
    tell_legs(&person, &trial);
    for (evening, with) in trial
        .first
        .through(trial.last())
        .zip(trial.evenings())
        .take(26)
    {
        if with {
            person.says(&["done", "warm-bath", "--date", &evening.to_string()]);
        }
    }
    let said = person.says(&["trial"]);
    assert!(
        said.contains("13 without so far, likely between "),
        "{said}"
    );
    assert!(
        said.contains("the step is likely the cause, but not certain"),
        "{said}"
    );
    assert!(
        said.contains("you can end the trial with `winddown trial stop warm-bath`"),
        "{said}"
    );
    assert!(said.contains("Expecting a step to help"), "{said}");
    let review = person.facts(&["review"]);
    let facts = the_one(&review);
    assert_eq!(
        (&facts["followed"], &facts["evenings"]),
        (&json!(26), &json!(26))
    );
    assert_eq!((&facts["found"], &facts["p"]), (&json!(true), &Value::Null));
    assert!(facts["e"].as_f64().unwrap() >= 20.0, "{facts}");
    person.says(&["trial", "stop", "warm-bath"]);
    let stopped = person.facts(&["review"]);
    let stopped = the_one(&stopped);
    assert_eq!(stopped["stage"], "stopped");
    for key in [
        "with",
        "without",
        "followed",
        "difference",
        "interval",
        "e",
        "found",
    ] {
        assert_eq!(stopped[key], facts[key], "{key}");
    }
    let said = person.says(&["trial"]);
    assert!(said.contains("the step is likely the cause"), "{said}");
}

#[test]
fn a_trial_that_is_over_can_be_lengthened_and_goes_on_where_it_was() {
    let person = person_at("19:00");
    let trial = in_a_trial_in_pairs(&person, 28);
    tell_legs(&person, &trial);
    let before = person.facts(&["trial"]);
    assert_eq!(the_one(&before)["stage"], "over");
    let said = person.says(&["trial", "lengthen", "warm-bath", "--weeks", "6"]);
    assert!(
        said.starts_with("\"Warm bath\" is now tried until "),
        "{said}"
    );
    let after = person.facts(&["trial"]);
    let after = the_one(&after);
    assert_eq!(
        (&after["stage"], &after["evenings"], &after["evening"]),
        (&json!("running"), &json!(70), &json!(29))
    );
    for key in ["with", "without", "difference", "interval", "e"] {
        assert_eq!(after[key], the_one(&before)[key], "{key}");
    }
    let longer = Trial {
        fortnights: 5,
        ..trial
    };
    assert_eq!(after["tonight"], longer.evenings()[28]);
    assert!(
        fs::read_to_string(person.config())
            .unwrap()
            .contains("fortnights = 5\n")
    );
    let said = person.fails(2, &["trial", "lengthen", "warm-bath", "--weeks", "22"]);
    assert!(said.contains("a trial lasts 26 weeks at most"), "{said}");
    assert!(
        person
            .fails(2, &["trial", "lengthen", "stretch"])
            .contains("no trial of `stretch`")
    );
}

#[test]
fn a_trial_of_an_older_version_is_not_lengthened() {
    let person = person_at("19:00");
    in_a_trial(&person, 28);
    let said = person.fails(2, &["trial", "lengthen", "warm-bath"]);
    assert!(said.contains("begun with an older version"), "{said}");
}
