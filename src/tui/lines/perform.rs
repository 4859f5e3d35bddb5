//! What a command on Tonight asks for: the same effects and places as the keys.

use super::command::{Command, WORDS};
use super::{Lines, tonight};
use crate::diary::drinks::all_drinks;
use crate::diary::usual::unusual_drink;
use crate::evening::{Action, DiaryEntry, Entry, Happening, MILLIGRAMS, SNOOZE, When, drink};
use crate::event::{NightEntry, Substance};
use crate::plan::StepKind;
use crate::time_of_day::ClockFormat;
use crate::tui::context::Context;
use crate::tui::input::begin_symptoms;
use crate::tui::message::Effect;
use crate::tui::screen::Outcome;
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::timers;
use crate::words;

/// What the command asks for.
pub fn perform(command: Command, lines: &mut Lines, ctx: &Context<'_>) -> Outcome {
    let date = ctx.tonight.evening.date;
    let act = |action| Outcome::from(Effect::Act(date, action));
    match command {
        Command::Next => printed(
            [tonight::heading(ctx)]
                .into_iter()
                .chain(tonight::now_or_next(ctx)),
        ),
        Command::List => printed(tonight::list(ctx)),
        Command::Help => printed(help(ctx.clock_format())),
        Command::Quit => Effect::Quit.into(),
        Command::Done(name) => on_step(&name, ctx, done),
        Command::Skip(name) => on_step(&name, ctx, |entry, _| {
            let step = entry.step.id.clone();
            act(Action::Skip { step, why: None })
        }),
        Command::Snooze(name, span) => on_step(&name, ctx, |entry, _| {
            let step = entry.step.id.clone();
            let span = span.unwrap_or(SNOOZE);
            act(Action::Snooze { step, span })
        }),
        Command::Undo => act(Action::Undo { step: None }),
        Command::Start(name) => on_step(&name, ctx, start),
        Command::Again(name) => on_step(&name, ctx, |entry, ctx| match &entry.step.kind {
            StepKind::Routine { routine, .. } => Place::anew(&entry.step.id, routine, ctx).into(),
            StepKind::Timer { .. }
            | StepKind::Check
            | StepKind::Cutoff { .. }
            | StepKind::Bedtime => start(entry, ctx),
        }),
        Command::Why(name) => on_step(&name, ctx, |entry, _| match entry.step.page() {
            Some(page) => printed([page.as_paragraph()]),
            None => Outcome::notice(format!("There is no page about {}.", entry.step.title)),
        }),
        Command::Bedtime(to) => {
            let bedtime = ctx
                .timeline()
                .evening
                .bedtime
                .with_timezone(&ctx.zone)
                .time();
            if to == bedtime {
                return printed([format!(
                    "Bedtime is at {} already.",
                    ctx.clock_format().time(to)
                )]);
            }
            act(Action::MoveBedtime { to })
        }
        Command::LightsOut(time) => {
            let zones = [&ctx.tonight.zone, &ctx.zone];
            let (timeline, now) = (ctx.timeline(), ctx.now());
            let at = time.map(|time| Happening::LightsOut.instant(time, &timeline, zones, now));
            act(Action::LightsOut { when: at.into() })
        }
        Command::Woke => woke(ctx),
        Command::Morning => Place::Diary(DiaryStart::Morning, lines.night_to_fill_in(ctx)).into(),
        Command::Reminders => Place::Agent { is_first: false }.into(),
        Command::Computers => Place::Sync.into(),
        Command::Legs(rating) => {
            let entry = DiaryEntry::Legs {
                rating,
                feels: vec![],
                places: vec![],
                about: None,
            };
            let evening = ctx.tonight.evening.of_rating_at(ctx.now());
            Effect::Record(evening, vec![Action::Record { entry, at: None }]).into()
        }
        Command::Onset => begin_symptoms(ctx),
        Command::Drink(text) => drunk(&text, lines, ctx),
        Command::Had(Substance::Caffeine) => {
            Outcome::notice("Which drink? Type, for example, caffeine coffee.")
        }
        Command::Had(substance) => match substance.unmeasured() {
            Some(what) => record(DiaryEntry::Consumed(what), ctx),
            None => Outcome::default(),
        },
        Command::None(substance) => record(DiaryEntry::NoneToday(substance), ctx),
        Command::Note(text) => act(Action::Note { text, at: None }),
        Command::Excuse(why) => act(Action::Excuse { why: Some(why) }),
        Command::Night => Place::Rescue.into(),
    }
}

/// Records a diary entry of this evening.
pub fn record(entry: DiaryEntry, ctx: &Context<'_>) -> Outcome {
    let action = Action::Record { entry, at: None };
    Effect::Record(ctx.tonight.evening.date, vec![action]).into()
}

/// Records a drink, or asks first if it has unusually much caffeine.
fn drunk(text: &str, lines: &mut Lines, ctx: &Context<'_>) -> Outcome {
    let entry = match drink(text, &all_drinks(&ctx.config.diary.drinks)) {
        Ok(entry) => entry,
        Err(such_as) => return Outcome::notice(format!("There is no drink {text}; {such_as}.")),
    };
    match doubt(&entry, &lines.recent_doses) {
        Some(question) => {
            lines.doubted = Some(entry);
            printed([format!("{question} Type yes to keep it.")])
        }
        None => record(entry, ctx),
    }
}

/// The question whether a drink is right, if it has unusually much caffeine.
fn doubt(entry: &DiaryEntry, recent: &[f64]) -> Option<String> {
    let DiaryEntry::Caffeine { mg, .. } = entry else {
        return None;
    };
    // What no drink can have is refused when it is recorded.
    let unusual = unusual_drink(*mg, recent).filter(|_| MILLIGRAMS.contains(mg))?;
    Some(words::unusual_drink_sentence(&unusual))
}

/// Records waking in the night's second half. Once the evening is over, the page of the night asks when it was.
fn woke(ctx: &Context<'_>) -> Outcome {
    let (date, night) = (
        ctx.tonight.evening.date,
        ctx.tonight.evening.of_rating_at(ctx.now()),
    );
    if night != date {
        return Place::Diary(DiaryStart::Morning, night).into();
    }
    let action = Action::Woke {
        when: When::Now,
        night: NightEntry::default(),
    };
    Effect::Act(date, action).into()
}

fn done(entry: &Entry<'_>, ctx: &Context<'_>) -> Outcome {
    let action = Action::Done {
        step: entry.step.id.clone(),
        when: When::Now,
    };
    Effect::Act(ctx.tonight.evening.date, action).into()
}

/// Begins a step: goes to its routines, opens its timer, or marks it as done.
fn start(entry: &Entry<'_>, ctx: &Context<'_>) -> Outcome {
    let step = &entry.step.id;
    match &entry.step.kind {
        StepKind::Routine { routine, .. } => Place::for_step(step, routine, ctx).into(),
        StepKind::Timer { .. } if timers::is_open(entry.status) => {
            Place::Timer(step.clone()).into()
        }
        StepKind::Timer { .. } | StepKind::Check | StepKind::Cutoff { .. } | StepKind::Bedtime => {
            done(entry, ctx)
        }
    }
}

/// Does something with the step that the user means: one by its number in the list, its id or its title. Without a name
/// the next step is meant.
fn on_step(
    name: &str,
    ctx: &Context<'_>,
    act: impl FnOnce(&Entry<'_>, &Context<'_>) -> Outcome,
) -> Outcome {
    let timeline = ctx.timeline();
    let entries = &timeline.entries;
    if name.is_empty() {
        let next = timeline.next();
        return next.map_or_else(
            || Outcome::notice("No step is open. list shows them."),
            |entry| act(entry, ctx),
        );
    }
    let number = name.parse::<usize>().ok();
    let by_number = number.and_then(|n| entries.get(n.checked_sub(1)?));
    let lower = name.to_lowercase();
    let is_called = |entry: &&Entry<'_>| entry.step.id.0 == lower;
    let is_titled = |entry: &&Entry<'_>| entry.step.title.to_lowercase().contains(&lower);
    let titled: Vec<_> = entries.iter().filter(is_titled).collect();
    let found = by_number.or_else(|| entries.iter().find(is_called));
    match (found, titled.as_slice()) {
        (Some(entry), _) => act(entry, ctx),
        (None, [entry]) => act(entry, ctx),
        (None, []) => Outcome::notice(format!("There is no step {name}. list shows them.")),
        (None, several) => {
            let names: Vec<_> = several.iter().map(|it| it.step.title.as_str()).collect();
            Outcome::notice(format!("Which one: {}?", names.join(" or ")))
        }
    }
}

fn printed(lines: impl IntoIterator<Item = String>) -> Outcome {
    let effects: Vec<_> = lines.into_iter().map(Effect::Print).collect();
    effects.into()
}

/// What can be typed, a word a line. The examples are times of that clock.
fn help(clock: ClockFormat) -> Vec<String> {
    let line = |(word, after, does): (&str, &str, &str)| match after {
        "" => format!("{word}: {does}."),
        after => format!("{word} {}: {does}.", clock.in_text(after)),
    };
    let step = "STEP is its number in the list, its id or a part of its title; without it the next step is meant.";
    let lines = WORDS.into_iter().map(line);
    lines.chain([step.to_owned()]).collect()
}
