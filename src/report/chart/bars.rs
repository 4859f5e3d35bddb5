//! Bar charts of awakenings and caffeine.

use maud::{Markup, html};

use super::{Plot, course, line, n};
use crate::report::marks::Marks;
use crate::report::words::{mean, one};
use crate::report::{FEWEST_NIGHTS, ReportPage, fewest};
use crate::review::diary::{Figures, Mean, Period, PeriodLength};
use crate::words::counted;

/// With more nights, bars are means of weeks or months.
const MOST_NIGHTS: usize = 400;
/// Height of the bar of a zero, so that it stands out from the axis.
const OF_NONE: f64 = 1.8;
/// Height of the plot in user units.
const HEIGHT: f64 = 46.0;

/// One bar chart.
struct Bars {
    id: &'static str,
    title: &'static str,
    /// The smallest upper end of the value axis.
    least: f64,
    figure: fn(&Figures) -> Mean,
    missing: &'static str,
    unit: &'static str,
}

const AWAKENINGS: Bars = Bars {
    id: "awakenings",
    title: "Times awake in the night",
    least: 4.0,
    figure: |figures| figures.awakenings,
    missing: "How often the nights were interrupted was not told.",
    unit: "",
};

const CAFFEINE: Bars = Bars {
    id: "caffeine",
    title: "Caffeine left at lights-out, in mg",
    least: 40.0,
    figure: |figures| figures.caffeine_left_mg,
    missing: "No drinks with caffeine, or no lights-out on their evenings, were told.",
    unit: " mg",
};

pub(in crate::report) fn awakenings(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    html! {
        section aria-labelledby="awakenings" {
            h2 id="awakenings" { "Awakenings" }
            (chart(page, marks, &AWAKENINGS, false))
        }
    }
}

pub(in crate::report) fn caffeine(page: &ReportPage<'_>, marks: &Marks) -> Markup {
    html! {
        section aria-labelledby="caffeine" {
            h2 id="caffeine" { "Caffeine and alcohol" }
            (chart(page, marks, &CAFFEINE, true))
            @if page.diary.whole.caffeine_left_mg.nights == 0 { p { (alcohol(page)) } }
        }
    }
}

fn chart(page: &ReportPage<'_>, marks: &Marks, bars: &Bars, is_caffeine: bool) -> Markup {
    let whole = (bars.figure)(&page.diary.whole);
    html! {
        @if whole.nights == 0 {
            p.missing { (bars.missing) }
        } @else {
            figure { (picture(page, marks, bars, whole, is_caffeine)) }
        }
    }
}

fn picture(
    page: &ReportPage<'_>,
    marks: &Marks,
    bars: &Bars,
    whole: Mean,
    is_caffeine: bool,
) -> Markup {
    let (width, periods) = page.periods(MOST_NIGHTS);
    let fewest = fewest(width, &periods, |figures| (bars.figure)(figures).nights);
    // Nearly every week or month contains an evening with alcohol, so marking them shows nothing.
    let shows_alcohol = is_caffeine && width == PeriodLength::Night && page.diary.whole.alcohol > 0;
    let value = |period: &Period| {
        let mean = (bars.figure)(&period.figures);
        mean.mean.filter(|_| mean.nights >= fewest)
    };
    let top = periods.iter().filter_map(value).fold(bars.least, f64::max);
    let step = step_for(top);
    let top = (top / step).ceil() * step;
    let Some(plot) = Plot::spanning(&periods, HEIGHT, (0.0, top)) else {
        return html! {};
    };
    let foot = plot.y(0.0);
    let drawn = html! {
        @for period in &periods {
            @let (x, period_width) = (plot.x(period.from.0), plot.period_width(period));
            @if let Some(value) = value(period) {
                // A zero is drawn too, to distinguish it from a missing value.
                @let high = (foot - plot.y(value)).max(OF_NONE);
                rect.bar x=(n(x + period_width * 0.15)) y=(n(foot - high)) width=(n(period_width * 0.7)) height=(n(high)) {}
            }
            @if shows_alcohol && period.figures.alcohol > 0 {
                @let middle = plot.middle(period);
                path.alcohol d=(format!("M{middle:.1},{:.1} l-3,-5 h6 z", super::TOP)) {}
            }
        }
        (line("foot", (super::LEFT, foot), (super::WIDTH - super::RIGHT, foot)))
    };
    let lines = [0.0, top / 2.0, top].map(|value| (value, format!("{value}")));
    let mean_of_all = mean(whole, 1, bars.unit).unwrap_or_default();
    let description = format!(
        "{mean_of_all} in the mean over {} of which it was told.{}",
        counted(whole.nights, "night"),
        course(page, |figures| {
            let of_these = (bars.figure)(figures);
            Some((of_these.nights, mean(of_these, 1, bars.unit)?))
        })
    );
    let id = format!("{}-chart", bars.id);
    html! {
        (plot.picture(&id, bars.title, &description, &lines, marks, &drawn))
        figcaption {
            (bars.title) (if width == PeriodLength::Night { ", each " } else { ", the mean of each " }) (one(width))
            @if is_caffeine { ", estimated from the drinks told" }
            ". No bar: not told"
            @if fewest > 1 { ", or of fewer than " (FEWEST_NIGHTS) " nights" }
            ". Thin bar: none."
            @if shows_alcohol {
                " Triangle: alcohol, on " (counted(page.diary.whole.alcohol, "evening")) "."
            } @else if is_caffeine {
                " " (alcohol(page))
            }
        }
    }
}

fn alcohol(page: &ReportPage<'_>) -> String {
    match page.diary.whole.alcohol {
        0 => "Alcohol was not told.".to_owned(),
        evenings => format!("Alcohol was told of {}.", counted(evenings, "evening")),
    }
}

/// Lines that other sections may use.
pub(in crate::report) fn spare(page: &ReportPage<'_>) -> usize {
    const OF_A_CHART: usize = 5;
    if page.diary.whole.caffeine_left_mg.nights == 0 {
        OF_A_CHART
    } else {
        0
    }
}

/// The distance of grid lines: readable numbers, an even number of them up to `top`.
fn step_for(top: f64) -> f64 {
    match top {
        ..=4.0 => 4.0,
        ..=10.0 => 2.0,
        ..=40.0 => 10.0,
        ..=200.0 => 40.0,
        _ => 200.0,
    }
}
