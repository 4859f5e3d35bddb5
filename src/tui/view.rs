//! Draws the app.

use ratatui::Frame;
use ratatui::widgets::Block;

use super::app::App;
use super::wrap::wrapped;

/// Draws the top screen, or its single line on a terminal that is too small.
pub fn view(app: &App, frame: &mut Frame) {
    let (screen, ctx) = (app.top(), app.context());
    let theme = ctx.theme();
    frame.render_widget(Block::new().style(theme.ground), frame.area());
    if !ctx.is_tiny() {
        return screen.draw(&ctx, frame);
    }
    let area = frame.area();
    let line = screen.one_line(&ctx);
    for (row, line) in area.rows().zip(wrapped(&line, area.width)) {
        let buf = frame.buffer_mut();
        buf.set_stringn(row.x, row.y, line, row.width.into(), theme.text);
    }
}
