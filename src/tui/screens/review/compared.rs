//! What goes with the legs, worked out once for the nights that it is of: every trial and comparison that has begun, in a
//! sentence each.

use crate::event::{EveningDate, StepId};
use crate::review::insights::{About, Found, Insight, Nights, Tried};
use crate::review::{Outcome, Review};
use crate::tui::symbols::Symbols;
use crate::words;

/// The sentences, and the nights they are of.
#[derive(Debug)]
pub(super) struct Compared {
    /// The first night that is compared.
    pub since: Option<EveningDate>,
    /// The trials first, then the comparisons, the surest before the others.
    pub told: Vec<Told>,
    nights: Nights,
    trials: Vec<Tried>,
}

/// One trial or comparison.
#[derive(Debug)]
pub(super) struct Told {
    /// Which step it is about; none for a factor.
    pub step: Option<StepId>,
    /// Whether there was a trial of it.
    pub is_tried: bool,
    pub sureness: Sureness,
    /// The whole sentence.
    pub sentence: String,
    /// The same in fewer words, and with fewer figures, where there is little room.
    pub shorter: [String; 2],
    /// How likely it is to be nothing; none where nothing was compared yet.
    q: Option<f64>,
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sureness {
    /// Compared, and hardly by chance.
    Found,
    /// Compared, but it may be chance.
    Chance,
    /// Nights are missing.
    Missing,
}

impl Sureness {
    /// Its mark: full, hollow, or hardly there, as those of the evenings are.
    pub fn sign(self, symbols: Symbols) -> &'static str {
        symbols.outcome(match self {
            Self::Found => Outcome::Kept,
            Self::Chance => Outcome::Missed,
            Self::Missing => Outcome::Free,
        })
    }
}

/// Below this the words call it a find.
const SURE: f64 = 0.05;

impl Compared {
    pub fn of(review: &Review) -> Self {
        let insights = review.insights();
        let begun = insights.iter().filter(|insight| insight.has_begun());
        let mut others: Vec<&Insight> = begun.collect();
        let mut trials: Vec<&Tried> = review.recent_trials().collect();
        trials.sort_by_key(|tried| tried.trial.first);
        let mut told = Vec::new();
        for (n, tried) in trials.iter().enumerate() {
            told.push(Told::of_trial(tried));
            // Of several trials of one step the last is followed by what all nights say of it.
            let is_last = trials[n + 1..]
                .iter()
                .all(|other| other.about != tried.about);
            let is_own = |insight: &&Insight| is_last && insight.about == tried.about;
            if let Some(own) = others.iter().position(is_own) {
                let own = others.remove(own);
                told.push(Told {
                    is_tried: true,
                    ..Told::of(own, false, words::all_nights_line(own))
                });
            }
        }
        let others = others.into_iter();
        told.extend(others.map(|insight| Told::of(insight, false, words::insight_line(insight))));
        Self {
            since: review.nights.first,
            told,
            nights: review.nights.clone(),
            trials: review.trials.clone(),
        }
    }

    /// Whether a review would say the same.
    pub fn is_of(&self, review: &Review) -> bool {
        self.nights == review.nights && self.trials == review.trials
    }

    /// The one to tell where there is room for one: what is surest, else what lacks the fewest nights.
    pub fn surest(&self) -> Option<&Told> {
        let q = |told: &&Told| told.q.unwrap_or(f64::INFINITY);
        // Of those alike the first.
        self.told
            .iter()
            .min_by(|one, other| q(one).total_cmp(&q(other)))
    }
}

impl Told {
    fn of_trial(tried: &Tried) -> Self {
        let result = tried.result();
        let told = Self::of(&result, true, words::trial_line(tried));
        // What lacks is no longer sought for where a trial is over, or was stopped.
        let (with, without) = (result.with, result.without);
        let counts = format!(
            "In a trial of {}: {with} nights with it, {without} without",
            title(&result.about)
        );
        match told.sureness {
            Sureness::Found | Sureness::Chance => told,
            Sureness::Missing => Self {
                shorter: [counts.clone(), counts],
                ..told
            },
        }
    }

    fn of(insight: &Insight, is_trial: bool, sentence: String) -> Self {
        let q = insight.found.map(|found| found.q);
        let sureness = match q {
            Some(q) if q < SURE => Sureness::Found,
            Some(_) => Sureness::Chance,
            None => Sureness::Missing,
        };
        Self {
            step: match &insight.about {
                About::Step { id, .. } => Some(id.clone()),
                About::Factor(_) => None,
            },
            is_tried: is_trial,
            sureness,
            shorter: [true, false].map(|likely| short(insight, is_trial, sureness, likely)),
            sentence,
            q,
        }
    }
}

fn title(about: &About) -> String {
    match about {
        About::Step { title, .. } => format!("\"{title}\""),
        About::Factor(name) => name.replace('-', " "),
    }
}

/// `Legs 1.1 calmer after "Warm bath", 19 nights against 14, likely by 0.3 to 1.9: association, not proof`; or without
/// what is likely.
fn short(insight: &Insight, is_trial: bool, sureness: Sureness, has_likely: bool) -> String {
    let nights = match &insight.about {
        About::Step { title, .. } if is_trial => format!("drawn to be with \"{title}\""),
        About::Step {
            title,
            is_cutoff: true,
            ..
        } => format!("when \"{title}\" was kept"),
        About::Step { title, .. } => format!("after \"{title}\""),
        About::Factor(_) => format!("with {}", title(&insight.about)),
    };
    let Some(found) = insight.found else {
        let missing = match insight.still_missing() {
            (with, 0) => format!("{with} more nights with"),
            (0, without) => format!("{without} more nights without"),
            (with, without) => format!("{with} more nights with, {without} without"),
        };
        return format!("Nights {nights}: {missing} to be compared");
    };
    let how = in_tenths(found.difference, "about the same");
    let likely = if has_likely {
        format!(", likely {}", likely(&found))
    } else {
        String::new()
    };
    let sure = match sureness {
        Sureness::Found if is_trial => "likely the cause, not certain",
        Sureness::Found => "association, not proof",
        Sureness::Chance | Sureness::Missing => "may be chance",
    };
    let (with, without) = (insight.with, insight.without);
    format!("Legs {how} {nights}, {with} nights against {without}{likely}: {sure}")
}

/// `by 0.3 to 1.9`, or where the ends lie on both sides `0.4 calmer to 0.2 more restless`.
fn likely(found: &Found) -> String {
    let (low, high) = found.interval;
    if low > 0.0 || high < 0.0 {
        let (least, most) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
        return format!("by {least:.1} to {most:.1}");
    }
    let [low, high] = [low, high].map(|end| in_tenths(end, "no difference"));
    format!("{low} to {high}")
}

fn in_tenths(difference: f64, none: &str) -> String {
    let tenths = (difference * 10.0).round();
    let size = tenths.abs() / 10.0;
    match tenths {
        0.0 => none.to_owned(),
        tenths if tenths < 0.0 => format!("{size:.1} calmer"),
        _ => format!("{size:.1} more restless"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(q: Option<f64>, difference: f64, is_trial: bool) -> Told {
        let insight = Insight {
            about: About::Step {
                id: "warm-bath".into(),
                title: "Warm bath".to_owned(),
                is_cutoff: false,
            },
            with: if q.is_some() { 19 } else { 7 },
            without: 14,
            found: q.map(|q| Found {
                difference,
                interval: (-1.9, -0.3),
                p: q,
                q,
            }),
        };
        Told::of(&insight, is_trial, words::insight_line(&insight))
    }

    #[test]
    fn few_words_still_say_how_sure_it_is() {
        for (told, said) in [
            (
                told(Some(0.01), -1.1, false),
                "Legs 1.1 calmer after \"Warm bath\", 19 nights against 14: association, not proof",
            ),
            (
                told(Some(0.3), 0.04, false),
                "Legs about the same after \"Warm bath\", 19 nights against 14: may be chance",
            ),
            (
                told(Some(0.01), 0.8, true),
                "Legs 0.8 more restless drawn to be with \"Warm bath\", 19 nights against 14: likely the cause, not \
                 certain",
            ),
            (
                told(None, 0.0, false),
                "Nights after \"Warm bath\": 3 more nights with to be compared",
            ),
        ] {
            assert_eq!(told.shorter[1], said);
        }
        assert_eq!(
            told(Some(0.01), -1.1, false).shorter[0],
            "Legs 1.1 calmer after \"Warm bath\", 19 nights against 14, likely by 0.3 to 1.9: association, not proof"
        );
    }

    #[test]
    fn where_it_likely_lies_is_said_with_its_side_only_where_there_are_two() {
        for (interval, said) in [
            ((-1.9, -0.3), "by 0.3 to 1.9"),
            ((0.04, 1.24), "by 0.0 to 1.2"),
            ((-0.9, 0.1), "0.9 calmer to 0.1 more restless"),
            ((-0.9, 0.0), "0.9 calmer to no difference"),
        ] {
            let (difference, p, q) = (-0.5, 0.2, 0.2);
            assert_eq!(
                likely(&Found {
                    difference,
                    interval,
                    p,
                    q
                }),
                said
            );
        }
    }

    #[test]
    fn the_surest_is_told_and_what_was_not_compared_only_where_nothing_was() {
        let surest = |told: Vec<Told>| {
            let compared = Compared {
                since: None,
                told,
                nights: Nights::default(),
                trials: vec![],
            };
            compared.surest().map(|told| told.q)
        };
        let tried = || told(Some(0.04), -1.0, true);
        let missing = || told(None, 0.0, true);
        assert_eq!(
            surest(vec![missing(), tried(), told(Some(0.01), -1.0, false)]),
            Some(Some(0.01))
        );
        assert_eq!(
            surest(vec![tried(), told(Some(0.04), -1.0, false)]),
            Some(Some(0.04))
        );
        assert_eq!(surest(vec![missing(), missing()]), Some(None));
        assert_eq!(surest(vec![]), None);
    }
}
