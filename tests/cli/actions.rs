//! Commands that record actions: what they print and what they record.

use chrono::Days;

use super::{days_after, minutes_from_now, person_at};

#[test]
fn done_is_recorded_and_confirmed_with_its_time() {
    let person = person_at("21:55");
    let said = person.says(&["done", "stretch"]);
    assert!(said.starts_with("Leg stretches: done at 21:5"), "{said}");
    let step = person.step("stretch", &[]);
    assert_eq!(step["status"], "done");
    assert!(minutes_from_now(&step["at"]) < 2);
}

#[test]
fn done_at_a_time_means_that_time_within_this_evening() {
    let person = person_at("01:15");
    let said = person.says(&["done", "stretch", "--at", "21:50"]);
    assert_eq!(said, "Leg stretches: done at 21:50.\n");
    let kept = person.instant(person.yesterday(), "21:50:00");
    assert_eq!(person.step("stretch", &[])["at"], kept);
}

#[test]
fn recording_a_step_again_with_another_time_corrects_the_first() {
    let person = person_at("21:55");
    person.says(&["done", "stretch"]);
    person.says(&["done", "stretch", "--at", "21:40"]);
    let kept = person.instant(person.today(), "21:40:00");
    assert_eq!(person.step("stretch", &[])["at"], kept);
}

#[test]
fn done_twice_is_refused_and_says_how_to_take_it_back() {
    let person = person_at("21:55");
    person.says(&["done", "stretch"]);
    let said = person.fails(1, &["done", "stretch"]);
    assert!(said.contains("winddown undo stretch"), "{said}");
}

#[test]
fn a_step_of_a_past_evening_is_recorded_with_the_date_option() {
    let person = person_at("21:55");
    let yesterday = person.yesterday();
    let said = person.says(&["done", "stretch", "--date", "yesterday", "--at", "21:45"]);
    assert!(
        said.starts_with("Leg stretches: done at 21:45 (evening of "),
        "{said}"
    );
    let step = person.step("stretch", &["--date", "yesterday"]);
    assert_eq!(step["at"], person.instant(yesterday, "21:45:00"));
    assert_eq!(person.status("stretch"), "due");
    person.says(&["skip", "warm-bath", "--date", &yesterday.to_string()]);
    assert_eq!(
        person.step("warm-bath", &["--date", "yesterday"])["status"],
        "skipped"
    );
}

#[test]
fn a_time_in_the_future_is_refused() {
    let person = person_at("20:00");
    let said = person.fails(1, &["done", "stretch", "--at", "21:50"]);
    assert!(
        said.contains("has not come yet") && said.contains("--date"),
        "{said}"
    );
}

#[test]
fn an_evening_that_has_not_begun_cannot_be_done() {
    let person = person_at("20:00");
    let tomorrow = days_after(person.today(), 1);
    let said = person.fails(1, &["done", "stretch", "--date", &tomorrow]);
    assert!(said.contains("has not begun yet"), "{said}");
}

#[test]
fn skipping_keeps_the_reason() {
    let person = person_at("21:55");
    let kept = person.facts(&["skip", "massage", "--why", "visitors"]);
    assert_eq!(kept["kept"][0]["kind"], "skipped");
    assert_eq!(kept["kept"][0]["data"]["why"], "visitors");
    assert_eq!(person.status("massage"), "skipped");
}

#[test]
fn a_snoozed_step_comes_back_later() {
    let person = person_at("20:46");
    let said = person.says(&["snooze", "warm-bath", "10m"]);
    assert!(said.starts_with("Warm bath: again at 20:5"), "{said}");
    let step = person.step("warm-bath", &[]);
    assert_eq!(step["status"], "snoozed");
    assert!(step["snoozed_until"].is_string());
    assert_eq!(step["due"], person.instant(person.today(), "20:45:00"));
}

#[test]
fn an_invalid_span_is_refused_with_an_example() {
    let person = person_at("20:46");
    let said = person.fails(2, &["snooze", "warm-bath", "soon"]);
    assert!(said.contains("`10m`"), "{said}");
}

#[test]
fn undo_takes_back_the_last_action_or_that_of_one_step() {
    let person = person_at("21:55");
    person.says(&["done", "warm-bath"]);
    person.says(&["done", "stretch"]);
    person.says(&["skip", "massage"]);
    assert_eq!(person.says(&["undo"]), "Undid: Massage & rest: skipped.\n");
    assert!(
        person
            .says(&["undo", "warm-bath"])
            .contains("Warm bath: done at 21:5")
    );
    assert_eq!(person.status("massage"), "late");
    assert_eq!(person.status("warm-bath"), "late");
    assert_eq!(person.status("stretch"), "done");
    person.says(&["undo"]);
    let said = person.fails(1, &["undo"]);
    assert!(said.contains("nothing to take back"), "{said}");
}

#[test]
fn undo_works_for_past_evenings() {
    let person = person_at("21:55");
    person.says(&["done", "stretch", "--date", "yesterday"]);
    person.says(&["undo", "--date", "yesterday"]);
    assert_eq!(
        person.step("stretch", &["--date", "yesterday"])["status"],
        "missed"
    );
}

#[test]
fn moving_bedtime_moves_the_steps_tied_to_it_for_this_evening_only() {
    let person = person_at("19:00");
    let (today, tomorrow) = (person.today(), person.today().succ_opt().unwrap());
    assert_eq!(
        person.says(&["bedtime", "23:15"]),
        "Bedtime at 23:15, this once.\n"
    );
    assert_eq!(
        person.facts(&["tonight"])["bedtime"],
        person.instant(today, "23:15:00")
    );
    assert_eq!(
        person.step("stretch", &[])["due"],
        person.instant(today, "22:35:00")
    );
    assert_eq!(
        person.step("warm-bath", &[])["due"],
        person.instant(today, "20:45:00")
    );
    let next = person.facts(&["tonight", "--date", &tomorrow.to_string()]);
    assert_eq!(next["bedtime"], person.instant(tomorrow, "22:30:00"));
}

#[test]
fn bedtime_of_another_evening_cannot_be_moved() {
    let person = person_at("19:00");
    let there = format!("{}T23:00", days_after(person.today(), 3));
    let said = person.fails(2, &["bedtime", &there]);
    assert!(said.contains("tonight only"), "{said}");
    let tonight = format!("{}T23:00", person.today());
    person.says(&["bedtime", &tonight]);
}

#[test]
fn lights_out_ends_the_evening_and_settles_its_step() {
    let person = person_at("22:41");
    let said = person.says(&["lights-out"]);
    assert!(
        said.starts_with("Lights out at 22:4") && said.ends_with("; sleep well.\n"),
        "{said}"
    );
    assert_eq!(person.status("lights-out"), "done");
}

#[test]
fn lights_out_recorded_in_the_morning_belongs_to_the_night_before() {
    let person = person_at("07:10");
    let said = person.says(&["lights-out", "--at", "23:05"]);
    assert!(said.contains("(evening of "), "{said}");
    let step = person.step("lights-out", &["--date", "yesterday"]);
    assert_eq!(step["at"], person.instant(person.yesterday(), "23:05:00"));
}

#[test]
fn lights_out_at_a_time_in_the_near_future_is_refused() {
    let person = person_at("21:00");
    let said = person.fails(1, &["lights-out", "--at", "22:30"]);
    assert!(said.contains("has not come yet"), "{said}");
}

#[test]
fn waking_belongs_to_the_night_before_even_after_the_wake_time() {
    let person = person_at("07:10");
    let kept = person.facts(&["woke", "--at", "06:50"]);
    assert_eq!(kept["evening"], person.yesterday().to_string());
    assert_eq!(
        kept["kept"][0]["at"],
        person.instant(person.today(), "06:50:00")
    );
    assert!(
        person
            .says(&["tonight", "--date", "yesterday"])
            .contains("awake 06:50")
    );
}

#[test]
fn lights_out_and_waking_can_be_recorded_days_later() {
    let person = person_at("12:00");
    let day = person.today() - chrono::Days::new(3);
    let date = day.to_string();
    let next = day.succ_opt().unwrap();
    let kept = person.facts(&["lights-out", "--at", "00:20", "--date", &date]);
    assert_eq!(kept["kept"][0]["at"], person.instant(next, "00:20:00"));
    let kept = person.facts(&["woke", "--at", "06:45", "--date", &date]);
    assert_eq!(kept["kept"][0]["at"], person.instant(next, "06:45:00"));
    assert_eq!(kept["evening"], date);
}

#[test]
fn an_excused_evening_asks_for_nothing_more() {
    let person = person_at("19:00");
    let said = person.says(&["excuse", "--why", "flu"]);
    assert!(said.ends_with(" counts neither way.\n"), "{said}");
    assert_eq!(person.facts(&["tonight"])["excused"], true);
    assert_eq!(person.status("stretch"), "excused");
    assert_eq!(person.says(&["next"]), "evening off\n");
    let said = person.fails(1, &["excuse"]);
    assert!(said.contains("already excused"), "{said}");
}

#[test]
fn a_range_of_evenings_is_excused_at_once_even_in_the_future() {
    let person = person_at("19:00");
    let (first, last) = (
        days_after(person.today(), -1),
        days_after(person.today(), 5),
    );
    person.says(&["excuse"]);
    let said = person.says(&["excuse", "--date", &first, "--to", &last, "--why", "travel"]);
    assert!(
        said.contains("7 evenings count neither way, 1 of them excused before"),
        "{said}"
    );
    for date in [first, last] {
        assert_eq!(
            person.facts(&["tonight", "--date", &date])["excused"],
            true,
            "{date}"
        );
    }
    let outside = days_after(person.today(), 6);
    assert_eq!(
        person.facts(&["tonight", "--date", &outside])["excused"],
        false
    );
}

#[test]
fn a_range_that_is_reversed_or_too_long_is_refused() {
    let person = person_at("19:00");
    let before = days_after(person.today(), -3);
    let said = person.fails(2, &["excuse", "--to", &before]);
    assert!(said.contains("swap"), "{said}");
    let said = person.fails(2, &["excuse", "--to", "2199-12-31"]);
    assert!(said.contains("366"), "{said}");
    assert!(!person.journal().exists() || person.facts(&["tonight"])["excused"] == false);
}

#[test]
fn a_note_is_recorded_in_the_users_words() {
    let person = person_at("19:00");
    let kept = person.facts(&["log", "note", "long drive,", "legs tired"]);
    assert_eq!(kept["kept"][0]["data"]["text"], "long drive, legs tired");
    assert_eq!(person.says(&["log", "note", "x"]), "Your note is kept.\n");
    person.fails(1, &["log", "note", "  "]);
    person.fails(2, &["log", "note"]);
}

#[test]
fn an_action_with_json_prints_the_recorded_events() {
    let person = person_at("21:55");
    let kept = person.facts(&["done", "stretch", "--at", "21:52"]);
    assert_eq!(kept["evening"], person.today().to_string());
    let events = kept["kept"].as_array().unwrap();
    assert_eq!(events.len(), 1, "the plan goes along silently");
    assert_eq!(events[0]["kind"], "done");
    assert_eq!(events[0]["step"], "stretch");
    assert_eq!(events[0]["at"], person.instant(person.today(), "21:52:00"));
}

#[test]
fn concurrent_actions_are_all_recorded() {
    let person = person_at("21:55");
    let steps = [
        "last-caffeine",
        "warm-bath",
        "massage",
        "stretch",
        "lights-out",
    ];
    std::thread::scope(|scope| {
        for step in steps {
            let person = &person;
            scope.spawn(move || person.says(&["done", step]));
        }
    });
    for step in steps {
        assert_eq!(person.status(step), "done", "{step}");
    }
}

#[test]
fn of_two_identical_concurrent_actions_one_is_refused() {
    let person = person_at("21:55");
    let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
        let both = [(); 2].map(|()| {
            scope.spawn(|| {
                person
                    .command(&["done", "stretch"])
                    .output()
                    .unwrap()
                    .status
                    .code()
            })
        });
        both.map(|one| one.join().unwrap()).to_vec()
    });
    assert!(
        codes.contains(&Some(0)) && codes.contains(&Some(1)),
        "{codes:?}"
    );
}

#[test]
fn a_settled_step_of_a_past_evening_names_that_evening_in_its_hint() {
    let person = person_at("21:55");
    let yesterday = person.yesterday().to_string();
    person.says(&["done", "stretch", "--date", "yesterday"]);
    let said = person.fails(1, &["done", "stretch", "--date", "yesterday"]);
    let hint = format!("winddown undo stretch --date {yesterday}`");
    assert!(said.contains(&hint), "{said}");
}

#[test]
fn undoing_a_note_says_that_it_was_a_note() {
    let person = person_at("21:55");
    person.says(&["log", "note", "long drive"]);
    assert_eq!(person.says(&["undo"]), "Undid: your note.\n");
}

#[test]
fn evenings_before_one_began_are_not_missed() {
    let person = person_at("21:00");
    person.says(&["done", "warm-bath"]);
    let day = |n: i64| days_after(person.today(), n);
    person.says(&["log", "note", "old", "--date", &day(-20)]);
    let missed = || person.facts(&["review", "--last", "30d"])["missed"].clone();
    assert_eq!(missed(), 0, "one note about an old evening makes no misses");
    let said = person.says(&["began", "--date", &day(-5)]);
    assert!(said.starts_with("You began on "), "{said}");
    assert_eq!(missed(), 5);
    person.fails(1, &["began", "--date", &day(2)]);
    assert_eq!(missed(), 5);
    person.says(&["undo", "--date", &day(-5)]);
    assert_eq!(missed(), 0);
}

#[test]
fn a_span_of_excused_evenings_is_taken_back_in_one_go_and_named() {
    let person = person_at("21:00");
    person.says(&["done", "warm-bath"]);
    let (first, last) = (person.today() - Days::new(9), person.today() - Days::new(3));
    let (from, to) = (first.to_string(), last.to_string());
    person.says(&["excuse", "--date", &from, "--to", &to]);
    let excused = |date: &str| person.facts(&["tonight", "--date", date])["excused"] == true;
    assert!(excused(&from) && excused(&to));
    let said = person.says(&["undo"]);
    assert!(said.starts_with("Undid: excused from "), "{said}");
    assert!(
        said.contains(&last.format("to %-d %B").to_string()),
        "{said}"
    );
    assert!(!excused(&from) && !excused(&to));
    let said = person.says(&["undo"]);
    assert!(said.starts_with("Undid: Warm bath"), "{said}");
}

#[test]
fn a_refusal_names_the_title_of_the_step_and_the_id_only_where_it_is_typed() {
    let person = person_at("21:55");
    person.says(&["skip", "stretch"]);
    let again = person.fails(1, &["skip", "stretch"]);
    let settled = "Leg stretches: already skipped; `winddown undo stretch` takes that back";
    assert!(again.contains(settled), "{again}");
    let nothing = person.fails(1, &["undo", "massage"]);
    let none = "there is nothing to take back about Massage & rest\n";
    assert!(nothing.contains(none), "{nothing}");
}
