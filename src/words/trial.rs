//! What came of a trial, in a sentence. Chance chose its evenings, so a cause may be named; it is never certain.

use super::insight::{SURE, how, in_100, likely, missing};
use crate::review::insights::{About, Found, Tried};

/// A trial in one sentence: what was found, or how many nights are still missing.
///
/// `Legs 1.1 calmer on evenings drawn to be with "Warm bath": 14 nights with, 13 without, likely between 0.3 and 1.9;
/// other drawings give as much in 2 of 100, so the step is likely the cause, but not certain`
pub fn trial_line(tried: &Tried) -> String {
    let result = tried.result();
    let what = match &tried.about {
        About::Step { title, .. } => format!("\"{title}\""),
        About::Factor(name) => name.clone(),
    };
    let nights = format!(
        "{} with, {} without",
        super::counted(result.with, "night"),
        result.without
    );
    let (known, length) = (tried.legs.len(), tried.trial.length());
    let so_far = if known < length {
        format!(" (evening {known} of {length})")
    } else {
        String::new()
    };
    let Some(found) = result.found else {
        let missing = missing(&result);
        return format!(
            "{what} on evenings drawn at random: {nights}; {missing} before they can be compared{so_far}"
        );
    };
    let (how, likely, sure) = (how(&found), likely(&found), sure(&found));
    format!("Legs {how} on evenings drawn to be with {what}: {nights}, {likely}; {sure}{so_far}")
}

/// What trials left out of an evening: `in a trial: without "Warm bath"`; none where they left out nothing.
pub fn left_out_line<'t>(titles: impl Iterator<Item = &'t str>) -> Option<String> {
    let quoted: Vec<String> = titles.map(|title| format!("\"{title}\"")).collect();
    (!quoted.is_empty()).then(|| format!("in a trial: without {}", quoted.join(" and ")))
}

fn sure(found: &Found) -> String {
    let often = in_100(found.p);
    let so = if found.p < SURE {
        "so the step is likely the cause, but not certain"
    } else {
        "so this may be chance"
    };
    format!("other drawings give as much in {often} of 100, {so}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Trial;

    /// A trial of two fortnights in which the legs are that much calmer with the bath, over so many evenings.
    fn line(calmer: u8, evenings: usize) -> String {
        let trial = Trial {
            step: "warm-bath".into(),
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed: 7,
        };
        let drawn = trial.evenings().into_iter().enumerate().take(evenings);
        let legs = drawn.map(|(n, with)| Some(4 + (n % 3) as u8 - calmer * u8::from(with)));
        trial_line(&Tried {
            legs: legs.collect(),
            trial,
            about: About::Step {
                id: "warm-bath".into(),
                title: "Warm bath".to_owned(),
                is_cutoff: false,
            },
        })
    }

    #[test]
    fn a_sure_find_of_a_trial_names_a_likely_cause() {
        assert_eq!(
            line(2, 28),
            "Legs 2.2 calmer on evenings drawn to be with \"Warm bath\": 14 nights with, 14 without, likely between 1.8 \
             and 2.7; other drawings give as much in less than 1 of 100, so the step is likely the cause, but not certain"
        );
    }

    #[test]
    fn a_find_that_may_be_chance_names_no_cause() {
        let said = line(0, 28);
        assert!(said.ends_with("of 100, so this may be chance"), "{said}");
        assert!(!said.contains("cause"), "{said}");
    }

    #[test]
    fn a_trial_that_runs_says_how_far_it_is_and_what_is_missing() {
        assert_eq!(
            line(2, 9),
            "\"Warm bath\" on evenings drawn at random: 4 nights with, 5 without; 6 more with and 5 without before they \
             can be compared (evening 9 of 28)"
        );
        assert!(line(2, 26).ends_with("but not certain (evening 26 of 28)"));
    }
}
