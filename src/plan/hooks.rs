//! `[hooks]`: the user's own programs, and what they are run on.

use toml::de::DeValue;

use super::problem::Problem;
use super::reader::{Fields, Node, Sink, unfit};
use super::value;

/// The user's own programs: each a program and its arguments, empty where there is none.
///
/// No shell reads them. Program and arguments hold no NUL, and are at most [`Hooks::MOST_PARTS`] texts of
/// at most [`Hooks::LONGEST_PART`] bytes each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hooks {
    /// Run when the time of a step has come.
    pub on_due: Vec<String>,
    /// Run when a step was done.
    pub on_done: Vec<String>,
    /// Run when all that an evening asks for is done.
    pub on_evening_kept: Vec<String>,
    /// Run when an evening is over and was not kept.
    pub on_missed: Vec<String>,
}

impl Hooks {
    /// More texts than this are no command.
    pub const MOST_PARTS: usize = 64;
    /// A longer text than this, in bytes, belongs into a file.
    pub const LONGEST_PART: usize = 4096;

    /// All of them, each with its key in the config.
    pub fn all(&self) -> [(&'static str, &[String]); 4] {
        [
            ("on_due", &self.on_due),
            ("on_done", &self.on_done),
            ("on_evening_kept", &self.on_evening_kept),
            ("on_missed", &self.on_missed),
        ]
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all().iter().all(|(_, command)| command.is_empty())
    }
}

/// Reads `[hooks]`.
pub(super) fn hooks(top: &mut Fields<'_>, sink: &mut Sink) -> Hooks {
    let Some(mut fields) = top.section("hooks", sink) else {
        return Hooks::default();
    };
    let mut read = |key| fields.optional(key, command, sink).unwrap_or_default();
    let hooks = Hooks {
        on_due: read("on_due"),
        on_done: read("on_done"),
        on_evening_kept: read("on_evening_kept"),
        on_missed: read("on_missed"),
    };
    fields.finish(sink);
    hooks
}

/// A program and its arguments. An empty list is no command, and switches the hook off.
fn command(node: &Node<'_>) -> Result<Vec<String>, Problem> {
    let DeValue::Array(parts) = node.get_ref() else {
        return Err(unfit(node, "a list in brackets", node.get_ref())
            .suggest("write `[\"program\", \"argument\"]`; no shell reads it"));
    };
    if parts.len() > Hooks::MOST_PARTS {
        let message = format!("this command has {} parts", parts.len());
        let most = Hooks::MOST_PARTS;
        return Err(Problem::new(node.span(), message).suggest(format!("at most {most} fit")));
    }
    let command: Vec<String> = parts.iter().map(part).collect::<Result<_, _>>()?;
    match (parts.first(), command.first()) {
        (Some(node), Some(program)) if program.trim().is_empty() => {
            Err(Problem::new(node.span(), "this program has no name")
                .suggest("write the program first, then its arguments"))
        }
        (Some(node), Some(program)) if program.starts_with("~/") => Err(Problem::new(
            node.span(),
            "`~` is nothing that a program knows",
        )
        .suggest("write the whole path, such as \"/home/me/bin/light\"")),
        _ => Ok(command),
    }
}

fn part(node: &Node<'_>) -> Result<String, Problem> {
    let text = value::text(node)?;
    if text.contains('\0') {
        return Err(Problem::new(node.span(), "no argument can hold a NUL")
            .suggest("write it without `\\u0000`"));
    }
    if text.len() > Hooks::LONGEST_PART {
        let message = format!("this argument has {} bytes", text.len());
        return Err(Problem::new(node.span(), message).suggest(format!(
            "at most {} fit; put it into a file",
            Hooks::LONGEST_PART
        )));
    }
    Ok(text.to_owned())
}
