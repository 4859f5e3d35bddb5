//! Every figure in the page's own text must name its source.

use std::collections::BTreeSet;

use super::*;
use crate::learn::figures_tests::{Exempt, has_number, sentences, without_exempt};

const EXEMPT: &[Exempt] = &[
    ("", "0 evenings now, 0 at best", "counted from both diaries"),
    ("", "with 3 nights or more", "a rule of this program"),
    ("", "it takes 10 nights", "a rule of this program"),
    (
        "",
        concat!("24 Nov 2026 with winddown ", env!("CARGO_PKG_VERSION")),
        "when and by what the page was made",
    ),
];

/// Elements that hold sentences or labels, without table cells and axis labels.
const READ: &str = "h1, h2, h3, caption, th, p, li, desc, figcaption";

/// The sentences of a page, each with the text of its section.
fn sentences_with_section(html: &Html) -> BTreeSet<(String, String)> {
    let readable = Selector::parse(READ).unwrap();
    let mut found = BTreeSet::new();
    for part in all(html, "section, header, footer") {
        let around = words(part);
        let read: Vec<String> = part.select(&readable).map(words).collect();
        for sentence in read.iter().flat_map(|text| sentences(text)) {
            found.insert((sentence.to_owned(), around.clone()));
        }
    }
    found
}

/// Sentences that two unrelated diaries share are the page's own rather than the user's.
#[test]
fn every_figure_in_the_pages_own_text_names_a_source_in_its_section() {
    let one = Look::default().read(&two_weeks());
    let iron = |value: f64| IronTest {
        ferritin: Some(value),
        tsat: Some(value),
        tested: "2026-09-03".parse().unwrap(),
    };
    let evenings: Vec<String> = (1..10).map(|day| format!("2026-10-0{day}")).collect();
    let mut other = vec![("2026-10-01", "18:00", What::Iron { iron: iron(83.5) })];
    for (n, evening) in evenings.iter().enumerate() {
        let lights_out = ["21:13", "21:44", "21:31"][n % 3];
        other.extend([
            (
                evening.as_str(),
                "20:17",
                legs(if n % 3 == 0 { 9 } else { 7 }),
            ),
            (evening, lights_out, What::lights_out()),
            (evening, "05:37", woke(Some(6))),
        ]);
    }
    let other = Look {
        from: "2026-10-01",
        to: "2026-10-09",
        ..Look::default()
    }
    .read(&events(&other));
    let others: BTreeSet<String> = sentences_with_section(&other)
        .into_iter()
        .map(|(sentence, _)| sentence)
        .collect();
    let mut met = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut sourced = BTreeSet::new();
    for (sentence, around) in sentences_with_section(&one) {
        let rest = without_exempt("", &sentence, EXEMPT, &mut met);
        if !others.contains(&sentence) || !has_number(&rest) {
            continue;
        }
        if around.contains("doi 10.") {
            sourced.insert(sentence);
        } else {
            wrong.push(sentence);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (n, (_, words, why)) in EXEMPT.iter().enumerate() {
        assert!(
            met.contains(&n),
            "the page no longer says `{words}` ({why})"
        );
    }
    let has = |figure: &str| sourced.iter().any(|text| text.contains(figure));
    assert!(
        has("at or below 75 ng/mL") && has("at most 100"),
        "{sourced:?}"
    );
}
