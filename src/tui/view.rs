//! Draws the app.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::widgets::Block;

use super::app::App;
use super::row::{CUT, put};
use super::wrap::wrapped_into;
use crate::printable::is_hidden;

/// Draws the top screen, or its single line on a terminal that is too small.
///
/// Text on a screen may come from other programs' events. Ratatui leaves out whatever has no width, control characters
/// among it; the rest of what is hidden is replaced here, and so is the sign of a text that is cut where the terminal lacks it.
pub fn view(app: &App, frame: &mut Frame) {
    draw(app, frame);
    if let Some(selection) = selection(app, frame.buffer_mut()) {
        frame.set_cursor_position(selection);
    }
    let cut = app.context().terminal.symbols().cut;
    for cell in &mut frame.buffer_mut().content {
        let symbol = cell.symbol();
        if symbol == CUT {
            cell.set_symbol(cut);
        } else if !symbol.is_ascii() && symbol.contains(is_hidden) {
            cell.set_char(char::REPLACEMENT_CHARACTER);
        }
    }
}

/// Where the terminal's own cursor belongs, so that a screen reader follows the selection: on the sign in front of it. None
/// if nothing is selected, or if a text field has the cursor.
fn selection(app: &App, buf: &Buffer) -> Option<Position> {
    let (screen, ctx) = (app.top(), app.context());
    if screen.has_field() || !screen.shows_selection() || ctx.is_tiny() {
        return None;
    }
    let sign = ctx.terminal.symbols().cursor;
    let width = usize::from(buf.area.width).max(1);
    let cells = &buf.content;
    // The ASCII sign also ends an arrow.
    let begins = |index: usize| index.is_multiple_of(width) || cells[index - 1].symbol() == " ";
    let index = (0..cells.len()).find(|&index| cells[index].symbol() == sign && begins(index))?;
    let (column, row) = (index % width, index / width);
    let column = u16::try_from(column).ok()?;
    Some(Position::new(column, u16::try_from(row).ok()?))
}

fn draw(app: &App, frame: &mut Frame) {
    let (screen, ctx) = (app.top(), app.context());
    let theme = ctx.theme();
    frame.render_widget(Block::new().style(theme.ground), frame.area());
    if !ctx.is_tiny() {
        return screen.draw(&ctx, frame);
    }
    let area = frame.area();
    let question = ctx.notices.question().map(str::to_owned);
    let line = question.unwrap_or_else(|| screen.one_line(&ctx));
    let lines = wrapped_into(&line, area.width, area.height);
    for (row, line) in area.rows().zip(lines) {
        let buf = frame.buffer_mut();
        put(buf, row, 0, line, theme.text);
    }
}
