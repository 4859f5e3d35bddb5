//! `winddown woke`: records when the user woke for good, and how the night was.

use clap::Args;

use super::act::{EntryOptions, act_all};
use super::context::CommandContext;
use super::evening_arg::EveningOption;
use super::time::TypedTime;
use super::when::TimeFound;
use crate::evening::{Action, Happening, When};
use crate::event::NightEntry;
use crate::span::Span;

/// Record that you woke for good, now or at another time
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown woke
  winddown woke --at 06:35
  winddown woke --at 06:20 --asleep-after 25m --awakenings 2 --awake 40m --quality 3
  winddown woke --at 07:10 --date yesterday")]
pub(crate) struct Woke {
    /// When, if not now: 06:35 or 6:35am, the last time the clock showed it
    #[arg(long, value_name = "TIME")]
    at: Option<TypedTime>,
    /// When you went to bed, if before the lights went out: 22:10 or 10:10pm
    #[arg(long, value_name = "TIME")]
    into_bed: Option<TypedTime>,
    /// How long it took you to fall asleep, such as 25m
    #[arg(long, value_name = "SPAN")]
    asleep_after: Option<Span>,
    /// How often you woke in between
    #[arg(long, value_name = "N")]
    awakenings: Option<u8>,
    /// How long you were awake in the night, all together, such as 40m
    #[arg(long, value_name = "SPAN")]
    awake: Option<Span>,
    /// When you got up: 06:50 or 6:50am
    #[arg(long, value_name = "TIME")]
    up: Option<TypedTime>,
    /// How you slept: 1 badly, 5 well
    #[arg(long, value_name = "1-5")]
    quality: Option<u8>,
    /// How long you napped on the day before, such as 20m; 0m for not at all
    #[arg(long, value_name = "SPAN")]
    naps: Option<Span>,
    /// Whether you took a medicine to sleep
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    sleep_medicine: Option<bool>,
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: EntryOptions,
}

impl Woke {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let clock = coach.config.display.clock;
        let (evening, at) = if self.evening.date.is_some() {
            let date = self.evening.resolve(&coach, ctx)?;
            let night = coach.evening_record(date, ctx.now)?;
            let timeline = night.timeline(ctx.now);
            // A time of day means its first showing after lights-out.
            let from = timeline.lights_out.unwrap_or(timeline.evening.bedtime);
            let zones = [&night.zone, &coach.zone];
            let at = self.at.map(|at| {
                let at = at.near(night.evening.ends, &night.zone, clock);
                at.past_at_or_after(from, zones, ctx.now)
            });
            (date, at)
        } else {
            let wake = coach.tonight(ctx.now)?.evening.ends;
            let at = self.at.map(|at| {
                let at = at.near(wake, &coach.zone, clock);
                at.last_shown(ctx.now, &coach.zone)
            });
            let awake = at.unwrap_or(ctx.now);
            let evening = coach.ask_calendar(awake, ctx.now, |it| it.of_waking_at(awake))?;
            (evening, at)
        };
        let record = coach.evening_record(evening, ctx.now)?;
        let timeline = record.timeline(ctx.now);
        let found = TimeFound::of(&Happening::Waking, &record, at, &coach, ctx)?;
        // Who is up already did not wake just now.
        let when = match found.when {
            When::Now if self.up.is_some() => When::Unknown,
            when => when,
        };
        let awake = match when {
            When::Now => ctx.now,
            When::At(at) | When::Proposed(at) => at,
            When::AsPlanned => record.evening.ends,
            When::Unknown => Happening::Waking.earliest(&timeline),
        };
        let earliest = Happening::LightsOut.earliest(&timeline);
        let zones = [&record.zone, &coach.zone];
        let night = NightEntry {
            into_bed: self.into_bed.map(|bed| {
                let bed = bed.near(record.evening.bedtime, &record.zone, clock);
                bed.past_at_or_after(earliest, zones, ctx.now)
            }),
            asleep_after_min: self.asleep_after.map(whole_minutes),
            awakenings: self.awakenings,
            awake_min: self.awake.map(whole_minutes),
            up: self.up.map(|up| {
                let up = up.near(awake, &record.zone, clock);
                up.past_at_or_after(awake, zones, ctx.now)
            }),
            quality: self.quality,
            nap_min: self.naps.map(whole_minutes),
            sleep_medicine: self.sleep_medicine,
        };
        // The night was taken as a whole; what is recorded of it already stays.
        let lights_out = found
            .accepted
            .filter(|_| timeline.lights_out.is_none())
            .map(|quiet| Action::LightsOut {
                when: When::Proposed(quiet.from),
            });
        let woke = Action::Woke { when, night };
        let actions: Vec<Action> = lights_out.into_iter().chain([woke]).collect();
        act_all(ctx, coach, evening, &actions, &self.options)?;
        if when == When::Now {
            found.say_if_assumed(&record, ctx);
        }
        Ok(())
    }
}

fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("write yes or no"),
    }
}

/// Spans too long for a `u16` become its maximum, which is refused later with the accepted range.
fn whole_minutes(span: Span) -> u16 {
    u16::try_from(span.as_secs() / 60).unwrap_or(u16::MAX)
}
