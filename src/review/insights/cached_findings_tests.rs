//! What is cached of findings, and what is said without judging anything.

use std::collections::BTreeSet;

use super::tests::calmer_with_it;
use super::*;
use crate::event::Rating;

#[test]
fn cached_findings_are_those_that_would_be_judged_now() {
    let mut cached = CachedFindings::default();
    let (mut judged, mut landmarks) = (0, BTreeSet::new());
    // A journal that grows night by night, of which the last 392 nights are known.
    let whole = calmer_with_it(430);
    for many in (50..=90_usize).chain(385..=430).step_by(3) {
        let mut nights = whole.clone();
        let known = many.saturating_sub(392)..many;
        nights.first = whole
            .first
            .map(|first| first.days_after(known.start as u64));
        nights.since = nights.first;
        nights.legs = whole.legs[known.clone()].to_vec();
        for exposure in &mut nights.exposures {
            exposure.was = exposure.was[known.clone()].to_vec();
            exposure.legs = exposure.legs[known.clone()].to_vec();
        }
        landmarks.extend(many.checked_sub(56).map(|since_first| since_first / 28));
        let (found, is_new) = cached.find(&nights);
        judged += usize::from(is_new);
        assert_eq!(found, nights.findings(), "{many}");
    }
    assert_eq!(judged, landmarks.len(), "once at each landmark");
}

#[test]
fn findings_are_judged_anew_when_anything_they_depend_on_has_changed() {
    // Judged on the last 364 of them.
    let nights = calmer_with_it(392);
    let rating = Some(Rating::WORST);
    let changed = |change: &dyn Fn(&mut ComparedNights)| {
        let mut changed = nights.clone();
        change(&mut changed);
        changed
    };
    let heat = Subject::Factor("heat".to_owned());
    let others = [
        (
            "the night before",
            changed(&|it| it.legs[27].night = rating),
        ),
        ("a night", changed(&|it| it.legs[200].night = rating)),
        ("an evening", changed(&|it| it.legs[391].evening = rating)),
        (
            "after the step",
            changed(&|it| it.exposures[0].legs[200].night = rating),
        ),
        ("done", changed(&|it| it.exposures[0].was[200] = None)),
        (
            "its name",
            changed(&|it| it.exposures[0].about = heat.clone()),
        ),
        (
            "another exposure",
            changed(&|it| {
                let exposure = it.exposures[0].clone();
                it.exposures.push(Exposure {
                    about: heat.clone(),
                    ..exposure
                });
            }),
        ),
    ];
    for (what, changed) in others {
        let mut cached = CachedFindings::default();
        assert!(cached.find(&nights).1);
        assert!(!cached.find(&nights).1);
        let (found, is_new) = cached.find(&changed);
        assert!(is_new, "{what}");
        assert_eq!(found, changed.findings(), "{what}");
    }
}

#[test]
fn without_estimates_the_same_nights_are_missing() {
    for many in [12, 60, 100] {
        let nights = calmer_with_it(many);
        let insights = nights.insights();
        let missing = |insights: &[Insight]| -> Vec<_> {
            insights.iter().map(Insight::still_missing).collect()
        };
        assert_eq!(
            missing(&nights.insights_without_estimates()),
            missing(&insights)
        );
        let has_an_estimate = insights.iter().any(|insight| insight.estimate.is_some());
        assert_eq!(nights.has_an_estimate(), has_an_estimate, "{many}");
        assert_eq!(has_an_estimate, many > 12);
    }
}
