//! The one place that draws.

use ratatui::Frame;
use ratatui::widgets::Block;

use super::app::{App, Screen};
use super::screens::{diary, help, learn, player, review, timer, tonight, welcome};
use super::wrap::wrapped;
use crate::evening::Status;
use crate::words;

/// Draws the app as it stands.
pub fn view(app: &App, frame: &mut Frame) {
    let ground = Block::new().style(app.theme().ground);
    frame.render_widget(ground, frame.area());
    if app.is_tiny() {
        return tiny(app, frame);
    }
    if app.help {
        return help::view(app, frame);
    }
    if let Some(state) = &app.learn {
        return learn::view(app, state, frame);
    }
    match &app.screen {
        Screen::Welcome(state) => welcome::view(app, state, frame),
        Screen::Tonight => tonight::view(app, frame),
        Screen::Player(state) => player::view(app, state, frame),
        Screen::Timer(state) => timer::view(app, state, frame),
        Screen::Diary(state) => diary::view(app, state, frame),
        Screen::Review => review::view(app, frame),
    }
}

/// One line, for a terminal with no room for more; and why, when asked.
fn tiny(app: &App, frame: &mut Frame) {
    let area = frame.area();
    let line = match &app.screen {
        _ if app.help => format!("{}x{} is too small: 40x12", area.width, area.height),
        _ if app.learn.is_some() => "Learn wants 40x12; Esc leaves it".to_owned(),
        Screen::Player(state) => player::in_a_line(state),
        Screen::Timer(state) => timer::in_a_line(app, state),
        Screen::Welcome(_) | Screen::Tonight | Screen::Review | Screen::Diary(_) => {
            what_is_next(app)
        }
    };
    let style = app.theme().text;
    for (row, line) in area.rows().zip(wrapped(&line, area.width)) {
        frame
            .buffer_mut()
            .set_stringn(row.x, row.y, line, row.width.into(), style);
    }
}

/// What is next, in one line: "Leg stretches in 12 min".
pub fn what_is_next(app: &App) -> String {
    let timeline = app.timeline();
    let Some(next) = timeline.next() else {
        return "All settled. Sleep well.".to_owned();
    };
    let minutes = words::minutes_between(app.now(), next.waits_until());
    let title = &next.step.title;
    match next.status {
        Status::Due => format!("Now: {title}"),
        Status::Late => format!("{title}, open for {}", words::short_span(-minutes)),
        _ => format!("{title} in {}", words::short_span(minutes.max(1))),
    }
}
