//! The pages of the diary at each size, and what keys do on them: *journal before, keys, screen and journal after*.

#[path = "support/stage.rs"]
mod stage;

use stage::Stage;

#[test]
fn a_drink_is_kept_with_three_keys_from_tonight() {
    let stage = Stage::at("2026-11-24T13:10").keys("l c 2");
    assert_eq!(stage.journal(), ["caffeine 13:10"]);
    let screen = stage.screen();
    assert!(screen.contains("1 drink, 63 mg"), "{screen}");
    let stage = stage.keys("e");
    let screen = stage.screen();
    assert!(screen.contains("13:10  espresso, 63 mg"), "{screen}");
}

#[test]
fn the_diary_goes_back_to_where_it_was_opened() {
    let tonight = Stage::at("2026-11-24T13:10");
    let before = tonight.screen();
    assert_eq!(tonight.keys("l c Esc Esc").screen(), before);
    let review = Stage::at("2026-11-24T13:10").keys("Tab Left");
    let before = review.screen();
    let diary = review.keys("l");
    assert!(
        diary.screen().contains("Monday 23 November"),
        "{}",
        diary.screen()
    );
    assert_eq!(diary.keys("e Esc Esc").screen(), before);
}

#[test]
fn brackets_lead_to_the_days_beside_and_not_past_tonight() {
    let stage = Stage::at("2026-11-24T13:10").keys("l [ [");
    assert!(
        stage.screen().contains("Sunday 22 November"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("] ] ]");
    assert!(
        stage.screen().contains("Tuesday 24 November"),
        "{}",
        stage.screen()
    );
}
