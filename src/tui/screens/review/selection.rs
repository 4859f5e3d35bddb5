//! A one-line summary of the selected evening or month, for the foot of the review.

use chrono::Datelike;
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use super::span::Span;
use crate::clock::Zone;
use crate::event::EveningDate;
use crate::plan::Plan;
use crate::review::insights::Subject;
use crate::review::series::by_month;
use crate::review::{JudgedEvening, LookBack, Outcome, Review};
use crate::time_of_day::ClockFormat;
use crate::words;

/// The titles of what trials leave out on an evening. `tonight` is the running evening with its plan.
fn left_out_titles<'a>(
    back: &'a LookBack,
    evening: EveningDate,
    (tonight, plan): (EveningDate, &'a Plan),
) -> Vec<&'a str> {
    if evening == tonight {
        let steps = plan.left_out_on(evening);
        return steps.map(|step| step.title.as_str()).collect();
    }
    let trials = back.review.trials.iter().filter(|tried| {
        let number = tried.trial.number(evening);
        // A trial that was stopped early leaves nothing out after that.
        let number = number.filter(|number| *number < tried.legs.len());
        number.is_some_and(|number| tried.trial.evenings().get(number) == Some(&false))
    });
    let titles = trials.map(|tried| match &tried.about {
        Subject::Step { title, .. } => title.as_str(),
        Subject::Factor(name) => name.as_str(),
    });
    titles.collect()
}

/// The evenings on which a trial leaves something out.
pub(super) fn left_out_evenings(
    back: &LookBack,
    tonight: (EveningDate, &Plan),
) -> Vec<EveningDate> {
    let evenings = back.review.evenings.iter().map(|evening| evening.date);
    evenings
        .filter(|evening| !left_out_titles(back, *evening, tonight).is_empty())
        .collect()
}

/// Summarises the selected evening, or the selected month in the span of all evenings, in at most `width` columns.
pub(super) fn selected_summary(
    screen: &ReviewScreen,
    tonight: (EveningDate, &Plan),
    (here, format): (&Zone, ClockFormat),
    width: u16,
) -> String {
    let selected = screen.selected;
    let Some(back) = screen.back() else {
        return words::short_date(selected);
    };
    if screen.span == Span::All {
        let summary = match back.first_recorded {
            Some(_) => month_summary(selected, &back.review),
            None => "no entry yet".to_owned(),
        };
        let [long, short] =
            ["%B %Y", "%b %Y"].map(|name| format!("{}: {summary}", selected.0.format(name)));
        return if long.width() <= width.into() {
            long
        } else {
            short
        };
    }
    let date = words::short_date(selected);
    let evenings = &back.review.evenings;
    let Some(n) = evenings.iter().position(|evening| evening.date == selected) else {
        return date;
    };
    let (evening, night) = (&evenings[n], &back.nights[n]);
    let changes = back.changes.iter().filter(|change| change.date == selected);
    let change_texts = changes.map(|change| words::change_line(&change.what, format));
    let trial = words::left_out_line(left_out_titles(back, selected, tonight).into_iter());
    let figures = [
        evening.lights_out.map(|at| {
            format!(
                "lights out {}",
                words::local_clock(at.to_utc(), at.offset(), here, format)
            )
        }),
        evening
            .legs
            .to_show()
            .map(|rating| format!("legs {rating}")),
        night.caffeine_left_mg.map(|mg| format!("{mg:.0} mg left")),
    ];
    let mut line = format!("{date}: {}", evening_summary(evening));
    // Rare facts come first, and may use the space of the Tab hint.
    let rare = trial
        .into_iter()
        .chain(change_texts)
        .map(|part| (part, width));
    let usual = figures.into_iter().flatten();
    let usual = usual.map(|part| (part, width.saturating_sub(TAB_HINT_WIDTH)));
    for (part, width) in rare.chain(usual) {
        if line.width() + 2 + part.width() <= width.into() {
            line = format!("{line}, {part}");
        }
    }
    line
}

/// The width of the hint `Tab Tonight` with a gap.
const TAB_HINT_WIDTH: u16 = 13;

fn month_summary(selected: EveningDate, review: &Review) -> String {
    let months = by_month(&review.evenings);
    let month = months.iter().find(|(month, _)| {
        (month.year(), month.month()) == (selected.0.year(), selected.0.month())
    });
    let Some((_, counts)) = month else {
        return "no entries".to_owned();
    };
    let judged = counts.kept + counts.missed;
    match (judged, counts.excused) {
        (0, 0) => "no evening yet that counts".to_owned(),
        (0, excused) => format!("{excused} excused"),
        (_, 0) => format!("kept {} of {judged}", counts.kept),
        (_, excused) => format!("kept {} of {judged}, {excused} excused", counts.kept),
    }
}

/// The outcome of an evening and its number of steps done: `kept, 4 of 5`.
fn evening_summary(evening: &JudgedEvening) -> String {
    let done = evening
        .steps
        .iter()
        .filter(|step| step.status.is_done())
        .count();
    let outcome = match evening.outcome {
        Outcome::Kept => "kept",
        Outcome::Partly => "partly kept",
        Outcome::Missed => "not kept",
        Outcome::Excused => "excused",
        Outcome::Running => "still running",
        Outcome::Free => "nothing was asked",
        Outcome::NotBegun => "before you began",
    };
    format!("{outcome}, {done} of {}", evening.steps.len())
}
