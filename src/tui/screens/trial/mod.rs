//! Trying a step on evenings drawn by chance: what a trial can show on the user's own nights, and the keys that start,
//! lengthen and end one.

mod view;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent, MouseEventKind};

use crate::event::{EveningDate, StepId};
use crate::plan::{Draw, KeyArea, Plan, Step, Trial, TrialChange, TrialRefusal};
use crate::review::LookBack;
use crate::review::insights::{FEWEST_EVENINGS, TrialResult};
use crate::trials::{TrialRequest, first_evening_of};
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::{Effect, Message, UndoableEntry, UndoableKind};
use crate::tui::screen::{Explained, Help, Learn, Outcome, Screen};
use crate::tui::screens::Place;

const TITLE: &str = "Try a step";

const HELP: &[Explained] = &[
    ("↓ ↑", "choose a step"),
    ("← →", "fewer weeks, or more"),
    ("Enter", "start the trial, or go on"),
    ("x", "end the trial"),
    ("u", "take back what you did here"),
    ("Esc", "leave; nothing is changed"),
];

const TERMS: &[Explained] = &[
    (
        "drawn",
        "of two evenings chance picks one; the other is without it",
    ),
    (
        "trial",
        "look as often as you like, and stop when it is clear",
    ),
];

/// The number of fortnights of a new trial, and by how many one is lengthened, unless the user chooses otherwise.
const USUAL_START: u8 = 4;
const USUAL_MORE: u8 = 2;

/// The screen.
#[derive(Debug)]
pub struct TrialScreen {
    /// The step at the cursor.
    selected: Option<StepId>,
    /// The chosen number of fortnights; `None` means the usual one.
    fortnights: Option<u8>,
    /// The review of the last twelve weeks; `None` until it is read.
    back: Option<Arc<LookBack>>,
    /// The change that was made here last.
    last_change: Option<TrialChange>,
}

impl TrialScreen {
    /// Opens the screen with the cursor on that step, or else on the first that can be tried.
    pub fn new(step: Option<&StepId>, ctx: &Context<'_>) -> Self {
        let mut steps = candidates(&ctx.config.plan);
        let selected = steps
            .clone()
            .find(|candidate| Some(&candidate.id) == step)
            .or_else(|| steps.next());
        Self {
            selected: selected.map(|step| step.id.clone()),
            fortnights: None,
            back: None,
            last_change: None,
        }
    }

    /// The step at the cursor, if the plan still has it.
    fn step<'p>(&self, plan: &'p Plan) -> Option<&'p Step> {
        candidates(plan).find(|step| Some(&step.id) == self.selected.as_ref())
    }

    /// What Enter does: the change, but for the seed of a trial that is started.
    fn offer(&self, step: &Step, ctx: &Context<'_>) -> Result<TrialChange, TrialRefusal> {
        let (plan, tonight) = (&ctx.config.plan, ctx.tonight.evening.date);
        if self.goes_on(step, ctx) {
            return TrialChange::lengthen(plan, &step.id, self.chosen(USUAL_MORE), tonight);
        }
        let trial = Trial {
            step: step.id.clone(),
            first: first_evening_of(&ctx.timeline(), &step.id),
            fortnights: self.chosen(USUAL_START),
            seed: 0,
            draw: Draw::Pairs,
        };
        TrialChange::start(plan, trial, tonight)
    }

    /// Whether the step has a trial that can be lengthened: one that runs, is still to come, or is over and not clear.
    fn goes_on(&self, step: &Step, ctx: &Context<'_>) -> bool {
        let (plan, tonight) = (&ctx.config.plan, ctx.tonight.evening.date);
        newest_trial(plan, &step.id).is_some_and(|trial| {
            let is_open = tonight <= trial.last();
            let is_clear = || {
                let result = self.result(trial);
                result.is_none_or(|result| result.figures().is_found())
            };
            is_open || trial.draw == Draw::Pairs && !is_clear()
        })
    }

    fn chosen(&self, usual: u8) -> u8 {
        self.fortnights.unwrap_or(usual)
    }

    /// How a trial went so far.
    fn result(&self, trial: &Trial) -> Option<&TrialResult> {
        let trials = &self.back.as_ref()?.review.trials;
        trials.iter().find(|result| result.trial.is_same_as(trial))
    }

    /// Requests the review of the last twelve weeks.
    fn read(ctx: &Context<'_>) -> Effect {
        let (from, to) = span(ctx);
        Effect::Review(from, to)
    }

    fn select(&mut self, down: bool, ctx: &Context<'_>) {
        let steps: Vec<&Step> = candidates(&ctx.config.plan).collect();
        let at = steps
            .iter()
            .position(|step| Some(&step.id) == self.selected.as_ref());
        let next = match at {
            Some(at) if down => at + 1,
            Some(at) => at.saturating_sub(1),
            None => 0,
        };
        if let Some(step) = steps.get(next).filter(|_| at != Some(next)) {
            self.selected = Some(step.id.clone());
            self.fortnights = None;
        }
    }

    fn resize(&mut self, longer: bool, ctx: &Context<'_>) {
        let Some(step) = self.step(&ctx.config.plan) else {
            return;
        };
        let (usual, fewest) = if self.goes_on(step, ctx) {
            (USUAL_MORE, 1)
        } else {
            (USUAL_START, Trial::MIN_FORTNIGHTS)
        };
        let chosen = self.chosen(usual);
        let wanted = if longer {
            chosen.saturating_add(1)
        } else {
            chosen.saturating_sub(1)
        };
        self.fortnights = Some(wanted.clamp(fewest, Trial::MAX_FORTNIGHTS));
    }

    fn enter(&mut self, ctx: &Context<'_>) -> Outcome {
        // Whether an earlier trial is clear is not known before it is read.
        let read = self.back.as_ref();
        let Some(step) = read.and_then(|_| self.step(&ctx.config.plan)) else {
            return Outcome::default();
        };
        let request = match self.offer(step, ctx) {
            Ok(TrialChange::Start(trial)) => TrialRequest::Start {
                step: step.id.clone(),
                first: Some(trial.first),
                fortnights: trial.fortnights,
            },
            Ok(TrialChange::Resize(..)) => TrialRequest::Lengthen {
                step: step.id.clone(),
                more: self.chosen(USUAL_MORE),
            },
            // What is offered ends no trial, and what is refused is on the screen.
            Ok(TrialChange::Stop(_)) | Err(_) => return Outcome::default(),
        };
        self.fortnights = None;
        Effect::ChangeTrial(request).into()
    }

    fn end(&self, ctx: &Context<'_>) -> Outcome {
        match self.step(&ctx.config.plan) {
            Some(step) if can_be_ended(step, ctx) => {
                let step = step.id.clone();
                Effect::ChangeTrial(TrialRequest::Stop { step }).into()
            }
            Some(_) | None => Outcome::default(),
        }
    }
}

/// The last twelve weeks.
fn span(ctx: &Context<'_>) -> (EveningDate, EveningDate) {
    let tonight = ctx.tonight.evening.date;
    (tonight.days_before(FEWEST_EVENINGS - 1), tonight)
}

/// The steps that can be tried, or are being tried, in the order of the plan.
fn candidates(plan: &Plan) -> impl Iterator<Item = &Step> + Clone {
    plan.steps
        .iter()
        .filter(|step| step.can_be_tried() || newest_trial(plan, &step.id).is_some())
}

/// The newest trial of a step in the plan.
fn newest_trial<'p>(plan: &'p Plan, step: &StepId) -> Option<&'p Trial> {
    let trials = plan.trials.iter().filter(|trial| trial.step == *step);
    trials.max_by_key(|trial| trial.first)
}

fn can_be_ended(step: &Step, ctx: &Context<'_>) -> bool {
    TrialChange::stop(&ctx.config.plan, &step.id, ctx.tonight.evening.date).is_ok()
}

impl Screen for TrialScreen {
    fn title(&self) -> &'static str {
        TITLE
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Trial
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let ascii = ctx.terminal.ascii;
        let plan = &ctx.config.plan;
        let mut hints = Vec::new();
        if let Some(step) = self.step(plan) {
            if let Ok(offer) = self.offer(step, ctx) {
                let does = match offer {
                    TrialChange::Start(_) => "start",
                    TrialChange::Resize(..) | TrialChange::Stop(_) => "go on",
                };
                hints.push(hint(KeyCode::Enter, "Enter", does));
            }
            let weeks = if ascii { "<- ->" } else { "← →" };
            hints.push(hint(KeyCode::Right, weeks, "weeks"));
            if candidates(plan).nth(1).is_some() {
                let is_last = candidates(plan).last().map(|last| &last.id) == Some(&step.id);
                let toward = if is_last { KeyCode::Up } else { KeyCode::Down };
                hints.push(hint(toward, if ascii { "Up Down" } else { "↑ ↓" }, "step"));
            }
            if can_be_ended(step, ctx) {
                hints.push(hint(KeyCode::Char('x'), "x", "end it"));
            }
        }
        if self.last_change.is_some() {
            hints.push(hint(KeyCode::Char('u'), "u", "undo"));
        }
        hints.push(hint(KeyCode::Esc, "Esc", "back"));
        hints.push(hint(KeyCode::Char('?'), "?", "more"));
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        match key.code {
            KeyCode::Char('q') => return Effect::Quit.into(),
            KeyCode::Esc => return Place::BACK.into(),
            KeyCode::Enter => return self.enter(ctx),
            KeyCode::Char('x') => return self.end(ctx),
            KeyCode::Char('u') => {
                return match &self.last_change {
                    Some(change) => {
                        Effect::ChangeTrial(TrialRequest::TakeBack(change.clone())).into()
                    }
                    None => Outcome::default(),
                };
            }
            KeyCode::Down | KeyCode::Char('j') => self.select(true, ctx),
            KeyCode::Up | KeyCode::Char('k') => self.select(false, ctx),
            KeyCode::Right | KeyCode::Char('l') => self.resize(true, ctx),
            KeyCode::Left | KeyCode::Char('h') => self.resize(false, ctx),
            _ => {}
        }
        Outcome::default()
    }

    /// The undo key takes back the change made here, and nothing else.
    fn undoes(&self, newest: UndoableEntry) -> bool {
        newest.about == UndoableKind::Trial && self.last_change.is_some()
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.select(true, ctx),
            MouseEventKind::ScrollUp => self.select(false, ctx),
            _ => {}
        }
        Outcome::default()
    }

    fn foot_line(&self, _ctx: &Context<'_>, _width: u16) -> String {
        "Chance decides, so a trial can tell.".to_owned()
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        Some(Help {
            terms: TERMS,
            ..Help::keys(TITLE, HELP, self.key_area())
        })
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        Some(Learn::page(None))
    }

    fn opened(&mut self, ctx: &Context<'_>) -> Vec<Effect> {
        vec![Self::read(ctx)]
    }

    fn receive(&mut self, message: &Message, ctx: &Context<'_>) -> Outcome {
        match message {
            Message::Reviewed(back) if (back.review.from, back.review.to) == span(ctx) => {
                self.back = Some(Arc::clone(back));
            }
            // The screen below asked for another span, and only the newest request is carried out.
            Message::Reviewed(_) if self.back.is_none() => return Self::read(ctx).into(),
            Message::TrialChanged(change) => {
                self.last_change.clone_from(change);
                return Self::read(ctx).into();
            }
            _ => {}
        }
        Outcome::default()
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        view::draw(self, ctx, frame);
    }
}
