//! Figures and short words that can be read from across the room.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;
use ratatui::widgets::Widget;
use tui_big_text::{BigText, PixelSize};

/// How high big text is, in cells.
pub const HEIGHT: u16 = 4;

/// A short text in big letters, as wide as the space allows; where it does not fit, in plain ones.
#[derive(Debug, Clone, Copy)]
pub struct Big<'a> {
    /// What it says.
    pub text: &'a str,
    /// How it looks.
    pub style: Style,
    /// Whether only ASCII can be drawn.
    pub ascii: bool,
}

impl Big<'_> {
    /// The space it takes of what is offered.
    pub fn size(&self, offered: Size) -> Size {
        match self.pixels(offered) {
            Some((_, (width, height))) => Size::new(self.letters() * width, height),
            None => Size::new(self.letters().min(offered.width), offered.height.min(1)),
        }
    }

    fn letters(&self) -> u16 {
        u16::try_from(self.text.chars().count()).unwrap_or(u16::MAX)
    }

    /// The largest letters that fit, and the cells that one takes.
    fn pixels(&self, offered: Size) -> Option<(PixelSize, (u16, u16))> {
        let sizes: &[(PixelSize, (u16, u16))] = if self.ascii {
            &[(PixelSize::Full, (8, 8))]
        } else {
            &[
                (PixelSize::HalfHeight, (8, HEIGHT)),
                (PixelSize::Quadrant, (4, HEIGHT)),
            ]
        };
        sizes.iter().copied().find(|(_, (w, h))| {
            self.letters().saturating_mul(*w) <= offered.width && *h <= offered.height
        })
    }
}

impl Widget for Big<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let Some((pixels, _)) = self.pixels(area.as_size()) else {
            buf.set_stringn(area.x, area.y, self.text, area.width as usize, self.style);
            return;
        };
        let size = self.size(area.as_size());
        let area = Rect::new(area.x, area.y, size.width, size.height);
        let text = BigText::builder()
            .pixel_size(pixels)
            .style(self.style)
            .lines([self.text.into()])
            .build();
        text.render(area, buf);
        if self.ascii {
            for position in area.positions() {
                if let Some(cell) = buf.cell_mut(position).filter(|cell| cell.symbol() == "█") {
                    cell.set_char('#');
                }
            }
        }
    }
}
