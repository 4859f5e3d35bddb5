//! Splits the bytes of a terminal into keys, mouse events and pasted text.
//!
//! A terminal answers questions, also those that another program asked before, and its answers arrive between the keys.
//! They are dropped whole: their letters must not act as keys. A key sequence may arrive in parts, and a sequence may be
//! the beginning of another: Escape begins all of them. So time decides where the bytes alone do not, see [`PAUSE`].

use std::time::Duration;

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use terminput_crossterm::to_crossterm;

use super::theme::Background;

/// What belongs to one key arrives within this time. Long enough for a slow line, and too short to notice.
const PAUSE: Duration = Duration::from_millis(50);

/// How long the rest of a sequence is waited for.
const ABANDONED_AFTER: Duration = Duration::from_secs(1);

/// The most bytes that a sequence other than pasted text is kept with. Answers may be longer, and are dropped anyway.
const LONGEST_SEQUENCE: usize = 64;

const ESC: u8 = 0x1b;
const BELL: u8 = 0x07;

/// How pasted text begins and ends.
const PASTE: (&[u8], &[u8]) = (b"\x1b[200~", b"\x1b[201~");

/// The bytes of a sequence that is not complete yet.
#[derive(Debug, Default)]
pub struct KeyDecoder {
    pending: Vec<u8>,
    /// The background that the terminal has named, until it is taken.
    background: Option<Background>,
}

/// What the bytes so far are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sequence {
    /// The beginning of one.
    Unfinished,
    /// A whole one, for the parser.
    Whole,
    /// An answer of the terminal, whole.
    Answer,
    /// Not a sequence: its last byte begins another one.
    Broken,
}

impl KeyDecoder {
    /// Takes bytes in, and returns the events that they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = vec![];
        for &byte in bytes {
            self.push_byte(byte, &mut events);
        }
        events
    }

    fn push_byte(&mut self, byte: u8, events: &mut Vec<Event>) {
        self.pending.push(byte);
        match sequence(&self.pending) {
            Sequence::Unfinished => self.shorten(),
            Sequence::Whole => {
                events.extend(parsed(&self.pending));
                self.pending.clear();
            }
            Sequence::Answer => {
                self.background = background(&self.pending).or(self.background);
                self.pending.clear();
            }
            Sequence::Broken => {
                self.pending.pop();
                // Escape twice is the key, then the beginning of a sequence.
                if self.pending == [ESC] {
                    events.push(escape());
                }
                let is_alone = self.pending.is_empty();
                self.pending.clear();
                if !is_alone {
                    self.push_byte(byte, events);
                }
            }
        }
    }

    /// The background that the terminal has named since the last call.
    pub fn take_background(&mut self) -> Option<Background> {
        self.background.take()
    }

    /// Keeps no more of an answer than its beginning and its end.
    fn shorten(&mut self) {
        let is_pasted = self.pending.starts_with(PASTE.0);
        if !is_pasted && self.pending.len() > LONGEST_SEQUENCE {
            self.pending.drain(2..self.pending.len() - 2);
        }
    }

    /// How long to wait for further bytes before [`paused`](Self::paused) is called. None if no sequence has begun, or
    /// text is being pasted.
    pub fn waits_for(&self) -> Option<Duration> {
        if self.pending.is_empty() || self.pending.starts_with(PASTE.0) {
            None
        } else if self.is_a_key_already() {
            Some(PAUSE)
        } else {
            Some(ABANDONED_AFTER)
        }
    }

    /// No further bytes have arrived for that long. Returns the key that the beginning of a sequence was.
    pub fn paused(&mut self) -> Option<Event> {
        let pending = std::mem::take(&mut self.pending);
        match pending.as_slice() {
            [ESC] => Some(escape()),
            [ESC, letter] if letter.is_ascii() => Some(Event::Key(KeyEvent::new(
                KeyCode::Char(char::from(*letter)),
                KeyModifiers::ALT,
            ))),
            _ => None,
        }
    }

    /// Whether the beginning of a sequence can be a key of its own: Escape, or a letter with Alt.
    fn is_a_key_already(&self) -> bool {
        matches!(self.pending.as_slice(), [ESC] | [ESC, _])
    }
}

fn escape() -> Event {
    Event::Key(KeyCode::Esc.into())
}

/// What these bytes are. All but the last were [`Sequence::Unfinished`].
fn sequence(bytes: &[u8]) -> Sequence {
    match bytes {
        [ESC] | [ESC, b'O'] => Sequence::Unfinished,
        [ESC, ESC] | [ESC, b'O', ESC] => Sequence::Broken,
        [ESC, b'[', rest @ ..] => control_sequence(rest),
        [ESC, b'O', _] => Sequence::Whole,
        // Strings: of the system (OSC), of the device (DCS), of programs (APC), private (PM), and SOS.
        [ESC, b']' | b'P' | b'_' | b'^' | b'X', rest @ ..] => string(rest),
        [ESC, character @ ..] | character => utf8(character),
    }
}

/// What follows `ESC [`: parameters, then a letter or sign that ends it.
fn control_sequence(rest: &[u8]) -> Sequence {
    let Some((last, before)) = rest.split_last() else {
        return Sequence::Unfinished;
    };
    match (before, last) {
        // The mouse in its oldest form: three bytes of any value.
        ([b'M', coordinates @ ..], _) if coordinates.len() < 2 => Sequence::Unfinished,
        // Beside it the function keys of the Linux console.
        ([], b'M' | b'[') => Sequence::Unfinished,
        ([b'M' | b'[', ..], _) => Sequence::Whole,
        _ if rest.starts_with(b"200~") => {
            if rest.ends_with(PASTE.1) {
                Sequence::Whole
            } else {
                Sequence::Unfinished
            }
        }
        (_, 0x20..=0x3f) => Sequence::Unfinished,
        // Where the cursor is, which cannot be told from F3 with Shift or Ctrl. No key of the program is that.
        (_, b'R') if before.contains(&b';') => Sequence::Answer,
        ([b'?' | b'>' | b'=', ..], 0x40..=0x7e) | (_, b'c' | b'n' | b'y' | b't' | b'x') => {
            Sequence::Answer
        }
        (_, 0x40..=0x7e) => Sequence::Whole,
        _ => Sequence::Broken,
    }
}

/// A string, which ends with `ESC \` or the bell.
fn string(rest: &[u8]) -> Sequence {
    match rest {
        [.., BELL] | [.., ESC, b'\\'] => Sequence::Answer,
        _ => Sequence::Unfinished,
    }
}

/// One character.
fn utf8(bytes: &[u8]) -> Sequence {
    match std::str::from_utf8(bytes) {
        Ok(_) => Sequence::Whole,
        Err(error) if error.error_len().is_none() => Sequence::Unfinished,
        Err(_) => Sequence::Broken,
    }
}

/// The background that an answer names: its colour, `ESC ] 11 ; rgb:1e1e/1e1e/2e2e`, or the colour scheme, `ESC [ ? 997 ; 1 n`
/// for a dark one.
fn background(answer: &[u8]) -> Option<Background> {
    match answer {
        b"\x1b[?997;1n" => return Some(Background::Dark),
        b"\x1b[?997;2n" => return Some(Background::Light),
        _ => {}
    }
    let text = std::str::from_utf8(answer).ok()?;
    let colour = text.strip_prefix("\x1b]11;")?;
    let colour = colour.trim_end_matches(['\x07', '\x1b', '\\']);
    let (_, channels) = colour.split_once(':')?;
    let channels = channels.split('/').map(|hex| {
        let most = 16_u32.checked_pow(u32::try_from(hex.len()).ok()?)? - 1;
        let value = u32::from_str_radix(hex, 16).ok()?;
        Some(f64::from(value) / f64::from(most))
    });
    let [red, green, blue, ..] = channels.collect::<Option<Vec<_>>>()?[..] else {
        return None;
    };
    // How bright each of them is to the eye, after ITU-R BT.709.
    let brightness = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    Some(if brightness > 0.5 {
        Background::Light
    } else {
        Background::Dark
    })
}

/// The event of a whole sequence, if it is one that the program knows.
fn parsed(bytes: &[u8]) -> Option<Event> {
    let event = terminput::Event::parse_from(bytes).ok()??;
    to_crossterm(event).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::crossterm::event::MouseEventKind;

    use super::*;

    fn key(code: KeyCode) -> Event {
        Event::Key(code.into())
    }

    fn letter(letter: char) -> Event {
        key(KeyCode::Char(letter))
    }

    fn alt(letter: char) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::ALT))
    }

    /// Answers of terminals: to OSC 10, 11 and 4, device attributes of each kind, the cursor, the state and size of the
    /// window, modes, the name of the terminal, a keyboard's flags, graphics, the clipboard, the colour scheme.
    const ANSWERS: [&str; 21] = [
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
        "\x1b]10;rgb:ffff/ffff/ffff\x07",
        "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
        "\x1b]52;c;ZG9uZQ==\x07",
        "\x1b[?62;22c",
        "\x1b[?1;2c",
        "\x1b[>0;276;0c",
        "\x1b[=1;0c",
        "\x1b[24;80R",
        "\x1b[1;5R",
        "\x1b[?24;80;1R",
        "\x1b[0n",
        "\x1b[8;24;80t",
        "\x1b[4;600;800t",
        "\x1b[?2026;2$y",
        "\x1b[?997;1n",
        "\x1b[?1u",
        "\x1bP>|XTerm(390)\x1b\\",
        "\x1bP1+r544e=787465726d\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
    ];

    #[test]
    fn answers_of_the_terminal_are_no_keys_and_the_keys_around_them_are() {
        for answer in ANSWERS {
            let mut decoder = KeyDecoder::default();
            let bytes = format!("d{answer}s");
            assert_eq!(
                decoder.push(bytes.as_bytes()),
                [letter('d'), letter('s')],
                "{answer:?}"
            );
        }
    }

    #[test]
    fn the_background_is_read_from_the_terminals_answers() {
        for (answer, expected) in [
            ("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", Some(Background::Dark)),
            ("\x1b]11;rgb:fafa/f4f4/eaea\x07", Some(Background::Light)),
            ("\x1b]11;rgb:f/f/f\x07", Some(Background::Light)),
            ("\x1b]11;rgba:00/20/00/ff\x07", Some(Background::Dark)),
            ("\x1b[?997;2n", Some(Background::Light)),
            ("\x1b[?997;1n", Some(Background::Dark)),
            ("\x1b]11;?\x07", None),
            ("\x1b]11;rgb:\x07", None),
            ("\x1b]11;rgb:zz/00/00\x07", None),
            ("\x1b]10;rgb:ffff/ffff/ffff\x07", None),
        ] {
            let mut decoder = KeyDecoder::default();
            assert_eq!(decoder.push(answer.as_bytes()), []);
            assert_eq!(decoder.take_background(), expected, "{answer:?}");
            assert_eq!(decoder.take_background(), None);
        }
    }

    #[test]
    fn the_focus_of_the_window_is_an_event() {
        let mut decoder = KeyDecoder::default();
        let events = decoder.push(b"\x1b[Id\x1b[O");
        assert_eq!(events, [Event::FocusGained, letter('d'), Event::FocusLost]);
    }

    #[test]
    fn an_answer_in_two_parts_is_no_key_either() {
        for answer in ANSWERS {
            for middle in 3..answer.len() {
                let mut decoder = KeyDecoder::default();
                let (one, other) = answer.as_bytes().split_at(middle);
                assert_eq!(decoder.push(one), []);
                assert_eq!(decoder.waits_for(), Some(ABANDONED_AFTER), "{answer:?}");
                assert_eq!(decoder.push(other), [], "{answer:?} after {middle}");
                assert_eq!(decoder.push(b"d"), [letter('d')], "{answer:?}");
            }
        }
    }

    #[test]
    fn an_answer_that_never_ends_swallows_no_key_after_it_was_waited_for() {
        let mut decoder = KeyDecoder::default();
        let endless = format!("\x1b]11;{}", "0".repeat(5000));
        assert_eq!(decoder.push(endless.as_bytes()), []);
        assert!(decoder.pending.len() <= LONGEST_SEQUENCE);
        assert_eq!(decoder.paused(), None);
        assert_eq!(decoder.push(b"d"), [letter('d')]);
    }

    #[test]
    fn alt_with_the_beginning_of_a_sequence_is_that_key_and_swallows_none() {
        for beginning in ['[', 'O', ']', 'P', '_', '^', 'X'] {
            let mut decoder = KeyDecoder::default();
            assert_eq!(decoder.push(format!("\x1b{beginning}").as_bytes()), []);
            assert_eq!(decoder.waits_for(), Some(PAUSE));
            assert_eq!(decoder.paused(), Some(alt(beginning)));
            assert_eq!(decoder.push(b"d"), [letter('d')]);
        }
    }

    #[test]
    fn escape_is_a_key_once_nothing_follows_and_at_once_before_another_sequence() {
        let mut decoder = KeyDecoder::default();
        assert_eq!(decoder.push(b"\x1b"), []);
        assert_eq!(decoder.paused(), Some(escape()));
        assert_eq!(decoder.waits_for(), None);
        assert_eq!(decoder.push(b"\x1b\x1b[A"), [escape(), key(KeyCode::Up)]);
        assert_eq!(decoder.push(b"\x1bd"), [alt('d')]);
    }

    #[test]
    fn keys_mouse_events_and_pasted_text_are_read() {
        let mut decoder = KeyDecoder::default();
        for (bytes, code) in [
            ("\x1b[A", KeyCode::Up),
            ("\x1bOB", KeyCode::Down),
            ("\x1b[5~", KeyCode::PageUp),
            ("\x1b[3~", KeyCode::Delete),
            ("\x1b[[A", KeyCode::F(1)),
            ("\x1bOP", KeyCode::F(1)),
            ("\r", KeyCode::Enter),
            ("\x7f", KeyCode::Backspace),
            ("ж", KeyCode::Char('ж')),
            ("𝄞", KeyCode::Char('𝄞')),
        ] {
            assert_eq!(decoder.push(bytes.as_bytes()), [key(code)], "{bytes:?}");
        }
        for click in [&b"\x1b[<0;5;6M"[..], b"\x1b[M \x25\x26", b"\x1b[M \xe4\x26"] {
            let events = decoder.push(click);
            assert!(
                matches!(events.as_slice(), [Event::Mouse(mouse)] if matches!(mouse.kind, MouseEventKind::Down(_))),
                "{events:?}"
            );
        }
        let text = "d\x1b]11;x\x07 and \r\n\x1b[A".repeat(1000);
        let pasted = format!("\x1b[200~{text}\x1b[201~d");
        assert_eq!(
            decoder.push(pasted.as_bytes()),
            [Event::Paste(text), letter('d')]
        );
        assert_eq!(decoder.waits_for(), None);
    }

    #[test]
    fn bytes_that_are_no_character_are_dropped_alone() {
        let mut decoder = KeyDecoder::default();
        assert_eq!(decoder.push(b"\xffd\xc3\xffs"), [letter('d'), letter('s')]);
    }

    proptest! {
        #[test]
        fn keys_work_again_after_any_bytes_and_a_pause(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let mut decoder = KeyDecoder::default();
            decoder.push(&bytes);
            if decoder.waits_for().is_some() {
                decoder.paused();
            } else if !decoder.pending.is_empty() {
                decoder.push(PASTE.1);
            }
            prop_assert_eq!(decoder.push(b"d"), [letter('d')]);
        }

        #[test]
        fn it_makes_no_difference_in_which_parts_the_bytes_come(
            bytes in prop::collection::vec(prop_oneof![Just(ESC), Just(b'['), Just(b']'), Just(b'O'), Just(b'M'), any::<u8>()], 0..40),
            middle in any::<prop::sample::Index>(),
        ) {
            let whole = KeyDecoder::default().push(&bytes);
            let (one, other) = bytes.split_at(middle.index(bytes.len() + 1));
            let mut decoder = KeyDecoder::default();
            let mut parts = decoder.push(one);
            parts.extend(decoder.push(other));
            prop_assert_eq!(parts, whole);
        }
    }
}
