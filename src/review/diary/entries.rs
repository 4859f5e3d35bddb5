//! The diary's entries that were not revoked.

use crate::diary::PREGNANCY;
use crate::event::{EveningDate, Event, IronTest, What, decisive, in_effect};

/// A recorded pregnancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pregnancy {
    /// The evening of the entry.
    pub evening: EveningDate,
    /// Week of pregnancy on that evening, if recorded.
    pub week: Option<u16>,
    /// The user's description, if there is one.
    pub about: Option<String>,
}

/// The events that were not revoked, grouped by evening.
pub(in crate::review) struct EventsInEffect<'a> {
    evenings: Vec<(EveningDate, Vec<&'a Event>)>,
}

impl<'a> EventsInEffect<'a> {
    /// The events of all evenings up to `last`. `events` are ordered by evening.
    pub(in crate::review) fn until(last: EveningDate, events: &'a [Event]) -> Self {
        let until = events.partition_point(|event| event.evening <= last);
        let evenings = events[..until].chunk_by(|one, other| one.evening == other.evening);
        Self {
            evenings: evenings
                .map(|own| (own[0].evening, in_effect(own)))
                .collect(),
        }
    }

    pub(in crate::review) fn on(&self, evening: EveningDate) -> &[&'a Event] {
        let found = self
            .evenings
            .binary_search_by_key(&evening, |(date, _)| *date);
        found.map_or(&[], |at| &self.evenings[at].1)
    }

    /// Whether the user recorded nothing about an evening. `plan` events do not count: the program writes
    /// them by itself.
    pub(super) fn has_nothing_on(&self, evening: EveningDate) -> bool {
        let own = self.on(evening);
        own.iter().all(|event| matches!(event.what, What::Plan(_)))
    }

    pub(super) fn between(
        &self,
        first: EveningDate,
        last: EveningDate,
    ) -> impl Iterator<Item = &'a Event> {
        let from = self.evenings.partition_point(|(date, _)| *date < first);
        let near = self.evenings[from..]
            .iter()
            .take_while(move |(date, _)| *date <= last);
        near.flat_map(|(_, own)| own).copied()
    }

    /// The events of each evening from `first` to `last` that has any.
    pub(super) fn by_evening(
        &self,
        first: EveningDate,
        last: EveningDate,
    ) -> impl Iterator<Item = (EveningDate, &[&'a Event])> {
        let from = self.evenings.partition_point(|(date, _)| *date < first);
        let near = self.evenings[from..].iter();
        near.take_while(move |(date, _)| *date <= last)
            .map(|(date, own)| (*date, own.as_slice()))
    }

    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &'a Event> {
        self.evenings.iter().flat_map(|(_, own)| own).copied()
    }

    pub(super) fn iron(&self) -> Vec<IronTest> {
        let tests = self.all().filter_map(|event| match event.what {
            What::Iron { iron } => Some(iron),
            _ => None,
        });
        let mut tests: Vec<IronTest> = tests.collect();
        tests.sort_by_key(|test| test.tested);
        tests
    }

    /// The newest entry about a pregnancy from the evening `first` on.
    pub(super) fn pregnancy(&self, first: EveningDate) -> Option<Pregnancy> {
        let is_pregnancy =
            |what: &What| matches!(what, What::Factor { name, .. } if name == PREGNANCY);
        let event = self
            .newest(is_pregnancy)
            .filter(|event| event.evening >= first)?;
        match &event.what {
            What::Factor { amount, about, .. } => Some(Pregnancy {
                evening: event.evening,
                week: *amount,
                about: about.clone(),
            }),
            _ => None,
        }
    }

    pub(super) fn self_check(&self) -> Option<(EveningDate, [bool; 4])> {
        let event = self.newest(|what| matches!(what, What::SelfCheck { .. }))?;
        match event.what {
            What::SelfCheck { signs } => Some((event.evening, signs)),
            _ => None,
        }
    }

    /// The event that counts among those of the last evening that has a wanted one.
    fn newest(&self, is_wanted: impl Fn(&What) -> bool) -> Option<&'a Event> {
        let mut evenings = self.evenings.iter().rev();
        evenings.find_map(|(_, own)| {
            let own = own.iter().copied();
            decisive(own.filter(|event| is_wanted(&event.what)))
        })
    }
}
