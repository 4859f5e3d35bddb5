//! Pages of advice: why a step may help, how sure that is, and what to mind.
//!
//! They are data in `assets/advice.toml`, read the first time that somebody asks for one. What a page says
//! rests on the sources it names; none of it is a diagnosis or a dose.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One page of advice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Its heading.
    pub title: String,
    /// The one thing worth knowing when the step comes up, in a few words.
    pub hint: String,
    /// Why it may help, and how sure that is: one paragraph, without line breaks.
    pub why: String,
    /// What to mind, one short note each.
    pub mind: Vec<String>,
    /// Where the figures come from; none where there is only common advice.
    pub sources: Vec<String>,
}

static PAGES: LazyLock<BTreeMap<String, Advice>> = LazyLock::new(|| {
    toml::from_str(include_str!("../assets/advice.toml")).unwrap_or_default() // a test reads it
});

/// The page of that id, as a step's `advice` names it: `warm-bath`.
pub fn page(id: &str) -> Option<&'static Advice> {
    PAGES.get(id)
}

/// The ids of all pages, in alphabetical order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    PAGES.keys().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_says_why_and_what_to_mind_in_one_paragraph() {
        let pages: BTreeMap<String, Advice> =
            toml::from_str(include_str!("../assets/advice.toml")).unwrap();
        assert_eq!(pages.len(), 6);
        for (id, page) in &pages {
            assert!(!page.mind.is_empty(), "{id}");
            assert!(page.why.len() > 80, "{id}");
            assert!(!page.why.contains('\n'), "{id}");
        }
    }

    #[test]
    fn figures_come_with_a_source() {
        for id in ids() {
            let page = page(id).unwrap();
            let has_figures = page.why.chars().any(|c| c.is_ascii_digit());
            assert!(!has_figures || !page.sources.is_empty(), "{id}");
        }
    }

    #[test]
    fn the_compression_page_warns_of_clots() {
        let page = page("compression").unwrap();
        assert!(page.mind.iter().any(|note| note.contains("clot")));
    }

    #[test]
    fn an_unknown_page_is_none() {
        assert_eq!(page("snake-oil"), None);
    }
}
