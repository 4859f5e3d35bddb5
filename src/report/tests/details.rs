//! Details that a careful reader looks for.

use super::*;
use crate::plan::DueRule;
use crate::span::Span;

fn list(html: &Html, selector: &str) -> Vec<String> {
    all(html, selector).into_iter().map(words).collect()
}

fn iron(ferritin: Option<f64>, tsat: Option<f64>, tested: &str) -> What {
    What::Iron {
        iron: IronTest {
            ferritin,
            tsat,
            tested: tested.parse().unwrap(),
        },
    }
}

/// The built-in plan with one step `minutes` before bed.
fn with_screens_away(minutes: u32) -> Plan {
    let mut plan = Config::built_in().plan;
    let step = plan
        .steps
        .iter_mut()
        .find(|step| step.id.0 == "screens-away");
    step.unwrap().when = DueRule::BeforeBed(Span::minutes(minutes));
    plan
}

#[test]
fn medicines_are_shown_in_full_however_often_the_routine_changed() {
    let words = "pramipexole 0.088 mg at eight in the evening instead of 0.18 mg at bedtime, and gabapentin 300 mg on \
                 the ward beside it until the appointment on the second of December, at the latest 2 tablets";
    let entries = events(&[
        ("2026-11-10", "20:00", legs(3)),
        ("2026-11-11", "18:00", medicine(words)),
    ]);
    let plans = (10..24).map(|day| {
        let evening = date(&format!("2026-11-{day}"));
        (evening, with_screens_away(30 + day))
    });
    let html = Look {
        plans: plans.collect(),
        plan: with_screens_away(90),
        ..Look::default()
    }
    .read(&entries);
    assert_eq!(
        list(&html, "#medical ~ .columns ol.letters li"),
        [format!("11 Nov 2026: {words}")]
    );
    assert_eq!(
        list(&html, "#changed ~ ol li"),
        ["23 Nov 2026: Screens away: at another time (the last of 13 times since 11 Nov 2026)"]
    );
    let marks = list(&html, "#legs ~ figure .number");
    assert_eq!(marks, ["A", "1"], "one mark for all of them");
    assert!(
        described(&html, "legs-chart")
            .ends_with(" Marks: A 11 Nov 2026, medicine; 1 23 Nov 2026, routine.")
    );
}

#[test]
fn a_change_made_once_or_twice_is_listed_each_time() {
    let bedtime = |time: &str| {
        let mut plan = Config::built_in().plan;
        plan.bedtime = time.parse().unwrap();
        plan
    };
    let html = Look {
        plans: vec![
            (date("2026-11-10"), bedtime("22:30:00")),
            (date("2026-11-13"), bedtime("23:00:00")),
            (date("2026-11-20"), bedtime("22:30:00")),
        ],
        ..Look::default()
    }
    .read(&events(&[("2026-11-10", "20:00", legs(3))]));
    assert_eq!(
        list(&html, "#changed ~ ol li"),
        [
            "13 Nov 2026: bedtime 23:00, was 22:30",
            "20 Nov 2026: bedtime 22:30, was 23:00"
        ]
    );
}

#[test]
fn an_overlong_medicine_is_shortened_and_earlier_ones_are_counted() {
    let long = "half a tablet more, ".repeat(200);
    let entries = events(&[
        ("2026-11-10", "18:00", medicine("one")),
        ("2026-11-12", "18:00", medicine(&long)),
    ]);
    let html = Look::default().read(&entries);
    let [shown] = &list(&html, "ol.letters li")[..] else {
        panic!("{}", body(&html))
    };
    assert!(shown.starts_with("12 Nov 2026: half a tablet") && shown.ends_with('…'));
    assert!(body(&html).contains("Left out: 1 earlier date."));
}

#[test]
fn medicines_take_lines_from_changes_of_the_routine() {
    let with_more_steps = |more: usize| {
        let mut plan = Config::built_in().plan;
        let step = plan.steps[0].clone();
        plan.steps.extend((0..more).map(|n| {
            let mut step = step.clone();
            step.id.0 = format!("more-{n}");
            step.title = format!("One more step with the number {n}");
            step
        }));
        plan
    };
    let look = || Look {
        plans: (10..24)
            .map(|day| (date(&format!("2026-11-{day}")), with_more_steps(day - 10)))
            .collect(),
        plan: with_more_steps(13),
        ..Look::default()
    };
    let shown = |entries: &[Event]| {
        let html = look().read(entries);
        (
            list(&html, "ol.letters li").len(),
            list(&html, "#changed ~ ol li").len(),
        )
    };
    let rated = events(&[("2026-11-10", "20:00", legs(3))]);
    assert_eq!(shown(&rated), (0, 13));
    let on: Vec<String> = (10..24).map(|day| format!("2026-11-{day}")).collect();
    let entries: Vec<_> = on
        .iter()
        .map(|on| {
            (
                on.as_str(),
                "18:00",
                medicine("half a tablet more of the one in the evening"),
            )
        })
        .collect();
    let (medicines, changes) = shown(&events(&entries));
    assert!(medicines >= 8, "{medicines}");
    assert!((2..13).contains(&changes), "{changes}");
}

#[test]
fn the_page_explains_not_done_and_counts_evenings_without_entry() {
    let html = Look::default().read(&events(&[
        ("2026-11-14", "21:50", done("stretch")),
        ("2026-11-20", "21:50", done("stretch")),
    ]));
    let text = body(&html);
    for sentence in [
        "Kept means that all required steps of the evening were done.",
        "A step without an entry counts as not done; 8 evenings have no entries at all.",
        "the share of required steps done, with recent evenings weighing most.",
        "Compression massage (optional)",
        "What was not recorded is left out and never counted as 0.",
        "at night by the morning's rating, or else the worst one after lights-out",
    ] {
        assert!(text.contains(sentence), "{sentence}\n{text}");
    }
    assert!(!text.contains("Leg stretches (optional)") && !text.contains("(ill"));
    let each = body(&Look::default().read(&two_weeks()));
    assert!(each.contains("every evening has an entry."), "{each}");
}

#[test]
fn the_last_value_of_each_kind_has_its_date() {
    let last = |entries: &[(&str, &str, What)]| {
        let html = Look::default().read(&events(entries));
        let text = list(&html, "ul.says li");
        let rows = all(&html, "#medical ~ .columns tbody tr").len();
        (text.last().unwrap().clone(), rows)
    };
    let (text, rows) = last(&[
        ("2026-11-11", "18:00", iron(Some(48.0), None, "2026-11-02")),
        ("2026-11-11", "18:01", iron(None, Some(17.0), "2026-11-02")),
    ]);
    assert_eq!(
        text,
        "Latest ferritin 48 ng/mL and transferrin saturation 17 %, 2 Nov 2026."
    );
    assert_eq!(rows, 1, "one blood test");
    let (text, rows) = last(&[
        (
            "2026-11-11",
            "18:00",
            iron(Some(48.0), Some(15.0), "2026-11-02"),
        ),
        ("2026-11-12", "18:01", iron(None, Some(20.5), "2026-11-03")),
    ]);
    assert_eq!(
        text,
        "Latest ferritin 48 ng/mL, 2 Nov 2026; latest transferrin saturation 20.5 %, 3 Nov 2026."
    );
    assert_eq!(rows, 2);
}

#[test]
fn iron_thresholds_name_whom_they_apply_to_and_can_be_left_out() {
    let entries = events(&[(
        "2026-11-11",
        "18:00",
        iron(Some(48.0), Some(22.0), "2026-11-02"),
    )]);
    let html = Look::default().read(&entries);
    let table = words(all(&html, "#medical ~ .columns table")[0]);
    assert!(
        table.contains("for adults who are not on dialysis"),
        "{table}"
    );
    assert!(
        table.contains("48 (≤ 75)") && table.contains("22 (≥ 20)"),
        "{table}"
    );
    let html = Look {
        iron_lines: false,
        ..Look::default()
    }
    .read(&entries);
    let table = words(all(&html, "#medical ~ .columns table")[0]);
    assert!(table.contains("48") && table.contains("22"), "{table}");
    assert!(!table.contains("75") && !table.contains("20 %"), "{table}");
    assert!(!body(&html).contains("jcsm.11390"), "{}", body(&html));
}

#[test]
fn only_pregnancy_and_medicines_show_their_descriptions() {
    let factor = |name: &str, amount, about: &str| What::Factor {
        name: name.to_owned(),
        amount,
        about: Some(about.to_owned()),
    };
    let html = Look::default().read(&events(&[
        (
            "2026-11-11",
            "18:00",
            factor("alcohol", Some(2), "two in secret"),
        ),
        (
            "2026-11-12",
            "18:00",
            factor("pregnancy", Some(30), "all well"),
        ),
        (
            "2026-11-13",
            "18:00",
            factor("pregnancy", Some(31), "twins"),
        ),
    ]));
    let text = body(&html);
    assert!(
        text.contains("Pregnancy, week 31 (recorded on 13 Nov 2026): twins"),
        "{text}"
    );
    assert!(
        !text.contains("secret") && !text.contains("all well"),
        "{text}"
    );
}

#[test]
fn the_running_evening_is_named_as_not_counted() {
    let entries = two_weeks();
    let over = "The evening of 24 Nov 2026 is not over yet and is not counted.";
    assert!(!body(&Look::default().read(&entries)).contains(over));
    let to_tonight = Look {
        to: "2026-11-24",
        ..Look::default()
    };
    assert!(body(&to_tonight.read(&entries)).contains(over));
}

#[test]
fn adjacent_texts_are_separated() {
    let html = Look::default().read(&two_weeks());
    let text = body(&html);
    for apart in [
        "First half 10 Nov to 16 Nov 2026",
        "Name ",
        "Ferritin, ng/mL",
    ] {
        assert!(text.contains(apart), "{apart}\n{text}");
    }
    assert_eq!(list(&html, "header .who p"), ["Name ", "Date of birth "]);
}

#[test]
fn user_text_is_isolated() {
    let mut plan = Config::built_in().plan;
    plan.steps[1].title = "אמבטיה".to_owned();
    let felt = What::Legs {
        rating: Rating::try_from(3).unwrap(),
        feels: vec!["כאב".to_owned()],
        places: vec![],
        about: None,
    };
    let entries = events(&[
        ("2026-11-10", "20:00", felt),
        ("2026-11-11", "20:00", factor("קפה")),
        ("2026-11-12", "20:00", medicine("כדור")),
        (
            "2026-11-13",
            "20:00",
            What::Note {
                text: "לילה".to_owned(),
            },
        ),
    ]);
    let before = Config::built_in().plan;
    let html = Look {
        plans: vec![
            (date("2026-11-10"), before),
            (date("2026-11-14"), plan.clone()),
        ],
        plan,
        trials: &["נוסה"],
        compared: &["נמצא"],
        with_notes: true,
        ..Look::default()
    }
    .read(&entries);
    let set_apart = list(&html, "bdi");
    for text in ["אמבטיה", "כאב", "קפה", "כדור", "נוסה", "נמצא"] {
        assert!(
            set_apart.contains(&text.to_owned()),
            "{text}: {set_apart:?}"
        );
    }
    let bare: Vec<_> = all(&html, "body")[0]
        .descendants()
        .filter(|node| {
            node.value()
                .as_text()
                .is_some_and(|text| text.contains('א'))
        })
        .filter(|node| {
            let own = node.parent().unwrap().value().as_element().unwrap().name();
            own != "bdi"
        })
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
    assert_eq!(all(&html, "td.note")[0].attr("dir"), Some("auto"));
}

#[test]
fn trials_and_comparisons_are_in_separate_sections() {
    let html = Look {
        trials: &["Legs 2.2 calmer"],
        compared: &["Legs 1.1 calmer", "Legs 0.4 calmer"],
        ..Look::default()
    }
    .read(&two_weeks());
    assert_eq!(
        list(&html, "#tried ~ ul li"),
        ["25 Sep to 22 Oct 2026: Legs 2.2 calmer"]
    );
    assert_eq!(
        list(&html, "#compared ~ ul li"),
        ["Legs 1.1 calmer", "Legs 0.4 calmer"]
    );
    let method = words(all(&html, "#compared ~ p.source")[0]);
    assert!(
        method.starts_with(
            "Adjusted for weekday, slow change and the night before. Judged every four weeks"
        ),
        "{method}"
    );
    let many = ["Legs 1.1 calmer on nights with or without something"; 40];
    let html = Look {
        compared: &many,
        ..Look::default()
    }
    .read(&two_weeks());
    let shown = all(&html, "#compared ~ ul li").len();
    assert!((9..40).contains(&shown), "{shown}");
    assert!(body(&html).contains(&format!("The clearest {shown} of 40.")));
}
