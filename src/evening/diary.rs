//! What the user tells of legs, sleep, caffeine and the day: what can be told, and what is refused.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, TimeDelta, TimeZone, Utc};

use super::situation::{NIGHT_OVERHANG, Situation, trimmed};
use super::{Evening, Refusal};
use crate::event::{Draft, IronTest, NightEntry, Rating, What};
use crate::plan::Plan;
use crate::printable::is_unprintable;

/// Something told to the diary.
#[derive(Debug, Clone, PartialEq)]
pub enum DiaryEntry {
    /// How the legs are.
    Legs {
        /// How restless.
        rating: Rating,
        /// How they feel: tingling, crawling ...
        feels: Vec<String>,
    },
    /// A drink.
    Caffeine {
        /// Milligrams, 0 to 1000.
        mg: f64,
        /// Its name, where it has one.
        drink: Option<String>,
    },
    /// Something about the day.
    Factor {
        /// Which.
        name: String,
        /// A number that goes with it: the week of a pregnancy.
        amount: Option<u16>,
        /// Words that go with it: which medicine was changed, and how.
        about: Option<String>,
    },
    /// Values of a blood test.
    Iron(IronTest),
    /// The four signs, as they were answered.
    SelfCheck([bool; 4]),
}

/// The words that people have for how it feels.
pub const FEELS: [&str; 5] = ["tingling", "crawling", "aching", "itching", "pressure"];

/// Milligrams that one drink can have.
pub const MILLIGRAMS: RangeInclusive<f64> = 0.0..=1000.0;
/// Ferritin that a laboratory reports, in ng/mL.
pub const FERRITIN: RangeInclusive<f64> = 1.0..=5000.0;
/// Transferrin saturation, in percent.
pub const SATURATION: RangeInclusive<f64> = 1.0..=100.0;

/// Within so much of an evening's beginning somebody who tells of their legs speaks of the night just past.
const MORNING: TimeDelta = TimeDelta::hours(6);

impl Evening {
    /// The evening that somebody means who rates their legs at `instant`: in the morning the night just past.
    pub fn for_rating_at<Z: TimeZone>(instant: DateTime<Utc>, plan: &Plan, zone: &Z) -> Self {
        let evening = Self::at(instant, plan, zone);
        if instant - evening.begins < MORNING {
            Self::on(evening.date.previous(), plan, zone)
        } else {
            evening
        }
    }
}

impl<Z: TimeZone> Situation<'_, Z> {
    pub(super) fn tell(
        &self,
        entry: &DiaryEntry,
        at: Option<DateTime<Utc>>,
    ) -> Result<Vec<Draft>, Refusal> {
        let what = match entry {
            DiaryEntry::Legs { rating, feels } => {
                let feels = feels.iter().map(|feel| one_word(feel));
                What::Legs {
                    rating: *rating,
                    feels: feels.collect::<Result<_, _>>()?,
                }
            }
            DiaryEntry::Caffeine { mg, drink } => {
                within("caffeine", *mg, MILLIGRAMS, " mg")?;
                What::Caffeine {
                    mg: *mg,
                    drink: trimmed(drink.as_deref())?,
                }
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
                    name: one_word(name)?,
                    amount: *amount,
                    about: trimmed(about.as_deref())?,
                }
            }
            DiaryEntry::Iron(iron) => What::Iron {
                iron: self.iron(iron)?,
            },
            DiaryEntry::SelfCheck(signs) => What::SelfCheck { signs: *signs },
        };
        Ok(vec![self.draft(self.told_time(at)?, what)])
    }

    pub(super) fn woke(
        &self,
        at: Option<DateTime<Utc>>,
        night: &NightEntry,
    ) -> Result<Vec<Draft>, Refusal> {
        let at = self.night_time(at)?;
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
        if let Some(quality) = night.quality {
            within("quality", f64::from(quality), 1.0..=5.0, "")?;
        }
        if let Some(up) = night.up {
            if up > self.now {
                return Err(Refusal::InTheFuture { at: self.clock(up) });
            }
            if up < at {
                return Err(Refusal::UpBeforeAwake {
                    up: self.clock(up),
                    awake: self.clock(at),
                });
            }
        }
        Ok(vec![self.draft(at, What::Woke { night: *night })])
    }

    /// When it was. Of an evening that is past the time may be left out: then it stands at its bedtime.
    fn told_time(&self, at: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, Refusal> {
        let is_past = self.now >= self.evening.ends + MORNING;
        let otherwise = if is_past {
            self.evening.bedtime
        } else {
            self.now
        };
        self.instant(at, otherwise, NIGHT_OVERHANG)
    }

    fn iron(&self, iron: &IronTest) -> Result<IronTest, Refusal> {
        if iron.ferritin.is_none() && iron.tsat.is_none() {
            return Err(Refusal::NoValue);
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
            return Err(Refusal::LongAgo {
                at: date(iron.tested),
            });
        }
        Ok(*iron)
    }
}

/// Refuses a number out of its range, and one that is none.
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

/// A name: a word or a few, on one line.
fn one_word(text: &str) -> Result<String, Refusal> {
    const LONGEST: usize = 40;
    let text = text.trim();
    if text.is_empty() || text.contains(is_unprintable) {
        return Err(Refusal::NoName);
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::TooLong(LONGEST));
    }
    Ok(text.to_lowercase())
}
