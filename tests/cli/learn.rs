//! `learn`: the pages on restless legs, printed.

use super::{person_at, text};

#[test]
fn without_words_every_page_is_listed_on_one_line() {
    let said = person_at("21:38").says(&["learn"]);
    assert!(
        said.starts_with("Restless legs\n  restless-legs  What restless legs are\n"),
        "{said}"
    );
    assert!(said.contains("\n  iron-values    Iron values\n"), "{said}");
    assert_eq!(
        said.lines().filter(|line| line.starts_with("  ")).count(),
        24
    );
}

#[test]
fn a_page_is_shown_by_its_id_and_by_its_title() {
    let person = person_at("21:38");
    let said = person.says(&["learn", "low-iron"]);
    assert!(said.starts_with("Low iron\n\n"), "{said}");
    let sources = said.split_once("\nSources\n[1] ").unwrap().1;
    assert!(sources.contains("10.5664/jcsm.11390"), "{said}");
    assert_eq!(person.says(&["learn", "Low", "iron"]), said);
    assert_eq!(person.says(&["learn", "low iron"]), said);
}

#[test]
fn in_a_pipe_a_page_is_plain_and_no_wider_than_paper() {
    let said = person_at("21:38").says(&["learn", "caffeine"]);
    assert!(said.is_ascii());
    assert!(said.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(said.lines().all(|line| line.len() <= 76), "{said}");
}

#[test]
fn a_search_shows_the_only_match_or_lists_several() {
    let person = person_at("21:38");
    let said = person.says(&["learn", "bath"]);
    assert!(said.starts_with("A warm bath or shower\n\n"), "{said}");
    let said = person.says(&["learn", "iron"]);
    let pages: Vec<_> = said.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(
        pages,
        ["  low-iron     Low iron", "  iron-values  Iron values"]
    );
}

#[test]
fn an_unknown_word_is_refused_with_the_most_similar_one() {
    let person = person_at("21:38");
    let told = person.fails(2, &["learn", "cofee"]);
    assert!(
        told.contains("no page about `cofee`; did you mean `coffee`?"),
        "{told}"
    );
    let told = person.fails(2, &["learn", "snake", "oil"]);
    assert!(told.contains("`winddown learn` lists the pages"), "{told}");
}

#[test]
fn with_json_it_prints_a_list_or_a_page() {
    let person = person_at("21:38");
    let list = person.facts(&["learn"]);
    assert_eq!(
        list["pages"][0],
        serde_json::json!({"id": "restless-legs", "title": "What restless legs are", "topic": "Restless legs"})
    );
    let page = person.facts(&["learn", "iron-values"]);
    assert_eq!(page["id"], "iron-values");
    assert_eq!(
        page["text"][1]["item"],
        "ferritin: at 75 ng/mL or below [1]"
    );
    assert!(page["sources"][0].as_str().unwrap().contains("jcsm.11390"));
}

#[test]
fn the_pages_can_be_read_with_a_broken_config() {
    let person = person_at("21:38");
    person.write_config("beadtime = 3");
    assert!(
        person
            .says(&["learn", "doctor"])
            .contains("A clot has to be ruled out")
    );
    let nowhere = person
        .command(&["learn"])
        .env_remove("HOME")
        .output()
        .unwrap();
    assert!(nowhere.status.success(), "{}", text(&nowhere.stderr));
}
