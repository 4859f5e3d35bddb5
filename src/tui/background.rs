//! A thread for work that would keep the screen waiting. Of several jobs that wait for it, only the newest is done.

use std::fmt;
use std::io;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::event_source::Arrival;
use super::message::Message;

/// A thread that does jobs, and sends the message that each results in to the loop. It ends when this is dropped, which
/// waits for the job that it is doing.
pub(super) struct Background<Job> {
    /// None only while this is dropped.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    answer: Arc<Answer>,
}

/// Where the thread puts a message while the loop waits for one.
#[derive(Default)]
struct Answer {
    state: Mutex<AnswerState>,
    changed: Condvar,
}

#[derive(Default)]
enum AnswerState {
    /// Messages go to the loop.
    #[default]
    NotAwaited,
    Awaited,
    Given(Message),
}

impl Answer {
    fn state(&self) -> MutexGuard<'_, AnswerState> {
        // No state is left half changed by a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the message to the loop that waits for it, or returns it if none does.
    fn give(&self, message: Message) -> Option<Message> {
        let mut state = self.state();
        match *state {
            AnswerState::Awaited => {
                *state = AnswerState::Given(message);
                self.changed.notify_one();
                None
            }
            AnswerState::NotAwaited | AnswerState::Given(_) => Some(message),
        }
    }

    fn wait(&self, patience: Duration) -> Option<Message> {
        let is_awaited = |state: &mut AnswerState| matches!(state, AnswerState::Awaited);
        let waited = self
            .changed
            .wait_timeout_while(self.state(), patience, is_awaited);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match std::mem::take(&mut *state) {
            AnswerState::Given(message) => Some(message),
            AnswerState::NotAwaited | AnswerState::Awaited => None,
        }
    }
}

/// Gives the calling thread the lowest priority, so that keys do not wait for it. Only Linux knows priorities of single
/// threads (setpriority(2)); elsewhere this would slow down the screen, too.
pub(super) fn give_way() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 19);
}

impl<Job: Send + 'static> Background<Job> {
    /// Starts the thread, which begins a job when no newer one has come for the time `settled`. Messages are sent
    /// through `results`. After each it does what nobody waits for: `afterwards`.
    ///
    /// # Errors
    /// When the system refuses another thread.
    pub(super) fn start(
        results: Sender<Arrival>,
        settled: Duration,
        mut work: impl FnMut(Job) -> Message + Send + 'static,
        mut afterwards: impl FnMut() + Send + 'static,
    ) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel();
        let answer = Arc::new(Answer::default());
        let given = Arc::clone(&answer);
        let thread = thread::Builder::new().spawn(move || {
            while let Ok(mut job) = waiting.recv() {
                loop {
                    match waiting.recv_timeout(settled) {
                        Ok(newer) => job = newer,
                        Err(RecvTimeoutError::Timeout) => break,
                        Err(RecvTimeoutError::Disconnected) => return,
                    }
                }
                if let Some(message) = given.give(work(job)) {
                    // Sending fails only while the program is ending.
                    let _ = results.send(Arrival::Done(Box::new(message)));
                }
                afterwards();
            }
        })?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            answer,
        })
    }

    /// Gives the thread a job. Returns a message that it has within `patience`; later ones go to the loop.
    pub(super) fn ask(&self, job: Job, patience: Duration) -> Option<Message> {
        if !patience.is_zero() {
            *self.answer.state() = AnswerState::Awaited;
        }
        let sent = self.jobs.as_ref().map(|jobs| jobs.send(job));
        if !matches!(sent, Some(Ok(()))) {
            return Some(Message::Notice(
                "The part that computes reviews has ended. Start the program again.".to_owned(),
            ));
        }
        self.answer.wait(patience)
    }
}

impl<Job> Drop for Background<Job> {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended, too.
            let _ = thread.join();
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
    use std::sync::mpsc::Receiver;

    use super::*;
    use crate::coach::RecentEvenings;

    const TEST_TIMEOUT: Duration = Duration::from_secs(20);

    /// A message that carries a number.
    fn numbered(streak: usize) -> Message {
        Message::Recent(RecentEvenings {
            streak,
            last: vec![],
        })
    }

    fn received(arrivals: &Receiver<Arrival>) -> usize {
        match arrivals.recv_timeout(TEST_TIMEOUT) {
            Ok(Arrival::Done(message)) => match *message {
                Message::Recent(recent) => recent.streak,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answer_is_returned_if_it_comes_soon_and_sent_to_the_loop_if_not() {
        let (results, arrivals) = mpsc::channel();
        let (go, wait) = mpsc::channel();
        let work = move |n| {
            wait.recv().unwrap();
            numbered(n)
        };
        let background = Background::start(results, Duration::ZERO, work, || ());
        let background = background.unwrap();
        assert!(background.ask(1, Duration::ZERO).is_none());
        go.send(()).unwrap();
        assert_eq!(received(&arrivals), 1);
        go.send(()).unwrap();
        let answer = background.ask(2, TEST_TIMEOUT);
        assert!(
            matches!(
                answer,
                Some(Message::Recent(RecentEvenings { streak: 2, .. }))
            ),
            "{answer:?}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_the_thread_that_gives_way_has_a_lower_priority() {
        let priority = || rustix::process::getpriority_process(None).unwrap();
        let before = priority();
        let lowered = thread::scope(|scope| {
            let thread = scope.spawn(|| {
                give_way();
                priority()
            });
            thread.join().unwrap()
        });
        assert_eq!((lowered, priority()), (19, before));
    }

    #[test]
    fn of_jobs_that_wait_only_the_newest_is_done() {
        let (results, arrivals) = mpsc::channel();
        let ((go, wait), (begin, is_begun)) = (mpsc::channel(), mpsc::channel());
        let work = move |n| {
            begin.send(()).unwrap();
            wait.recv().unwrap();
            numbered(n)
        };
        let background = Background::start(results, Duration::ZERO, work, || ());
        let background = background.unwrap();
        background.ask(1, Duration::ZERO);
        is_begun.recv_timeout(TEST_TIMEOUT).unwrap();
        for n in 2..=5 {
            background.ask(n, Duration::ZERO);
        }
        go.send(()).unwrap();
        go.send(()).unwrap();
        assert_eq!([received(&arrivals), received(&arrivals)], [1, 5]);
    }

    #[test]
    fn jobs_that_follow_each_other_closely_are_one() {
        let (results, arrivals) = mpsc::channel();
        let settled = Duration::from_millis(200);
        let background = Background::start(results, settled, numbered, || ());
        let background = background.unwrap();
        for n in 1..=5 {
            background.ask(n, Duration::ZERO);
        }
        assert_eq!(received(&arrivals), 5);
        drop(background);
        assert!(arrivals.recv().is_err(), "another one was done");
    }

    #[test]
    fn what_nobody_waits_for_is_done_after_the_message_and_before_the_end() {
        let (results, arrivals) = mpsc::channel();
        let ((go, wait), (done, is_done)) = (mpsc::channel(), mpsc::channel());
        let afterwards = move || {
            wait.recv_timeout(TEST_TIMEOUT).unwrap();
            done.send(()).unwrap();
        };
        let background = Background::start(results, Duration::ZERO, numbered, afterwards);
        let background = background.unwrap();
        background.ask(1, Duration::ZERO);
        assert_eq!(received(&arrivals), 1);
        assert!(is_done.try_recv().is_err());
        go.send(()).unwrap();
        drop(background);
        is_done.try_recv().unwrap();
    }
}
