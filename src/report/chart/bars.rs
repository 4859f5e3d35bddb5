//! Awakenings and caffeine: a bar for each night.

use maud::{Markup, html};

use super::{Plot, line, n};
use crate::report::Page;
use crate::report::changes::marks;
use crate::report::words::{mean, one};
use crate::review::diary::{Figures, Mean, Stretch, Width};

/// One row of bars.
struct Bars {
    id: &'static str,
    title: &'static str,
    /// The chart reaches at least up to this.
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

pub(in crate::report) fn awakenings(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="awakenings" {
            h2 id="awakenings" { "Awakenings" }
            (chart(page, &AWAKENINGS, false))
        }
    }
}

pub(in crate::report) fn caffeine(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="caffeine" {
            h2 id="caffeine" { "Caffeine and alcohol" }
            (chart(page, &CAFFEINE, true))
            @match page.diary.whole.alcohol {
                0 => p.missing { "Alcohol was not told of any evening." },
                evenings => p { "Alcohol was told of " (crate::words::counted(evenings, "evening")) "." },
            }
        }
    }
}

fn chart(page: &Page<'_>, bars: &Bars, with_alcohol: bool) -> Markup {
    let whole = (bars.figure)(&page.diary.whole);
    html! {
        @if whole.nights == 0 {
            p.missing { (bars.missing) }
        } @else {
            figure { (picture(page, bars, whole, with_alcohol)) }
        }
    }
}

fn picture(page: &Page<'_>, bars: &Bars, whole: Mean, with_alcohol: bool) -> Markup {
    let (width, stretches) = page.stretches();
    // Of longer stretches nearly each has an evening with alcohol in it, which says nothing.
    let shows_alcohol = with_alcohol && width == Width::Night && page.diary.whole.alcohol > 0;
    let value = |stretch: &Stretch| (bars.figure)(&stretch.figures).mean;
    let top = stretches
        .iter()
        .filter_map(value)
        .fold(bars.least, f64::max);
    let step = step_for(top);
    let top = (top / step).ceil() * step;
    let Some(plot) = Plot::of(&stretches, 62.0, (0.0, top)) else {
        return html! {};
    };
    let foot = plot.y(0.0);
    let drawn = html! {
        @for stretch in &stretches {
            @let (x, wide) = (plot.x(stretch.from.0), plot.wide(stretch));
            @if let Some(value) = value(stretch) {
                // Something is drawn of a 0 too, which tells it from what was not told.
                @let high = (foot - plot.y(value)).max(1.0);
                rect.bar x=(n(x + wide * 0.15)) y=(n(foot - high)) width=(n(wide * 0.7)) height=(n(high)) {}
            }
            @if shows_alcohol && stretch.figures.alcohol > 0 {
                @let middle = plot.middle(stretch);
                path.alcohol d=(format!("M{middle:.1},{:.1} l-3,-5 h6 z", super::TOP)) {}
            }
        }
        (line("foot", (super::LEFT, foot), (super::WIDTH - super::RIGHT, foot)))
    };
    let lines = [0.0, top / 2.0, top].map(|value| (value, format!("{value}")));
    let mean = mean(whole, 1, bars.unit).unwrap_or_default();
    let in_words = format!(
        "{mean} in the mean over {} nights of which it was told.",
        whole.nights
    );
    let id = format!("{}-chart", bars.id);
    html! {
        (plot.picture(&id, bars.title, &in_words, &lines, &marks(page).0, &drawn))
        figcaption {
            (bars.title) (if width == Width::Night { ", each " } else { ", the mean of each " }) (one(width)) ". No bar: not told."
            " A thin line: none."
            @if shows_alcohol { " Triangle: with alcohol." }
            @if with_alcohol { " Estimated from the drinks told." }
        }
    }
}

/// The distance of lines that are easy to read: an even number of them up to `top`.
fn step_for(top: f64) -> f64 {
    match top {
        ..=4.0 => 4.0,
        ..=10.0 => 2.0,
        ..=40.0 => 10.0,
        ..=200.0 => 40.0,
        _ => 200.0,
    }
}
