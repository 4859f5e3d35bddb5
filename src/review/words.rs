//! What the figures say in words, the same on the screen and in the text.

use super::diary::Changed;

/// A trend of the legs, in words that say which way is better: `0.2 calmer each week`.
pub fn trend(per_week: f64) -> String {
    match per_week {
        calmer if calmer <= -0.05 => format!("{:.1} calmer each week", -calmer),
        worse if worse >= 0.05 => format!("{worse:.1} more each week"),
        _ => "about the same each week".to_owned(),
    }
}

/// What was changed, in a few words: `bedtime 23:00`.
pub fn changed(what: &Changed) -> String {
    match what {
        Changed::Bedtime { to, .. } => format!("bedtime {}", to.format("%H:%M")),
        Changed::Wake { to, .. } => format!("up at {}", to.format("%H:%M")),
        Changed::Schedules => "other times on some weekdays".to_owned(),
        Changed::Added { title } => format!("new: {title}"),
        Changed::Dropped { title } => format!("no longer: {title}"),
        Changed::Routine { title, to, .. } => format!("{title}: {to}"),
        Changed::Altered { title, .. } => format!("{title} changed"),
        Changed::Medicine { about: None } => "a medicine changed".to_owned(),
        Changed::Medicine { about: Some(about) } => format!("medicine: {about}"),
    }
}
