//! The diary's own knowledge: what is in a drink, how much of it is left when, and what a day is asked about.
//!
//! It is given everything and does no I/O. What can be told to the diary, and what is refused, is
//! [`evening::DiaryEntry`](crate::evening::DiaryEntry).

pub mod caffeine;
pub mod day;
pub mod drinks;
pub mod iron;

/// What a day can be asked about, beside the names of the user's own.
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

/// The one of them that comes with a number: its week.
pub const PREGNANCY: &str = "pregnancy";

/// The one of them that says which medicine was changed, and how.
pub const MEDICINE_CHANGE: &str = "medicine-change";

/// Whether nights with a factor can be laid beside nights without it. A pregnancy does not come and go by the day, and
/// what a changed medicine does begins with that day and stays: nobody wants ten such days to compare.
pub fn can_be_compared(factor: &str) -> bool {
    ![PREGNANCY, MEDICINE_CHANGE].contains(&factor)
}

/// The four signs of the self-check, as questions. Sources: the criteria of the International Restless Legs
/// Syndrome Study Group (2014), in our own words.
pub const SIGNS: [&str; 4] = [
    "When you sit or lie still, do you feel an urge to move your legs?",
    "Is it worse in the evening or at night than during the day?",
    "Does moving help, at least for as long as you go on?",
    "Does it often disturb your sleep?",
];

/// What the answers say, in words that never diagnose.
pub fn self_check_result(signs: [bool; 4]) -> &'static str {
    if signs.iter().all(|sign| *sign) {
        "All four fit with restless legs. That is no diagnosis: worth telling a doctor, who can find out what it \
         is, and look at your iron."
    } else if signs.iter().any(|sign| *sign) {
        "Not all four fit. If it troubles you, it is still worth telling a doctor."
    } else {
        "None of the four fits tonight. If something else troubles you, a doctor can still help."
    }
}
