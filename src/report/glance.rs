//! The summary: the main results in sentences, and the figures in a table.

use maud::{Markup, html};

use super::words::{NOT_RECORDED, date, mean, span, times};
use super::{ReportPage, medical};
use crate::review::diary::{Figures, Mean};
use crate::review::{ClockTimes, Legs, Onsets, Outcome, SleepFigures};
use crate::time_of_day::ClockFormat;
use crate::words::{
    capitalised, counted, legs_change_and_how_sure, legs_name, onset_change, short_span,
};

/// A row of the table.
struct Row {
    /// The name of the figure, at the beginning of the row.
    name: &'static str,
    /// Its name within a sentence.
    name_in_sentence: &'static str,
    /// Number of nights with the figure; `None` for figures that have no such number.
    nights: fn(&Figures) -> Option<usize>,
    /// The figure with its unit; `None` if it is missing.
    value: fn(&Figures, ClockFormat) -> Option<String>,
    /// Shown instead of a missing value.
    missing: &'static str,
}

/// The rows of the table, in their order.
const ROWS: [Row; 18] = [
    Row {
        name: "Symptoms begin",
        name_in_sentence: "when symptoms begin",
        nights: |figures| Some(figures.onset.days),
        value: |figures, clock| times(onset_times(&figures.onset), clock),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Nights per week with symptoms",
        name_in_sentence: "nights with symptoms",
        nights: |figures| Some(figures.symptoms.answered),
        value: |figures, _| {
            let per_week = figures.symptoms.per_week();
            per_week.map(|nights| format!("{nights:.1}"))
        },
        missing: NOT_RECORDED,
    },
    Row {
        name: "Evenings kept",
        name_in_sentence: "evenings kept",
        nights: |_| None,
        value: |figures, _| Some(kept(figures)),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Legs at night, 0 calm to 10 worst",
        name_in_sentence: "legs at night",
        nights: |figures| Some(figures.legs_night.nights),
        value: |figures, _| legs(&figures.legs_night),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Legs in the evening, 0 to 10",
        name_in_sentence: "legs in the evening",
        nights: |figures| Some(figures.legs_evening.nights),
        value: |figures, _| legs(&figures.legs_evening),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Lights out",
        name_in_sentence: "lights out",
        nights: |figures| Some(figures.bedtime.nights),
        value: |figures, clock| times(lights_out(figures), clock),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Minutes to fall asleep",
        name_in_sentence: "minutes to fall asleep",
        nights: |figures| Some(figures.sleep.latency_min.nights),
        value: |figures, _| mean(figures.sleep.latency_min, 0, " min"),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Awakenings in the night",
        name_in_sentence: "awakenings",
        nights: |figures| Some(figures.awakenings.nights),
        value: |figures, _| mean(figures.awakenings, 1, ""),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Final awakening",
        name_in_sentence: "final awakening",
        nights: |figures| Some(figures.woke.nights),
        value: |figures, clock| times(figures.woke, clock),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Out of bed",
        name_in_sentence: "out of bed",
        nights: |figures| Some(figures.up.nights),
        value: |figures, clock| times(figures.up, clock),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Lights out to waking",
        name_in_sentence: "lights out to waking",
        nights: |figures| Some(figures.night_min.nights),
        value: |figures, _| hours(figures.night_min),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Time in bed",
        name_in_sentence: "time in bed",
        nights: |figures| Some(figures.sleep.in_bed_min.nights),
        value: |figures, _| hours(figures.sleep.in_bed_min),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Time asleep, and its share of the time in bed",
        name_in_sentence: "sleep time",
        nights: |figures| Some(figures.sleep.asleep_min.nights),
        value: |figures, _| asleep(&figures.sleep),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Sleep quality, 1 bad to 5 good",
        name_in_sentence: "sleep quality",
        nights: |figures| Some(figures.quality.nights),
        value: |figures, _| mean(figures.quality, 1, ""),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Sleep Regularity Index, at most 100",
        name_in_sentence: "Sleep Regularity Index",
        nights: |_| None,
        value: |figures, _| {
            figures
                .bedtime
                .regularity_index
                .map(|index| format!("{index:.0}"))
        },
        missing: "too few nights",
    },
    Row {
        name: "Caffeine per day",
        name_in_sentence: "caffeine per day",
        nights: |figures| Some(figures.caffeine_mg.nights),
        value: |figures, _| mean(figures.caffeine_mg, 0, " mg"),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Caffeine left at lights-out, estimated",
        name_in_sentence: "caffeine left at lights-out",
        nights: |figures| Some(figures.caffeine_left_mg.nights),
        value: |figures, _| mean(figures.caffeine_left_mg, 0, " mg"),
        missing: NOT_RECORDED,
    },
    Row {
        name: "Evenings with alcohol",
        name_in_sentence: "evenings with alcohol",
        nights: |_| None,
        value: |figures, _| match figures.alcohol {
            0 => None,
            evenings => Some(evenings.to_string()),
        },
        missing: NOT_RECORDED,
    },
];

pub(super) fn section(page: &ReportPage<'_>) -> Markup {
    let whole = &page.diary.whole;
    let evenings = &page.review.evenings;
    let middle = evenings.len() / 2;
    let half = |part: &[crate::review::JudgedEvening]| {
        part.first()
            .zip(part.last())
            .map(|(first, last)| span(first.date, last.date))
    };
    let not_recorded: Vec<&str> = ROWS
        .iter()
        .filter(|row| row.is_not_recorded(whole))
        .map(|row| row.name_in_sentence)
        .collect();
    html! {
        section aria-labelledby="glance" {
            h2 id="glance" { "At a glance" }
            ul.says { @for sentence in sentences(page) { li { (sentence) } } }
            table.figures {
                caption {
                    "Means of what was recorded; times with ± one standard deviation. What was not recorded is left out and never \
                     counted as 0. Legs are rated from 0 (calm) to 10 (the worst imaginable): at night by the morning's rating, \
                     or else the worst one after lights-out; in the evening by the worst one before it. \
                     Sleep Regularity Index: Phillips et al. 2017, doi 10.1038/s41598-017-03171-4."
                }
                thead {
                    tr {
                        th scope="col" { "Figure" }
                        th scope="col" { "Nights" }
                        th scope="col" { "Whole period" }
                        @if page.diary.halves.is_some() {
                            th scope="col" { "First half " small { (half(&evenings[..middle]).unwrap_or_default()) } }
                            th scope="col" { "Second half " small { (half(&evenings[middle..]).unwrap_or_default()) } }
                        }
                    }
                }
                tbody {
                    @for row in ROWS.iter().filter(|row| !row.is_not_recorded(whole)) {
                        tr {
                            th scope="row" { (row.name) }
                            td { @if let Some(nights) = (row.nights)(whole) { (nights) } }
                            td { (row.cell(whole, page.clock)) }
                            @for half in page.diary.halves.iter().flatten() {
                                td { (row.cell(half, page.clock)) }
                            }
                        }
                    }
                }
            }
            @if !not_recorded.is_empty() { p.missing { "Not recorded: " (not_recorded.join(", ")) "." } }
        }
    }
}

impl Row {
    /// Whether the figure was never recorded. Such a row is left out, and its name is listed below the table.
    fn is_not_recorded(&self, whole: &Figures) -> bool {
        self.missing == NOT_RECORDED && (self.value)(whole, ClockFormat::default()).is_none()
    }

    fn cell(&self, figures: &Figures, clock: ClockFormat) -> Markup {
        html! {
            @if let Some(value) = (self.value)(figures, clock) { (value) } @else { span.missing { (self.missing) } }
        }
    }
}

/// A mean length in hours and minutes.
pub(super) fn hours(minutes: Mean) -> Option<String> {
    minutes.mean.map(|min| short_span(min.round() as i64))
}

/// Mean sleep time and, where it is known, sleep efficiency: `6 h 42, 84 %`.
pub(super) fn asleep(sleep: &SleepFigures) -> Option<String> {
    let share = sleep.efficiency.mean;
    let share = share.map(|share| format!(", {:.0} %", share * 100.0));
    Some(hours(sleep.asleep_min)? + &share.unwrap_or_default())
}

/// Mean and spread of the hour at which symptoms begin.
pub(super) fn onset_times(onset: &Onsets) -> ClockTimes {
    ClockTimes {
        nights: onset.days,
        mean: onset.mean,
        sd_minutes: onset.sd_minutes,
    }
}

/// When symptoms begin, and whether that changes; a clinic asks this first. None where it was never recorded.
pub(super) fn onset_sentence(onset: &Onsets, clock: ClockFormat) -> Option<String> {
    let begin = times(onset_times(onset), clock);
    let without = match onset.none {
        0 => String::new(),
        none => format!("; {} without any", counted(none, "day")),
    };
    match begin {
        Some(begin) => Some(format!(
            "Symptoms begin at {begin} ({}{without}); {}.",
            counted(onset.days, "day"),
            onset_change(onset.change.as_ref(), clock)
        )),
        None if onset.none > 0 => Some(format!("No symptoms on {}.", counted(onset.none, "day"))),
        None => None,
    }
}

/// The sentences for a reader in a hurry.
fn sentences(page: &ReportPage<'_>) -> Vec<String> {
    let (review, whole) = (page.review, &page.diary.whole);
    let excused = match review.excused {
        0 => String::new(),
        1 => " 1 evening was excused and is not counted.".to_owned(),
        excused => format!(" {excused} evenings were excused and are not counted."),
    };
    let running = review
        .evenings
        .last()
        .filter(|last| last.outcome == Outcome::Running);
    let running = running.map(|last| {
        format!(
            " The evening of {} is not over yet and is not counted.",
            date(last.date.0)
        )
    });
    let running = running.unwrap_or_default();
    let mut sentences: Vec<String> = onset_sentence(&review.onset, page.clock)
        .into_iter()
        .collect();
    sentences.push(format!("Evenings kept: {}.{excused}{running}", kept(whole)));
    let legs = capitalised(legs_name(review.legs.figure));
    let legs = match review.legs.mean {
        Some(mean) => format!(
            "{legs}: {mean:.1} of 10 on average; {}.",
            legs_change_and_how_sure(review.legs_change.as_ref())
        ),
        None => "No ratings of the legs are recorded.".to_owned(),
    };
    sentences.push(legs);
    if let Some(dark) = times(lights_out(whole), page.clock) {
        let shift = review.bedtime.social_jetlag_minutes.map(|minutes| {
            format!("; on free days the middle of sleep shifts by {minutes:.0} min")
        });
        let shift = shift.unwrap_or_default();
        sentences.push(format!("Lights out at {dark}{shift}."));
    }
    sentences.extend(medical::last_values(page));
    sentences
}

fn legs(legs: &Legs) -> Option<String> {
    legs.mean.map(|mean| format!("{mean:.1}"))
}

pub(super) fn lights_out(figures: &Figures) -> ClockTimes {
    ClockTimes {
        nights: figures.bedtime.nights,
        mean: figures.bedtime.mean,
        sd_minutes: figures.bedtime.sd_minutes,
    }
}

pub(super) fn kept(figures: &Figures) -> String {
    let (kept, counted) = (
        figures.outcomes.kept,
        figures.outcomes.kept + figures.outcomes.missed,
    );
    match counted {
        0 => "none to count yet".to_owned(),
        counted => format!(
            "{kept} of {counted} ({:.0} %)",
            kept as f64 / counted as f64 * 100.0
        ),
    }
}
