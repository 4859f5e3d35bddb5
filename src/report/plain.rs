//! The page in fifteen lines of plain text, for a message to a clinic.

use super::ReportPage;
use super::glance::{asleep, hours, kept, lights_out, onset_sentence};
use super::medical;
use super::words::{NOT_RECORDED, date, mean, times};
use crate::event::BodyPart;
use crate::printable::on_one_line;
use crate::review::Legs;
use crate::words::{counted, legs_change_and_how_sure};

/// The number of lines, whatever the diary holds.
pub const LINES: usize = 15;

/// The newest changes of medicines that are listed.
const MOST_MEDICINES: usize = 4;

impl ReportPage<'_> {
    /// The page's main facts, a line each.
    pub fn plain_lines(&self) -> [String; LINES] {
        let (review, whole) = (self.review, &self.diary.whole);
        let onset = &review.onset;
        let or_missing = |value: Option<String>| value.unwrap_or_else(|| NOT_RECORDED.to_owned());
        let symptom_nights = whole.symptoms.per_week().map(|nights| {
            let answered = counted(whole.symptoms.answered, "night");
            format!("{nights:.1} (from {answered})")
        });
        let places = BodyPart::ALL.iter().zip(onset.places);
        let places: Vec<String> = places
            .filter(|(_, days)| *days > 0)
            .map(|(part, days)| format!("{} on {}", part.name(), counted(days, "day")))
            .collect();
        let sleep = &whole.sleep;
        [
            format!(
                "Restless legs and sleep, {}, from one person's diary",
                self.span()
            ),
            onset_sentence(onset, self.clock)
                .unwrap_or_else(|| format!("When symptoms begin: {NOT_RECORDED}")),
            format!(
                "Where: {}",
                or_missing((!places.is_empty()).then(|| places.join(", ")))
            ),
            format!("Could sit still for: {}", or_missing(hours(onset.sat_min))),
            format!(
                "Nights per week with symptoms: {}",
                or_missing(symptom_nights)
            ),
            format!(
                "Legs in the evening, 0 calm to 10 worst: {}",
                or_missing(legs(&whole.legs_evening))
            ),
            format!(
                "Legs at night, 0 to 10: {}",
                or_missing(legs(&whole.legs_night))
            ),
            format!(
                "Change in {}: {}",
                crate::words::legs_name(review.legs.figure),
                legs_change_and_how_sure(review.legs_change.as_ref())
            ),
            format!(
                "Lights out: {}; final awakening: {}",
                or_missing(times(lights_out(whole), self.clock)),
                or_missing(times(whole.woke, self.clock))
            ),
            format!(
                "Time in bed: {}; time asleep: {}",
                or_missing(hours(sleep.in_bed_min)),
                or_missing(asleep(sleep))
            ),
            format!(
                "Time to fall asleep: {}; awake in the night: {}; awakenings: {}",
                or_missing(hours(sleep.latency_min)),
                or_missing(hours(sleep.awake_min)),
                or_missing(mean(whole.awakenings, 1, ""))
            ),
            format!(
                "Caffeine per day: {}; alcohol: {}; evenings kept: {}",
                or_missing(mean(whole.caffeine_mg, 0, " mg")),
                counted(whole.alcohol, "evening"),
                kept(whole)
            ),
            self.medicines_line(),
            medical::last_values(self).map_or_else(
                || format!("Iron: {NOT_RECORDED}"),
                |values| on_one_line(&values),
            ),
            format!(
                "Made on {} with winddown; nothing was measured by a device, and nothing is a diagnosis",
                date(self.made)
            ),
        ]
    }

    fn medicines_line(&self) -> String {
        let changes = medical::by_date(self);
        let newest = changes.iter().rev().take(MOST_MEDICINES);
        let listed: Vec<String> = newest
            .map(|(when, text)| format!("{}: {}", date(*when), on_one_line(&text.plain())))
            .collect();
        let earlier = match changes.len().saturating_sub(MOST_MEDICINES) {
            0 => String::new(),
            earlier => format!("; {} earlier", counted(earlier, "date")),
        };
        if listed.is_empty() {
            return format!("Changes of medicine: {NOT_RECORDED}");
        }
        format!(
            "Changes of medicine, newest first: {}{earlier}",
            listed.join("; ")
        )
    }
}

/// The mean of one figure of the legs, with its nights.
fn legs(legs: &Legs) -> Option<String> {
    let nights = counted(legs.nights, "night");
    legs.mean.map(|mean| format!("{mean:.1} ({nights})"))
}
