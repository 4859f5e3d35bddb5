//! Diary entries about legs, sleep, caffeine, the day and blood tests, and the rules by which they are refused.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, TimeDelta, TimeZone, Utc};

use super::situation::{NIGHT_OVERHANG, Situation, trimmed};
use super::when::When;
use super::{Consumption, Refusal};
use crate::event::{
    About, BodyPart, Draft, Event, IronTest, NightEntry, Onset, Rating, Substance, Timing,
    Unmeasured, What, in_effect,
};
use crate::printable::is_unprintable;
use crate::span::Span;

/// An entry that the user adds to the diary, before it is checked.
#[derive(Debug, Clone, PartialEq)]
pub enum DiaryEntry {
    /// A rating of the legs.
    Legs {
        /// How restless the legs are.
        rating: Rating,
        /// Sensations: some of [`FEELS`], or the user's own words.
        feels: Vec<String>,
        /// Where, if the user said.
        places: Vec<BodyPart>,
        /// What the rating is about. None: its time decides.
        about: Option<About>,
    },
    /// When the symptoms began, or that there were none that day.
    Onset(Onset),
    /// A drink.
    Caffeine {
        /// Milligrams, 0 to 1000.
        mg: f64,
        /// The drink's name, if given.
        drink: Option<String>,
        /// How long it took to drink. Without a time it ended just now.
        over: Option<Span>,
    },
    /// Alcohol, nicotine or food.
    Consumed(Unmeasured),
    /// None of a substance today.
    NoneToday(Substance),
    /// A circumstance of the day that may affect the legs or sleep.
    Factor {
        /// The factor's name.
        name: String,
        /// A number from 1 to 1000 for factors that have one, such as the week of a pregnancy.
        amount: Option<u16>,
        /// Free text, such as which medicine was changed and how.
        about: Option<String>,
    },
    /// Results of a blood test.
    Iron(IronTest),
    /// The self-check: true for each of the four signs that was ticked.
    SelfCheck([bool; 4]),
}

impl DiaryEntry {
    /// The same drink, drunk over that time. Without one, and for other entries, nothing changes.
    #[must_use]
    pub fn spread_over(self, span: Option<Span>) -> Self {
        match self {
            Self::Caffeine { mg, drink, over } => Self::Caffeine {
                mg,
                drink,
                over: span.or(over),
            },
            Self::Legs { .. }
            | Self::Onset(_)
            | Self::Consumed(_)
            | Self::NoneToday(_)
            | Self::Factor { .. }
            | Self::Iron(_)
            | Self::SelfCheck(_) => self,
        }
    }

    /// How long it took.
    pub fn over(&self) -> Span {
        match self {
            Self::Caffeine { over, .. } => over.unwrap_or_default(),
            Self::Legs { .. }
            | Self::Onset(_)
            | Self::Consumed(_)
            | Self::NoneToday(_)
            | Self::Factor { .. }
            | Self::Iron(_)
            | Self::SelfCheck(_) => Span::ZERO,
        }
    }
}

/// Common words for how restless legs feel.
pub const FEELS: [&str; 5] = ["tingling", "crawling", "aching", "itching", "pressure"];

/// Milligrams of caffeine accepted for one drink.
pub const MILLIGRAMS: RangeInclusive<f64> = 0.0..=1000.0;
/// Ferritin values accepted, in ng/mL.
pub const FERRITIN: RangeInclusive<f64> = 1.0..=5000.0;
/// Transferrin saturation values accepted, in percent.
pub const SATURATION: RangeInclusive<f64> = 1.0..=100.0;

/// A rating this soon after an evening begins (at the wake time) is about the night before.
pub const MORNING: TimeDelta = TimeDelta::hours(6);

impl<Z: TimeZone> Situation<'_, Z> {
    pub(super) fn record(
        &self,
        entry: &DiaryEntry,
        at: Option<DateTime<Utc>>,
    ) -> Result<Vec<Draft>, Refusal> {
        let given = at;
        let minutes = f64::from(entry.over().as_minutes());
        within("the time a drink took", minutes, 0.0..=720.0, " min")?;
        let at = self.entry_time(given, entry.over())?;
        let what = match entry {
            DiaryEntry::Legs {
                rating,
                feels,
                places,
                about,
            } => {
                let feels = feels.iter().map(|feel| checked_name(feel));
                What::Legs {
                    rating: *rating,
                    feels: feels.collect::<Result<_, _>>()?,
                    places: BodyPart::each_once(places.clone()),
                    about: Some(about.unwrap_or_else(|| self.rating_about(given, at))),
                }
            }
            DiaryEntry::Caffeine { mg, drink, over } => {
                within("caffeine", *mg, MILLIGRAMS, " mg")?;
                let ends = at + entry.over().delta();
                if ends > self.now {
                    let at = self.clock(ends);
                    return Err(Refusal::InTheFuture { at });
                }
                What::Caffeine {
                    mg: *mg,
                    drink: trimmed(drink.as_deref())?,
                    over: over.filter(|over| !over.is_zero()),
                }
            }
            DiaryEntry::Onset(onset) => What::Onset(self.onset(onset)?),
            DiaryEntry::Consumed(what) => What::Consumed(*what),
            DiaryEntry::NoneToday(substance) => {
                self.none_is_possible(*substance)?;
                let substance = *substance;
                What::NoneToday { substance }
            }
            DiaryEntry::Factor {
                name,
                amount,
                about,
            } => {
                if let Some(amount) = amount {
                    within(name, f64::from(*amount), 1.0..=1000.0, "")?;
                }
                What::Factor {
                    name: checked_name(name)?,
                    amount: *amount,
                    about: trimmed(about.as_deref())?,
                }
            }
            DiaryEntry::Iron(iron) => What::Iron {
                iron: self.iron(iron)?,
            },
            DiaryEntry::SelfCheck(signs) => What::SelfCheck { signs: *signs },
        };
        // A drink in the night is the next day's.
        let is_of_next_day = what.is_consumption() && at > self.timeline().drinks_until;
        let mut draft = self.draft(at, what);
        if is_of_next_day {
            draft.evening = draft.evening.next();
        }
        Ok(vec![draft])
    }

    pub(super) fn woke(&self, when: When, night: &NightEntry) -> Result<Vec<Draft>, Refusal> {
        if when == When::Unknown
            && *night == NightEntry::default()
            && self.timeline().woke.is_some()
        {
            // What is recorded says more.
            return Ok(vec![]);
        }
        let settled = self.settle(when, self.evening.ends, |at| self.night_time(at))?;
        let timing = settled.timing;
        if let Some(minutes) = night.asleep_after_min {
            within(
                "time to fall asleep",
                f64::from(minutes),
                0.0..=720.0,
                " min",
            )?;
        }
        if let Some(times) = night.awakenings {
            within("awakenings", f64::from(times), 0.0..=50.0, "")?;
        }
        let minutes = [
            ("time awake in the night", night.awake_min),
            ("naps", night.nap_min),
        ];
        for (what, minutes) in minutes {
            if let Some(minutes) = minutes {
                within(what, f64::from(minutes), 0.0..=720.0, " min")?;
            }
        }
        if let Some(quality) = night.quality {
            within("quality", f64::from(quality), 1.0..=5.0, "")?;
        }
        if let Some(up) = night.up {
            if up > self.now {
                return Err(Refusal::InTheFuture { at: self.clock(up) });
            }
            if up < settled.at && timing == Timing::Known {
                return Err(Refusal::UpBeforeAwake {
                    up: self.clock(up),
                    awake: self.clock(settled.at),
                });
            }
        }
        if let Some(into_bed) = night.into_bed {
            if into_bed > self.now {
                return Err(Refusal::InTheFuture {
                    at: self.clock(into_bed),
                });
            }
            if into_bed > settled.at && timing == Timing::Known {
                return Err(Refusal::IntoBedAfterAwake {
                    into_bed: self.clock(into_bed),
                    awake: self.clock(settled.at),
                });
            }
        }
        let night = *night;
        Ok(vec![self.happened(settled, What::Woke { night, timing })])
    }

    /// The time of an entry, or when it began if it took some time. If none is given it ended now, or, for a past
    /// evening, at its bedtime.
    fn entry_time(&self, at: Option<DateTime<Utc>>, over: Span) -> Result<DateTime<Utc>, Refusal> {
        let is_past = self.now >= self.evening.ends + MORNING;
        let otherwise = if is_past {
            self.evening.bedtime
        } else {
            self.now
        };
        self.instant(at, otherwise - over.delta(), NIGHT_OVERHANG)
    }

    /// Refuses "none today" where something was consumed, and where it is recorded already. A drink that is recorded
    /// afterwards is not refused: it takes precedence.
    fn none_is_possible(&self, substance: Substance) -> Result<(), Refusal> {
        let events = in_effect(self.events);
        if let Some(event) = events.iter().find(|event| event.what.contains(substance)) {
            let named = Consumption::from_event(event).map(|consumed| consumed.label);
            return Err(Refusal::NotNone {
                what: named.unwrap_or_else(|| substance.name().to_owned()),
                at: self.clock(event.at),
            });
        }
        if substance.is_none(&events) {
            return Err(Refusal::AlreadyNone(substance.name()));
        }
        Ok(())
    }

    /// The symptoms begin now. Refused where they have begun by then, as the earliest beginning counts, and on an evening
    /// that is over, which "now" is no time of.
    pub(super) fn begin_symptoms(&self) -> Result<Vec<Draft>, Refusal> {
        if self.now >= self.evening.ends {
            return Err(Refusal::TimeMissing);
        }
        let began = self.timeline().symptoms_began;
        if let Some(began) = began.filter(|began| *began <= self.now) {
            return Err(Refusal::SymptomsBegan {
                at: self.clock(began),
            });
        }
        self.record(&DiaryEntry::Onset(Onset::began()), None)
    }

    /// Checks the beginning of the symptoms. "None today" is refused where a beginning is recorded. A beginning recorded
    /// afterwards is not refused: it takes precedence.
    fn onset(&self, onset: &Onset) -> Result<Onset, Refusal> {
        match onset {
            Onset::Began { places, sat_min } => {
                let minutes = f64::from(sat_min.unwrap_or_default());
                within("the time you could sit", minutes, 0.0..=720.0, " min")?;
                let mut places = places.clone();
                places.sort_unstable();
                places.dedup();
                Ok(Onset::Began {
                    places,
                    sat_min: *sat_min,
                })
            }
            Onset::NoneToday => {
                let events = in_effect(self.events);
                let recorded = |event: &&&Event| matches!(event.what, What::Onset(_));
                match events.iter().find(recorded) {
                    Some(event) if event.what == What::Onset(Onset::NoneToday) => {
                        Err(Refusal::AlreadyNone("restless legs"))
                    }
                    Some(event) => Err(Refusal::NotNone {
                        what: "restless legs".to_owned(),
                        at: self.clock(event.at),
                    }),
                    None => Ok(Onset::NoneToday),
                }
            }
        }
    }

    fn iron(&self, iron: &IronTest) -> Result<IronTest, Refusal> {
        if iron.ferritin.is_none() && iron.tsat.is_none() {
            return Err(Refusal::NoBloodValue);
        }
        if let Some(ferritin) = iron.ferritin {
            within("ferritin", ferritin, FERRITIN, " ng/mL")?;
        }
        if let Some(tsat) = iron.tsat {
            within("transferrin saturation", tsat, SATURATION, " %")?;
        }
        let today = self.now.with_timezone(self.zone).naive_local().date();
        let date = |date: chrono::NaiveDate| date.format("%-d %b %Y").to_string();
        if iron.tested > today {
            return Err(Refusal::InTheFuture {
                at: date(iron.tested),
            });
        }
        if iron.tested.year() < 1970 {
            return Err(Refusal::TooLongAgo {
                at: date(iron.tested),
            });
        }
        Ok(*iron)
    }
}

/// Refuses a number outside `range`, and NaN.
fn within(
    what: &str,
    value: f64,
    range: RangeInclusive<f64>,
    unit: &'static str,
) -> Result<(), Refusal> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(Refusal::OutOfRange {
        what: what.to_owned(),
        value,
        from: *range.start(),
        to: *range.end(),
        unit,
    })
}

/// Checks a short name: printable, on one line, at most 40 characters. Returns it in lower case.
fn checked_name(text: &str) -> Result<String, Refusal> {
    const LONGEST: usize = 40;
    let text = text.trim();
    if text.is_empty() || text.contains(is_unprintable) {
        return Err(Refusal::BadName);
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::TooLong(LONGEST));
    }
    Ok(text.to_lowercase())
}
