//! `winddown learn`: prints the pages on restless legs.

use clap::Args;
use serde::Serialize;

use super::act::OutputOptions;
use super::completions::Completes;
use super::failure::BadArguments;
use super::out::{self, OutputStyle};
use crate::learn::{self, Block, Page, Topic};
use crate::plan::in_backticks;
use crate::time_of_day::ClockFormat;
use crate::tui::widgets::learn_text::{self, Kind, WIDEST};

/// Read about restless legs: what is linked with them, what helps and how sure that is
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown learn                 lists the pages
  winddown learn caffeine        shows that page
  winddown learn restless legs
  winddown learn numb            the page that has the word, or a list of them")]
pub(crate) struct Learn {
    /// A page's id or title, or words to find
    #[arg(add = Completes::Page)]
    words: Vec<String>,
    #[command(flatten)]
    options: OutputOptions,
}

#[derive(Debug, Serialize)]
struct ListJson {
    pages: Vec<PageLine>,
}

#[derive(Debug, Serialize)]
struct PageLine {
    id: &'static str,
    title: &'static str,
    topic: &'static str,
}

#[derive(Debug, Serialize)]
struct PageJson<'a> {
    #[serde(flatten)]
    line: PageLine,
    keywords: &'a [&'static str],
    text: Vec<BlockJson<'a>>,
    sources: &'a [String],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum BlockJson<'a> {
    Heading(&'a str),
    Paragraph(&'a str),
    Item(&'a str),
}

impl Learn {
    pub(crate) fn run(self, clock: impl FnOnce() -> ClockFormat) -> anyhow::Result<()> {
        let words = self.words.join(" ");
        match (matching(&words)?.as_slice(), self.options.json) {
            ([page], false) => out::print(text(
                page,
                out::width().unwrap_or(WIDEST),
                clock(),
                OutputStyle::detect(),
            )),
            ([page], true) => out::print_json(&PageJson::of(page)),
            (pages, false) => out::print(list(pages, &words, OutputStyle::detect())),
            (pages, true) => out::print_json(&ListJson {
                pages: pages.iter().map(|page| PageLine::of(page)).collect(),
            }),
        }
    }
}

/// The page with this id or title. Without one: the pages with the words in their title, or else in their text.
fn matching(words: &str) -> Result<Vec<&'static Page>, BadArguments> {
    let words = words.trim();
    let is_exact = |page: &&Page| {
        let id = words.replace(' ', "-");
        page.id.eq_ignore_ascii_case(&id) || page.title.eq_ignore_ascii_case(words)
    };
    if let Some(page) = learn::pages().find(is_exact) {
        return Ok(vec![page]);
    }
    let found = learn::search(words);
    if found.is_empty() {
        return Err(unknown(words));
    }
    let titled: Vec<_> = found
        .iter()
        .copied()
        .filter(|page| page.is_titled(words))
        .collect();
    Ok(if titled.is_empty() { found } else { titled })
}

/// The error for words that no page contains.
fn unknown(words: &str) -> BadArguments {
    let known = learn::pages().flat_map(|page| page.keywords.iter().copied().chain([page.id]));
    let typed = words.to_lowercase();
    let nearest = known
        .map(|known| (strsim::damerau_levenshtein(known, &typed), known))
        .min();
    let hint = match nearest {
        Some((distance, known)) if distance <= 2 => format!("did you mean `{known}`?"),
        _ => "`winddown learn` lists the pages".to_owned(),
    };
    BadArguments(format!(
        "there is no page about {}; {hint}",
        in_backticks(words)
    ))
}

fn list(pages: &[&Page], words: &str, style: OutputStyle) -> String {
    let widest = pages.iter().map(|page| page.id.len()).max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut topic: Option<Topic> = None;
    for page in pages {
        // Search results are in order of relevance, so they have no headings by topic.
        if words.is_empty() && topic.replace(page.topic) != Some(page.topic) {
            lines.extend((!lines.is_empty()).then(String::new));
            lines.push(style.dim(page.topic.name()));
        }
        lines.push(format!("  {:widest$}  {}", page.id, page.title));
    }
    lines.push(String::new());
    lines.push(style.dim("`winddown learn ID` shows a page."));
    lines.join("\n")
}

fn text(page: &Page, width: u16, clock: ClockFormat, style: OutputStyle) -> String {
    let mut lines = vec![style.accent(page.title), String::new()];
    let set = learn_text::lines(page, width, "-", clock);
    lines.extend(set.into_iter().map(|line| match line.kind {
        Kind::Heading => style.accent(&line.text),
        Kind::Text => line.text,
        Kind::Source => style.dim(&line.text),
    }));
    lines.join("\n")
}

impl PageLine {
    fn of(page: &Page) -> Self {
        Self {
            id: page.id,
            title: page.title,
            topic: page.topic.name(),
        }
    }
}

impl<'a> PageJson<'a> {
    fn of(page: &'a Page) -> Self {
        let block = |block: &'a Block| match block {
            Block::Heading(text) => BlockJson::Heading(text),
            Block::Paragraph(text) => BlockJson::Paragraph(text),
            Block::Item(text) => BlockJson::Item(text),
        };
        Self {
            line: PageLine::of(page),
            keywords: &page.keywords,
            text: page.blocks.iter().map(block).collect(),
            sources: &page.sources,
        }
    }
}
