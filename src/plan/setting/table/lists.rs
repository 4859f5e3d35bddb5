//! The settings of the tables in each list.

use super::super::{Choice, Setting, SettingKind as Kind};
use super::{one_of, optional, required, weekdays};
use crate::advice;
use crate::plan::Draw;
use crate::plan::trial::Trial;

pub(super) fn schedule() -> Vec<Setting> {
    vec![
        required(
            "days",
            "Evenings",
            weekdays(),
            "The evenings with other times.",
        ),
        optional(
            "bedtime",
            "Bedtime",
            Kind::Time,
            "as usual",
            "When the lights go out on these evenings.",
        ),
        optional(
            "wake",
            "Wake time",
            Kind::Time,
            "as usual",
            "When you get up the morning after.",
        ),
    ]
}

pub(super) fn step() -> Vec<Setting> {
    let kinds = [
        ("check", "something to tick off"),
        ("timer", "a timer"),
        ("routine", "a guided routine"),
        ("cutoff", "the last moment for something"),
        ("bedtime", "lights out"),
    ];
    let substances = ["caffeine", "alcohol", "nicotine", "food"].map(|it| (it, it));
    let pages = advice::ids().map(|id| {
        let title = advice::page(id).map_or(id, |page| page.title.as_str());
        Choice::new(id, title)
    });
    vec![
        required(
            "title",
            "Title",
            Kind::Line,
            "What the screen and the reminder say.",
        ),
        optional("at", "At", Kind::Time, "-", "The time of day.")
            .excluding(&["before_bed", "after"]),
        optional(
            "before_bed",
            "Before bed",
            Kind::Span(None),
            "-",
            "How long before bedtime; it moves along with bedtime.",
        )
        .excluding(&["at", "after"]),
        optional(
            "after",
            "After",
            Kind::Step,
            "-",
            "The step that it follows.",
        )
        .excluding(&["at", "before_bed"]),
        optional(
            "days",
            "Evenings",
            weekdays(),
            "all",
            "The evenings it is for.",
        ),
        optional(
            "optional",
            "Optional",
            Kind::Switch,
            "off",
            "On: an evening is kept without it.",
        ),
        required("kind", "Kind", one_of(&kinds), "What you do with it."),
        required(
            "duration",
            "Takes",
            Kind::Span(None),
            "How long the timer runs.",
        )
        .only_for("timer"),
        required(
            "routine",
            "Routine",
            Kind::Routine,
            "The routine that the player guides you through.",
        )
        .only_for("routine"),
        required(
            "substance",
            "Of what",
            one_of(&substances),
            "What you have had the last of.",
        )
        .only_for("cutoff"),
        optional(
            "advice",
            "Advice",
            Kind::One(pages.collect()),
            "that of its kind",
            "The page that says why it helps and what to mind.",
        ),
        required(
            "id",
            "Id",
            Kind::Id,
            "Its name in commands and in your history; better left alone.",
        ),
    ]
}

pub(super) fn drink() -> Vec<Setting> {
    vec![
        required("name", "Name", Kind::Line, "What you call it."),
        required(
            "mg",
            "Caffeine",
            Kind::Milligrams,
            "Milligrams of caffeine in one.",
        ),
    ]
}

pub(super) fn routine() -> Vec<Setting> {
    vec![
        optional(
            "night",
            "For the night",
            Kind::Switch,
            "off",
            "Dim and silent, for when you have been woken.",
        ),
        optional(
            "gentle",
            "Gentle",
            Kind::Switch,
            "off",
            "For late pregnancy and after a hip operation.",
        ),
        optional(
            "positions",
            "Positions",
            Kind::Some(positions()),
            "all",
            "Only exercises in these positions.",
        ),
        required("id", "Id", Kind::Id, "Its name in commands and for steps."),
        required("title", "Title", Kind::Line, "What the screen says."),
        required(
            "exercises",
            "Exercises",
            Kind::Exercises,
            "Ids with commas between; changes follow an id: calf-wall hold 20s repeat 1.",
        ),
    ]
}

pub(super) fn exercise() -> Vec<Setting> {
    vec![
        optional(
            "position",
            "Position",
            Kind::One(positions()),
            "any",
            "How you stand, sit or lie.",
        ),
        optional(
            "sides",
            "Sides",
            Kind::Whole(1..=2),
            "1",
            "2: once for each side.",
        ),
        optional(
            "repeat",
            "Repeats",
            Kind::Whole(1..=30),
            "1",
            "How many times, for each side.",
        ),
        optional(
            "moving",
            "Moving",
            Kind::Switch,
            "off",
            "On: a movement that goes on. Off: a position that is held.",
        ),
        optional(
            "ready",
            "Get ready",
            Kind::Span(None),
            "worked out",
            "Time to get into place.",
        ),
        optional(
            "cues",
            "Cues",
            Kind::Lines,
            "none",
            "What to mind while doing it; commas between.",
        ),
        optional(
            "pose",
            "Figure",
            Kind::Line,
            "none",
            "The exercise whose figure to show, or the path of a file.",
        ),
        required("id", "Id", Kind::Id, "Its name in routines."),
        required("title", "Title", Kind::Line, "What the player says."),
        required("hold", "Hold", Kind::Span(None), "How long, each time."),
        optional(
            "muscles",
            "Muscles",
            Kind::Line,
            "not named",
            "What it works on.",
        ),
    ]
}

pub(super) fn trial() -> Vec<Setting> {
    let draws = [Draw::Pairs, Draw::Fortnights].map(|draw| (draw.as_str(), draw.as_str()));
    let fortnights = Trial::MIN_FORTNIGHTS.into()..=Trial::MAX_FORTNIGHTS.into();
    vec![
        required("step", "Step", Kind::Step, "The step that is tried."),
        required(
            "first",
            "First evening",
            Kind::Date,
            "The evening on which it begins.",
        ),
        required(
            "fortnights",
            "Fortnights",
            Kind::Whole(fortnights),
            "How long it goes on.",
        ),
        required("seed", "Seed", Kind::Seed, "Says which evenings are drawn."),
        optional(
            "draw",
            "Draw",
            one_of(&draws),
            Draw::default().as_str(),
            "How evenings are drawn.",
        ),
    ]
}

fn positions() -> Vec<Choice> {
    ["standing", "seated", "floor", "lying", "any"]
        .map(|position| Choice::new(position, position))
        .to_vec()
}
