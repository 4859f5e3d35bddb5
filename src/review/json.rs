//! The review as JSON. Its keys are an interface for scripts.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::diary::{Mean, NightReview};
use super::insights::{
    Certainty, Comparisons, Estimate, Insight, TrialFigures, TrialResult, TrialStage,
};
use super::{
    Change, JudgedEvening, LegsFigure, NightSleep, Onsets, Outcome, Review, SleepFigures,
    SymptomNights,
};
use crate::event::{EveningDate, Rating, rfc3339};

/// Serialises a review as JSON. Figures that cannot be computed are `null`.
#[derive(Debug, Clone, Copy)]
pub struct Json<'a> {
    /// The review.
    pub review: &'a Review,
    /// The nights of its evenings.
    pub nights: &'a [NightReview],
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ReviewJson::from_review(self.review, self.nights).serialize(serializer)
    }
}

#[derive(Serialize)]
struct ReviewJson<'a> {
    from: String,
    to: String,
    evenings: Vec<Evening<'a>>,
    kept: usize,
    missed: usize,
    excused: usize,
    streak: Streak,
    strength: Option<f64>,
    steps: Vec<Step<'a>>,
    bedtime: Bedtime,
    legs: Legs,
    onset: Onset,
    sleep: Sleep,
    insights: Vec<Comparison>,
    trials: Vec<TrialFacts<'a>>,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are the keys")]
struct Evening<'a> {
    date: String,
    kept: Option<bool>,
    score: Option<f64>,
    excused: bool,
    steps: Statuses<'a>,
    lights_out: Option<String>,
    woke: Option<String>,
    legs: Option<Rating>,
    legs_evening: Option<Rating>,
    legs_night: Option<Rating>,
    onset: Option<String>,
    total_sleep_minutes: Option<i64>,
    sleep_efficiency: Option<f64>,
    caffeine_left_mg: Option<f64>,
}

/// A map from step id to status, ordered by due time.
struct Statuses<'a>(&'a JudgedEvening);

impl Serialize for Statuses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.steps.len()))?;
        for step in &self.0.steps {
            map.serialize_entry(&*step.id, step.status.as_str())?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Streak {
    current: usize,
    best: usize,
}

#[derive(Serialize)]
struct Step<'a> {
    id: &'a str,
    planned: usize,
    done: usize,
    rate: Option<f64>,
    median_minutes_late: Option<i64>,
    streak: Streak,
}

#[derive(Serialize)]
struct Bedtime {
    nights: usize,
    mean: Option<String>,
    sd_minutes: Option<f64>,
    social_jetlag_minutes: Option<i64>,
    regularity_index: Option<f64>,
}

#[derive(Serialize)]
struct Legs {
    nights: usize,
    about: LegsFigure,
    mean: Option<f64>,
    trend_per_week: Option<f64>,
    trend_interval: Option<[f64; 2]>,
    change: Option<f64>,
    change_interval: Option<[f64; 2]>,
    found: bool,
    symptom_nights_per_week: Option<f64>,
}

#[derive(Serialize)]
struct Onset {
    days: usize,
    none: usize,
    mean: Option<String>,
    sd_minutes: Option<f64>,
    change_minutes: Option<f64>,
    change_interval: Option<[f64; 2]>,
    found: bool,
}

#[derive(Serialize)]
struct Sleep {
    nights: usize,
    time_in_bed_minutes: Option<f64>,
    total_sleep_minutes: Option<f64>,
    efficiency: Option<f64>,
    latency_minutes: Option<f64>,
    awake_minutes: Option<f64>,
}

#[derive(Serialize)]
struct Comparison {
    about: String,
    with: usize,
    without: usize,
    #[serde(flatten)]
    figures: ComparisonFigures,
    q: Option<f64>,
    /// Whether the newest landmark shows a finding about it.
    found: bool,
}

#[derive(Serialize)]
struct TrialFacts<'a> {
    step: &'a str,
    first: EveningDate,
    last: EveningDate,
    weeks: u8,
    stage: TrialStage,
    #[serde(flatten)]
    so_far: TrialEvenings,
    evenings: usize,
    #[serde(flatten)]
    outcome: TrialOutcome,
}

/// The evenings of a trial so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TrialEvenings {
    with: usize,
    without: usize,
    followed: usize,
}

/// What came of a trial, rounded to meaningful digits; `null` what cannot be known yet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TrialOutcome {
    difference: Option<f64>,
    interval: Option<[f64; 2]>,
    p: Option<f64>,
    e: Option<f64>,
    found: bool,
}

impl From<TrialFigures> for TrialEvenings {
    fn from(figures: TrialFigures) -> Self {
        Self {
            with: figures.with.rated,
            without: figures.without.rated,
            followed: figures.followed(),
        }
    }
}

impl From<TrialFigures> for TrialOutcome {
    fn from(figures: TrialFigures) -> Self {
        let (p, e) = match figures.certainty {
            Certainty::NotTested => (None, None),
            Certainty::Permutation { p } => (Some(p), None),
            Certainty::EValue { e, .. } => (None, Some(e)),
        };
        let interval = figures.effect.map(|effect| effect.interval);
        Self {
            difference: rounded(figures.effect.map(|effect| effect.difference), 1),
            interval: interval.map(|(low, high)| [round(low, 1), round(high, 1)]),
            p: rounded(p, 3),
            e: rounded(e, 1),
            found: figures.is_found(),
        }
    }
}

/// A comparison's figures, rounded to meaningful digits; all `null` without an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ComparisonFigures {
    difference: Option<f64>,
    interval: Option<[f64; 2]>,
    p: Option<f64>,
}

impl ComparisonFigures {
    /// The figures of an estimate.
    pub fn from_estimate(estimate: Option<Estimate>) -> Self {
        let end = |value| round(value, 1);
        Self::rounded_by(estimate, end, end)
    }

    /// The figures of a comparison, whose interval must not seem to hold zero where it does not.
    fn of_comparison(estimate: Option<Estimate>) -> Self {
        Self::rounded_by(estimate, |value| round(value, 2), round_beside_zero)
    }

    fn rounded_by(
        estimate: Option<Estimate>,
        difference: impl Fn(f64) -> f64,
        end: impl Fn(f64) -> f64,
    ) -> Self {
        Self {
            difference: estimate.map(|estimate| difference(estimate.difference)),
            interval: estimate.map(|estimate| [end(estimate.interval.0), end(estimate.interval.1)]),
            p: estimate.map(|estimate| round(estimate.p, 3)),
        }
    }
}

impl<'a> ReviewJson<'a> {
    fn from_review(review: &'a Review, nights: &[NightReview]) -> Self {
        let trend = review.legs.trend;
        let change = review.legs_change;
        Self {
            from: review.from.to_string(),
            to: review.to.to_string(),
            evenings: review
                .evenings
                .iter()
                .zip(nights)
                .map(|(judged, night)| evening(judged, night))
                .collect(),
            kept: review.kept,
            missed: review.missed,
            excused: review.excused,
            streak: streak(review.streak),
            strength: rounded(review.strength, 2),
            steps: review
                .steps
                .iter()
                .map(|step| Step {
                    id: &step.id.0,
                    planned: step.planned,
                    done: step.done,
                    rate: rounded(step.rate(), 3),
                    median_minutes_late: step.median_minutes_late,
                    streak: streak(step.streak),
                })
                .collect(),
            bedtime: Bedtime {
                nights: review.bedtime.nights,
                mean: review
                    .bedtime
                    .mean
                    .map(|mean| mean.format("%H:%M").to_string()),
                sd_minutes: rounded(review.bedtime.sd_minutes, 1),
                social_jetlag_minutes: review
                    .bedtime
                    .social_jetlag_minutes
                    .map(|minutes| minutes.round() as i64),
                regularity_index: rounded(review.bedtime.regularity_index, 1),
            },
            legs: Legs {
                nights: review.legs.nights,
                about: review.legs.figure,
                mean: rounded(review.legs.mean, 1),
                trend_per_week: rounded(trend.map(|trend| trend.per_week), 4),
                trend_interval: trend
                    .and_then(|trend| trend.interval)
                    .map(|(least, most)| [round(least, 4), round(most, 4)]),
                change: change.map(|change| round(change.difference(), 1)),
                change_interval: change.map(|change| interval(change, 1)),
                found: change.is_some_and(|change| change.is_found),
                symptom_nights_per_week: rounded(
                    SymptomNights::from_evenings(&review.evenings).per_week(),
                    1,
                ),
            },
            onset: onset(&review.onset),
            sleep: sleep(&SleepFigures::from_nights(&review.evenings, nights)),
            insights: insights(&review.comparisons()),
            trials: review
                .recent_trials()
                .map(|tried| trial(tried, review.to))
                .collect(),
        }
    }
}

fn evening<'a>(judged: &'a JudgedEvening, night: &NightReview) -> Evening<'a> {
    let sleep = NightSleep::of(judged, night);
    Evening {
        date: judged.date.to_string(),
        kept: match judged.outcome {
            Outcome::Kept => Some(true),
            Outcome::Partly | Outcome::Missed => Some(false),
            Outcome::Excused | Outcome::Running | Outcome::Free | Outcome::NotBegun => None,
        },
        score: rounded(judged.score.filter(|_| judged.outcome.counts()), 3),
        excused: judged.outcome == Outcome::Excused,
        steps: Statuses(judged),
        lights_out: judged.lights_out.as_ref().map(rfc3339),
        woke: judged.woke.as_ref().map(rfc3339),
        legs: judged.legs.to_show(),
        legs_evening: judged.legs.evening,
        legs_night: judged.legs.night,
        onset: judged.onset.at().as_ref().map(rfc3339),
        total_sleep_minutes: sleep.asleep_min,
        sleep_efficiency: rounded(sleep.efficiency(), 2),
        caffeine_left_mg: rounded(night.caffeine_left_mg, 1),
    }
}

fn onset(onsets: &Onsets) -> Onset {
    let change = onsets.change;
    Onset {
        days: onsets.days,
        none: onsets.none,
        mean: onsets.mean.map(|mean| mean.format("%H:%M").to_string()),
        sd_minutes: rounded(onsets.sd_minutes, 1),
        change_minutes: change.map(|change| round(change.difference(), 0)),
        change_interval: change.map(|change| interval(change, 0)),
        found: change.is_some_and(|change| change.is_found),
    }
}

fn interval(change: Change, places: i32) -> [f64; 2] {
    let (least, most) = change.interval;
    [round(least, places), round(most, places)]
}

fn sleep(sleep: &SleepFigures) -> Sleep {
    let minutes = |mean: Mean| rounded(mean.mean, 0);
    Sleep {
        nights: sleep.asleep_min.nights,
        time_in_bed_minutes: minutes(sleep.in_bed_min),
        total_sleep_minutes: minutes(sleep.asleep_min),
        efficiency: rounded(sleep.efficiency.mean, 2),
        latency_minutes: minutes(sleep.latency_min),
        awake_minutes: minutes(sleep.awake_min),
    }
}

fn streak(streak: super::Streak) -> Streak {
    Streak {
        current: streak.current,
        best: streak.best,
    }
}

fn insights(comparisons: &Comparisons) -> Vec<Comparison> {
    let insights = comparisons.insights.iter();
    insights
        .map(|insight| comparison(insight, comparisons.finding_about(&insight.about).is_some()))
        .collect()
}

fn comparison(insight: &Insight, found: bool) -> Comparison {
    Comparison {
        about: insight.about.name().to_owned(),
        with: insight.with,
        without: insight.without,
        figures: ComparisonFigures::of_comparison(insight.estimate),
        q: insight.estimate.map(|estimate| round(estimate.q, 3)),
        found,
    }
}

fn trial(tried: &TrialResult, last: EveningDate) -> TrialFacts<'_> {
    let (trial, figures) = (&tried.trial, tried.figures());
    TrialFacts {
        step: &trial.step.0,
        first: trial.first,
        last: trial.last(),
        weeks: trial.fortnights * 2,
        stage: tried.stage(last),
        so_far: figures.into(),
        evenings: figures.evenings(),
        outcome: figures.into(),
    }
}

fn rounded(value: Option<f64>, places: i32) -> Option<f64> {
    value.map(|value| round(value, places))
}

/// Rounds to two decimal places, but not to zero: an interval that leaves zero out must not seem to hold it.
fn round_beside_zero(value: f64) -> f64 {
    const LEAST: f64 = 0.01;
    let rounded = round(value, 2);
    if rounded == 0.0 && value != 0.0 {
        LEAST.copysign(value)
    } else {
        rounded
    }
}

/// Rounds to `places` decimal places; never returns minus zero.
pub(crate) fn round(value: f64, places: i32) -> f64 {
    let shift = 10_f64.powi(places);
    (value * shift).round() / shift + 0.0
}
