//! Changes of plan and medicines in a few words.

use chrono::NaiveTime;

use super::MarkedText;
use crate::printable::on_one_line;
use crate::review::diary::{ChangeKind, StepAttribute};
use crate::time_of_day::ClockFormat;

/// A change as plain text on one line: `bedtime 23:00, was 22:30`, `Leg stretches: renamed, at another time`.
pub fn change_line(what: &ChangeKind, format: ClockFormat) -> String {
    on_one_line(&change(what, format).plain())
}

/// A change, with the user's own words marked.
pub fn change(what: &ChangeKind, format: ClockFormat) -> MarkedText {
    let clock = |time: &NaiveTime| format.time(*time);
    match what {
        ChangeKind::Bedtime { from, to } => {
            MarkedText::ours(format!("bedtime {}, was {}", clock(to), clock(from)))
        }
        ChangeKind::Wake { from, to } => {
            MarkedText::ours(format!("wake time {}, was {}", clock(to), clock(from)))
        }
        ChangeKind::Schedules => MarkedText::ours("different times on some weekdays"),
        ChangeKind::Added { title } => MarkedText::ours("new: ").then_theirs(title),
        ChangeKind::Dropped { title } => MarkedText::ours("no longer: ").then_theirs(title),
        ChangeKind::Routine { title, from, to } => MarkedText::theirs(title)
            .then(": ")
            .then_theirs(to)
            .then(", was ")
            .then_theirs(from),
        ChangeKind::Altered { title, parts } => {
            let parts: Vec<&str> = parts.iter().map(|part| attribute_phrase(*part)).collect();
            MarkedText::theirs(title).then(format!(": {}", parts.join(", ")))
        }
        ChangeKind::Medicine { about: None } => MarkedText::ours("a medicine was changed"),
        ChangeKind::Medicine { about: Some(about) } => {
            MarkedText::ours("medicine: ").then_theirs(about)
        }
    }
}

/// A changed attribute of a step: `at another time`.
fn attribute_phrase(part: StepAttribute) -> &'static str {
    match part {
        StepAttribute::Time => "at another time",
        StepAttribute::Days => "on other weekdays",
        StepAttribute::Kind => "another length or kind",
        StepAttribute::Optional => "now optional",
        StepAttribute::Required => "now required",
        StepAttribute::Title => "renamed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_names_the_earlier_value_or_the_changed_attributes() {
        let clock = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        let (from, to) = (clock(22), clock(23));
        assert_eq!(
            ClockFormat::ALL.map(|format| change_line(&ChangeKind::Bedtime { from, to }, format)),
            ["bedtime 23:30, was 22:30", "bedtime 11:30 pm, was 10:30 pm"]
        );
        let title = "Leg stretches with roller".to_owned();
        let parts = vec![StepAttribute::Title, StepAttribute::Time];
        assert_eq!(
            change_line(
                &ChangeKind::Altered { title, parts },
                ClockFormat::default()
            ),
            "Leg stretches with roller: renamed, at another time"
        );
    }
}
