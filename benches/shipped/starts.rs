//! Starts: from nothing to the first picture, and commands from start to end.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::Utc;
use winddown::event::{Draft, EveningDate, Origin, What};
use winddown::journal::Journal;

use crate::homes::{Home, Programs};
use crate::pty::Terminal;
use crate::table::{Table, median, millis, over};

/// Number of starts of each program.
const TURNS: usize = 150;

/// The first picture, without an agent and with one. Each program takes turns with the floor alone, as a third one
/// between them changed the figures of both.
pub fn first_pictures(programs: &Programs, home: &Home, table: &mut Table) {
    let Programs {
        shipped,
        built,
        floor,
    } = programs;
    let in_turns_with_floor = |program| {
        let both = [(floor, "out"), (program, "Review")];
        in_turns(|n| first_picture(&both[n], home))
    };
    let [on_floor, by_shipped] = in_turns_with_floor(shipped);
    let figure = "first picture, ten years, no agent";
    table.add(figure, over(by_shipped, on_floor), "600 us");
    table.add("(the floor itself)", millis(on_floor), "");
    let agent = home.agent(shipped);
    let [on_floor, by_shipped] = in_turns_with_floor(shipped);
    let figure = "first picture, ten years, agent running";
    table.add(figure, over(by_shipped, on_floor), "850 us");
    let [on_floor, by_built] = in_turns_with_floor(built);
    let figure = "the same, as cargo builds it";
    table.add(figure, over(by_built, on_floor), "1300 us");
    drop(agent);
}

/// Median times of several things, measured in turns.
fn in_turns<const N: usize>(mut measure: impl FnMut(usize) -> Duration) -> [Duration; N] {
    let mut times = [const { vec![] }; N];
    for _ in 0..TURNS {
        for (n, times) in times.iter_mut().enumerate() {
            times.push(measure(n));
        }
    }
    times.map(|times| median(&times))
}

/// Time from the start until the text that is drawn last was written.
fn first_picture((program, last): &(&String, &str), home: &Home) -> Duration {
    let begun = Instant::now();
    let mut terminal = Terminal::spawn(program, home.path(), &[]);
    let is_drawn = terminal.waits_for_bytes(last.as_bytes(), Duration::from_secs(10));
    assert!(is_drawn, "no picture");
    let taken = begun.elapsed();
    // Quit by its key: a killed program would leave work for the next start.
    terminal.keys("q");
    terminal.wait_for_end();
    taken
}

/// Commands that only look, with an agent running, in turns with `true`.
pub fn commands(programs: &Programs, home: &Home, table: &mut Table) {
    let agent = home.agent(&programs.shipped);
    let commands = [
        ("/bin/true", vec![]),
        (&programs.shipped, vec!["next"]),
        (&programs.shipped, vec!["tonight"]),
    ];
    let [by_true, next, tonight] = in_turns(|n| {
        let (program, arguments) = &commands[n];
        timed(&mut home.command(program, arguments))
    });
    table.add("next, over true", over(next, by_true), "850 us");
    table.add("tonight, over true", over(tonight, by_true), "");
    drop(agent);
}

/// `review` and `report` of 30 evenings with a warm cache, and `review` where the nights are rated.
pub fn reviews(programs: &Programs, rated: &Home, table: &mut Table) {
    let home = Home::with_nothing_to_compare();
    let page = home.path().join("page.html").display().to_string();
    let commands = [
        vec!["review", "--last", "30d"],
        vec!["report", "--last", "30d", "--force", "-o", &page],
    ];
    let first = timed(&mut home.command(&programs.shipped, &commands[0]));
    let [review, report] = in_turns(|n| timed(&mut home.command(&programs.shipped, &commands[n])));
    let figure = "review of 30 evenings, ten years, comparisons aside";
    table.add(figure, millis(review), "6 ms");
    table.add("report of the same", millis(report), "15 ms");
    table.add("(the very first review)", millis(first), "");
    timed(&mut rated.command(&programs.shipped, &commands[0]));
    let [review] = in_turns(|_| timed(&mut rated.command(&programs.shipped, &commands[0])));
    table.add(
        "review of 30 evenings whose nights are rated",
        millis(review),
        "",
    );
}

/// The commit of one entry, in the ten years of `home`, in turns with a bare append of what one page takes and its sync.
/// This is the library as the bench is built, not the shipped program.
pub fn commits(home: &Home, table: &mut Table) {
    let journal = home.journal();
    let bare = journal.with_file_name("bare");
    let mut journal = Journal::open(&journal, "bench").expect("a journal");
    let mut bare = OpenOptions::new()
        .create(true)
        .append(true)
        .open(bare)
        .expect("a file");
    // What SQLite's log takes for a page.
    let frame = [7; 4096 + 24];
    let draft = Draft {
        at: Utc::now(),
        offset_min: 0,
        evening: EveningDate(Utc::now().date_naive()),
        what: What::Note {
            text: "a commit".to_owned(),
        },
        origin: None,
    };
    let [by_bare, by_journal] = in_turns(|n| {
        let begun = Instant::now();
        if n == 0 {
            bare.write_all(&frame).expect("written");
            bare.sync_data().expect("synced");
        } else {
            let events = journal.append(Origin::Typed, std::slice::from_ref(&draft));
            events.expect("recorded");
        }
        begun.elapsed()
    });
    let times = by_journal.as_secs_f64() / by_bare.as_secs_f64();
    let figure = "commit of an entry, over a bare append and sync";
    table.add(figure, format!("{times:.2} x"), "1.5 x");
    table.add("(the bare append and sync)", millis(by_bare), "");
}

fn timed(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let done = command.status().expect("it runs");
    let taken = begun.elapsed();
    assert!(done.success(), "{command:?}");
    taken
}
