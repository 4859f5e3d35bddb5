//! `winddown learn`: the pages on restless legs, in the shell.

use clap::Args;
use serde::Serialize;

use super::act::Facts;
use super::failure::BadArguments;
use super::out::{self, Ink};
use crate::learn::{self, Block, Page, Topic};
use crate::plan::in_backticks;
use crate::tui::widgets::learn_text::{self, Kind, WIDEST};

/// Read about restless legs: what is linked with them, what helps and how sure that is
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown learn                 lists the pages
  winddown learn caffeine        shows that page
  winddown learn restless legs
  winddown learn numb            the page that has the word, or a list of them")]
pub struct Learn {
    /// A page's id or title, or words to find
    words: Vec<String>,
    #[command(flatten)]
    facts: Facts,
}

#[derive(Debug, Serialize)]
struct ListFacts {
    pages: Vec<PageLine>,
}

#[derive(Debug, Serialize)]
struct PageLine {
    id: &'static str,
    title: &'static str,
    topic: &'static str,
}

#[derive(Debug, Serialize)]
struct PageFacts<'a> {
    #[serde(flatten)]
    line: PageLine,
    keywords: &'a [&'static str],
    text: Vec<BlockFacts<'a>>,
    sources: &'a [String],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum BlockFacts<'a> {
    Heading(&'a str),
    Paragraph(&'a str),
    Item(&'a str),
}

impl Learn {
    pub fn run(self) -> anyhow::Result<()> {
        let words = self.words.join(" ");
        match (matching(&words)?.as_slice(), self.facts.json) {
            ([page], false) => out::say(text(page, out::width().unwrap_or(WIDEST), Ink::detect())),
            ([page], true) => out::say_json(&PageFacts::of(page)),
            (pages, false) => out::say(list(pages, &words, Ink::detect())),
            (pages, true) => out::say_json(&ListFacts {
                pages: pages.iter().map(|page| PageLine::of(page)).collect(),
            }),
        }
    }
}

/// The page that is called so; else those with the words in the title, else those that have them at all.
fn matching(words: &str) -> Result<Vec<&'static Page>, BadArguments> {
    let words = words.trim();
    let called = |page: &&Page| {
        let id = words.replace(' ', "-");
        page.id.eq_ignore_ascii_case(&id) || page.title.eq_ignore_ascii_case(words)
    };
    if let Some(page) = learn::pages().find(called) {
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

/// No page has these words.
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

fn list(pages: &[&Page], words: &str, ink: Ink) -> String {
    let widest = pages.iter().map(|page| page.id.len()).max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut topic: Option<Topic> = None;
    for page in pages {
        // What was looked for stands in the order in which it fits.
        if words.is_empty() && topic.replace(page.topic) != Some(page.topic) {
            lines.extend((!lines.is_empty()).then(String::new));
            lines.push(ink.dim(page.topic.name()));
        }
        lines.push(format!("  {:widest$}  {}", page.id, page.title));
    }
    lines.push(String::new());
    lines.push(ink.dim("`winddown learn ID` shows a page."));
    lines.join("\n")
}

fn text(page: &Page, width: u16, ink: Ink) -> String {
    let mut lines = vec![ink.accent(page.title), String::new()];
    let set = learn_text::lines(page, width, "-");
    lines.extend(set.into_iter().map(|line| match line.kind {
        Kind::Heading => ink.accent(&line.text),
        Kind::Text => line.text,
        Kind::Source => ink.dim(&line.text),
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

impl<'a> PageFacts<'a> {
    fn of(page: &'a Page) -> Self {
        let block = |block: &'a Block| match block {
            Block::Heading(text) => BlockFacts::Heading(text),
            Block::Paragraph(text) => BlockFacts::Paragraph(text),
            Block::Item(text) => BlockFacts::Item(text),
        };
        Self {
            line: PageLine::of(page),
            keywords: &page.keywords,
            text: page.blocks.iter().map(block).collect(),
            sources: &page.sources,
        }
    }
}
