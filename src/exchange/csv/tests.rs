use proptest::prelude::*;

use super::*;
use crate::diary::caffeine::HALF_LIFE;
use crate::review::Review;
use crate::review::diary::DiaryReview;
use crate::review::naive_life::{Life, life};

#[test]
fn no_cell_begins_a_formula() {
    for text in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\u{3000}=1",
        "＝1",
        "\t=1",
        "\u{feff}=1",
        "\n-2",
    ] {
        let cell = list([text].into_iter());
        assert!(cell.starts_with("\"'"), "{text:?}: {cell:?}");
    }
    assert_eq!(
        list(["late-screen", "a; b"].into_iter()),
        "\"late-screen; a; b\""
    );
}

#[test]
fn texts_are_in_quotation_marks_whatever_they_look_like_and_nothing_else_is() {
    assert_eq!(list(["0012"].into_iter()), "\"0012\"");
    assert_eq!(list(["12:30"].into_iter()), "\"12:30\"");
    assert_eq!(list(["a \"b\", c"].into_iter()), "\"a \"\"b\"\", c\"");
    assert_eq!(list([].into_iter()), "");
    let at = DateTime::parse_from_rfc3339("2026-11-24T22:41:03+01:00").ok();
    assert_eq!(instant(at), "2026-11-24 22:41:03");
    assert_eq!(whole(Some(7)), "7");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_reader_of_csv_finds_every_evening_and_every_cell(life in life(), notes in prop::collection::vec(any::<String>(), 0..3)) {
        let review: Review = life.review();
        let nights: Vec<NightReview> = nights(&life);
        let rows = review.evenings.iter().zip(&nights);
        let rows = rows.map(|(evening, night)| Row { evening, night, notes: &notes });
        let table = table(rows, true).unwrap();
        prop_assert!(is_ours(&table.as_bytes()[..table.len().min(256)]));
        let plain = table.strip_prefix(BYTE_ORDER_MARK).unwrap();
        let mut reader = csv::Reader::from_reader(plain.as_bytes());
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        prop_assert_eq!(&columns, &COLUMNS);
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(records.len(), review.evenings.len());
        for (record, evening) in records.iter().zip(&review.evenings) {
            let cell = |name: &str| &record[columns.iter().position(|column| column == name).unwrap()];
            prop_assert_eq!(cell("evening"), evening.date.to_string());
            let legs = evening.legs.night.map(|legs| legs.get().to_string()).unwrap_or_default();
            prop_assert_eq!(cell("legs_night"), legs);
            let notes: Vec<String> = notes.iter().map(|note| on_one_line(note)).collect();
            prop_assert_eq!(cell("notes"), harmless(&notes.join("; ")));
            for (name, cell) in columns.iter().zip(record) {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@']), "{}", cell);
                let is_number = name.ends_with("_minutes") || name.ends_with("_mg") || name.ends_with("_percent");
                prop_assert!(!is_number || cell.chars().all(|c| c.is_ascii_digit()), "{} {}", name, cell);
            }
        }
    }
}

fn nights(life: &Life) -> Vec<NightReview> {
    let diary = DiaryReview::for_review(&life.review(), &life.input(), HALF_LIFE);
    diary.nights().to_vec()
}
