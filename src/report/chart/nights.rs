//! The chart of nights: each a line from lights out to waking, later times further down.

use chrono::{NaiveTime, Timelike};
use maud::{Markup, html};

use super::{Plot, course, dot_radius, line, n, polyline};
use crate::report::marks::Marks;
use crate::report::words::{NOT_RECORDED, clock, one, times};
use crate::report::{FEWEST_NIGHTS, ReportPage, fewest};
use crate::review::ClockTimes;
use crate::review::diary::{Figures, Period, PeriodLength};

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
                p.missing { "When the lights went out and when the nights ended was not told." }
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
    fn hours(&self, from: f64, to: f64) -> Vec<(f64, String)> {
        let first = ((from + self.middle) / 120.0).ceil() as i64;
        let last = ((to + self.middle) / 120.0).floor() as i64;
        (first..=last)
            .map(|hour| {
                let name = format!("{:02}:00", (hour * 2).rem_euclid(24));
                (-(hour as f64 * 120.0 - self.middle), name)
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
    let dark = |period: &Period| {
        let bedtime = &period.figures.bedtime;
        at(bedtime.mean.filter(enough(bedtime.nights)))
    };
    let woke = |period: &Period| {
        let woke = &period.figures.woke;
        at(woke.mean.filter(enough(woke.nights)))
    };
    let planned = |period: &Period| at(period.figures.planned.mean);
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
    let Some(plot) = Plot::spanning(&periods, 112.0, (-to, -from)) else {
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
        (plot.picture("nights-chart", "From lights out to waking", &description(page), &clock.hours(from, to),
            marks, &drawn))
        figcaption {
            "Filled dot: lights out. Open dot: awake for good. "
            (if width == PeriodLength::Night { "Each " } else { "Means of each " }) (one(width))
            @if fewest > 1 { " with at least " (FEWEST_NIGHTS) " nights" }
            ". Dashed: the planned bedtime."
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
    let dark = ClockTimes {
        nights: whole.bedtime.nights,
        mean: whole.bedtime.mean,
        sd_minutes: whole.bedtime.sd_minutes,
    };
    let time_or_missing = |of| times(of).unwrap_or_else(|| NOT_RECORDED.to_owned());
    format!(
        "Lights out {} on {} nights, planned for {}; awake for good {} on {} nights.{}",
        time_or_missing(dark),
        dark.nights,
        time_or_missing(whole.planned),
        time_or_missing(whole.woke),
        whole.woke.nights,
        course(page, |figures| {
            let (dark, woke) = (&figures.bedtime, &figures.woke);
            let parts = [
                dark.mean.map(|at| format!("lights out {}", clock(at))),
                woke.mean.map(|at| format!("awake for good {}", clock(at))),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| (dark.nights.max(woke.nights), parts.join(", ")))
        })
    )
}
