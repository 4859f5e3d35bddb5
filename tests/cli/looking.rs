//! Commands that only read: `tonight`, `next`, `routine`.

use super::{newcomer_at, person_at, text};

#[test]
fn tonight_shows_the_steps_in_order_of_time_and_what_is_next() {
    let person = person_at("21:38");
    person.says(&["done", "last-caffeine", "--at", "13:40"]);
    person.says(&["skip", "massage"]);
    let said = person.says(&["tonight"]);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].ends_with("bed at 22:30, in 52 min") || lines[0].ends_with("in 51 min"));
    assert_eq!(lines[2], "  ✓  13:30  Last caffeine    done 13:40");
    assert!(
        lines[3].starts_with("  ◌  20:45  Warm bath        since 5"),
        "{said}"
    );
    assert_eq!(lines[4], "  –  21:15  Massage & rest   skipped");
    assert!(
        lines[5].starts_with("  ▸  21:50  Leg stretches    in 1"),
        "{said}"
    );
    assert_eq!(lines[6], "     22:30  Lights out");
    assert_eq!(lines[8], "1 of 4 done");
}

#[test]
fn without_a_utf8_locale_the_signs_are_ascii() {
    let person = person_at("21:38");
    person.says(&["done", "stretch"]);
    let mut command = person.command(&["tonight"]);
    let output = command.env("LANG", "C").output().unwrap();
    assert!(output.stdout.is_ascii());
    assert!(super::text(&output.stdout).contains("  x  21:50  Leg stretches"));
}

#[test]
fn tonight_in_json_has_the_promised_keys_and_no_others() {
    let person = person_at("21:38");
    let (today, tomorrow) = (person.today(), person.today().succ_opt().unwrap());
    person.says(&["done", "warm-bath", "--at", "20:58"]);
    let tonight = person.facts(&["tonight"]);
    let keys: Vec<&String> = tonight.as_object().unwrap().keys().collect();
    let mut promised = ["evening", "bedtime", "wake", "excused", "steps", "next"];
    promised.sort_unstable();
    assert_eq!(keys, promised);
    assert_eq!(tonight["evening"], today.to_string());
    assert_eq!(tonight["bedtime"], person.instant(today, "22:30:00"));
    assert_eq!(tonight["wake"], person.instant(tomorrow, "06:30:00"));
    assert_eq!(tonight["excused"], false);
    assert_eq!(tonight["next"], "massage");
    assert_eq!(
        person.step("warm-bath", &[]),
        serde_json::json!({
            "id": "warm-bath", "title": "Warm bath", "kind": "timer",
            "due": person.instant(today, "20:45:00"), "optional": false, "status": "done",
            "at": person.instant(today, "20:58:00"), "snoozed_until": null,
        })
    );
}

#[test]
fn tonight_shows_another_evening_with_the_date_option() {
    let person = person_at("21:38");
    let yesterday = person.yesterday().to_string();
    assert_eq!(
        person.facts(&["tonight", "--date", "yesterday"])["evening"],
        yesterday
    );
    assert_eq!(
        person.facts(&["tonight", "--date", &yesterday])["evening"],
        yesterday
    );
    let stretch = person.step("stretch", &["--date", "yesterday"]);
    assert_eq!(stretch["status"], "missed");
}

#[test]
fn at_a_quarter_past_one_it_is_still_yesterdays_evening() {
    let person = person_at("01:15");
    assert_eq!(
        person.facts(&["tonight"])["evening"],
        person.yesterday().to_string()
    );
}

#[test]
fn a_newcomer_gets_the_built_in_plan() {
    let person = newcomer_at("19:00");
    let said = person.says(&["tonight"]);
    for title in ["Warm bath", "Leg stretches", "Lights out"] {
        assert!(said.contains(title), "{said}");
    }
}

#[test]
fn next_prints_one_short_line() {
    let person = person_at("21:38");
    person.says(&["skip", "massage"]);
    person.says(&["done", "warm-bath"]);
    let said = person.says(&["next"]);
    assert!(
        ["stretch in 12m\n", "stretch in 11m\n"].contains(&said.as_str()),
        "{said}"
    );
    person.says(&["snooze", "stretch", "1h20m"]);
    person.says(&["done", "lights-out"]);
    let said = person.says(&["next"]);
    assert!(said.starts_with("stretch in 1h3"), "{said}");
}

#[test]
fn next_says_when_a_step_is_due_and_when_all_is_done() {
    let person = person_at("21:52");
    person.says(&["skip", "massage"]);
    assert_eq!(person.says(&["next"]), "stretch now\n");
    for step in ["warm-bath", "stretch", "lights-out", "last-caffeine"] {
        person.says(&["done", step]);
    }
    assert_eq!(person.says(&["next"]), "all done\n");
    assert_eq!(person.facts(&["next"])["class"], "done");
}

#[test]
fn next_fills_in_the_format() {
    let person = person_at("21:52");
    person.says(&["skip", "massage"]);
    let format = "{status}: {title} ({id}) at {at}, {in} {";
    let said = person.says(&["next", "--format", format]);
    assert_eq!(said, "due: Leg stretches (stretch) at 21:50, now {\n");
    let said = person.fails(2, &["next", "--format", "{when}"]);
    assert!(
        said.contains("{when}") && said.contains("{title}"),
        "{said}"
    );
}

#[test]
fn next_with_json_prints_what_waybar_reads_with_escaped_markup() {
    let person = person_at("21:20");
    let next = person.facts(&["next", "--format", "{title} {in}"]);
    assert_eq!(next["text"], "Massage &amp; rest now");
    assert_eq!(next["class"], "due");
    assert!(
        next["tooltip"]
            .as_str()
            .unwrap()
            .contains("21:50  Leg stretches: upcoming")
    );
    assert_eq!(next.as_object().unwrap().len(), 3);
}

#[test]
fn the_library_is_listed_with_routines_and_exercises() {
    let person = newcomer_at("19:00");
    let said = person.says(&["routine", "list"]);
    for id in [
        "restless-legs",
        "night-rescue",
        "calf-wall",
        "slow-breathing",
    ] {
        assert!(said.contains(id), "{said}");
    }
    let library = person.facts(&["routine", "list"]);
    assert_eq!(library["exercises"].as_array().unwrap().len(), 21);
    assert_eq!(library["routines"].as_array().unwrap().len(), 9);
    assert_eq!(library["routines"][0]["exercises"][0], "calf-wall");
}

#[test]
fn a_routine_or_an_exercise_is_shown_with_its_cues() {
    let person = newcomer_at("19:00");
    let said = person.says(&["routine", "show", "restless-legs"]);
    assert!(said.contains("20 s, 2 times each side"), "{said}");
    let routine = person.facts(&["routine", "show", "restless-legs"]);
    assert_eq!(routine["exercises"][0]["id"], "calf-wall");
    let exercise = person.facts(&["routine", "show", "slow-breathing"]);
    assert!(
        exercise["work"]
            .as_str()
            .unwrap()
            .starts_with("in 4, out 6")
    );
}

#[test]
fn an_exercise_is_shown_with_its_safety_note_and_a_routine_with_its_properties() {
    let person = newcomer_at("19:00");
    for args in [
        ["routine", "show", "calf-massage"],
        ["routine", "show", "night-rescue"],
    ] {
        let said = person.says(&args);
        assert!(said.contains("Not with a clot"), "{said}");
    }
    let massage = person.facts(&["routine", "show", "calf-massage"]);
    assert!(
        massage["note"]
            .as_str()
            .unwrap()
            .contains("call for help now")
    );
    let gentle = person.facts(&["routine", "show", "gentle"]);
    assert_eq!(gentle["gentle"], true);
    assert_eq!(gentle["positions"][0], "seated");
    assert_eq!(gentle["exercises"][0]["note"], serde_json::Value::Null);
}

#[test]
fn an_unknown_routine_is_refused_with_the_most_similar_one() {
    let person = newcomer_at("19:00");
    for args in [
        &["routine", "show", "restles-legs"][..],
        &["play", "restles-legs"],
    ] {
        let said = person.fails(2, args);
        assert!(said.contains("did you mean `restless-legs`?"), "{said}");
    }
}

#[test]
fn a_bedtime_at_the_moment_clocks_change_is_the_one_the_clock_shows() {
    let bedtime_in = |zone: &str, time: &str, date: &str| {
        let person = person_at("21:55");
        let plan = format!("bedtime = \"{time}\"\nwake = \"09:00\"\n");
        person.write_config(plan);
        let mut command = person.command(&["tonight", "--json", "--date", date]);
        let said = text(
            &command
                .env("TZ", zone)
                .assert()
                .success()
                .get_output()
                .stdout,
        );
        let facts: serde_json::Value = serde_json::from_str(&said).unwrap();
        facts["bedtime"].as_str().unwrap().to_owned()
    };
    // By rule, so that the system needs no list of zones.
    let berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
    let at_midnight = "<-03>3<-02>,M10.3.0/0,M2.3.0/0";
    for (zone, time, date, bedtime) in [
        (berlin, "01:59", "2026-10-24", "2026-10-25T01:59:00+02:00"),
        (berlin, "02:00", "2026-10-24", "2026-10-25T02:00:00+02:00"),
        (berlin, "02:59", "2026-10-24", "2026-10-25T02:59:00+02:00"),
        (berlin, "03:00", "2026-10-24", "2026-10-25T03:00:00+01:00"),
        (berlin, "01:59", "2026-03-28", "2026-03-29T01:59:00+01:00"),
        (berlin, "02:00", "2026-03-28", "2026-03-29T03:00:00+02:00"),
        (berlin, "02:59", "2026-03-28", "2026-03-29T03:00:00+02:00"),
        (berlin, "03:00", "2026-03-28", "2026-03-29T03:00:00+02:00"),
        (
            at_midnight,
            "23:00",
            "2026-02-14",
            "2026-02-14T23:00:00-02:00",
        ),
        (
            at_midnight,
            "00:00",
            "2026-02-14",
            "2026-02-15T00:00:00-03:00",
        ),
        (
            at_midnight,
            "00:00",
            "2026-10-17",
            "2026-10-18T01:00:00-02:00",
        ),
    ] {
        assert_eq!(
            bedtime_in(zone, time, date),
            bedtime,
            "{time} of {date} in {zone}"
        );
    }
}

#[test]
fn a_past_evening_is_unchanged_after_travel_to_another_time_zone() {
    let person = person_at("21:38");
    let yesterday = ["--date", "yesterday"];
    let told = [&["done", "stretch", "--at", "21:55"][..], &yesterday].concat();
    person.says(&told);
    person.says(&[&["lights-out", "--at", "22:40"][..], &yesterday].concat());
    let seen = |zone: &str| {
        let run = |args: &[&str]| {
            let mut command = person.command(args);
            let done = command.env("TZ", zone).assert().success();
            text(&done.get_output().stdout)
        };
        let date = person.yesterday().to_string();
        let tonight = run(&["tonight", "--json", "--date", &date]);
        let review = run(&["review", "--json", "--from", &date, "--to", &date]);
        (
            tonight,
            review,
            run(&["tonight", "--date", &date])
                .lines()
                .skip(2)
                // Only from afar the zone of the times is named.
                .map(|line| line.split("; times in").next().unwrap_or_default())
                .collect::<String>(),
        )
    };
    let here = seen(&person.zone);
    assert!(
        here.0
            .contains(&person.instant(person.yesterday(), "21:50:00")),
        "{}",
        here.0
    );
    // Two hours on to the east it is nearly midnight, to the west it is still early.
    for hours in [2, -2] {
        let east = person.offset.local_minus_utc() / 60 + hours * 60;
        let sign = if east < 0 { '+' } else { '-' };
        let zone = format!("<THERE>{sign}{}:{:02}", east.abs() / 60, east.abs() % 60);
        assert_eq!(seen(&zone), here, "{hours} h to the east");
    }
}
