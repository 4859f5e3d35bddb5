//! Collects the bytes of a frame, so that it is written in one piece and the terminal shows it at once.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// Tells the terminal to show nothing until the end of the frame (mode 2026). Terminals that do not know it ignore it.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// A terminal reads so many bytes at once, and shows them at once. Only a longer frame needs the marks.
const READ_AT_ONCE: usize = 4096;

/// Room for a full frame of a large terminal.
const CAPACITY: usize = 64 * 1024;

/// The bytes of the frame that is being drawn. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct FrameBuffer(Rc<RefCell<Bytes>>);

#[derive(Debug, Default)]
struct Bytes {
    frame: Vec<u8>,
    /// The bytes of the last frame.
    last: Vec<u8>,
}

impl FrameBuffer {
    /// Writes the frame, and begins another one. Nothing is written of a frame that is byte for byte the last one: only
    /// cells that differ are drawn, so it changes nothing, and at most repeats where the cursor is.
    ///
    /// # Errors
    /// The writer's error.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        let Bytes { frame, last } = &mut *self.0.borrow_mut();
        if frame.len() > READ_AT_ONCE {
            frame.extend_from_slice(END);
        }
        let is_new = frame != last;
        std::mem::swap(frame, last);
        frame.clear();
        match last.strip_prefix(BEGIN) {
            _ if !is_new => Ok(()),
            Some(frame) if !last.ends_with(END) => out.write_all(frame),
            Some(_) | None => out.write_all(last),
        }
    }

    /// The terminal no longer shows the last frame.
    pub fn forget(&self) {
        self.0.borrow_mut().last.clear();
    }
}

impl Write for FrameBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    /// Every letter of a frame is one call, so it does not go through `write`.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let frame = &mut self.0.borrow_mut().frame;
        if frame.is_empty() {
            frame.reserve(CAPACITY);
            frame.extend_from_slice(BEGIN);
        }
        frame.extend_from_slice(bytes);
        Ok(())
    }

    /// Nothing is written before the frame is whole.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_one_piece_and_is_written_once() {
        let buffer = FrameBuffer::default();
        let mut writer = buffer.clone();
        let mut draw = |bytes: &str| {
            for byte in bytes.bytes() {
                writer.write_all(&[byte]).unwrap();
                writer.flush().unwrap();
            }
            let mut written = vec![];
            buffer.write_to(&mut written).unwrap();
            String::from_utf8(written).unwrap()
        };
        assert_eq!(draw("one"), "one");
        assert_eq!(draw("one"), "");
        assert_eq!(draw("two"), "two");
        assert_eq!(draw("one"), "one");
        buffer.forget();
        assert_eq!(draw("one"), "one");
        let long = "x".repeat(READ_AT_ONCE);
        assert_eq!(draw(&long), format!("\x1b[?2026h{long}\x1b[?2026l"));
        assert_eq!(draw(&long), "");
    }
}
