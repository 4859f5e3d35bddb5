//! Asks when something happened, if the command does not say it and it may be long past.

use std::io::{self, BufRead, IsTerminal, Write};

use chrono::{DateTime, Utc};

use super::context::CommandContext;
use super::failure::BadArguments;
use super::out;
use crate::coach::EveningRecord;
use crate::evening::{Happening, Timeline, When};
use crate::time_of_day::{self, ClockFormat};
use crate::words;

/// When something happened, as far as the command can find out.
pub(crate) struct TimeFound {
    /// What to record.
    pub(crate) when: When,
    /// Whether nobody could be asked, so that the present moment is recorded for something that may be long past.
    is_assumed: bool,
    /// The clock in which times are shown.
    clock: ClockFormat,
}

impl TimeFound {
    /// Takes the time that was typed. Without one it is now, or what the user answers when asked. Where nobody can be
    /// asked, it is now.
    ///
    /// # Errors
    /// When the terminal cannot be read, or the input ends without an answer.
    pub(crate) fn of(
        happening: &Happening,
        night: &EveningRecord,
        typed: Option<DateTime<Utc>>,
        clock: ClockFormat,
        ctx: &CommandContext,
    ) -> anyhow::Result<Self> {
        let found = |when| Self {
            when,
            is_assumed: false,
            clock,
        };
        let timeline = night.timeline(ctx.now);
        if typed.is_some() || !happening.asks_when(&timeline, ctx.now, None) {
            return Ok(found(typed.into()));
        }
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return ask(happening, night, &timeline, clock, ctx).map(found);
        }
        let is_unknown =
            ctx.now >= timeline.evening.ends && matches!(happening, Happening::Step(_));
        Ok(Self {
            when: When::Now,
            is_assumed: !is_unknown,
            clock,
        })
    }

    /// Says on standard error that the present moment was recorded, if it was only assumed.
    pub(crate) fn say_if_assumed(&self, night: &EveningRecord, ctx: &CommandContext) {
        if self.is_assumed {
            let now = words::local_clock(ctx.now, &night.zone, &ctx.zone, self.clock);
            out::print_to_stderr(&format!(
                "winddown: recorded as now, {now}; if it was earlier, `winddown undo --date {}` and say when with --at",
                night.evening.date
            ));
        }
    }
}

/// Asks until the answer can be read: as planned, now, or a time.
fn ask(
    happening: &Happening,
    night: &EveningRecord,
    timeline: &Timeline<'_>,
    clock: ClockFormat,
    ctx: &CommandContext,
) -> anyhow::Result<When> {
    let question = words::when_question(happening, &night.plan);
    let shown = |at| words::local_clock(at, &night.zone, &ctx.zone, clock);
    let planned = happening.planned(timeline).unwrap_or(ctx.now);
    let planned_time = planned.with_timezone(&night.zone).time();
    let mut lines = io::stdin().lock().lines();
    loop {
        write!(
            io::stderr(),
            "{question} p: as planned, {}; n: now, {}; or a time: ",
            shown(planned),
            shown(ctx.now)
        )?;
        io::stderr().flush()?;
        let no_answer =
            || BadArguments("say when it was with --at, such as `--at 22:40`".to_owned());
        let line = lines.next().ok_or_else(no_answer)??;
        match line.trim() {
            "p" | "P" => return Ok(When::AsPlanned),
            "n" | "N" => return Ok(When::Now),
            time => match time_of_day::parse_near(time, clock, planned_time) {
                Ok(time) => {
                    let zones = [&night.zone, &ctx.zone];
                    let at = happening.instant(time, timeline, zones, ctx.now);
                    return Ok(When::At(at));
                }
                Err(why) => out::print_to_stderr(&format!("winddown: {why}")),
            },
        }
    }
}
