//! Lights-out and wake times, and their regularity.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta};

use super::JudgedEvening;
use super::circular::{DAY, clock_distance, mean_and_spread, minute_of_day};
use crate::event::EveningDate;
use crate::plan::FreeDays;

/// Lights-out times and their regularity.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bedtimes {
    /// Number of nights with a recorded lights out.
    pub nights: usize,
    /// Circular mean of the times of day.
    pub mean: Option<NaiveTime>,
    /// Circular standard deviation in minutes; `None` with fewer than two nights.
    pub sd_minutes: Option<f64>,
    /// Social jetlag in minutes: the distance between the circular mean of mid-sleep on free days and on
    /// other days. The user names the free days. [Wittmann et al. 2006, doi 10.1080/07420520500545979]
    pub social_jetlag_minutes: Option<f64>,
    /// The Sleep Regularity Index, -100 to 100: 100 is the same every day, 0 is random. `None` with fewer
    /// than [`FEWEST_PAIRS`] pairs of consecutive nights.
    pub regularity_index: Option<f64>,
}

/// Mean and spread of times of day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClockTimes {
    /// Number of nights with a time.
    pub nights: usize,
    /// Circular mean of the times of day.
    pub mean: Option<NaiveTime>,
    /// Circular standard deviation in minutes; `None` with fewer than two nights.
    pub sd_minutes: Option<f64>,
}

impl ClockTimes {
    /// From instants, by the local time at the offset they were recorded with.
    pub(super) fn from_instants(instants: impl Iterator<Item = DateTime<FixedOffset>>) -> Self {
        Self::from_times(instants.map(|at| at.naive_local().time()))
    }

    /// From times of day.
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

/// The fewest pairs of consecutive nights for a Sleep Regularity Index.
pub const FEWEST_PAIRS: usize = 7;

/// The night from falling asleep to waking, in local time. Where the minutes until asleep are not known it begins at lights
/// out.
#[derive(Debug, Clone, Copy)]
struct Window {
    evening: EveningDate,
    from: NaiveDateTime,
    to: NaiveDateTime,
}

impl Bedtimes {
    pub(super) fn from_evenings(evenings: &[JudgedEvening], free_days: FreeDays) -> Self {
        let windows: Vec<Window> = evenings.iter().filter_map(sleep_window).collect();
        let ClockTimes {
            nights,
            mean,
            sd_minutes,
        } = ClockTimes::from_instants(evenings.iter().filter_map(|evening| evening.lights_out));
        Self {
            nights,
            mean,
            sd_minutes,
            social_jetlag_minutes: social_jetlag(&windows, free_days),
            regularity_index: regularity_index(&windows),
        }
    }
}

fn time_of(minutes: f64) -> Option<NaiveTime> {
    let minutes = (minutes.round() as u32) % DAY as u32;
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}

/// The sleep window, if both ends were recorded and its length is positive and less than a day.
fn sleep_window(evening: &JudgedEvening) -> Option<Window> {
    let (from, to) = (
        evening.lights_out?.naive_local(),
        evening.woke?.naive_local(),
    );
    let until_asleep = evening.asleep_after_min.unwrap_or_default();
    let from = from + TimeDelta::minutes(until_asleep.into());
    let is_night = TimeDelta::zero() < to - from && to - from < TimeDelta::days(1);
    is_night.then_some(Window {
        evening: evening.date,
        from,
        to,
    })
}

fn social_jetlag(windows: &[Window], free_days: FreeDays) -> Option<f64> {
    let mean_mid_sleep = |is_free: bool| {
        let minutes: Vec<f64> = windows
            .iter()
            .filter(|window| free_days.follow(window.evening) == is_free)
            .map(|window| minute_of_day((window.from + (window.to - window.from) / 2).time()))
            .collect();
        mean_and_spread(&minutes).map(|(mean, _)| mean)
    };
    Some(clock_distance(
        mean_mid_sleep(true)?,
        mean_mid_sleep(false)?,
    ))
}

/// The Sleep Regularity Index: `-100 + 200 / (M (N - 1)) * sum [s(i, j) = s(i + 1, j)]` over the `M`
/// minutes of `N` days, where `s(i, j)` is whether the person slept in minute `j` of day `i`. Days run from
/// noon to noon. Pairs in which a day has no record are left out. [Phillips et al. 2017, doi
/// 10.1038/s41598-017-03171-4]
///
/// Instead of comparing minute by minute, the minutes asleep on exactly one of two days are subtracted from
/// the length of a day.
fn regularity_index(windows: &[Window]) -> Option<f64> {
    let mut pairs = 0_usize;
    let mut agreeing_minutes = 0.0;
    // Each day is the later one of a pair and then the earlier one.
    let mut last: Option<(EveningDate, Vec<(i64, i64)>)> = None;
    for pair in windows.windows(2) {
        let [one, next] = pair else { continue };
        if one.evening.next() != next.evening {
            continue;
        }
        let known = last.take().filter(|(day, _)| *day == one.evening);
        let today = known.map_or_else(|| asleep(windows, one.evening), |(_, today)| today);
        let tomorrow = asleep(windows, next.evening);
        let (minutes_today, minutes_tomorrow) = (length(&today), length(&tomorrow));
        let minutes_on_both = today
            .iter()
            .flat_map(|x| tomorrow.iter().map(move |y| overlap(*x, *y)))
            .sum::<i64>();
        last = Some((next.evening, tomorrow));
        pairs += 1;
        agreeing_minutes += DAY - (minutes_today + minutes_tomorrow - 2 * minutes_on_both) as f64;
    }
    (pairs >= FEWEST_PAIRS).then(|| -100.0 + 200.0 * agreeing_minutes / (DAY * pairs as f64))
}

/// The intervals asleep between noon of `day` and the next noon, in minutes from that noon. They are sorted
/// and do not overlap.
fn asleep(windows: &[Window], day: EveningDate) -> Vec<(i64, i64)> {
    let noon = day.0.and_time(NaiveTime::MIN) + TimeDelta::hours(12);
    let first_nearby = windows.partition_point(|window| window.evening < day.previous());
    let mut spans: Vec<(i64, i64)> = windows[first_nearby..]
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
