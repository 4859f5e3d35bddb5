//! Whether a figure of single evenings has changed: the last four weeks against the months before, by a rule that may be
//! looked at every day.
//!
//! The mean of the last 28 days is compared with that of up to 168 days before a gap of 28 days. The gap keeps most of a
//! slow change out of the reference. Values of neighbouring evenings are alike, so the standard error allows for their
//! correlation; both the spread and the correlation are held near usual values while there are few evenings.
//!
//! A change is stated only when it is so many standard errors large that looking every day for a year seldom states one in
//! journals in which nothing changes. The usual limit of two standard errors would state one in most of them. How often it
//! is stated, wrongly and rightly, is in `docs/statistics.md`; the tests beside this file compute it.

use crate::event::EveningDate;

/// Days of the recent window.
const RECENT_DAYS: u64 = 28;

/// Days between the two windows.
const GAP_DAYS: u64 = 28;

/// The most days of the earlier window.
const EARLIER_DAYS: u64 = 168;

/// The usual correlation from one evening to the next.
const USUAL_CORRELATION: f64 = 0.45;

/// Added to the estimated correlation, which is too low in short windows.
const CORRECTION: f64 = 0.03;

/// The highest correlation that is believed.
const HIGHEST_CORRELATION: f64 = 0.8;

/// How many evenings' worth of weight the usual standard deviation has.
const SPREAD_WEIGHT: f64 = 10.0;

/// How many pairs' worth of weight the usual correlation has.
const CORRELATION_WEIGHT: f64 = 20.0;

/// The interval reaches this many standard errors to each side: 95 % where the spread is estimated.
const INTERVAL_ERRORS: f64 = 2.1;

/// A change is stated from this many standard errors on. It was chosen for evenings with a correlation of 0.6, the
/// highest that was simulated, and confirmed on other seeds.
const STATED_FROM: f64 = 4.0;

/// What is known of a figure before the first evening.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ChangeRule {
    /// The fewest evenings in each window.
    fewest: usize,
    /// The usual standard deviation.
    usual_spread: f64,
}

impl ChangeRule {
    /// For the hour at which the symptoms begin, in minutes.
    pub(super) const ONSET: Self = Self {
        fewest: 8,
        usual_spread: 70.0,
    };
    /// For the rating of the legs, in points.
    pub(super) const LEGS: Self = Self {
        fewest: 14,
        usual_spread: 1.5,
    };
}

/// The change of a figure from the earlier window to the recent one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The mean of the earlier window.
    pub before: f64,
    /// The mean of the recent window.
    pub now: f64,
    /// 95 % confidence interval of the difference, lower end first.
    pub interval: (f64, f64),
    /// Whether the change is certain enough to be stated, however often one looks.
    pub is_found: bool,
}

/// The first evening that a change seen on `last` depends on.
pub(super) fn first_needed(last: EveningDate) -> EveningDate {
    last.days_before(RECENT_DAYS + GAP_DAYS + EARLIER_DAYS - 1)
}

impl Change {
    /// The difference of the means: negative for calmer legs, or an earlier hour.
    pub fn difference(&self) -> f64 {
        self.now - self.before
    }

    /// Compares the windows that end with the evening `last`. `values` are ordered by evening, at most one an evening.
    /// None with too few values in one of the windows.
    pub(super) fn until(
        last: EveningDate,
        values: &[(EveningDate, f64)],
        rule: &ChangeRule,
    ) -> Option<Self> {
        let recent_from = last.days_before(RECENT_DAYS - 1);
        let earlier_to = recent_from.days_before(GAP_DAYS + 1);
        let recent = Window::new(values, recent_from, last);
        let earlier = Window::new(values, first_needed(last), earlier_to);
        let windows = [earlier?, recent?];
        let nights = |window: &Window<'_>| window.values.len();
        if windows.iter().any(|window| nights(window) < rule.fewest) {
            return None;
        }
        let all = windows.iter().map(nights).sum::<usize>() as f64;
        let squares: f64 = windows.iter().map(Window::squares).sum();
        // Two evenings are used up by the two means.
        let variance = (squares + SPREAD_WEIGHT * rule.usual_spread.powi(2))
            / (all + SPREAD_WEIGHT - windows.len() as f64);
        let products: Vec<f64> = windows
            .iter()
            .flat_map(Window::neighbouring_products)
            .collect();
        let correlation = (products.iter().sum::<f64>() / variance
            + USUAL_CORRELATION * CORRELATION_WEIGHT)
            / (products.len() as f64 + CORRELATION_WEIGHT);
        let correlation = (correlation + CORRECTION).clamp(0.0, HIGHEST_CORRELATION);
        let inflation = 2.0 * correlation / (1.0 - correlation);
        // Evenings that lie apart are less alike: the share of days with a value scales what neighbours add.
        let errors = windows.iter().map(|window| {
            let nights = nights(window) as f64;
            (1.0 + inflation * nights / window.days) / nights
        });
        let error = (variance * errors.sum::<f64>()).sqrt();
        let [before, now] = windows.map(|window| window.mean);
        let difference = now - before;
        Some(Self {
            before,
            now,
            interval: (
                difference - INTERVAL_ERRORS * error,
                difference + INTERVAL_ERRORS * error,
            ),
            is_found: difference.abs() >= STATED_FROM * error,
        })
    }
}

/// The values of one window.
struct Window<'v> {
    values: &'v [(EveningDate, f64)],
    mean: f64,
    /// Days from its beginning, or from its first value where that is later, to its end.
    days: f64,
}

impl<'v> Window<'v> {
    /// The values from `from` to `to`. None without any.
    fn new(values: &'v [(EveningDate, f64)], from: EveningDate, to: EveningDate) -> Option<Self> {
        let begin = values.partition_point(|(date, _)| *date < from);
        let end = values.partition_point(|(date, _)| *date <= to);
        // The caller's values end before the window where the journal does.
        let values = values.get(begin..end)?;
        let (first, _) = values.first()?;
        let sum: f64 = values.iter().map(|(_, value)| value).sum();
        Some(Self {
            values,
            mean: sum / values.len() as f64,
            days: days_between(*first, to) + 1.0,
        })
    }

    /// The sum of squared distances from the mean.
    fn squares(&self) -> f64 {
        let squares = self
            .values
            .iter()
            .map(|(_, value)| (value - self.mean).powi(2));
        squares.sum()
    }

    /// The products of the distances from the mean of every two evenings that follow each other.
    fn neighbouring_products(&self) -> impl Iterator<Item = f64> {
        self.values.windows(2).filter_map(|pair| match pair {
            [(one, a), (next, b)] if one.next() == *next => Some((a - self.mean) * (b - self.mean)),
            _ => None,
        })
    }
}

fn days_between(one: EveningDate, other: EveningDate) -> f64 {
    other.0.signed_duration_since(one.0).num_days() as f64
}

#[cfg(test)]
pub(super) mod tests;
