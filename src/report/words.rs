//! Dates, times and figures as the page writes them.

use chrono::{Datelike, NaiveDate};

use crate::event::EveningDate;
use crate::printable::is_unprintable;
use crate::review::ClockTimes;
use crate::review::diary::{Mean, PeriodLength};
use crate::time_of_day::ClockFormat;

/// Shown where a figure was not recorded.
pub(super) const NOT_RECORDED: &str = "not recorded";

/// A text of the user's, with unprintable characters replaced.
pub(super) fn text(text: &str) -> String {
    let shown = |c| {
        if c != '\n' && is_unprintable(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(shown).collect()
}

/// A text on one line, shortened to 44 characters.
pub(super) fn short(whole: &str) -> String {
    const MOST: usize = 44;
    let whole = text(whole).replace('\n', " ");
    if whole.chars().count() <= MOST {
        return whole;
    }
    let beginning: String = whole.chars().take(MOST - 1).collect();
    format!("{}…", beginning.trim_end())
}

/// `24 Nov 2026`.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// `1 Sep to 24 Nov 2026`, or one date.
pub(super) fn span(from: EveningDate, to: EveningDate) -> String {
    if from == to {
        date(from.0)
    } else if from.0.year() == to.0.year() {
        format!("{} to {}", from.0.format("%-d %b"), date(to.0))
    } else {
        format!("{} to {}", date(from.0), date(to.0))
    }
}

/// Mean and standard deviation of times of day: `22:41 ± 18 min`.
pub(super) fn times(times: ClockTimes, clock: ClockFormat) -> Option<String> {
    let mean = clock.time(times.mean?);
    Some(match times.sd_minutes {
        Some(sd) => format!("{mean} ± {sd:.0} min"),
        None => mean,
    })
}

/// A mean with `places` decimals and its unit.
pub(super) fn mean(mean: Mean, places: usize, unit: &str) -> Option<String> {
    mean.mean.map(|mean| format!("{mean:.places$}{unit}"))
}

/// The name of a period, as used for one mark of a chart.
pub(super) fn one(width: PeriodLength) -> &'static str {
    match width {
        PeriodLength::Night => "night",
        PeriodLength::Week(_) => "week",
        PeriodLength::Month => "month",
    }
}
