//! What a disk may hold after the power was cut: everything that was synced, and any part of what was written since.

use std::collections::BTreeMap;

use super::recorder::{Name, Operation};

/// The unit in which a disk writes. A write that is interrupted ends at one of its limits.
const SECTOR: usize = 512;

/// The files of a journal, as far as they are there.
pub type Image = BTreeMap<Name, Vec<u8>>;

/// A disk up to some operation: what is safe on it, and what has been done since in the order in which it was done.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    safe: Image,
    pending: Vec<Operation>,
    /// The files beside the journal whose names are not yet safe in the folder.
    is_new: BTreeMap<Name, bool>,
}

/// What becomes of an operation that was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Lost,
    /// Only the first half reached the disk, or only the second.
    Torn {
        first: bool,
    },
}

impl Disk {
    /// A disk on which these files are safe.
    pub fn with(safe: Image) -> Self {
        let is_new = safe.keys().map(|name| (*name, false)).collect();
        Self {
            safe,
            pending: vec![],
            is_new,
        }
    }

    /// Carries out an operation.
    pub fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Acknowledged(_) => {}
            Operation::Sync(name) => {
                // With a new log or rollback journal `SQLite` also syncs the folder, and so everything deleted in it.
                let is_new = self.is_new.insert(*name, false).unwrap_or(true);
                let syncs_folder = is_new && *name != Name::Main;
                let (safe, pending) = self.pending.drain(..).partition(|it| {
                    name_of(it) == Some(*name)
                        || syncs_folder && matches!(it, Operation::Delete { .. })
                });
                let safe: Vec<Operation> = safe;
                self.pending = pending;
                for it in &safe {
                    perform(&mut self.safe, it, Fate::Kept);
                }
            }
            Operation::Delete { name, is_synced } => {
                self.is_new.remove(name);
                self.pending.push(operation.clone());
                if *is_synced {
                    let pending = std::mem::take(&mut self.pending);
                    for it in pending {
                        match it {
                            Operation::Delete { .. } => {
                                perform(&mut self.safe, &it, Fate::Kept);
                            }
                            // What was written into a deleted file does not matter.
                            it if name_of(&it) == Some(*name) => {}
                            it => self.pending.push(it),
                        }
                    }
                }
            }
            Operation::Write { .. } | Operation::Truncate { .. } => {
                self.pending.push(operation.clone());
            }
        }
    }

    /// What may be on the disk if the power is cut now: nothing of what was not synced, all of it, all but one, only
    /// one, and one of them torn.
    pub fn after_a_cut(&self) -> Vec<Image> {
        let number = self.pending.len();
        let mut fates = vec![vec![Fate::Lost; number], vec![Fate::Kept; number]];
        for one in 0..number {
            for (all, its) in [
                (Fate::Kept, Fate::Lost),
                (Fate::Lost, Fate::Kept),
                (Fate::Kept, Fate::Torn { first: true }),
                (Fate::Kept, Fate::Torn { first: false }),
                (Fate::Lost, Fate::Torn { first: true }),
            ] {
                let mut these = vec![all; number];
                these[one] = its;
                fates.push(these);
            }
            // In the order in which they were written, up to some point.
            fates.push((0..number).map(|n| kept_if(n < one)).collect());
        }
        fates.iter().map(|fates| self.image(fates)).collect()
    }

    fn image(&self, fates: &[Fate]) -> Image {
        let mut image = self.safe.clone();
        let mut still_there = Vec::new();
        for (operation, fate) in self.pending.iter().zip(fates) {
            // A file whose deletion is lost is still the old one: what was written later went into another.
            let name = name_of(operation);
            if still_there.contains(&name) {
                continue;
            }
            if matches!(operation, Operation::Delete { .. }) && *fate == Fate::Lost {
                still_there.push(name);
            }
            perform(&mut image, operation, *fate);
        }
        image
    }
}

fn kept_if(is_kept: bool) -> Fate {
    if is_kept { Fate::Kept } else { Fate::Lost }
}

fn name_of(operation: &Operation) -> Option<Name> {
    match operation {
        Operation::Write { name, .. }
        | Operation::Truncate { name, .. }
        | Operation::Sync(name)
        | Operation::Delete { name, .. } => Some(*name),
        Operation::Acknowledged(_) => None,
    }
}

fn perform(image: &mut Image, operation: &Operation, fate: Fate) {
    if fate == Fate::Lost {
        return;
    }
    match operation {
        Operation::Write {
            name,
            offset,
            bytes,
        } => {
            let middle = (bytes.len() / 2).next_multiple_of(SECTOR).min(bytes.len());
            let (from, to) = match fate {
                Fate::Torn { first: true } => (0, middle),
                Fate::Torn { first: false } => (middle, bytes.len()),
                Fate::Kept | Fate::Lost => (0, bytes.len()),
            };
            if from == to {
                return;
            }
            let file = image.entry(*name).or_default();
            let end = offset + to;
            if file.len() < end {
                file.resize(end, 0);
            }
            file[offset + from..end].copy_from_slice(&bytes[from..to]);
        }
        Operation::Truncate { name, size } => {
            image.entry(*name).or_default().resize(*size, 0);
        }
        Operation::Delete { name, .. } => {
            image.remove(name);
        }
        Operation::Sync(_) | Operation::Acknowledged(_) => {}
    }
}
