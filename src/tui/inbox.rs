//! The order in which the loop handles what arrives: keys and signals first.
//!
//! While another program writes the journal again and again, each report of the writer means reading the evening anew.
//! A key must not wait for these reports, and however many of them wait, one look at the writer takes them all.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::event_source::Arrival;

/// The receiving end of the loop's channel.
#[derive(Debug)]
pub struct Inbox {
    arrivals: Receiver<Arrival>,
    /// Keys, other events of the terminal, and signals.
    inputs: VecDeque<Arrival>,
    /// The results of slow work, and lines of standard input.
    results: VecDeque<Arrival>,
    /// Whether the writer has reported something since its reports were taken.
    has_reports: bool,
}

impl Inbox {
    /// The inbox of this channel.
    pub fn new(arrivals: Receiver<Arrival>) -> Self {
        Self {
            arrivals,
            inputs: VecDeque::new(),
            results: VecDeque::new(),
            has_reports: false,
        }
    }

    /// What to handle next, as soon as there is something.
    ///
    /// # Errors
    /// When nothing arrives within `patience`, or nobody can send any more.
    pub fn receive(&mut self, patience: Duration) -> Result<Arrival, RecvTimeoutError> {
        if let Some(arrival) = self.input().or_else(|| self.other()) {
            return Ok(arrival);
        }
        let arrival = self.arrivals.recv_timeout(patience)?;
        self.sort(arrival);
        let next = self.input().or_else(|| self.other());
        next.ok_or(RecvTimeoutError::Timeout)
    }

    /// The next event of the terminal, or signal, if one waits.
    pub fn input(&mut self) -> Option<Arrival> {
        while let Ok(arrival) = self.arrivals.try_recv() {
            self.sort(arrival);
        }
        self.inputs.pop_front()
    }

    fn other(&mut self) -> Option<Arrival> {
        if let Some(result) = self.results.pop_front() {
            return Some(result);
        }
        std::mem::take(&mut self.has_reports).then_some(Arrival::Reports)
    }

    fn sort(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Terminal(_) | Arrival::Signal(_) => self.inputs.push_back(arrival),
            Arrival::Done(_) | Arrival::Line(..) => self.results.push_back(arrival),
            Arrival::Reports => self.has_reports = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};

    use super::*;
    use crate::signals::Signal;
    use crate::tui::message::Message;

    fn key(letter: char) -> Arrival {
        Arrival::Terminal(Event::Key(KeyEvent::from(KeyCode::Char(letter))))
    }

    fn names(inbox: &mut Inbox) -> Vec<String> {
        let all = std::iter::from_fn(|| inbox.receive(Duration::ZERO).ok());
        all.map(|arrival| match arrival {
            Arrival::Terminal(Event::Key(key)) => key.code.to_string(),
            other => format!("{other:?}"),
        })
        .collect()
    }

    #[test]
    fn keys_and_signals_come_first_in_their_order_and_all_reports_at_once() {
        let (send, arrivals) = mpsc::channel();
        let mut inbox = Inbox::new(arrivals);
        for arrival in [
            Arrival::Reports,
            key('a'),
            Arrival::Reports,
            Arrival::Done(Box::new(Message::Recorded)),
            Arrival::Signal(Signal::Continue),
            key('b'),
            Arrival::Reports,
        ] {
            send.send(arrival).unwrap();
        }
        let expected = ["a", "Signal(Continue)", "b", "Done(Recorded)", "Reports"];
        assert_eq!(names(&mut inbox), expected);
        send.send(Arrival::Reports).unwrap();
        assert_eq!(names(&mut inbox), ["Reports"]);
    }

    #[test]
    fn a_key_that_arrives_while_reports_wait_comes_before_them() {
        let (send, arrivals) = mpsc::channel();
        let mut inbox = Inbox::new(arrivals);
        for arrival in [Arrival::Done(Box::new(Message::Recorded)), Arrival::Reports] {
            send.send(arrival).unwrap();
        }
        assert!(inbox.input().is_none());
        send.send(key('a')).unwrap();
        assert_eq!(names(&mut inbox), ["a", "Done(Recorded)", "Reports"]);
    }
}
