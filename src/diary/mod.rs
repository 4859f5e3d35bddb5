//! Facts and formulas of the diary: the caffeine in drinks and how it leaves the body, the factors of a day, iron values,
//! and the self-check.
//!
//! The module is pure. Entries of the diary and their valid ranges are in
//! [`evening::DiaryEntry`](crate::evening::DiaryEntry).

pub(crate) mod caffeine;
pub(crate) mod day;
pub(crate) mod drinks;
pub(crate) mod iron;
pub(crate) mod usual;

use crate::event::{Unmeasured, What};

/// The built-in factors: circumstances of a day that can be recorded. The config can add others.
pub const FACTORS: [&str; 9] = [
    "alcohol",
    "exercise-light",
    "exercise-hard",
    "stress",
    "nicotine",
    "late-screen",
    "medicine-change",
    "period",
    "pregnancy",
];

/// The factor that an entry records: its name, or what was consumed where that is a factor of the day.
pub(crate) fn factor_of(what: &What) -> Option<&str> {
    match what {
        What::Factor { name, .. } => Some(name),
        What::Consumed(Unmeasured::Alcohol | Unmeasured::Nicotine) => Some(what.kind()),
        _ => None,
    }
}

/// The factor that is recorded with a number, the week of the pregnancy.
pub(crate) const PREGNANCY: &str = "pregnancy";

/// The factor that is recorded with a text: which medicine was changed, and how.
pub(crate) const MEDICINE_CHANGE: &str = "medicine-change";

/// Whether nights with a factor can be compared with nights without it. A pregnancy does not come and go by the day, and
/// the effect of a changed medicine lasts beyond the day on which the change is recorded.
pub(crate) fn can_be_compared(factor: &str) -> bool {
    ![PREGNANCY, MEDICINE_CHANGE].contains(&factor)
}

/// The four signs of the self-check, as questions. Sources: the criteria of the International Restless Legs
/// Syndrome Study Group (2014), in our own words.
pub(crate) const SIGNS: [&str; 4] = [
    "When you sit or lie still, do you feel an urge to move your legs?",
    "Is it worse in the evening or at night than during the day?",
    "Does moving help, at least for as long as you go on?",
    "Does it often disturb your sleep?",
];

/// The result of the self-check, in words that never diagnose. `signs` is true for each sign answered with yes.
pub(crate) fn self_check_result(signs: [bool; 4]) -> &'static str {
    if signs.iter().all(|sign| *sign) {
        "All four fit with restless legs. That is not a diagnosis. It is worth telling a doctor, who can find out \
         what it is and check your iron."
    } else if signs.iter().any(|sign| *sign) {
        "Not all four fit. If it troubles you, it is still worth telling a doctor."
    } else {
        "None of the four fits tonight. If something else troubles you, a doctor can still help."
    }
}
