//! The smallest ratatui program that draws one list: the baseline for `benches/shipped/`.

use ratatui::crossterm::event;
use ratatui::widgets::List;

fn main() -> std::io::Result<()> {
    let mut terminal = ratatui::init();
    let steps = [
        "Last caffeine",
        "Warm bath",
        "Compression massage",
        "Leg stretches",
        "Lights out",
    ];
    let drawn = terminal
        .draw(|frame| frame.render_widget(List::new(steps), frame.area()))
        .map(|_| ());
    let pressed = drawn.and_then(|()| event::read());
    ratatui::restore();
    pressed.map(|_| ())
}
