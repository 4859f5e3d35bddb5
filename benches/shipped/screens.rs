//! The screens whose keys are measured: every screen that a window with a journal of ten years has.
//!
//! Two are left out: the welcome, which comes before there is a journal, and the question when a step was done, which is
//! only asked after midnight.

const ENTER: &str = "\r";
/// Closes a screen. Its own answer is late on purpose: it also begins what arrows send.
pub const ESC: &str = "\x1b";
/// Moves between Tonight and the Review.
pub const TAB: &str = "\t";
const BACKSPACE: &str = "\x7f";
const LEFT: &str = "\x1b[D";
const RIGHT: &str = "\x1b[C";
pub const DOWN: &str = "\x1b[B";
pub const UP: &str = "\x1b[A";
const HOME: &str = "\x1b[H";
const PAGE_UP: &str = "\x1b[5~";
const PAGE_DOWN: &str = "\x1b[6~";

/// A screen, and keys that leave it as it was.
#[derive(Clone, Copy)]
pub struct Screen {
    /// What the figures call it.
    pub name: &'static str,
    /// The keys that lead there from Tonight.
    pub there: &'static [&'static str],
    /// A text that only this screen shows, so that no other one is measured in its place.
    pub shows: &'static str,
    /// The keys that are measured, in turns.
    pub keys: &'static [&'static str],
    /// The keys that lead back to Tonight.
    pub back: &'static [&'static str],
}

const fn screen(
    name: &'static str,
    there: &'static [&'static str],
    shows: &'static str,
    keys: &'static [&'static str],
    back: &'static [&'static str],
) -> Screen {
    Screen {
        name,
        there,
        shows,
        keys,
        back,
    }
}

/// The screens that Tonight leads to.
pub const SCREENS: [Screen; 30] = [
    screen("Tonight", &[], "b bed", &[DOWN, UP], &[]),
    screen("Tonight, a reason", &[], "b bed", &["w", ESC], &[]),
    screen(
        "Tonight, a note",
        &["n"],
        "Note:",
        &["a", BACKSPACE],
        &[ESC],
    ),
    screen(
        "Tonight's bedtime",
        &["b"],
        "Bed tonight at",
        &[UP, DOWN],
        &[ESC],
    ),
    // All of it fits, so that no key moves it.
    screen("the help", &[], "b bed", &["?", "?"], &[]),
    screen("Learn", &["i"], "Learn", &[DOWN, UP], &[ESC]),
    screen(
        "Learn, a page",
        &["i", ENTER],
        "What restless legs are",
        &[DOWN, UP],
        &[ESC, ESC],
    ),
    screen("the settings", &[","], "Settings", &[DOWN, UP], &[ESC]),
    screen(
        "the settings, a search",
        &[",", "/"],
        "Settings",
        &["m", BACKSPACE],
        &[ESC, ESC],
    ),
    screen("the diary", &["l"], "Diary", &["[", "]"], &[ESC]),
    screen(
        "the diary, legs",
        &["l", "l"],
        "tingling",
        &["t"],
        &[ESC, ESC],
    ),
    screen(
        "the diary, when it began",
        &["l", "o"],
        "When did it begin",
        &["a"],
        &[ESC, ESC],
    ),
    screen(
        "the diary, the night",
        &["l", "m"],
        "Lights out",
        &[TAB],
        &[ESC, ESC],
    ),
    screen(
        "the diary, another night",
        &["l", "m"],
        "Lights out",
        &["[", "]"],
        &[ESC, ESC],
    ),
    screen(
        "the diary, caffeine",
        &["c"],
        "Caffeine",
        &["[", "]"],
        &[ESC],
    ),
    screen(
        "the diary, a drink",
        &["c", "2"],
        "Enter keep",
        &["3", "2"],
        &[ESC, ESC, ESC],
    ),
    screen(
        "the diary, the day",
        &["l", "d"],
        "What was part of",
        &["[", "]"],
        &[ESC, ESC],
    ),
    screen(
        "the diary, iron",
        &["l", "b"],
        "Ferritin",
        &[TAB],
        &[ESC, ESC],
    ),
    screen(
        "the diary, self-check",
        &["l", "s"],
        "1 of 4",
        &["y", LEFT],
        &[ESC, ESC],
    ),
    screen(
        "the diary, entries",
        &["l", "e"],
        "Entries",
        &["[", "]"],
        &[ESC, ESC],
    ),
    screen(
        "woken at night",
        &["*"],
        "How are your legs",
        &[RIGHT, LEFT],
        &[ESC],
    ),
    screen("Tonight and Review", &[], "b bed", &[TAB, TAB], &[]),
    screen(
        "Review, a month",
        &[TAB],
        "Tab Tonight",
        &[LEFT, RIGHT],
        &[TAB],
    ),
    screen(
        "Review, month to month",
        &[TAB, "m"],
        "Tab Tonight",
        &[PAGE_UP, PAGE_UP, PAGE_DOWN, PAGE_DOWN],
        &[TAB],
    ),
    screen(
        "Review, year to year",
        &[TAB, "y"],
        "Tab Tonight",
        &[PAGE_UP, PAGE_UP, PAGE_DOWN, PAGE_DOWN],
        &[TAB],
    ),
    screen(
        "Review, other spans",
        &[TAB],
        "Tab Tonight",
        &["w", "3", "y", "a", "m"],
        &[TAB],
    ),
    screen(
        "Review, charts of all evenings",
        &[TAB, "a"],
        "Tab Tonight",
        &["v"],
        &["m", TAB],
    ),
    screen(
        "Review, what goes with the legs",
        &[TAB],
        "Tab Tonight",
        &["c", ESC],
        &[TAB],
    ),
    screen(
        "a trial",
        &[TAB, "c", "t"],
        "Try a step",
        &[DOWN, UP],
        &[ESC, ESC, TAB],
    ),
    // By the order of the steps in the example's config.
    screen(
        "the routines",
        &[HOME, DOWN, DOWN, DOWN, ENTER],
        "Which routine",
        &[DOWN, UP],
        &[ESC, HOME],
    ),
];

/// Screens that run for a while, each in a window of its own: with its arguments.
pub const ALONE: [(&[&str], Screen); 2] = [
    (
        &["play", "restless-legs"],
        screen("the player", &[ENTER], "", &[" "], &[]),
    ),
    (
        &[],
        screen(
            "the timer",
            &[HOME, DOWN, ENTER, ENTER, ENTER],
            "Warm bath",
            &[" "],
            &[],
        ),
    ),
];
