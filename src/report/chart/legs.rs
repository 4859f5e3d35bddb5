//! The chart of the legs' ratings.

use chrono::{NaiveDate, TimeDelta};
use maud::{Markup, html};

use super::{Plot, course, dot_radius, n, polyline};
use crate::event::Rating;
use crate::report::marks::Marks;
use crate::report::words::one;
use crate::report::{FEWEST_NIGHTS, ReportPage, fewest};
use crate::review::diary::{Period, PeriodLength};
use crate::words::{capitalised, counted, legs_change, legs_name};

pub(in crate::report) fn section(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    html! {
        section aria-labelledby="legs" {
            h2 id="legs" { (capitalised(legs_name(page.review.legs.figure))) }
            @if page.review.legs.nights == 0 {
                p.missing { "No ratings of the legs are recorded." }
            } @else {
                figure { (picture(page, marks)) }
            }
        }
    }
}

fn picture(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    let evenings = page.review.evenings.len();
    let width = if evenings <= 760 {
        PeriodLength::Night
    } else {
        PeriodLength::Week(page.week)
    };
    let wider = if evenings <= 400 {
        PeriodLength::Week(page.week)
    } else {
        PeriodLength::Month
    };
    let (dots, means) = (page.diary.in_periods(width), page.diary.in_periods(wider));
    let Some(plot) = Plot::spanning(
        &dots,
        page.height_beside_onset(100.0),
        (Rating::CALM.into(), Rating::WORST.into()),
        page.week,
    ) else {
        return html! {};
    };
    let figure = page.review.legs.figure;
    let of = |period: &Period, fewest: usize| {
        let legs = period.figures.legs(figure);
        let mean = legs.mean.filter(|_| legs.nights >= fewest)?;
        Some((plot.middle(period), plot.y(mean)))
    };
    let fewest_of_a_dot = fewest(width, &dots, |figures| figures.legs(figure).nights);
    let gaps = Gaps::between_ratings(page);
    let has_means = means
        .iter()
        .any(|period| of(period, FEWEST_NIGHTS).is_some());
    let change = page.review.legs_change.filter(|change| change.is_found);
    let trend = page.review.legs.trend;
    let line = trend.filter(|trend| change.is_some() && trend.is_clear());
    let drawn = html! {
        @for (x, y) in dots.iter().filter_map(|period| of(period, fewest_of_a_dot)) {
            circle.dot cx=(n(x)) cy=(n(y)) r=(n(dot_radius(&dots))) {}
        }
        (polyline("mean", means.iter().flat_map(|period| {
            let torn = gaps.is_before(period).then_some(None);
            torn.into_iter().chain([of(period, FEWEST_NIGHTS)])
        })))
        @if let Some(trend) = line {
            (polyline("trend", [trend.from, trend.to]
                .into_iter()
                .map(|(evening, value)| Some((plot.x(evening.0) + plot.day() / 2.0, plot.y(value))))))
        }
    };
    let lines: Vec<(f64, String)> = [
        (0.0, "0 calm"),
        (2.0, "2"),
        (4.0, "4"),
        (6.0, "6"),
        (8.0, "8"),
        (10.0, "10 worst"),
    ]
    .map(|(value, name)| (value, name.to_owned()))
    .to_vec();
    html! {
        (plot.picture("legs-chart", &format!("{}, from 0 to 10", capitalised(legs_name(figure))), &description(page), &lines, marks, &drawn))
        figcaption {
            "Dot: one " (one(width)) "."
            @if has_means { " Line: the mean of each " (one(wider)) " with " (FEWEST_NIGHTS) " nights or more." }
            @if line.is_some() { " Dashed: the straight line that fits best." }
            @if !page.diary.changes.is_empty() { " Letters: changes of medicine. Numbers: changes to the routine." }
        }
    }
}

/// Gaps in the ratings that the line of means must not cross.
struct Gaps {
    rated: Vec<NaiveDate>,
}

impl Gaps {
    /// A gap is longer than this.
    const LONGEST: TimeDelta = TimeDelta::weeks(3);

    fn between_ratings(page: &ReportPage<'_>) -> Self {
        let evenings = page.review.evenings.iter();
        let figure = page.review.legs.figure;
        let rated = evenings.filter(|evening| evening.legs.get(figure).is_some());
        Self {
            rated: rated.map(|evening| evening.date.0).collect(),
        }
    }

    /// Whether a gap lies right before the first rating of a period.
    fn is_before(&self, period: &Period) -> bool {
        let earlier = self.rated.partition_point(|date| *date < period.from.0);
        let (before, own) = self.rated.split_at(earlier);
        before
            .last()
            .zip(own.first())
            .is_some_and(|(last, first)| *first - *last > Self::LONGEST)
    }
}

/// The chart in words, for readers who do not see it.
fn description(page: &ReportPage<'_>) -> String {
    let legs = &page.review.legs;
    let change = legs_change(page.review.legs_change.as_ref());
    format!(
        "Ratings of {}; {change}.{}",
        counted(legs.nights, "night"),
        course(page, |figures| {
            let legs = figures.legs(legs.figure);
            legs.mean.map(|mean| (legs.nights, format!("{mean:.1}")))
        })
    )
}
