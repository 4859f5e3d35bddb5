//! What a line of the inbox says. It is read by the grammar of the commands: drinks, times and steps are named alike.

use chrono::NaiveTime;

use crate::diary::drinks::{Drink, find_drink};
use crate::evening::{DiaryEntry, drink, parse_onset, split_rating};
use crate::event::{BodyPart, Onset, Rating, StepId, Substance};
use crate::plan::{Plan, Step, closest_match};
use crate::printable::is_unprintable;
use crate::time_of_day;

/// A line that can be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub entry: Entry,
    /// When it was. Without a time it was when the line was written.
    pub time: Option<NaiveTime>,
}

/// What a line records.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Legs {
        rating: Rating,
        feels: Vec<String>,
        places: Vec<BodyPart>,
    },
    Onset(Onset),
    Consumed(DiaryEntry),
    NoneOf(Substance),
    Done(StepId),
    Skipped(StepId),
    LightsOut,
    Woke,
    Note(String),
}

/// Why a line cannot be recorded: a sentence for the file in which refused lines come back.
pub type Refused = String;

/// Words that begin a line, for a hint where none does.
const WORDS: [&str; 12] = [
    "legs",
    "onset",
    "lights out",
    "woke",
    "note",
    "done",
    "skip",
    "none",
    "caffeine",
    "alcohol",
    "nicotine",
    "food",
];

/// Reads a line, which is not empty.
///
/// # Errors
/// Why it says nothing that can be recorded, and what to write instead.
pub fn parse(text: &str, plan: &Plan, drinks: &[Drink]) -> Result<Line, Refused> {
    if text.chars().any(is_unprintable) {
        return Err("it has characters that cannot be shown".to_owned());
    }
    // Notes on a phone begin their lists like this.
    let text = text.trim_start_matches(['-', '*', '•']).trim();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if first.eq_ignore_ascii_case("note") {
        return Ok(Line {
            entry: Entry::Note(rest.trim().to_owned()),
            time: None,
        });
    }
    let (text, time) = split_time(text);
    Ok(Line {
        entry: entry(&text.to_lowercase(), plan, drinks)?,
        time,
    })
}

fn entry(text: &str, plan: &Plan, drinks: &[Drink]) -> Result<Entry, Refused> {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match (first, rest) {
        ("legs", _) => return legs(rest),
        ("onset", "none") => return Ok(Entry::Onset(Onset::NoneToday)),
        ("onset", "") => return Ok(Entry::Onset(Onset::began())),
        ("onset", _) => {
            let onset = parse_onset(rest).map(Entry::Onset);
            return onset.ok_or("onset is written like `onset 19:40`, or `onset none`".to_owned());
        }
        ("lights-out", "") | ("lights", "out") => return Ok(Entry::LightsOut),
        ("woke" | "awake", "") => return Ok(Entry::Woke),
        ("none", _) => return none(rest),
        ("done", _) => return step(rest, plan).map(|step| Entry::Done(step.id.clone())),
        ("skip", _) => return step(rest, plan).map(|step| Entry::Skipped(step.id.clone())),
        ("caffeine", _) => return consumed(rest, drinks),
        _ => {}
    }
    let mut substances = Substance::ALL.into_iter();
    let substance = substances.find(|it| it.name() == text);
    if let Some(substance) = substance.and_then(Substance::unmeasured) {
        return Ok(Entry::Consumed(DiaryEntry::Consumed(substance)));
    }
    if let Ok(step) = step(text, plan) {
        return Ok(Entry::Done(step.id.clone()));
    }
    // A name with a number is a drink only where the drink is known: anything could be meant.
    match consumed(text, drinks) {
        Ok(Entry::Consumed(entry)) if is_certain(&entry, text, drinks) => {
            Ok(Entry::Consumed(entry))
        }
        Ok(_) | Err(_) => Err(unknown(text, plan, drinks)),
    }
}

fn is_certain(entry: &DiaryEntry, text: &str, drinks: &[Drink]) -> bool {
    match entry {
        DiaryEntry::Caffeine {
            drink: Some(name), ..
        } => find_drink(name, drinks).is_some(),
        _ => text.contains("mg"),
    }
}

fn legs(text: &str) -> Result<Entry, Refused> {
    let (number, feels, places) = split_rating(text);
    let rating = number.parse::<i64>().ok();
    let rating = rating.and_then(|number| Rating::try_from(number).ok());
    Ok(Entry::Legs {
        rating: rating.ok_or("legs needs a number from 0 to 10, such as `legs 4`")?,
        feels,
        places,
    })
}

fn none(text: &str) -> Result<Entry, Refused> {
    let mut all = Substance::ALL.into_iter();
    let substance = match text {
        "" => Some(Substance::Caffeine),
        name => all.find(|it| it.name() == name),
    };
    substance.map(Entry::NoneOf).ok_or_else(|| {
        "none needs one of these after it: caffeine, alcohol, nicotine or food".to_owned()
    })
}

fn consumed(text: &str, drinks: &[Drink]) -> Result<Entry, Refused> {
    let entry = drink(text, drinks).map_err(|why| why.to_string())?;
    Ok(Entry::Consumed(entry))
}

/// The step with that id or title.
fn step<'p>(name: &str, plan: &'p Plan) -> Result<&'p Step, Refused> {
    let mut steps = plan.steps.iter();
    let found =
        steps.find(|step| step.id.0.to_lowercase() == name || step.title.to_lowercase() == name);
    let titles = || plan.steps.iter().map(|step| step.title.as_str());
    found.ok_or_else(|| match closest_match(name, titles()) {
        Some(title) => format!("there is no step `{name}`; did you mean `{title}`?"),
        None => format!(
            "there is no step `{name}`; yours are {}",
            titles().collect::<Vec<_>>().join(", ")
        ),
    })
}

fn unknown(text: &str, plan: &Plan, drinks: &[Drink]) -> Refused {
    let words = WORDS.into_iter();
    let steps = plan.steps.iter().map(|step| step.title.as_str());
    let drinks = drinks.iter().map(|drink| drink.name.as_str());
    match closest_match(text, words.chain(steps).chain(drinks)) {
        Some(meant) => format!("it is no entry; did you mean `{meant}`?"),
        None => "it is no entry; write it like `legs 4`, `coffee 15:10`, `onset 19:40`, the \
                 title of a step, or `note` and some words"
            .to_owned(),
    }
}

/// Takes the time off the end of a line. A number alone is no time: it may be milligrams.
fn split_time(text: &str) -> (&str, Option<NaiveTime>) {
    let before_last = |text: &str, words: usize| {
        let mut starts = text.rmatch_indices(char::is_whitespace).map(|(at, _)| at);
        starts.nth(words - 1)
    };
    // `3 pm` is two words.
    for words in [2, 1] {
        let Some(at) = before_last(text, words) else {
            continue;
        };
        let (rest, time) = (text[..at].trim_end(), text[at..].trim());
        let is_number = time.bytes().all(|byte| byte.is_ascii_digit());
        if let Ok(time) = time_of_day::parse(time)
            && !is_number
        {
            let rest = rest.strip_suffix(" at").unwrap_or(rest);
            return (rest, Some(time));
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diary::drinks::all_drinks;
    use crate::event::Unmeasured;
    use crate::plan::Config;

    fn parsed(text: &str) -> Result<Line, Refused> {
        parse(text, &Config::built_in().plan, &all_drinks(&[]))
    }

    fn at(text: &str) -> Option<NaiveTime> {
        NaiveTime::parse_from_str(text, "%H:%M").ok()
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the parser returns it")]
    fn line(entry: Entry, time: &str) -> Result<Line, Refused> {
        let time = at(time);
        Ok(Line { entry, time })
    }

    fn coffee(mg: f64) -> Entry {
        Entry::Consumed(DiaryEntry::Caffeine {
            mg,
            drink: Some("coffee".to_owned()),
            over: None,
        })
    }

    #[test]
    fn a_line_is_read_as_the_commands_read_it() {
        let legs = |rating, feels: &[&str]| Entry::Legs {
            rating: Rating::try_from(rating).unwrap(),
            feels: feels.iter().map(|feel| (*feel).to_owned()).collect(),
            places: vec![],
        };
        let known = all_drinks(&[]);
        let mg = known.iter().find(|it| it.name == "coffee").unwrap().mg;
        assert_eq!(parsed("legs 4"), line(legs(4, &[]), ""));
        assert_eq!(
            parsed("Legs 4 crawling, tingling"),
            line(legs(4, &["crawling", "tingling"]), "")
        );
        assert_eq!(parsed("legs 4 21:15"), line(legs(4, &[]), "21:15"));
        assert_eq!(parsed("- coffee 15:10"), line(coffee(mg), "15:10"));
        assert_eq!(parsed("coffee at 3 pm"), line(coffee(mg), "15:00"));
        assert_eq!(parsed("coffee 120 15.10"), line(coffee(120.0), "15:10"));
        assert_eq!(parsed("caffeine coffee"), line(coffee(mg), ""));
        assert_eq!(
            parsed("onset 19:40"),
            line(Entry::Onset(Onset::began()), "19:40")
        );
        assert_eq!(
            parsed("onset none"),
            line(Entry::Onset(Onset::NoneToday), "")
        );
        let arms = Entry::Legs {
            rating: Rating::CALM,
            feels: vec![],
            places: vec![BodyPart::Arms],
        };
        assert_eq!(parsed("legs 0 in arms"), line(arms, ""));
        assert_eq!(parsed("lights out 22:50"), line(Entry::LightsOut, "22:50"));
        assert_eq!(parsed("woke 6:20 am"), line(Entry::Woke, "06:20"));
        let wine = Entry::Consumed(DiaryEntry::Consumed(Unmeasured::Alcohol));
        assert_eq!(parsed("alcohol 20:30"), line(wine, "20:30"));
        assert_eq!(parsed("none"), line(Entry::NoneOf(Substance::Caffeine), ""));
        let bath = || StepId("warm-bath".to_owned());
        assert_eq!(
            parsed("warm bath 20:45"),
            line(Entry::Done(bath()), "20:45")
        );
        assert_eq!(parsed("done warm-bath"), line(Entry::Done(bath()), ""));
        assert_eq!(parsed("skip Warm bath"), line(Entry::Skipped(bath()), ""));
        let note = Entry::Note("The pillow at 22:30".to_owned());
        assert_eq!(parsed("note The pillow at 22:30"), line(note, ""));
    }

    #[test]
    fn what_is_no_entry_is_refused_with_what_to_write() {
        for (text, part) in [
            ("legs 11", "0 to 10"),
            ("legs", "0 to 10"),
            ("legz 4", "no entry"),
            ("warm bth", "did you mean `Warm bath`"),
            ("done nothing at all", "yours are"),
            ("none sugar", "caffeine, alcohol"),
            ("buy milk", "legs 4"),
            ("eggs 12", "no entry"),
            ("95", "no entry"),
            ("legs 4\u{1b}[2J", "cannot be shown"),
        ] {
            let why = parsed(text).unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
    }

    fn line_is_read_or_refused_in_a_sentence(cases: u32) {
        use proptest::prelude::*;
        use proptest::test_runner::{Config as Cases, TestRunner};

        let (plan, drinks) = (Config::built_in().plan, all_drinks(&[]));
        let piece = prop_oneof![
            6 => prop::sample::select(vec![
                "legs", "onset", "none", "coffee", "95 mg", "done", "skip", "Warm bath", "lights out", "woke", "note",
                " ", ":", ",", "-", "•", "4", "10", "19:40", "24:61", "3 pm", "99999999999999999999", "-1", "NaN",
                "crawling", "in arms", "\u{202e}", "\u{301}", "漢", "İ", "ß", "\u{9b}", "\0",
            ]).prop_map(str::to_owned),
            1 => any::<String>(),
        ];
        let lines = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
        let cases = Cases {
            cases,
            failure_persistence: None,
            ..Cases::default()
        };
        let holds = |line: String| {
            if let Err(why) = parse(&line, &plan, &drinks) {
                prop_assert!(!why.is_empty() && !why.contains(is_unprintable), "{why:?}");
            }
            Ok(())
        };
        TestRunner::new(cases).run(&lines, holds).unwrap();
    }

    #[test]
    fn any_line_is_read_or_refused_in_a_sentence() {
        line_is_read_or_refused_in_a_sentence(2000);
    }

    #[test]
    #[ignore = "takes a minute"]
    fn a_hundred_thousand_lines_are_read_or_refused_in_a_sentence() {
        line_is_read_or_refused_in_a_sentence(100_000);
    }
}
