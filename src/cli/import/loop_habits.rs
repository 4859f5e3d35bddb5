//! Habits of Loop Habit Tracker: each day on which a habit was done becomes a step that was done on that evening.

use anyhow::{Context, bail};

use super::Import;
use super::answer::{Answer, RefusedLine};
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::coach::Coach;
use crate::evening::{Entry, Status};
use crate::event::{ActionId, EveningDate, Event, Origin, StepId, Timing, What};
use crate::exchange::loop_habits::{Mapping, entry_id};
use crate::journal::StoredRow;
use crate::loop_file;

pub(super) fn import(
    import: &Import,
    coach: &mut Coach,
    ctx: &CommandContext,
) -> anyhow::Result<Answer> {
    let name = import.file.display();
    let today = ctx.now.with_timezone(&coach.zone).date_naive();
    let export =
        loop_file::read(&import.file, today).with_context(|| format!("cannot read {name}"))?;
    let mapping = Mapping::new(&export.habits, &coach.config.plan, &import.map)
        .map_err(|error| BadArguments(error.to_string()))?;
    if mapping.mapped.is_empty() {
        bail!(
            "no habit in {name} is called like a step of your plan; say which is which with --map \"HABIT=STEP\". It has {}",
            mapping.unmapped.join(", ")
        );
    }
    let mut answer = Answer {
        refused: export.refused.iter().map(RefusedLine::from).collect(),
        unmapped: mapping.unmapped,
        ..Answer::default()
    };
    let mut done: Vec<(EveningDate, StepId)> = Vec::new();
    for (habit, step) in mapping.mapped {
        let days = export.habits[habit].days.iter();
        done.extend(days.map(|day| (EveningDate(*day), step.clone())));
    }
    done.sort();
    done.dedup();
    let mut events = Vec::new();
    for (evening, step) in done {
        match repetition(coach, ctx, evening, &step)? {
            Repetition::New(event) => events.push(event),
            Repetition::Recorded => answer.already_here += 1,
            Repetition::NotOver => answer.not_over += 1,
        }
    }
    let mut rows: Vec<StoredRow> = events.iter().map(StoredRow::from).collect();
    let preview = coach.journal.preview_import(&rows)?;
    // One that was moved in the meantime, or taken back, is here as well.
    answer.already_here += preview.already_here + preview.different.len();
    answer.forgotten = preview.forgotten;
    rows = preview.new.iter().map(|row| rows[*row].clone()).collect();
    answer.evenings = rows.iter().map(|row| row.evening.clone()).collect();
    if rows.len() > 1 {
        let action = rows.iter().map(|row| row.id).min().map(ActionId);
        for row in &mut rows {
            row.action = action;
        }
    }
    answer.imported = rows.len();
    if !import.dry_run && !rows.is_empty() {
        // The evenings are judged by the first plan that is recorded, so there has to be one.
        coach.record_plan(Origin::Typed, ctx.now)?;
        answer.imported = coach.journal.import_rows(&rows)?;
    }
    Ok(answer)
}

/// What a repetition is for the journal.
enum Repetition {
    New(Event),
    /// The user has marked the step on that evening, as done or as skipped, which says more.
    Recorded,
    /// The evening still runs.
    NotOver,
}

fn repetition(
    coach: &Coach,
    ctx: &CommandContext,
    evening: EveningDate,
    step: &StepId,
) -> anyhow::Result<Repetition> {
    let record = coach.evening_record(evening, ctx.now)?;
    let timeline = record.timeline(ctx.now);
    if ctx.now < record.evening.ends {
        return Ok(Repetition::NotOver);
    }
    let planned = timeline.entry(step);
    let own = entry_id(step, evening);
    let is_imported = record.events.iter().any(|event| event.id == own);
    let is_marked = planned.is_some_and(|entry| match entry.status {
        Status::Done { .. } | Status::Skipped { .. } => true,
        Status::Upcoming
        | Status::Due
        | Status::Late
        | Status::Snoozed
        | Status::Missed
        | Status::Excused => false,
    });
    if is_marked && !is_imported {
        return Ok(Repetition::Recorded);
    }
    let at = planned.map_or(record.evening.bedtime, Entry::expected_end);
    let offset = chrono::Offset::fix(at.with_timezone(&record.zone).offset());
    Ok(Repetition::New(Event {
        id: own,
        at,
        offset_min: offset.local_minus_utc() / 60,
        evening,
        what: What::Done {
            step: step.clone(),
            timing: Timing::Unknown,
        },
        device: coach.journal.device().to_owned(),
        origin: Some(Origin::Imported),
        action: None,
    }))
}
