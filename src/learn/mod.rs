//! The pages of Learn: what restless legs are, what is linked with them, what helps and how sure that is.
//!
//! They are texts in `assets/learn/`, in the few signs of Markdown that its README names, each read the first
//! time that somebody asks for it. Every figure on a screen has its source here; none of it is a diagnosis or a
//! dose.

use std::sync::OnceLock;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its id, as `winddown learn` takes it: `low-iron`.
    pub id: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// Its heading.
    pub title: &'static str,
    /// Other words by which it is found.
    pub keywords: Vec<&'static str>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Where that comes from: one at least. `[1]` in the text names the first of them.
    pub sources: Vec<String>,
}

/// A piece of a page's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading within the page.
    Heading(String),
    /// A paragraph, without line breaks.
    Paragraph(String),
    /// A line of a list.
    Item(String),
}

impl Block {
    fn text(&self) -> &str {
        match self {
            Self::Heading(text) | Self::Paragraph(text) | Self::Item(text) => text,
        }
    }
}

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// The legs themselves.
    Legs,
    /// What is linked with them.
    Linked,
    /// What helps, and how sure that is.
    Helps,
    /// The program's own figures.
    Program,
}

impl Topic {
    /// Its name.
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

/// The pages as they are listed. A new one is a line here and a file there.
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

static READ: [OnceLock<Page>; PAGES.len()] = [const { OnceLock::new() }; PAGES.len()];

/// The page of that id: `low-iron`.
pub fn page(id: &str) -> Option<&'static Page> {
    let at = PAGES.iter().position(|(name, ..)| *name == id)?;
    Some(read(at))
}

/// All pages, in the order in which they are listed.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    (0..PAGES.len()).map(read)
}

fn read(at: usize) -> &'static Page {
    let (id, topic, text) = PAGES[at];
    READ[at].get_or_init(|| parse(id, topic, text))
}

/// The pages that have all these words, whatever their case: those with them in the title first, then by keyword,
/// then in the text. Without words, all of them.
pub fn search(words: &str) -> Vec<&'static Page> {
    let words = lower(words);
    let mut found: Vec<_> = pages()
        .filter_map(|page| Some((page.search_rank(&words)?, page)))
        .collect();
    found.sort_by_key(|(place, _)| *place); // stable: within a place as they are listed
    found.into_iter().map(|(_, page)| page).collect()
}

impl Page {
    /// Whether all these words, whatever their case, stand in the title.
    pub fn is_titled(&self, words: &str) -> bool {
        self.search_rank(&lower(words)) == Some(0)
    }

    /// How far one has to look for the last of the words: 0 the title, 1 the keywords, 2 the text.
    fn search_rank(&self, words: &[String]) -> Option<u8> {
        let mut places = words.iter().map(|word| {
            let has = |text: &str| text.to_lowercase().contains(word);
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

fn lower(words: &str) -> Vec<String> {
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
    let mut goes_on = false;
    for line in text.lines().map(str::trim) {
        let continues = std::mem::replace(&mut goes_on, false);
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
            goes_on = true;
            match page.blocks.last_mut() {
                Some(Block::Paragraph(paragraph)) if continues => {
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
