//! The iron page: records a blood test, and shows the guideline's thresholds to discuss with a doctor.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::form::{Entered, Field, FieldKind, Form};
use super::{DiaryPage, PageContext, PageOutcome};
use crate::diary::iron::BloodValue;
use crate::evening::{Action, DiaryEntry, Refusal};
use crate::event::{IronTest, What};
use crate::plan::KeyArea;
use crate::tui::footer::Hint;
use crate::tui::row::put;
use crate::tui::screen::{Explained, Learn, Pasted};
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::wrap::wrapped;
use crate::words;

/// The form for a new blood test.
#[derive(Debug, Default)]
pub struct IronPage {
    form: Form,
}

// The indices of the form's fields.
const FERRITIN: usize = 0;
const SATURATION: usize = 1;
const TESTED: usize = 2;

/// The guideline's two thresholds. This is no advice to take anything.
const THRESHOLDS: &str = "For adults who are not on dialysis, the guideline draws its lines at ferritin 75 ng/mL or \
                     less, or a transferrin saturation below 20 %. Talk them over with your doctor. If they are not for \
                     you, switch off \"Iron guideline\" in the settings.";
const SHORT_THRESHOLDS: &str =
    "For adults not on dialysis: ferritin 75 or less, saturation below 20 %. Ask your doctor.";
/// Shown instead of [`THRESHOLDS`] when the config has `iron_lines = false`.
const NO_THRESHOLDS: &str = "The guideline's lines are hidden, because \"Iron guideline\" is off in the settings. \
                        Talk to your doctor about what your values mean.";
const SHORT_NO_THRESHOLDS: &str = "Talk to your doctor about what your values mean.";
/// How blood is best taken, and what else changes the values.
const SAMPLING: &str = "Best taken in the morning, after 24 hours without iron (prescribed? ask first) and foods rich in \
     it. An infection or inflammation raises ferritin, and laboratories differ.";
/// The source of the texts above.
const SOURCE: &str = "AASM guideline: Winkelman et al. 2025, doi 10.5664/jcsm.11390";
const SHORT_SOURCE: &str = "AASM, doi 10.5664/jcsm.11390";

fn prefilled_fields(ctx: &PageContext<'_>) -> Vec<Field> {
    let today = ctx.now().with_timezone(&ctx.zone).date_naive();
    vec![
        Field::empty("Ferritin", FieldKind::Blood(BloodValue::Ferritin)),
        Field::empty("Saturation", FieldKind::Blood(BloodValue::Saturation)),
        Field::empty("Tested on", FieldKind::Date(today))
            .prefilled(Some(today.to_string()), "today"),
    ]
}

impl IronPage {
    /// The blood test in the form; `None` if its date was neither entered nor confirmed.
    fn test(&self) -> Result<Option<IronTest>, String> {
        let field = |n| self.form.field(n);
        let number = |n, value| {
            let entered = field(n).map_or(Ok(Entered::Untouched), |field| field.blood(value));
            entered.map(|entered| entered.or_recorded(None))
        };
        let tested = field(TESTED).map_or(Ok(Entered::Untouched), Field::date)?;
        let (ferritin, tsat) = (
            number(FERRITIN, BloodValue::Ferritin)?,
            number(SATURATION, BloodValue::Saturation)?,
        );
        Ok(tested.or_recorded(None).map(|tested| IronTest {
            ferritin,
            tsat,
            tested,
        }))
    }

    fn has_value(&self) -> bool {
        [FERRITIN, SATURATION]
            .into_iter()
            .filter_map(|n| self.form.field(n))
            .any(|field| !field.is_empty())
    }

    /// Records the test. The day that the form shows is only a proposal: it has to be confirmed by Enter on its line.
    fn record(&mut self) -> PageOutcome {
        if self.form.cursor() == TESTED && self.has_value() {
            self.form.confirm(TESTED);
        }
        match self.test() {
            Ok(Some(test)) => {
                let entry = DiaryEntry::Iron(test);
                PageOutcome::Record(vec![Action::Record { entry, at: None }])
            }
            Ok(None) if !self.has_value() => {
                PageOutcome::Notice(words::refusal_sentence(&Refusal::NoBloodValue))
            }
            Ok(None) => {
                let is_empty = self.form.field(TESTED).is_none_or(Field::is_empty);
                self.form.go_to(TESTED);
                let line = if is_empty {
                    "On which day was the blood taken?"
                } else {
                    "Was the blood taken on that day? Enter keeps it, or type the day."
                };
                PageOutcome::Notice(line.to_owned())
            }
            Err(message) => PageOutcome::Notice(message),
        }
    }
}

impl DiaryPage for IronPage {
    fn title(&self) -> &'static str {
        "Iron"
    }

    fn is_for_one_evening(&self) -> bool {
        false
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Form
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        self.form.hints(ctx.terminal.ascii)
    }

    fn key(&mut self, key: KeyEvent, _ctx: &PageContext<'_>) -> PageOutcome {
        if let Some(refusal) = self.form.refusal(key) {
            return refusal;
        }
        match key.code {
            KeyCode::Esc => PageOutcome::Back,
            KeyCode::Enter => self.record(),
            _ => self.form.key(key),
        }
    }

    fn recorded(&mut self, ctx: &PageContext<'_>) -> PageOutcome {
        // The new test is now in the list below, so the form starts over for the next one.
        self.form = Form::new(prefilled_fields(ctx));
        PageOutcome::Stay
    }

    fn read(&mut self, ctx: &PageContext<'_>) {
        self.form.refill(prefilled_fields(ctx));
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let is_roomy = body.height >= 12 && body.width >= 60;
        let gap = u16::from(is_roomy);
        let at = if body.width >= 60 { 4 } else { 1 };
        let area = form_area(body);
        self.form.draw(ctx, area, frame);
        let width = body.width.saturating_sub(2 * at).min(76);
        let dim = |text: &str| {
            wrapped(text, width)
                .into_iter()
                .map(|line| (line, theme.dim))
                .collect::<Vec<_>>()
        };
        let plain = |text: &str| {
            wrapped(text, width)
                .into_iter()
                .map(|line| (line, theme.text))
                .collect::<Vec<_>>()
        };
        let blank = || vec![(String::new(), theme.text); gap.into()];
        let paragraphs = match (is_roomy, ctx.config.diary.iron_lines) {
            (true, true) => vec![plain(THRESHOLDS), plain(SAMPLING), dim(SOURCE)],
            (true, false) => vec![plain(NO_THRESHOLDS), plain(SAMPLING), dim(SOURCE)],
            (false, true) => vec![plain(SHORT_THRESHOLDS), dim(SHORT_SOURCE)],
            (false, false) => vec![plain(SHORT_NO_THRESHOLDS)],
        };
        let mut lines = blank();
        lines.extend(paragraphs.into_iter().flatten());
        lines.extend(blank());
        let bold = theme.text.add_modifier(Modifier::BOLD);
        if is_roomy {
            lines.push(("Your tests".to_owned(), bold));
        }
        lines.extend(
            recorded_tests(ctx)
                .into_iter()
                .map(|line| (line, theme.text)),
        );
        let skipped = self.form.height().min(area.height);
        let below = Rect {
            y: area.y + skipped,
            height: area.height - skipped,
            ..area
        };
        for (row, (text, style)) in below.rows().zip(&lines) {
            put(frame.buffer_mut(), row, at, text, *style);
        }
        let hidden = HiddenLines::of(lines.len(), 0, below.height);
        hidden.draw(below, &theme, ctx.symbols(), frame.buffer_mut());
    }

    fn has_field(&self) -> bool {
        true
    }

    fn has_unsaved_input(&self) -> bool {
        self.form.has_unsaved_input()
    }

    fn paste(&mut self, text: &str) -> Pasted {
        self.form.paste(text)
    }

    fn press(&mut self, _ctx: &PageContext<'_>, body: Rect, place: Position) {
        let area = form_area(body);
        if let Some(row) = place.y.checked_sub(area.y) {
            self.form.go_to_row(row, area.height);
        }
    }

    fn learn(&self) -> Learn {
        Learn::page(Some("iron-values"))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("Tab", "next line; Shift-Tab back"),
            ("0-9 . -", "type it; a unit is allowed"),
            ("↑ ↓", "a day later, earlier"),
            ("Enter", "keep the test"),
            ("i  Esc", "learn more; back"),
        ]
    }
}

fn form_area(body: Rect) -> Rect {
    let top = u16::from(body.height >= 12);
    Rect {
        y: body.y + top,
        height: body.height.saturating_sub(top),
        ..body
    }
}

/// One line per recorded test, newest first.
fn recorded_tests(ctx: &PageContext<'_>) -> Vec<String> {
    let mut tests: Vec<IronTest> = ctx
        .tests_and_checks()
        .iter()
        .filter_map(|event| match event.what {
            What::Iron { iron } => Some(iron),
            _ => None,
        })
        .collect();
    if tests.is_empty() {
        return vec!["No test recorded yet.".to_owned()];
    }
    tests.sort_by_key(|test| std::cmp::Reverse(test.tested));
    let line = |test: &IronTest| {
        let date = test.tested.format("%e %b %Y").to_string();
        let ferritin = test
            .ferritin
            .map_or("-".to_owned(), |value| value.to_string());
        let tsat = test
            .tsat
            .map_or("-".to_owned(), |value| format!("{value} %"));
        format!("{date}   {ferritin:>5} ng/mL   {tsat:>6}")
    };
    tests.iter().map(line).collect()
}
