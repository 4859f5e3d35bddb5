//! What was changed in plan and medicines, in a few words. The page for the doctor says the same, and marks there which
//! words are the user's own.

use chrono::NaiveTime;

use crate::review::diary::{Changed, Part};

/// What was changed: `bedtime 23:00, was 22:30`, `Leg stretches: at another time, under a new name`.
pub fn change_line(what: &Changed) -> String {
    match what {
        Changed::Bedtime { from, to } => {
            format!("bedtime {}, was {}", clock(*to), clock(*from))
        }
        Changed::Wake { from, to } => {
            format!("wake time {}, was {}", clock(*to), clock(*from))
        }
        Changed::Schedules => "other times on some weekdays".to_owned(),
        Changed::Added { title } => format!("new: {title}"),
        Changed::Dropped { title } => format!("no longer: {title}"),
        Changed::Routine { title, from, to } => {
            format!("{title}: {to}, was {from}")
        }
        Changed::Altered { title, parts } => {
            let parts: Vec<&str> = parts.iter().map(|part| about_a_step(*part)).collect();
            format!("{title}: {}", parts.join(", "))
        }
        Changed::Medicine { about: None } => "a medicine was changed".to_owned(),
        Changed::Medicine { about: Some(about) } => format!("medicine: {about}"),
    }
}

/// What is different about a step: `at another time`.
pub fn about_a_step(part: Part) -> &'static str {
    match part {
        Part::Time => "at another time",
        Part::Days => "on other weekdays",
        Part::Kind => "of another length or kind",
        Part::Optional => "may be left out",
        Part::Required => "no longer left out",
        Part::Title => "under a new name",
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_what_it_was_before_or_what_about_it() {
        let clock = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        let (from, to) = (clock(22), clock(23));
        assert_eq!(
            change_line(&Changed::Bedtime { from, to }),
            "bedtime 23:30, was 22:30"
        );
        let title = "Leg stretches with roller".to_owned();
        let parts = vec![Part::Title, Part::Time];
        assert_eq!(
            change_line(&Changed::Altered { title, parts }),
            "Leg stretches with roller: under a new name, at another time"
        );
    }
}
