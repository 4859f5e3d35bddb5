//! Tonight in sentences.

use crate::evening::{Entry, Status};
use crate::plan::StepKind;
use crate::session::TimerStatus;
use crate::tui::context::Context;
use crate::tui::message::UnrecordedNight;
use crate::words;

/// The evening's date and bedtime: said when the program starts, and when another evening has begun.
pub fn heading(ctx: &Context<'_>) -> String {
    let evening = ctx.timeline().evening;
    let (now, bedtime) = (ctx.now(), evening.bedtime);
    let date = words::long_date(evening.date);
    let clock = ctx.clock(now);
    let bed = ctx.clock(bedtime);
    if now < bedtime {
        let left = words::short_span(words::minutes_between(now, bedtime));
        format!("{date}, {clock}. Bed at {bed}, in {left}.")
    } else {
        format!("{date}, {clock}. Bedtime was {bed}.")
    }
}

/// What is to be done now, and else what comes next: a line each, without anything that changes by the minute.
pub fn now_or_next(ctx: &Context<'_>) -> Vec<String> {
    let timeline = ctx.timeline();
    let (done, required) = timeline.required();
    let count = format!("{done} of {required} tonight.");
    if timeline.lights_out.is_some() {
        return vec![format!("Lights are out. Sleep well. {count}")];
    }
    let due = timeline
        .entries
        .iter()
        .filter(|it| it.status == Status::Due);
    let due: Vec<_> = due.map(|entry| step(entry, ctx)).collect();
    if !due.is_empty() {
        return due;
    }
    vec![match timeline.next() {
        Some(entry) => step(entry, ctx),
        None if timeline.entries.is_empty() => "Nothing is planned for tonight.".to_owned(),
        None if timeline.excused => "This evening does not count. Rest well.".to_owned(),
        None => format!("All settled. Sleep well. {count}"),
    }]
}

fn step(entry: &Entry<'_>, ctx: &Context<'_>) -> String {
    let title = &entry.step.title;
    let at = ctx.clock(entry.waits_until());
    let timer = ctx.timers.get(ctx.tonight.evening.date, &entry.step.id);
    if let Some(timer) = timer {
        match timer.status(ctx.now()) {
            TimerStatus::Running => {
                let until = ctx.now() + timer.left(ctx.now());
                let until = ctx.clock(until);
                return format!("{title}: its time runs until {until}.");
            }
            TimerStatus::Paused => return format!("{title}: its time is paused."),
            TimerStatus::Over => return format!("{title}: time is up. Type done."),
            TimerStatus::Fresh => {}
        }
    }
    match entry.status {
        Status::Due => {
            let hint = entry.step.page().map(|page| page.hint.as_str());
            let hint = hint.map_or(String::new(), |hint| format!(" {hint}"));
            let word = match &entry.step.kind {
                StepKind::Routine { .. } | StepKind::Timer { .. } => "start",
                StepKind::Bedtime => "lights out",
                StepKind::Check | StepKind::Cutoff { .. } => "done",
            };
            format!("Now: {title}.{hint} Type {word}.")
        }
        Status::Late => format!("{title} has been open since {at}."),
        Status::Snoozed => format!("{title} comes again at {at}."),
        Status::Upcoming
        | Status::Done { .. }
        | Status::Skipped { .. }
        | Status::Missed
        | Status::Excused => format!("Next: {title} at {at}."),
    }
}

/// The steps, one a line, each with the number by which it can be named.
pub fn list(ctx: &Context<'_>) -> Vec<String> {
    let timeline = ctx.timeline();
    let next = timeline.next().map(|entry| &entry.step.id);
    let line = |(n, entry): (usize, &Entry<'_>)| {
        let is_next = next == Some(&entry.step.id);
        let status = words::step_status(entry, is_next, ctx.now(), &ctx.zone, ctx.clock_format());
        let clock = ctx.clock(entry.due);
        let line = format!("{n}. {clock} {}", entry.step.title);
        if status.is_empty() {
            format!("{line}.")
        } else {
            format!("{line}: {status}.")
        }
    };
    (1..).zip(&timeline.entries).map(line).collect()
}

/// The question about last night, while nothing has been recorded about it.
pub fn about_last_night(night: Option<UnrecordedNight>, ctx: &Context<'_>) -> Option<String> {
    let night = night?;
    let is_last = ctx.tonight.evening.of_rating_at(ctx.now()) == night.evening;
    let question =
        "How were your legs last night? 0 is calm, 10 the worst; morning fills in the rest.";
    is_last.then(|| match night.proposed {
        Some(quiet) => {
            let [proposed, _] = words::proposed_night_long_and_short(
                &ctx.clock(quiet.from),
                &ctx.clock(quiet.until),
            );
            format!("{question} {proposed} Type = to accept it, _ if it is not so.")
        }
        None => question.to_owned(),
    })
}
