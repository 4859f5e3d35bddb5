//! What can be typed on Tonight: words that stand for its keys, and for the diary's.

use chrono::NaiveTime;

use crate::event::{Rating, Substance};
use crate::plan::closest_match;
use crate::span::Span;
use crate::time_of_day::BadTimeOfDay;

/// A typed command. A step is named by the user; an empty name means the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Say again what comes next.
    Next,
    /// List the steps.
    List,
    /// Say what can be typed.
    Help,
    /// Leave.
    Quit,
    /// Mark a step done.
    Done(String),
    /// Leave a step out.
    Skip(String),
    /// Put a step off.
    Snooze(String, Option<Span>),
    /// Take the last entry back.
    Undo,
    /// Begin a step's routine or timer, or go on with it.
    Start(String),
    /// Begin a step's routine from its beginning.
    Again(String),
    /// Say why a step helps.
    Why(String),
    /// Move tonight's bedtime.
    Bedtime(NaiveTime),
    /// The lights go out, or went out at that time.
    LightsOut(Option<NaiveTime>),
    /// The user woke for good.
    Woke,
    /// Rate the legs.
    Legs(Rating),
    /// The legs began.
    Onset,
    /// A drink, by its name or its milligrams.
    Drink(String),
    /// There was some of it just now.
    Had(Substance),
    /// There was none of it today.
    None(Substance),
    /// Write a note.
    Note(String),
    /// Exclude the evening from the statistics.
    Excuse(String),
    /// The short routine for being awake at night.
    Night,
    /// Fill in the last night.
    Morning,
    /// Whether reminders come while the program is closed.
    Reminders,
    /// How several computers exchange entries.
    Computers,
}

/// All words, each with what follows it and what it does.
pub const WORDS: [(&str, &str, &str); 26] = [
    ("next", "", "says what comes next, as does Enter"),
    ("list", "", "lists the steps"),
    ("done", "STEP", "marks it done"),
    ("skip", "STEP", "skips it"),
    ("snooze", "STEP 10", "puts it off by so many minutes"),
    ("undo", "", "takes the last entry back"),
    (
        "start",
        "STEP",
        "begins its routine or timer, or goes on with it",
    ),
    ("again", "STEP", "begins its routine anew"),
    ("why", "STEP", "says why it helps, and what to mind"),
    ("bedtime", "23:15", "moves tonight's bedtime"),
    ("lights out", "22:50", "good night; without a time, now"),
    ("woke", "", "you woke for good"),
    ("legs", "4", "rates the legs, from 0 calm to 10"),
    ("onset", "", "the legs began just now"),
    (
        "caffeine",
        "coffee",
        "a drink, by its name or as 95mg; its name alone will do",
    ),
    ("alcohol", "", "you had some just now"),
    ("nicotine", "", "you had some just now"),
    ("food", "", "you ate a large meal just now"),
    ("none", "caffeine", "there was none today"),
    ("note", "TEXT", "writes it down"),
    ("excuse", "WHY", "the evening counts neither way"),
    ("night", "", "a short routine when you woke at night"),
    ("morning", "", "fills in last night"),
    (
        "reminders",
        "",
        "asks whether they come while this is closed",
    ),
    (
        "computers",
        "",
        "says how several computers share the journal, and changes it",
    ),
    ("quit", "", "leaves; all is kept"),
];

/// Other spellings of the words.
const SPELLINGS: [(&str, &str); 13] = [
    ("?", "help"),
    ("h", "help"),
    ("q", "quit"),
    ("exit", "quit"),
    ("ls", "list"),
    ("u", "undo"),
    ("go", "start"),
    ("bed", "bedtime"),
    ("lights-out", "lights out"),
    ("awake", "woke"),
    ("meal", "food"),
    ("drink", "caffeine"),
    ("sync", "computers"),
];

/// Reads a line. `is_drink` says whether a text is a drink that the user can have had.
///
/// # Errors
/// If it is no command; the message is a sentence that says what to type instead.
pub fn parse(
    line: &str,
    is_drink: impl Fn(&str) -> bool,
    time: impl Fn(&str) -> Result<NaiveTime, BadTimeOfDay>,
) -> Result<Command, String> {
    let line = line.trim();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (first, rest) = (first.to_lowercase(), rest.trim());
    let after_out = rest.strip_prefix("out").map(str::trim_start);
    let (word, rest) = match (first.as_str(), after_out) {
        ("lights", Some(rest)) => ("lights out", rest),
        (first, _) => {
            let mut spellings = SPELLINGS.iter();
            let other = spellings.find(|(spelling, _)| *spelling == first);
            (other.map_or(first, |(_, word)| word), rest)
        }
    };
    let step = || rest.to_owned();
    Ok(match word {
        "" | "next" => Command::Next,
        "list" => Command::List,
        "help" => Command::Help,
        "quit" => Command::Quit,
        "done" => Command::Done(step()),
        "skip" => Command::Skip(step()),
        "snooze" => {
            let (step, span) = snooze(rest);
            Command::Snooze(step, span)
        }
        "undo" => Command::Undo,
        "start" => Command::Start(step()),
        "again" => Command::Again(step()),
        "why" => Command::Why(step()),
        "bedtime" => {
            Command::Bedtime(time(rest).map_err(|why| format!("bedtime needs a time: {why}."))?)
        }
        "lights out" if rest.is_empty() => Command::LightsOut(None),
        "lights out" => {
            let at = time(rest).map_err(|why| format!("lights out at {rest}: {why}."));
            Command::LightsOut(Some(at?))
        }
        "woke" => Command::Woke,
        "legs" => {
            let rating = rest.parse::<i64>().ok();
            let rating = rating.and_then(|number| Rating::try_from(number).ok());
            Command::Legs(rating.ok_or("legs needs a number from 0 to 10, such as legs 4.")?)
        }
        "onset" => Command::Onset,
        "caffeine" if rest.is_empty() => {
            return Err(
                "caffeine needs a drink, such as caffeine espresso or caffeine 95mg.".into(),
            );
        }
        "caffeine" => Command::Drink(rest.to_owned()),
        "none" if rest.is_empty() => Command::None(Substance::Caffeine),
        "none" => {
            let mut all = Substance::ALL.into_iter();
            let meant = all.find(|it| it.name() == rest.to_lowercase());
            Command::None(
                meant.ok_or(
                    "none needs one of these after it: caffeine, alcohol, nicotine or food.",
                )?,
            )
        }
        "note" if rest.is_empty() => return Err("note needs some words after it.".into()),
        "note" => Command::Note(rest.to_owned()),
        "excuse" => Command::Excuse(rest.to_owned()),
        "night" => Command::Night,
        "morning" => Command::Morning,
        "reminders" => Command::Reminders,
        "computers" => Command::Computers,
        word => {
            let mut all = Substance::ALL.into_iter();
            match all.find(|it| it.unmeasured().is_some() && it.name() == word) {
                Some(substance) => Command::Had(substance),
                None if is_drink(line) => Command::Drink(line.to_owned()),
                None => return Err(unknown(line, word)),
            }
        }
    })
}

/// Splits what follows `snooze` into a step and a length, either of which may be left out. A plain number is minutes.
fn snooze(rest: &str) -> (String, Option<Span>) {
    let (step, last) = rest.rsplit_once(char::is_whitespace).unwrap_or(("", rest));
    let minutes = last.parse::<u32>().ok().map(Span::minutes);
    match minutes.or_else(|| last.parse().ok()) {
        Some(span) => (step.trim().to_owned(), Some(span)),
        None => (rest.to_owned(), None),
    }
}

fn unknown(line: &str, word: &str) -> String {
    let known = WORDS.iter().map(|(word, ..)| *word);
    match closest_match(word, known) {
        Some(meant) => format!("{line}: no such command. Did you mean {meant}?"),
        None => format!("{line}: no such command. help shows what you can type."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line, |text| text == "green tea", crate::time_of_day::parse)
    }

    #[test]
    fn every_word_of_the_help_is_a_command() {
        for (word, after, _) in WORDS {
            let line = format!("{word} {after}");
            assert!(parsed(&line).is_ok(), "{line}");
        }
        for (spelling, word) in SPELLINGS {
            let same = |word: &str| parsed(&format!("{word} 23:15"));
            assert_eq!(same(spelling), same(word), "{spelling}");
        }
    }

    #[test]
    fn a_step_a_length_and_a_time_can_follow_a_word() {
        let done = |step: &str| Ok(Command::Done(step.to_owned()));
        assert_eq!(parsed("done"), done(""));
        assert_eq!(parsed("  DONE  Warm bath "), done("Warm bath"));
        let snooze = |step: &str, span| Ok(Command::Snooze(step.to_owned(), span));
        assert_eq!(parsed("snooze"), snooze("", None));
        assert_eq!(parsed("snooze 15"), snooze("", Some(Span::minutes(15))));
        assert_eq!(parsed("snooze 1h"), snooze("", Some(Span::minutes(60))));
        let bath = snooze("warm bath", Some(Span::minutes(20)));
        assert_eq!(parsed("snooze warm bath 20m"), bath);
        assert_eq!(parsed("snooze warm bath"), snooze("warm bath", None));
        let quarter_past = NaiveTime::from_hms_opt(23, 15, 0).unwrap();
        assert_eq!(parsed("bed 2315"), Ok(Command::Bedtime(quarter_past)));
        assert_eq!(parsed("lights out"), Ok(Command::LightsOut(None)));
        assert_eq!(
            parsed("lights out 23:15"),
            Ok(Command::LightsOut(Some(quarter_past)))
        );
    }

    #[test]
    fn a_drink_can_be_named_alone_and_nothing_else_can() {
        let tea = Ok(Command::Drink("green tea".to_owned()));
        assert_eq!(parsed("green tea"), tea);
        assert_eq!(parsed("caffeine green tea"), tea);
        assert_eq!(parsed("alcohol"), Ok(Command::Had(Substance::Alcohol)));
        assert_eq!(parsed("none food"), Ok(Command::None(Substance::Food)));
        for (line, answer) in [
            ("dnoe", "dnoe: no such command. Did you mean done?"),
            (
                "xyzzy",
                "xyzzy: no such command. help shows what you can type.",
            ),
            (
                "legs 11",
                "legs needs a number from 0 to 10, such as legs 4.",
            ),
            ("note", "note needs some words after it."),
        ] {
            assert_eq!(parsed(line), Err(answer.to_owned()));
        }
    }
}
