//! Commands that record entries of the diary.

use super::{contents, person_at};

#[test]
fn a_rating_counts_for_the_evening_or_in_the_morning_for_the_night_just_past() {
    let person = person_at("21:55");
    let said = person.says(&["log", "legs", "4", "--feels", "crawling,Tingling"]);
    assert_eq!(said, "Legs 4 of 10: crawling, tingling.\n");
    let night = person_at("07:10");
    let facts = night.facts(&["log", "legs", "6"]);
    assert_eq!(facts["evening"], night.yesterday().to_string());
    assert_eq!(facts["kept"][0]["kind"], "legs");
    assert_eq!(facts["kept"][0]["data"]["rating"], 6);
    assert_eq!(facts["kept"][0]["data"]["about"], "night");
    let review = night.facts(&["review", "--from", "yesterday"]);
    assert_eq!(review["evenings"][0]["legs"], 6);
}

#[test]
fn where_the_legs_are_restless_is_part_of_a_rating_and_of_the_page_for_the_doctor() {
    let person = person_at("21:55");
    let said = person.says(&[
        "log",
        "legs",
        "6",
        "--feels",
        "crawling",
        "--where",
        "arms,legs,arms",
    ]);
    assert!(
        said.contains("6 of 10: crawling, in the legs and the arms"),
        "{said}"
    );
    let said = person.fails(2, &["log", "legs", "6", "--where", "ears"]);
    assert!(said.contains("write legs, arms or elsewhere"), "{said}");
    let page = person.says(&["report", "--text"]);
    assert!(
        page.contains("Where: legs on 1 day, arms on 1 day"),
        "{page}"
    );
}

#[test]
fn a_rating_is_recorded_for_a_past_evening_with_the_date_option() {
    let person = person_at("21:55");
    let said = person.says(&["log", "legs", "2", "--date", "yesterday"]);
    assert!(said.starts_with("Legs 2 of 10 (evening of "), "{said}");
}

#[test]
fn the_beginning_of_the_symptoms_is_recorded_corrected_by_undo_and_seen_in_the_review() {
    let person = person_at("21:55");
    let said = person.says(&[
        "log",
        "onset",
        "--at",
        "19:40",
        "--where",
        "arms,Legs",
        "--sat",
        "20m",
    ]);
    assert_eq!(
        said,
        "Symptoms began at 19:40, in the legs and the arms, could sit for 20 min.\n"
    );
    let review = || person.facts(&["review", "--from", "today"]);
    let onset = review()["evenings"][0]["onset"].to_string();
    assert!(onset.contains("T19:40:00"), "{onset}");
    assert_eq!(review()["onset"]["mean"], "19:40");
    let refused = person.fails(1, &["log", "onset", "--none"]);
    assert!(refused.contains("19:40 is recorded"), "{refused}");
    let said = person.says(&["undo"]);
    assert!(said.starts_with("Undid: symptoms began"), "{said}");
    assert_eq!(
        person.says(&["log", "onset", "--none"]),
        "No restless legs today.\n"
    );
    assert_eq!(review()["onset"]["none"], 1);
    assert_eq!(review()["evenings"][0]["onset"], serde_json::Value::Null);
    person.fails(2, &["log", "onset", "--where", "ears"]);
}

#[test]
fn only_what_was_given_of_the_beginning_is_stored() {
    let person = person_at("21:55");
    let facts = person.facts(&["log", "onset"]);
    assert_eq!(facts["kept"][0]["kind"], "onset");
    assert_eq!(facts["kept"][0]["data"], serde_json::json!({}));
}

#[test]
fn a_drink_is_recorded_by_name_by_milligrams_or_from_the_config() {
    let person = person_at("16:30");
    let said = person.says(&["log", "caffeine", "espresso", "--at", "15:00"]);
    assert!(said.starts_with("Espresso, 63 mg at 15:00.\n"), "{said}");
    let said = person.says(&["log", "caffeine", "Green", "tea"]);
    assert!(said.starts_with("Green tea, 28 mg at 16:"), "{said}");
    for words in ["95mg", "95 mg", "95"] {
        let kept = person.facts(&["log", "caffeine", words]);
        assert_eq!(kept["kept"][0]["data"]["mg"], 95.0);
    }
    let plan = std::fs::read_to_string(person.config()).unwrap();
    person.write_config(plan + "[[drink]]\nname = \"Mate\"\nmg = 78.5\n");
    let said = person.says(&["log", "caffeine", "mate", "--at", "14:00"]);
    assert!(said.starts_with("Mate, 78.5 mg at 14:00.\n"), "{said}");
}

#[test]
fn what_is_left_at_lights_out_is_the_same_in_the_answer_and_in_the_review() {
    let person = person_at("23:30");
    let yesterday = ["--date", "yesterday", "--at", "22:00"];
    person.says(&[&["log", "caffeine", "400mg"], &yesterday[..]].concat());
    person.says(&["lights-out", "--at", "23:00"]);
    let said = person.says(&["log", "caffeine", "107mg", "--at", "12:00"]);
    // 400 mg 25 hours and 107 mg 11 hours before: 1.02307 * (400 * 0.5^5 + 107 * 0.5^2.2).
    assert!(
        said.contains("About 35 mg was left at lights-out."),
        "{said}"
    );
    let review = person.facts(&["review", "--from", "today"]);
    assert_eq!(review["evenings"][0]["caffeine_left_mg"], 36.6);
}

#[test]
fn after_a_drink_the_answer_says_how_much_is_left_and_whether_it_broke_the_cutoff() {
    let person = person_at("16:30");
    let said = person.says(&["log", "caffeine", "espresso", "--at", "09:00"]);
    assert_eq!(
        said,
        "Espresso, 63 mg at 09:00.\nTonight about 10 mg will be left.\n"
    );
    let said = person.says(&["log", "caffeine", "espresso", "--at", "15:00"]);
    assert_eq!(
        said,
        "Espresso, 63 mg at 15:00.\nAfter the cutoff. Tonight about 35 mg will be left.\n"
    );
    let table = person.says(&["tonight"]);
    assert!(table.contains("espresso at 15:00 came after it"), "{table}");
}

#[test]
fn a_drink_over_a_span_began_earlier_and_is_corrected_as_a_text() {
    let person = person_at("16:30");
    let said = person.says(&["log", "caffeine", "coffee", "--over", "2h", "--at", "12:00"]);
    assert!(
        said.starts_with("Coffee, 107 mg, over 2h from 12:00.\nAfter the cutoff. "),
        "{said}"
    );
    let kept = person.facts(&["log", "caffeine", "tea", "--over", "30m"]);
    assert_eq!(kept["kept"][0]["data"]["over"], "30m");
    let at = kept["kept"][0]["at"].as_str().unwrap();
    assert!(at.contains("T16:0"), "{at}");
    let said = person.fails(
        1,
        &["log", "caffeine", "tea", "--over", "2h", "--at", "16:00"],
    );
    assert!(said.contains("has not come yet"), "{said}");
}

#[test]
fn none_today_keeps_the_cutoff_until_a_drink_is_recorded() {
    let person = person_at("23:30");
    let said = person.says(&["log", "caffeine", "--none"]);
    assert_eq!(said, "No caffeine today.\n");
    let kept = || {
        let review = person.facts(&["review", "--from", "today"]);
        review["evenings"][0]["steps"]["last-caffeine"].clone()
    };
    assert_eq!(kept(), "late");
    person.says(&["lights-out", "--at", "23:00"]);
    assert_eq!(kept(), "done");
    person.says(&["log", "caffeine", "cola", "--at", "20:00"]);
    assert_eq!(kept(), "missed");
    assert_eq!(person.says(&["undo"]), "Undid: cola, 34 mg.\n");
    assert_eq!(kept(), "done");
    let said = person.says(&["log", "caffeine", "--none", "--date", "yesterday"]);
    assert!(said.starts_with("No caffeine (evening of "), "{said}");
    let said = person.fails(2, &["log", "caffeine", "--none", "tea"]);
    assert!(said.contains("cannot be used with"), "{said}");
    let said = person.fails(1, &["log", "caffeine", "--none"]);
    assert!(said.contains("is recorded already"), "{said}");
}

/// The plan with cutoffs of alcohol, nicotine and food at 18:00 instead of its own steps.
fn with_cutoffs(person: &super::Person) {
    let step = |substance: &str| {
        format!(
            "[[step]]\nid = \"last-{substance}\"\ntitle = \"Last {substance}\"\nkind = \"cutoff\"\n\
             substance = \"{substance}\"\nat = \"18:00\"\n"
        )
    };
    let steps = ["alcohol", "nicotine", "food"].map(step).join("\n");
    person.write_config(format!("bedtime = \"22:30\"\nwake = \"06:30\"\n\n{steps}"));
}

#[test]
fn alcohol_nicotine_and_food_decide_their_cutoffs() {
    let person = person_at("23:30");
    with_cutoffs(&person);
    person.says(&["config", "check"]);
    for (substance, named) in [
        ("alcohol", "Alcohol"),
        ("nicotine", "Nicotine"),
        ("food", "Food"),
    ] {
        let step = format!("last-{substance}");
        let status = || {
            let review = person.facts(&["review", "--from", "today"]);
            review["evenings"][0]["steps"][&step].clone()
        };
        let said = person.says(&["log", substance, "--at", "17:00"]);
        assert_eq!(said, format!("{named} at 17:00.\n"));
        assert_eq!(status(), "late");
        person.says(&["lights-out", "--at", "23:00"]);
        assert_eq!(status(), "done");
        let said = person.says(&["log", substance, "--at", "20:00"]);
        assert_eq!(said, format!("{named} at 20:00.\nAfter the cutoff.\n"));
        assert_eq!(status(), "missed");
        let table = person.says(&["tonight"]);
        let why = format!("{substance} at 20:00 came after it");
        assert!(table.contains(&why), "{table}");
        assert_eq!(person.says(&["undo"]), format!("Undid: {substance}.\n"));
        assert_eq!(status(), "done");
        person.says(&["undo"]);
        person.says(&["undo"]);
        let said = person.says(&["log", substance, "--none"]);
        assert_eq!(said, format!("No {substance} today.\n"));
        person.says(&["lights-out", "--at", "23:00"]);
        assert_eq!(status(), "done");
        person.says(&["undo"]);
    }
}

#[test]
fn an_unknown_drink_is_refused_with_a_list_of_the_known_ones() {
    let person = person_at("16:30");
    let said = person.fails(2, &["log", "caffeine", "nectar"]);
    assert!(
        said.contains("espresso") && said.contains("95mg") && said.contains("[[drink]]"),
        "{said}"
    );
    let said = person.fails(2, &["log", "caffeine", "expresso"]);
    assert!(said.contains("did you mean `espresso`?"), "{said}");
}

#[test]
fn a_changed_medicine_is_recorded_in_the_users_words() {
    let person = person_at("21:55");
    let said = person.says(&["log", "medicine", "another", "evening tablet"]);
    assert_eq!(said, "Medicine change: another evening tablet.\n");
    let said = person.fails(2, &["log", "medicine"]);
    assert!(said.contains("<TEXT>"), "{said}");
}

#[test]
fn a_factor_is_recorded_by_name_with_a_number_or_a_text() {
    let person = person_at("21:55");
    assert_eq!(person.says(&["log", "factor", "Stress"]), "Stress.\n");
    let said = person.says(&["log", "factor", "pregnancy", "--amount", "31"]);
    assert_eq!(said, "Pregnancy, week 31.\n");
    let about = [
        "log",
        "factor",
        "medicine-change",
        "--about",
        "evening tablet halved",
    ];
    assert_eq!(
        person.says(&about),
        "Medicine change: evening tablet halved.\n"
    );
    let said = person.fails(2, &["log", "factor", "stres"]);
    assert!(said.contains("did you mean `stress`?"), "{said}");
    let said = person.fails(2, &["log", "factor", "full-moon"]);
    assert!(
        said.contains("late-screen") && said.contains("[diary]"),
        "{said}"
    );
    let plan = std::fs::read_to_string(person.config()).unwrap();
    person.write_config(plan + "[diary]\nfactors = [\"full-moon\"]\n");
    assert_eq!(person.says(&["log", "factor", "full-moon"]), "Full moon.\n");
}

#[test]
fn iron_values_are_recorded_with_the_day_of_the_test() {
    let person = person_at("10:00");
    let said = person.says(&[
        "log",
        "iron",
        "--ferritin",
        "48",
        "--tsat",
        "22",
        "--tested",
        "2024-11-02",
    ]);
    assert_eq!(
        said,
        "Ferritin 48 ng/mL, saturation 22 %, tested 2 Nov 2024.\n"
    );
    let kept = person.facts(&["log", "iron", "--tsat", "19.5"]);
    assert_eq!(
        kept["kept"][0]["data"]["tested"],
        person.today().to_string()
    );
}

#[test]
fn iron_values_are_accepted_in_the_units_of_the_laboratory() {
    let person = person_at("10:00");
    for (ferritin, tsat) in [("48 ug/L", "0.22"), ("48ng/mL", "22 %"), ("48", "22%")] {
        let said = person.says(&[
            "log",
            "iron",
            "--ferritin",
            ferritin,
            "--tsat",
            tsat,
            "--tested",
            "2024-11-02",
        ]);
        assert_eq!(
            said, "Ferritin 48 ng/mL, saturation 22 %, tested 2 Nov 2024.\n",
            "{ferritin}, {tsat}"
        );
    }
    let refused = person.fails(2, &["log", "iron", "--ferritin", "100 pmol/L"]);
    assert!(refused.contains("ng/mL or ug/L"), "{refused}");
}

#[test]
fn woke_records_the_facts_of_the_night_too() {
    let person = person_at("07:30");
    let said = person.says(&[
        "woke",
        "--at",
        "06:20",
        "--asleep-after",
        "25m",
        "--awakenings",
        "2",
        "--up",
        "06:50",
        "--quality",
        "3",
    ]);
    assert_eq!(
        said.replace(" (evening of ", "\0")
            .split('\0')
            .next()
            .unwrap()
            .trim_end_matches(".\n"),
        "Awake at 06:20, asleep after 25 min, awake twice, up at 06:50, slept 3 of 5; good morning"
    );
}

#[test]
fn the_self_check_is_recorded_and_answered_without_a_diagnosis() {
    let person = person_at("10:00");
    let all = person.says(&["self-check", "yyyy"]);
    assert!(
        all.contains("doctor") && all.contains("not a diagnosis"),
        "{all}"
    );
    let facts = person.facts(&["self-check", "ynyn"]);
    assert_eq!(
        facts["signs"],
        serde_json::json!([true, false, true, false])
    );
    for answers in ["", "yyy", "yyyyy", "yesno"] {
        let said = person.fails(2, &["self-check", answers]);
        assert!(said.contains("four letters"), "{said}");
    }
    // Without a terminal the questions cannot be asked.
    let said = person.fails(2, &["self-check"]);
    assert!(said.contains("1. When you sit"), "{said}");
}

#[test]
fn values_out_of_range_are_refused_with_the_range_and_nothing_is_written() {
    let person = person_at("21:55");
    person.says(&["log", "legs", "3"]);
    let before = contents(person.home.path());
    for (args, range) in [
        (&["legs", "11"][..], "0 to 10"),
        (&["legs", "-1"], "0 to 10"),
        (&["caffeine", "-5"], "0 to 1000 mg"),
        (&["caffeine", "1001"], "0 to 1000 mg"),
        (&["caffeine", "inf"], "0 to 1000 mg"),
        (&["caffeine", "tea", "--at", "23:30"], "has not come yet"),
        (&["iron", "--ferritin", "0"], "1 to 5000 ng/mL"),
        (&["iron", "--ferritin", "100000"], "1 to 5000 ng/mL"),
        (&["iron", "--tsat", "0"], "1 to 100 %"),
        (
            &["iron", "--ferritin", "48", "--tested", "1969-12-31"],
            "1970",
        ),
        (
            &["iron", "--ferritin", "48", "--tested", "2990-01-01"],
            "has not come yet",
        ),
        (&["iron"], "ferritin"),
    ] {
        let args = [&["log"], args].concat();
        let said = person.fails(1, &args);
        assert!(said.contains(range), "{args:?}: {said}");
    }
    let said = person.fails(2, &["log", "legs", "3", "--date", "1969-12-31"]);
    assert!(said.contains("2000 to 2199"), "{said}");
    assert_eq!(contents(person.home.path()), before);
}

#[test]
fn far_more_caffeine_than_usual_needs_a_yes() {
    let person = person_at("16:30");
    let said = person.fails(2, &["log", "caffeine", "820"]);
    assert!(
        said.contains("820 mg is a lot") && said.contains("--yes"),
        "{said}"
    );
    let said = person.says(&["log", "caffeine", "820", "--yes"]);
    assert!(said.contains("820 mg"), "{said}");
    person.says(&["log", "caffeine", "400"]);
}

#[test]
fn the_diary_of_the_night_is_recorded_by_woke() {
    let person = person_at("06:50");
    let facts = person.facts(&[
        "woke",
        "--at",
        "06:20",
        "--into-bed",
        "22:10",
        "--asleep-after",
        "25m",
        "--awakenings",
        "2",
        "--awake",
        "40m",
        "--up",
        "06:45",
        "--quality",
        "3",
        "--naps",
        "20m",
        "--sleep-medicine",
        "no",
    ]);
    let data = &facts["kept"][0]["data"];
    assert_eq!(data["awake_min"], 40);
    assert_eq!(data["nap_min"], 20);
    assert_eq!(data["sleep_medicine"], false);
    let into_bed = person.instant(person.yesterday(), "22:10:00");
    assert_eq!(data["into_bed"], into_bed);
    let said = person.fails(1, &["woke", "--at", "06:20", "--into-bed", "06:40"]);
    assert!(said.contains("into bed at"), "{said}");
    for wrong in [["--awake", "13h"], ["--naps", "13h"]] {
        let said = person.fails(1, &["woke", "--at", "06:20", wrong[0], wrong[1]]);
        assert!(said.contains("0 to 720 min"), "{said}");
    }
}

#[test]
fn who_is_up_already_did_not_wake_at_the_moment_of_the_command() {
    let person = person_at("06:20");
    let said = person.says(&["woke", "--up", "06:05"]);
    let expected = "Awake, time not known, up at 06:05; good morning";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_time_where_a_drink_is_wanted_is_refused_with_where_to_write_it() {
    let person = person_at("16:00");
    for time in ["0820", "08:20"] {
        let said = person.fails(2, &["log", "caffeine", time]);
        assert!(said.contains(&format!("`--at {time}`")), "{said}");
    }
}

#[test]
fn a_note_about_an_evening_to_come_is_refused() {
    let person = person_at("16:00");
    let in_a_week = person.yesterday() + chrono::TimeDelta::days(8);
    let date = in_a_week.to_string();
    let said = person.fails(1, &["log", "note", "hello", "--date", &date]);
    assert!(said.contains("has not begun yet"), "{said}");
    // An excuse may be given before, and its undo names the evening once.
    person.says(&["excuse", "--date", &date]);
    let said = person.says(&["undo"]);
    assert!(said.starts_with("Undid: the excuse for "), "{said}");
    assert!(!said.contains("(evening of"), "{said}");
}
