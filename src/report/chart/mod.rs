//! Charts as inline SVG, below each other on a common time axis.
//!
//! No information is in colour alone: marks differ in shape, and each chart has a description in words.

pub(super) mod hours;
pub(super) mod legs;
pub(super) mod nights;
pub(super) mod onset;

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use maud::{Markup, html};

use super::marks::{Mark, Marks};
use super::{FEWEST_NIGHTS, ReportPage};
use crate::event::EveningDate;
use crate::plan::FirstDayOfWeek;
use crate::review::diary::{Figures, Period, PeriodLength};

/// Width of the picture in user units, about one pixel each on paper.
const WIDTH: f64 = 690.0;
/// Space left of the plot, for the numbers.
const LEFT: f64 = 54.0;
/// Space right of the plot, for half a date.
const RIGHT: f64 = 18.0;
/// Space above the plot, for the marks.
const TOP: f64 = 19.0;
/// Space below the plot, for the dates.
const BOTTOM: f64 = 15.0;

impl ReportPage<'_> {
    /// The height of a chart on the first sheet. The charts are lower where that of the onset is among them.
    fn height_beside_onset(&self, alone: f64) -> f64 {
        if self.review.onset.days > 0 {
            alone * 0.66
        } else {
            alone
        }
    }
}

/// A plot: dates from left to right, values from bottom to top.
struct Plot {
    first: NaiveDate,
    days: f64,
    height: f64,
    /// The values at the bottom and the top.
    values: (f64, f64),
    /// Which days make a week.
    week: FirstDayOfWeek,
}

impl Plot {
    /// A plot from the first of `periods` to the last; `None` without periods.
    fn spanning(
        periods: &[Period],
        height: f64,
        values: (f64, f64),
        week: FirstDayOfWeek,
    ) -> Option<Self> {
        let (first, last) = (periods.first()?.from.0, periods.last()?.to.0);
        Some(Self {
            first,
            days: ((last - first).num_days() + 1) as f64,
            height,
            values,
            week,
        })
    }

    fn x_after(&self, days: f64) -> f64 {
        LEFT + days / self.days * (WIDTH - LEFT - RIGHT)
    }

    /// The x coordinate at which a day begins.
    fn x(&self, date: NaiveDate) -> f64 {
        self.x_after((date - self.first).num_days() as f64)
    }

    /// The x coordinate of the middle of a period.
    fn middle(&self, period: &Period) -> f64 {
        f64::midpoint(self.x(period.from.0), self.x(period.to.0) + self.day())
    }

    /// The width of a period.
    fn period_width(&self, period: &Period) -> f64 {
        self.x(period.to.0) + self.day() - self.x(period.from.0)
    }

    fn day(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / self.days
    }

    /// The y coordinate of a value; values outside the plot are drawn at its edge.
    fn y(&self, value: f64) -> f64 {
        let (foot, top) = self.values;
        TOP + self.height * (1.0 - ((value - foot) / (top - foot)).clamp(0.0, 1.0))
    }

    fn last(&self) -> NaiveDate {
        self.first + TimeDelta::days(self.days as i64 - 1)
    }

    /// The SVG element: what is drawn, with labelled grid lines, dates and the marks of changes. `id`
    /// distinguishes its title and description from those of other pictures.
    fn picture(
        &self,
        id: &str,
        title: &str,
        description: &str,
        lines: &[(f64, String)],
        marks: &Marks,
        drawn: &Markup,
    ) -> Markup {
        let (foot, whole) = (TOP + self.height, TOP + self.height + BOTTOM);
        html! {
            svg viewBox=(format!("0 0 {WIDTH} {whole}")) role="img"
                aria-labelledby=(format!("{id}-title {id}-says")) {
                title id=(format!("{id}-title")) { (title) }
                desc id=(format!("{id}-says")) { (description) (marks.description()) }
                @for (value, name) in lines {
                    (line("grid", (LEFT, self.y(*value)), (WIDTH - RIGHT, self.y(*value))))
                    text.value x=(n(LEFT - 5.0)) y=(n(self.y(*value) + 3.0)) { (name) }
                }
                @for (date, name) in dates(self.first, self.last(), self.week) {
                    @let x = self.x(date) + self.label_offset();
                    (line("tick", (x, foot), (x, foot + 3.0)))
                    text.date x=(n(x)) y=(n(foot + 12.5)) { (name) }
                }
                (self.marks(&marks.all()))
                (drawn)
            }
        }
    }

    /// The offset of a day's label and mark from where the day begins: its middle if every day is labelled,
    /// else its beginning.
    fn label_offset(&self) -> f64 {
        if self.days as i64 <= MOST_LABELLED_DAYS {
            self.day() / 2.0
        } else {
            0.0
        }
    }

    fn marks(&self, marks: &[&Mark]) -> Markup {
        let foot = TOP + self.height;
        let place = |mark: &&Mark| self.x(mark.date) + self.label_offset();
        let places: Vec<f64> = marks.iter().map(place).collect();
        html! {
            @for ((mark, x), label) in marks.iter().zip(&places).zip(spread_labels(&places)) {
                g {
                    title { (mark.name) " " (super::words::date(mark.date)) }
                    (line("mark", (label, 13.0), (*x, TOP)))
                    (line("mark", (*x, TOP), (*x, foot)))
                    circle class=(if mark.is_medicine { "medicine" } else { "change" }) cx=(n(label)) cy="7" r="6.3" {}
                    text class=(if mark.is_medicine { "number medicine" } else { "number" }) x=(n(label)) y="10.3" {
                        (mark.name)
                    }
                }
            }
        }
    }
}

/// Moves x coordinates, in ascending order, as little as needed to make room for their labels.
fn spread_labels(places: &[f64]) -> Vec<f64> {
    const ROOM: f64 = 13.6;
    let mut moved = places.to_vec();
    for at in 1..moved.len() {
        moved[at] = moved[at].max(moved[at - 1] + ROOM);
    }
    let mut most = WIDTH - RIGHT;
    for place in moved.iter_mut().rev() {
        *place = place.min(most);
        most = *place - ROOM;
    }
    moved
}

/// The course from month to month in words; with fewer than three months, from the first half to the
/// second. Empty with too few nights.
///
/// `figure_in_words` returns the number of nights with the figure, and the figure in words.
fn course(
    page: &ReportPage<'_>,
    figure_in_words: impl Fn(&Figures) -> Option<(usize, String)>,
) -> String {
    const MOST: usize = 24;
    let enough_nights =
        |figures: &Figures| figure_in_words(figures).filter(|(nights, _)| *nights >= FEWEST_NIGHTS);
    let months = page.diary.in_periods(PeriodLength::Month);
    if months.len() < 3 {
        let halves = page.diary.halves.as_ref();
        let Some([Some((_, first)), Some((_, second))]) =
            halves.map(|h| h.each_ref().map(enough_nights))
        else {
            return String::new();
        };
        return format!(" In the first half {first}, in the second {second}.");
    }
    let mut figures_by_month: Vec<String> = months
        .iter()
        .filter_map(|month| Some((month, enough_nights(&month.figures)?.1)))
        .map(|(month, figure_in_words)| {
            format!("{} {figure_in_words}", month.from.0.format("%b %Y"))
        })
        .collect();
    let all = figures_by_month.len();
    figures_by_month.drain(..all.saturating_sub(MOST));
    match (all, figures_by_month.len()) {
        (0, _) => String::new(),
        (all, shown) if shown < all => {
            format!(
                " The last {shown} of {all} months: {}.",
                figures_by_month.join("; ")
            )
        }
        _ => format!(" Month by month: {}.", figures_by_month.join("; ")),
    }
}

/// The radius of a period's dot, smaller with many periods.
fn dot_radius(periods: &[Period]) -> f64 {
    ((WIDTH - LEFT - RIGHT) / periods.len() as f64 * 0.35).clamp(1.1, 2.0)
}

/// A number for SVG, with one decimal.
fn n(value: f64) -> String {
    format!("{value:.1}")
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> Markup {
    html! { line class=(class) x1=(n(from.0)) y1=(n(from.1)) x2=(n(to.0)) y2=(n(to.1)) {} }
}

/// A polyline through points, interrupted at `None`; an isolated point becomes a short dash.
fn polyline(class: &str, points: impl Iterator<Item = Option<(f64, f64)>>) -> Markup {
    let points: Vec<Option<(f64, f64)>> = points.collect();
    html! {
        @for run in points.split(Option::is_none) {
            @let run: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
            @match run[..] {
                [] => {}
                [(x, y)] => (line(class, (x - 2.0, y), (x + 2.0, y))),
                _ => {
                    @let path: Vec<String> = run.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
                    polyline class=(class) points=(path.join(" ")) {}
                }
            }
        }
    }
}

/// The most days that are labelled one by one.
const MOST_LABELLED_DAYS: i64 = 6;

/// The dates labelled below a plot: as many as fit.
fn dates(first: NaiveDate, last: NaiveDate, week: FirstDayOfWeek) -> Vec<(NaiveDate, String)> {
    let days = (last - first).num_days() + 1;
    let named = |form: &str, each: &dyn Fn(NaiveDate) -> Option<NaiveDate>, from: NaiveDate| {
        let every = std::iter::successors(Some(from), |date| each(*date));
        every
            .take_while(|date| *date <= last)
            .filter(|date| *date >= first)
            .map(|date| (date, date.format(form).to_string()))
            .collect::<Vec<_>>()
    };
    let (EveningDate(week_begins), _) = week.week_around(EveningDate(first));
    let month = first.with_day(1).unwrap_or(first);
    let year = month.with_month(1).unwrap_or(month);
    let weeks = |n: i64| move |date: NaiveDate| date.checked_add_signed(TimeDelta::weeks(n));
    let months = |n: u32| move |date: NaiveDate| date.checked_add_months(Months::new(n));
    match days {
        ..=MOST_LABELLED_DAYS => named("%-d %b", &|date| date.succ_opt(), first),
        7..=80 => named("%-d %b", &weeks(1), week_begins),
        81..=160 => named("%-d %b", &weeks(2), week_begins),
        161..=480 => named("%b %Y", &months(if days > 300 { 2 } else { 1 }), month),
        481..=1600 => named("%b %Y", &months(6), year),
        1601..=8000 => named("%Y", &months(12), year),
        _ => named("%Y", &months(120), year),
    }
}
