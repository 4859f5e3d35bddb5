//! Changes of the config file that the settings make. The writer carries them out, because the file may be locked or its
//! disk slow.

use chrono::{DateTime, Utc};

use crate::coach::Coach;
use crate::config_file::{self, ConfigError, MadePrivate};
use crate::paths::Paths;
use crate::plan::{self, Edit, Problems};
use crate::words;

/// A change of the config file, and what to say once it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigChange {
    /// The change.
    pub what: What,
    /// What has changed, as a sentence.
    pub line: String,
}

/// What to change.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// These edits, made to whatever the file holds then.
    Edits(Vec<Edit>),
    /// Takes a change back: `after` is replaced by `before`. Refused if the file holds anything but `after`.
    TakeBack {
        /// The text before the change.
        before: String,
        /// The text after it.
        after: String,
    },
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigChanged {
    /// What has changed, as a sentence.
    pub line: String,
    /// The text before the change.
    pub before: String,
    /// The text after it.
    pub after: String,
    /// Whether this takes a change back.
    pub is_taking_back: bool,
    /// Whether tonight goes by the plan before the change, because the lights are out or bedtime has passed.
    pub is_from_tomorrow: bool,
    /// Whether others could read the file before, and no longer can.
    pub made_private: bool,
}

/// Why a change was not made. The file is as it was.
#[derive(Debug)]
pub enum NotChanged {
    /// The file cannot be read or written, or has a mistake already.
    File(ConfigError),
    /// The file would have these problems.
    Refused(Problems),
    /// The change cannot be taken back, because the file was changed since.
    ChangedSince,
}

impl From<ConfigError> for NotChanged {
    fn from(error: ConfigError) -> Self {
        Self::File(error)
    }
}

impl ConfigChange {
    /// Makes the change, under the config's lock.
    ///
    /// # Errors
    /// When the file cannot be read or written, or the change is refused.
    pub(super) fn write(&self, paths: &Paths) -> Result<ConfigChanged, NotChanged> {
        let config = config_file::lock(&paths.config)?;
        let before = config.valid_text()?;
        let after = match &self.what {
            What::Edits(edits) => plan::edit(before, edits).map_err(NotChanged::Refused)?,
            What::TakeBack { before: to, after } if after == before => to.clone(),
            What::TakeBack { .. } => return Err(NotChanged::ChangedSince),
        };
        let MadePrivate(made_private) = config.write(&after)?;
        Ok(ConfigChanged {
            line: self.line.clone(),
            before: before.to_owned(),
            after,
            is_taking_back: matches!(self.what, What::TakeBack { .. }),
            is_from_tomorrow: false,
            made_private,
        })
    }
}

impl ConfigChanged {
    /// With the answer whether the change leaves tonight alone. `coach` has the new config.
    pub(super) fn seen_by(self, coach: &Coach, now: DateTime<Utc>) -> Self {
        let plan = |text: &str| plan::parse(text).ok().map(|config| config.plan);
        let changes_plan = plan(&self.before) != plan(&self.after);
        let tonight = coach.tonight(now);
        let differs = tonight.is_ok_and(|tonight| tonight.plan != coach.config.plan);
        Self {
            is_from_tomorrow: changes_plan && differs,
            ..self
        }
    }

    /// What to say about it.
    pub fn sentence(&self) -> String {
        let mut sentence = self.line.clone();
        if self.is_from_tomorrow {
            sentence += " From tomorrow evening on.";
        }
        if self.made_private {
            sentence += " Only you can read the file now.";
        }
        sentence
    }
}

impl NotChanged {
    /// Why, as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::File(ConfigError::Wrong { first, .. }) => {
                format!("Nothing was changed, as the config has a mistake: {first}.")
            }
            Self::File(error) => words::capitalised(&format!("{}.", error.in_a_line())),
            Self::Refused(problems) => refusal(problems),
            Self::ChangedSince => {
                "The config was changed since, so nothing was taken back.".to_owned()
            }
        }
    }
}

/// The first mistake of a text, as a sentence.
pub fn mistake(problems: &Problems, text: &str) -> String {
    format!("In the config, {}.", problems.summary(text))
}

/// Why the file would refuse a change, in the words of `winddown config check`.
pub fn refusal(problems: &Problems) -> String {
    let first = problems.iter().next();
    first.map_or_else(String::new, |problem| {
        let why = words::capitalised(&problem.message);
        match &problem.suggestion {
            Some(suggestion) => format!("{why}; {suggestion}."),
            None => format!("{why}."),
        }
    })
}
