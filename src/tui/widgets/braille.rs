//! Braille patterns, which give eight dots in a cell.

/// Dots in a row of a cell.
pub const ACROSS: u16 = 2;
/// Dots in a column of a cell.
pub const DOWN: u16 = 4;

/// The bit of each dot, and its position in the cell from the left and from the top. [Unicode 16, Braille Patterns]
pub const DOTS: [(u8, (u16, u16)); 8] = [
    (0x01, (0, 0)),
    (0x02, (0, 1)),
    (0x04, (0, 2)),
    (0x08, (1, 0)),
    (0x10, (1, 1)),
    (0x20, (1, 2)),
    (0x40, (0, 3)),
    (0x80, (1, 3)),
];

/// The character that shows the dots of these bits.
pub fn sign(bits: u8) -> char {
    char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' ')
}

/// The bits of the dots that a braille character shows. None for other characters.
pub fn bits_of(sign: char) -> Option<u8> {
    u32::from(sign)
        .checked_sub(0x2800)
        .and_then(|bits| u8::try_from(bits).ok())
}
