//! The chart of the hour at which symptoms begin, where that is recorded.

use maud::{Markup, html};

use super::{Plot, dot_radius, n};
use crate::report::marks::Marks;
use crate::report::words::one;
use crate::report::{FEWEST_NIGHTS, ReportPage, fewest};
use crate::review::clock_time;
use crate::review::diary::{Period, PeriodLength};
use crate::words::{counted, onset_change};

/// With more evenings, dots are means of weeks.
const MOST_EVENINGS: usize = 760;

pub(in crate::report) fn section(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    html! {
        @if page.review.onset.days > 0 {
            section aria-labelledby="onset" {
                h2 id="onset" { "When symptoms begin" }
                figure { (picture(page, marks)) }
            }
        }
    }
}

fn picture(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    let length = if page.review.evenings.len() <= MOST_EVENINGS {
        PeriodLength::Night
    } else {
        PeriodLength::Week(page.week)
    };
    let periods = page.diary.in_periods(length);
    let fewest = fewest(length, &periods, |figures| figures.onset.days);
    let dots: Vec<(&Period, f64)> = periods
        .iter()
        .filter(|period| period.figures.onset.days >= fewest)
        .filter_map(|period| Some((period, mean_minutes(page, period)?)))
        .collect();
    let minutes = || dots.iter().map(|(_, minutes)| minutes / 60.0);
    let first = minutes().fold(f64::MAX, f64::min).floor();
    let last = minutes().fold(f64::MIN, f64::max).ceil().max(first + 2.0);
    // Later is further down, so hours are negated.
    let Some(plot) = Plot::spanning(&periods, 36.0, (-last, -first), page.week) else {
        return html! {};
    };
    let name = |hour: f64| page.clock.time(clock_time(hour * 60.0));
    let middle = f64::midpoint(first, last).round();
    let lines = [first, middle, last].map(|hour| (-hour, name(hour)));
    let drawn = html! {
        @for (period, minutes) in &dots {
            circle.dot cx=(n(plot.middle(period))) cy=(n(plot.y(-minutes / 60.0))) r=(n(dot_radius(&periods))) {}
        }
    };
    let change = onset_change(page.review.onset.change.as_ref(), page.clock);
    let days = counted(page.review.onset.days, "evening");
    let description = format!("The hour at which symptoms began on {days}; {change}.");
    html! {
        (plot.picture("onset-chart", "When symptoms begin", &description, &lines, marks, &drawn))
        figcaption {
            @if length == PeriodLength::Night { "Dot: one evening" } @else {
                "Dot: the mean of one " (one(length))
                @if fewest > 1 { " with " (FEWEST_NIGHTS) " evenings or more" }
            }
            ". Earlier times are higher up."
        }
    }
}

/// The mean minute of a period's evenings, counted from the midnight before each.
fn mean_minutes(page: &ReportPage<'_>, period: &Period) -> Option<f64> {
    let own = page.review.evenings.iter();
    let own = own.filter(|evening| (period.from..=period.to).contains(&evening.date));
    let minutes: Vec<f64> = own
        .filter_map(crate::review::JudgedEvening::onset_minutes)
        .collect();
    (!minutes.is_empty()).then(|| minutes.iter().sum::<f64>() / minutes.len() as f64)
}
