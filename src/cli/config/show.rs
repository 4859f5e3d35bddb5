//! `winddown config show`: prints the plan that is in force.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out::{self, OutputStyle};
use crate::config_file;
use crate::diary::drinks::Drink;
use crate::plan::{Config, DueRule, Hooks, Keys, Plan, Schedule, Step};
use crate::time_of_day::ClockFormat;

/// Show the plan that is in force
#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    options: OutputOptions,
}

impl Show {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let config = ctx.config()?;
        let is_file = config_file::read(&ctx.paths.config)?.is_some();
        if self.options.json {
            let path = is_file.then(|| ctx.paths.config.display().to_string());
            return out::print_json(&json!({
                "path": path,
                "plan": config.plan.to_record(),
                "reminders": config.reminders,
                "display": config.display,
                "sound": config.sound,
                "caffeine": { "half_life": config.diary.half_life },
                "drinks": config.diary.drinks.iter().map(drink).collect::<Vec<_>>(),
                "diary": { "factors": config.diary.factors, "iron_lines": config.diary.iron_lines, "free_days": config.diary.free_days },
                "keys": config.keys.all().map(|(name, key)| (name, key.to_string())).collect::<BTreeMap<_, _>>(),
                "hooks": config.hooks.all().into_iter().collect::<BTreeMap<_, _>>(),
            }));
        }
        let style = OutputStyle::detect();
        let source = if is_file {
            format!("The plan in {}", ctx.paths.config.display())
        } else {
            "The built-in plan; `winddown config init` writes it into a file of your own".to_owned()
        };
        let mut lines = vec![style.dim(&source), String::new()];
        lines.extend(bedtimes(&config.plan, config.display.clock));
        lines.push(String::new());
        lines.extend(steps(&config.plan, config.display.clock, style));
        lines.push(String::new());
        lines.push(style.dim(&reminders(&config)));
        lines.extend(keys(&config.keys).map(|line| style.dim(&line)));
        lines.extend(hooks(&config.hooks).iter().map(|line| style.dim(line)));
        out::print(lines.join("\n"))
    }
}

fn drink(drink: &Drink) -> Value {
    json!({ "name": drink.name, "mg": drink.mg })
}

fn bedtimes(plan: &Plan, clock: ClockFormat) -> Vec<String> {
    let time = |time| clock.time(time);
    let mut lines = vec![format!(
        "Bedtime {}, wake {}",
        time(plan.bedtime),
        time(plan.wake)
    )];
    lines.extend(plan.schedules.iter().map(|schedule: &Schedule| {
        let bedtime = schedule.bedtime.map(|at| format!("bedtime {}", time(at)));
        let wake = schedule.wake.map(|at| format!("wake {}", time(at)));
        let changes: Vec<String> = bedtime.into_iter().chain(wake).collect();
        format!("  {}: {}", schedule.days, changes.join(", "))
    }));
    lines
}

fn steps(plan: &Plan, clock: ClockFormat, style: OutputStyle) -> Vec<String> {
    let width_of = |text: &dyn Fn(&Step) -> String| {
        let widths = plan.steps.iter().map(|step| text(step).width());
        widths.max().unwrap_or(0)
    };
    let when = |step: &Step| when(&step.when, clock);
    let id_width = width_of(&|step| step.id.0.clone());
    let when_width = width_of(&when);
    plan.steps
        .iter()
        .map(|step| {
            let mut marks = vec![step.kind.name().to_owned()];
            if step.optional {
                marks.push("optional".to_owned());
            }
            if !step.days.is_every_day() {
                marks.push(step.days.to_string());
            }
            let marks = style.dim(&format!("({})", marks.join("; ")));
            let (id, when) = (&step.id.0, when(step));
            format!(
                "  {id:id_width$}  {when:when_width$}  {} {marks}",
                step.title
            )
        })
        .collect()
}

fn when(when: &DueRule, clock: ClockFormat) -> String {
    match when {
        DueRule::At(time) => format!("at {}", clock.time(*time)),
        DueRule::BeforeBed(span) if span.is_zero() => "at bedtime".to_owned(),
        DueRule::BeforeBed(span) => format!("{span} before bed"),
        DueRule::After(id) => format!("after {id}"),
    }
}

fn reminders(config: &Config) -> String {
    let reminders = &config.reminders;
    if !reminders.enabled {
        return "Reminders are off.".to_owned();
    }
    let mut parts = vec!["Reminders when a step is due".to_owned()];
    if !reminders.lead.is_zero() {
        parts.push(format!("{} before", reminders.lead));
    }
    if let Some(repeat) = reminders.repeat {
        parts.push(format!("again every {repeat} while it is not done"));
    }
    format!("{}.", parts.join(", "))
}

/// The keys of the user's own, if there are any.
fn keys(keys: &Keys) -> Option<String> {
    let own: Vec<String> = keys
        .own()
        .map(|(name, key)| format!("{name} {key}"))
        .collect();
    (!own.is_empty()).then(|| format!("Keys of your own: {}.", own.join(", ")))
}

/// The program that each hook runs. Arguments may hold a password, so they are shown in the file and in JSON only.
fn hooks(hooks: &Hooks) -> Vec<String> {
    hooks
        .all()
        .iter()
        .filter_map(|(name, command)| Some(format!("{name} runs {}.", command.first()?)))
        .collect()
}
