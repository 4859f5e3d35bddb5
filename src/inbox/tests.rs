use std::path::Path;
use std::time::SystemTime;

use chrono::FixedOffset;

use super::*;
use crate::clock::Zone;
use crate::evening::{Action, When};
use crate::event::{EveningDate, Event, What, in_effect};
use crate::plan::Config;

/// A synced folder, and the computer that reads its inbox.
struct Home {
    folder: tempfile::TempDir,
    coach: Coach,
}

fn zone() -> Zone {
    Zone::Fixed(FixedOffset::east_opt(3600).unwrap())
}

fn tuesday(clock: &str) -> DateTime<Utc> {
    format!("2026-11-24T{clock}:00+01:00").parse().unwrap()
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        let coach = coach(folder.path());
        Self { folder, coach }
    }

    fn inbox(&self, name: &str) -> PathBuf {
        super::folder(&self.folder.path().join("folder")).join(name)
    }

    /// Writes a file as a phone did at that time.
    fn write(&self, name: &str, content: &str, at: &str) {
        let path = self.inbox(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::from(tuesday(at))).unwrap();
    }

    fn look(&mut self, at: &str) -> Looked {
        self.try_to_look(at).unwrap()
    }

    fn try_to_look(&mut self, at: &str) -> Result<Looked, InboxError> {
        let root = self.folder.path().join("folder");
        let memory = self.folder.path().join("inbox.json");
        let inbox = Inbox {
            root: &root,
            computer: "desk top",
            memory: &memory,
        };
        inbox.look(&mut self.coach, tuesday(at))
    }

    fn events(&self) -> Vec<Event> {
        let events = self
            .coach
            .journal
            .between(date("2026-11-23"), date("2026-11-25"))
            .unwrap();
        in_effect(&events)
            .into_iter()
            .filter(|it| !matches!(it.what, What::Plan(_)))
            .cloned()
            .collect()
    }

    /// The entries, by their kinds and times.
    fn entries(&self) -> Vec<String> {
        let mut events = self.events();
        events.sort_by_key(|event| event.at);
        let entry =
            |event: Event| format!("{} {}", event.local().format("%H:%M"), event.what.kind());
        events.into_iter().map(entry).collect()
    }

    fn refused(&self) -> String {
        fs::read_to_string(self.inbox("refused-desk-top.md")).unwrap_or_default()
    }
}

fn coach(folder: &Path) -> Coach {
    let journal = crate::journal::Journal::open(&folder.join("journal.db"), WRITER).unwrap();
    Coach::new(Config::built_in(), zone(), journal)
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

#[test]
fn lines_become_entries_of_the_time_in_them_or_of_when_they_were_written() {
    let mut home = Home::new();
    assert_eq!(home.look("12:00"), Looked::default());
    home.write(
        "notes.txt",
        "legs 4\ncoffee 15:10\r\n\n- onset 19:40\nlights out 22:50\n",
        "21:30",
    );
    assert_eq!(home.look("22:00").recorded, 4);
    // The lights went out at 22:50 the last time before that was written.
    let expected = [
        "22:50 lights_out",
        "15:10 caffeine",
        "19:40 onset",
        "21:30 legs",
    ];
    assert_eq!(home.entries(), expected);
    let yesterday = home
        .events()
        .into_iter()
        .find(|it| it.what.kind() == "lights_out")
        .unwrap();
    assert_eq!(yesterday.evening, date("2026-11-23"));
    assert_eq!(home.refused(), "");
}

#[test]
fn the_plan_is_recorded_as_that_of_the_computer_that_reads() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\n", "21:30");
    home.look("22:00");
    let events = home.coach.journal.all().unwrap();
    let writers = events.iter().map(|it| (it.what.kind(), &*it.device));
    assert_eq!(
        writers.collect::<Vec<_>>(),
        [("legs", WRITER), ("plan", "desk top")]
    );
}

#[test]
fn a_line_is_recorded_once_however_often_the_file_is_read_or_written() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\ncoffee 15:10\n", "21:30");
    assert_eq!(home.look("22:00").recorded, 2);
    assert_eq!(home.look("22:01").recorded, 0);
    home.write("notes.txt", "legs 4\ncoffee 15:10\n", "22:02");
    assert_eq!(home.look("22:03").recorded, 0);
    // The same once more, and another one in the middle.
    home.write(
        "notes.txt",
        "legs 4\nlegs 6\ncoffee 15:10\nlegs 4\n",
        "22:04",
    );
    assert_eq!(home.look("22:05").recorded, 2);
    let expected = ["15:10 caffeine", "21:30 legs", "22:04 legs", "22:04 legs"];
    assert_eq!(home.entries(), expected);
}

#[test]
fn a_line_is_recorded_once_where_nothing_is_remembered_any_more() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\nlegs 4\nstretch\n", "21:55");
    home.look("22:00");
    let before = home.events();
    fs::remove_file(home.folder.path().join("inbox.json")).unwrap();
    home.look("22:01");
    assert_eq!(home.events(), before);
    assert_eq!(before.len(), 3, "{before:?}");
}

#[test]
fn a_line_is_recorded_once_where_the_memory_is_damaged_and_its_file_was_written_since() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\nlegs 4\n", "21:30");
    home.look("21:31");
    home.write("notes.txt", "legs 4\nlegs 4\nlegs 5\n", "21:40");
    home.look("21:41");
    // What was taken back does not come again either.
    let undone = Action::Undo { step: None };
    let origin = crate::event::Origin::Typed;
    home.coach
        .act(date("2026-11-24"), &undone, origin, tuesday("21:42"))
        .unwrap();
    let is_rating = |event: &&Event| event.what.kind() == "legs";
    assert_eq!(home.events().iter().filter(is_rating).count(), 2);
    fs::write(home.folder.path().join("inbox.json"), "{\"folder\":").unwrap();
    home.write("notes.txt", "legs 4\nlegs 4\nlegs 5\nlegs 4\n", "21:50");
    assert_eq!(home.look("22:00").recorded, 1);
    assert_eq!(home.entries(), ["21:30 legs", "21:30 legs", "21:50 legs"]);
    assert_eq!(home.look("22:01").recorded, 0);
}

#[test]
fn the_memory_has_no_text_of_what_was_recorded_and_that_of_an_earlier_version_counts() {
    let mut home = Home::new();
    home.write("notes.txt", "note a secret\nnote a secret\n", "21:30");
    assert_eq!(home.look("21:31").recorded, 2);
    let path = home.folder.path().join("inbox.json");
    let memory = fs::read_to_string(&path).unwrap();
    assert!(!memory.contains("secret"), "{memory}");
    let hash = memory::hash_of("note a secret");
    let (now, before) = (
        format!("\"taken\":{{\"{hash}\":2}}"),
        "\"lines\":{\"note a secret\":2}",
    );
    assert!(memory.contains(&now), "{memory}");
    fs::write(&path, memory.replace(&now, before)).unwrap();
    home.write(
        "notes.txt",
        "note a secret\nnote a secret\nnote more\n",
        "21:40",
    );
    assert_eq!(home.look("21:41").recorded, 1);
    assert!(!fs::read_to_string(&path).unwrap().contains("secret"));
}

#[test]
fn a_folder_that_was_away_brings_only_what_is_new() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\n", "21:30");
    home.look("21:31");
    home.write("notes.txt", "legs 4\nlegs 5\n", "21:40");
    home.write("wrong.txt", "legs 44\n", "21:40");
    home.look("21:41");
    let recorded = home.entries();
    // The drive, and then the files one by one.
    let root = home.folder.path().join("folder");
    let aside = home.folder.path().join("aside");
    for what in [
        root.clone(),
        home.inbox("notes.txt"),
        home.inbox("wrong.txt"),
    ] {
        fs::rename(&what, &aside).unwrap();
        assert_eq!(home.look("21:45").recorded, 0);
        fs::rename(&aside, &what).unwrap();
        assert_eq!(home.look("22:45").recorded, 0);
        assert_eq!(home.entries(), recorded);
        assert!(home.refused().contains("wrong.txt, line 1"));
    }
    home.write("notes.txt", "legs 4\nlegs 5\nlegs 6\n", "22:46");
    assert_eq!(home.look("22:47").recorded, 1);
}

#[test]
fn a_file_that_is_written_anew_under_its_name_brings_its_lines() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\n", "21:30");
    home.look("21:31");
    // An engine puts the next version in its place, and for a moment there is none.
    fs::remove_file(home.inbox("notes.txt")).unwrap();
    home.look("21:40");
    home.write("notes.txt", "legs 4\nlegs 5\n", "21:40");
    assert_eq!(home.look("21:40").recorded, 1);
    // Somebody deleted it, and began another one.
    fs::remove_file(home.inbox("notes.txt")).unwrap();
    home.look("21:45");
    home.write("notes.txt", "legs 4\n", "22:00");
    assert_eq!(home.look("22:01").recorded, 1);
}

#[test]
fn a_file_with_more_lines_than_are_read_is_named() {
    let mut home = Home::new();
    home.write("long.txt", &"?\n".repeat(5001), "21:30");
    let left = home.look("22:00").left;
    let refused = home.refused();
    let named = "long.txt: only its first 5000 lines are read; begin a new file";
    assert!(refused.contains(named), "{refused}");
    assert!(refused.ends_with("And 4800 more, which came before these.\n"));
    assert_eq!((left.refused, left.unread_files), (5000, 1));
}

#[test]
fn many_files_of_a_line_each_are_all_read() {
    let mut home = Home::new();
    for number in 0..1_100 {
        home.write(&format!("{number}.txt"), "none food\n", "21:30");
    }
    let looked = home.look("22:00");
    assert_eq!(looked.recorded + looked.left.refused, 1_100);
}

#[test]
fn where_the_list_of_refused_lines_cannot_be_written_the_others_are_recorded_once() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 44\nlegs 4\n", "21:30");
    fs::create_dir(home.inbox("refused-desk-top.md")).unwrap();
    let error = home.try_to_look("22:00").unwrap_err().to_string();
    assert!(
        error.contains("refused-desk-top.md cannot be written"),
        "{error}"
    );
    fs::remove_dir(home.inbox("refused-desk-top.md")).unwrap();
    home.write("notes.txt", "legs 44\nlegs 4\nlegs 5\n", "22:01");
    assert_eq!(home.look("22:02").recorded, 1);
    assert_eq!(home.entries(), ["21:30 legs", "22:01 legs"]);
    assert!(home.refused().contains("line 1: legs 44"));
}

#[test]
fn what_was_taken_before_a_crash_is_recorded_after_it_as_it_was_taken() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\n", "21:30");
    home.look("22:00");
    let recorded = home.events();
    // As a crash leaves it: taken, and not known to be recorded. Then the file went on.
    let path = home.folder.path().join("inbox.json");
    let mut memory = Memory::read(&path, &super::folder(&home.folder.path().join("folder")));
    memory.taken.push(Taken {
        file: "notes.txt".to_owned(),
        number: 1,
        text: "legs 4".to_owned(),
        before: 0,
        written: tuesday("21:30"),
        is_last: true,
    });
    memory.write(&path).unwrap();
    home.write("notes.txt", "legs 4\nlegs 5\n", "22:10");
    home.look("22:15");
    assert_eq!(home.events().len(), 2);
    assert!(home.events().contains(&recorded[0]));
}

#[test]
fn of_lines_that_come_together_only_the_last_happened_when_the_file_was_written() {
    let mut home = Home::new();
    home.write("notes.txt", "done warm-bath\ndone stretch\n", "21:58");
    assert_eq!(home.look("22:00").recorded, 2);
    let is_known = |home: &Home, step: &str| {
        let events = home.events();
        let mut done = events
            .iter()
            .filter(|it| it.what.step().is_some_and(|id| id.0 == step));
        done.next().unwrap().has_known_time()
    };
    assert!(!is_known(&home, "warm-bath"));
    assert!(is_known(&home, "stretch"));
}

#[test]
fn a_drink_and_a_beginning_need_a_time_where_other_lines_came_after_them() {
    let mut home = Home::new();
    let lines = "coffee\nalcohol\nonset\nnone food\nonset none\nlegs 4\nnote cake\nespresso\n";
    home.write("notes.txt", lines, "21:30");
    assert_eq!(home.look("22:00").recorded, 5);
    insta::assert_snapshot!(home.refused(), @r"
    These lines were not recorded. Correct or delete them in their files.

    - notes.txt, line 1: coffee: other lines came with it, so it is not known when it was; write the time after it, like `coffee 15:10`
    - notes.txt, line 2: alcohol: other lines came with it, so it is not known when it was; write the time after it, like `alcohol 15:10`
    - notes.txt, line 3: onset: other lines came with it, so it is not known when it was; write the time after it, like `onset 15:10`
    ");
    assert_eq!(
        home.entries(),
        [
            "21:30 none_today",
            "21:30 onset",
            "21:30 legs",
            "21:30 note",
            "21:30 caffeine"
        ]
    );
    let timed = lines.replace("coffee", "coffee 15:10");
    home.write(
        "notes.txt",
        &timed.replace("onset\n", "onset 19:40\n"),
        "22:05",
    );
    assert_eq!(home.look("22:10").recorded, 2);
    assert_eq!(
        home.refused().matches("\n- ").count(),
        1,
        "{}",
        home.refused()
    );
}

#[test]
fn what_a_crash_left_to_record_is_not_refused_for_having_been_recorded() {
    let mut home = Home::new();
    home.write("notes.txt", "skip warm bath\n", "21:30");
    assert_eq!(home.look("22:00").recorded, 1);
    let path = home.folder.path().join("inbox.json");
    let mut memory = Memory::read(&path, &super::folder(&home.folder.path().join("folder")));
    memory.taken.push(Taken {
        file: "notes.txt".to_owned(),
        number: 1,
        text: "skip warm bath".to_owned(),
        before: 0,
        written: tuesday("21:30"),
        is_last: true,
    });
    memory.write(&path).unwrap();
    home.look("22:15");
    assert_eq!(home.refused(), "");
    assert_eq!(home.events().len(), 1);
}

#[test]
fn a_last_line_counts_once_it_ends_or_the_file_was_left_alone() {
    let mut home = Home::new();
    home.write("notes.txt", "legs 4\nleg", "21:30");
    let looked = home.look("21:30");
    assert_eq!(
        (looked.recorded, looked.again_in),
        (1, Some(Duration::from_secs(2)))
    );
    assert_eq!(home.refused(), "");
    home.write("notes.txt", "legs 4\nlegs 6", "21:31");
    assert_eq!(home.look("21:31").recorded, 0);
    assert_eq!(home.look("21:32").recorded, 1);
}

#[test]
fn what_cannot_be_recorded_comes_back_with_the_reason_until_it_is_mended() {
    let mut home = Home::new();
    let content = "legs 12\ncoffee 900 21:00\nnothing\u{7}\nlegs 3\n";
    home.write("notes.txt", content, "21:30");
    home.write("notes (conflicted copy).txt", "legs 3\n", "21:30");
    home.write("notes.md", "legs 9\n", "21:30");
    assert_eq!(home.look("22:00").recorded, 1);
    insta::assert_snapshot!(home.refused(), @r"
    These lines were not recorded. Correct or delete them in their files.

    - notes (conflicted copy).txt: it is a second copy of a file, whose lines would count twice; it is not read
    - notes.txt, line 1: legs 12: legs needs a number from 0 to 10, such as `legs 4`
    - notes.txt, line 2: coffee 900 21:00: 900 mg is a lot; a coffee has about 100 mg; if it is right, record it on a computer
    - notes.txt, line 3: nothing: it has characters that cannot be shown
    ");
    home.write("notes.txt", "legs 10\nlegs 3\n", "21:40");
    fs::remove_file(home.inbox("notes (conflicted copy).txt")).unwrap();
    assert_eq!(home.look("22:01").recorded, 1);
    assert!(!home.inbox("refused-desk-top.md").exists());
}

#[test]
fn a_file_that_is_too_large_is_named_and_others_are_read() {
    let mut home = Home::new();
    home.write("large.txt", &"legs 4\n".repeat(40_000), "21:30");
    home.write("line.txt", &format!("note {}\n", "x".repeat(4001)), "21:30");
    home.write("notes.txt", "legs 3\n", "21:30");
    assert_eq!(home.look("22:00").recorded, 1);
    let refused = home.refused();
    assert!(refused.contains("large.txt: it is larger"), "{refused}");
    assert!(refused.contains("longer than 4000 characters"), "{refused}");
}

#[test]
fn a_line_does_not_take_back_what_it_cannot_know_of() {
    let mut home = Home::new();
    let desk =
        crate::journal::Journal::open(&home.folder.path().join("journal.db"), "desk").unwrap();
    let mut desk = Coach::new(Config::built_in(), zone(), desk);
    let dark = Action::LightsOut {
        when: When::At(tuesday("22:50")),
    };
    let origin = crate::event::Origin::Typed;
    desk.act(date("2026-11-24"), &dark, origin, tuesday("22:55"))
        .unwrap();
    home.write("notes.txt", "lights out 22:30\n", "22:31");
    assert_eq!(home.look("23:00").recorded, 1);
    let night = home
        .coach
        .evening_record(date("2026-11-24"), tuesday("23:00"))
        .unwrap();
    assert_eq!(
        night.timeline(tuesday("23:00")).lights_out,
        Some(tuesday("22:50"))
    );
    assert_eq!(home.entries().len(), 2);
}
