//! What is said of one evening, or of one month, in few words.

use chrono::Datelike;
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use super::span::Span;
use crate::event::EveningDate;
use crate::plan::Plan;
use crate::review::insights::Subject;
use crate::review::series::by_month;
use crate::review::{JudgedEvening, LookBack, Outcome, Review};
use crate::words;

/// What trials drew an evening to be without, by their titles. `tonight` is the evening that is running, and its plan.
fn left_out<'a>(
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
        // As far as it came: a trial that was stopped draws nothing any more.
        let number = number.filter(|number| *number < tried.legs.len());
        number.is_some_and(|number| tried.trial.evenings().get(number) == Some(&false))
    });
    let titles = trials.map(|tried| match &tried.about {
        Subject::Step { title, .. } => title.as_str(),
        Subject::Factor(name) => name.as_str(),
    });
    titles.collect()
}

/// The evenings that trials drew to be without something.
pub(super) fn left_out_evenings(
    back: &LookBack,
    tonight: (EveningDate, &Plan),
) -> Vec<EveningDate> {
    let evenings = back.review.evenings.iter().map(|evening| evening.date);
    evenings
        .filter(|evening| !left_out(back, *evening, tonight).is_empty())
        .collect()
}

/// The chosen evening, or month, in a few words: as many as there is room for.
pub(super) fn about_chosen(
    screen: &ReviewScreen,
    tonight: (EveningDate, &Plan),
    width: u16,
) -> String {
    let chosen = screen.chosen;
    let Some(back) = &screen.back else {
        return words::short_date(chosen);
    };
    if screen.span == Span::All {
        let name = chosen.0.format("%B %Y");
        return match back.first {
            Some(_) => format!("{name}: {}", about_month(chosen, &back.review)),
            None => format!("{name}: nothing is known yet"),
        };
    }
    let date = words::short_date(chosen);
    let evenings = &back.review.evenings;
    let Some(n) = evenings.iter().position(|evening| evening.date == chosen) else {
        return date;
    };
    let (evening, night) = (&evenings[n], &back.nights[n]);
    let changes = back.changes.iter().filter(|change| change.date == chosen);
    let told = changes.map(|change| words::change_line(&change.what));
    let trial = words::left_out_line(left_out(back, chosen, tonight).into_iter());
    let said = [
        evening
            .lights_out
            .map(|at| format!("dark {}", at.format("%H:%M"))),
        evening.legs.map(|rating| format!("legs {rating}")),
        night.caffeine_left_mg.map(|mg| format!("{mg:.0} mg left")),
    ];
    let mut line = format!("{date}: {}", in_words(evening));
    // What is rare comes before what most evenings have, and takes the place of where Tab leads.
    let rare = trial.into_iter().chain(told).map(|part| (part, width));
    let usual = said.into_iter().flatten();
    let usual = usual.map(|part| (part, width.saturating_sub(TAB)));
    for (part, width) in rare.chain(usual) {
        if line.width() + 2 + part.width() <= width.into() {
            line = format!("{line}, {part}");
        }
    }
    line
}

/// What `Tab Tonight` takes, and a gap.
const TAB: u16 = 13;

fn about_month(chosen: EveningDate, review: &Review) -> String {
    let months = by_month(&review.evenings);
    let month = months
        .iter()
        .find(|(month, _)| (month.year(), month.month()) == (chosen.0.year(), chosen.0.month()));
    let Some((_, tally)) = month else {
        return "nothing is known".to_owned();
    };
    let of = tally.kept + tally.missed;
    match (of, tally.excused) {
        (0, 0) => "no evening yet that counts".to_owned(),
        (0, excused) => format!("{excused} excused"),
        (_, 0) => format!("kept {} of {of}", tally.kept),
        (_, excused) => format!("kept {} of {of}, {excused} excused", tally.kept),
    }
}

/// How an evening went, in a few words.
fn in_words(evening: &JudgedEvening) -> String {
    let done = evening
        .steps
        .iter()
        .filter(|step| step.status.is_done())
        .count();
    let how = match evening.outcome {
        Outcome::Kept => "kept",
        Outcome::Partly => "partly kept",
        Outcome::Missed => "not kept",
        Outcome::Excused => "excused",
        Outcome::Running => "still running",
        Outcome::Free => "nothing was asked",
    };
    format!("{how}, {done} of {}", evening.steps.len())
}
