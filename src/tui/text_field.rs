//! The text field: the one line of input that every prompt, form and search uses.
//!
//! A field takes one kind of value. A value that it starts with is selected, so that the first letter replaces it. The
//! keys that move the cursor and delete are those of a shell's command line.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_input::backend::crossterm::to_input_request;
use tui_input::{Input, InputRequest};
use unicode_width::UnicodeWidthChar;

use super::footer::{Hint, hint};
use crate::diary::iron::BloodValue;
use crate::evening::LONGEST_TEXT;
use crate::printable::is_unprintable;
use crate::time_of_day::{self, BadTimeOfDay};
use crate::words;

/// The kind of value that a field takes, and how the arrow keys change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text. The arrow keys do not change it.
    Words,
    /// A whole number.
    Whole {
        /// The lower limit for the arrow keys.
        from: u16,
        /// The upper limit.
        to: u16,
        /// How much one press of an arrow key adds or subtracts.
        by: u16,
        /// The value an arrow key sets in an empty field.
        start: u16,
        /// The unit drawn behind the number, with a leading space; may be empty.
        unit: &'static str,
    },
    /// A laboratory value, typed with or without its unit. The arrow keys do not change it.
    Blood(BloodValue),
    /// A time of day. The arrow keys step by five minutes; in an empty field they set this time.
    Time(NaiveTime),
    /// A date. The arrow keys step by one day; in an empty field they set this date.
    Date(NaiveDate),
}

impl FieldKind {
    /// Whether the arrow keys change the value.
    pub fn has_steps(self) -> bool {
        match self {
            Self::Whole { .. } | Self::Time(_) | Self::Date(_) => true,
            Self::Words | Self::Blood(_) => false,
        }
    }

    /// What to type, shown after input that cannot be part of such a value.
    fn example(self) -> String {
        match self {
            Self::Words => format!("at most {LONGEST_TEXT} characters"),
            Self::Whole { from, to, .. } => format!("a number, {from} to {to}"),
            Self::Blood(value) => value.example().to_owned(),
            Self::Time(_) => BadTimeOfDay::Form.to_string(),
            Self::Date(_) => "a date such as 2026-11-02".to_owned(),
        }
    }

    /// The most characters that a value has.
    fn longest(self) -> usize {
        match self {
            Self::Words => LONGEST_TEXT,
            Self::Whole { to, .. } => to.to_string().len(),
            Self::Blood(_) => 12,
            Self::Time(_) => "10:30 p.m.".len(),
            Self::Date(_) => "2026-11-02".len(),
        }
    }

    /// Whether the letter can come next, `before` being the text in front of it.
    fn accepts(self, letter: char, before: &str) -> bool {
        match self {
            Self::Words => !is_unprintable(letter),
            Self::Whole { .. } => letter.is_ascii_digit(),
            Self::Blood(value) => value.accepts_char(letter),
            // Letters only follow a number, as in `10:30 pm` and `22h30`.
            Self::Time(_) if before.is_empty() => letter.is_ascii_digit(),
            Self::Time(_) => letter.is_ascii_digit() || ":. hapmHAPM".contains(letter),
            Self::Date(_) => letter.is_ascii_digit() || letter == '-',
        }
    }

    /// Whether the text is complete, so that a further digit begins a new value.
    fn is_complete(self, text: &str) -> bool {
        match self {
            Self::Words | Self::Blood(_) => false,
            Self::Whole { .. } | Self::Date(_) => text.len() >= self.longest(),
            Self::Time(_) => matches!(
                text.as_bytes(),
                [h1, h2, b':', m1, m2] if [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit())
            ),
        }
    }
}

/// The result of a key in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldEdit {
    /// The key means nothing in a field.
    NotMine,
    /// The cursor moved, or there was nothing to delete.
    Unchanged,
    /// The value changed.
    Changed,
    /// The input cannot be part of the value. The text says what to type instead.
    Refused(String),
}

/// One line of text input.
#[derive(Debug, Clone)]
pub struct TextField {
    kind: FieldKind,
    input: Input,
    /// The value before the user changed anything.
    prefilled: String,
    /// Whether the whole value is selected, so that the next letter replaces it.
    is_selected: bool,
    is_touched: bool,
    /// Whether the last key was refused.
    is_refused: bool,
}

impl TextField {
    /// An empty field.
    pub fn new(kind: FieldKind) -> Self {
        Self::prefilled(kind, String::new())
    }

    /// A field whose value is `prefilled` and selected.
    pub fn prefilled(kind: FieldKind, prefilled: String) -> Self {
        Self {
            kind,
            is_selected: !prefilled.is_empty(),
            input: Input::new(prefilled.clone()),
            prefilled,
            is_touched: false,
            is_refused: false,
        }
    }

    /// The kind of value.
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// The text as typed.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether the field has no text.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Whether the user changed the value, even if it was changed back since.
    pub fn is_touched(&self) -> bool {
        self.is_touched
    }

    /// Whether leaving the field would lose input.
    pub fn has_unsaved_input(&self) -> bool {
        self.text() != self.prefilled
    }

    /// What to type, if letters were refused and the value is still the one that was proposed. Then Enter must not take it:
    /// the user was trying to write another.
    pub fn refusal(&self) -> Option<String> {
        (self.is_refused && !self.is_touched).then(|| self.kind.example())
    }

    /// Whether the next letter replaces the whole value.
    pub fn is_selected(&self) -> bool {
        self.is_selected
    }

    /// The number of characters in front of the cursor.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Selects the whole value, as when the cursor comes to the field.
    pub fn select(&mut self) {
        self.is_selected = !self.is_empty();
        self.input.handle(InputRequest::GoToEnd);
    }

    /// Replaces the text without selecting it.
    pub fn set(&mut self, text: String) {
        self.input = Input::new(text);
        self.is_selected = false;
        self.is_touched = true;
    }

    /// Rewrites the text in another form of the same value: `9` as `09:00`.
    pub fn rewrite(&mut self, text: String) {
        self.input = Input::new(text);
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> FieldEdit {
        let edit = self.handle(key);
        self.is_refused = matches!(edit, FieldEdit::Refused(_));
        edit
    }

    fn handle(&mut self, key: KeyEvent) -> FieldEdit {
        match key.code {
            KeyCode::Up if self.kind.has_steps() => return self.step(true),
            KeyCode::Down if self.kind.has_steps() => return self.step(false),
            _ => {}
        }
        let request = match (key.code, key.modifiers) {
            (KeyCode::Char('b'), KeyModifiers::ALT) => Some(InputRequest::GoToPrevWord),
            (KeyCode::Char('f'), KeyModifiers::ALT) => Some(InputRequest::GoToNextWord),
            _ => to_input_request(&Event::Key(key)),
        };
        match request {
            None => FieldEdit::NotMine,
            Some(InputRequest::InsertChar(letter)) => self.type_letter(letter),
            Some(request) => self.edit(request),
        }
    }

    /// Inserts pasted text at the cursor, in place of a selected value. Unprintable characters become spaces.
    ///
    /// # Errors
    /// If the text does not fit into the field, or cannot be part of its value. Then nothing is inserted, and the
    /// sentence says why.
    pub fn paste(&mut self, text: &str) -> Result<(), String> {
        let text = text.replace(is_unprintable, " ");
        let text = text.trim();
        let mut pasted = self.clone();
        if pasted.is_selected {
            pasted.set(String::new());
        }
        let length = pasted.text().chars().count() + text.chars().count();
        if self.kind == FieldKind::Words && length > LONGEST_TEXT {
            return Err(format!(
                "Too long, so nothing was pasted: {length} characters, and {LONGEST_TEXT} fit."
            ));
        }
        for letter in text.chars() {
            let fits = pasted.text().chars().count() < self.kind.longest();
            if !fits || matches!(pasted.type_letter(letter), FieldEdit::Refused(_)) {
                return Err(format!(
                    "Nothing was pasted: it is not {}.",
                    self.kind.example()
                ));
            }
        }
        *self = pasted;
        Ok(())
    }

    /// Types a letter. A decimal comma counts as a point.
    fn type_letter(&mut self, letter: char) -> FieldEdit {
        let letter = match (self.kind, letter) {
            (FieldKind::Words, letter) => letter,
            (_, ',') => '.',
            (_, letter) => letter,
        };
        let is_at_end = self.cursor() == self.text().chars().count();
        let starts_anew = self.is_selected
            || (is_at_end && letter.is_ascii_digit() && self.kind.is_complete(self.text()));
        let before = if starts_anew { "" } else { self.text() };
        let fits = before.chars().count() < self.kind.longest();
        if !fits || !self.kind.accepts(letter, before) {
            return FieldEdit::Refused(self.kind.example());
        }
        if starts_anew {
            self.set(String::new());
        }
        self.input.handle(InputRequest::InsertChar(letter));
        self.is_touched = true;
        if is_at_end
            && let FieldKind::Time(_) = self.kind
            && let Some(text) = with_sign(self.text())
        {
            self.rewrite(text);
        }
        FieldEdit::Changed
    }

    /// Moves the cursor or deletes.
    fn edit(&mut self, request: InputRequest) -> FieldEdit {
        if std::mem::take(&mut self.is_selected) {
            match request {
                InputRequest::GoToPrevChar
                | InputRequest::GoToPrevWord
                | InputRequest::GoToStart => {
                    self.input.handle(InputRequest::GoToStart);
                    return FieldEdit::Unchanged;
                }
                InputRequest::GoToNextChar | InputRequest::GoToNextWord | InputRequest::GoToEnd => {
                    return FieldEdit::Unchanged;
                }
                InputRequest::DeletePrevChar
                | InputRequest::DeleteNextChar
                | InputRequest::DeletePrevWord
                | InputRequest::DeleteNextWord
                | InputRequest::DeleteLine
                | InputRequest::DeleteTillEnd
                | InputRequest::DeleteFromStart => {
                    self.input.handle(InputRequest::DeleteLine);
                    self.is_touched = true;
                    return FieldEdit::Changed;
                }
                InputRequest::Yank => self.set(String::new()),
                InputRequest::SetCursor(_) | InputRequest::InsertChar(_) => {}
            }
        }
        let before = self.input.clone();
        self.input.handle(request);
        if self.text().chars().count() > self.kind.longest() {
            self.input = before;
            return FieldEdit::Refused(self.kind.example());
        }
        if self.text() == before.value() {
            return FieldEdit::Unchanged;
        }
        self.is_touched = true;
        FieldEdit::Changed
    }

    /// Increases or decreases the value by one step, and selects it.
    fn step(&mut self, is_more: bool) -> FieldEdit {
        let text = match self.kind {
            FieldKind::Words | FieldKind::Blood(_) => return FieldEdit::NotMine,
            FieldKind::Whole {
                from,
                to,
                by,
                start,
                ..
            } => {
                let next = |now: u16| {
                    let next = if is_more {
                        now.saturating_add(by)
                    } else {
                        now.saturating_sub(by)
                    };
                    next.clamp(from, to)
                };
                let now = self.text().parse().ok();
                now.map_or(start, next).to_string()
            }
            FieldKind::Time(start) => {
                let by = TimeDelta::minutes(if is_more { 5 } else { -5 });
                let now = time_of_day::parse(self.text()).ok();
                let to = now.map_or(start, |now| now.overflowing_add_signed(by).0);
                to.format("%H:%M").to_string()
            }
            FieldKind::Date(start) => {
                let now = date(self.text());
                let to = now.and_then(|now| {
                    if is_more {
                        now.succ_opt()
                    } else {
                        now.pred_opt()
                    }
                });
                let to = to.filter(|to| to.to_string().len() <= self.kind.longest());
                to.or(now).unwrap_or(start).to_string()
            }
        };
        self.set(text);
        self.select();
        FieldEdit::Changed
    }

    /// Draws the value into the area's first row, scrolled so that the cursor is visible. Returns the cursor's place
    /// and the column after the value.
    pub fn draw(
        &self,
        area: Rect,
        style: Style,
        is_focused: bool,
        buf: &mut Buffer,
    ) -> (Position, u16) {
        let style = if self.is_selected && is_focused {
            style.add_modifier(Modifier::REVERSED)
        } else {
            style
        };
        let room = usize::from(area.width.saturating_sub(1));
        let scroll = if is_focused {
            self.input.visual_scroll(room)
        } else {
            0
        };
        let mut skipped = 0;
        let shown: String = self
            .text()
            .chars()
            .skip_while(|letter| {
                let is_hidden = skipped < scroll;
                if is_hidden {
                    skipped += letter.width().unwrap_or(0);
                }
                is_hidden
            })
            .collect();
        let (end, _) = buf.set_stringn(area.x, area.y, shown, area.width.into(), style);
        let before = self.input.visual_cursor().saturating_sub(scroll).min(room);
        (Position::new(area.x + before as u16, area.y), end)
    }
}

/// Reads a date, written `2026-11-02` or `20261102`.
pub fn date(text: &str) -> Option<NaiveDate> {
    let digits = NaiveDate::parse_from_str(text, "%Y%m%d");
    text.parse().or(digits).ok()
}

/// The digits of a time with a colon where the clock has it: `231` is `2:31`, and with one more digit `23:15`. None if
/// the text has a colon where it belongs, or is no row of digits.
fn with_sign(text: &str) -> Option<String> {
    let digits: String = match text.as_bytes() {
        [_, _, _] => text.to_owned(),
        [_, b':', _, _, _] => text.replacen(':', "", 1),
        _ => return None,
    };
    let (hour, minute) = digits.split_at_checked(digits.len() - 2)?;
    digits
        .bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| format!("{hour}:{minute}"))
}

/// What to type instead of refused input, as a sentence.
pub fn as_sentence(example: &str) -> String {
    format!("{}.", words::capitalised(example))
}

/// The footer's hint that a value can be typed, or changed by the arrow keys.
pub fn type_or_step(ascii: bool) -> Hint {
    let shown = if ascii {
        "type or Up Down"
    } else {
        "type or ↑ ↓"
    };
    hint(KeyCode::Up, shown, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time_field(prefilled: &str) -> TextField {
        TextField::prefilled(FieldKind::Time(NaiveTime::MIN), prefilled.to_owned())
    }

    fn typed(mut field: TextField, text: &str) -> TextField {
        for letter in text.chars() {
            field.key(KeyCode::Char(letter).into());
        }
        field
    }

    fn pressed(mut field: TextField, keys: &[KeyEvent]) -> TextField {
        for key in keys {
            field.key(*key);
        }
        field
    }

    fn ctrl(letter: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
    }

    #[test]
    fn the_first_letter_replaces_a_prefilled_value_and_the_next_ones_are_added() {
        assert_eq!(typed(time_field("22:30"), "2315").text(), "23:15");
        let words = TextField::prefilled(FieldKind::Words, "travel".to_owned());
        assert_eq!(typed(words, "ill").text(), "ill");
    }

    #[test]
    fn an_arrow_or_home_or_end_keeps_a_prefilled_value_to_be_typed_on() {
        let words = || TextField::prefilled(FieldKind::Words, "ill".to_owned());
        for (keys, text) in [
            (vec![KeyCode::End.into()], "ill."),
            (vec![KeyCode::Right.into()], "ill."),
            (vec![ctrl('e')], "ill."),
            (vec![KeyCode::Home.into()], ".ill"),
            (vec![KeyCode::Left.into()], ".ill"),
            (vec![ctrl('a')], ".ill"),
            (vec![KeyCode::End.into(), KeyCode::Left.into()], "il.l"),
        ] {
            assert_eq!(typed(pressed(words(), &keys), ".").text(), text, "{keys:?}");
        }
    }

    #[test]
    fn the_keys_that_delete_empty_a_selected_value_and_delete_as_in_a_shell_otherwise() {
        let words = || TextField::prefilled(FieldKind::Words, "a long drive".to_owned());
        let end: KeyEvent = KeyCode::End.into();
        for (key, selected, at_end, at_start) in [
            (KeyCode::Backspace.into(), "", "a long driv", "a long drive"),
            (KeyCode::Delete.into(), "", "a long drive", " long drive"),
            (ctrl('w'), "", "a long ", "a long drive"),
            (ctrl('u'), "", "", ""),
            (ctrl('k'), "", "a long drive", ""),
        ] {
            assert_eq!(pressed(words(), &[key]).text(), selected, "{key:?}");
            assert_eq!(pressed(words(), &[end, key]).text(), at_end, "{key:?}");
            assert_eq!(
                pressed(words(), &[ctrl('a'), key]).text(),
                at_start,
                "{key:?}"
            );
        }
    }

    #[test]
    fn a_time_reads_as_it_is_typed() {
        let shown: Vec<String> = (1..=4)
            .map(|letters| typed(time_field(""), &"2315"[..letters]).text().to_owned())
            .collect();
        assert_eq!(shown, ["2", "23", "2:31", "23:15"]);
        for (typed_text, text) in [
            ("705", "7:05"),
            ("23:15", "23:15"),
            ("23.15", "23.15"),
            ("7:05", "7:05"),
            ("10:30 pm", "10:30 pm"),
            ("1030pm", "10:30pm"),
            ("22h30", "22h30"),
            ("23152245", "22:45"),
        ] {
            assert_eq!(typed(time_field(""), typed_text).text(), text);
        }
    }

    #[test]
    fn a_field_refuses_what_its_value_cannot_have_and_says_what_to_type() {
        let mut field = time_field("22:30");
        let refused = field.key(KeyCode::Char('x').into());
        assert_eq!(
            refused,
            FieldEdit::Refused("a time such as 22:45".to_owned())
        );
        assert_eq!(field.text(), "22:30");
        assert!(!field.is_touched() && field.is_selected());
    }

    #[test]
    fn a_proposal_is_not_taken_by_somebody_who_tried_to_type_another_value() {
        let field = typed(time_field("22:30"), "late");
        assert_eq!(field.refusal().as_deref(), Some("a time such as 22:45"));
        assert_eq!(pressed(field, &[KeyCode::End.into()]).refusal(), None);
        assert_eq!(typed(time_field("22:30"), "23x").refusal(), None);
    }

    #[test]
    fn up_and_down_move_a_time_by_five_minutes_across_midnight_and_a_number_by_its_step() {
        let up: KeyEvent = KeyCode::Up.into();
        let down: KeyEvent = KeyCode::Down.into();
        assert_eq!(pressed(time_field("22:30"), &[up, up]).text(), "22:40");
        assert_eq!(pressed(time_field("00:03"), &[down]).text(), "23:58");
        assert_eq!(pressed(time_field(""), &[up]).text(), "00:00");
        let number = FieldKind::Whole {
            from: 1,
            to: 5,
            by: 1,
            start: 3,
            unit: "",
        };
        let number = || TextField::new(number);
        assert_eq!(pressed(number(), &[down]).text(), "3");
        assert_eq!(pressed(number(), &[up, up, up, up]).text(), "5");
        assert_eq!(typed(pressed(number(), &[up]), "2").text(), "2");
        let words = TextField::prefilled(FieldKind::Words, "ill".to_owned());
        assert_eq!(words.clone().key(up), FieldEdit::NotMine);
    }

    #[test]
    fn a_value_typed_and_taken_back_is_nothing_to_lose() {
        let field = typed(TextField::new(FieldKind::Words), "x");
        assert!(field.has_unsaved_input());
        let field = pressed(field, &[KeyCode::Backspace.into()]);
        assert!(!field.has_unsaved_input() && field.is_touched());
    }

    #[test]
    fn pasted_text_that_does_not_fit_is_refused_whole_and_the_field_stays() {
        let mut note = typed(TextField::new(FieldKind::Words), "so ");
        let refused = note.paste(&"x".repeat(4000)).unwrap_err();
        assert_eq!(
            refused,
            "Too long, so nothing was pasted: 4003 characters, and 4000 fit."
        );
        assert_eq!(note.text(), "so ");
        note.paste(&"x".repeat(3997)).unwrap();
        assert_eq!(note.text().len(), 4000);
        let refused = note.key(KeyCode::Char('y').into());
        assert_eq!(
            refused,
            FieldEdit::Refused("at most 4000 characters".to_owned())
        );
        let mut time = time_field("22:30");
        let refused = time.paste("820 mg").unwrap_err();
        assert_eq!(
            refused,
            "Nothing was pasted: it is not a time such as 22:45."
        );
        assert_eq!(time.text(), "22:30");
        time.paste(" 2315\n").unwrap();
        assert_eq!(time.text(), "23:15");
    }

    #[test]
    fn what_was_cut_is_not_put_back_beyond_the_longest_text() {
        let mut note = TextField::prefilled(FieldKind::Words, "x".repeat(2500));
        for key in [ctrl('u'), ctrl('y')] {
            note.key(key);
        }
        assert_eq!(note.text().len(), 2500);
        assert_eq!(
            note.key(ctrl('y')),
            FieldEdit::Refused("at most 4000 characters".to_owned())
        );
        assert_eq!(note.text().len(), 2500);
    }

    #[test]
    fn a_long_value_is_scrolled_to_the_cursor_whatever_the_width_of_its_letters() {
        let mut field = typed(TextField::new(FieldKind::Words), "眠れない夜ab");
        let area = Rect::new(0, 0, 6, 1);
        let mut buf = Buffer::empty(area);
        let (cursor, _) = field.draw(area, Style::new(), true, &mut buf);
        assert!(cursor.x < 6, "{cursor:?}");
        assert_eq!(buf[(cursor.x - 1, 0)].symbol(), "b");
        field.key(KeyCode::Home.into());
        let mut buf = Buffer::empty(area);
        let (cursor, _) = field.draw(area, Style::new(), true, &mut buf);
        assert_eq!((cursor.x, buf[(0, 0)].symbol()), (0, "眠"));
    }

    proptest! {
        #[test]
        fn a_typed_time_is_the_time_that_its_digits_are(digits in "[0-9]{1,4}") {
            let field = typed(time_field("22:30"), &digits);
            prop_assert_eq!(time_of_day::parse(field.text()), time_of_day::parse(&digits));
        }

        #[test]
        fn no_keys_make_a_field_panic_or_hold_more_than_fits(
            keys in proptest::collection::vec(0usize..14, 0..40),
            kind in 0usize..4,
        ) {
            let kind = [
                FieldKind::Words,
                FieldKind::Time(NaiveTime::MIN),
                FieldKind::Date(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap()),
                FieldKind::Whole { from: 0, to: 720, by: 5, start: 15, unit: "" },
            ][kind];
            let keys: Vec<KeyEvent> = keys
                .into_iter()
                .map(|key| match key {
                    0 => KeyCode::Left.into(),
                    1 => KeyCode::Right.into(),
                    2 => KeyCode::Up.into(),
                    3 => KeyCode::Down.into(),
                    4 => KeyCode::Backspace.into(),
                    5 => KeyCode::Delete.into(),
                    6 => ctrl('w'),
                    7 => ctrl('y'),
                    8 => KeyCode::Char(':').into(),
                    9 => KeyCode::Char('é').into(),
                    10 => KeyCode::Char('眠').into(),
                    digit => KeyCode::Char(char::from(b'0' + digit as u8 - 11)).into(),
                })
                .collect();
            let field = pressed(TextField::new(kind), &keys);
            prop_assert!(field.text().chars().count() <= kind.longest());
            let area = Rect::new(3, 2, 9, 1);
            let (cursor, end) = field.draw(area, Style::new(), true, &mut Buffer::empty(area));
            prop_assert!(area.contains(cursor) && end <= area.right());
        }
    }
}
