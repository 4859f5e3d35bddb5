//! `rescue`: the routine for somebody woken at night, and what is known of each.

use std::fs;

use serde_json::json;
use winddown::event::{About, Draft, EveningDate, Origin, Rating, SessionDone, What};
use winddown::journal::Journal;

use super::{Person, days_after, newcomer_at, person_at};

/// A rescue so many nights ago, as the player records it.
fn rescue(person: &Person, ago: i64, routine: &str, [before, after]: [i64; 2], origin: Origin) {
    let evening: EveningDate = days_after(person.today(), -ago).parse().unwrap();
    let legs = |rating: i64, about| What::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec![],
        places: vec![],
        about: Some(about),
    };
    let session = What::Session {
        step: None,
        session: SessionDone {
            routine: routine.into(),
            exercises: vec![],
        },
    };
    let entries = [
        (0, legs(before, About::RescueBefore)),
        (6, session),
        (7, legs(after, About::RescueAfter)),
    ];
    let drafts = entries.map(|(minute, what)| Draft {
        at: evening
            .next()
            .0
            .and_hms_opt(2, minute, 0)
            .unwrap()
            .and_local_timezone(person.offset)
            .unwrap()
            .to_utc(),
        offset_min: person.offset.local_minus_utc() / 60,
        evening,
        what,
        origin: Some(origin),
    });
    fs::create_dir_all(person.journal().parent().unwrap()).unwrap();
    let mut journal = Journal::open(&person.journal(), "test").unwrap();
    journal.append(Origin::Pressed, &drafts).unwrap();
}

#[test]
fn before_the_first_rescue_nothing_is_known_of_any_routine() {
    let person = newcomer_at("19:00");
    let said = person.says(&["rescue", "--list"]);
    assert!(
        said.contains("Tense and let go (night-tensing): not tried yet"),
        "{said}"
    );
    let facts = person.facts(&["rescue"]);
    assert_eq!(facts["calms_more"], json!(null));
    assert_eq!(facts["routines"].as_array().unwrap().len(), 3);
    assert_eq!(
        facts["routines"][0],
        json!({
            "id": "night-rescue",
            "title": "Move, rub, stretch",
            "tries": 0,
            "chosen": 0,
            "mean_relief": null,
        })
    );
    assert!(!person.journal().exists(), "looking writes nothing");
}

#[test]
fn what_came_of_each_routine_is_told_and_what_one_chose_is_kept_apart() {
    let person = person_at("19:00");
    let routines = ["night-rescue", "night-tensing", "night-breathing"];
    for (ago, routine) in (2..11).zip(routines.into_iter().cycle()) {
        let after = if routine == "night-tensing" { 2 } else { 6 };
        rescue(&person, ago, routine, [7, after], Origin::AcceptedProposal);
    }
    rescue(&person, 12, "night-breathing", [7, 0], Origin::Pressed);
    let said = person.says(&["rescue", "--list"]);
    for line in [
        "Move, rub, stretch (night-rescue): tried 3 times, legs 1.0 calmer afterwards\n",
        "Tense and let go (night-tensing): tried 3 times, legs 5.0 calmer afterwards\n",
        "Breathe slowly (night-breathing): tried 3 times, legs 1.0 calmer afterwards; chosen by you once, which does not \
         count\n",
        "So far \"Tense and let go\" calms more, about 9 in 10.\n",
        "Offered next: Tense and let go.\n",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    let facts = person.facts(&["rescue", "--list"]);
    assert_eq!(facts["offered"], "night-tensing");
    assert_eq!(
        facts["calms_more"],
        json!({"routine": "night-tensing", "of_ten": 9})
    );
    assert_eq!(facts["routines"][1]["mean_relief"], 5.0);
    assert_eq!(facts["routines"][2]["chosen"], 1);
}

#[test]
fn without_a_terminal_it_says_what_works_there() {
    let person = newcomer_at("19:00");
    let said = person.fails(2, &["rescue"]);
    assert!(said.contains("`winddown rescue --list`"), "{said}");
    assert!(!person.journal().exists());
}

#[test]
fn a_rescue_longer_ago_than_a_year_no_longer_counts() {
    let person = person_at("19:00");
    for ago in [364, 363] {
        let origin = Origin::AcceptedProposal;
        rescue(&person, ago, "night-tensing", [7, 2], origin);
    }
    let facts = person.facts(&["rescue"]);
    assert_eq!(facts["routines"][1]["tries"], 1);
}
