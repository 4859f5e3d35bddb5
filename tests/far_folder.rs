//! A synced folder on a drive that does not answer: the window and every command go on as if it were not there, and all is
//! exchanged when it answers again. `agent/far_folder.rs` has the same for the agent.
#![cfg(target_os = "linux")]

#[path = "support/computers.rs"]
mod computers;
#[path = "support/far_folder.rs"]
mod far_folder;
#[path = "support/pty.rs"]
mod pty;

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use computers::{Computer, PLAN};
use far_folder::FarFolder;
use pty::{Terminal, clock};

/// Longer than a key needs on a busy machine, and shorter than anybody waits for the folder.
const AT_ONCE: Duration = Duration::from_millis(1500);

/// Longer than a command takes that waits for the folder as long as it may, on a busy machine.
const LIMIT: Duration = Duration::from_secs(15);

/// Two computers with a folder between them, and whether the first keeps its config there.
struct Two {
    folder: FarFolder,
    desk: Computer,
    laptop: Computer,
}

impl Two {
    /// None where no file system can be mounted.
    fn new(with_config: bool) -> Option<Self> {
        let folder = FarFolder::mount()?;
        let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
        laptop.joins(folder.path());
        desk.joins(folder.path());
        if with_config {
            let path = folder.path().to_str().unwrap();
            desk.says(&["sync", "on", path, "--with-config"]);
        }
        desk.says(&["log", "note", "before"]);
        laptop.says(&["sync", "now"]);
        assert_eq!(desk.events(), laptop.events());
        Some(Self {
            folder,
            desk,
            laptop,
        })
    }

    /// What the desk wrote into the folder, without asking for it.
    fn in_folder(&self) -> String {
        let mut text = String::new();
        for writer in fs::read_dir(self.folder.behind().join("computers")).unwrap() {
            for file in fs::read_dir(writer.unwrap().path()).unwrap() {
                text += &fs::read_to_string(file.unwrap().path()).unwrap();
            }
        }
        text
    }

    fn agree(&self) {
        self.desk.says(&["sync", "now"]);
        self.laptop.says(&["sync", "now"]);
        assert_eq!(self.desk.events(), self.laptop.events());
        let remarks = self.desk.remarks();
        assert!(
            remarks.iter().all(|(about, _)| about == "plans_differ"),
            "{remarks:?}"
        );
    }
}

fn window_of(computer: &Computer) -> Terminal {
    let variables = [("TZ", computer.zone.as_str())];
    let program = env!("CARGO_BIN_EXE_winddown");
    Terminal::spawn_with(program, computer.home.path(), &[], &variables)
}

/// Runs the program, which has to end in time, and returns what it printed, errors last.
fn ends(computer: &Computer, args: &[&str]) -> String {
    let begun = Instant::now();
    let output = computer.command(args).timeout(LIMIT).output().unwrap();
    let took = begun.elapsed();
    println!("{took:?}: {}", args.join(" "));
    assert!(took < LIMIT, "{args:?}");
    [output.stdout, output.stderr]
        .map(|it| String::from_utf8(it).unwrap())
        .concat()
}

#[test]
fn no_command_waits_for_long_and_what_is_recorded_gets_there_when_the_folder_answers() {
    for with_config in [false, true] {
        let Some(two) = Two::new(with_config) else {
            return;
        };
        two.folder.fall_silent();
        let desk = &two.desk;
        let next = ends(desk, &["next"]);
        assert!(next.contains("lights-out in"), "{next}");
        assert!(ends(desk, &["tonight"]).contains("Leg stretches"));
        for entry in [
            &["done", "stretch"][..],
            &["log", "legs", "4"],
            &["log", "note", "while it was silent"],
        ] {
            let said = ends(desk, entry);
            let note = "it is in your journal, but the folder";
            assert!(
                said.contains(note) && said.contains("does not answer"),
                "{said}"
            );
        }
        assert!(ends(desk, &["tonight"]).contains("done"));
        ends(desk, &["review"]);
        let status = ends(desk, &["sync", "status"]);
        // Who takes part cannot be seen.
        assert!(
            !status.contains("computer has written") && !status.contains("With "),
            "{status}"
        );
        assert!(
            status.contains("does not answer; look whether the drive"),
            "{status}"
        );
        assert!(
            status.contains("Not in the folder yet: 3 entries"),
            "{status}"
        );
        for command in [&["doctor"][..], &["sync", "now"]] {
            let said = ends(desk, command);
            assert!(said.contains("does not answer"), "{said}");
        }
        let path = two.folder.path().to_str().unwrap();
        assert!(ends(desk, &["sync", "on", path]).contains("does not answer"));
        assert!(!two.in_folder().contains("while it was silent"));

        two.folder.answer();
        two.agree();
        assert!(two.in_folder().contains("while it was silent"));
        assert_eq!(desk.events().matches("while it was silent").count(), 1);
    }
}

#[test]
fn a_slow_folder_is_waited_for() {
    let Some(two) = Two::new(true) else {
        return;
    };
    // Longer in all than the config is waited for, and each answer shorter than any wait.
    two.folder.drive().delay = Duration::from_millis(80);
    for _ in 0..2 {
        let said = ends(&two.desk, &["log", "note", "slowly"]);
        assert!(!said.contains("does not answer"), "{said}");
    }
    let said = ends(&two.desk, &["sync", "now"]);
    assert!(!said.contains("does not answer"), "{said}");
    let status = ends(&two.desk, &["sync", "status"]);
    assert!(!status.contains("does not answer"), "{status}");
    assert_eq!(two.in_folder().matches("slowly").count(), 2);
    two.folder.drive().delay = Duration::ZERO;
    two.agree();
}

#[test]
fn a_folder_that_never_answers_can_be_left() {
    let Some(two) = Two::new(true) else {
        return;
    };
    two.folder.fall_silent();
    assert!(ends(&two.desk, &["sync", "off"]).contains("Sync is off"));
    // With the config of the folder, as it was last seen.
    let config = fs::symlink_metadata(two.desk.config()).unwrap();
    assert!(config.is_file());
    assert_eq!(fs::read_to_string(two.desk.config()).unwrap(), PLAN);
    let other = tempfile::tempdir().unwrap();
    two.desk.joins(other.path());
    two.desk.says(&["log", "note", "elsewhere"]);
    assert_eq!(two.desk.remarks(), []);
}

/// Presses a key, and returns how long it took until the cursor was on that line.
fn moves_to(window: &mut Terminal, key: &str, line: &str) -> Duration {
    let begun = Instant::now();
    window.keys(key);
    window.wait_until(line, |window| {
        let screen = window.screen();
        let at = screen.lines().find(|line| line.contains('▸'));
        at.is_some_and(|at| at.contains(line))
    });
    begun.elapsed()
}

#[test]
fn a_window_starts_answers_keys_and_ends_while_the_folder_is_silent_and_catches_up_after() {
    for with_config in [false, true] {
        let Some(two) = Two::new(with_config) else {
            return;
        };
        two.folder.fall_silent();
        let begun = Instant::now();
        let mut window = window_of(&two.desk);
        window.wait_for("Leg stretches");
        println!("started in {:?}", begun.elapsed());
        window.wait_for("Tab Review");
        let mut waits: Vec<Duration> = (0..60)
            .map(|number| {
                thread::sleep(Duration::from_millis(50));
                let (key, line) = [("k", "Leg stretches"), ("j", "Lights out")][number % 2];
                moves_to(&mut window, key, line)
            })
            .collect();
        waits.sort();
        println!("keys: median {:?}, longest {:?}", waits[30], waits[59]);
        assert!(waits[59] < AT_ONCE, "{waits:?}");
        moves_to(&mut window, "k", "Leg stretches");
        window.keys("d");
        window.wait_for("as planned");
        window.keys("n");
        window.wait_until("it is recorded", |_| two.desk.events().contains("\"done\""));
        window.wait_for("done 21:0");
        the_page_says_so(&mut window);

        // Whichever way the user leaves.
        for way in ["q", "TERM"] {
            let begun = Instant::now();
            match way {
                "q" => leave(&mut window),
                signal => window.signal(signal),
            }
            window.wait_for_end();
            println!("ended by {way} in {:?}", begun.elapsed());
            assert!(begun.elapsed() < LIMIT);
            window = window_of(&two.desk);
            window.wait_for("done 21:0");
        }
        assert!(!two.in_folder().contains("\"done\""));

        two.folder.answer();
        window.wait_until("the window has written it", |_| {
            two.in_folder().contains("\"done\"")
        });
        two.agree();
        assert_eq!(two.desk.events().matches("\"done\"").count(), 1);
    }
}

#[test]
fn a_window_whose_config_lies_in_a_missing_folder_opens_the_evening_and_not_the_welcome() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Computer::new("desk", PLAN);
    let path = folder.path().to_str().unwrap();
    desk.says(&["sync", "on", path, "--with-config"]);
    let aside = folder.path().with_extension("aside");
    fs::rename(folder.path(), &aside).unwrap();
    let window = window_of(&desk);
    window.wait_for("Leg stretches");
    fs::remove_dir_all(aside).unwrap();
}

/// Goes back to tonight, and leaves.
fn leave(window: &mut Terminal) {
    while !window.screen().contains("Tab Review") {
        window.keys("\x1b");
        thread::sleep(Duration::from_millis(200));
    }
    window.keys("q");
}

/// Opens the page on several computers, which says what is wrong.
fn the_page_says_so(window: &mut Terminal) {
    window.keys(",");
    window.wait_for("Your evening");
    window.keys("/several");
    window.wait_for("Enter goes there");
    window.keys("\r");
    window.wait_for("does not answer");
}
