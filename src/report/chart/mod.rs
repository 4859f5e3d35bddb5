//! Charts as inline SVG, one under the other on the same axis of time.
//!
//! Nothing is told by colour alone: what differs has another form, and each chart says in words what it shows.

pub(super) mod bars;
pub(super) mod legs;
pub(super) mod nights;

use chrono::{Datelike, Months, NaiveDate, TimeDelta, Weekday};
use maud::{Markup, html};

use super::marks::{Mark, Marks};
use super::{FEWEST_NIGHTS, ReportPage};
use crate::review::diary::{Figures, Period, PeriodLength};

/// Of the picture, in its own units: about as many as it has pixels on paper.
const WIDTH: f64 = 690.0;
/// Left of the plot, for the numbers.
const LEFT: f64 = 54.0;
/// Right of it, for half a date.
const RIGHT: f64 = 18.0;
/// Above the plot, for the marks.
const TOP: f64 = 19.0;
/// Below the plot, for the dates.
const BOTTOM: f64 = 15.0;

/// A plot: dates from left to right, values from its foot to its top.
struct Plot {
    first: NaiveDate,
    days: f64,
    height: f64,
    /// The value at the foot, and the one at the top.
    values: (f64, f64),
}

impl Plot {
    /// From the first of `periods` to the last; none when there are none.
    fn spanning(periods: &[Period], height: f64, values: (f64, f64)) -> Option<Self> {
        let (first, last) = (periods.first()?.from.0, periods.last()?.to.0);
        Some(Self {
            first,
            days: ((last - first).num_days() + 1) as f64,
            height,
            values,
        })
    }

    fn x_after(&self, days: f64) -> f64 {
        LEFT + days / self.days * (WIDTH - LEFT - RIGHT)
    }

    /// Where a day begins.
    fn x(&self, date: NaiveDate) -> f64 {
        self.x_after((date - self.first).num_days() as f64)
    }

    /// The middle of a period.
    fn middle(&self, period: &Period) -> f64 {
        f64::midpoint(self.x(period.from.0), self.x(period.to.0) + self.day())
    }

    /// How wide a period is.
    fn wide(&self, period: &Period) -> f64 {
        self.x(period.to.0) + self.day() - self.x(period.from.0)
    }

    fn day(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / self.days
    }

    /// Where a value stands; one outside the plot at its edge.
    fn y(&self, value: f64) -> f64 {
        let (foot, top) = self.values;
        TOP + self.height * (1.0 - ((value - foot) / (top - foot)).clamp(0.0, 1.0))
    }

    fn last(&self) -> NaiveDate {
        self.first + TimeDelta::days(self.days as i64 - 1)
    }

    /// The whole picture: what is drawn, on lines with their names, over dates, under the marks of changes.
    ///
    /// `id` tells its title and its description from those of other pictures.
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
                desc id=(format!("{id}-says")) { (description) (marks.in_words()) }
                @for (value, name) in lines {
                    (line("grid", (LEFT, self.y(*value)), (WIDTH - RIGHT, self.y(*value))))
                    text.value x=(n(LEFT - 5.0)) y=(n(self.y(*value) + 3.0)) { (name) }
                }
                @for (date, name) in dates(self.first, self.last()) {
                    @let x = self.x(date) + self.named_at();
                    (line("tick", (x, foot), (x, foot + 3.0)))
                    text.date x=(n(x)) y=(n(foot + 12.5)) { (name) }
                }
                (self.marks(&marks.all()))
                (drawn)
            }
        }
    }

    /// Where a day is named: in its middle where each has its name, else where it begins.
    fn named_at(&self) -> f64 {
        if self.days as i64 <= EACH_DAY_NAMED {
            self.day() / 2.0
        } else {
            0.0
        }
    }

    fn marks(&self, marks: &[&Mark]) -> Markup {
        let foot = TOP + self.height;
        let place = |mark: &&Mark| self.x(mark.date) + self.named_at();
        let places: Vec<f64> = marks.iter().map(place).collect();
        html! {
            @for ((mark, x), label) in marks.iter().zip(&places).zip(apart(&places)) {
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

/// The same places, from left to right, moved as far as it takes for each to have room for a number.
fn apart(places: &[f64]) -> Vec<f64> {
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

/// How it went from month to month, in words; over less than three of them, from half to half. Nothing where there is
/// too little for either.
///
/// `says` tells of some evenings, and of how many of their nights it tells.
fn course(page: &ReportPage<'_>, says: impl Fn(&Figures) -> Option<(usize, String)>) -> String {
    const MOST: usize = 24;
    let told = |figures: &Figures| says(figures).filter(|(nights, _)| *nights >= FEWEST_NIGHTS);
    let months = page.diary.in_periods(PeriodLength::Month);
    if months.len() < 3 {
        let halves = page.diary.halves.as_ref();
        let Some([Some((_, first)), Some((_, second))]) = halves.map(|h| h.each_ref().map(told))
        else {
            return String::new();
        };
        return format!(" In the first half {first}, in the second {second}.");
    }
    let mut said: Vec<String> = months
        .iter()
        .filter_map(|month| Some((month, told(&month.figures)?.1)))
        .map(|(month, says)| format!("{} {says}", month.from.0.format("%b %Y")))
        .collect();
    let all = said.len();
    said.drain(..all.saturating_sub(MOST));
    match (all, said.len()) {
        (0, _) => String::new(),
        (all, shown) if shown < all => {
            format!(" The last {shown} of {all} months: {}.", said.join("; "))
        }
        _ => format!(" Month by month: {}.", said.join("; ")),
    }
}

/// How large a dot of each of these is, so that many still can be told apart.
fn radius(periods: &[Period]) -> f64 {
    ((WIDTH - LEFT - RIGHT) / periods.len() as f64 * 0.35).clamp(1.1, 2.0)
}

/// A number as SVG takes it, to a tenth.
fn n(value: f64) -> String {
    format!("{value:.1}")
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> Markup {
    html! { line class=(class) x1=(n(from.0)) y1=(n(from.1)) x2=(n(to.0)) y2=(n(to.1)) {} }
}

/// A line through points, interrupted where there is none; a lone one is a dash of its own.
fn through(class: &str, points: impl Iterator<Item = Option<(f64, f64)>>) -> Markup {
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

/// Up to so many days each is named.
const EACH_DAY_NAMED: i64 = 6;

/// The dates named under a plot: about as many as there is room for.
fn dates(first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, String)> {
    let days = (last - first).num_days() + 1;
    let named = |form: &str, each: &dyn Fn(NaiveDate) -> Option<NaiveDate>, from: NaiveDate| {
        let every = std::iter::successors(Some(from), |date| each(*date));
        every
            .take_while(|date| *date <= last)
            .filter(|date| *date >= first)
            .map(|date| (date, date.format(form).to_string()))
            .collect::<Vec<_>>()
    };
    let monday = first.week(Weekday::Mon).first_day();
    let month = first.with_day(1).unwrap_or(first);
    let year = month.with_month(1).unwrap_or(month);
    let weeks = |n: i64| move |date: NaiveDate| date.checked_add_signed(TimeDelta::weeks(n));
    let months = |n: u32| move |date: NaiveDate| date.checked_add_months(Months::new(n));
    match days {
        ..=EACH_DAY_NAMED => named("%-d %b", &|date| date.succ_opt(), first),
        7..=80 => named("%-d %b", &weeks(1), monday),
        81..=160 => named("%-d %b", &weeks(2), monday),
        161..=480 => named("%b %Y", &months(if days > 300 { 2 } else { 1 }), month),
        481..=1600 => named("%b %Y", &months(6), year),
        1601..=8000 => named("%Y", &months(12), year),
        _ => named("%Y", &months(120), year),
    }
}
