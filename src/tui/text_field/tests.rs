//! The keys of the text field, and what its kinds take.

use proptest::prelude::*;

use super::*;
use crate::time_of_day::ClockFormat;

fn time_field(prefilled: &str) -> TextField {
    TextField::prefilled(
        FieldKind::Time(NaiveTime::MIN, ClockFormat::default()),
        prefilled.to_owned(),
    )
}

fn typed(mut field: TextField, text: &str) -> TextField {
    for letter in text.chars() {
        field.key(KeyCode::Char(letter).into());
    }
    field
}

fn pressed(mut field: TextField, keys: &[KeyEvent]) -> TextField {
    for key in keys {
        field.key(*key);
    }
    field
}

fn ctrl(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
}

#[test]
fn the_first_letter_replaces_a_prefilled_value_and_the_next_ones_are_added() {
    assert_eq!(typed(time_field("22:30"), "2315").text(), "23:15");
    let words = TextField::prefilled(FieldKind::Words, "travel".to_owned());
    assert_eq!(typed(words, "ill").text(), "ill");
}

#[test]
fn an_arrow_or_home_or_end_keeps_a_prefilled_value_to_be_typed_on() {
    let words = || TextField::prefilled(FieldKind::Words, "ill".to_owned());
    for (keys, text) in [
        (vec![KeyCode::End.into()], "ill."),
        (vec![KeyCode::Right.into()], "ill."),
        (vec![ctrl('e')], "ill."),
        (vec![KeyCode::Home.into()], ".ill"),
        (vec![KeyCode::Left.into()], ".ill"),
        (vec![ctrl('a')], ".ill"),
        (vec![KeyCode::End.into(), KeyCode::Left.into()], "il.l"),
    ] {
        assert_eq!(typed(pressed(words(), &keys), ".").text(), text, "{keys:?}");
    }
}

#[test]
fn the_keys_that_delete_empty_a_selected_value_and_delete_as_in_a_shell_otherwise() {
    let words = || TextField::prefilled(FieldKind::Words, "a long drive".to_owned());
    let end: KeyEvent = KeyCode::End.into();
    for (key, selected, at_end, at_start) in [
        (KeyCode::Backspace.into(), "", "a long driv", "a long drive"),
        (KeyCode::Delete.into(), "", "a long drive", " long drive"),
        (ctrl('w'), "", "a long ", "a long drive"),
        (ctrl('u'), "", "", ""),
        (ctrl('k'), "", "a long drive", ""),
    ] {
        assert_eq!(pressed(words(), &[key]).text(), selected, "{key:?}");
        assert_eq!(pressed(words(), &[end, key]).text(), at_end, "{key:?}");
        assert_eq!(
            pressed(words(), &[ctrl('a'), key]).text(),
            at_start,
            "{key:?}"
        );
    }
}

#[test]
fn a_time_reads_as_it_is_typed() {
    let shown: Vec<String> = (1..=4)
        .map(|letters| typed(time_field(""), &"2315"[..letters]).text().to_owned())
        .collect();
    assert_eq!(shown, ["2", "23", "2:31", "23:15"]);
    for (typed_text, text) in [
        ("705", "7:05"),
        ("23:15", "23:15"),
        ("23.15", "23.15"),
        ("7:05", "7:05"),
        ("10:30 pm", "10:30 pm"),
        ("1030pm", "10:30pm"),
        ("22h30", "22h30"),
        ("23152245", "22:45"),
    ] {
        assert_eq!(typed(time_field(""), typed_text).text(), text);
    }
}

#[test]
fn a_date_is_typed_in_full_and_the_next_digit_begins_another() {
    let date = typed(
        TextField::new(FieldKind::Date(NaiveDate::MIN)),
        "2026-11-02",
    );
    assert_eq!(date.text(), "2026-11-02");
    assert_eq!(typed(date.clone(), "1").text(), "1");
    assert_eq!(typed(date, "x").text(), "2026-11-02");
}

#[test]
fn up_and_down_move_a_date_by_a_day_within_the_years_that_fit() {
    let date = |text: &str| {
        let kind = FieldKind::Date(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap());
        TextField::prefilled(kind, text.to_owned())
    };
    for (before, code, after) in [
        ("2026-11-30", KeyCode::Up, "2026-12-01"),
        ("20261201", KeyCode::Down, "2026-11-30"),
        ("9999-12-31", KeyCode::Up, "9999-12-31"),
        ("", KeyCode::Up, "2026-11-02"),
    ] {
        assert_eq!(pressed(date(before), &[code.into()]).text(), after);
    }
}

#[test]
fn the_cursor_moves_in_a_value_as_long_as_it_can_be() {
    let mut date = typed(
        TextField::new(FieldKind::Date(NaiveDate::MIN)),
        "2026-11-02",
    );
    assert_eq!(date.key(KeyCode::Left.into()), FieldEdit::Unchanged);
    assert_eq!(date.cursor(), 9);
    assert_eq!(date.key(KeyCode::Backspace.into()), FieldEdit::Changed);
}

#[test]
fn the_example_of_a_refused_value_reads_as_a_sentence() {
    assert_eq!(as_sentence("a number, 1 to 5"), "A number, 1 to 5.");
}

#[test]
fn alt_with_b_or_f_moves_by_a_word() {
    let alt = |letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::ALT);
    let words = || typed(TextField::new(FieldKind::Words), "one two");
    assert_eq!(pressed(words(), &[alt('b')]).cursor(), 4);
    let forward = [KeyCode::Home.into(), alt('f')];
    assert_eq!(pressed(words(), &forward).cursor(), 4);
}

#[test]
fn up_and_down_are_not_keys_of_a_field_without_steps() {
    let mut words = typed(TextField::new(FieldKind::Words), "one");
    assert!(!words.kind().has_steps());
    for code in [KeyCode::Up, KeyCode::Down] {
        assert_eq!(words.key(code.into()), FieldEdit::NotMine);
    }
}

#[test]
fn only_a_field_with_a_value_can_be_selected() {
    let mut empty = TextField::new(FieldKind::Words);
    empty.select();
    assert!(!empty.is_selected());
    let mut words = typed(TextField::new(FieldKind::Words), "one");
    assert!(!words.is_selected());
    words.select();
    assert!(words.is_selected());
    assert_eq!(typed(words, "two").text(), "two");
}

#[test]
fn a_field_refuses_what_its_value_cannot_have_and_says_what_to_type() {
    let mut field = time_field("22:30");
    let refused = field.key(KeyCode::Char('x').into());
    assert_eq!(
        refused,
        FieldEdit::Refused("a time such as 22:45".to_owned())
    );
    assert_eq!(field.text(), "22:30");
    assert!(!field.is_touched() && field.is_selected());
}

#[test]
fn yes_and_no_are_typed_by_their_first_letter_and_deleted_whole() {
    let answer = |text: &str| typed(TextField::new(FieldKind::YesOrNo), text);
    for (letters, shown) in [
        ("y", "yes"),
        ("n", "no"),
        ("yes", "yes"),
        ("no", "no"),
        ("yn", "no"),
        ("x", ""),
        ("e", ""),
    ] {
        assert_eq!(answer(letters).text(), shown, "{letters}");
    }
    for key in [KeyCode::Backspace.into(), KeyCode::Delete.into(), ctrl('w')] {
        let emptied = pressed(answer("y"), &[key]);
        assert!(emptied.is_empty() && emptied.is_touched(), "{key:?}");
    }
    let up_down = [KeyCode::Up.into(), KeyCode::Down.into()];
    assert_eq!(pressed(answer(""), &up_down[..1]).text(), "yes");
    assert_eq!(pressed(answer(""), &up_down).text(), "no");
    let mut pasted = answer("n");
    assert_eq!(pasted.paste("yes"), Ok(()));
    assert_eq!(pasted.text(), "yes");
    assert!(pasted.paste("maybe").is_err());
}

#[test]
fn a_confirmed_proposal_is_touched_and_nothing_to_lose() {
    let mut field = time_field("22:30");
    field.confirm();
    assert!(field.is_touched() && !field.has_unsaved_input());
}

#[test]
fn a_proposal_is_not_taken_by_somebody_who_tried_to_type_another_value() {
    let field = typed(time_field("22:30"), "late");
    assert_eq!(field.refusal().as_deref(), Some("a time such as 22:45"));
    assert_eq!(pressed(field, &[KeyCode::End.into()]).refusal(), None);
    assert_eq!(typed(time_field("22:30"), "23x").refusal(), None);
}

#[test]
fn up_and_down_move_a_time_by_five_minutes_across_midnight_and_a_number_by_its_step() {
    let up: KeyEvent = KeyCode::Up.into();
    let down: KeyEvent = KeyCode::Down.into();
    assert_eq!(pressed(time_field("22:30"), &[up, up]).text(), "22:40");
    assert_eq!(pressed(time_field("00:03"), &[down]).text(), "23:58");
    assert_eq!(pressed(time_field(""), &[up]).text(), "00:00");
    let number = FieldKind::Whole {
        from: 1,
        to: 5,
        by: 1,
        start: 3,
        unit: "",
    };
    let number = || TextField::new(number);
    assert_eq!(pressed(number(), &[down]).text(), "3");
    assert_eq!(pressed(number(), &[up, up, up, up]).text(), "5");
    assert_eq!(typed(pressed(number(), &[up]), "2").text(), "2");
    let words = TextField::prefilled(FieldKind::Words, "ill".to_owned());
    assert_eq!(words.clone().key(up), FieldEdit::NotMine);
}

#[test]
fn a_value_typed_and_taken_back_is_nothing_to_lose() {
    let field = typed(TextField::new(FieldKind::Words), "x");
    assert!(field.has_unsaved_input());
    let field = pressed(field, &[KeyCode::Backspace.into()]);
    assert!(!field.has_unsaved_input() && field.is_touched());
}

#[test]
fn pasted_text_that_does_not_fit_is_refused_whole_and_the_field_stays() {
    let mut note = typed(TextField::new(FieldKind::Words), "so ");
    let refused = note.paste(&"x".repeat(4000)).unwrap_err();
    assert_eq!(
        refused,
        "Too long, so nothing was pasted: 4003 characters, and 4000 fit."
    );
    assert_eq!(note.text(), "so ");
    note.paste(&"x".repeat(3997)).unwrap();
    assert_eq!(note.text().len(), 4000);
    let refused = note.key(KeyCode::Char('y').into());
    assert_eq!(
        refused,
        FieldEdit::Refused("at most 4000 characters".to_owned())
    );
    let mut time = time_field("22:30");
    let refused = time.paste("820 mg").unwrap_err();
    assert_eq!(
        refused,
        "Nothing was pasted: it is not a time such as 22:45."
    );
    assert_eq!(time.text(), "22:30");
    time.paste(" 2315\n").unwrap();
    assert_eq!(time.text(), "23:15");
    // A digit after a complete date would begin another one.
    let mut date = TextField::new(FieldKind::Date(NaiveDate::MIN));
    assert!(date.paste("2026-11-0217").is_err());
    assert_eq!(date.text(), "");
}

#[test]
fn what_was_cut_is_not_put_back_beyond_the_longest_text() {
    let mut note = TextField::prefilled(FieldKind::Words, "x".repeat(2500));
    for key in [ctrl('u'), ctrl('y')] {
        note.key(key);
    }
    assert_eq!(note.text().len(), 2500);
    assert_eq!(
        note.key(ctrl('y')),
        FieldEdit::Refused("at most 4000 characters".to_owned())
    );
    assert_eq!(note.text().len(), 2500);
}

#[test]
fn a_long_value_is_scrolled_to_the_cursor_whatever_the_width_of_its_letters() {
    let mut field = typed(TextField::new(FieldKind::Words), "眠れない夜ab");
    let area = Rect::new(0, 0, 6, 1);
    let mut buf = Buffer::empty(area);
    let (cursor, _) = field.draw(area, Style::new(), true, &mut buf);
    assert!(cursor.x < 6, "{cursor:?}");
    assert_eq!(buf[(cursor.x - 1, 0)].symbol(), "b");
    field.key(KeyCode::Home.into());
    let mut buf = Buffer::empty(area);
    let (cursor, _) = field.draw(area, Style::new(), true, &mut buf);
    assert_eq!((cursor.x, buf[(0, 0)].symbol()), (0, "眠"));
}

#[test]
fn a_selected_value_stands_out_on_a_row_that_is_reversed_itself() {
    let area = Rect::new(0, 0, 8, 1);
    for row in [Style::new(), Style::new().add_modifier(Modifier::REVERSED)] {
        let mut buf = Buffer::empty(area);
        buf.set_style(area, row);
        time_field("22:30").draw(area, Style::new(), true, &mut buf);
        let is_reversed = |x: u16| buf[(x, 0)].modifier.contains(Modifier::REVERSED);
        assert_ne!(is_reversed(0), is_reversed(7));
        // Without the cursor it is drawn like any other value.
        let mut buf = Buffer::empty(area);
        buf.set_style(area, row);
        time_field("22:30").draw(area, Style::new(), false, &mut buf);
        let is_reversed = |x: u16| buf[(x, 0)].modifier.contains(Modifier::REVERSED);
        assert_eq!(is_reversed(0), is_reversed(7));
    }
}

proptest! {
    #[test]
    fn a_typed_time_is_the_time_that_its_digits_are(digits in "[0-9]{1,4}") {
        let field = typed(time_field("22:30"), &digits);
        prop_assert_eq!(time_of_day::parse(field.text()), time_of_day::parse(&digits));
    }

    #[test]
    fn no_keys_make_a_field_panic_or_hold_more_than_fits(
        keys in proptest::collection::vec(0usize..16, 0..40),
        kind in 0usize..5,
    ) {
        let kind = [
            FieldKind::Words,
            FieldKind::Time(NaiveTime::MIN, ClockFormat::default()),
            FieldKind::Date(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap()),
            FieldKind::Whole { from: 0, to: 720, by: 5, start: 15, unit: "" },
            FieldKind::YesOrNo,
        ][kind];
        let keys: Vec<KeyEvent> = keys
            .into_iter()
            .map(|key| match key {
                0 => KeyCode::Left.into(),
                1 => KeyCode::Right.into(),
                2 => KeyCode::Up.into(),
                3 => KeyCode::Down.into(),
                4 => KeyCode::Backspace.into(),
                5 => KeyCode::Delete.into(),
                6 => ctrl('w'),
                7 => ctrl('y'),
                8 => KeyCode::Char(':').into(),
                9 => KeyCode::Char('é').into(),
                10 => KeyCode::Char('眠').into(),
                14 => KeyCode::Char('y').into(),
                15 => KeyCode::Char('n').into(),
                digit => KeyCode::Char(char::from(b'0' + digit as u8 - 11)).into(),
            })
            .collect();
        let field = pressed(TextField::new(kind), &keys);
        prop_assert!(field.text().chars().count() <= kind.longest());
        let area = Rect::new(3, 2, 9, 1);
        let (cursor, end) = field.draw(area, Style::new(), true, &mut Buffer::empty(area));
        prop_assert!(area.contains(cursor) && end <= area.right());
    }
}
