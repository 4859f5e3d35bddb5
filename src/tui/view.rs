//! Draws the app.

use ratatui::Frame;
use ratatui::widgets::Block;

use super::app::App;
use super::wrap::wrapped;
use crate::printable::is_hidden;

/// Draws the top screen, or its single line on a terminal that is too small.
///
/// Text on a screen may come from other programs' events. Ratatui leaves out whatever has no width, control characters
/// among it; the rest of what is hidden is replaced here.
pub fn view(app: &App, frame: &mut Frame) {
    draw(app, frame);
    for cell in &mut frame.buffer_mut().content {
        let symbol = cell.symbol();
        if !symbol.is_ascii() && symbol.contains(is_hidden) {
            cell.set_char(char::REPLACEMENT_CHARACTER);
        }
    }
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
    for (row, line) in area.rows().zip(wrapped(&line, area.width)) {
        let buf = frame.buffer_mut();
        buf.set_stringn(row.x, row.y, line, row.width.into(), theme.text);
    }
}
