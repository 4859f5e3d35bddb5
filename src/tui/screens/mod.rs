//! The screens, a folder each, and the ways between them.
//!
//! A screen names the [`Place`] it leads to; [`open`] alone knows which screen that is.

mod diary;
mod help;
mod learn;
mod player;
mod review;
mod timer;
mod tonight;
mod welcome;

use super::context::Context;
use super::screen::{Help, Screen};
use crate::event::{EveningDate, StepId};

/// Where a screen can lead.
#[derive(Debug, Clone)]
pub enum Place {
    /// The screen that this one was opened from, as it was left.
    Back {
        /// The evening that was looked at last, where the closed screen is about one.
        evening: Option<EveningDate>,
    },
    /// Tonight, with the cursor on what is next.
    Tonight,
    /// The questions of a first start.
    Welcome,
    /// Whether reminders are to come while no window is open.
    Agent {
        /// Whether it is asked as the last question of a first start.
        is_first: bool,
    },
    /// What the evenings add up to.
    Review,
    /// The diary of an evening.
    Diary(DiaryStart, EveningDate),
    /// The guided player.
    Player {
        /// The routine's id.
        routine: String,
        /// The step it is done for; without one, tonight's step that asks for the routine.
        step: Option<StepId>,
        /// Whether it goes on where it was left this evening.
        resumes: bool,
    },
    /// The timer of one of tonight's steps.
    Timer(StepId),
    /// A page of Learn, by its name; without one, the list of them.
    Learn(Option<&'static str>),
    /// The keys of the screen that is shown.
    Help(Help),
}

impl Place {
    /// The screen that this one was opened from.
    pub const BACK: Self = Self::Back { evening: None };

    /// The player, for tonight's step that asks for the routine.
    pub fn routine(id: &str) -> Self {
        Self::Player {
            routine: id.to_owned(),
            step: None,
            resumes: true,
        }
    }
}

/// The page on which the diary opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiaryStart {
    /// The list of its pages.
    Menu,
    /// The drinks of the day.
    Caffeine,
    /// The night, as the morning remembers it.
    Morning,
    /// Everything that is recorded of the evening.
    Entries,
}

/// How a place is reached from the screens that are open.
pub enum Way {
    /// By closing the one on top.
    Close,
    /// By closing all of them but Tonight.
    CloseAll,
    /// By opening one over them.
    Over(Box<dyn Screen>),
    /// By opening one over Tonight, in the place of the others.
    InsteadOfOthers(Box<dyn Screen>),
}

/// The screen that is always open, below the others.
pub fn home() -> Box<dyn Screen> {
    Box::new(tonight::TonightScreen::default())
}

/// Finds the way to a place.
///
/// # Errors
/// Why there is none, as a sentence for the user.
pub fn open(place: &Place, ctx: &Context<'_>) -> Result<Way, String> {
    Ok(match place {
        Place::Back { .. } => Way::Close,
        Place::Tonight => Way::CloseAll,
        Place::Welcome => over(welcome::WelcomeScreen::new(&ctx.config.plan)),
        Place::Agent { is_first } => over(welcome::agent::AgentScreen::new(*is_first)),
        Place::Review => over(review::ReviewScreen::new(ctx)),
        Place::Diary(start, date) => over(diary::DiaryScreen::new(*start, *date, ctx)),
        Place::Timer(step) => over(timer::TimerScreen::new(step, ctx)?),
        Place::Learn(page) => over(learn::LearnScreen::new(*page)),
        Place::Help(help) => over(help::HelpScreen::new(help.clone())),
        Place::Player {
            routine,
            step,
            resumes,
        } => {
            let player = player::PlayerScreen::open(routine, step.clone(), *resumes, ctx)?;
            Way::InsteadOfOthers(Box::new(player))
        }
    })
}

fn over(screen: impl Screen + 'static) -> Way {
    Way::Over(Box::new(screen))
}
