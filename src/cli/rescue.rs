//! `winddown rescue`: opens the player for somebody woken at night, or prints what is known of the routines for it.

use clap::Args;
use serde::Serialize;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::failure::BadArguments;
use super::out::{self, OutputStyle};
use super::screen;
use crate::exercise::Routine;
use crate::review::json::round;
use crate::review::rescue::Rescues;
use crate::tui::{self, Opening};
use crate::words;

/// Woken at night: start the routine that may calm your legs most
///
/// Dim and silent, like `*` on any screen. At first each routine for the night has its turn, then the one is offered that
/// calmed you; the arrow keys choose another one. The legs are rated before and after it, a key each.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown rescue
  winddown rescue --list       how each routine has worked so far")]
pub(crate) struct Rescue {
    /// Print how each routine has worked so far, and start none
    #[arg(long)]
    list: bool,
    /// Print each change as a line and draw nothing; lines are typed instead of keys
    #[arg(long)]
    pub(super) plain: bool,
    #[command(flatten)]
    options: OutputOptions,
}

#[derive(Debug, Serialize)]
struct RescuesJson<'a> {
    /// The routine that would be offered now.
    offered: Option<&'a str>,
    calms_more: Option<CalmsMoreJson<'a>>,
    routines: Vec<RoutineJson<'a>>,
}

#[derive(Debug, Serialize)]
struct CalmsMoreJson<'a> {
    routine: &'a str,
    of_ten: u8,
}

#[derive(Debug, Serialize)]
struct RoutineJson<'a> {
    id: &'a str,
    title: &'a str,
    tries: usize,
    chosen: usize,
    mean_relief: Option<f64>,
}

impl Rescue {
    /// Whether the command opens a screen.
    pub(crate) fn has_a_screen(&self) -> bool {
        !self.list && !self.options.json
    }

    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        if self.has_a_screen() {
            let Ok(front) = screen::front(self.plain) else {
                let text = "the player needs a terminal, and this is not one; --plain plays it in lines, and `winddown rescue \
                            --list` prints how each routine has worked so far";
                return Err(BadArguments(text.to_owned()).into());
            };
            let coach = ctx.coach_for_a_window()?;
            return tui::start(coach, ctx.paths.clone(), &Opening::Rescue, front, || {
                ctx.start_log();
            });
        }
        let coach = ctx.coach()?;
        let rescues = coach.rescues(ctx.now)?;
        let routines: Vec<&Routine> = coach.config.library.rescues().collect();
        if self.options.json {
            return out::print_json(&RescuesJson::new(&routines, &rescues));
        }
        out::print(lines(&routines, &rescues).join("\n"))
    }
}

fn ids<'a>(routines: &[&'a Routine]) -> Vec<&'a str> {
    routines.iter().map(|routine| routine.id.as_str()).collect()
}

impl<'a> RescuesJson<'a> {
    fn new(routines: &[&'a Routine], rescues: &Rescues) -> Self {
        let ids = ids(routines);
        let figures = rescues.figures(&ids);
        let rows = routines.iter().zip(figures);
        let calms_more = rescues.calms_more(&ids);
        Self {
            offered: rescues.offer(&ids).map(|offer| ids[offer.routine]),
            calms_more: calms_more.map(|more| CalmsMoreJson {
                routine: ids[more.routine],
                of_ten: more.of_ten,
            }),
            routines: rows
                .map(|(routine, figures)| RoutineJson {
                    id: &routine.id,
                    title: &routine.title,
                    tries: figures.tries,
                    chosen: figures.chosen,
                    mean_relief: figures.mean_relief.map(|relief| round(relief, 2)),
                })
                .collect(),
        }
    }
}

fn lines(routines: &[&Routine], rescues: &Rescues) -> Vec<String> {
    let ids = ids(routines);
    let style = OutputStyle::detect();
    let mut lines: Vec<String> = routines
        .iter()
        .zip(rescues.figures(&ids))
        .map(|(routine, figures)| {
            format!(
                "{} ({}): {}",
                routine.title,
                routine.id,
                words::rescue_outcome(&figures)
            )
        })
        .collect();
    let more = rescues.calms_more(&ids);
    lines.extend(
        more.map(|more| words::calms_more_line(&routines[more.routine].title, more.of_ten)),
    );
    let offered = rescues.offer(&ids).map(|offer| routines[offer.routine]);
    lines.extend(offered.map(|routine| style.dim(&format!("Offered next: {}.", routine.title))));
    lines
}
