//! What has been acknowledged of a journal, and whether it is all there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use winddown::event::{ActionId, Event, EventId, What};
use winddown::journal::{Journal, JournalCheck, JournalError};

/// How often the journal is read while others write it.
const POLL: Duration = Duration::from_millis(20);

/// Remembers what was acknowledged.
pub struct Witness {
    path: PathBuf,
    /// The notes whose command or window has ended well.
    notes: Mutex<BTreeSet<String>>,
    /// The events that were seen in the journal.
    seen: Mutex<BTreeMap<EventId, Event>>,
    is_over: AtomicBool,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Witness {
    /// A witness of the journal at `path`, which reads it again and again and has these notes already.
    pub fn of(path: &Path, notes: Vec<String>) -> Arc<Self> {
        let witness = Arc::new(Self {
            path: path.to_owned(),
            notes: Mutex::new(notes.into_iter().collect()),
            seen: Mutex::default(),
            is_over: AtomicBool::new(false),
            thread: Mutex::default(),
        });
        let its = Arc::clone(&witness);
        let thread = thread::spawn(move || {
            while !its.is_over.load(Ordering::SeqCst) {
                its.look();
                thread::sleep(POLL);
            }
        });
        *witness.thread.lock().unwrap() = Some(thread);
        witness
    }

    /// Notes that the program has acknowledged this note.
    pub fn acknowledge(&self, note: String) {
        self.notes.lock().unwrap().insert(note);
    }

    /// Reads the journal while others write it, and remembers what is there.
    fn look(&self) {
        match Journal::open_or_empty(&self.path, "witness").and_then(|journal| journal.all()) {
            Ok(events) => {
                let seen = events.into_iter().map(|event| (event.id, event));
                self.seen.lock().unwrap().extend(seen);
            }
            Err(JournalError::Busy(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }

    /// Checks that everything acknowledged is there exactly once, and that nothing is damaged or there in part.
    pub fn check(&self) {
        // First what is remembered: what is acknowledged meanwhile need not be in what is read.
        let seen = self.seen.lock().unwrap().clone();
        let notes = self.notes.lock().unwrap().clone();
        if seen.is_empty() && notes.is_empty() && !self.path.exists() {
            return;
        }
        // Opened for reading first, as a command would that only looks; then for writing.
        let read = Journal::open_or_empty(&self.path, "test").unwrap().all();
        let events = Journal::open(&self.path, "test").unwrap().all().unwrap();
        let ids: BTreeSet<EventId> = events.iter().map(|event| event.id).collect();
        for event in read.unwrap() {
            assert!(ids.contains(&event.id), "{event:?} has gone");
        }
        let checked = JournalCheck::read(&self.path).journal.unwrap().unwrap();
        assert!(
            !checked.is_damaged() && checked.unreadable.is_empty(),
            "{checked:?}"
        );

        let by_id: BTreeMap<EventId, &Event> = events.iter().map(|it| (it.id, it)).collect();
        assert_eq!(by_id.len(), events.len(), "an id is there twice");
        for (id, event) in &seen {
            let found = by_id.get(id);
            let is_same = found.is_some_and(|found| found.what == event.what);
            assert!(is_same, "{event:?} was there, and now is {found:?}");
        }
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for event in &events {
            if let What::Note { text } = &event.what {
                *found.entry(text).or_default() += 1;
            }
        }
        for (text, times) in &found {
            assert_eq!(*times, 1, "`{text}` is there {times} times");
        }
        for text in &notes {
            assert!(found.contains_key(text.as_str()), "`{text}` is lost");
        }
        check_actions(&events);
    }

    /// Stops reading, and returns how many events were acknowledged.
    pub fn end(&self) -> usize {
        self.is_over.store(true, Ordering::SeqCst);
        let thread = self.thread.lock().unwrap().take();
        thread.unwrap().join().unwrap();
        self.seen.lock().unwrap().len()
    }
}

/// An action here is a note, alone or with the plan that it is the first to be written for. Both are there, or none.
fn check_actions(events: &[Event]) {
    let mut actions: BTreeMap<ActionId, Vec<&Event>> = BTreeMap::new();
    for event in events {
        match event.action {
            Some(action) => actions.entry(action).or_default().push(event),
            None => assert_eq!(event.what.kind(), "note", "only a half of {event:?}"),
        }
    }
    for (action, events) in actions {
        // A window gives its entry an id before it is known that the plan has to be written, too.
        let mut kinds: Vec<&str> = events.iter().map(|event| event.what.kind()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["note", "plan"], "a part of {events:?}");
        assert!(events.iter().any(|event| ActionId(event.id) == action));
    }
}
