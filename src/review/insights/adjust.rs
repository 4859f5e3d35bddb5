//! Takes out of a comparison what moves legs and habits alike: the time, the day of the week, the night before.
//!
//! Sums, products, quotients and square roots only, which IEEE 754 rounds alike on every machine.

/// Nights in a week.
pub(super) const WEEK: usize = 7;

/// Nights from one knot of the curve of time to the next. Every 14 nights left 9 % of year-long journals with
/// a false finding where a habit comes in runs; every 28 at most 4 %.
const KNOT_NIGHTS: f64 = 28.0;

/// A column that is shorter than this share of itself after the others are taken out depends on them.
const DEPENDENT: f64 = 1e-8;

/// What is taken out, one value a night.
pub(super) type Column = Vec<f64>;

/// One night of a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Night {
    /// Its number, counted in nights.
    pub time: usize,
    /// Its day in the week, counted from any day.
    pub weekday: usize,
    /// Whether it is with the exposure; `None` where it does not count.
    pub was: Option<bool>,
    /// Its rating.
    pub legs: Option<u8>,
    /// The rating of the night before.
    pub before: Option<u8>,
}

impl Night {
    /// Whether it is compared. A night after one without a rating is left out: a guess in place of that rating
    /// would bring false findings back (8 to 14 % of journals).
    pub(super) fn is_used(&self) -> bool {
        self.was.is_some() && self.legs.is_some() && self.before.is_some()
    }
}

/// The values to take out of each night: a constant, a curve of time (straight pieces of about
/// four weeks), the day of the week, and the rating of the night before, for which the mean stands in where
/// it is unknown. `nights` are ordered by time.
pub(super) fn columns(nights: &[Night]) -> Vec<Column> {
    let (Some(first), Some(last)) = (nights.first(), nights.last()) else {
        return vec![];
    };
    let length = (last.time - first.time + 1) as f64;
    let pieces = (length / KNOT_NIGHTS).round().max(1.0) as usize;
    let time = |night: &Night| (night.time - first.time) as f64;
    let column = |value: &dyn Fn(&Night) -> f64| nights.iter().map(value).collect();
    let mut columns: Vec<Column> = vec![column(&|_| 1.0), column(&time)];
    for piece in 1..pieces {
        let knot = length * piece as f64 / pieces as f64;
        columns.push(column(&|night| (time(night) - knot).max(0.0)));
    }
    for weekday in 1..WEEK {
        columns.push(column(&|night| {
            f64::from(u8::from(night.weekday == weekday))
        }));
    }
    let known = || {
        let used = nights.iter().filter(|night| night.is_used());
        used.filter_map(|night| night.before).map(f64::from)
    };
    let mean = known().sum::<f64>() / known().count().max(1) as f64;
    columns.push(column(&|night| night.before.map_or(mean, f64::from)));
    columns
}

/// `values` where `is_in` holds, 0 elsewhere.
pub(super) fn only(values: &[f64], is_in: &[bool]) -> Column {
    let values = values.iter().zip(is_in);
    values
        .map(|(value, is_in)| if *is_in { *value } else { 0.0 })
        .collect()
}

/// An orthonormal basis of what the columns span, on the nights where `is_in` holds. Columns that depend on
/// those before them, as a constant one does, are left out.
///
/// Modified Gram-Schmidt, each column twice. [Giraud, Langou & Rozložník 2005, doi 10.1016/j.camwa.2005.08.009]
pub(super) fn basis(columns: &[Column], is_in: &[bool]) -> Vec<Column> {
    let mut basis: Vec<Column> = Vec::with_capacity(columns.len());
    for column in columns {
        let mut column = only(column, is_in);
        let length = dot(&column, &column).sqrt();
        for _ in 0..2 {
            take_out(&mut column, &basis);
        }
        let left = dot(&column, &column).sqrt();
        if left > length * DEPENDENT {
            for value in &mut column {
                *value /= left;
            }
            basis.push(column);
        }
    }
    basis
}

/// What `basis` does not explain of `values`; exactly 0 where it explains them but for rounding.
pub(super) fn residual(mut values: Column, basis: &[Column]) -> Column {
    let length = dot(&values, &values).sqrt();
    for _ in 0..2 {
        take_out(&mut values, basis);
    }
    if dot(&values, &values).sqrt() <= length * DEPENDENT {
        values.fill(0.0);
    }
    values
}

fn take_out(values: &mut [f64], basis: &[Column]) {
    for direction in basis {
        let share = dot(values, direction);
        for (value, direction) in values.iter_mut().zip(direction) {
            *value -= share * direction;
        }
    }
}

pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
