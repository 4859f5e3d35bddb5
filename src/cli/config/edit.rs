//! `winddown config edit`: opens a draft of the config in the editor, and replaces the config once the draft has no
//! mistakes.
//!
//! Until then the config is unchanged, and what was typed stays in the draft file.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, bail};

use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::config_file;
use crate::plan;

/// Opens the editor on a draft until the draft has no mistakes or the user gives up.
pub(crate) fn run(ctx: &CommandContext) -> anyhow::Result<()> {
    let path = &ctx.paths.config;
    let before = config_file::read(path)?;
    let draft = Draft::beside(path);
    draft.is_no_older_than(path)?;
    let start = before.as_deref().unwrap_or(plan::EXAMPLE);
    draft.begin(start)?;
    loop {
        draft.open_editor(start)?;
        let text = draft.read()?;
        if before.as_ref() == Some(&text) {
            draft.discard()?;
            return out::print("Nothing was changed.");
        }
        match plan::parse(&text) {
            Ok(_) => {
                let config = config_file::lock(path)?;
                if config.text() != before.as_deref() {
                    bail!(
                        "the config changed while you were editing, so it was left as it is; your version is in {}",
                        draft.path.display()
                    );
                }
                let made_private = config.write(&text)?;
                draft.discard()?;
                out::say_made_private(made_private, config.path());
                out::warn_if_unprinted(out::print(format!(
                    "Your plan in {} is in force.",
                    path.display()
                )));
                return Ok(());
            }
            Err(problems) => {
                let name = draft.path.display().to_string();
                let report = problems.report(&name, &text, out::errors_in_colour());
                out::print_report_to_stderr(&format!("{report}\n"));
                if !wants_to_go_on()? {
                    bail!(
                        "the config was left as it was; your changes are kept in {name}, and `winddown config edit` goes on with them"
                    );
                }
            }
        }
    }
}

/// The file beside the config that is edited.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn beside(config: &Path) -> Self {
        Self {
            path: config.with_extension("draft.toml"),
        }
    }

    /// Refuses a draft that is older than the config: it would undo what was changed in the config since.
    fn is_no_older_than(&self, config: &Path) -> anyhow::Result<()> {
        let modified = |file: &Path| fs::metadata(file).and_then(|file| file.modified()).ok();
        let written = |file: &Path| config_file::if_it_answers(file, modified).flatten();
        if let (Some(draft), Some(config)) = (written(&self.path), written(config))
            && draft < config
        {
            bail!(
                "there are unfinished changes in {}, and the config has changed since; move that file away first",
                self.path.display()
            );
        }
        Ok(())
    }

    /// Writes `text` as the draft, unless there is an unfinished one.
    fn begin(&self, text: &str) -> anyhow::Result<()> {
        if self.path.is_file() {
            out::print_to_stderr(&format!(
                "Going on with your unfinished changes in {}.",
                self.path.display()
            ));
            return Ok(());
        }
        Ok(config_file::create(&self.path, text)?)
    }

    /// Opens the editor on the draft, which began as `start`. Where the editor fails and nothing was changed, the draft
    /// is removed.
    fn open_editor(&self, start: &str) -> anyhow::Result<()> {
        let editor = editor();
        let ended = run_editor(&editor, &self.path);
        if ended.as_ref().is_ok_and(ExitStatus::success) {
            return Ok(());
        }
        let text = config_file::read(&self.path).ok().flatten();
        let is_untouched = text.is_some_and(|text| text == start);
        if is_untouched {
            self.discard()?;
        }
        let status = ended.with_context(|| {
            format!("cannot start your editor `{editor}`; set EDITOR to one that is there")
        })?;
        // Shells exit with 127 where they do not find the program.
        if status.code() == Some(127) {
            bail!(
                "cannot start your editor `{editor}`, and the config was left as it was; set EDITOR to one that is there"
            );
        }
        if is_untouched {
            bail!("the editor `{editor}` failed, and the config was left as it was");
        }
        bail!(
            "the editor `{editor}` failed, and the config was left as it was; what you typed is in {}",
            self.path.display()
        );
    }

    fn read(&self) -> anyhow::Result<String> {
        let name = self.path.display();
        let text = config_file::read(&self.path).with_context(|| {
            format!(
                "the config was left as it was; correct the draft {name} or remove it, then try `winddown config edit` again"
            )
        })?;
        text.with_context(|| {
            format!(
                "the draft {} is gone; the config was left as it was",
                self.path.display()
            )
        })
    }

    fn discard(&self) -> anyhow::Result<()> {
        fs::remove_file(&self.path)
            .with_context(|| format!("cannot remove the draft {}", self.path.display()))
    }
}

/// The user's editor from `VISUAL` or `EDITOR`. It may have arguments.
fn editor() -> String {
    let named = |name| {
        std::env::var(name)
            .ok()
            .filter(|value: &String| !value.trim().is_empty())
    };
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    named("VISUAL")
        .or_else(|| named("EDITOR"))
        .unwrap_or_else(|| usual.to_owned())
}

/// Runs the editor through the shell, which splits its arguments. Other programs treat EDITOR in the same way.
#[cfg(unix)]
fn run_editor(editor: &str, file: &Path) -> io::Result<ExitStatus> {
    Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("winddown")
        .arg(file)
        .status()
}

#[cfg(not(unix))]
fn run_editor(editor: &str, file: &Path) -> io::Result<ExitStatus> {
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(editor);
    Command::new(program).args(words).arg(file).status()
}

/// Asks whether to open the editor again. Without a terminal the answer is no.
fn wants_to_go_on() -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    write!(io::stderr(), "Open the editor again? [Y/n] ")?;
    io::stderr().flush()?;
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer)?;
    Ok(read > 0 && !answer.trim().to_lowercase().starts_with('n'))
}
