//! The screens, and navigation between them.
//!
//! A screen asks for a [`Place`]. Only [`open`] knows which screen shows that place, so screens do not depend on each
//! other.

mod diary;
mod help;
mod learn;
mod player;
mod review;
mod routines;
mod settings;
mod sync;
mod timer;
mod tonight;
mod trial;
mod welcome;
mod when;

use super::context::Context;
use super::screen::{Help, Screen};
use crate::event::{EveningDate, StepId};

pub use when::WhenQuestion;

/// A target of navigation.
#[derive(Debug, Clone)]
pub enum Place {
    /// The screen that this one was opened from, in the state it was left in.
    Back {
        /// The evening that the closed screen showed, if it showed one.
        evening: Option<EveningDate>,
    },
    /// Tonight, with the cursor on the next step.
    Tonight,
    /// The questions of a first start.
    Welcome,
    /// The question whether to install the agent, which sends reminders while no window is open.
    Agent {
        /// Whether this is the last question of a first start.
        is_first: bool,
    },
    /// The review of past evenings.
    Review,
    /// The diary of an evening.
    Diary(DiaryStart, EveningDate),
    /// The guided player.
    Player {
        /// The routine's id.
        routine: String,
        /// The step it is done for; `None` means tonight's step for which this routine counts.
        step: Option<StepId>,
        /// Whether to resume where the user left it this evening.
        resumes: bool,
    },
    /// The choice of a routine, after the one that was left in the middle, if one was.
    Routines {
        /// The step it is done for, if any.
        step: Option<StepId>,
        /// The ids of the routines to choose from.
        routines: Vec<String>,
    },
    /// Trying a step on evenings drawn by chance; the cursor is on that step, if it is given and can be tried.
    Trial(Option<StepId>),
    /// The player for somebody woken at night, with the routine that may calm most.
    Rescue,
    /// The timer of one of tonight's steps.
    Timer(StepId),
    /// The Learn page with this name; `None` means the list of pages.
    Learn(Option<&'static str>),
    /// The question when something happened.
    When(Box<WhenQuestion>),
    /// The settings.
    Settings,
    /// Several computers.
    Sync,
    /// The help of the current screen.
    Help(Help),
}

impl Place {
    /// The screen that this one was opened from.
    pub const BACK: Self = Self::Back { evening: None };

    /// How many of the open screens are closed on the way there.
    pub fn closes(&self) -> Closes {
        match self {
            Self::Back { .. } => Closes::Top,
            Self::Tonight | Self::Player { .. } | Self::Rescue => Closes::All,
            Self::Welcome
            | Self::Agent { .. }
            | Self::Review
            | Self::Diary(..)
            | Self::Trial(_)
            | Self::Routines { .. }
            | Self::Timer(_)
            | Self::Learn(_)
            | Self::When(_)
            | Self::Settings
            | Self::Sync
            | Self::Help(_) => Closes::None,
        }
    }

    /// Where a step with that routine begins: the choice among the routines that count for it, or the player where there is
    /// nothing to choose.
    pub fn for_step(step: &StepId, planned: &str, ctx: &Context<'_>) -> Self {
        let serving = ctx.config.library.serving(planned).into_iter();
        let routines: Vec<String> = serving.map(|routine| routine.id.clone()).collect();
        let left = ctx.left_session_of(step);
        let has_left_another = left.is_some_and(|left| left.routine().id != planned);
        if routines.len() > 1 || has_left_another {
            Self::Routines {
                step: Some(step.clone()),
                routines,
            }
        } else {
            Self::Player {
                routine: planned.to_owned(),
                step: Some(step.clone()),
                resumes: true,
            }
        }
    }

    /// Where a step's routine begins anew: the one that was left in the middle, else the one that is planned.
    pub fn anew(step: &StepId, planned: &str, ctx: &Context<'_>) -> Self {
        let left = ctx.left_session_of(step);
        let routine = left.map(|left| left.routine().id.clone());
        Self::Player {
            routine: routine.unwrap_or_else(|| planned.to_owned()),
            step: Some(step.clone()),
            resumes: false,
        }
    }

    /// Where a routine begins that the user named: the player, or the choice whether to go on where it was left.
    pub fn for_routine(id: &str, ctx: &Context<'_>) -> Self {
        match ctx.left_session() {
            Some(left) if left.session.routine().id == id => Self::Routines {
                step: left.step,
                routines: vec![id.to_owned()],
            },
            Some(_) | None => Self::Player {
                routine: id.to_owned(),
                step: None,
                resumes: false,
            },
        }
    }
}

/// How many of the open screens a change of place closes. An open prompt of Tonight counts as closed with all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closes {
    /// None: the place opens on top of them.
    None,
    /// The top one.
    Top,
    /// All of them.
    All,
}

/// The page on which the diary opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiaryStart {
    /// The list of its pages.
    Menu,
    /// The caffeine page.
    Caffeine,
    /// The morning page, about the night.
    Morning,
    /// The list of all entries of the evening.
    Entries,
}

/// How to reach a place from the stack of open screens.
pub enum StackChange {
    /// Close the top screen.
    Close,
    /// Close all screens except Tonight.
    CloseAll,
    /// Open a screen on top.
    Open(Box<dyn Screen>),
    /// Open a screen on top of Tonight, and close the others.
    ReplaceOthers(Box<dyn Screen>),
}

/// Tonight, the screen at the bottom of the stack, which is never closed.
pub fn home() -> Box<dyn Screen> {
    Box::new(tonight::TonightScreen::default())
}

/// Creates the screen of a place, or finds out which screens to close.
///
/// # Errors
/// If the routine or the step of the place cannot be opened; the message is a sentence for the user.
pub fn open(place: &Place, ctx: &Context<'_>) -> Result<StackChange, String> {
    Ok(match place {
        Place::Back { .. } => StackChange::Close,
        Place::Tonight => StackChange::CloseAll,
        Place::Welcome => over(welcome::WelcomeScreen::new(&ctx.config)),
        Place::Agent { is_first } => over(welcome::agent::AgentScreen::new(*is_first)),
        Place::Review => over(review::ReviewScreen::new(ctx)),
        Place::Diary(start, date) => over(diary::DiaryScreen::new(*start, *date, ctx)),
        Place::Routines { step, routines } => {
            over(routines::RoutinesScreen::new(step.clone(), routines, ctx)?)
        }
        Place::Trial(step) => over(trial::TrialScreen::new(step.as_ref(), ctx)),
        Place::Timer(step) => over(timer::TimerScreen::new(step, ctx)?),
        Place::Learn(page) => over(learn::LearnScreen::new(*page)),
        Place::Settings => over(settings::SettingsScreen::new()),
        Place::Sync => over(sync::SyncScreen::default()),
        Place::When(question) => over(when::WhenScreen::new((**question).clone())),
        Place::Help(help) => over(help::HelpScreen::new(help.clone())),
        Place::Player {
            routine,
            step,
            resumes,
        } => {
            let player = player::PlayerScreen::open(routine, step.clone(), *resumes, ctx)?;
            StackChange::ReplaceOthers(Box::new(player))
        }
        Place::Rescue => StackChange::ReplaceOthers(Box::new(player::PlayerScreen::rescue(ctx)?)),
    })
}

fn over(screen: impl Screen + 'static) -> StackChange {
    StackChange::Open(Box::new(screen))
}
