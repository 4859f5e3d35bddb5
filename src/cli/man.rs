//! `winddown man`: writes the manual pages, one for each command.

use std::fs;
use std::io;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory, ValueHint};
use clap_mangen::roff::{Roff, bold, roman};

use super::out;

/// Write the manual pages, one for each command
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown man ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// The folder for them; it is created if it is missing
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
}

/// Where the files are, for the first page.
const FILES: [(&str, &str); 2] = [
    (
        "~/.config/winddown/config.toml",
        "The config, with every setting explained. --config, WINDDOWN_CONFIG and XDG_CONFIG_HOME change where it is.",
    ),
    (
        "~/.local/share/winddown/journal.db",
        "The journal. --journal, WINDDOWN_JOURNAL and XDG_DATA_HOME change where it is.",
    ),
];

impl Man {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let folder = self.folder.display();
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("the folder {folder} cannot be created"))?;
        let pages = pages().context("the manual pages cannot be made")?;
        for (name, page) in &pages {
            let file = self.folder.join(name);
            // Not by `whole_file`, whose files are for their owner alone: manual pages are for everybody.
            fs::write(&file, page)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
        out::print(format!(
            "{} manual pages written to {folder}. `man {}` shows the first.",
            pages.len(),
            self.folder.join("winddown.1").display()
        ))
    }
}

/// The name and the text of each page.
fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    // One list of options: "Files" is the heading of another section here.
    let program = super::Cli::command().mut_args(|arg| arg.help_heading(None::<&str>));
    let mut program = program.disable_help_subcommand(true);
    program.build();
    let mut pages = vec![];
    add_pages(&program, None, &mut pages)?;
    Ok(pages)
}

fn add_pages(
    command: &clap::Command,
    parent: Option<&str>,
    pages: &mut Vec<(String, Vec<u8>)>,
) -> io::Result<()> {
    let page = clap_mangen::Man::new(command.clone());
    let name = command.get_display_name().unwrap_or(command.get_name());
    // Without a date, so that a page is the same whenever it is made. clap_mangen would leave the empty argument out.
    let version = env!("CARGO_PKG_VERSION");
    let title = format!(".TH {name} 1 \"\" \"winddown {version}\" \"User Commands\"\n");
    let mut text = title.into_bytes();
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut text)?;
    }
    let mut rest = Roff::new();
    if let Some(help) = command.get_after_help() {
        add_notes_and_examples(&mut rest, &help.to_string());
    }
    match parent {
        None => add_files(&mut rest),
        Some(parent) => {
            rest.control("SH", ["SEE ALSO"]);
            rest.text([bold(parent), roman("(1)")]);
        }
    }
    rest.to_writer(&mut text)?;
    pages.push((page.get_filename(), text));
    for subcommand in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        add_pages(subcommand, Some(name), pages)?;
    }
    Ok(())
}

/// The text below the options of `--help`: sentences, and examples, which are indented there. `clap_mangen` would fill the
/// examples like sentences.
fn add_notes_and_examples(page: &mut Roff, help: &str) {
    let is_heading = |line: &str| ["Example:", "Examples:"].contains(&line);
    let lines = || help.lines().filter(|line| !is_heading(line));
    let notes = lines().filter(|line| !line.starts_with(' '));
    let mut is_between = true;
    let mut has_notes = false;
    for line in notes {
        if line.is_empty() {
            is_between = true;
            continue;
        }
        if !has_notes {
            page.control("SH", ["NOTES"]);
        } else if is_between {
            page.control("PP", []);
        }
        (has_notes, is_between) = (true, false);
        page.text([roman(line)]);
    }
    let mut examples = lines()
        .filter_map(|line| line.strip_prefix("  "))
        .peekable();
    if examples.peek().is_some() {
        page.control("SH", ["EXAMPLES"]);
        page.control("nf", []);
        for example in examples {
            page.text([roman(example)]);
        }
        page.control("fi", []);
    }
}

fn add_files(page: &mut Roff) {
    page.control("SH", ["FILES"]);
    for (path, about) in FILES {
        page.control("TP", []);
        page.text([bold(path)]);
        page.text([roman(about)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str) -> String {
        let found = pages().unwrap().into_iter().find(|(file, _)| file == name);
        String::from_utf8(found.unwrap().1).unwrap()
    }

    #[test]
    fn every_command_has_a_page() {
        let names: Vec<String> = pages().unwrap().into_iter().map(|it| it.0).collect();
        for name in [
            "winddown.1",
            "winddown-done.1",
            "winddown-log-caffeine.1",
            "winddown-agent-install.1",
            "winddown-man.1",
        ] {
            assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
        }
        assert!(!names.iter().any(|name| name.contains("help")), "{names:?}");
    }

    #[test]
    fn examples_keep_their_lines_and_sentences_do_not() {
        let done = page("winddown-done.1");
        let examples = done.split_once(".SH EXAMPLES\n.nf\n").unwrap().1;
        assert!(
            examples.starts_with("winddown done stretch\nwinddown done stretch \\-\\-at 21:40\n"),
            "{examples}"
        );
        let first = page("winddown.1");
        let notes = first.split_once(".SH NOTES\n").unwrap().1;
        assert!(notes.starts_with("Times are written 21:40"), "{notes}");
    }

    #[test]
    fn a_page_names_the_one_above_it() {
        assert!(page("winddown-log-caffeine.1").contains("\\fBwinddown\\-log\\fR(1)"));
    }
}
