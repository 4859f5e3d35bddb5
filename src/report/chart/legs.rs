//! How the legs were.

use maud::{Markup, html};

use super::{Plot, n, radius, through};
use crate::report::Page;
use crate::report::changes::marks;
use crate::report::words::{date, one};
use crate::review::diary::{Stretch, Width};
use crate::review::trend::Trend;
use crate::review::words::trend;

pub(in crate::report) fn section(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="legs" {
            h2 id="legs" { "Legs" }
            @if page.review.legs.nights == 0 {
                p.missing { "How the legs were was not told." }
            } @else {
                figure { (picture(page)) }
            }
        }
    }
}

fn picture(page: &Page<'_>) -> Markup {
    let evenings = page.review.evenings.len();
    let width = if evenings <= 760 {
        Width::Night
    } else {
        Width::Week
    };
    let wider = if evenings <= 400 {
        Width::Week
    } else {
        Width::Month
    };
    let (dots, means) = (
        page.diary.in_stretches(width),
        page.diary.in_stretches(wider),
    );
    let Some(plot) = Plot::of(&dots, 120.0, (0.0, 10.0)) else {
        return html! {};
    };
    let of = |stretch: &Stretch| Some((plot.middle(stretch), plot.y(stretch.figures.legs.mean?)));
    let clear = page.review.legs.trend.filter(Trend::is_clear);
    let drawn = html! {
        @for (x, y) in dots.iter().filter_map(of) {
            circle.dot cx=(n(x)) cy=(n(y)) r=(n(radius(&dots))) {}
        }
        (through("mean", means.iter().map(of)))
        @if let Some(trend) = clear {
            (through("trend", [trend.from, trend.to]
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
    let months = page.diary.in_stretches(Width::Month);
    html! {
        (plot.picture("legs-chart", "How the legs were, from 0 to 10", &in_words(page, &months), &lines,
            &marks(page).0, &drawn))
        figcaption {
            "Dot: one " (one(width)) ". Line: the mean of each "
            (one(wider)) "."
            @if let Some(clear) = clear { " Dashed: the trend, " (trend(&clear)) "." }
            @if !page.diary.changes.is_empty() { " Numbers: what was changed." }
        }
    }
}

/// The picture for those who do not see it.
fn in_words(page: &Page<'_>, months: &[Stretch]) -> String {
    const MOST: usize = 24;
    let told = months
        .iter()
        .filter_map(|month| Some((month, month.figures.legs.mean?)));
    let mut means: Vec<String> = told
        .map(|(month, mean)| format!("from {}: {mean:.1}", date(month.from.0)))
        .collect();
    let left_out = means.len().saturating_sub(MOST);
    means.drain(..left_out);
    let trend = page.review.legs.trend.as_ref().map(trend);
    format!(
        "Ratings of {} nights; {}. Means by month: {}.",
        page.review.legs.nights,
        trend.as_deref().unwrap_or("too few for a trend"),
        means.join("; ")
    )
}
