//! Reading the journal and other files for the screens.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::message::{DiaryRead, Message};
use super::super::reviewer::{self, JournalView, ReviewJob, Reviewer, Reviews};
use super::{World, sentence};
use crate::claims::Claims;
use crate::config_file;
use crate::event::EveningDate;
use crate::exercise::pose::Pose;
use crate::history_file::HistoryFile;
use crate::journal::JournalError;
use crate::plan;
use crate::presence::Quiet;
use crate::remind::agent::install as agent;
use crate::review::rescue::Rescues;

impl World {
    pub(super) fn read_tonight(&mut self, now: DateTime<Utc>) -> Message {
        let tonight = self.coach.tonight(now);
        self.message_or_notice(tonight, |night| Message::Evening(Box::new(night)))
    }

    pub(super) fn read_diary(&mut self, evening: EveningDate, now: DateTime<Utc>) -> Message {
        let night = self.coach.evening_record(evening, now);
        let read = night.and_then(|night| {
            let timeline = night.timeline(now);
            let is_recorded = timeline.lights_out.is_some() && timeline.woke.is_some();
            let proposed = if is_recorded {
                None
            } else {
                self.proposed_night(evening)
            };
            Ok(DiaryRead {
                night,
                device: self.coach.journal.device().to_owned(),
                iron_and_self_checks: self.coach.iron_and_self_checks()?,
                drinks: self.coach.drinks(now)?,
                recent_doses: self.coach.recent_doses(now)?,
                first: self.coach.first_evening()?,
                proposed,
            })
        });
        self.message_or_notice(read, |read| Message::Diary(Arc::new(read)))
    }

    /// The night that the computer's quiet shows for an evening, unless the user declined it. A file that cannot be read
    /// proposes nothing.
    pub(super) fn proposed_night(&self, evening: EveningDate) -> Option<Quiet> {
        let proposed = Claims::proposed_night(&self.paths.claims(), evening).ok()??;
        let is_declined = self.coach.has_declined_night(evening).ok()?;
        (!is_declined).then_some(proposed)
    }

    /// Where nothing can be read a routine is offered all the same.
    pub(super) fn read_rescues(&mut self, now: DateTime<Utc>) -> Vec<Message> {
        let (rescues, failure) = match self.coach.rescues(now) {
            Ok(rescues) => (rescues, None),
            Err(error) => (Rescues::default(), Some(error)),
        };
        let failure = failure.map(|error| self.message_or_notice(Err(error), Message::Rescues));
        let rescues = Message::Rescues(Arc::new(rescues));
        [rescues].into_iter().chain(failure).collect()
    }

    pub(super) fn read_timers(&mut self) -> Message {
        let timers = self.coach.timers();
        let read = timers.and_then(|timers| Ok((timers, self.coach.acknowledged()?)));
        self.message_or_notice(read, |(timers, read)| Message::Timers(timers, read))
    }

    /// Reads the text of the config, or the built-in one where there is no file.
    pub(super) fn read_config_text(&self) -> Message {
        let text = config_file::read(&self.paths.config);
        let text = text.map(|text| text.as_deref().unwrap_or(plan::EXAMPLE).into());
        Message::ConfigText(text.map_err(|error| format!("{}.", sentence(&error))))
    }

    /// Reads a user's pose file. A relative path starts at the config's folder.
    pub(super) fn read_pose(&self, name: String) -> Message {
        let folder = self.paths.config.parent().unwrap_or(Path::new("."));
        let read = config_file::read(&folder.join(&name));
        match read.map(|text| text.map(|text| Pose::parse(&text))) {
            Ok(Some(Ok(pose))) => Message::Pose(name, Box::new(pose)),
            Ok(Some(Err(error))) => Message::Notice(format!("The pose {name}: {error}")),
            Ok(None) => Message::Notice(format!("There is no pose `{name}`.")),
            Err(error) => Message::Notice(sentence(&error)),
        }
    }

    pub(super) fn review(
        &mut self,
        from: EveningDate,
        to: EveningDate,
        now: DateTime<Utc>,
    ) -> Option<Message> {
        if let Some(reviewer) = &mut self.reviewer {
            return reviewer.review(ReviewJob {
                span: (from, to),
                state: JournalView::of(&self.coach, now),
            });
        }
        let mut history =
            HistoryFile::for_journal(self.paths.cache.as_deref(), &self.paths.journal);
        let back = history.look(&self.coach, now, |history| history.look_back(from, to));
        Some(reviewer::reviewed(back))
    }

    /// Sums up last week, unless that is switched off or was shown already, or last night is still unrecorded: the
    /// question about that night comes first. Where nothing is cached yet all evenings are judged for it, so it is slow
    /// work.
    pub(super) fn announce_last_week(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<Message>, JournalError> {
        let coach = &self.coach;
        if !coach.config.reminders.weekly || coach.unrecorded_night(now)?.is_some() {
            return Ok(vec![]);
        }
        let tonight = coach.date_of_tonight(now)?;
        let week = coach.config.display.first_day_of_week;
        let (begins, _) = week.week_around(tonight);
        // A shown summary is remembered among the acknowledged pages, under a name of its own.
        let page = format!("week {begins}");
        if coach.acknowledged()?.contains(&page) {
            return Ok(vec![]);
        }
        let state = JournalView::of(coach, now);
        // Who opens the review meanwhile needs the same evenings.
        let evenings = self.reviewer.as_ref().map(Reviewer::evenings);
        let evenings = evenings.unwrap_or_else(|| Reviews::new(&self.paths));
        let line = move || evenings.week_line(begins, state);
        Ok(self.run_slow_work(move || match line() {
            Ok(line) => line.map(|line| Message::LastWeek { page, line }),
            Err(error) => Some(Message::Notice(sentence(&error))),
        }))
    }

    pub(super) fn about_agent(&mut self) -> Message {
        let state = agent::install_state(&self.paths, &self.coach);
        self.message_or_notice(state, Message::Agent)
    }
}
