use chrono::FixedOffset;

use super::*;
use crate::clock::Zone;
use crate::journal::Journal;
use crate::paths::Paths;
use crate::plan::Config;

#[test]
fn after_a_lock_the_journal_is_read_again_without_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths {
        config: folder.path().join("config.toml"),
        journal: folder.path().join("journal.db"),
        cache: None,
        state: None,
        home: None,
    };
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    let journal = Journal::open(&paths.journal, "test").unwrap();
    let path = paths.journal.clone();
    let mut world = World::new(Coach::new(Config::built_in(), zone, journal), paths).unwrap();
    world.hold_writes();
    for _ in 0..2 {
        let read = Err(JournalError::Busy(path.clone()));
        let shown = world.message_or_notice(read, Message::Recent);
        assert!(matches!(shown, Message::Notice(_)));
    }
    let now = "2026-11-24T21:50:00Z".parse().unwrap();
    let messages = world.write_held(now);
    assert!(matches!(messages[..], [Message::JournalChanged]));
}

#[test]
fn several_changes_of_the_journal_are_one_refresh_after_all_else() {
    let notice = || Message::Notice("other".to_owned());
    let changed = || Message::JournalChanged;
    let messages = one_refresh(vec![changed(), notice(), changed()]);
    assert!(matches!(
        messages[..],
        [Message::Notice(_), Message::JournalChanged]
    ));
    assert!(matches!(
        one_refresh(vec![notice()])[..],
        [Message::Notice(_)]
    ));
}
