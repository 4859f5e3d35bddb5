//! Commands on a terminal ask when something happened that may be long past; without a terminal they say what they assumed.

#[cfg(unix)]
#[path = "support/pty.rs"]
mod pty;

#[cfg(unix)]
mod on_a_terminal {
    use std::fs;

    use tempfile::TempDir;
    use winddown::event::{Event, Origin, Timing};
    use winddown::journal::Journal;

    use super::pty::Terminal;

    /// A night worker's plan: at 13:00, where all these terminals are, the lights should have been out at 11:30, and at
    /// noon it is neither evening nor morning.
    const PLAN: &str = "bedtime = \"11:30\"\nwake = \"19:30\"\n\n[[step]]\nid = \"lights-out\"\ntitle = \"Lights \
                        out\"\nkind = \"bedtime\"\n";

    fn home() -> TempDir {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("plan.toml"), PLAN).unwrap();
        home
    }

    /// The lights-out that is recorded after `winddown lights-out` asked and was answered with these keys.
    fn after(keys: &str) -> Option<Event> {
        let home = home();
        let (plan, journal) = (home.path().join("plan.toml"), home.path().join("j.db"));
        let (plan, path) = (plan.to_str().unwrap(), journal.to_str().unwrap());
        let arguments = ["--config", plan, "--journal", path, "lights-out"];
        let mut terminal = Terminal::start(home.path(), &arguments);
        terminal.wait_for("When did the lights go out?");
        terminal.keys(keys);
        terminal.wait_for_end();
        let events = Journal::open(&journal, "test").unwrap().all().unwrap();
        events
            .into_iter()
            .find(|event| event.what.kind() == "lights_out")
    }

    fn clock(event: &Event) -> String {
        event.local().format("%H:%M").to_string()
    }

    #[test]
    fn as_planned_a_time_and_now_are_recorded_as_what_they_say() {
        let planned = after("p\r").unwrap();
        assert_eq!(clock(&planned), "11:30");
        assert_eq!(planned.origin, Some(Origin::AsPlanned));
        let typed = after("what\r1215\r").unwrap();
        assert_eq!(clock(&typed), "12:15");
        assert_eq!(typed.origin, Some(Origin::Typed));
        let now = after("n\r").unwrap();
        assert!(clock(&now).as_str() > "12:55", "{}", clock(&now));
        assert_eq!(now.what.timing(), Timing::Known);
    }

    #[test]
    fn no_answer_records_nothing() {
        assert_eq!(after("\u{4}"), None);
    }
}
