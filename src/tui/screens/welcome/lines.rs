//! The first start where nothing is drawn: what it asks, and the lines that it takes.

use super::{Question, QuestionCount, StepChoice, WelcomeScreen, greeting, next};
use crate::time_of_day::{self, ClockFormat};
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::screen::Outcome;
use crate::tui::text_field::{TextField, as_sentence};
use crate::words;

impl WelcomeScreen {
    /// The question, with the answer that Enter accepts.
    pub(super) fn lines_now(&self, ctx: &Context<'_>) -> String {
        let questions = QuestionCount::from_context(ctx);
        let number = self.question as usize + 1;
        let (question, remark) = self.question.text();
        let asked = format!("{number} of {}: {question}", questions as usize);
        match self.question {
            Question::Bedtime => {
                let greeting = greeting(questions, u16::MAX);
                let kept = self.bedtime.text();
                let other = next(self.clock, &ClockFormat::ALL).time(self.example());
                format!(
                    "{greeting} {asked} {remark} Type a time, or Enter for {kept}. Type clock for times as {other}."
                )
            }
            Question::Wake => {
                let kept = self.wake.text();
                let day = words::capitalised(self.week.name());
                format!(
                    "{asked} {remark} Type a time, or Enter for {kept}; back. Your week begins on {day}: type week for \
                     another day."
                )
            }
            Question::Steps => format!(
                "{asked} {}{} Enter takes these. A number leaves one out or takes it in again; since and a date, such as \
                 since 2026-11-02, if you started before today; back.",
                self.listed_steps(),
                self.listed_beginning()
            ),
        }
    }

    /// The steps with their numbers.
    fn listed_steps(&self) -> String {
        let listed = |(n, step): (usize, &StepChoice)| {
            let without = if step.wanted { "" } else { ", left out" };
            format!("{n}: {}{without}.", step.title)
        };
        let steps = (1..).zip(&self.steps).map(listed);
        steps.collect::<Vec<_>>().join(" ")
    }

    /// The day on which the user began, where they have typed one.
    fn listed_beginning(&self) -> String {
        let day = self.began.text();
        if day.is_empty() {
            String::new()
        } else {
            format!(" Started on {day}.")
        }
    }

    /// Handles a line: the answer to the question.
    pub(super) fn take_line(&mut self, line: &str, ctx: &Context<'_>) -> Outcome {
        let line = line.to_lowercase();
        match (line.as_str(), self.question) {
            ("quit" | "q", _) => {
                let line = "Nothing was written.".to_owned();
                vec![Effect::Print(line), Effect::Quit].into()
            }
            ("back", Question::Bedtime) => Outcome::notice("This is the first question."),
            ("back", Question::Wake) => self.gone_to(Question::Bedtime),
            ("back", Question::Steps) => self.gone_to(Question::Wake),
            ("", Question::Bedtime | Question::Wake) => self.answer(),
            ("clock", Question::Bedtime) => {
                self.next_clock();
                Outcome::default()
            }
            ("week", Question::Wake) => {
                self.next_week();
                Outcome::default()
            }
            (time, Question::Bedtime | Question::Wake) => self.typed_time(time),
            ("", Question::Steps) if self.steps.iter().all(|step| !step.wanted) => {
                Outcome::notice("One at least; its number brings it back.")
            }
            ("", Question::Steps) => self.finish(ctx),
            (line, Question::Steps) => match line.strip_prefix("since") {
                Some(day) => self.typed_beginning(day.trim(), ctx),
                None => self.switch(line),
            },
        }
    }

    fn gone_to(&mut self, question: Question) -> Outcome {
        self.go_to(question);
        Outcome::default()
    }

    fn typed_time(&mut self, typed: &str) -> Outcome {
        let near = self.field_mut().and_then(|field| field.time().ok());
        let near = near.unwrap_or_default();
        let time = match time_of_day::parse_near(typed, self.clock, near) {
            Ok(time) => time,
            Err(why) => return Outcome::notice(as_sentence(&why.by_clock(self.clock))),
        };
        let (asked, clock) = (self.question, self.clock);
        let before = (self.bedtime.clone(), self.wake.clone());
        if let Some(field) = self.field_mut() {
            *field = TextField::with_time(time, clock);
        }
        let outcome = self.answer();
        if self.question == asked {
            // It was refused, so Enter offers what it offered before.
            (self.bedtime, self.wake) = before;
        }
        outcome
    }

    /// Takes the day on which the user began, or none. One that cannot be is refused.
    fn typed_beginning(&mut self, day: &str, ctx: &Context<'_>) -> Outcome {
        let before = self.began.text().to_owned();
        self.began.set(day.to_owned());
        match self.trouble_with_began(ctx) {
            Some(trouble) => {
                self.began.set(before);
                Outcome::notice(trouble)
            }
            None => Outcome::default(),
        }
    }

    /// Leaves steps out or takes them in again, by their numbers.
    fn switch(&mut self, numbers: &str) -> Outcome {
        let count = self.steps.len();
        let index = |word: &str| {
            let number = word.parse::<usize>().ok()?;
            number.checked_sub(1).filter(|index| *index < count)
        };
        let words = numbers.split([' ', ',']).filter(|word| !word.is_empty());
        let Some(indices) = words.map(index).collect::<Option<Vec<_>>>() else {
            return Outcome::notice(format!(
                "A number from 1 to {count}, since and a date, back, or Enter."
            ));
        };
        for index in indices {
            if let Some(step) = self.steps.get_mut(index) {
                step.wanted = !step.wanted;
            }
        }
        Outcome::default()
    }
}
