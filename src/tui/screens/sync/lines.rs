//! The page where nothing is drawn: how several computers stand, and the words that change it.

use std::path::PathBuf;

use super::{ABOUT, SyncScreen};
use crate::printable::on_one_line;
use crate::tui::message::SyncChange;
use crate::tui::screen::Outcome;
use crate::tui::screens::Place;

impl SyncScreen {
    /// How it stands, and what can be typed. None until it was read.
    pub(super) fn standing(&self) -> Option<String> {
        let page = self.page.as_ref()?;
        let Some(settings) = &page.settings else {
            return Some(format!(
                "Sync is off. {ABOUT} Type folder and its path to switch it on, or back."
            ));
        };
        let reminders = if settings.remind_here {
            "Reminders come on this computer."
        } else {
            "Reminders are silent on this computer."
        };
        let not = |is_so| if is_so { "no" } else { "yes" };
        let words = format!(
            "Type remind {}, inbox {}, folder and a path, off, or back.",
            not(settings.remind_here),
            not(settings.inbox)
        );
        let mut sentences = vec![on_one_line(&settings.summary())];
        sentences.extend(page.lines.iter().cloned());
        sentences.extend([reminders.to_owned(), words]);
        Some(sentences.join(" "))
    }

    /// Does what the line says. None if it is none of the words.
    pub(super) fn take_line(&mut self, line: &str) -> Option<Outcome> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let settings = self.page.as_ref().and_then(|page| page.settings.as_ref());
        Some(match (word.to_lowercase().as_str(), rest.trim()) {
            ("" | "back", "") => Place::BACK.into(),
            ("folder", "") => Outcome::notice("folder needs a path after it."),
            ("folder", path) => self.changed_by_line(SyncChange::Folder(PathBuf::from(path))),
            ("off", "") if settings.is_some() => self.changed_by_line(SyncChange::Off),
            ("remind", answer) if settings.is_some() => {
                self.answered(answer, SyncChange::RemindHere)
            }
            ("inbox", answer) if settings.is_some() => self.answered(answer, SyncChange::Inbox),
            _ => return None,
        })
    }

    fn answered(&mut self, answer: &str, change: fn(bool) -> SyncChange) -> Outcome {
        match answer.to_lowercase().as_str() {
            "yes" => self.changed_by_line(change(true)),
            "no" => self.changed_by_line(change(false)),
            _ => Outcome::notice("Type yes or no after it."),
        }
    }

    fn changed_by_line(&mut self, change: SyncChange) -> Outcome {
        if self.is_changing {
            Outcome::notice("One moment: the last change is still being made.")
        } else {
            self.change(change)
        }
    }
}
