//! Commands on a terminal ask when something happened that may be long past; without a terminal they say what they assumed.

#[cfg(unix)]
#[path = "support/pty.rs"]
mod pty;

#[cfg(unix)]
mod on_a_terminal {
    use std::collections::HashSet;
    use std::fs;

    use chrono::{FixedOffset, NaiveDate, TimeZone, Utc};
    use tempfile::TempDir;
    use winddown::claims::{Claims, QuietNight};
    use winddown::event::{EveningDate, Event, Origin, Timing};
    use winddown::journal::Journal;
    use winddown::presence::Quiet;

    use super::pty::{Terminal, minutes_ahead};

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

    /// What is recorded of last night after that command was answered with these keys, at 13:00: from 22:43 to 06:12 the
    /// computer was quiet.
    fn after_a_night(arguments: &[&str], keys: &str, is_declined: bool) -> Vec<Event> {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join(".config/winddown/config.toml");
        fs::create_dir_all(config.parent().unwrap()).unwrap();
        fs::write(&config, "bedtime = \"22:30\"\nwake = \"06:30\"\n").unwrap();
        let zone = FixedOffset::east_opt(minutes_ahead() * 60).unwrap();
        let today = Utc::now().with_timezone(&zone).date_naive();
        let at = |date: NaiveDate, hour, minute| {
            let local = date.and_hms_opt(hour, minute, 0).unwrap();
            zone.from_local_datetime(&local).unwrap().to_utc()
        };
        let yesterday = today.pred_opt().unwrap();
        let quiet = Quiet {
            from: at(yesterday, 22, 43),
            until: at(today, 6, 12),
        };
        let journal = home.path().join(".local/share/winddown/journal.db");
        let state = home.path().join(".local/state/winddown/claims.db");
        fs::create_dir_all(journal.parent().unwrap()).unwrap();
        let night = QuietNight {
            night: Some(quiet),
            open_from: None,
        };
        let mut claims = Claims::new(state, journal.clone());
        claims.store_quiet_night(EveningDate(yesterday), night, Utc::now());
        if is_declined {
            let page = format!("declined night {yesterday}");
            let mut journal = Journal::open(&journal, "test").unwrap();
            journal.acknowledge(&page, Utc::now()).unwrap();
        }
        let mut terminal = Terminal::start(home.path(), arguments);
        terminal.wait_for("or a time:");
        let offered = "quiet from 22:43 to 06:12, as proposed";
        // The question takes two lines of the terminal.
        let screen = terminal.screen().replace('\n', "");
        assert_eq!(screen.contains(offered), !is_declined, "{screen}");
        terminal.keys(keys);
        terminal.wait_for_end();
        Journal::open(&journal, "test").unwrap().all().unwrap()
    }

    /// In short: `lights_out 22:43 accepted_proposal`, by kind.
    fn short(events: &[Event]) -> Vec<String> {
        let night = events
            .iter()
            .filter(|event| matches!(event.what.kind(), "lights_out" | "woke"));
        let line = |event: &Event| {
            let origin = event.origin.map(Origin::name).unwrap_or_default();
            format!("{} {} {origin}", event.what.kind(), clock(event))
        };
        let mut lines: Vec<String> = night.map(line).collect();
        lines.sort();
        lines
    }

    const WHOLE: [&str; 2] = [
        "lights_out 22:43 accepted_proposal",
        "woke 06:12 accepted_proposal",
    ];

    #[test]
    fn the_night_that_the_computer_was_quiet_is_taken_with_enter() {
        let events = after_a_night(&["woke", "--quality", "3"], "\r", false);
        assert_eq!(short(&events), WHOLE);
        let woke = events.iter().find(|event| event.what.kind() == "woke");
        assert_eq!(woke.unwrap().what.data()["quality"], 3);
        let actions: HashSet<_> = events
            .iter()
            .filter(|event| matches!(event.what.kind(), "lights_out" | "woke"))
            .map(|event| event.action)
            .collect();
        assert_eq!(actions.len(), 1, "one undo takes it back");
        let events = after_a_night(&["lights-out", "--date", "yesterday"], "y\r", false);
        assert_eq!(short(&events), WHOLE);
    }

    #[test]
    fn a_time_of_ones_own_leaves_the_proposal_where_it_is() {
        let events = after_a_night(&["woke"], "0615\r", false);
        assert_eq!(short(&events), ["woke 06:15 typed"]);
    }

    #[test]
    fn a_night_that_was_declined_is_not_offered_again() {
        let events = after_a_night(&["woke"], "\rp\r", true);
        assert_eq!(short(&events), ["woke 06:30 as_planned"]);
    }

    #[test]
    fn who_forgets_an_entry_is_told_first_that_other_computers_follow() {
        let home = home();
        let folder = home.path().join("folder");
        fs::create_dir(&folder).unwrap();
        let (plan, journal) = (home.path().join("plan.toml"), home.path().join("j.db"));
        let files = ["--config", plan.to_str().unwrap(), "--journal"];
        let files = [&files[..], &[journal.to_str().unwrap()]].concat();
        let run = |arguments: &[&str], shown: &str| {
            let terminal = Terminal::start(home.path(), &[&files[..], arguments].concat());
            terminal.wait_for(shown);
            terminal
        };
        run(&["log", "note", "a secret"], "Your note is kept").wait_for_end();
        let events = Journal::open(&journal, "test").unwrap().all().unwrap();
        let note = events.iter().find(|event| event.what.kind() == "note");
        let forget = ["journal", "forget", &note.unwrap().id.to_string()];
        let mut alone = run(&forget, "Continue?");
        assert!(
            !alone.screen().contains("other computers"),
            "{}",
            alone.screen()
        );
        alone.keys("n\r");
        alone.wait_for_end();
        run(&["sync", "on", folder.to_str().unwrap()], "Sync is on").wait_for_end();
        let mut synced = run(&forget, "Continue?");
        let shown = synced.screen();
        assert!(shown.contains("on your other computers too"), "{shown}");
        synced.keys("y\r");
        synced.wait_for("Your other computers follow.");
    }
}
