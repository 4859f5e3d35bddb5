//! Whether reminders are to come while no window is open: the fourth question, and a page of its own later.

use std::path::Path;

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::style::{Modifier, Style};

use super::{Questions, greeting, inset, put};
use crate::remind::agent::install::Standing;
use crate::tui::app::{App, Screen};
use crate::tui::chrome::Chrome;
use crate::tui::footer::{Hint, hint};
use crate::tui::install::Installed;
use crate::tui::message::Effect;
use crate::tui::wrap::wrapped;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Whether it is the last question of a first start.
    is_first: bool,
    progress: Progress,
}

/// How far the installing has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Progress {
    Asking,
    Installing,
    Installed(Installed),
    Failed(String),
}

impl Page {
    /// The last question of a first start.
    pub fn first() -> Self {
        Self {
            is_first: true,
            progress: Progress::Asking,
        }
    }

    /// The same question, later.
    pub fn later() -> Self {
        Self {
            is_first: false,
            ..Self::first()
        }
    }

    /// The keys that work now.
    pub fn hints(&self, app: &App) -> Vec<Hint> {
        let enter = |does| hint(KeyCode::Enter, "Enter", does);
        let mut hints = match self.progress {
            Progress::Asking if service_file(app).is_some() => {
                vec![hint(KeyCode::Char('y'), "y", "again"), enter("Tonight")]
            }
            Progress::Asking => vec![
                hint(KeyCode::Char('y'), "y", "yes"),
                hint(KeyCode::Char('n'), "n", "no, thanks"),
                enter("not now"),
            ],
            Progress::Installing => vec![enter("Tonight")],
            Progress::Installed(_) => vec![
                enter(if self.is_first { "begin" } else { "Tonight" }),
                hint(KeyCode::Char('y'), "y", "test again"),
            ],
            Progress::Failed(_) => {
                vec![hint(KeyCode::Char('y'), "y", "try again"), enter("not now")]
            }
        };
        if self.is_first {
            hints.push(hint(KeyCode::Esc, "Esc", "leave"));
        }
        hints
    }
}

/// The file by which the session starts the agent already.
fn service_file(app: &App) -> Option<&Path> {
    match app.tonight_screen.agent.as_ref()? {
        Standing::Installed(file) => Some(file),
        Standing::Runs | Standing::Declined | Standing::Unanswered | Standing::NoHome => None,
    }
}

/// Opens the page from Tonight.
pub fn open(app: &mut App) -> Vec<Effect> {
    app.screen = Screen::Welcome(super::State::Agent(Page::later()));
    vec![Effect::AskAboutAgent]
}

/// Takes a key while the page is shown.
pub fn key(app: &mut App, page: &Page, code: KeyCode) -> Vec<Effect> {
    let may_decline = page.progress == Progress::Asking && service_file(app).is_none();
    match code {
        KeyCode::Esc if page.is_first => vec![Effect::Quit],
        KeyCode::Enter | KeyCode::Esc => {
            app.screen = Screen::Tonight;
            vec![Effect::ReadTonight]
        }
        KeyCode::Char('y') if page.progress != Progress::Installing => {
            goes_on(app, page, Progress::Installing);
            vec![Effect::InstallAgent]
        }
        KeyCode::Char('n') if may_decline => {
            app.screen = Screen::Tonight;
            app.banner = Some("Reminders stop with this window, then. a asks again.".to_owned());
            vec![Effect::DeclineAgent, Effect::ReadTonight]
        }
        _ => vec![],
    }
}

fn goes_on(app: &mut App, page: &Page, progress: Progress) {
    let page = Page {
        progress,
        ..page.clone()
    };
    app.screen = Screen::Welcome(super::State::Agent(page));
}

/// The installing has come to an end. Where the page was left meanwhile, that is said in one line.
pub fn installed(app: &mut App, outcome: Result<Installed, String>) -> Vec<Effect> {
    if let Screen::Welcome(super::State::Agent(page)) = &app.screen {
        let progress = outcome.map_or_else(Progress::Failed, Progress::Installed);
        let page = page.clone();
        goes_on(app, &page, progress);
    } else {
        match outcome {
            Ok(installed) => app.banner = Some(installed.line()),
            Err(why) => app.told = Some(why),
        }
    }
    vec![Effect::AskAboutAgent]
}

/// Draws the page.
pub fn view(app: &App, page: &Page, frame: &mut Frame) {
    let theme = app.theme();
    let hints = page.hints(app);
    let chrome = Chrome::new(app, &hints);
    chrome.render(frame.buffer_mut(), &theme);
    let header = if page.is_first {
        greeting(Questions::Four, chrome.header.width)
    } else {
        "Reminders without a window"
    };
    put(frame, chrome.header, 0, header, theme.text);
    let body = inset(chrome.body);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let mut rows = Rows {
        lines: Vec::new(),
        width: body.width.min(MOST_COLUMNS),
    };
    match &page.progress {
        Progress::Asking => {
            if let Some(file) = service_file(app) {
                rows.add("Reminders come without a window, too.", bold);
                rows.gap();
                rows.by_file(file, theme.dim);
            } else {
                let [question, otherwise] = asked(body.width);
                let number = if page.is_first { "4 of 4   " } else { "" };
                rows.add_as_it_is(format!("{number}{question}"), bold);
                rows.add(otherwise, theme.dim);
                rows.gap();
                rows.add(OFFER, theme.text);
            }
        }
        Progress::Installing => {
            rows.add("One moment ...", bold);
            rows.add("The agent is being installed.", theme.dim);
        }
        Progress::Installed(installed) => {
            rows.add(installed.when(), bold);
            rows.gap();
            match &installed.shown {
                Ok(()) => rows.add("A test notification was just shown.", theme.text),
                Err(why) => rows.add(why, theme.rose),
            }
            rows.gap();
            rows.by_file(&installed.file, theme.dim);
        }
        Progress::Failed(why) => {
            rows.add("The agent could not be installed.", bold);
            rows.gap();
            rows.add(why, theme.rose);
        }
    }
    for (row, (line, style)) in (0..).zip(&rows.lines) {
        put(frame, body, row, line, *style);
    }
    if app.tells().is_some() {
        chrome.tell(app, frame.buffer_mut(), &theme, "");
    }
}

/// What is asked, and what is so without.
fn asked(width: u16) -> [&'static str; 2] {
    if width >= 50 {
        [
            "Remind you when this window is closed?",
            "Reminders stop when this window closes.",
        ]
    } else {
        [
            "Remind you when it is closed?",
            "Reminders stop when it closes.",
        ]
    }
}

const OFFER: &str = "y installs a small program, the agent, that starts when you log in and sends your \
    reminders. A test notification shows that they arrive.";

/// Longer lines are hard to read.
const MOST_COLUMNS: u16 = 72;

/// Lines to be drawn below each other.
struct Rows {
    lines: Vec<(String, Style)>,
    width: u16,
}

impl Rows {
    fn add(&mut self, text: &str, style: Style) {
        let lines = wrapped(text, self.width).into_iter();
        self.lines.extend(lines.map(|line| (line, style)));
    }

    fn add_as_it_is(&mut self, line: String, style: Style) {
        self.lines.push((line, style));
    }

    /// By which file the agent starts, and how to take that back.
    fn by_file(&mut self, file: &Path, style: Style) {
        self.add("`winddown agent uninstall` undoes it:", style);
        self.add_as_it_is(file.display().to_string(), style);
    }

    fn gap(&mut self) {
        self.lines.push((String::new(), Style::new()));
    }
}
