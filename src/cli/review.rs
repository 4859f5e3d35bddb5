//! `winddown review`: how consistently the evenings were kept.

use chrono::{Datelike, Days};
use clap::Args;
use unicode_width::UnicodeWidthStr;

use super::act::Facts;
use super::evenings_arg::{Evenings, WhichEvenings};
use super::home::Home;
use super::out::{self, Ink};
use crate::event::EveningDate;
use crate::review::json::Json;
use crate::review::{Judged, Outcome, Review};
use crate::words;

/// Look back: how consistently the routine was kept, in the last 30 evenings or in others
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown review
  winddown review --last 8w
  winddown review --from 2026-09-01 --to 2026-09-30 --json")]
pub struct ReviewCommand {
    #[command(flatten)]
    span: WhichEvenings,
    #[command(flatten)]
    facts: Facts,
}

impl ReviewCommand {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let tonight = coach.evening_at(home.now).date;
        let (from, to) = self.span.ends(tonight, Evenings::MONTH)?;
        let review = coach.review(from, to, home.now)?;
        if self.facts.json {
            return out::say_json(&Json(&review));
        }
        let page = Page {
            review: &review,
            tonight,
            ink: Ink::detect(),
            ascii: out::is_ascii(&coach.config.display),
        };
        out::say(page.text())
    }
}

/// The review as text.
struct Page<'a> {
    review: &'a Review,
    tonight: EveningDate,
    ink: Ink,
    ascii: bool,
}

/// More weeks than this are a wall of dots.
const MOST_WEEKS: i64 = 17;

impl Page<'_> {
    fn text(&self) -> String {
        let review = self.review;
        let span = format!(
            "{} to {}",
            words::long_date_seen_from(self.tonight, review.from),
            words::long_date_seen_from(self.tonight, review.to)
        );
        let mut parts = vec![vec![span, self.ink.dim(&self.summary())]];
        if review.evenings.is_empty() {
            parts.push(vec!["Nothing is known of these evenings yet.".to_owned()]);
        } else {
            let days = review.to.0.signed_duration_since(review.from.0).num_days();
            if days < MOST_WEEKS * 7 {
                parts.push(self.weeks());
            }
            parts.push(self.steps());
            parts.push(self.night());
            parts.push(self.insights());
        }
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|lines| !lines.is_empty())
            .map(|lines| lines.join("\n"))
            .collect();
        parts.join("\n\n")
    }

    fn summary(&self) -> String {
        let review = self.review;
        let mut parts = vec![format!(
            "kept {} of {}",
            review.kept,
            review.kept + review.missed
        )];
        if review.excused > 0 {
            parts.push(format!("{} excused", review.excused));
        }
        parts.push(format!(
            "{} in a row (best {})",
            review.streak.current, review.streak.best
        ));
        if let Some(strength) = review.strength {
            parts.push(format!("strength {:.0} %", strength * 100.0));
        }
        parts.join(", ")
    }

    /// A week a line, an evening a sign, under the names of the days.
    fn weeks(&self) -> Vec<String> {
        let mut lines = vec![self.ink.dim("      Mo Tu We Th Fr Sa Su")];
        let (mut week, mut line) = (None, String::new());
        for evening in &self.review.evenings {
            let date = evening.date;
            let monday = monday(date);
            if week != Some(monday) {
                lines.extend(week.map(|_| std::mem::take(&mut line)));
                let before = date.weekday().num_days_from_monday() as usize;
                line = format!(
                    "  {:>2}  {}",
                    date.0.iso_week().week(),
                    "   ".repeat(before)
                );
                week = Some(monday);
            }
            line.push_str(self.sign(evening));
            line.push_str("  ");
        }
        lines.push(line);
        let [kept, partly, missed, excused, other] = self.signs();
        let legend = format!(
            "      {kept} kept  {partly} partly  {missed} missed  {excused} excused  {other} not counted"
        );
        let mut lines: Vec<String> = lines
            .iter()
            .map(|line| format!(" {}", line.trim_end()))
            .collect();
        lines.push(self.ink.dim(&legend));
        lines
    }

    /// Kept, partly, missed, excused, and what does not count (yet).
    fn signs(&self) -> [&'static str; 5] {
        if self.ascii {
            ["#", "+", "o", "-", "."]
        } else {
            ["●", "◐", "○", "–", "·"]
        }
    }

    fn sign(&self, evening: &Judged) -> &'static str {
        let [kept, partly, missed, excused, other] = self.signs();
        match evening.outcome {
            Outcome::Kept => kept,
            Outcome::Partly => partly,
            Outcome::Missed => missed,
            Outcome::Excused => excused,
            Outcome::Running | Outcome::Free => other,
        }
    }

    fn steps(&self) -> Vec<String> {
        const BAR: usize = 20;
        let steps = &self.review.steps;
        let widths = steps.iter().map(|step| step.title.width());
        let widest = widths.max().unwrap_or(0);
        let (full, empty) = if self.ascii {
            ("#", ".")
        } else {
            ("█", "░")
        };
        steps
            .iter()
            .map(|step| {
                let gap = " ".repeat(widest - step.title.width());
                let filled = (step.rate().unwrap_or(0.0) * BAR as f64).round() as usize;
                let bar = full.repeat(filled) + &empty.repeat(BAR - filled);
                let late = match step.median_minutes_late {
                    Some(0) => "  on time".to_owned(),
                    Some(minutes) if minutes > 0 => format!("  {minutes} min after its time"),
                    Some(minutes) => format!("  {} min before its time", -minutes),
                    None => String::new(),
                };
                let count = format!("{:>3}/{}", step.done, step.planned);
                format!(
                    "  {}{gap}  {bar} {count}{}",
                    step.title,
                    self.ink.dim(&late)
                )
            })
            .collect()
    }

    /// Bedtime and legs, as far as they are known.
    fn night(&self) -> Vec<String> {
        let (bedtime, legs) = (&self.review.bedtime, &self.review.legs);
        let mut lines = Vec::new();
        if let Some(mean) = bedtime.mean {
            let spread = bedtime
                .sd_minutes
                .map(|sd| format!(", give or take {sd:.0} min"));
            let regularity = bedtime
                .regularity_index
                .map(|index| format!("; regularity {index:.0} of 100"));
            lines.push(format!(
                "Lights out at {}{}{}",
                mean.format("%H:%M"),
                spread.unwrap_or_default(),
                regularity.unwrap_or_default()
            ));
        }
        if let Some(mean) = legs.mean {
            let trend = legs.trend_per_week.map(|trend| match trend {
                calmer if calmer <= -0.05 => format!(", {:.1} calmer each week", -calmer),
                worse if worse >= 0.05 => format!(", {worse:.1} more each week"),
                _ => ", about the same each week".to_owned(),
            });
            lines.push(format!(
                "Legs {mean:.1} of 10 ({} nights){}",
                legs.nights,
                trend.unwrap_or_default()
            ));
        }
        lines
    }

    /// What goes with the legs, the surest first. It looks further back than the span, so it says how far.
    fn insights(&self) -> Vec<String> {
        let insights = self.review.insights();
        let told = insights.iter().filter(|insight| insight.has_begun());
        let lines: Vec<String> = told
            .map(|insight| format!("  {}", words::insight_line(insight)))
            .collect();
        let Some(first) = self.review.nights.first.filter(|_| !lines.is_empty()) else {
            return vec![];
        };
        let since = words::long_date_seen_from(self.tonight, first);
        let head = format!("What goes with the legs, on the nights since {since}");
        [head].into_iter().chain(lines).collect()
    }
}

fn monday(date: EveningDate) -> EveningDate {
    let since_monday = u64::from(date.weekday().num_days_from_monday());
    EveningDate(
        date.0
            .checked_sub_days(Days::new(since_monday))
            .unwrap_or(date.0),
    )
}
