//! The line at the foot of the screen, and what it may say.

/// What there is to say at the foot of the screen.
#[derive(Debug, Default)]
pub struct Notices {
    /// What could not be done, until the next key.
    failure: Option<String>,
    /// A reminder that found no desktop, or other news, until the next key.
    announcement: Option<String>,
    /// What is wrong with the config file, for as long as it is.
    config_error: Option<String>,
}

impl Notices {
    /// Says what could not be done.
    pub fn report_failure(&mut self, line: String) {
        self.failure = Some(line);
    }

    /// Announces news in the place of older news.
    pub fn announce(&mut self, line: String) {
        self.announcement = Some(line);
    }

    /// Announces news where nothing else is announced.
    pub fn announce_if_free(&mut self, line: Option<String>) {
        self.announcement = self.announcement.take().or(line);
    }

    /// Says what is wrong with the config file; nothing once it is right.
    pub fn set_config_error(&mut self, line: Option<String>) {
        self.config_error = line;
    }

    /// A key was pressed: what was said has been seen. News that a quiet window held back has not.
    pub fn key_pressed(&mut self, is_quiet: bool) {
        self.failure = None;
        if !is_quiet {
            self.announcement = None;
        }
    }

    /// What could not be done.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Whether the line is news rather than a failure.
    pub fn is_announcement(&self) -> bool {
        self.failure.is_none() && self.announcement.is_some()
    }

    /// The most important line.
    pub fn line(&self, is_quiet: bool) -> Option<&str> {
        let banner = self.announcement.as_ref().filter(|_| !is_quiet);
        let lines = [self.failure.as_ref(), banner, self.config_error.as_ref()];
        lines.into_iter().flatten().next().map(String::as_str)
    }
}
