//! Sentences about comparisons and findings.

use super::*;
use crate::words::Piece;

fn about(estimate: Option<(f64, [f64; 2], f64)>, about: Subject) -> String {
    let estimate = estimate.map(|(difference, [low, high], q)| Estimate {
        difference,
        interval: (low, high),
        p: q,
        q,
    });
    insight_line(&Insight {
        about,
        figure: LegsFigure::Night,
        with: 19,
        without: if estimate.is_some() { 14 } else { 2 },
        estimate,
    })
}

#[test]
fn a_name_that_also_occurs_in_the_sentence_is_marked_in_its_own_place() {
    let text = insight_text(&Insight {
        about: step("nights", false),
        figure: LegsFigure::Night,
        with: 19,
        without: 2,
        estimate: None,
    });
    let [.., before, subject_name, _, _] = text.pieces() else {
        panic!("{text:?}");
    };
    assert_eq!(*before, Piece::Ours("\"".to_owned()));
    assert_eq!(*subject_name, Piece::Theirs("nights".to_owned()));
    assert!(text.plain().starts_with("Nights after \"nights\": "));
}

fn step(title: &str, is_cutoff: bool) -> Subject {
    Subject::Step {
        id: "step".into(),
        title: title.to_owned(),
        cutoff: is_cutoff.then_some(Substance::Caffeine),
    }
}

fn cutoff(title: &str, substance: Substance) -> Subject {
    Subject::Step {
        id: "step".into(),
        title: title.to_owned(),
        cutoff: Some(substance),
    }
}

fn finding(about: Subject, difference: f64, (low, high): (f64, f64)) -> String {
    let finding = Finding {
        about,
        figure: LegsFigure::Night,
        until: "2026-11-20".parse().unwrap(),
        with: 150,
        without: 120,
        estimate: Estimate {
            difference,
            interval: (low, high),
            p: 0.001,
            q: 0.001,
        },
    };
    finding_text(&finding).plain()
}

#[test]
fn a_finding_states_its_figures_and_that_it_is_no_proof() {
    assert_eq!(
        finding(step("Warm bath", false), -0.9, (-1.4, -0.5)),
        "Legs at night 0.9 calmer on nights after \"Warm bath\": 150 nights with, 120 without, likely between 0.5 and 1.4; \
         found together, which does not prove that it is the cause"
    );
    assert_eq!(
        finding(Subject::Factor("late-screen".to_owned()), 0.84, (0.22, 1.6)),
        "Legs at night 0.8 more restless on nights with late screen: 150 nights with, 120 without, likely between 0.2 and \
         1.6; found together, which does not prove that it is the cause"
    );
}

/// Every sentence that a comparison with that difference can be put into.
fn sentences(about: &Subject, difference: f64) -> [String; 6] {
    let estimate = Estimate {
        difference,
        interval: (difference - 0.9, difference + 0.9),
        p: 0.01,
        q: 0.01,
    };
    let insight = Insight {
        about: about.clone(),
        figure: LegsFigure::Night,
        with: 19,
        without: 40,
        estimate: Some(estimate),
    };
    let finding = Finding {
        about: about.clone(),
        figure: LegsFigure::Night,
        until: "2026-11-20".parse().unwrap(),
        with: 19,
        without: 40,
        estimate,
    };
    [
        finding_text(&finding).plain(),
        shorter_finding(&finding, true),
        shorter_finding(&finding, false),
        insight_line(&insight),
        shorter(&insight, true),
        shorter(&insight, false),
    ]
}

#[test]
fn alcohol_and_nicotine_are_never_called_calming_without_the_warning_of_their_page() {
    for (substance, page) in [
        (Substance::Alcohol, "Alcohol"),
        (Substance::Nicotine, "Smoking"),
    ] {
        let ending = format!("can bring restless legs on or make them worse (page: {page})");
        let factor = Subject::Factor(substance.name().to_owned());
        let cutoff = cutoff("Last one", substance);
        // Nights on which the cutoff was kept are those without the substance.
        for (about, calmer) in [(factor, -1.0), (cutoff, 1.0)] {
            for sentence in sentences(&about, calmer) {
                assert!(sentence.ends_with(&ending), "{sentence}");
            }
            for difference in [-calmer, 0.0] {
                for sentence in sentences(&about, difference) {
                    assert!(!sentence.contains("page"), "{sentence}");
                }
            }
        }
    }
}

#[test]
fn only_alcohol_and_nicotine_have_a_warning() {
    let others = [
        cutoff("Last coffee", Substance::Caffeine),
        cutoff("Last meal", Substance::Food),
        step("Last drink", false),
        Subject::Factor("stress".to_owned()),
    ];
    for about in others {
        for sentence in [-1.0, 1.0]
            .map(|difference| sentences(&about, difference))
            .concat()
        {
            assert!(!sentence.contains("page"), "{sentence}");
        }
    }
}

#[test]
fn a_comparison_that_is_no_finding_says_that_it_may_be_chance() {
    assert_eq!(
        about(Some((-0.4, [-1.0, 0.2], 0.3)), step("Last caffeine", true)),
        "Legs at night 0.4 calmer on nights when \"Last caffeine\" was kept: 19 nights with, 14 without, likely between 1.0 \
         calmer and 0.2 more restless; this may be chance"
    );
    assert_eq!(
        about(Some((-0.04, [-0.6, 0.04], 0.9)), step("Warm bath", false)),
        "Legs at night about the same on nights after \"Warm bath\": 19 nights with, 14 without, likely between 0.6 calmer and \
         no difference; this may be chance"
    );
    assert_eq!(
        about(Some((-1.1, [-1.9, -0.3], 0.004)), step("Warm bath", false)),
        "Legs at night 1.1 calmer on nights after \"Warm bath\": 19 nights with, 14 without, likely between 0.3 and 1.9; \
         not yet certain enough to rule out chance"
    );
}

#[test]
fn where_nothing_is_found_the_next_missing_nights_are_named() {
    let insight = |about, with, estimate| Insight {
        about,
        figure: LegsFigure::Night,
        with,
        without: 14,
        estimate,
    };
    let estimate = Estimate {
        difference: -1.0,
        interval: (-2.0, 0.1),
        p: 0.07,
        q: 0.07,
    };
    let tested = insight(step("Walk", false), 20, Some(estimate));
    let few = insight(step("Warm bath", false), 3, None);
    let never = insight(Subject::Factor("stress".to_owned()), 0, None);
    assert_eq!(
        nothing_clear_line(&[tested.clone(), few], || true).as_deref(),
        Some("Nothing clear yet: 7 more nights with \"Warm bath\"")
    );
    assert_eq!(
        nothing_clear_line(&[tested], || true).as_deref(),
        Some("Nothing clear yet: every difference may be chance")
    );
    assert_eq!(nothing_clear_line(&[never], || false), None);
    let mut cutoff = insight(step("Last caffeine", true), 3, None);
    cutoff.without = 9;
    assert_eq!(
        nothing_clear_line(&[cutoff], || false).as_deref(),
        Some("Nothing clear yet: 7 more nights with and 1 without \"Last caffeine\" kept")
    );
}

#[test]
fn without_an_estimate_the_missing_nights_are_counted() {
    assert_eq!(
        about(None, step("Warm bath", false)),
        "Nights after \"Warm bath\": 19 with, 2 without; 8 more nights without before they can be compared"
    );
    let few = Insight {
        about: Subject::Factor("alcohol".to_owned()),
        figure: LegsFigure::Night,
        with: 3,
        without: 6,
        estimate: None,
    };
    assert_eq!(
        insight_line(&few),
        "Nights with alcohol: 3 with, 6 without; 7 more nights with and 4 without before they can be compared"
    );
    let foreseen = Insight {
        with: 30,
        without: 60,
        ..few
    };
    assert_eq!(
        insight_line(&foreseen),
        "Nights with alcohol: 30 with, 60 without; they follow the weekday or the time too closely to be compared"
    );
}
