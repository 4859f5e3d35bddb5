//! The pages of Learn: what restless legs are, what is linked with them, what helps and how sure that is.
//!
//! The pages are files in `assets/learn/`, compiled in and parsed on first use. They are written in the small subset of
//! Markdown that the README there describes. Every figure on a screen has its source here. None of it is a diagnosis or a
//! dose.

use std::sync::OnceLock;

/// A page of Learn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The id, as in `winddown learn low-iron`.
    pub id: &'static str,
    /// The topic it is listed under.
    pub topic: Topic,
    /// The heading.
    pub title: &'static str,
    /// Further search terms.
    pub keywords: Vec<&'static str>,
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// The sources, at least one. `[1]` in the text refers to the first.
    pub sources: Vec<String>,
}

/// A piece of a page's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading within the page.
    Heading(String),
    /// A paragraph, without line breaks.
    Paragraph(String),
    /// A list item.
    Item(String),
}

impl Block {
    fn text(&self) -> &str {
        match self {
            Self::Heading(text) | Self::Paragraph(text) | Self::Item(text) => text,
        }
    }
}

/// The topic of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Restless legs themselves.
    Legs,
    /// Conditions and habits linked with restless legs.
    Linked,
    /// What helps, and how sure that is.
    Helps,
    /// How the program computes its own figures.
    Program,
}

impl Topic {
    /// The name shown above its pages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Legs => "Restless legs",
            Self::Linked => "Linked with them",
            Self::Helps => "What helps",
            Self::Program => "This program",
        }
    }
}

macro_rules! page {
    ($topic:ident, $id:literal) => {
        (
            $id,
            Topic::$topic,
            include_str!(concat!("../../assets/learn/", $id, ".md")),
        )
    };
}

/// The pages in the order in which they are listed. A new page needs a file and a line here.
const PAGES: [(&str, Topic, &str); 24] = [
    page!(Legs, "restless-legs"),
    page!(Legs, "how-it-feels"),
    page!(Legs, "doctor"),
    page!(Legs, "augmentation"),
    page!(Legs, "self-check"),
    page!(Linked, "low-iron"),
    page!(Linked, "kidneys"),
    page!(Linked, "diabetes"),
    page!(Linked, "neuropathy"),
    page!(Linked, "pregnancy"),
    page!(Linked, "medicines"),
    page!(Linked, "sleep-apnoea"),
    page!(Linked, "family"),
    page!(Linked, "alcohol"),
    page!(Linked, "smoking"),
    page!(Linked, "exercise"),
    page!(Linked, "stress"),
    page!(Helps, "stretching"),
    page!(Helps, "warm-bath"),
    page!(Helps, "caffeine"),
    page!(Helps, "same-bedtime"),
    page!(Helps, "compression"),
    page!(Helps, "iron-values"),
    page!(Program, "counting"),
];

/// The pages parsed so far, in the order of [`PAGES`].
static PARSED: [OnceLock<Page>; PAGES.len()] = [const { OnceLock::new() }; PAGES.len()];

/// The page with that id, such as `low-iron`.
pub fn page(id: &str) -> Option<&'static Page> {
    let at = PAGES.iter().position(|(name, ..)| *name == id)?;
    Some(parsed(at))
}

/// All pages, in the order in which they are listed.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    (0..PAGES.len()).map(parsed)
}

/// The page with that index in [`PAGES`], parsed on first use.
fn parsed(at: usize) -> &'static Page {
    let (id, topic, text) = PAGES[at];
    PARSED[at].get_or_init(|| parse(id, topic, text))
}

/// The pages that contain all the words, in any of their forms, ignoring case. Pages that match by title come first, then
/// by keyword, then by text. Without words, all pages.
pub fn search(words: &str) -> Vec<&'static Page> {
    let words = lowercase_words(words);
    let mut found: Vec<_> = pages()
        .filter_map(|page| Some((page.search_rank(&words)?, page)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank); // stable, so equal ranks stay in the listed order
    found.into_iter().map(|(_, page)| page).collect()
}

impl Page {
    /// Whether the title contains all the words, in any of their forms, ignoring case.
    pub fn is_titled(&self, words: &str) -> bool {
        self.search_rank(&lowercase_words(words)) == Some(0)
    }

    /// Where the words are found: 0 if all are in the title, 1 if a keyword is needed, 2 if the text is needed. `None` if the
    /// page lacks one of them.
    fn search_rank(&self, words: &[String]) -> Option<u8> {
        let mut places = words.iter().map(|word| {
            let has = |text: &str| text.to_lowercase().contains(stem(word));
            if has(self.title) {
                Some(0)
            } else if self.keywords.iter().any(|keyword| has(keyword)) {
                Some(1)
            } else {
                let in_text = self.blocks.iter().any(|block| has(block.text()));
                in_text.then_some(2)
            }
        });
        places.try_fold(0, |farthest: u8, place| Some(farthest.max(place?)))
    }
}

/// The beginning that the forms of an English word share, so that `driving` finds `drive`. It is a rough rule, as a page too
/// many is a smaller fault than one too few.
fn stem(word: &str) -> &str {
    let shared = ["ing", "ed", "es", "s", "e"]
        .into_iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|shared| shared.chars().count() > 2)
        .unwrap_or(word);
    let last = shared
        .chars()
        .last()
        .filter(|last| !"aeiousl".contains(*last));
    let once = last.and_then(|last| shared.strip_suffix(last));
    match once {
        // Twice the same consonant before an ending, as in `running`.
        Some(once)
            if shared.len() < word.len() && last.is_some_and(|last| once.ends_with(last)) =>
        {
            once
        }
        _ => shared,
    }
}

fn lowercase_words(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_lowercase).collect()
}

fn parse(id: &'static str, topic: Topic, text: &'static str) -> Page {
    let mut page = Page {
        id,
        topic,
        title: id,
        keywords: vec![],
        blocks: vec![],
        sources: vec![],
    };
    let mut is_source = false;
    let mut in_paragraph = false;
    for line in text.lines().map(str::trim) {
        let continues_paragraph = std::mem::replace(&mut in_paragraph, false);
        if line.is_empty() {
        } else if let Some(title) = line.strip_prefix("# ") {
            page.title = title;
        } else if let Some(keywords) = line.strip_prefix("Keywords: ") {
            page.keywords = keywords.split(", ").collect();
        } else if let Some(heading) = line.strip_prefix("## ") {
            is_source = heading == "Sources";
            if !is_source {
                page.blocks.push(Block::Heading(heading.to_owned()));
            }
        } else if let Some(item) = line.strip_prefix("- ") {
            if is_source {
                page.sources.push(item.to_owned());
            } else {
                page.blocks.push(Block::Item(item.to_owned()));
            }
        } else {
            in_paragraph = true;
            match page.blocks.last_mut() {
                Some(Block::Paragraph(paragraph)) if continues_paragraph => {
                    paragraph.push(' ');
                    paragraph.push_str(line);
                }
                _ => page.blocks.push(Block::Paragraph(line.to_owned())),
            }
        }
    }
    page
}

#[cfg(test)]
pub(crate) mod figures_tests;
#[cfg(test)]
mod tests;
