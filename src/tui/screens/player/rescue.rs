//! The player for somebody woken at night: which routine to play, and the ratings of the legs before and after it.

use std::sync::Arc;

use ratatui::crossterm::event::KeyCode;

use super::page;
use super::play::{PlayerScreen, leave};
use super::view::Mode;
use crate::evening::{Action, DiaryEntry};
use crate::event::{About, Rating};
use crate::exercise::{Library, Routine};
use crate::review::rescue::{CalmsMore, RescueOffer, Rescues};
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::rating_keys;
use crate::tui::screen::Outcome;
use crate::words;

/// The choice among the routines for the night.
#[derive(Debug)]
pub struct RescueChoice {
    /// The routines there are, at least one.
    routines: Vec<Routine>,
    /// The index of the one that is played.
    chosen: usize,
    /// What the journal says of them. None until it has been read.
    rescues: Option<Arc<Rescues>>,
    /// What is offered. None before the journal has been read, and where the user named a routine.
    offer: Option<RescueOffer>,
    /// Whether it is known which routine begins: the user chose it, or it is offered.
    is_settled: bool,
}

impl RescueChoice {
    /// With whatever will be offered. None if there is nothing to choose from.
    fn offered(library: &Library) -> Option<Self> {
        let routines: Vec<Routine> = library.rescues().cloned().collect();
        (!routines.is_empty()).then_some(Self {
            routines,
            chosen: 0,
            rescues: None,
            offer: None,
            is_settled: false,
        })
    }

    /// With the routine that the user named. None if it is not one of those that are offered.
    pub fn named(library: &Library, id: &str) -> Option<Self> {
        let choice = Self::offered(library)?;
        let chosen = choice
            .routines
            .iter()
            .position(|routine| routine.id == id)?;
        Some(Self {
            chosen,
            is_settled: true,
            ..choice
        })
    }

    /// Whether it is known which routine begins.
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// The routine that is played.
    pub fn routine(&self) -> &Routine {
        &self.routines[self.chosen]
    }

    /// Whether the routine that is played is the one that the program offered.
    pub fn was_offered(&self) -> bool {
        self.offer.is_some_and(|offer| offer.routine == self.chosen)
    }

    /// The routines that the left and the right arrow choose. The second is None where both choose the same one.
    pub fn neighbours(&self) -> Option<(&Routine, Option<&Routine>)> {
        let [left, right] = [self.beside(-1), self.beside(1)];
        let right_one = (left != right).then(|| &self.routines[right]);
        (self.routines.len() > 1).then_some((&self.routines[left], right_one))
    }

    /// Why the routine is offered, where it is the one that is.
    pub fn reason(&self) -> Option<String> {
        let offer = self.offer.filter(|_| self.was_offered())?;
        let more = self.calms_more().filter(|more| more.routine == self.chosen);
        Some(words::offer_line(
            offer.reason,
            more.map(|more| more.of_ten),
        ))
    }

    /// Which routine calms more than the others, where that is likely enough.
    pub fn calms_more_line(&self) -> Option<String> {
        let more = self.calms_more()?;
        let title = &self.routines[more.routine].title;
        Some(words::calms_more_line(title, more.of_ten))
    }

    fn calms_more(&self) -> Option<CalmsMore> {
        self.rescues.as_ref()?.calms_more(&self.ids())
    }

    fn ids(&self) -> Vec<&str> {
        let routines = self.routines.iter();
        routines.map(|routine| routine.id.as_str()).collect()
    }

    /// The index so many places to the right, round and round.
    fn beside(&self, by: isize) -> usize {
        let count = self.routines.len() as isize;
        (self.chosen as isize + by).rem_euclid(count) as usize
    }
}

impl PlayerScreen {
    /// Opens the player with the routine for the night that is offered. Which one that is becomes known when the journal has been
    /// read, before the first key.
    ///
    /// # Errors
    /// If no routine is for the night, as a sentence for the user.
    pub fn rescue(ctx: &Context<'_>) -> Result<Self, String> {
        let Some(choice) = RescueChoice::offered(&ctx.config.library) else {
            return Err("No routine is marked for the night.".to_owned());
        };
        Self::with_choice(choice, ctx)
    }

    fn with_choice(choice: RescueChoice, ctx: &Context<'_>) -> Result<Self, String> {
        let mut screen = Self::open(&choice.routine().id, None, false, ctx)?;
        screen.rescue = Some(choice);
        Ok(screen)
    }

    /// The journal has been read: offers a routine, unless the user has chosen or begun one.
    pub(super) fn rescues_were_read(
        &mut self,
        rescues: &Arc<Rescues>,
        ctx: &Context<'_>,
    ) -> Vec<Effect> {
        let is_before = self.mode == Mode::Before;
        let Some(choice) = &mut self.rescue else {
            return vec![];
        };
        choice.rescues = Some(Arc::clone(rescues));
        if choice.is_settled || !is_before {
            return vec![];
        }
        choice.is_settled = true;
        choice.offer = rescues.offer(&choice.ids());
        let offered = choice.offer.map_or(choice.chosen, |offer| offer.routine);
        self.choose(offered, ctx)
    }

    /// Plays another routine from its beginning.
    fn choose(&mut self, routine: usize, ctx: &Context<'_>) -> Vec<Effect> {
        let Some(choice) = &mut self.rescue else {
            return vec![];
        };
        choice.chosen = routine;
        let routine = choice.routine().clone();
        self.play(&routine, ctx);
        self.poses_to_read().map(Effect::ReadPose).collect()
    }

    fn choose_beside(&mut self, by: isize, ctx: &Context<'_>) -> Vec<Effect> {
        let Some(choice) = &mut self.rescue else {
            return vec![];
        };
        choice.is_settled = true;
        let beside = choice.beside(by);
        self.choose(beside, ctx)
    }

    /// Handles a key on the page before a night routine: another routine, or how the legs are, with which it begins.
    pub(super) fn key_before(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let rating = rating(code);
        match code {
            KeyCode::Esc => return leave(),
            KeyCode::Char('q') => return Effect::Quit.into(),
            KeyCode::Left | KeyCode::Char('h') => return self.choose_beside(-1, ctx).into(),
            KeyCode::Right | KeyCode::Char('l') => return self.choose_beside(1, ctx).into(),
            KeyCode::Enter | KeyCode::Char(' ') => {}
            _ if rating.is_some() => {}
            _ => return Outcome::default(),
        }
        self.mode = Mode::Playing;
        self.legs_before = rating;
        let recorded = rating.map(|rating| self.record_legs(rating, Some(About::RescueBefore)));
        recorded.into_iter().collect::<Vec<_>>().into()
    }

    pub(super) fn key_at_the_end(&mut self, code: KeyCode) -> Outcome {
        if let Some(rating) = rating(code).filter(|_| self.asks_for_legs()) {
            self.legs = Some(rating);
            if !self.session.routine().night {
                return self.record_legs(rating, None).into();
            }
            let recorded = self.record_legs(rating, Some(About::RescueAfter));
            return vec![recorded, Effect::ReadRescues].into();
        }
        match code {
            KeyCode::Enter | KeyCode::Esc | KeyCode::Char(' ') => self.leave(),
            KeyCode::Char('q') => Effect::Quit.into(),
            _ => Outcome::default(),
        }
    }

    /// Whether the end page asks for the rating of the legs.
    pub(super) fn asks_for_legs(&self) -> bool {
        page::asks_for_legs(&self.session, self.legs)
    }

    /// Records a rating of the legs. Without `about`, its time says what it is about.
    fn record_legs(&self, rating: Rating, about: Option<About>) -> Effect {
        let entry = DiaryEntry::Legs {
            rating,
            feels: vec![],
            places: vec![],
            about,
        };
        Effect::Act(self.evening, Action::Record { entry, at: None })
    }
}

fn rating(code: KeyCode) -> Option<Rating> {
    match code {
        KeyCode::Char(key) => rating_keys::rating(key),
        _ => None,
    }
}
