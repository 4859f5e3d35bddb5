//! A config as text and document: the values as they are written, for the settings.

use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::edit::{document, tables};
use super::parse;
use super::problem::Problems;
use super::setting::{ConfigValue, SettingKind, name_keys};
use crate::time_of_day::ClockFormat;

/// A table of the config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableAddress {
    /// The keys at the top.
    Top,
    /// The section with this name.
    Section(&'static str),
    /// A table of a list.
    Entry(EntryAddress),
}

/// A table of a list. It is recognised by its name, so that a change finds it although the file was edited meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryAddress {
    /// The name of the list, such as `step`.
    pub list: &'static str,
    /// Its number in the list, from 0, which decides between entries of one name.
    pub index: usize,
    /// The value that names it: the id of a step, the days of a schedule.
    pub name: String,
}

/// The text of a config that has no mistakes, with its document.
#[derive(Debug, Clone)]
pub struct ConfigText {
    text: String,
    document: DocumentMut,
    clock: ClockFormat,
}

impl ConfigText {
    /// Reads a text.
    ///
    /// # Errors
    /// All its problems.
    pub fn new(text: String) -> Result<Self, Problems> {
        let clock = parse(&text)?.display.clock;
        let document = document(&text)?;
        Ok(Self {
            text,
            document,
            clock,
        })
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The clock in which the config wants times to be shown.
    pub fn clock(&self) -> ClockFormat {
        self.clock
    }

    /// A value of the config as it is shown.
    pub fn shown(&self, kind: &SettingKind, value: &ConfigValue) -> String {
        kind.shown(value, self.clock)
    }

    /// The value of a key. None if it is not there.
    pub fn value(&self, table: &TableAddress, key: &str) -> Option<ConfigValue> {
        let value = match table {
            TableAddress::Top => self.document.get(key)?.as_value(),
            TableAddress::Section(name) => {
                let section = self.document.get(name)?.as_table_like()?;
                section.get(key)?.as_value()
            }
            TableAddress::Entry(entry) => {
                let tables = self.tables(entry.list);
                tables.get(entry.index)?.get(key)?.as_value()
            }
        };
        value.map(ConfigValue::from_toml)
    }

    /// The tables of a list.
    pub fn entries(&self, list: &'static str) -> Vec<EntryAddress> {
        let tables = self.tables(list).into_iter().enumerate();
        let address = |(index, table): (usize, &dyn TableLike)| EntryAddress {
            list,
            index,
            name: name_of(list, table),
        };
        tables.map(address).collect()
    }

    /// The entry, wherever it is now. None if there is none of that name.
    pub fn find(&self, entry: &EntryAddress) -> Option<EntryAddress> {
        let named = self.entries(entry.list).into_iter();
        let named = named.filter(|other| other.name == entry.name);
        named.min_by_key(|other| other.index.abs_diff(entry.index))
    }

    fn tables(&self, list: &str) -> Vec<&dyn TableLike> {
        match self.document.get(list) {
            Some(Item::ArrayOfTables(tables)) => {
                tables.iter().map(|it| it as &dyn TableLike).collect()
            }
            Some(Item::Value(Value::Array(items))) => {
                let inline = items.iter().filter_map(Value::as_inline_table);
                inline.map(|it| it as &dyn TableLike).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The values that name a table of a list, as one text.
fn name_of(list: &str, table: &dyn TableLike) -> String {
    let values = name_keys(list).iter().map(|key| {
        let value = table.get(key).and_then(Item::as_value);
        value.map_or_else(String::new, |value| match ConfigValue::from_toml(value) {
            ConfigValue::Text(text) => text,
            ConfigValue::List(items) => {
                let items = items.iter().filter_map(ConfigValue::text);
                items.collect::<Vec<_>>().join(",")
            }
            ConfigValue::Whole(_)
            | ConfigValue::Number(_)
            | ConfigValue::Switch(_)
            | ConfigValue::Table(_) => String::new(),
        })
    });
    values.collect::<Vec<_>>().join(" ")
}

/// The table of a document at that address. A section that is missing is added; an entry that is gone is not.
pub(super) fn table_mut<'d>(
    document: &'d mut DocumentMut,
    address: &TableAddress,
) -> Option<&'d mut dyn TableLike> {
    match address {
        TableAddress::Top => Some(document.as_table_mut()),
        TableAddress::Section(name) => {
            let new = || Item::Table(toml_edit::Table::new());
            document.entry(name).or_insert_with(new).as_table_like_mut()
        }
        TableAddress::Entry(entry) => tables(document, entry.list)
            .into_iter()
            .enumerate()
            .filter(|(_, table)| name_of(entry.list, *table) == entry.name)
            .min_by_key(|(index, _)| index.abs_diff(entry.index))
            .map(|(_, table)| table),
    }
}
