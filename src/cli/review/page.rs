//! Formats the review as text, for terminals and pipes.

use chrono::{Datelike, Weekday};
use unicode_width::UnicodeWidthStr;

use super::super::out::{self, OutputStyle};
use crate::event::EveningDate;
use crate::plan::{FirstDayOfWeek, Plan};
use crate::review::insights::{Comparisons, Finding};
use crate::review::series::{TARGET, by_month, means};
use crate::review::{JudgedEvening, LookBack, Outcome};
use crate::time_of_day::ClockFormat;
use crate::tui::symbols::Symbols;
use crate::tui::wrap::filled;
use crate::words::{self, LegsLine};

/// A review, and what is needed to format it as text.
pub(super) struct ReviewText<'a> {
    /// The review to format.
    pub(crate) back: &'a LookBack,
    /// The findings of the review's nights.
    pub(crate) findings: Vec<Finding>,
    /// The plan in the config, which says what can be tried.
    pub(crate) plan: &'a Plan,
    /// The current evening. Dates in its year are written without the year.
    pub(crate) tonight: EveningDate,
    /// Whether text can be dimmed.
    pub(crate) style: OutputStyle,
    /// The clock in which times are shown.
    pub(crate) clock: ClockFormat,
    /// Which days make a week.
    pub(crate) week: FirstDayOfWeek,
    /// Whether only ASCII characters are printed.
    pub(crate) symbols: Symbols,
    /// Width of the terminal in cells; `None` where lines are not wrapped.
    pub(crate) width: Option<u16>,
}

/// The longest span, in weeks, that is shown evening by evening. A longer one is shown month by month.
const MOST_WEEKS: i64 = 17;

impl ReviewText<'_> {
    pub(crate) fn text(&self) -> String {
        let review = &self.back.review;
        let span = words::long_dates_seen_from(self.tonight, review.from, review.to);
        let mut parts = vec![vec![self.wrap("", &span)]];
        if review.evenings.is_empty() {
            parts.push(vec![
                "Nothing is recorded for these evenings yet.".to_owned(),
            ]);
        } else {
            let summary = self.wrap("", &self.summary());
            parts[0].push(self.style.dim(&summary));
            let days = review.to.0.signed_duration_since(review.from.0).num_days();
            parts.push(if days < MOST_WEEKS * 7 {
                self.weeks()
            } else {
                self.months()
            });
            parts.push(self.steps());
            parts.push(self.figures());
            parts.push(self.changes());
            parts.push(self.insights());
        }
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|lines| !lines.is_empty())
            .map(|lines| lines.join("\n"))
            .collect();
        parts.join("\n\n")
    }

    /// Wraps `before` and a sentence to the width of the terminal. Further lines are indented two cells more than
    /// `before` is wide.
    fn wrap(&self, before: &str, text: &str) -> String {
        out::wrap_indented(before, text, before.width() + 2, self.width)
    }

    fn summary(&self) -> String {
        let review = &self.back.review;
        let mut parts = vec![match review.kept + review.missed {
            0 => "no evening that counts".to_owned(),
            counted => format!("kept {} of {counted}", review.kept),
        }];
        if review.excused > 0 {
            parts.push(format!("{} excused", review.excused));
        }
        // There is a strength from the first counted evening on. Before it, a streak means nothing.
        if review.strength.is_some() {
            parts.push(format!(
                "{} in a row (best {})",
                review.streak.current, review.streak.best
            ));
        }
        if let Some(strength) = review.strength {
            parts.push(format!("strength {:.0} %", strength * 100.0));
        }
        parts.join(", ")
    }

    /// One line a week, named by its first day, with one sign an evening under the names of the weekdays.
    fn weeks(&self) -> Vec<String> {
        let mut lines = vec![self.style.dim(&format!("        {}", self.day_names()))];
        let (mut week, mut line) = (None, String::new());
        for evening in &self.back.review.evenings {
            let date = evening.date;
            let (begins, _) = self.week.week_around(date);
            if week != Some(begins) {
                // The line of the week before, if there was one, is complete.
                lines.extend(week.map(|_| std::mem::take(&mut line)));
                let days_before = begins.through(date).count() - 1;
                let name = begins.0.format("%-d %b").to_string();
                line = format!("{name:>6}  {}", "   ".repeat(days_before));
                week = Some(begins);
            }
            line.push_str(self.sign(evening));
            line.push_str("  ");
        }
        lines.push(line);
        let [kept, partly, missed, excused, not_counted] = self.signs();
        let mut lines: Vec<String> = lines
            .iter()
            .map(|line| format!(" {}", line.trim_end()))
            .collect();
        // 9 cells: a space, the week's name, and the gap, so that the legend begins below the first column.
        lines.extend(self.legend(
            9,
            &[
                format!("{kept} kept"),
                format!("{partly} partly"),
                format!("{missed} missed"),
                format!("{excused} excused"),
                format!("{not_counted} not counted"),
            ],
        ));
        lines
    }

    /// The weekdays in two letters each, in the order of the week.
    fn day_names(&self) -> String {
        let name = |day: Weekday| day.to_string().chars().take(2).collect::<String>();
        self.week.days().map(name).join(" ")
    }

    /// The legend of the signs, indented by `indent` cells.
    fn legend(&self, indent: u16, signs: &[String]) -> Vec<String> {
        let room = self
            .width
            .map_or(u16::MAX, |width| width.saturating_sub(indent));
        let lines = filled(signs.iter().map(String::as_str), "  ", room).into_iter();
        let before = " ".repeat(indent.into());
        lines
            .map(|line| self.style.dim(&format!("{before}{line}")))
            .collect()
    }

    /// The signs for kept, partly kept, missed, excused, and not counted (running, or nothing required).
    fn signs(&self) -> [&'static str; 5] {
        [
            Outcome::Kept,
            Outcome::Partly,
            Outcome::Missed,
            Outcome::Excused,
            Outcome::Free,
        ]
        .map(|outcome| self.symbols.outcome(outcome))
    }

    fn sign(&self, evening: &JudgedEvening) -> &'static str {
        let [kept, partly, missed, excused, not_counted] = self.signs();
        match evening.outcome {
            Outcome::Kept => kept,
            Outcome::Partly => partly,
            Outcome::Missed => missed,
            Outcome::Excused => excused,
            Outcome::Running | Outcome::Free | Outcome::NotBegun => not_counted,
        }
    }

    fn steps(&self) -> Vec<String> {
        let steps = &self.back.review.steps;
        let widths = steps.iter().map(|step| step.title.width());
        let widest = widths.max().unwrap_or(0);
        let (full, empty) = if self.symbols.is_ascii() {
            ("#", ".")
        } else {
            ("█", "░")
        };
        // 13 cells: the indent, the gaps, and the count.
        let room = usize::from(self.width.unwrap_or(u16::MAX)).saturating_sub(widest + 13);
        let width = room.clamp(5, MAX_BAR_WIDTH);
        steps
            .iter()
            .map(|step| {
                let gap = " ".repeat(widest - step.title.width());
                let filled = (step.rate().unwrap_or(0.0) * width as f64).round() as usize;
                let bar = full.repeat(filled) + &empty.repeat(width - filled);
                let count = format!("{:>3}/{}", step.done, step.planned);
                let line = format!("  {}{gap}  {bar} {count}", step.title);
                let late = step.median_minutes_late.map(words::lateness);
                let streak =
                    (step.streak.current > 1).then(|| format!("{} in a row", step.streak.current));
                let parts: Vec<String> = late.into_iter().chain(streak).collect();
                if parts.is_empty() {
                    return line;
                }
                let late = parts.join(", ");
                let is_room = self
                    .width
                    .is_none_or(|width| line.width() + 2 + late.width() <= width.into());
                let between = if is_room { "  " } else { "\n    " };
                format!("{line}{between}{}", self.style.dim(&late))
            })
            .collect()
    }

    /// One line a year, with one sign a month for the share of its evenings that were kept.
    fn months(&self) -> Vec<String> {
        let names = "Ja Fe Mr Ap My Jn Jl Au Se Oc No De";
        let mut lines = vec![self.style.dim(&format!("       {names}"))];
        let months = by_month(&self.back.review.evenings);
        let [.., excused, not_counted] = self.signs();
        for year in months.chunk_by(|one, other| one.0.year() == other.0.year()) {
            let mut line = String::new();
            for (month, counts) in year {
                let column = 7 + month.month0() as usize * 3;
                line += &" ".repeat(column.saturating_sub(line.width()));
                line += match counts.share() {
                    Some(share) => self.share(share),
                    None if counts.excused > 0 => excused,
                    None => not_counted,
                };
            }
            let name = year.first().map_or(0, |(month, _)| month.year());
            // The months begin after 7 blank cells. The year takes the place of the first 6.
            lines.push(format!("  {name:<4}{}", line.get(6..).unwrap_or_default()));
        }
        let [full, most, half, few, none] =
            [1.0, 0.75, 0.5, 0.25, 0.0].map(|part| self.share(part));
        // 7 cells: the legend begins below the first month.
        lines.extend(self.legend(
            7,
            &[
                format!("kept: {full} more than 3/4"),
                format!("{most} more than half"),
                format!("{half} more than 1/4"),
                format!("{few} fewer"),
                format!("{none} none"),
            ],
        ));
        lines
    }

    fn share(&self, share: f64) -> &'static str {
        self.symbols.share(share)
    }

    /// Lights-out, regularity, legs, caffeine and strength, a line each. Where one cannot be computed, its line names
    /// what is missing. Regularity then has no line.
    fn figures(&self) -> Vec<String> {
        let review = &self.back.review;
        let mut lines = vec![self.wrap("", &self.lights_out())];
        lines.extend(self.regularity().map(|text| self.wrap("", &text)));
        let legs = &review.legs;
        let ratings = review
            .evenings
            .iter()
            .map(|evening| evening.legs.get(legs.figure).map(f64::from));
        lines.push(match legs.mean {
            None => "Legs: no rating yet".to_owned(),
            Some(mean) => {
                let change = words::legs_change_and_how_sure(review.legs_change.as_ref());
                let nights = words::counted(legs.nights, "night");
                let text = format!(
                    "{} {mean:.1} of 10 ({nights}), {change}",
                    words::capitalised(words::legs_name(legs.figure))
                );
                self.with_bars(&text, &ratings.collect::<Vec<_>>(), 10.0)
            }
        });
        let caffeine_left = self.back.caffeine_left_mg();
        let left_each_night = self.back.nights.iter().map(|night| night.caffeine_left_mg);
        lines.push(match caffeine_left.mean {
            None => {
                "Caffeine at lights-out: no night with both a drink and a lights-out yet".to_owned()
            }
            Some(mean) => {
                let nights = words::counted(caffeine_left.nights, "night");
                let text = format!("Caffeine {mean:.0} mg left at lights-out ({nights})");
                let left_each_night: Vec<Option<f64>> = left_each_night.collect();
                // A bar of full height stands for the highest value, and for 20 mg at least, so that a few milligrams
                // stay low.
                let full = left_each_night
                    .iter()
                    .flatten()
                    .fold(20.0_f64, |most, mg| most.max(*mg));
                self.with_bars(&text, &left_each_night, full)
            }
        });
        lines.push(match review.strength {
            None => "Strength: no evening counted yet".to_owned(),
            Some(strength) => {
                let text = format!("Strength {:.0} %", strength * 100.0);
                self.with_bars(&text, &review.strengths, 1.0)
            }
        });
        lines
    }

    fn lights_out(&self) -> String {
        let bedtime = &self.back.review.bedtime;
        let Some(mean) = bedtime.mean else {
            return "Lights out: not recorded yet".to_owned();
        };
        let spread = bedtime
            .sd_minutes
            .map(|sd| format!(", give or take {sd:.0} min"));
        format!(
            "Lights out at {}{} ({}, {} within {} min of the plan)",
            self.clock.time(mean),
            spread.unwrap_or_default(),
            words::counted(bedtime.nights, "night"),
            self.back.on_target(),
            TARGET.num_minutes()
        )
    }

    fn regularity(&self) -> Option<String> {
        let bedtime = &self.back.review.bedtime;
        let parts = [
            bedtime
                .regularity_index
                .map(|index| format!("Regularity {index:.0} of 100")),
            bedtime
                .social_jetlag_minutes
                .map(|minutes| format!("free days differ by {minutes:.0} min")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| words::capitalised(&parts.join("; ")))
    }

    /// A small bar chart of the values, from the first evening to the last, and a sentence after it. `full` is the
    /// value of a bar of full height. With more evenings than bars, each bar is the mean of several.
    ///
    /// A missing value is a blank. A known one is at least an eighth high, to differ from a missing one.
    fn with_bars(&self, text: &str, values: &[Option<f64>], full: f64) -> String {
        let shown = means(values, values.len().min(CHART_BARS));
        let bars: String = shown
            .iter()
            .map(|value| match value {
                Some(value) => self
                    .symbols
                    .column(((value / full * 8.0).round() as u16).max(1)),
                None => " ",
            })
            .collect();
        let gap = " ".repeat(CHART_BARS - shown.len());
        let before = format!("  {bars}{gap}  ");
        out::wrap_indented(&before, text, before.width(), self.width)
    }

    /// What goes with the legs: trials and findings, else what is missing for one.
    fn insights(&self) -> Vec<String> {
        let review = &self.back.review;
        let comparisons = Comparisons {
            findings: self.findings.clone(),
            // They are not stated here.
            insights: vec![],
        };
        let all = words::legs_lines(review.recent_trials(), &comparisons);
        let stated = all.iter().filter(|line| line.is_stated());
        let mut lines: Vec<String> = stated
            .map(|line| self.wrap("  ", &self.with_offer(line)))
            .collect();
        if comparisons.findings.is_empty()
            && let Some(nothing) =
                words::nothing_clear_line(&review.nights.insights_without_estimates(), || {
                    review.nights.has_an_estimate()
                })
        {
            lines.push(self.wrap("  ", &nothing));
        }
        if !lines.is_empty() {
            lines.insert(0, self.wrap("", "What goes with the legs"));
        }
        lines
    }

    /// The sentence, with the command that starts the trial that could tell.
    fn with_offer(&self, line: &LegsLine) -> String {
        line.with_offer(self.plan, |step| format!("winddown trial start {step}"))
    }

    /// The page of comparisons: trials, findings, and what may be chance or needs more nights.
    pub(crate) fn comparisons(&self) -> String {
        let review = &self.back.review;
        let comparisons = Comparisons {
            findings: self.findings.clone(),
            insights: review.nights.insights(),
        };
        let lines = words::legs_lines(review.recent_trials(), &comparisons);
        let Some(since) = review.nights.since.filter(|_| !lines.is_empty()) else {
            return self.wrap("", words::NOTHING_TO_COMPARE);
        };
        let since = words::long_date_seen_from(self.tonight, since);
        let head =
            format!("What goes with the legs, on the nights since {since}: association, not proof");
        let mut parts = vec![self.wrap("", &head)];
        for own in lines.chunk_by(|one, other| one.heading() == other.heading()) {
            let heading = own.iter().take(1).map(|line| line.heading().to_owned());
            let sentences = own
                .iter()
                .map(|line| self.wrap("  ", &self.with_offer(line)));
            parts.push(heading.chain(sentences).collect::<Vec<_>>().join("\n"));
        }
        parts.join("\n\n")
    }

    /// The newest changes of plan and medicines, in order of time.
    fn changes(&self) -> Vec<String> {
        let changes = &self.back.changes;
        let shown = &changes[changes.len().saturating_sub(MOST_CHANGES)..];
        shown
            .iter()
            .map(|change| {
                let date = words::long_date_seen_from(self.tonight, change.date);
                self.wrap(
                    "",
                    &format!("{date}: {}", words::change_line(&change.what, self.clock)),
                )
            })
            .collect()
    }
}

/// The greatest width of the bar that shows how often a step was done, in cells.
const MAX_BAR_WIDTH: usize = 20;
/// The most bars in a small bar chart, each one cell wide.
const CHART_BARS: usize = 30;
/// The most changes of plan and medicines that are listed.
const MOST_CHANGES: usize = 6;
