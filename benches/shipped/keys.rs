//! Keys: how soon each is answered, and what memory all screens together have taken.

use std::thread;
use std::time::{Duration, Instant};

use crate::homes::{Home, Programs, Usage, time_on_processor};
use crate::pty::Terminal;
use crate::table::{Table, median, millis, percentile};

/// How often the keys of a screen are pressed.
const ROUNDS: usize = 40;
/// A screen that wrote nothing for this long is complete.
const QUIET: Duration = Duration::from_millis(60);
/// A key that is not answered within this time changes nothing.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const TAB: &str = "\t";
const LEFT: &str = "\x1b[D";
const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const PAGE_UP: &str = "\x1b[5~";
const PAGE_DOWN: &str = "\x1b[6~";

/// A screen: its name, the keys that lead there, those that are measured in turns, and those that lead back.
type ScreenKeys = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const SCREENS: [ScreenKeys; 11] = [
    ("Tonight", &[], &[DOWN, UP], &[]),
    // All of it fits, so that no key moves it.
    ("the help", &[], &["?", "?"], &[]),
    ("Learn", &["i"], &[DOWN, UP], &[ESC]),
    ("the diary", &["l"], &["[", "]"], &[ESC]),
    ("Tonight and Review", &[], &[TAB, TAB], &[]),
    ("Review, a month", &[TAB], &[LEFT, RIGHT], &[TAB]),
    (
        "Review, month to month",
        &[TAB, "m"],
        &[PAGE_UP, PAGE_UP, PAGE_DOWN, PAGE_DOWN],
        &[TAB],
    ),
    (
        "Review, year to year",
        &[TAB, "y"],
        &[PAGE_UP, PAGE_UP, PAGE_DOWN, PAGE_DOWN],
        &[TAB],
    ),
    (
        "Review, other spans",
        &[TAB],
        &["w", "3", "y", "a", "m"],
        &[TAB],
    ),
    (
        "Review, charts of all evenings",
        &[TAB, "a"],
        &["v"],
        &["m", TAB],
    ),
    ("Review, the legs", &[TAB], &["c", ESC], &[TAB]),
];

/// The player is started by a command, as the step that Enter starts depends on the hour.
const PLAYER: ScreenKeys = ("the player", &[ENTER], &[" "], &[]);

/// The slowest screens so far: by the time until a key is answered, and by the processor time of the screen's thread.
#[derive(Default)]
struct Slowest {
    time: (Duration, &'static str),
    cost: (Duration, &'static str),
}

/// Keys on every screen, at two sizes, and the memory after them.
pub fn on_every_screen(programs: &Programs, home: &Home, table: &mut Table) {
    let mut terminal = Terminal::spawn(&programs.shipped, home.path(), &[]);
    terminal.wait_for("Review");
    settle(&terminal);
    let mut slowest = Slowest::default();
    for size in [(80, 24), (120, 40)] {
        terminal.resize(size.0, size.1);
        settle(&terminal);
        println!("at {}x{}:", size.0, size.1);
        for screen in SCREENS {
            on_a_screen(&mut terminal, screen, &mut slowest);
        }
        let command = ["play", "restless-legs"];
        let mut player = Terminal::spawn(&programs.shipped, home.path(), &command);
        player.resize(size.0, size.1);
        settle(&player);
        on_a_screen(&mut player, PLAYER, &mut slowest);
    }
    let figure = "key to redraw, 99th percentile, slowest screen";
    let (time, name) = slowest.time;
    table.add(figure, format!("{} ({name})", millis(time)), "5 ms");
    let figure = "the screen's thread for a key, the same";
    let (time, name) = slowest.cost;
    table.add(figure, format!("{} ({name})", millis(time)), "");
    let peak = Usage::of_process(terminal.id()).peak;
    let figure = "peak memory after every screen";
    table.add(figure, format!("{peak:.1} MiB"), "16 MiB");
    terminal.keys("q");
    terminal.wait_for_end();
}

/// Presses the keys of a screen, and prints what they took.
fn on_a_screen(
    terminal: &mut Terminal,
    (name, there, keys, back): ScreenKeys,
    slowest: &mut Slowest,
) {
    for key in there {
        press(terminal, key);
    }
    let (mut times, mut costs) = (vec![], vec![]);
    for key in keys.iter().cycle().take(ROUNDS * keys.len()) {
        let before = time_on_processor(terminal.id());
        let taken = press(terminal, key);
        // Esc alone is answered late on purpose: it also begins what arrows send.
        if *key != ESC {
            times.extend(taken);
        }
        costs.push(time_on_processor(terminal.id()).saturating_sub(before));
    }
    // Where no key does anything, a minute that changes can still look like an answer.
    let do_nothing = times.len() * 10 < ROUNDS;
    assert!(
        do_nothing || times.len() >= ROUNDS,
        "{name}: a key is not answered\n{}",
        terminal.screen()
    );
    for key in back {
        press(terminal, key);
    }
    if do_nothing {
        println!("{name}: these keys do nothing at this size");
        return;
    }
    let (late, cost) = (percentile(&times, 99), percentile(&costs, 99));
    println!(
        "{name}, {} keys: median {}, 99th percentile {}; of the screen's thread {} and {}",
        times.len(),
        millis(median(&times)),
        millis(late),
        millis(median(&costs)),
        millis(cost)
    );
    slowest.time = slowest.time.max((late, name));
    slowest.cost = slowest.cost.max((cost, name));
}

/// Time from a key to the first byte of the answer; none if nothing changed. Returns when the answer is complete.
fn press(terminal: &mut Terminal, key: &str) -> Option<Duration> {
    let before = terminal.written();
    let begun = Instant::now();
    terminal.keys(key);
    let is_answered = terminal.waits_for_more_than(before, ANSWER_LIMIT);
    let taken = begun.elapsed();
    settle(terminal);
    is_answered.then_some(taken)
}

/// Waits until nothing more is written.
fn settle(terminal: &Terminal) {
    loop {
        let before = terminal.written();
        thread::sleep(QUIET);
        if terminal.written() == before {
            return;
        }
    }
}

/// The first Tab after a start, with judged evenings in the cache and without.
pub fn into_a_cold_review(programs: &Programs, home: &Home, table: &mut Table) {
    for (cached, name) in [(true, "cached"), (false, "nothing cached")] {
        let (mut headings, mut figures, mut meanwhile) = (vec![], vec![], vec![]);
        for _ in 0..12 {
            if !cached {
                home.forget_cache();
            }
            let mut terminal = Terminal::spawn(&programs.shipped, home.path(), &[]);
            terminal.wait_for("Review");
            if cached {
                settle(&terminal);
            } else {
                // Last week is summed up now, from all evenings: keys are answered meanwhile.
                meanwhile.extend(
                    [DOWN, UP]
                        .into_iter()
                        .filter_map(|key| first_byte(&mut terminal, key)),
                );
                home.forget_cache();
            }
            let begun = Instant::now();
            headings.extend(first_byte(&mut terminal, TAB));
            while !terminal.screen().contains("regularity") {
                assert!(
                    begun.elapsed() < Duration::from_secs(5),
                    "{}",
                    terminal.screen()
                );
                thread::sleep(Duration::from_micros(100));
            }
            figures.push(begun.elapsed());
            settle(&terminal);
            terminal.keys("q");
            terminal.wait_for_end();
        }
        let figure = format!("Tab into a cold review, {name}: heading");
        table.add(&figure, millis(percentile(&headings, 99)), "5 ms");
        let figure = format!("Tab into a cold review, {name}: figures");
        table.add(&figure, millis(median(&figures)), "100 ms");
        if !cached {
            let figure = "first keys while last week is summed up, slowest";
            table.add(figure, millis(percentile(&meanwhile, 100)), "5 ms");
        }
    }
}

fn first_byte(terminal: &mut Terminal, key: &str) -> Option<Duration> {
    let before = terminal.written();
    let begun = Instant::now();
    terminal.keys(key);
    let is_answered = terminal.waits_for_more_than(before, ANSWER_LIMIT);
    is_answered.then(|| begun.elapsed())
}
