//! The sets of characters that screens are drawn with.

/// The characters that the screens are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// Unicode, including braille.
    Unicode,
    /// What the usual fonts of the Linux console have: see [`CONSOLE`].
    Console,
    /// ASCII only.
    Ascii,
}

/// The characters beside ASCII that [`Charset::Console`] is drawn with. Two fonts have all of them: the kernel's own
/// (`drivers/tty/vt/cp437.uni`, 256 characters) and Debian's and Ubuntu's (Lat15-Fixed16 of console-setup 1.221). The
/// former has no `●`, `━` or `…`; the latter no half blocks. Neither has braille or quarter blocks.
pub const CONSOLE: &str = "─│┌┐└┘┴═║█▒░■▲▼▶◀♦•·×±°←↑→↓";
