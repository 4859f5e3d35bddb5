//! The checksum of a row: CRC-32 (the one of zip and PNG) over all its stored values in the order of the columns.
//!
//! Each value is preceded by its type, as `SQLite` numbers it, and its length, so that a byte cannot move from one
//! column to the next unnoticed. Numbers are eight bytes, little-endian. It finds every change of up to 32 successive
//! bits, and all but one in four billion of other changes.

use rusqlite::types::ValueRef;

/// Computes checksums, and keeps the memory that it needs from one row to the next.
#[derive(Debug, Default)]
pub(super) struct Checksums {
    bytes: Vec<u8>,
}

impl Checksums {
    /// The checksum of a row with these values, as the journal stores it.
    pub(super) fn of(&mut self, values: &[ValueRef<'_>]) -> i64 {
        self.crc(values).into()
    }

    /// The checksum of a row with these values.
    pub(super) fn crc(&mut self, values: &[ValueRef<'_>]) -> u32 {
        self.bytes.clear();
        for value in values {
            match value {
                ValueRef::Integer(number) => self.add(1, &number.to_le_bytes()),
                ValueRef::Real(number) => self.add(2, &number.to_le_bytes()),
                ValueRef::Text(bytes) => self.add(3, bytes),
                ValueRef::Blob(bytes) => self.add(4, bytes),
                ValueRef::Null => self.add(5, &[]),
            }
        }
        crc32fast::hash(&self.bytes)
    }

    fn add(&mut self, kind: u8, bytes: &[u8]) {
        // SQLite's longest value has less than 2^31 bytes.
        let [a, b, c, d] = (bytes.len() as u32).to_le_bytes();
        self.bytes.extend_from_slice(&[kind, a, b, c, d]);
        self.bytes.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_a_row_is_the_same_in_every_version() {
        let id = [7; 16];
        let values = [
            ValueRef::Blob(&id),
            ValueRef::Integer(1_790_000_000_123),
            ValueRef::Integer(-300),
            ValueRef::Text(b"2026-11-24"),
            ValueRef::Text(b"done"),
            ValueRef::Text(b"stretch"),
            ValueRef::Text(b"{}"),
            ValueRef::Text(b"laptop"),
            ValueRef::Null,
            ValueRef::Null,
        ];
        assert_eq!(Checksums::default().of(&values), 0x5e6a_5c4f);
    }

    #[test]
    fn a_byte_that_moves_to_the_next_column_changes_the_checksum() {
        let mut checksums = Checksums::default();
        let mut of = |one, other| checksums.of(&[ValueRef::Text(one), ValueRef::Text(other)]);
        let sums = [of(b"ab", b"c"), of(b"a", b"bc"), of(b"abc", b"")];
        assert!(sums[0] != sums[1] && sums[1] != sums[2] && sums[0] != sums[2]);
        let null = checksums.of(&[ValueRef::Null]);
        assert_ne!(null, checksums.of(&[ValueRef::Text(b"")]));
    }
}
