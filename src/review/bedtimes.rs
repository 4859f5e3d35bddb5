//! When the lights went out and when the night ended, and how regularly.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::JudgedEvening;
use super::circular::{DAY, apart, mean_and_spread, minute_of_day};
use crate::event::EveningDate;

/// When the lights went out, and how regularly.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bedtimes {
    /// Nights on which it was said.
    pub nights: usize,
    /// The mean time of day, circular.
    pub mean: Option<NaiveTime>,
    /// The circular standard deviation in minutes; none below two nights.
    pub sd_minutes: Option<f64>,
    /// How far the middle of sleep on free days lies from that on other days, in minutes. Free days are
    /// Saturday and Sunday; their nights are those of the evenings before.
    pub social_jetlag_minutes: Option<f64>,
    /// The Sleep Regularity Index, -100 to 100: 100 the same every day, 0 at random; none below
    /// [`FEWEST_PAIRS`] pairs of nights.
    pub regularity_index: Option<f64>,
}

/// Times of day, and how far they spread.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClockTimes {
    /// Nights that have one.
    pub nights: usize,
    /// The mean time of day, circular.
    pub mean: Option<NaiveTime>,
    /// The circular standard deviation in minutes; none below two nights.
    pub sd_minutes: Option<f64>,
}

impl ClockTimes {
    /// Of instants, as the clock there showed them.
    pub(super) fn from_instants(instants: impl Iterator<Item = DateTime<FixedOffset>>) -> Self {
        Self::from_times(instants.map(|at| at.naive_local().time()))
    }

    /// Of times of day.
    pub(super) fn from_times(times: impl Iterator<Item = NaiveTime>) -> Self {
        let minutes: Vec<f64> = times.map(minute_of_day).collect();
        let circle = mean_and_spread(&minutes);
        Self {
            nights: minutes.len(),
            mean: circle.and_then(|(mean, _)| time_of(mean)),
            sd_minutes: circle
                .filter(|_| minutes.len() > 1)
                .map(|(_, spread)| spread),
        }
    }
}

/// The fewest pairs of successive nights that a regularity is computed from.
pub const FEWEST_PAIRS: usize = 7;

/// From lights out to waking, as the clock on the wall showed it.
#[derive(Debug, Clone, Copy)]
struct Window {
    evening: EveningDate,
    from: NaiveDateTime,
    to: NaiveDateTime,
}

impl Bedtimes {
    pub(super) fn from_evenings(evenings: &[JudgedEvening]) -> Self {
        let windows: Vec<Window> = evenings.iter().filter_map(window).collect();
        let ClockTimes {
            nights,
            mean,
            sd_minutes,
        } = ClockTimes::from_instants(evenings.iter().filter_map(|evening| evening.lights_out));
        Self {
            nights,
            mean,
            sd_minutes,
            social_jetlag_minutes: social_jetlag(&windows),
            regularity_index: regularity_index(&windows),
        }
    }
}

fn time_of(minutes: f64) -> Option<NaiveTime> {
    let minutes = (minutes.round() as u32) % DAY as u32;
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}

/// The night's window, where both ends were said and make a night: longer than nothing, shorter than a day.
fn window(evening: &JudgedEvening) -> Option<Window> {
    let (from, to) = (
        evening.lights_out?.naive_local(),
        evening.woke?.naive_local(),
    );
    let night = TimeDelta::zero() < to - from && to - from < TimeDelta::days(1);
    night.then_some(Window {
        evening: evening.date,
        from,
        to,
    })
}

fn social_jetlag(windows: &[Window]) -> Option<f64> {
    let middle = |free: bool| {
        let minutes: Vec<f64> = windows
            .iter()
            .filter(|window| is_before_a_free_day(window.evening) == free)
            .map(|window| minute_of_day((window.from + (window.to - window.from) / 2).time()))
            .collect();
        mean_and_spread(&minutes).map(|(mean, _)| mean)
    };
    Some(apart(middle(true)?, middle(false)?))
}

fn is_before_a_free_day(evening: EveningDate) -> bool {
    matches!(evening.weekday(), Weekday::Fri | Weekday::Sat)
}

/// `-100 + 200 / (M (N - 1)) * sum [s(i, j) = s(i + 1, j)]` over the `M` minutes of days that run from noon to
/// noon; days without a record are left out in pairs. [Phillips et al. 2017, doi 10.1038/s41598-017-03171-4]
///
/// Rather than minute by minute, the agreement of two days is what is left of a day when the minutes asleep on
/// exactly one of them are taken away.
fn regularity_index(windows: &[Window]) -> Option<f64> {
    let mut pairs = 0_usize;
    let mut agreeing = 0.0;
    for pair in windows.windows(2) {
        let [one, next] = pair else { continue };
        if one.evening.next() != next.evening {
            continue;
        }
        let (today, tomorrow) = (asleep(windows, one.evening), asleep(windows, next.evening));
        let (a, b) = (length(&today), length(&tomorrow));
        let both = today
            .iter()
            .flat_map(|x| tomorrow.iter().map(move |y| overlap(*x, *y)))
            .sum::<i64>();
        pairs += 1;
        agreeing += DAY - (a + b - 2 * both) as f64;
    }
    (pairs >= FEWEST_PAIRS).then(|| -100.0 + 200.0 * agreeing / (DAY * pairs as f64))
}

/// The minutes asleep on the day from noon of `day` to the next noon, counted from that noon, as spans that do
/// not overlap.
fn asleep(windows: &[Window], day: EveningDate) -> Vec<(i64, i64)> {
    let noon = day.0.and_time(NaiveTime::MIN) + TimeDelta::hours(12);
    let near = windows.partition_point(|window| window.evening < day.previous());
    let mut spans: Vec<(i64, i64)> = windows[near..]
        .iter()
        .take_while(|window| window.evening <= day.next())
        .map(|window| {
            (
                (window.from - noon).num_minutes(),
                (window.to - noon).num_minutes(),
            )
        })
        .map(|(from, to)| (from.clamp(0, DAY as i64), to.clamp(0, DAY as i64)))
        .filter(|(from, to)| from < to)
        .collect();
    spans.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (from, to) in spans {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn length(spans: &[(i64, i64)]) -> i64 {
    spans.iter().map(|(from, to)| to - from).sum()
}

fn overlap(one: (i64, i64), other: (i64, i64)) -> i64 {
    (one.1.min(other.1) - one.0.max(other.0)).max(0)
}
