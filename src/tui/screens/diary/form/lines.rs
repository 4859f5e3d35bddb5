//! A form where nothing is drawn: one question after the other, each answered by a line.

use super::Form;

/// What is left to ask after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The next field.
    MoreToAsk,
    /// Nothing: this was the last field.
    All,
}

impl Form {
    /// The question about the field with the cursor: `Lights out (22:41, recorded)?`
    pub fn question(&self) -> Option<String> {
        let field = self.fields.get(self.cursor)?;
        let shown = match field.input.text() {
            "" => String::new(),
            value if field.source.is_empty() => format!(" ({value}{})", field.unit()),
            value => format!(" ({value}{}, {})", field.unit(), field.source),
        };
        let label = field.label();
        Some(format!(
            "{label}{shown}? Enter leaves it, - empties it, keep ends."
        ))
    }

    /// Takes a line as the answer to the question, and goes on to the next one. An empty line leaves the field as it is,
    /// and `-` empties it.
    ///
    /// # Errors
    /// If the field takes no such value; the message is a sentence that says what it takes.
    pub fn line(&mut self, line: &str) -> Result<Answered, String> {
        if let Some(field) = self.fields.get_mut(self.cursor) {
            let before = field.input.clone();
            field.input.select();
            match line {
                "" => {}
                "-" => field.input.set(String::new()),
                line if field.input.paste(line).is_err() => {
                    let example = field.input.kind().example();
                    return Err(format!("{}: {example}.", field.name));
                }
                _ => {}
            }
            if let Some(problem) = field.problem() {
                field.input = before;
                return Err(problem);
            }
        }
        if self.cursor + 1 >= self.fields.len() {
            return Ok(Answered::All);
        }
        self.go_to(self.cursor + 1);
        Ok(Answered::MoreToAsk)
    }
}
