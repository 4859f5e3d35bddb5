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
fn pages_are_ascii_without_unparsed_markup() {
    for (id, _, text) in PAGES {
        assert!(text.is_ascii(), "{id}");
        for block in &page(id).unwrap().blocks {
            let words = block.text();
            let strange = ["#", "*", "`", "](", "- ", "Keywords:"];
            assert!(
                !strange.iter().any(|sign| words.starts_with(sign)),
                "{id}: {words}"
            );
            assert!(
                !words.contains("**") && !words.contains("]("),
                "{id}: {words}"
            );
        }
    }
}

#[test]
fn no_page_diagnoses_or_recommends_a_dose() {
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
        for words in forbidden {
            assert!(!text.contains(words), "{id}: {words}");
        }
    }
}

#[test]
fn questions_for_the_doctor_are_referred_to_the_doctor() {
    let page_has = |id: &str, text: &str| {
        let blocks = &page(id).unwrap().blocks;
        blocks.iter().any(|block| block.text().contains(text))
    };
    assert!(page_has("medicines", "ask whoever prescribed it"));
    assert!(page_has("iron-values", "Talk to your doctor"));
    assert!(page_has("self-check", "never a diagnosis"));
    assert!(page_has("doctor", "have it looked at today"));
    assert!(page_has("augmentation", "Tell whoever prescribed it, soon"));
    assert!(page_has("augmentation", "Never stop it"));
    assert!(page_has("augmentation", "asleep without warning"));
    assert!(page_has("augmentation", "If you took too much"));
    assert!(page_has(
        "medicines",
        "Do not stop any of these on your own"
    ));
    assert!(page_has("counting", "association, not proof"));
}

#[test]
fn the_iron_page_has_both_thresholds_of_the_guideline() {
    let lines = &page("iron-values").unwrap().blocks;
    for line in [
        "ferritin: at 75 ng/mL or below [1]",
        "transferrin saturation: below 20 % [1]",
    ] {
        assert!(lines.contains(&Block::Item(line.to_owned())), "{line}");
    }
}

#[test]
fn the_iron_page_says_whom_its_thresholds_apply_to_and_what_changes_the_values() {
    let page = page("iron-values").unwrap();
    let text: Vec<_> = page.blocks.iter().map(Block::text).collect();
    assert!(text[0].starts_with("The lines below are for adults"));
    for words in [
        "not for children",
        "dialysis",
        "kidneys have failed",
        "Pregnant: ",
    ] {
        assert!(text[0].contains(words), "before the lines: {words}");
    }
    let text = text.join("\n");
    for words in [
        "between 75 and 100 ng/mL only by infusion",
        "Do not start iron on your own",
        "ask first whether to pause it for the test",
        "24 hours without iron supplements and foods rich in iron",
        "infection or an inflammation",
        "ng/mL and ug/L",
        "0.22 is one of 22 %",
        "different makers",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn the_page_on_the_doctor_begins_with_emergencies() {
    let blocks = &page("doctor").unwrap().blocks;
    assert_eq!(blocks[0], Block::Heading("Call for help now".to_owned()));
    let at = |words: &str| {
        let has = |block: &Block| block.text().contains(words);
        blocks
            .iter()
            .position(has)
            .unwrap_or_else(|| panic!("{words}"))
    };
    for sign in [
        "chest pain",
        "shortness of breath",
        "fainting",
        "coughing up blood",
        "whether or not a leg looks any different",
        "weakness or numbness of one leg",
        "speech that fails",
        "lost control of bladder or bowel",
        "very painful and cold or pale",
    ] {
        assert!(at(sign) < at("Today"), "{sign}");
    }
    assert!(at("Today") < at("One leg swollen, hot, red or painful"));
    for words in [
        "One leg swollen",
        "ring an out-of-hours service now",
        "maternity unit",
    ] {
        assert!(at(words) < at("Soon"), "{words}");
    }
}

#[test]
fn augmentation_has_a_page_that_is_found_and_linked() {
    let page = page("augmentation").unwrap();
    assert_eq!(page.title, "When treatment makes it worse");
    let text: Vec<_> = page.blocks.iter().map(Block::text).collect();
    let text = text.join("\n");
    for words in [
        "earlier in the day",
        "sooner when you sit or lie",
        "to the arms or the trunk",
        "stronger",
        "also where no dose was raised",
        "to gamble, to buy, to eat, or for sex",
    ] {
        assert!(text.contains(words), "{words}");
    }
    for words in [
        "augmentation",
        "gambling",
        "shopping",
        "spreading",
        "pramipexole",
    ] {
        assert_eq!(search(words)[0].id, "augmentation", "{words}");
    }
}

/// Pages refer to each other by title: `the page "Iron values"`.
#[test]
fn every_link_leads_to_a_page() {
    let mut pointed = BTreeSet::new();
    for from in pages() {
        for block in &from.blocks {
            for after in block.text().split("the page \"").skip(1) {
                let title = after.split('"').next().unwrap();
                let known = pages().any(|page| page.title == title);
                assert!(known, "{}: {title}", from.id);
                pointed.insert((from.id, title));
            }
        }
    }
    for from in ["doctor", "medicines"] {
        assert!(
            pointed.contains(&(from, "When treatment makes it worse")),
            "{from}"
        );
    }
}

#[test]
fn the_page_on_medicines_names_and_is_found_by_the_groups() {
    let text = format!("{:?}", page("medicines").unwrap().blocks);
    for group in [
        "metoclopramide",
        "prochlorperazine",
        "lithium",
        "antihistamines",
    ] {
        assert!(text.contains(group), "{group}");
        assert_eq!(search(group)[0].id, "medicines", "{group}");
    }
    assert_eq!(search("apnea")[0].id, "sleep-apnoea");
    assert_eq!(search("inherited")[0].id, "family");
}

#[test]
fn the_page_on_caffeine_names_both_sides_and_pregnancy() {
    let text = format!("{:?}", page("caffeine").unwrap().blocks);
    for words in [
        "8.8 hours before bed",
        "23 young men, 100 mg four hours",
        "In pregnancy it is longer: 8.3 hours",
        "in the last four weeks 10.5",
        "the band on the caffeine screen is too short for you",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(
        advice::page("caffeine")
            .unwrap()
            .why
            .contains("23 young men")
    );
}

#[test]
fn the_page_on_compression_names_scale_sham_and_how_many_finished() {
    let learn = format!("{:?}", page("compression").unwrap().blocks);
    let why = &advice::page("compression").unwrap().why;
    for words in ["adults", "RLS severity scale (0-40)", "sham", "9 finished"] {
        assert!(learn.contains(words), "{words}");
        assert!(why.contains(words), "{words}");
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
        "sleep-apnoea",
        "family",
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
fn every_page_that_advice_names_exists() {
    for id in advice::ids() {
        let named = advice::page(id).unwrap().learn.as_deref();
        assert!(named.is_none_or(|learn| page(learn).is_some()), "{id}");
    }
}

#[test]
fn every_source_of_advice_is_cited_by_the_page_it_leads_to() {
    let numbers = |source: &str| -> Vec<String> {
        let words = source.split([' ', ',']);
        let is_doi = |word: &&str| word.starts_with("10.");
        words.filter(is_doi).map(str::to_owned).collect()
    };
    for id in advice::ids() {
        let advice = advice::page(id).unwrap();
        let Some(learn) = &advice.learn else {
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
    let ids = |words: &str| -> Vec<_> { search(words).iter().map(|page| page.id).collect() };
    assert_eq!(ids("").len(), PAGES.len());
    assert_eq!(ids("caffeine")[0], "caffeine");
    assert!(ids("caffeine").contains(&"pregnancy"));
    assert_eq!(ids("ferritin"), ["low-iron", "iron-values"]);
    assert_eq!(ids("FERRITIN lab"), ["iron-values"]);
    assert_eq!(ids("clot")[..2], ["doctor", "compression"]);
    assert_eq!(ids("snake oil"), [] as [&str; 0]);
}

#[test]
fn a_word_is_found_in_its_other_forms() {
    for (one, other) in [
        ("driving", "drive"),
        ("sleeping", "sleeps"),
        ("stretches", "stretching"),
        ("clots", "clot"),
        ("running", "run"),
        ("kidney", "kidneys"),
    ] {
        assert_eq!(search(one), search(other), "{one} and {other}");
    }
    assert_eq!(search("driving")[0].id, search("drive")[0].id);
    assert_eq!(
        [stem("calf"), stem("leg"), stem("is")],
        ["calf", "leg", "is"]
    );
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
