//! The lines that can be shown at the foot of the screen.

use std::time::Duration;

/// The pending lines for the foot of the screen, at most one of each sort.
#[derive(Debug, Default)]
pub struct Notices {
    /// The question whether to throw unsaved input away, shown until the next key or click.
    question: Option<String>,
    /// A failure or refusal, shown until the next key.
    failure: Option<String>,
    /// A message, such as a reminder that the desktop could not show. It is shown until the next key.
    announcement: Option<String>,
    /// What the previous key recorded or undid, shown until the next key.
    confirmation: Option<String>,
    /// When that was, by the monotonic clock.
    confirmed_at: Duration,
    /// Whether the user knows that the keyboard types letters that no command is on.
    is_layout_explained: bool,
    /// Whether saving takes noticeably long.
    is_saving: bool,
    /// Why the clock is probably wrong, shown until it is right or the user has confirmed it.
    clock_doubt: Option<String>,
    /// The config file's error, shown until the file is valid again.
    config_error: Option<String>,
    /// What was added since the last call of [`take_new`](Self::take_new).
    new: Vec<String>,
}

/// How long an answer is shown where it covers something else.
const NEW: Duration = Duration::from_secs(8);

/// Shown while something is being saved for longer than usual.
const SAVING: &str = "Saving...";

impl Notices {
    /// Asks whether to throw unsaved input away.
    pub fn ask(&mut self, question: String) {
        self.new.push(question.clone());
        self.question = Some(question);
    }

    /// What was added since the last call, in its order: for whom nothing is drawn. A quiet window holds an announcement
    /// back.
    pub fn take_new(&mut self, is_quiet: bool) -> Vec<String> {
        let held_back = self.announcement.clone().filter(|_| is_quiet);
        let new = std::mem::take(&mut self.new).into_iter();
        let (later, now) = new.partition(|line| Some(line) == held_back.as_ref());
        self.new = later;
        now
    }

    /// Takes the question away. Returns whether there was one.
    pub fn take_question(&mut self) -> bool {
        self.question.take().is_some()
    }

    /// The question whether to throw unsaved input away.
    pub fn question(&self) -> Option<&str> {
        self.question.as_deref()
    }

    /// Shows a failure or refusal.
    pub fn report_failure(&mut self, line: String) {
        self.new.push(line.clone());
        self.failure = Some(line);
    }

    /// Says once that the keyboard types letters that no command is on, such as this one, and what to do.
    pub fn explain_layout(&mut self, letter: char) {
        if !self.is_layout_explained {
            self.is_layout_explained = true;
            self.failure = Some(format!(
                "{letter} is not a key here. Switch to Latin letters, or choose keys of your own: [keys] in the config."
            ));
        }
    }

    /// Shows an announcement, replacing an older one.
    pub fn announce(&mut self, line: String) {
        self.new.push(line.clone());
        self.announcement = Some(line);
    }

    /// Shows an announcement unless another one is pending.
    pub fn announce_if_free(&mut self, line: Option<String>) {
        if self.announcement.is_none()
            && let Some(line) = line
        {
            self.announce(line);
        }
    }

    /// Says what a key recorded or undid, at that moment of the monotonic clock.
    pub fn confirm(&mut self, line: String, running: Duration) {
        self.confirmed_at = running;
        self.new.push(line.clone());
        self.confirmation = Some(line);
    }

    /// Sets or clears the config file's error.
    pub fn set_config_error(&mut self, line: Option<String>) {
        if self.config_error != line {
            self.new.extend(line.clone());
        }
        self.config_error = line;
    }

    /// Sets or clears why the clock is probably wrong.
    pub fn set_clock_doubt(&mut self, line: Option<String>) {
        if self.clock_doubt != line {
            self.new.extend(line.clone());
        }
        self.clock_doubt = line;
    }

    /// Sets whether saving takes noticeably long.
    pub fn set_saving(&mut self, is_saving: bool) {
        self.is_saving = is_saving;
    }

    /// Clears the lines that the user has seen by the time a key is pressed. A quiet window does not show
    /// announcements, so they stay.
    pub fn key_pressed(&mut self, is_quiet: bool) {
        self.failure = None;
        self.confirmation = None;
        if !is_quiet {
            self.announcement = None;
        }
    }

    /// The pending failure.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// What the previous key recorded or undid.
    pub fn confirmation(&self) -> Option<&str> {
        self.confirmation.as_deref()
    }

    /// How long that goes on to be new. None if it is not, or if there is none.
    pub fn confirmation_is_new_for(&self, running: Duration) -> Option<Duration> {
        self.confirmation.as_ref()?;
        let age = running.saturating_sub(self.confirmed_at);
        NEW.checked_sub(age).filter(|left| !left.is_zero())
    }

    /// Whether [`line`](Self::line) is what the previous key recorded or undid.
    pub fn is_confirmation(&self, is_quiet: bool) -> bool {
        self.confirmation.is_some() && self.line(is_quiet) == self.confirmation.as_deref()
    }

    /// Whether [`line`](Self::line) of a window that is not quiet is a question, an announcement or a
    /// confirmation, and no failure.
    pub fn is_announcement(&self) -> bool {
        let is_confirmation = self.confirmation.is_some() && !self.is_saving;
        self.question.is_some()
            || self.failure.is_none() && (self.announcement.is_some() || is_confirmation)
    }

    /// Whether [`line`](Self::line) only says that something is being saved.
    pub fn is_about_saving(&self, is_quiet: bool) -> bool {
        self.line(is_quiet) == Some(SAVING)
    }

    /// The line to show: a question first, then a failure, then an announcement unless the window is quiet, then that something is being
    /// saved, then what the previous key did, then a doubt about the clock, then the config error.
    pub fn line(&self, is_quiet: bool) -> Option<&str> {
        let announcement = self.announcement.as_deref().filter(|_| !is_quiet);
        let lines = [
            self.question.as_deref(),
            self.failure.as_deref(),
            announcement,
            self.is_saving.then_some(SAVING),
            self.confirmation.as_deref(),
            self.clock_doubt.as_deref(),
            self.config_error.as_deref(),
        ];
        lines.into_iter().flatten().next()
    }
}
