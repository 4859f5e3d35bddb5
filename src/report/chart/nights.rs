//! The chart of nights: each a line from lights out to waking, later times further down.

use chrono::{NaiveTime, Timelike};
use maud::{Markup, html};

use super::{Plot, course, dot_radius, line, n, polyline};
use crate::report::glance::lights_out;
use crate::report::marks::Marks;
use crate::report::words::{one, times};
use crate::report::{FEWEST_NIGHTS, ReportPage, fewest};
use crate::review::diary::{Figures, NightTimes, Period, PeriodLength};
use crate::review::{ClockTimes, clock_time};
use crate::time_of_day::ClockFormat;
use crate::words::counted;

/// With more nights, lines are means of weeks or months.
const MOST_NIGHTS: usize = 200;
/// Minutes in a day.
const DAY: f64 = 1440.0;
/// The largest distance from the middle in minutes; anything further is drawn at the edge.
const FARTHEST: f64 = 600.0;

pub(in crate::report) fn section(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    html! {
        section aria-labelledby="nights" {
            h2 id="nights" { "Nights" }
            @if let Some(clock) = Clock::around(&page.diary.whole) {
                figure { (picture(page, marks, &clock)) }
            } @else {
                p.missing { "No times of lights out or waking are recorded." }
            }
        }
    }
}

/// Times of day as minutes from a middle, so that nights are continuous at midnight.
struct Clock {
    middle: f64,
}

impl Clock {
    /// Around the middle of the mean night, or around its one known end.
    fn around(figures: &Figures) -> Option<Self> {
        let minute = |time: NaiveTime| f64::from(time.num_seconds_from_midnight()) / 60.0;
        let (from, to) = (
            figures.bedtime.mean.map(minute),
            figures.woke.mean.map(minute),
        );
        let middle = match (from, to) {
            (Some(from), Some(to)) => from + (to - from).rem_euclid(DAY) / 2.0,
            (one, other) => one.or(other)?,
        };
        Some(Self { middle })
    }

    /// Minutes after the middle, from -720 to 720.
    fn after(&self, time: NaiveTime) -> f64 {
        let minute = f64::from(time.num_seconds_from_midnight()) / 60.0;
        (minute - self.middle + DAY / 2.0).rem_euclid(DAY) - DAY / 2.0
    }

    /// Rounds a minute to a full hour with `round`.
    fn hour(&self, minute: f64, round: fn(f64) -> f64) -> f64 {
        round((minute + self.middle) / 60.0) * 60.0 - self.middle
    }

    /// Every second full hour between two minutes, with its label.
    fn hours(&self, from: f64, to: f64, clock: ClockFormat) -> Vec<(f64, String)> {
        let first = ((from + self.middle) / 120.0).ceil() as i64;
        let last = ((to + self.middle) / 120.0).floor() as i64;
        (first..=last)
            .map(|hour| {
                let minute = hour as f64 * 120.0;
                (-(minute - self.middle), clock.time(clock_time(minute)))
            })
            .collect()
    }
}

fn picture(page: &ReportPage<'_>, marks: &Marks, clock: &Clock) -> Markup {
    let (width, periods) = page.periods(MOST_NIGHTS);
    let fewest = fewest(width, &periods, |figures| {
        figures.bedtime.nights.max(figures.woke.nights)
    });
    let enough = |nights: usize| move |_: &NaiveTime| nights >= fewest;
    let at = |times: Option<NaiveTime>| times.map(|time| clock.after(time));
    let mean = |times: ClockTimes| at(times.mean.filter(enough(times.nights)));
    let dark = |period: &Period| mean(same_nights(&period.figures, fewest).lights_out);
    let woke = |period: &Period| mean(same_nights(&period.figures, fewest).woke);
    let planned = |period: &Period| {
        let planned = mean(same_nights(&period.figures, fewest).planned);
        // Where no lights-out is shown beside it, the plan is that of every evening.
        planned.or_else(|| at(period.figures.planned_every_evening.mean))
    };
    let seen = periods
        .iter()
        .flat_map(|one| [dark(one), woke(one), planned(one)]);
    let (from, to) = seen
        .flatten()
        .fold((0.0_f64, 0.0_f64), |(from, to), minute| {
            (from.min(minute), to.max(minute))
        });
    let (from, to) = (
        clock.hour(from - 5.0, f64::floor),
        clock.hour(to + 5.0, f64::ceil),
    );
    let (from, to) = (from.max(-FARTHEST), to.min(FARTHEST));
    // Later is further down, so minutes are negated.
    let Some(plot) = Plot::spanning(
        &periods,
        page.height_beside_onset(112.0),
        (-to, -from),
        page.week,
    ) else {
        return html! {};
    };
    // Large enough to tell filled dots from open ones.
    let size = dot_radius(&periods).max(1.6);
    let drawn = html! {
        (polyline("planned", steps(&plot, &periods, planned)))
        g {
        @for period in &periods {
            @let x = plot.middle(period);
            @let (dark, woke) = (dark(period).map(|at| plot.y(-at)), woke(period).map(|at| plot.y(-at)));
            @if let (Some(dark), Some(woke)) = (dark, woke) { (line("night", (x, dark), (x, woke))) }
            @if let Some(y) = dark { circle.dark cx=(n(x)) cy=(n(y)) r=(n(size)) {} }
            @if let Some(y) = woke { circle.woke cx=(n(x)) cy=(n(y)) r=(n(size)) {} }
        }
        }
    };
    html! {
        (plot.picture("nights-chart", "From lights out to waking", &description(page), &clock.hours(from, to, page.clock),
            marks, &drawn))
        figcaption {
            "Filled dot: lights out. Open dot: final awakening. "
            (if width == PeriodLength::Night { "One line for each " } else { "Means of each " }) (one(width))
            @if fewest > 1 { " with at least " (FEWEST_NIGHTS) " nights" }
            ". Dashed: the planned bedtime."
        }
    }
}

/// The times of a period: of the nights with both ends if these are enough, so that all are of the same nights; else the end
/// that more nights have, alone.
fn same_nights(figures: &Figures, fewest: usize) -> NightTimes {
    let (dark, woke) = (lights_out(figures), figures.woke);
    if figures.whole_nights.lights_out.nights >= fewest {
        figures.whole_nights
    } else if dark.nights >= woke.nights {
        NightTimes {
            planned: figures.planned,
            lights_out: dark,
            woke: ClockTimes::default(),
        }
    } else {
        NightTimes {
            woke,
            ..NightTimes::default()
        }
    }
}

/// A step line, horizontal over each period.
fn steps<'a>(
    plot: &'a Plot,
    periods: &'a [Period],
    minutes: impl Fn(&Period) -> Option<f64> + 'a,
) -> impl Iterator<Item = Option<(f64, f64)>> + 'a {
    periods.iter().flat_map(move |period| {
        let y = minutes(period).map(|minute| plot.y(-minute));
        let (from, period_width) = (plot.x(period.from.0), plot.period_width(period));
        [y.map(|y| (from, y)), y.map(|y| (from + period_width, y))]
    })
}

/// The chart in words, for readers who do not see it.
fn description(page: &ReportPage<'_>) -> String {
    let whole = &page.diary.whole;
    let dark = lights_out(whole);
    let lights_out = match (times(dark, page.clock), times(whole.planned, page.clock)) {
        (Some(at), Some(planned)) => format!(
            "Lights out {at} on {}, planned for {planned} on the same nights",
            counted(dark.nights, "night")
        ),
        (Some(at), None) => format!("Lights out {at} on {}", counted(dark.nights, "night")),
        (None, _) => "Lights out not recorded".to_owned(),
    };
    let woke = match times(whole.woke, page.clock) {
        Some(at) => format!(
            "final awakening {at} on {}",
            counted(whole.woke.nights, "night")
        ),
        None => "waking not recorded".to_owned(),
    };
    format!(
        "{lights_out}; {woke}.{}",
        course(page, |figures| {
            let NightTimes {
                lights_out: dark,
                woke,
                ..
            } = same_nights(figures, FEWEST_NIGHTS);
            let parts = [
                dark.mean
                    .map(|at| format!("lights out {}", page.clock.time(at))),
                woke.mean
                    .map(|at| format!("final awakening {}", page.clock.time(at))),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| (dark.nights.max(woke.nights), parts.join(", ")))
        })
    )
}
