//! Pages of advice: why a step may help, how sure that is, and what to mind.
//!
//! The pages are files in `assets/advice/`, compiled in and parsed on first use. Each page names its sources. None of it
//! is a diagnosis or a dose.

use std::sync::OnceLock;

use serde::Deserialize;

/// One page of advice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// The heading.
    pub title: String,
    /// The most important point, shown when the step is due, in a few words.
    pub hint: String,
    /// Why it may help, and how sure that is: one paragraph, without line breaks.
    pub why: String,
    /// The ids of safety notes shared with other pages. A timer shows them before every start.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Other safety notes, each one short. A timer shows them once.
    pub mind: Vec<String>,
    /// The sources of the figures; empty for common advice without figures. `[1]` in `why` refers to the first.
    pub sources: Vec<String>,
    /// The id of the page of Learn with more details.
    pub learn: Option<String>,
    /// The text that a timer of this step shows. If there is one, the user must acknowledge all safety notes before the first
    /// start; the shared notes are shown before every start.
    pub timer: Option<TimerText>,
}

/// The text that a timer shows beside the time, one or two lines each.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerText {
    /// How to do it.
    pub how: String,
    /// What to take care of while it runs.
    pub during: Option<String>,
    /// What to do once the time is up.
    pub end: String,
}

/// A safety note shared by several pages and exercises.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The note in one line of at most 36 characters, for somebody who is half asleep.
    pub line: String,
    /// The full note: one paragraph, without line breaks.
    pub text: String,
}

impl Advice {
    /// The full texts of the shared safety notes.
    pub fn shared_notes(&self) -> impl Iterator<Item = &str> {
        self.notes
            .iter()
            .filter_map(|id| Some(note(id)?.text.as_str()))
    }

    /// The whole page as one paragraph: the heading, why it may help, and all safety notes.
    pub fn as_paragraph(&self) -> String {
        let mut text = format!("{}. {}", self.title, self.why);
        for note in self.all_to_mind() {
            text.push(' ');
            text.push_str(note);
        }
        text
    }

    /// All safety notes, the shared ones first.
    pub fn all_to_mind(&self) -> impl Iterator<Item = &str> {
        self.shared_notes()
            .chain(self.mind.iter().map(String::as_str))
    }
}

/// The safety notes by id. A new note needs a file and a line here.
const NOTES: [(&str, &str); 2] = [
    ("clots", include_str!("../assets/notes/clots.toml")),
    (
        "held-breath",
        include_str!("../assets/notes/held-breath.toml"),
    ),
];

static PARSED_NOTES: [OnceLock<Option<Note>>; NOTES.len()] =
    [const { OnceLock::new() }; NOTES.len()];

/// The safety note with that id, such as `clots`.
pub fn note(id: &str) -> Option<&'static Note> {
    let at = NOTES.iter().position(|(name, _)| *name == id)?;
    let read = || toml::from_str(NOTES[at].1).ok(); // a test parses all of them
    PARSED_NOTES[at].get_or_init(read).as_ref()
}

/// The pages by id. A new page needs a file and a line here.
const PAGES: [(&str, &str); 6] = [
    ("bedtime", include_str!("../assets/advice/bedtime.toml")),
    ("caffeine", include_str!("../assets/advice/caffeine.toml")),
    (
        "compression",
        include_str!("../assets/advice/compression.toml"),
    ),
    ("screens", include_str!("../assets/advice/screens.toml")),
    (
        "stretching",
        include_str!("../assets/advice/stretching.toml"),
    ),
    ("warm-bath", include_str!("../assets/advice/warm-bath.toml")),
];

/// The parsed pages. Each is parsed on first use, because most evenings need only one or two.
static PARSED: [OnceLock<Option<Advice>>; PAGES.len()] = [const { OnceLock::new() }; PAGES.len()];

/// The page with that id, such as `warm-bath`. A step refers to it by `advice`.
pub fn page(id: &str) -> Option<&'static Advice> {
    let at = PAGES.iter().position(|(name, _)| *name == id)?;
    let read = || toml::from_str(PAGES[at].1).ok(); // a test parses all of them
    PARSED[at].get_or_init(read).as_ref()
}

/// Whether there is a page with that id, without reading it.
pub(crate) fn has_page(id: &str) -> bool {
    ids().any(|known| known == id)
}

/// The ids of all pages, in alphabetical order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_one_paragraph_of_reasons_and_one_of_cautions() {
        for (id, text) in PAGES {
            let page: Advice = toml::from_str(text).unwrap();
            assert!(!page.mind.is_empty(), "{id}");
            assert!(page.why.len() > 80, "{id}");
            assert!(!page.why.contains('\n'), "{id}");
        }
    }

    #[test]
    fn figures_come_with_a_source() {
        for id in ids() {
            let page = page(id).unwrap();
            let how = page.timer.as_ref().map_or("", |timer| timer.how.as_str());
            let has_figures = (page.why.chars().chain(how.chars())).any(|c| c.is_ascii_digit());
            assert!(!has_figures || !page.sources.is_empty(), "{id}");
        }
    }

    #[test]
    fn every_note_exists_and_its_line_fits_the_smallest_screen() {
        for (id, text) in NOTES {
            let note: Note = toml::from_str(text).unwrap();
            assert!(note.line.chars().count() <= 36, "{id}: {}", note.line);
            assert!(!note.text.contains('\n') && note.text.is_ascii(), "{id}");
        }
        for id in ids() {
            let page = page(id).unwrap();
            assert_eq!(page.shared_notes().count(), page.notes.len(), "{id}");
        }
    }

    #[test]
    fn the_compression_page_begins_with_the_shared_warning_about_clots() {
        let page = page("compression").unwrap();
        let clots = note("clots").unwrap();
        assert_eq!(page.all_to_mind().next(), Some(clots.text.as_str()));
        for words in ["clot", "have it looked at today", "call for help now"] {
            assert!(clots.text.contains(words), "{words}");
        }
        let own = page.mind.join(" ");
        assert!(own.contains("take it off and call for help now"), "{own}");
        assert!(!own.contains("clot"), "one text, not two: {own}");
    }

    /// A calf with a clot in it feels like a cramp that wants a stretch, or warmth.
    #[test]
    fn stretches_and_the_bath_begin_with_the_warning_about_a_swollen_leg() {
        for id in ["stretching", "warm-bath"] {
            let first = page(id).unwrap().all_to_mind().next().unwrap();
            assert!(first.starts_with("One leg swollen, hot, red"), "{first}");
            assert!(first.contains("not tonight") && first.contains("looked at today"));
        }
    }

    #[test]
    fn the_bath_is_not_for_the_drowsy_and_numb_feet_need_a_thermometer() {
        let mind = page("warm-bath").unwrap().mind.join(" ");
        assert!(mind.contains("Never when you are drowsy"), "{mind}");
        let thermometer = "with a thermometer where feet are numb";
        assert!(mind.contains(thermometer), "{mind}");
        assert!(mind.contains("A dialysis line must stay dry"), "{mind}");
    }

    #[test]
    fn late_pregnancy_and_a_new_hip_are_sent_to_the_gentle_routine() {
        let page = page("stretching").unwrap();
        let note = page
            .mind
            .iter()
            .find(|note| note.contains("late pregnancy"))
            .unwrap();
        assert!(
            note.contains("Hip") && note.contains("\"gentle\""),
            "{note}"
        );
        let chair = page.mind.iter().find(|note| note.contains("chair"));
        assert!(chair.is_none_or(|chair| !chair.contains("pregnan")));
    }

    #[test]
    fn a_timer_for_compression_warns_of_sleep_and_one_for_the_bath_says_how_warm_and_when() {
        let beside = |id| page(id).and_then(|page| page.timer.as_ref()).unwrap();
        let during = beside("compression").during.as_ref().unwrap();
        assert!(during.contains("Do not fall asleep"));
        let how = &beside("warm-bath").how;
        assert!(how.contains("40 to 42.5 C") && how.contains("one to two hours before bed"));
    }

    #[test]
    fn an_unknown_page_is_none() {
        assert_eq!(page("snake-oil"), None);
    }
}
