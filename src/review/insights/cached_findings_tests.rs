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
    let changes: [(&str, fn(&mut ComparedNights, Option<Rating>)); 7] = [
        ("the night before the first", |it, rating| {
            it.legs[27].night = rating
        }),
        ("a night", |it, rating| it.legs[200].night = rating),
        ("a night's evening", |it, rating| {
            it.legs[391].evening = rating
        }),
        ("after the step", |it, rating| {
            it.exposures[0].legs[200].night = rating
        }),
        ("done", |it, _| it.exposures[0].was[200] = None),
        ("name", |it, _| {
            it.exposures[0].about = Subject::Factor("heat".to_owned())
        }),
        ("another exposure", |it, _| {
            let exposure = Exposure {
                about: Subject::Factor("heat".to_owned()),
                ..it.exposures[0].clone()
            };
            it.exposures.push(exposure);
        }),
    ];
    for (what, change) in changes {
        let mut cached = CachedFindings::default();
        assert!(cached.find(&nights).1);
        assert!(!cached.find(&nights).1);
        let mut changed = nights.clone();
        change(&mut changed, rating);
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
