//! Asks when something happened, if the command does not say it and it may be long past.

use std::io::{self, BufRead, IsTerminal, Write};

use chrono::{DateTime, Utc};

use super::context::CommandContext;
use super::failure::BadArguments;
use super::out;
use crate::claims::Claims;
use crate::coach::{Coach, EveningRecord};
use crate::evening::{Happening, Timeline, When};
use crate::presence::Quiet;
use crate::time_of_day::{self, BadTimeOfDay, ClockFormat};
use crate::words;

/// When something happened, as far as the command can find out.
pub(crate) struct TimeFound {
    /// What to record.
    pub(crate) when: When,
    /// The night that was proposed, where the user took it.
    pub(crate) accepted: Option<Quiet>,
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
        coach: &Coach,
        ctx: &CommandContext,
    ) -> anyhow::Result<Self> {
        let clock = coach.config.display.clock;
        let found = |when| Self {
            when,
            accepted: None,
            is_assumed: false,
            clock,
        };
        let timeline = night.timeline(ctx.now);
        if typed.is_some() || !happening.asks_when(&timeline, ctx.now, None) {
            return Ok(found(typed.into()));
        }
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            let proposed = proposed(happening, &timeline, coach, ctx);
            let question = Question {
                happening,
                night,
                timeline: &timeline,
                proposed,
                clock,
            };
            return Ok(match question.ask(ctx)? {
                Answer::When(when) => found(when),
                Answer::Proposal(at, quiet) => Self {
                    accepted: Some(quiet),
                    ..found(When::Proposed(at))
                },
            });
        }
        let is_unknown =
            ctx.now >= timeline.evening.ends && matches!(happening, Happening::Step(_));
        Ok(Self {
            when: When::Now,
            accepted: None,
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

/// The time that is proposed, with the night that it is of: what the computer's quiet shows, once that night is over. A
/// file that cannot be read proposes nothing.
fn proposed(
    happening: &Happening,
    timeline: &Timeline<'_>,
    coach: &Coach,
    ctx: &CommandContext,
) -> Option<(DateTime<Utc>, Quiet)> {
    let evening = timeline.evening;
    if ctx.now < evening.ends || coach.has_declined_night(evening.date).ok()? {
        return None;
    }
    let quiet = Claims::proposed_night(&ctx.paths.claims(), evening.date).ok()??;
    match happening {
        Happening::LightsOut => Some((quiet.from, quiet)),
        Happening::Waking => Some((quiet.until, quiet)),
        Happening::Step(_) => None,
    }
}

/// The question when it was.
struct Question<'a> {
    happening: &'a Happening,
    night: &'a EveningRecord,
    timeline: &'a Timeline<'a>,
    proposed: Option<(DateTime<Utc>, Quiet)>,
    clock: ClockFormat,
}

/// The user's answer.
enum Answer {
    When(When),
    /// The night as proposed, and the time in it that was asked for.
    Proposal(DateTime<Utc>, Quiet),
}

impl Question<'_> {
    /// Asks until the answer can be read: as proposed, as planned, now, or a time.
    fn ask(&self, ctx: &CommandContext) -> anyhow::Result<Answer> {
        let text = self.text(ctx);
        let mut lines = io::stdin().lock().lines();
        loop {
            write!(io::stderr(), "{text}")?;
            io::stderr().flush()?;
            let no_answer = || {
                BadArguments(
                    "say when it was with --at, such as `--at 22:40` or `--at 10:40pm`".to_owned(),
                )
            };
            let line = lines.next().ok_or_else(no_answer)??;
            match self.answer(line.trim(), ctx) {
                Ok(answer) => return Ok(answer),
                Err(why) => out::print_to_stderr(&format!("winddown: {why}")),
            }
        }
    }

    fn answer(&self, line: &str, ctx: &CommandContext) -> Result<Answer, BadTimeOfDay> {
        match (line, self.proposed) {
            ("" | "y" | "Y", Some((at, quiet))) => return Ok(Answer::Proposal(at, quiet)),
            ("p" | "P", _) => return Ok(Answer::When(When::AsPlanned)),
            ("n" | "N", _) => return Ok(Answer::When(When::Now)),
            _ => {}
        }
        let near = self.proposed.map_or_else(
            || self.happening.planned(self.timeline).unwrap_or(ctx.now),
            |(at, _)| at,
        );
        let near = near.with_timezone(&self.night.zone).time();
        let time = time_of_day::parse_near(line, self.clock, near)?;
        let zones = [&self.night.zone, &ctx.zone];
        let at = self.happening.instant(time, self.timeline, zones, ctx.now);
        Ok(Answer::When(When::At(at)))
    }

    fn text(&self, ctx: &CommandContext) -> String {
        let shown = |at| words::local_clock(at, &self.night.zone, &ctx.zone, self.clock);
        let question = words::when_question(self.happening, &self.night.plan);
        let planned = self.happening.planned(self.timeline).unwrap_or(ctx.now);
        let proposed = self.proposed.map_or_else(String::new, |(_, quiet)| {
            let (from, until) = (shown(quiet.from), shown(quiet.until));
            format!(" Enter: quiet from {from} to {until}, as proposed;")
        });
        let (planned, now) = (shown(planned), shown(ctx.now));
        format!("{question}{proposed} p: as planned, {planned}; n: now, {now}; or a time: ")
    }
}
