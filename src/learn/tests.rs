use std::collections::BTreeSet;

use super::*;
use crate::advice;

#[test]
fn each_page_has_a_title_keywords_a_text_and_a_source() {
    for page in pages() {
        let id = page.id;
        assert_ne!(page.title, id);
        assert!(page.keywords.len() > 2, "{id}");
        assert!(page.blocks.len() > 2, "{id}");
        assert!(!page.sources.is_empty(), "{id}");
        assert!(page.sources.iter().all(|source| source.len() > 15), "{id}");
    }
}

#[test]
fn each_file_is_a_page_and_ends_with_its_sources() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/learn");
    let files = std::fs::read_dir(folder).unwrap();
    let names: BTreeSet<_> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut wanted: BTreeSet<_> = PAGES.iter().map(|(id, ..)| format!("{id}.md")).collect();
    wanted.insert("README.md".to_owned());
    assert_eq!(names, wanted);
    for (id, _, text) in PAGES {
        let (_, sources) = text.split_once("\n## Sources\n").unwrap();
        assert!(sources.lines().all(|line| line.starts_with("- ")), "{id}");
    }
}

#[test]
fn a_page_speaks_plain_ascii_and_in_the_signs_that_are_known() {
    for (id, _, text) in PAGES {
        assert!(text.is_ascii(), "{id}");
        for block in &page(id).unwrap().blocks {
            let said = block.text();
            let strange = ["#", "*", "`", "](", "- ", "Keywords:"];
            assert!(
                !strange.iter().any(|sign| said.starts_with(sign)),
                "{id}: {said}"
            );
            assert!(!said.contains("**") && !said.contains("]("), "{id}: {said}");
        }
    }
}

#[test]
fn no_page_diagnoses_or_tells_anybody_what_to_take() {
    let forbidden = [
        "you have restless legs",
        "you have rls",
        "you suffer from",
        "take iron",
        "taking iron helps",
        "iron tablets",
        "stop taking",
        "you should take",
        "start taking",
        "do not take",
        "double the dose",
        "lower the dose",
    ];
    for (id, _, text) in PAGES {
        let words: Vec<_> = text.split_whitespace().collect();
        let text = words.join(" ").to_lowercase();
        for said in forbidden {
            assert!(!text.contains(said), "{id}: {said}");
        }
    }
}

#[test]
fn what_belongs_to_the_doctor_is_sent_there() {
    let says = |id: &str, text: &str| {
        let blocks = &page(id).unwrap().blocks;
        blocks.iter().any(|block| block.text().contains(text))
    };
    assert!(says("medicines", "ask whoever prescribed it"));
    assert!(says("iron-values", "Talk to your doctor"));
    assert!(says("self-check", "never a diagnosis"));
    assert!(says("doctor", "have it looked at today"));
    assert!(says("counting", "association and no proof"));
}

#[test]
fn the_iron_page_has_the_guideline_s_two_lines() {
    let lines = &page("iron-values").unwrap().blocks;
    for line in [
        "ferritin: at 75 ng/mL or below",
        "transferrin saturation: below 20 %",
    ] {
        assert!(lines.contains(&Block::Item(line.to_owned())), "{line}");
    }
}

#[test]
fn each_cause_has_a_page_of_its_own() {
    let linked: Vec<_> = pages()
        .filter(|page| page.topic == Topic::Linked)
        .map(|page| page.id)
        .collect();
    let causes = [
        "low-iron",
        "kidneys",
        "diabetes",
        "neuropathy",
        "pregnancy",
        "medicines",
        "alcohol",
        "smoking",
        "exercise",
        "stress",
    ];
    assert_eq!(linked, causes);
    assert!(page("caffeine").is_some());
}

#[test]
fn what_helps_says_how_sure_that_is() {
    for page in pages().filter(|page| page.topic == Topic::Helps) {
        let sure = Block::Heading("How sure".to_owned());
        assert!(page.blocks.contains(&sure), "{}", page.id);
    }
}

#[test]
fn the_page_that_advice_names_is_there() {
    for id in advice::ids() {
        let named = advice::page(id).unwrap().learn.as_deref();
        assert!(named.is_none_or(|learn| page(learn).is_some()), "{id}");
    }
}

#[test]
fn every_source_of_advice_is_a_source_of_the_page_that_it_leads_to() {
    let numbers = |source: &str| -> Vec<String> {
        let words = source.split([' ', ',']);
        let is_doi = |word: &&str| word.starts_with("10.");
        words.filter(is_doi).map(str::to_owned).collect()
    };
    for id in advice::ids() {
        let advice = advice::page(id).unwrap();
        let Some(learn) = &advice.learn else {
            assert_eq!(advice.sources, [] as [&str; 0], "{id}");
            continue;
        };
        let all = page(learn).unwrap().sources.join(" ");
        for number in advice.sources.iter().flat_map(|source| numbers(source)) {
            assert!(all.contains(&number), "{id}: {number}");
        }
    }
}

#[test]
fn a_page_is_found_by_its_title_then_by_keyword_then_in_its_text() {
    let ids = |words: &str| -> Vec<_> { found(words).iter().map(|page| page.id).collect() };
    assert_eq!(ids("").len(), PAGES.len());
    assert_eq!(ids("caffeine")[0], "caffeine");
    assert!(ids("caffeine").contains(&"pregnancy"));
    assert_eq!(ids("ferritin"), ["low-iron", "iron-values"]);
    assert_eq!(ids("FERRITIN lab"), ["iron-values"]);
    assert_eq!(ids("clot")[..2], ["doctor", "compression"]);
    assert_eq!(ids("snake oil"), [] as [&str; 0]);
}

#[test]
fn lines_of_a_paragraph_are_one_and_a_blank_line_ends_it() {
    let page = parse(
        "a",
        Topic::Legs,
        "# A\nKeywords: b, c\n\none\ntwo\n\nthree\n- four\n## Five\n\n## Sources\n- six\n",
    );
    assert_eq!(page.title, "A");
    assert_eq!(page.keywords, ["b", "c"]);
    let paragraph = |text: &str| Block::Paragraph(text.to_owned());
    assert_eq!(
        page.blocks,
        [
            paragraph("one two"),
            paragraph("three"),
            Block::Item("four".to_owned()),
            Block::Heading("Five".to_owned()),
        ]
    );
    assert_eq!(page.sources, ["six"]);
}
