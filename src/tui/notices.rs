//! The line at the foot of the screen, and what it may say.

/// What there is to say at the foot of the screen.
#[derive(Debug, Default)]
pub struct Notices {
    /// What could not be done, until the next key.
    notice: Option<String>,
    /// A reminder that found no desktop, or other news, until the next key.
    banner: Option<String>,
    /// What is wrong with the config file, for as long as it is.
    config_mistake: Option<String>,
}

impl Notices {
    /// Says what could not be done.
    pub fn say(&mut self, line: String) {
        self.notice = Some(line);
    }

    /// Announces news in the place of older news.
    pub fn announce(&mut self, line: String) {
        self.banner = Some(line);
    }

    /// Announces news where nothing else is announced.
    pub fn announce_if_free(&mut self, line: Option<String>) {
        self.banner = self.banner.take().or(line);
    }

    /// Says what is wrong with the config file; nothing once it is right.
    pub fn config_mistake(&mut self, line: Option<String>) {
        self.config_mistake = line;
    }

    /// A key was pressed: what was said has been seen. News that a quiet window held back has not.
    pub fn key_pressed(&mut self, is_quiet: bool) {
        self.notice = None;
        if !is_quiet {
            self.banner = None;
        }
    }

    /// What could not be done.
    pub fn failure(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Whether the line is news rather than a failure.
    pub fn is_news(&self) -> bool {
        self.notice.is_none() && self.banner.is_some()
    }

    /// The most important line.
    pub fn line(&self, is_quiet: bool) -> Option<&str> {
        let banner = self.banner.as_ref().filter(|_| !is_quiet);
        let lines = [self.notice.as_ref(), banner, self.config_mistake.as_ref()];
        lines.into_iter().flatten().next().map(String::as_str)
    }
}
