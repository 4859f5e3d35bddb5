//! The command line: one file for one command.
//!
//! A command parses its arguments, acts through the [`Coach`](crate::coach::Coach), and prints the result as
//! sentences or as JSON. Errors go up to [`report_failure`], which prints them and chooses the exit code.

mod act;
mod agent;
mod bedtime;
mod began;
mod completions;
mod config;
mod context;
mod doctor;
mod done;
mod evening_arg;
mod evenings_arg;
mod excuse;
mod export;
mod failure;
mod import;
mod journal;
mod learn;
mod lights_out;
mod log;
mod man;
mod next;
mod out;
mod output_file;
mod play;
mod report;
mod rescue;
mod review;
mod routine;
mod screen;
mod self_check;
mod skip;
mod snooze;
mod sync;
mod time;
mod tonight;
mod trial;
mod undo;
mod when;
mod woke;

use std::ffi::OsString;
use std::iter;
use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use crate::clock;
use crate::journal::{RecoveryReport, back_up_if_due};
use crate::log::Verbosity;
use crate::paths::{NoHome, Paths};
use crate::remind::agent::replacement::{Replacement, replace_older};
use context::{CommandContext, OnDamage};

pub use failure::report_failure;

const EXAMPLES: &str = "\
Examples:
  winddown                       tonight's screen
  winddown --plain               the same in lines, for a screen reader
  winddown tonight               the same as text
  winddown done stretch          mark a step done; `--at 21:40` says when it was
  winddown snooze warm-bath 10m  put it off
  winddown lights-out            good night

Times are written 21:40 or 9:40pm, 2026-11-24T21:40, or with an offset;
lengths of time 10m, 1h30m, 9h.";

/// A coach for the evening, for people whose legs will not settle at night
///
/// Without a command it opens tonight's screen.
#[derive(Debug, Parser)]
#[command(name = "winddown", version, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    files: Files,
    /// Log more, and print the log to standard error unless a screen is open
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Draw nothing: print each change as a line, and take lines instead of keys
    #[arg(long)]
    plain: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The options that name files outside the platform's usual directories.
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
    /// Whether an environment variable names one of the files. Parsing the arguments reads these variables, so it
    /// cannot be left out then.
    fn are_in_environment() -> bool {
        ["WINDDOWN_CONFIG", "WINDDOWN_JOURNAL"]
            .iter()
            .any(|name| std::env::var_os(name).is_some())
    }
}

/// The arguments of one command without the others: building the parsers of all commands takes longer than the rest of
/// `next`.
#[derive(Debug, Parser)]
#[command(name = "winddown")]
struct Alone<C: Args> {
    #[command(flatten)]
    files: Files,
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    command: C,
}

impl<C: Args> Alone<C> {
    /// Parses what follows the command's name. None where that fails: then all commands are needed to say why.
    fn parsed(arguments: &[OsString], command: impl Fn(C) -> Command) -> Option<Cli> {
        let name = OsString::from("winddown");
        let alone = Self::try_parse_from(iter::once(&name).chain(arguments)).ok()?;
        Some(Cli {
            files: alone.files,
            verbose: alone.verbose,
            plain: false,
            command: Some(command(alone.command)),
        })
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
    Began(began::Began),
    Play(play::Play),
    Rescue(rescue::Rescue),
    Review(review::ReviewCommand),
    Report(report::Report),
    Trial(trial::Trial),
    Export(export::Export),
    Import(import::Import),
    Agent(agent::Agent),
    #[command(subcommand)]
    Routine(routine::Routine),
    #[command(subcommand)]
    Config(config::Config),
    #[command(subcommand)]
    Journal(journal::Journal),
    #[command(subcommand)]
    Sync(sync::Sync),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Cli {
    /// Parses the arguments that the program was started with.
    ///
    /// # Errors
    /// When the arguments are wrong, or ask for help or the version. [`report_failure`] prints either.
    pub fn from_arguments() -> anyhow::Result<Self> {
        // Without arguments, the usual start, there is nothing to parse, and leaving it out shortens the time to the
        // first frame.
        if std::env::args_os().len() == 1 && !Files::are_in_environment() {
            return Ok(Self {
                files: Files::default(),
                verbose: false,
                plain: false,
                command: None,
            });
        }
        let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
        match Self::of_a_status_bar(&arguments) {
            Some(parsed) => Ok(parsed),
            None => Ok(Self::try_parse()?),
        }
    }

    /// The commands that status bars call again and again, parsed sooner. None for others, and for what is wrong.
    fn of_a_status_bar(arguments: &[OsString]) -> Option<Self> {
        let (name, rest) = arguments.split_first()?;
        match name.to_str()? {
            "next" => Alone::parsed(rest, Command::Next),
            "tonight" => Alone::parsed(rest, Command::Tonight),
            _ => None,
        }
    }

    /// Runs the command. Without a command, opens the user interface.
    ///
    /// # Errors
    /// Any error of the command, for [`report_failure`].
    pub fn run(self) -> anyhow::Result<()> {
        let files = self.files;
        let has_screens = match &self.command {
            None | Some(Command::Play(_)) => true,
            Some(Command::Rescue(rescue)) => rescue.has_a_screen(),
            Some(_) => false,
        };
        let verbosity = match (self.verbose, has_screens) {
            (false, _) => Verbosity::Normal,
            // Log lines on standard error would be drawn over the screen.
            (true, true) => Verbosity::Debug,
            (true, false) => Verbosity::DebugToStderr,
        };
        // A closure, called only by commands that need files: the others work without a home directory.
        let paths = || Paths::find(files.config.clone(), files.journal.clone());
        // The screens start the log after the first frame, to be drawn sooner.
        let context = |on_damage| {
            let context = CommandContext::new(paths()?, verbosity, on_damage)?;
            if !has_screens {
                context.start_log();
            }
            Ok(context)
        };
        let Some(mut command) = self.command else {
            return screen::run(&context(OnDamage::Report)?, self.plain);
        };
        match &mut command {
            Command::Play(play) => play.plain |= self.plain,
            Command::Rescue(rescue) => rescue.plain |= self.plain,
            _ => {}
        }
        let records_an_entry = command.records_an_entry();
        let replaces_an_older_agent = command.replaces_an_older_agent();
        let has_exchanged = matches!(command, Command::Sync(_));
        let on_damage = if records_an_entry {
            OnDamage::Repair
        } else {
            OnDamage::Report
        };
        let begun = clock::now();
        let result = command.run(paths, || context(on_damage));
        // After the answer was printed, because these may take a while.
        if records_an_entry && let Ok(paths) = paths() {
            if result.is_ok() {
                if !has_exchanged {
                    sync::after_an_entry(&paths);
                }
                back_up_if_due(&paths.journal, clock::today());
            }
            if let Some(report) = RecoveryReport::read(&paths.journal).filter(|it| it.at >= begun) {
                out::print_to_stderr(&format!("winddown: {}", report.sentences()));
            }
        }
        if replaces_an_older_agent
            && result.is_ok()
            && let Ok(paths) = paths()
        {
            replace_older(&paths, Replacement::Started);
        }
        result
    }
}

impl Command {
    /// Whether the command, once it has run, replaces a running agent of an older version, so that after an update the
    /// old program does not go on sending reminders. The user interface, which `play` opens too, replaces it itself.
    fn replaces_an_older_agent(&self) -> bool {
        self.records_an_entry()
            || matches!(self, Self::Agent(agent) if agent.replaces_an_older_agent())
    }

    /// Whether the command records an entry. Such a command repairs a damaged journal, and the first one of a day makes
    /// the day's backup.
    fn records_an_entry(&self) -> bool {
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
            | Self::Excuse(_)
            | Self::Began(_) => true,
            Self::Trial(trial) => trial.is_an_entry(),
            Self::Import(import) => import.is_an_entry(),
            Self::Sync(sync) => sync.is_an_entry(),
            Self::Tonight(_)
            | Self::Next(_)
            | Self::Learn(_)
            | Self::Play(_)
            | Self::Rescue(_)
            | Self::Review(_)
            | Self::Report(_)
            | Self::Export(_)
            | Self::Agent(_)
            | Self::Routine(_)
            | Self::Config(_)
            | Self::Journal(_)
            | Self::Doctor(_)
            | Self::Completions(_)
            | Self::Man(_) => false,
        }
    }

    fn run(
        self,
        paths: impl FnOnce() -> Result<Paths, NoHome>,
        context: impl FnOnce() -> anyhow::Result<CommandContext>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Tonight(tonight) => tonight.run(&context()?),
            Self::Next(next) => next.run(&context()?),
            Self::Done(done) => done.run(&context()?),
            Self::Skip(skip) => skip.run(&context()?),
            Self::Snooze(snooze) => snooze.run(&context()?),
            Self::Undo(undo) => undo.run(&context()?),
            Self::Bedtime(bedtime) => bedtime.run(&context()?),
            Self::LightsOut(lights_out) => lights_out.run(&context()?),
            Self::Woke(woke) => woke.run(&context()?),
            Self::Log(log) => log.run(&context()?),
            Self::SelfCheck(check) => check.run(&context()?),
            // Only asks which clock is wanted, so it works without a home directory and with a config that is wrong.
            Self::Learn(learn) => {
                let config = || context().ok()?.config().ok();
                learn.run(|| {
                    config()
                        .map(|config| config.display.clock)
                        .unwrap_or_default()
                })
            }
            Self::Excuse(excuse) => excuse.run(&context()?),
            Self::Began(began) => began.run(&context()?),
            Self::Play(play) => play.run(&context()?),
            Self::Rescue(rescue) => rescue.run(&context()?),
            Self::Review(review) => review.run(&context()?),
            Self::Report(report) => report.run(&context()?),
            Self::Trial(trial) => trial.run(&context()?),
            Self::Export(export) => export.run(&context()?),
            Self::Import(import) => import.run(&context()?),
            Self::Agent(agent) => agent.run(&context()?),
            Self::Routine(routine) => routine.run(&context()?),
            Self::Config(config) => config.run(&context()?),
            Self::Journal(journal) => journal.run(&context()?),
            Self::Sync(sync) => sync.run(&context()?),
            // Given the result with its error: a missing home directory is one of the faults that it reports.
            Self::Doctor(doctor) => doctor.run(&paths()),
            Self::Completions(completions) => completions.run(paths),
            Self::Man(man) => man.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_status_bar_calls_is_parsed_as_ever_or_not_at_all() {
        let lines = [
            "next",
            "tonight",
            "next --json",
            "next --tmux --format {title}",
            "next --format={in} -v",
            "next --config /c --journal /j --json",
            "tonight --date yesterday",
            "tonight --verbose --json --journal /j",
        ];
        for line in lines {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let sooner = Cli::of_a_status_bar(&words).expect(line);
            let program = OsString::from("winddown");
            let as_ever = Cli::try_parse_from(iter::once(&program).chain(&words)).expect(line);
            assert_eq!(format!("{sooner:?}"), format!("{as_ever:?}"));
        }
        let others = [
            "next --help",
            "next -V",
            "next --json --tmux",
            "next one",
            "next --config a --config b",
            "tonight --date",
            "tonight next",
            "--json next",
            "done",
        ];
        for line in others {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert!(Cli::of_a_status_bar(&words).is_none(), "{line}");
        }
    }
}
