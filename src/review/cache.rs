//! Judged evenings in little space: each is encoded, and decoded when a review asks for it.
//!
//! Of evenings before its span a review needs only an outline, which is kept beside the encoded evening. So a review of
//! a month decodes some weeks, also after ten years.
//!
//! Everything in the cache can be recomputed. So bytes that were damaged, or written by a build with other
//! rules, are treated as an empty cache.

use std::collections::HashMap;
use std::hash::Hasher;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use fnv::FnvHasher;
use serde::{Deserialize, Serialize};

use super::counts::{EventCount, JournalCounts};
use super::diary::NightReview;
use super::encoded::{encoded, take, take_judged};
use super::insights::CachedFindings;
use super::{JudgedEvening, Outcome};
use crate::event::{EveningDate, EventId, StepId};

/// A hash of the source code that judges evenings, made by the build script. Another build with other rules
/// has another hash.
const RULES: &str = env!("WINDDOWN_RULES");

/// A judged evening with the hash of everything its judgement depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct CachedEvening {
    pub(super) key: u64,
    /// The judgement.
    pub judged: JudgedEvening,
    /// What was recorded about its night.
    pub night: NightReview,
}

/// The steps that were planned for an evening, those that trials left out of it, and the factors recorded on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "StoredSubjects", into = "StoredSubjects")]
pub(super) struct Subjects {
    pub(super) steps: Vec<Arc<StepId>>,
    pub(super) left_out: Vec<Arc<StepId>>,
    pub(super) factors: Arc<[String]>,
}

/// [`Subjects`] as they are serialised.
#[derive(Serialize, Deserialize)]
struct StoredSubjects {
    steps: Vec<StepId>,
    left_out: Vec<StepId>,
    factors: Vec<String>,
}

/// What the figures of later evenings depend on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct EveningOutline {
    key: u64,
    /// Days since the first of January of the year 1, which are read faster than a date.
    day: i32,
    pub(super) outcome: Outcome,
    pub(super) score: Option<f64>,
    /// A bit for each of the evening's steps, in the order of its subjects: whether it was done. A plan has at most 64.
    done: u64,
    /// Index into [`CachedEvenings::subjects`].
    subjects: u32,
    /// Where the encoded evening ends; it begins where the one before it ends.
    end: u32,
}

/// Cached evenings, ordered by date, and what was counted of the journal when they were judged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CachedEvenings {
    /// What was counted of the journal.
    pub counts: JournalCounts,
    /// The findings of the last reviews.
    pub findings: CachedFindings,
    /// The different combinations, of which there are few.
    subjects: Vec<Subjects>,
    outlines: Vec<EveningOutline>,
    encoded: Vec<u8>,
}

impl EveningOutline {
    pub(super) fn date(self) -> Option<EveningDate> {
        NaiveDate::from_num_days_from_ce_opt(self.day).map(EveningDate)
    }

    /// The number of its subjects: outlines with the same number have the same.
    pub(super) fn subjects_number(self) -> usize {
        self.subjects as usize
    }

    /// Whether it is of an earlier evening than `date`. Asked of every evening, so no date is made of the day.
    pub(super) fn is_before(self, date: EveningDate) -> bool {
        self.day < day(date)
    }

    /// Whether each of the evening's steps was done, in the order of its subjects, and false from there on.
    pub(super) fn done(self) -> impl Iterator<Item = bool> {
        (0..u64::BITS).map(move |bit| self.done & 1 << bit != 0)
    }
}

impl CachedEvenings {
    /// Number of evenings.
    pub fn len(&self) -> usize {
        self.outlines.len()
    }

    /// Whether there is no evening.
    pub fn is_empty(&self) -> bool {
        self.outlines.is_empty()
    }

    /// The outlines of all evenings, in order.
    pub(super) fn outlines(&self) -> &[EveningOutline] {
        &self.outlines
    }

    pub(super) fn subjects(&self, outline: &EveningOutline) -> Option<&Subjects> {
        self.subjects.get(outline.subjects as usize)
    }

    /// Whether the evening at `index` is that of `date` and has this key.
    pub(super) fn holds(&self, index: usize, date: EveningDate, key: Option<u64>) -> bool {
        let outline = self.outlines.get(index);
        outline.is_some_and(|outline| outline.day == day(date) && Some(outline.key) == key)
    }

    /// The index of the first evening that is not before `date`.
    pub(super) fn index_of(&self, date: EveningDate) -> usize {
        let day = day(date);
        self.outlines.partition_point(|outline| outline.day < day)
    }

    /// Decodes an evening without its night.
    pub(super) fn judged(&self, index: usize) -> Option<JudgedEvening> {
        self.take_judged(index, &mut self.encoded_evening(index)?)
    }

    fn take_judged(&self, index: usize, bytes: &mut &[u8]) -> Option<JudgedEvening> {
        let outline = self.outlines.get(index)?;
        take_judged(bytes, *outline, self.subjects(outline)?)
    }

    /// Decodes an evening.
    pub(super) fn get(&self, index: usize) -> Option<CachedEvening> {
        let mut bytes = self.encoded_evening(index)?;
        Some(CachedEvening {
            key: self.outlines.get(index)?.key,
            judged: self.take_judged(index, &mut bytes)?,
            night: take(&mut bytes)?,
        })
    }

    fn encoded_evening(&self, index: usize) -> Option<&[u8]> {
        let end = self.outlines.get(index)?.end;
        let begin = match index.checked_sub(1) {
            Some(before) => self.outlines[before].end,
            None => 0,
        };
        self.encoded.get(begin as usize..end as usize)
    }

    /// Appends an evening, which must be later than the others.
    pub(super) fn push(&mut self, evening: &CachedEvening, known: &mut KnownSubjects) {
        let CachedEvening { key, judged, night } = evening;
        let bytes = encoded(judged, night);
        let outline = EveningOutline {
            key: *key,
            day: day(judged.date),
            outcome: judged.outcome,
            score: judged.score,
            done: judged
                .steps
                .iter()
                .rev()
                .fold(0, |done, step| done << 1 | u64::from(step.status.is_done())),
            subjects: 0,
            end: 0,
        };
        let subjects = Subjects {
            steps: judged
                .steps
                .iter()
                .map(|step| Arc::clone(&step.id))
                .collect(),
            left_out: judged
                .left_out
                .iter()
                .map(|step| Arc::clone(&step.id))
                .collect(),
            factors: Arc::clone(&judged.factors),
        };
        self.append(outline, subjects, &bytes, known);
    }

    /// Appends the evening at `index` of `other`, without decoding it.
    pub(super) fn push_from(&mut self, other: &Self, index: usize, known: &mut KnownSubjects) {
        let outline = other.outlines.get(index);
        if let (Some(outline), Some(bytes)) = (outline, other.encoded_evening(index))
            && let Some(subjects) = other.subjects(outline)
        {
            self.append(*outline, subjects.clone(), bytes, known);
        }
    }

    /// Appends all evenings of `later`, without decoding them.
    pub(super) fn append_all(&mut self, later: &Self) {
        let mut subjects = KnownSubjects::of(self);
        for index in 0..later.len() {
            self.push_from(later, index, &mut subjects);
        }
    }

    fn append(
        &mut self,
        outline: EveningOutline,
        subjects: Subjects,
        bytes: &[u8],
        known: &mut KnownSubjects,
    ) {
        let index = known.index_of(&mut self.subjects, subjects);
        self.encoded.extend_from_slice(bytes);
        self.outlines.push(EveningOutline {
            subjects: index,
            end: self.encoded.len() as u32, // an evening has some 200 bytes, and 50,000 are cached at most
            ..outline
        });
    }

    /// Splits off the evenings from `index` on.
    pub(super) fn split_off(&mut self, index: usize) -> Self {
        let mut later = Self {
            subjects: self.subjects.clone(),
            outlines: self.outlines.split_off(index),
            ..Self::default()
        };
        let end = self.outlines.last().map_or(0, |last| last.end);
        later.encoded = self.encoded.split_off(end as usize);
        for outline in &mut later.outlines {
            outline.end -= end;
        }
        later
    }

    /// Serialises the evenings and the counts, followed by a checksum.
    pub fn to_bytes(&self) -> Vec<u8> {
        let JournalCounts {
            evenings,
            with_began,
        } = &self.counts;
        let counts: Vec<_> = evenings.iter().map(stored_count).collect();
        let file = (
            &self.subjects,
            &self.outlines,
            counts,
            with_began,
            &self.findings,
        );
        // Serialising plain data cannot fail.
        let index = postcard::to_stdvec(&file).unwrap_or_default();
        let mut bytes = self.encoded.clone();
        bytes.extend_from_slice(&index);
        bytes.extend((self.encoded.len() as u64).to_le_bytes());
        let sum = checksum(&bytes);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    /// Deserialises the evenings; none if the bytes are damaged or from another build.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(mut bytes: Vec<u8>) -> Option<Self> {
        let (content, sum) = bytes.split_last_chunk::<8>()?;
        if u64::from_le_bytes(*sum) != checksum(content) {
            return None;
        }
        let (content, encoded) = content.split_last_chunk::<8>()?;
        let encoded = usize::try_from(u64::from_le_bytes(*encoded)).ok()?;
        let index = content.get(encoded..)?;
        let (subjects, outlines, counts, with_began, findings): StoredIndex =
            postcard::from_bytes(index).ok()?;
        let counts: Option<Vec<_>> = counts.into_iter().map(event_count).collect();
        // The evenings stay where they were read to.
        bytes.truncate(encoded);
        Some(Self {
            counts: JournalCounts {
                evenings: counts?,
                with_began,
            },
            findings,
            subjects,
            outlines,
            encoded: bytes,
        })
    }
}

impl From<StoredSubjects> for Subjects {
    fn from(stored: StoredSubjects) -> Self {
        let shared = |ids: Vec<StepId>| ids.into_iter().map(Arc::new).collect();
        Self {
            steps: shared(stored.steps),
            left_out: shared(stored.left_out),
            factors: stored.factors.into(),
        }
    }
}

impl From<Subjects> for StoredSubjects {
    fn from(subjects: Subjects) -> Self {
        let own = |ids: Vec<Arc<StepId>>| ids.into_iter().map(Arc::unwrap_or_clone).collect();
        Self {
            steps: own(subjects.steps),
            left_out: own(subjects.left_out),
            factors: subjects.factors.to_vec(),
        }
    }
}

/// The subjects by which [`CachedEvenings`] are extended, with their indices.
#[derive(Debug, Default)]
pub(super) struct KnownSubjects(HashMap<Subjects, u32>);

impl KnownSubjects {
    /// Those of `cached`.
    pub(super) fn of(cached: &CachedEvenings) -> Self {
        let subjects = cached.subjects.iter().cloned();
        Self(subjects.zip(0..).collect())
    }

    fn index_of(&mut self, all: &mut Vec<Subjects>, subjects: Subjects) -> u32 {
        if let Some(index) = self.0.get(&subjects) {
            return *index;
        }
        let index = all.len() as u32; // at most one for each evening
        all.push(subjects.clone());
        self.0.insert(subjects, index);
        index
    }
}

type StoredIndex = (
    Vec<Subjects>,
    Vec<EveningOutline>,
    Vec<StoredCount>,
    Vec<EveningDate>,
    CachedFindings,
);
type StoredCount = (i32, u64, EventId);

fn stored_count(count: &EventCount) -> StoredCount {
    (day(count.evening), count.events, count.newest)
}

fn event_count((day, events, newest): StoredCount) -> Option<EventCount> {
    Some(EventCount {
        evening: EveningDate(NaiveDate::from_num_days_from_ce_opt(day)?),
        events,
        newest,
    })
}

fn day(date: EveningDate) -> i32 {
    date.0.num_days_from_ce()
}

/// A checksum of [`RULES`] and the bytes, eight at a time. It detects accidental damage, not tampering.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(RULES.as_bytes());
    let mut sum = hasher.finish();
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        sum = mix(sum, u64::from_le_bytes(*word));
    }
    let mut hasher = FnvHasher::with_key(sum);
    hasher.write(rest);
    hasher.finish()
}

/// Mixes eight bytes at once into a hash. Hashing single bytes would take longer than all the rest of a review.
pub(super) fn mix(hash: u64, word: u64) -> u64 {
    (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
}
