//! Entries of the diary in a few words.

use crate::diary::PREGNANCY;
use crate::event::{Event, NightTold, What, at_offset};

/// An entry of the diary, small letters first: `legs 4 of 10: crawling`, `espresso, 63 mg`. None for what is none.
pub fn diary_line(event: &Event) -> Option<String> {
    Some(match &event.what {
        What::Legs { rating, feels } if feels.is_empty() => format!("legs {rating} of 10"),
        What::Legs { rating, feels } => format!("legs {rating} of 10: {}", feels.join(", ")),
        What::Caffeine { mg, drink } => {
            let drink = drink.as_deref().unwrap_or("caffeine");
            format!("{drink}, {mg} mg")
        }
        What::Factor {
            name,
            amount,
            about,
        } => {
            let name_in_words = name.replace('-', " ");
            let amount = match amount {
                Some(week) if name == PREGNANCY => format!(", week {week}"),
                Some(amount) => format!(", {amount}"),
                None => String::new(),
            };
            let about = about.as_ref().map(|about| format!(": {about}"));
            format!("{name_in_words}{amount}{}", about.unwrap_or_default())
        }
        What::Iron { iron } => {
            let ferritin = iron.ferritin.map(|value| format!("ferritin {value} ng/mL"));
            let tsat = iron.tsat.map(|value| format!("saturation {value} %"));
            let values: Vec<String> = ferritin.into_iter().chain(tsat).collect();
            let date = iron.tested.format("%-d %b %Y");
            format!("{}, tested {date}", values.join(", "))
        }
        What::SelfCheck { signs } => {
            let ticked = signs.iter().filter(|sign| **sign).count();
            format!("self-check: {ticked} of 4 signs")
        }
        What::Plan(_)
        | What::Done { .. }
        | What::Skipped { .. }
        | What::Snoozed { .. }
        | What::BedtimeMoved { .. }
        | What::Excused { .. }
        | What::LightsOut
        | What::Woke { .. }
        | What::Note { .. }
        | What::Session { .. }
        | What::Revoked { .. }
        | What::Other { .. } => return None,
    })
}

/// What was told of a night: `asleep after 25 min, awake twice, up at 06:50, slept 3 of 5`. Clocks show what they did
/// `offset_min` minutes east of Greenwich. Empty where nothing was told.
pub fn night_line(night: &NightTold, offset_min: i32) -> String {
    let up = |at| at_offset(at, offset_min).format("%H:%M");
    let parts = [
        night
            .asleep_after_min
            .map(|minutes| format!("asleep after {}", super::short_span(minutes.into()))),
        night.awakenings.map(|number| match number {
            0 => "slept through".to_owned(),
            _ => format!("awake {}", super::times(number.into())),
        }),
        night.up.map(|at| format!("up at {}", up(at))),
        night.quality.map(|quality| format!("slept {quality} of 5")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_told_by_what_there_is_to_tell() {
        assert_eq!(night_line(&NightTold::default(), 60), "");
        let night = NightTold {
            asleep_after_min: Some(75),
            awakenings: Some(0),
            up: Some("2026-11-25T05:50:00Z".parse().unwrap()),
            quality: Some(4),
        };
        assert_eq!(
            night_line(&night, 60),
            "asleep after 1 h 15, slept through, up at 06:50, slept 4 of 5"
        );
        let awakenings = Some(3);
        let none = NightTold::default();
        assert_eq!(
            night_line(&NightTold { awakenings, ..none }, 0),
            "awake 3 times"
        );
    }
}
