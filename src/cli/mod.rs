//! The command line: one file for one command.
//!
//! A command reads its arguments, acts through the [`Coach`](crate::coach::Coach) and says in a sentence what
//! came of it, or in JSON. What goes wrong is an error that [`failure`] turns into words and an exit code.

mod act;
mod agent;
mod bedtime;
mod completions;
mod config;
mod doctor;
mod done;
mod evening_arg;
mod evenings_arg;
mod excuse;
pub mod failure;
mod home;
mod journal;
mod learn;
mod lights_out;
mod log;
mod next;
mod out;
mod play;
mod report;
mod review;
mod routine;
mod screen;
mod self_check;
mod skip;
mod snooze;
mod time;
mod tonight;
mod trial;
mod undo;
mod woke;

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use crate::log::Verbosity;
use crate::paths::{NoHome, Paths};
use crate::remind::agent::replacement::{Replacement, replace_older};
use home::Home;

const EXAMPLES: &str = "\
Examples:
  winddown                       tonight's screen
  winddown tonight               the same as text
  winddown done stretch          mark a step done; `--at 21:40` says when it was
  winddown snooze warm-bath 10m  put it off
  winddown lights-out            good night

Times are written 21:40, 2026-11-24T21:40 or with an offset; lengths of time 10m, 1h30m, 9h.";

/// A coach for the evening, for people whose legs will not settle at night
///
/// Without a command it opens tonight's screen.
#[derive(Debug, Parser)]
#[command(name = "winddown", version, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    files: Files,
    /// Put more into the log, and say it on standard error where no screen is open
    #[arg(short, long, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The files, where they are not in the platform's own places.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Files")]
struct Files {
    /// The config to use instead of your own
    #[arg(long, global = true, value_name = "FILE", env = "WINDDOWN_CONFIG", hide_env_values = true,
          value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    config: Option<PathBuf>,
    /// The journal to use instead of your own
    #[arg(long, global = true, value_name = "FILE", env = "WINDDOWN_JOURNAL", hide_env_values = true,
          value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    journal: Option<PathBuf>,
}

impl Files {
    /// Whether the environment names one.
    fn are_named() -> bool {
        ["WINDDOWN_CONFIG", "WINDDOWN_JOURNAL"]
            .iter()
            .any(|name| std::env::var_os(name).is_some())
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Tonight(tonight::Tonight),
    Next(next::Next),
    Done(done::Done),
    Skip(skip::Skip),
    Snooze(snooze::Snooze),
    Undo(undo::Undo),
    Bedtime(bedtime::Bedtime),
    LightsOut(lights_out::LightsOut),
    Woke(woke::Woke),
    #[command(subcommand)]
    Log(log::Log),
    SelfCheck(self_check::SelfCheck),
    Learn(learn::Learn),
    Excuse(excuse::Excuse),
    Play(play::Play),
    Review(review::ReviewCommand),
    Report(report::Report),
    Trial(trial::Trial),
    Agent(agent::Agent),
    #[command(subcommand)]
    Routine(routine::Routine),
    #[command(subcommand)]
    Config(config::Config),
    #[command(subcommand)]
    Journal(journal::Journal),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
}

impl Cli {
    /// Reads the arguments that the program was started with.
    ///
    /// # Errors
    /// When they cannot be understood, or ask for help; [`failure::tell`] knows both.
    pub fn from_arguments() -> anyhow::Result<Self> {
        // Most starts have no arguments, and should be on the screen at once: nothing has to be parsed then.
        if std::env::args_os().len() == 1 && !Files::are_named() {
            return Ok(Self {
                files: Files::default(),
                verbose: false,
                command: None,
            });
        }
        Ok(Self::try_parse()?)
    }

    /// Does what was asked.
    ///
    /// # Errors
    /// Whatever went wrong, for [`failure::tell`].
    pub fn run(self) -> anyhow::Result<()> {
        let files = self.files;
        let has_screens = matches!(self.command, None | Some(Command::Play(_)));
        let verbosity = match (self.verbose, has_screens) {
            (false, _) => Verbosity::Normal,
            // Nothing may be written over a screen.
            (true, true) => Verbosity::Debug,
            (true, false) => Verbosity::DebugToStderr,
        };
        // Not every command needs a place to be at home in.
        let paths = || Paths::find(files.config.clone(), files.journal.clone());
        // The screens begin to log once the first picture is there.
        let home = || {
            let home = Home::at(paths()?, verbosity)?;
            if !has_screens {
                home.start_log();
            }
            Ok(home)
        };
        let Some(command) = self.command else {
            return screen::run(&home()?);
        };
        let replaces = command.replaces_an_older_agent();
        command.run(paths, home)?;
        // After what was asked for is done, as it may have to be waited for.
        if replaces && let Ok(paths) = paths() {
            replace_older(&paths, Replacement::Started);
        }
        Ok(())
    }
}

impl Command {
    /// Whether an agent of an older version is replaced with it: by entries and what has to do with the agent, not by
    /// what only looks. The screens see to it by themselves.
    fn replaces_an_older_agent(&self) -> bool {
        match self {
            Self::Done(_)
            | Self::Skip(_)
            | Self::Snooze(_)
            | Self::Undo(_)
            | Self::Bedtime(_)
            | Self::LightsOut(_)
            | Self::Woke(_)
            | Self::Log(_)
            | Self::SelfCheck(_)
            | Self::Excuse(_) => true,
            Self::Trial(trial) => trial.is_an_entry(),
            Self::Agent(agent) => agent.replaces_an_older_one(),
            Self::Tonight(_)
            | Self::Next(_)
            | Self::Learn(_)
            | Self::Play(_)
            | Self::Review(_)
            | Self::Report(_)
            | Self::Routine(_)
            | Self::Config(_)
            | Self::Journal(_)
            | Self::Doctor(_)
            | Self::Completions(_) => false,
        }
    }

    fn run(
        self,
        paths: impl FnOnce() -> Result<Paths, NoHome>,
        home: impl FnOnce() -> anyhow::Result<Home>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Tonight(tonight) => tonight.run(&home()?),
            Self::Next(next) => next.run(&home()?),
            Self::Done(done) => done.run(&home()?),
            Self::Skip(skip) => skip.run(&home()?),
            Self::Snooze(snooze) => snooze.run(&home()?),
            Self::Undo(undo) => undo.run(&home()?),
            Self::Bedtime(bedtime) => bedtime.run(&home()?),
            Self::LightsOut(lights_out) => lights_out.run(&home()?),
            Self::Woke(woke) => woke.run(&home()?),
            Self::Log(log) => log.run(&home()?),
            Self::SelfCheck(check) => check.run(&home()?),
            // What is known can be read wherever the program runs.
            Self::Learn(learn) => learn.run(),
            Self::Excuse(excuse) => excuse.run(&home()?),
            Self::Play(play) => play.run(&home()?),
            Self::Review(review) => review.run(&home()?),
            Self::Report(report) => report.run(&home()?),
            Self::Trial(trial) => trial.run(&home()?),
            Self::Agent(agent) => agent.run(&home()?),
            Self::Routine(routine) => routine.run(&home()?),
            Self::Config(config) => config.run(&home()?),
            Self::Journal(journal) => journal.run(&home()?),
            // What stops others at the door is what the doctor is asked about.
            Self::Doctor(doctor) => doctor.run(&paths()),
            Self::Completions(completions) => completions.run(),
        }
    }
}
