//! `review`: figures of past evenings as text and as JSON.

use winddown::event::{Draft, EveningDate, Origin, Rating, What};
use winddown::journal::Journal;

use super::{Person, days_after, person_at};

const STEPS: [&str; 4] = ["last-caffeine", "warm-bath", "stretch", "lights-out"];

/// A user whose last three evenings were kept, partly kept and excused, in this order.
fn with_three_evenings() -> (Person, [String; 3]) {
    let person = person_at("19:00");
    let evenings = [-3, -2, -1].map(|days| days_after(person.today(), days));
    for step in STEPS {
        person.says(&["done", step, "--date", &evenings[0]]);
    }
    person.says(&["lights-out", "--at", "22:41", "--date", &evenings[0]]);
    person.says(&["woke", "--at", "06:40", "--date", &evenings[0]]);
    person.says(&["done", "stretch", "--at", "21:54", "--date", &evenings[1]]);
    person.says(&["excuse", "--why", "flu", "--date", &evenings[2]]);
    (person, evenings)
}

#[test]
fn the_review_in_json_has_the_promised_keys() {
    let (person, evenings) = with_three_evenings();
    let review = person.facts(&["review"]);
    let mut keys: Vec<&str> = review
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "bedtime", "evenings", "excused", "from", "insights", "kept", "legs", "missed",
            "onset", "sleep", "steps", "streak", "strength", "to", "trials"
        ]
    );
    assert_eq!(review["from"], days_after(person.today(), -29));
    assert_eq!(review["to"], person.today().to_string());
    assert_eq!(
        (&review["kept"], &review["missed"], &review["excused"]),
        (&1.into(), &1.into(), &1.into())
    );
    let first = &review["evenings"][0];
    assert_eq!(first["date"], evenings[0]);
    assert_eq!(first["kept"], true);
    assert_eq!(first["steps"]["stretch"], "done");
    let dark = person.instant(evenings[0].parse().unwrap(), "22:41:00");
    assert_eq!(first["lights_out"], dark);
    assert_eq!(review["evenings"][1]["score"], 0.25);
    assert_eq!(review["evenings"][2]["kept"], serde_json::Value::Null);
    // Evenings that do not count have no score: the excused one and tonight.
    assert_eq!(review["evenings"][2]["score"], serde_json::Value::Null);
    assert_eq!(review["evenings"][3]["score"], serde_json::Value::Null);
    assert_eq!(review["trials"], serde_json::json!([]));
    assert_eq!(review["legs"]["mean"], serde_json::Value::Null);
}

#[test]
fn the_review_as_text_has_the_same_figures() {
    let (person, _) = with_three_evenings();
    let said = person.says(&["review"]);
    assert!(
        said.contains("kept 1 of 2, 1 excused, 0 in a row (best 1)"),
        "{said}"
    );
    assert!(
        said.contains("Leg stretches   ████████████████████   2/2"),
        "{said}"
    );
    assert!(
        said.contains("Warm bath       ██████████░░░░░░░░░░   1/2"),
        "{said}"
    );
    assert!(said.contains("Lights out at 22:41"), "{said}");
    for sign in ["●", "◐", "–", "·"] {
        assert!(said.contains(&format!("{sign} ")), "{said}");
    }
}

#[test]
fn figures_that_cannot_be_computed_are_named_as_missing() {
    let person = person_at("19:00");
    let evening = days_after(person.today(), -1);
    person.says(&["done", "stretch", "--date", &evening]);
    let said = person.says(&["review"]);
    for missing in [
        "Lights out: not recorded yet",
        "Legs: no rating yet",
        "Caffeine at lights-out: no night with both a drink and a lights-out yet",
    ] {
        assert!(said.contains(missing), "{said}");
    }
}

#[test]
fn legs_and_strength_are_shown_as_small_bars() {
    let (person, evenings) = with_three_evenings();
    person.says(&["log", "legs", "8", "--date", &evenings[0]]);
    person.says(&["log", "legs", "4", "--date", &evenings[1]]);
    let said = person.says(&["review"]);
    assert!(said.contains("  ▆▃ "), "{said}");
    assert!(
        said.contains("Legs at night 6.0 of 10 (2 nights)"),
        "{said}"
    );
    assert!(said.contains("Strength 6 %"), "{said}");
    // In a pipe the text has no colours, and is ASCII where the locale is not UTF-8.
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn long_ranges_are_shown_by_month_instead_of_by_week() {
    let (person, _) = with_three_evenings();
    let said = person.says(&["review", "--last", "1000d"]);
    assert!(
        said.contains("Ja Fe Mr Ap My Jn Jl Au Se Oc No De"),
        "{said}"
    );
    assert!(said.contains("▒▒ more than 1/4"), "{said}");
    assert!(said.contains(&person.today().to_string()[..4]), "{said}");
}

#[test]
fn the_range_is_chosen_by_its_ends_or_its_length() {
    let (person, evenings) = with_three_evenings();
    let span = ["review", "--from", &evenings[0], "--to", &evenings[1]];
    assert_eq!(person.facts(&span)["evenings"].as_array().unwrap().len(), 2);
    let last = person.facts(&["review", "--last", "2d"]);
    assert_eq!(last["from"], evenings[2]);
    assert_eq!(
        person.facts(&["review", "--last", "1w"])["from"],
        days_after(person.today(), -6)
    );
}

#[test]
fn an_invalid_range_is_refused() {
    let (person, evenings) = with_three_evenings();
    let backwards = ["review", "--from", &evenings[1], "--to", &evenings[0]];
    assert!(person.fails(2, &backwards).contains("swap"));
    for span in ["a while", "0d", "-3d"] {
        for command in [&["review"][..], &["report", "-o", "-"]] {
            let said = person.fails(2, &[command, &["--last", span]].concat());
            assert!(said.contains("such as 30d or 8w"), "{said}");
        }
    }
    let tomorrow = days_after(person.today(), 1);
    for more in [&[][..], &["--to", &tomorrow]] {
        let said = person.fails(2, &[&["review", "--from", &tomorrow], more].concat());
        assert!(
            said.contains("is still to come") && !said.contains("swap"),
            "{said}"
        );
    }
    person.fails(2, &["review", "--last", "7d", "--from", &evenings[0]]);
}

#[test]
fn a_range_beyond_tonight_ends_with_tonight() {
    let (person, evenings) = with_three_evenings();
    let next_year = days_after(person.today(), 365);
    let beyond = ["review", "--from", &evenings[0], "--to", &next_year];
    let review = person.facts(&beyond);
    assert_eq!(review["to"], person.today().to_string());
    assert_eq!(review, person.facts(&beyond[..3]));
}

#[test]
fn a_range_of_one_evening_names_its_date_once() {
    let (person, evenings) = with_three_evenings();
    let one = ["review", "--from", &evenings[0], "--to", &evenings[0]];
    let said = person.says(&one);
    let heading = said.lines().next().unwrap();
    assert!(!heading.contains(" to "), "{said}");
    assert!(said.contains("kept 1 of 1"), "{said}");
}

#[test]
fn a_review_without_evenings_says_so() {
    let person = person_at("19:00");
    let said = person.says(&["review"]);
    assert!(
        said.contains("Nothing is recorded for these evenings yet."),
        "{said}"
    );
    assert!(!said.contains("kept 0"), "{said}");
    // The first evening is still running, so no evening counts and there is no streak.
    person.says(&["done", "stretch"]);
    let said = person.says(&["review"]);
    assert!(said.contains("\nno evening that counts\n"), "{said}");
    assert_eq!(
        person.facts(&["review"])["strength"],
        serde_json::Value::Null
    );
}

#[test]
fn an_entry_with_a_wrong_date_leaves_no_missed_evenings_once_undone() {
    let (person, evenings) = with_three_evenings();
    let before = person.facts(&["review"]);
    let long_ago = days_after(person.today(), -20);
    person.says(&["done", "stretch", "--date", &long_ago]);
    assert_eq!(person.facts(&["review"])["evenings"][0]["date"], long_ago);
    person.says(&["undo", "--date", &long_ago]);
    let after = person.facts(&["review"]);
    assert_eq!(after["evenings"][0]["date"], evenings[0]);
    assert_eq!(before, after);
}

#[test]
fn a_plan_changed_today_does_not_change_last_week() {
    let (person, evenings) = with_three_evenings();
    let before = person.facts(&["review", "--to", &evenings[2]]);
    let config = std::fs::read_to_string(person.config()).unwrap();
    person.write_config(config.replace("id = \"stretch\"", "id = \"yoga\""));
    let after = person.facts(&["review", "--to", &evenings[2]]);
    assert_eq!(before["evenings"], after["evenings"]);
}

/// Eight weeks up to yesterday: a bath on about every second evening, and calmer legs then; alcohol three times.
pub fn with_eight_weeks() -> Person {
    let person = person_at("19:00");
    let mut drafts = Vec::new();
    for days in 1..=56 {
        let evening: EveningDate = days_after(person.today(), -days).parse().unwrap();
        let at = evening.0.and_hms_opt(21, 0, 0).unwrap();
        let at = at.and_local_timezone(person.offset).unwrap().to_utc();
        let mut tell = |what: What| {
            drafts.push(Draft {
                at,
                offset_min: person.offset.local_minus_utc() / 60,
                evening,
                what,
                origin: None,
            });
        };
        let has_bath = (days * 5 + days * days * 3) % 11 < 6;
        if has_bath {
            let step = "warm-bath".into();
            tell(What::done(step));
        }
        if [30, 40, 56].contains(&days) {
            tell(What::Factor {
                name: "alcohol".to_owned(),
                amount: None,
                about: None,
            });
        }
        let feels = vec![];
        let rating = if has_bath { 2 } else { 4 } + days % 3;
        let rating = Rating::try_from(rating).unwrap();
        tell(What::Legs {
            rating,
            feels,
            places: vec![],
            about: None,
        });
    }
    drafts.reverse();
    std::fs::create_dir_all(person.journal().parent().unwrap()).unwrap();
    let mut journal = Journal::open(&person.journal(), "test").unwrap();
    journal.append(Origin::Typed, &drafts).unwrap();
    person
}

#[test]
fn comparisons_in_json_have_the_promised_keys_and_null_where_nights_are_missing() {
    let person = with_eight_weeks();
    let review = person.facts(&["review", "--last", "7d"]);
    let insights = review["insights"].as_array().unwrap();
    let bath = &insights[0];
    assert_eq!(bath["about"], "warm-bath");
    // The first night has none before it.
    assert_eq!((&bath["with"], &bath["without"]), (&30.into(), &25.into()));
    let difference = bath["difference"].as_f64().unwrap();
    assert!((-1.6..=-1.0).contains(&difference), "{bath}");
    assert_eq!(bath["found"], true);
    let ends = bath["interval"].as_array().unwrap();
    assert!(ends[0].as_f64() < ends[1].as_f64(), "{ends:?}");
    let (p, q) = (bath["p"].as_f64().unwrap(), bath["q"].as_f64().unwrap());
    assert!(0.0 < p && p <= q && q < 0.05, "{bath}");
    let alcohol = insights.iter().find(|row| row["about"] == "alcohol");
    let expected = serde_json::json!({"about": "alcohol", "with": 2, "without": 53, "difference": null,
        "interval": null, "p": null, "q": null, "found": false});
    assert_eq!(alcohol, Some(&expected));
    for insight in insights {
        let keys: Vec<&String> = insight.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 8, "{insight}");
    }
}

#[test]
fn the_review_states_what_is_found_and_that_it_is_no_proof() {
    let person = with_eight_weeks();
    let said = person.says(&["review", "--last", "7d"]);
    let (_, after) = said.split_once("What goes with the legs\n").expect(&said);
    let lines: Vec<&str> = after.lines().collect();
    let [bath] = lines[..] else {
        panic!("{said}");
    };
    assert!(
        bath.starts_with("  Legs in the evening ")
            && bath.contains(
                " calmer on nights after \"Warm bath\": 30 nights with, 25 without, likely between "
            ),
        "{bath}"
    );
    let proof = "; found together, which does not prove that it is the cause; a trial could tell: winddown trial start warm-bath";
    assert!(bath.ends_with(proof), "{bath}");
    let causal = ["because", "helps", "effect", "works", "due to", "improve"];
    assert!(causal.iter().all(|word| !said.contains(word)), "{said}");
}

#[test]
fn what_is_no_finding_stands_only_on_the_page_of_comparisons() {
    let person = with_eight_weeks();
    let few =
        "Nights with alcohol: 2 with, 53 without; 8 more nights with before they can be compared";
    assert!(!person.says(&["review", "--last", "7d"]).contains("alcohol"));
    let page = person.says(&["review", "--compare"]);
    let since = days_after(person.today(), -56)
        .parse::<EveningDate>()
        .unwrap();
    let since = since.0.format("%-d %B").to_string();
    assert!(
        page.starts_with("What goes with the legs, on the nights since ") && page.contains(&since),
        "{page}"
    );
    assert!(
        page.contains("Found\n  Legs in the evening ") && page.contains(few),
        "{page}"
    );
    // In a journal of three evenings there is nothing to find yet.
    let (person, _) = with_three_evenings();
    person.says(&["log", "legs", "4"]);
    let said = person.says(&["review"]);
    assert!(!said.contains("calmer"), "{said}");
    person.fails(2, &["review", "--compare", "--json"]);
}

#[test]
fn the_same_journal_gives_the_same_comparisons_each_time() {
    let person = with_eight_weeks();
    let once = person.facts(&["review"])["insights"].clone();
    assert_eq!(person.facts(&["review"])["insights"], once);
    let longer = person.facts(&["review", "--last", "84d"])["insights"].clone();
    assert_eq!(longer, once, "a short review looks back twelve weeks too");
}

#[cfg(unix)]
#[test]
fn lines_are_wrapped_to_a_terminal_and_not_in_a_pipe() {
    use unicode_width::UnicodeWidthStr;
    let person = with_eight_weeks();
    let is_long = |line: &str| line.width() > 80;
    assert!(person.says(&["review"]).lines().any(is_long));
    for command in [&["review"][..], &["review", "--last", "1000d"]] {
        let said = super::shell::in_a_terminal(&person, command, &[("NO_COLOR", "1")]);
        assert!(!said.lines().any(is_long), "{said}");
        let sentence = said
            .lines()
            .skip_while(|line| !line.contains("Warm bath\": 30"));
        let sentence: Vec<&str> = sentence.take(2).collect();
        assert!(
            sentence[1].starts_with("    ") && !sentence[1].starts_with("     "),
            "{said}"
        );
    }
}

#[test]
fn a_week_is_named_by_the_date_of_its_monday() {
    let (person, evenings) = with_three_evenings();
    let evening: EveningDate = evenings[0].parse().unwrap();
    let monday = evening.days_before(evening.weekday().num_days_from_monday().into());
    let said = person.says(&["review"]);
    let name = monday.0.format("%-d %b").to_string();
    assert!(
        said.lines()
            .any(|line| line.trim_start().starts_with(&format!("{name}  "))),
        "{said}"
    );
}
