//! Sentences about the day's caffeine, for screens and commands. A drink after the cutoff is stated as a fact, never as
//! a fault.
//!
//! The amount left at lights-out is a forecast until the lights are out. After that
//! ([`is_dark`](Caffeine::is_dark)) the sentences are in the past tense.

use chrono::{DateTime, TimeZone, Utc};

use super::{capitalised, clock, short_span};
use crate::diary::caffeine::Dose;
use crate::diary::day::{
    CaffeineLeft, about, about_in_words, as_espressos, drink_label, format_mg, spread_label,
};
use crate::diary::drinks::Drink;
use crate::diary::usual::UnusualDrink;
use crate::evening::Caffeine;
use crate::time_of_day::ClockFormat;

/// Something that was consumed: `Espresso at 17:20, after the cutoff.`
pub fn drink_sentence<Z: TimeZone>(
    label: &str,
    at: DateTime<Utc>,
    is_after_cutoff: bool,
    zone: &Z,
    format: ClockFormat,
) -> String {
    let cutoff_note = if is_after_cutoff {
        ", after the cutoff"
    } else {
        ""
    };
    let at = clock(at, zone, format);
    capitalised(&format!("{label} at {at}{cutoff_note}."))
}

/// The question whether a drink is right: `820 mg is a lot; your drinks have 28 to 107 mg.`
pub fn unusual_drink_sentence(drink: &UnusualDrink) -> String {
    let mg = format_mg(drink.mg);
    match &drink.usual {
        Some(usual) => format!(
            "{mg} is a lot; your drinks have {} to {}.",
            usual.start().round(),
            format_mg(usual.end().round())
        ),
        None => format!("{mg} is a lot; a coffee has about 100 mg."),
    }
}

/// The caffeine left at lights-out from the day's drinks: `Tonight about 40 mg will be left.` or, once it is dark,
/// `About 40 mg was left at lights-out.`
pub fn caffeine_left_sentence(caffeine: &Caffeine) -> String {
    let left = about_in_words(caffeine.left_at_lights_out().mg);
    let more = still_to_come(caffeine);
    if caffeine.is_dark {
        capitalised(&format!("{left} was left at lights-out{more}."))
    } else {
        format!("Tonight {left} will be left{more}.")
    }
}

/// A drink just before lights-out has hardly reached the blood by then, which the amount alone would hide.
fn still_to_come(caffeine: &Caffeine) -> &'static str {
    if caffeine.is_being_absorbed() {
        ", with the last drink still to come"
    } else {
        ""
    }
}

/// The caffeine left at lights-out, as a long and as a short text: `About 40 mg left at lights-out, as much as half an
/// espresso.`, and without the espressos where there is no room for them. `known` are all drinks to choose from; the
/// user may have set what an espresso holds.
pub fn caffeine_left_long_and_short(caffeine: &Caffeine, known: &[Drink]) -> [String; 2] {
    if caffeine.drinks.is_empty() {
        let line = if caffeine.is_none {
            "No caffeine today."
        } else {
            "No caffeine so far."
        };
        return [line, line].map(str::to_owned);
    }
    let mg = caffeine.left_at_lights_out().mg;
    let tense = if caffeine.is_dark { " was" } else { "" };
    let short = capitalised(&format!("{}{tense} left at lights-out", about_in_words(mg)));
    let more = still_to_come(caffeine);
    let long = match as_espressos(mg, known) {
        Some(espressos) => format!("{short}, as much as {espressos}{more}."),
        None => format!("{short}{more}."),
    };
    [long, short]
}

/// What a drink that is not recorded yet would leave at lights-out, with all others: `Espresso, 63 mg: about 45 mg would
/// be left at lights-out, about 20 mg without it.`, and the same for narrow screens.
pub fn would_leave_long_and_short(
    caffeine: &Caffeine,
    name: Option<&str>,
    dose: Dose,
) -> [String; 2] {
    let label = spread_label(drink_label(name, dose.mg), dose.over);
    let mg = match name {
        Some(_) => format!(", {}", format_mg(dose.mg)),
        None => String::new(),
    };
    let with = about_in_words(caffeine.would_leave(dose).mg);
    let without = about_in_words(caffeine.left_at_lights_out().mg);
    [
        format!("{label}{mg}: {with} would be left at lights-out, {without} without it."),
        format!("{label}: {with} would be left."),
    ]
    .map(|line| capitalised(&line))
}

/// How much the amount left at lights-out differs between people, by how fast they metabolise caffeine, and the
/// half-life used for this user: `From person to person 25 to 65 mg; assuming half of it is gone in 5 h.`
pub fn caffeine_between_people(caffeine: &Caffeine) -> String {
    let CaffeineLeft { quick, slow, .. } = caffeine.left_at_lights_out();
    let half_life = short_span(caffeine.half_life.as_minutes().into());
    let reckoned = format!("assuming half of it is gone in {half_life}");
    match (about(quick), about(slow)) {
        // If next to nothing is left even for the slowest, there is no range to give.
        (_, None) => capitalised(&format!("{reckoned}.")),
        (None, Some(slow)) => format!("From person to person 0 to {slow} mg; {reckoned}."),
        (Some(quick), Some(slow)) => {
            format!("From person to person {quick} to {slow} mg; {reckoned}.")
        }
    }
}
