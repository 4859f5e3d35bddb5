//! A thread for work that would keep the screen waiting. Of several jobs that wait for it, only the newest is done.

use std::fmt;
use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TrySendError};
use std::thread;
use std::time::Duration;

use super::event_source::Arrival;
use super::message::Message;

/// A thread that does jobs, and sends the message that each results in to the loop.
pub(super) struct Background<Job> {
    jobs: Sender<Job>,
    /// Takes a message only while this side waits for one.
    awaited: Receiver<Message>,
}

impl<Job: Send + 'static> Background<Job> {
    /// Starts the thread. Messages are sent through `results`.
    ///
    /// # Errors
    /// When the system refuses another thread.
    pub(super) fn start(
        results: Sender<Arrival>,
        mut work: impl FnMut(Job) -> Message + Send + 'static,
    ) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel();
        let (answer, awaited) = mpsc::sync_channel(0);
        thread::Builder::new().spawn(move || {
            while let Ok(mut job) = waiting.recv() {
                while let Ok(newer) = waiting.try_recv() {
                    job = newer;
                }
                let sent = answer.try_send(work(job));
                if let Err(TrySendError::Full(message) | TrySendError::Disconnected(message)) = sent
                {
                    // Sending fails only while the program is ending.
                    let _ = results.send(Arrival::Done(Box::new(message)));
                }
            }
        })?;
        Ok(Self { jobs, awaited })
    }

    /// Gives the thread a job. Returns a message that it sends within `patience`; later ones go to the loop.
    pub(super) fn ask(&self, job: Job, patience: Duration) -> Option<Message> {
        if self.jobs.send(job).is_err() {
            return Some(Message::Notice(
                "The part that computes reviews has ended. Start the program again.".to_owned(),
            ));
        }
        match self.awaited.recv_timeout(patience) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }
}

impl<Job> fmt::Debug for Background<Job> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Background")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST_TIMEOUT: Duration = Duration::from_secs(20);

    fn received(arrivals: &Receiver<Arrival>) -> usize {
        match arrivals.recv_timeout(TEST_TIMEOUT) {
            Ok(Arrival::Done(message)) => match *message {
                Message::Streak(n) => n,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answer_is_returned_if_it_comes_soon_and_sent_to_the_loop_if_not() {
        let (results, arrivals) = mpsc::channel();
        let (go, wait) = mpsc::channel();
        let background = Background::start(results, move |n| {
            wait.recv().unwrap();
            Message::Streak(n)
        });
        let background = background.unwrap();
        assert!(background.ask(1, Duration::ZERO).is_none());
        go.send(()).unwrap();
        assert_eq!(received(&arrivals), 1);
        go.send(()).unwrap();
        let answer = background.ask(2, TEST_TIMEOUT);
        assert!(matches!(answer, Some(Message::Streak(2))), "{answer:?}");
    }

    #[test]
    fn of_jobs_that_wait_only_the_newest_is_done() {
        let (results, arrivals) = mpsc::channel();
        let ((go, wait), (begin, begun)) = (mpsc::channel(), mpsc::channel());
        let background = Background::start(results, move |n| {
            begin.send(()).unwrap();
            wait.recv().unwrap();
            Message::Streak(n)
        });
        let background = background.unwrap();
        background.ask(1, Duration::ZERO);
        begun.recv_timeout(TEST_TIMEOUT).unwrap();
        for n in 2..=5 {
            background.ask(n, Duration::ZERO);
        }
        go.send(()).unwrap();
        go.send(()).unwrap();
        assert_eq!([received(&arrivals), received(&arrivals)], [1, 5]);
    }
}
