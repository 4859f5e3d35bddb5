//! `trial`: steps tried on evenings drawn at random.

#[path = "trial/over.rs"]
mod over;

use std::fs;

use serde_json::{Value, json};
use winddown::event::{Draft, EveningDate, Origin, Rating, What};
use winddown::journal::Journal;
use winddown::plan::{Trial, parse};

use super::{PLAN, Person, days_after, newcomer_at, person_at};

/// [`PLAN`] with a comment at its end and a trial of the bath that began so many evenings ago.
fn in_a_trial(person: &Person, ago: i64) -> Trial {
    let first = days_after(person.today(), -ago);
    let config = format!(
        "{PLAN}\n[[trial]]\nstep = \"warm-bath\"\nfirst = {first}\nfortnights = 2\nseed = 7\n# mine\n"
    );
    person.write_config(&config);
    parse(&config).unwrap().plan.trials.remove(0)
}

/// Ratings for each past evening of the trial, two points lower on evenings with the step.
fn tell_legs(person: &Person, trial: &Trial) {
    let today: EveningDate = days_after(person.today(), -1).parse().unwrap();
    let evenings = trial.first.through(today).zip(trial.evenings());
    let drafts = evenings.enumerate().map(|(n, (evening, with))| {
        let at = evening.0.and_hms_opt(21, 0, 0).unwrap();
        Draft {
            at: at.and_local_timezone(person.offset).unwrap().to_utc(),
            offset_min: person.offset.local_minus_utc() / 60,
            evening,
            what: What::Legs {
                rating: Rating::try_from((4 + n % 3) as i64 - 2 * i64::from(with)).unwrap(),
                feels: vec![],
                places: vec![],
                about: None,
            },
            origin: None,
        }
    });
    fs::create_dir_all(person.journal().parent().unwrap()).unwrap();
    let mut journal = Journal::open(&person.journal(), "test").unwrap();
    journal
        .append(Origin::Typed, &drafts.collect::<Vec<_>>())
        .unwrap();
}

/// Records the step on each past evening that was drawn to be with it.
fn follow_the_draw(person: &Person, trial: &Trial) {
    let evenings = trial.first.through(trial.last()).zip(trial.evenings());
    for (with, _) in evenings.filter(|(_, with)| *with) {
        person.says(&["done", "warm-bath", "--date", &with.to_string()]);
    }
    person.says(&["began", "--date", &trial.first.to_string()]);
}

fn the_one(facts: &Value) -> &Value {
    let trials = facts["trials"].as_array().unwrap();
    assert_eq!(trials.len(), 1, "{facts}");
    &trials[0]
}

#[test]
fn a_trial_is_started_shown_and_stopped_and_comments_in_the_config_stay() {
    let person = person_at("19:00");
    let config = format!("# my plan\n{PLAN}\n[sound]\nspeak = false   # no voice\n# the end");
    person.write_config(&config);
    let said = person.says(&["trial", "start", "warm-bath"]);
    assert!(
        said.starts_with("\"Warm bath\" is tried for 8 weeks, from "),
        "{said}"
    );
    assert!(said.contains("Chance chose the evenings"), "{said}");
    assert_eq!(said.matches("tonight").count(), 1, "{said}");
    let written = fs::read_to_string(person.config()).unwrap();
    assert!(written.starts_with(&config), "{written}");

    let facts = person.facts(&["trial"]);
    let trial = the_one(&facts);
    assert_eq!(trial["first"], person.today().to_string());
    assert_eq!(
        (&trial["stage"], &trial["evening"], &trial["evenings"]),
        (&json!("running"), &json!(1), &json!(56))
    );
    let with = trial["tonight"].as_bool().unwrap();
    let tonight = person.facts(&["tonight"]);
    let steps = tonight["steps"].as_array().unwrap();
    assert_eq!(steps.iter().any(|step| step["id"] == "warm-bath"), with);
    let how = format!("tonight with{} it", if with { "" } else { "out" });
    let line = person.says(&["trial"]);
    assert!(line.starts_with("Warm bath: evening 1 of 56, "), "{line}");
    assert!(line.contains(&how), "{line}");

    let said = person.says(&["trial", "stop", "warm-bath"]);
    assert!(said.contains("asked for every evening again"), "{said}");
    let written = fs::read_to_string(person.config()).unwrap();
    assert!(written.starts_with(&config), "{written}");
    assert!(written.contains("# [[trial]]\n# step ="), "{written}");
    assert_eq!(person.facts(&["trial"]), json!({"trials": []}));
    assert!(person.says(&["trial"]).contains("No trial is running"));
    person.fails(2, &["trial", "stop", "warm-bath"]);
}

#[test]
fn a_trial_begins_tomorrow_once_the_step_was_due_or_on_the_date_given() {
    let person = person_at("21:00");
    let first = |person: &Person, args: &[&str]| {
        person.facts(&[&["trial", "start"], args].concat())["first"].clone()
    };
    assert_eq!(
        first(&person, &["warm-bath"]),
        days_after(person.today(), 1)
    );
    let later = days_after(person.today(), 9);
    let stretch = ["stretch", "--weeks", "26", "--from", &later];
    assert_eq!(first(&person, &stretch), later);
    let facts = person.facts(&["trial"]);
    assert_eq!(facts["trials"][1]["evenings"], 182);
    assert_eq!(facts["trials"][1]["stage"], "ahead");
    assert!(
        person
            .says(&["trial"])
            .contains("Leg stretches: begins on ")
    );
}

#[test]
fn an_invalid_trial_is_refused_and_the_config_is_unchanged() {
    let person = person_at("19:00");
    let refused = |args: &[&str]| person.fails(2, &[&["trial", "start"], args].concat());
    assert!(refused(&["warm-bth"]).contains("did you mean \"warm-bath\"?"));
    assert!(refused(&["lights-out"]).contains("lights out"));
    assert!(refused(&["last-caffeine"]).contains("a cutoff"));
    assert!(refused(&["warm-bath", "--weeks", "5"]).contains("an even number from 4 to 26"));
    assert!(refused(&["warm-bath", "--from", "yesterday"]).contains("past"));
    assert_eq!(fs::read_to_string(person.config()).unwrap(), PLAN);
    let far = days_after(person.today(), 85);
    assert!(refused(&["warm-bath", "--from", &far]).contains("a long way off"));
    let trial = person.facts(&["trial", "start", "warm-bath"]);
    let last: EveningDate = trial["last"].as_str().unwrap().parse().unwrap();
    let said = refused(&["warm-bath"]);
    assert!(
        said.contains("\"Warm bath\" is being tried until "),
        "{said}"
    );
    assert!(said.contains("`winddown trial stop warm-bath`"), "{said}");
    let after = last.next().to_string();
    assert!(said.contains(&format!("--from {after}")), "{said}");
    person.says(&["trial", "start", "warm-bath", "--from", &after]);
}

#[test]
fn the_first_trial_creates_the_config_from_the_example() {
    let person = newcomer_at("19:00");
    person.says(&["trial", "start", "warm-bath"]);
    let written = fs::read_to_string(person.config()).unwrap();
    assert!(written.starts_with(winddown::plan::EXAMPLE));
    assert_eq!(parse(&written).unwrap().plan.trials.len(), 1);
}

#[test]
fn a_result_is_shown_with_its_certainty_and_is_in_the_report() {
    let person = person_at("19:00");
    let trial = in_a_trial(&person, 28);
    tell_legs(&person, &trial);
    let seldom = person.says(&["trial"]);
    assert!(
        seldom.contains("followed on 14 of 28 evenings, too few to name a cause"),
        "{seldom}"
    );
    follow_the_draw(&person, &trial);
    let line = "Legs in the evening 2.2 calmer on evenings drawn to be with \"Warm bath\": 14 nights with, 14 without, likely between \
                1.8 and 2.7; the draw was followed on 28 of 28 evenings; less than 1 of 100 other drawings would show as much, so the step is likely the cause, but \
                not certain";
    let said = person.says(&["trial"]);
    assert!(said.starts_with("Warm bath: over since "), "{said}");
    assert!(said.contains(line), "{said}");
    let facts = person.facts(&["trial"]);
    let facts = the_one(&facts);
    assert_eq!(facts["stage"], "over");
    assert_eq!(
        (&facts["difference"], &facts["interval"], &facts["p"]),
        (&json!(-2.2), &json!([-2.7, -1.8]), &json!(0.003))
    );
    let said = person.says(&["review"]);
    // All its nights are too few for a finding, so their comparison stands on its own page alone.
    let all_nights = "All nights, those of the trial among them: legs in the evening ";
    assert!(said.contains(&format!("\n  {line}")), "{said}");
    assert!(!said.contains(all_nights), "{said}");
    let compared = person.says(&["review", "--compare"]);
    assert!(
        compared.contains(&format!("\n  {line}\n  {all_nights}")),
        "{compared}"
    );
    let expected = json!([{
        "step": "warm-bath", "first": trial.first, "last": trial.last(), "weeks": 4, "stage": "over", "with": 14,
        "without": 14, "followed": 28, "evenings": 28, "difference": -2.2, "interval": [-2.7, -1.8], "p": 0.003, "e": null,
        "found": true
    }]);
    assert_eq!(person.facts(&["review"])["trials"], expected);
    let page = person.says(&["report", "-o", "-"]);
    let tried = page
        .split("Trials on randomly chosen evenings")
        .nth(1)
        .unwrap();
    let line = line.replace("\"Warm bath\"", "&quot;<bdi>Warm bath</bdi>&quot;");
    assert!(tried.contains(&line), "{tried}");
    assert!(!tried.contains(all_nights), "{tried}");
    let none = person.says(&["report", "-o", "-", "--last", "1d"]);
    assert!(!none.contains("drawn to be with"), "{none}");
}

#[test]
fn a_running_trial_shows_no_result_however_clear_it_looks() {
    let person = person_at("19:00");
    let trial = in_a_trial(&person, 27);
    tell_legs(&person, &trial);
    let so_far = "13 nights with, 14 without so far (27 of 28 evenings are over)";
    for command in ["trial", "review"] {
        let said = person.says(&[command]);
        assert!(said.contains(so_far), "{said}");
        assert!(
            !said.contains("cause") && !said.contains("drawn to be"),
            "{said}"
        );
        let facts = person.facts(&[command]);
        let facts = the_one(&facts);
        assert_eq!(
            (&facts["with"], &facts["without"]),
            (&json!(13), &json!(14))
        );
        assert_eq!(facts["stage"], "running");
        for key in ["difference", "interval", "p"] {
            assert_eq!(facts[key], Value::Null, "{facts}");
        }
    }
    let page = person.says(&["report", "-o", "-"]);
    assert!(page.contains(so_far), "{page}");
    assert!(!page.contains("drawn to be with"), "{page}");
}

#[test]
fn a_running_trial_says_how_many_nights_are_missing_and_a_stopped_one_keeps_its_nights() {
    let person = person_at("19:00");
    let trial = in_a_trial(&person, 9);
    // The first entry records the plan too.
    let first = trial.first.to_string();
    person.says(&["log", "legs", "3", "--date", &first]);
    tell_legs(&person, &trial);
    let said = person.says(&["trial"]);
    assert!(said.contains("evening 10 of 28, tonight with"), "{said}");
    assert!(
        said.contains("4 nights with, 5 without so far (9 of 28 evenings are over)"),
        "{said}"
    );
    let said = person.says(&["trial", "stop", "warm-bath"]);
    assert!(said.contains("What is recorded so far stays"), "{said}");
    let facts = person.facts(&["trial"]);
    let facts = the_one(&facts);
    assert_eq!(
        (&facts["stage"], &facts["with"], &facts["without"]),
        (&json!("stopped"), &json!(4), &json!(5))
    );
    assert!(
        person
            .says(&["trial"])
            .contains("stopped after 9 of 28 evenings")
    );
    assert!(
        fs::read_to_string(person.config())
            .unwrap()
            .ends_with("# mine\n")
    );
}

#[test]
fn an_evening_drawn_without_the_step_is_kept_whether_or_not_it_is_done() {
    let person = person_at("19:00");
    let trial = in_a_trial(&person, 9);
    let without = trial.first.through(trial.last()).zip(trial.evenings());
    let without = without
        .take(9)
        .find(|(_, with)| !with)
        .unwrap()
        .0
        .to_string();
    assert!(
        person
            .fails(1, &["skip", "warm-bath", "--date", &without])
            .contains("is one without it")
    );
    let said = person.says(&["done", "warm-bath", "--date", &without]);
    assert!(
        said.starts_with("Warm bath: done, time not known; its trial counts the evening as it was drawn, without it (evening"),
        "{said}"
    );
    assert!(
        person
            .fails(1, &["done", "warm-bath", "--date", &without])
            .contains("already done")
    );
    person.says(&["undo", "warm-bath", "--date", &without]);
    person.says(&["done", "warm-bath", "--at", "21:10", "--date", &without]);
    let tonight = person.facts(&["tonight", "--date", &without]);
    assert_eq!(tonight["left_out"], json!(["warm-bath"]));
    person.says(&["log", "legs", "3", "--date", &without]);
    let review = person.facts(&["review"]);
    let trial = the_one(&review);
    assert_eq!((&trial["with"], &trial["without"]), (&json!(0), &json!(1)));
    let insights = review["insights"].as_array().unwrap();
    let bath = insights
        .iter()
        .find(|insight| insight["about"] == "warm-bath");
    // It counts, though no night before it has a rating that it could be compared with.
    assert_eq!(bath.unwrap()["with"], 0, "{review}");
    let said = person.says(&["tonight", "--date", &without]);
    assert!(
        said.contains("in a trial: without \"Warm bath\", done all the same"),
        "{said}"
    );
    for step in ["last-caffeine", "stretch", "lights-out"] {
        person.says(&["done", step, "--date", &without]);
    }
    let review = person.facts(&["review"]);
    let evenings = review["evenings"].as_array().unwrap();
    let evening = evenings
        .iter()
        .find(|evening| evening["date"] == without.as_str());
    assert_eq!(evening.unwrap()["kept"], true, "{review}");
}

#[test]
fn a_finished_trial_is_shown_after_its_step_was_removed() {
    let person = person_at("19:00");
    let trial = in_a_trial(&person, 28);
    let first = trial.first.to_string();
    person.says(&["log", "legs", "3", "--date", &first]);
    tell_legs(&person, &trial);
    follow_the_draw(&person, &trial);
    let config = fs::read_to_string(person.config()).unwrap();
    let (before, rest) = config.split_once("[[step]]\nid = \"warm-bath\"").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    person.write_config(format!("{before}{after}"));
    person.says(&["tonight"]);
    let said = person.says(&["trial"]);
    assert!(said.starts_with("Warm bath: over since "), "{said}");
    assert!(said.contains("so the step is likely the cause"), "{said}");
    let said = person.says(&["config", "check"]);
    let remark = "The trial of `warm-bath` draws nothing, as there is no such step any more.";
    assert!(
        said.contains(&format!(" is fine: 4 steps.\n{remark}")),
        "{said}"
    );
    assert_eq!(
        person.facts(&["config", "check"])["idle_trials"],
        json!(["warm-bath"])
    );
    assert!(
        person
            .fails(2, &["trial", "start", "warm-bath"])
            .contains("there is no step")
    );
}

#[test]
fn removing_the_step_ends_its_trial() {
    let person = person_at("19:00");
    let trial = in_a_trial(&person, 9);
    person.says(&["log", "legs", "3", "--date", &trial.first.to_string()]);
    tell_legs(&person, &trial);
    let config = fs::read_to_string(person.config()).unwrap();
    person.write_config(config.replacen("id = \"warm-bath\"", "id = \"sauna\"", 1));
    let said = person.says(&["trial"]);
    assert!(
        said.starts_with("Warm bath: stopped after 9 of 28 evenings"),
        "{said}"
    );
    assert_eq!(the_one(&person.facts(&["review"]))["stage"], "stopped");
}

#[test]
fn starting_and_stopping_a_trial_records_the_plan_at_once() {
    let person = person_at("19:00");
    let trials = || {
        let journal = Journal::open(&person.journal(), "test").unwrap();
        let event = journal.latest_plan(EveningDate(person.today())).unwrap();
        winddown::evening::plan_of(&event.unwrap()).unwrap().trials
    };
    person.says(&["trial", "start", "warm-bath"]);
    assert_eq!(trials().len(), 1);
    // Later evenings without a rating do not count for the trial.
    person.says(&["trial", "stop", "warm-bath"]);
    assert_eq!(trials(), []);
}

#[test]
fn starting_a_trial_says_what_the_users_own_nights_can_show() {
    let person = person_at("19:00");
    let facts = person.facts(&["trial", "start", "warm-bath"]);
    assert_eq!(facts["forecast_from"], "usual nights");
    assert_eq!(facts["forecast"][1], json!({"weeks": 8, "percent": 59}));
    person.says(&["trial", "stop", "warm-bath"]);
    // Ratings that hardly vary.
    for ago in 1..=20 {
        let evening = days_after(person.today(), -ago);
        person.says(&["log", "legs", "4", "--date", &evening]);
    }
    let facts = person.facts(&["trial", "start", "warm-bath"]);
    assert_eq!(facts["forecast_from"], "own nights");
    assert_eq!(facts["forecast"][1], json!({"weeks": 8, "percent": 94}));
    person.says(&["trial", "stop", "warm-bath"]);
    let said = person.says(&["trial", "start", "warm-bath"]);
    assert!(
        said.contains("a difference of one point would be seen with a chance of 34 % in 4 weeks"),
        "{said}"
    );
}
