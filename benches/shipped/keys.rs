//! Keys: how soon each is answered, and what memory all screens together have taken.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use crate::homes::{Home, Programs, Usage, time_on_processor};
use crate::pty::Terminal;
use crate::screens::{ALONE, DOWN, ESC, SCREENS, Screen, TAB, UP};
use crate::table::{Table, median, millis, percentile};

/// How many keys are pressed on a screen; a multiple of the keys that it has, so that they leave it as it was.
const PRESSES: usize = 80;
/// A screen that wrote nothing for this long is complete.
const QUIET: Duration = Duration::from_millis(60);
/// A key that is not answered within this time changes nothing.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);

/// The slowest screens so far: by the time until a key is answered, and by the processor time of the screen's thread.
#[derive(Default)]
struct Slowest {
    time: (Duration, &'static str),
    usual_time: (Duration, &'static str),
    cost: (Duration, &'static str),
}

/// Keys on every screen, at two sizes, and the memory after them.
pub fn on_every_screen(programs: &Programs, home: &Home, table: &mut Table) {
    let mut terminal = Terminal::spawn(&programs.shipped, home.path(), &[]);
    terminal.wait_for("Review");
    settle(&terminal);
    let mut slowest = Slowest::default();
    // A timer goes on in the journal, which the other windows would show.
    let apart = Home::with_ten_years();
    for (width, height) in [(80, 24), (120, 40)] {
        terminal.resize(width, height);
        settle(&terminal);
        println!("at {width}x{height}:");
        for screen in SCREENS {
            on_a_screen(&mut terminal, screen, &mut slowest);
        }
        for (arguments, screen) in ALONE {
            let mut window = Terminal::spawn(&programs.shipped, apart.path(), arguments);
            window.resize(width, height);
            settle(&window);
            on_a_screen(&mut window, screen, &mut slowest);
        }
    }
    let figure = "key to redraw, 99th percentile, slowest screen";
    let (time, name) = slowest.time;
    table.add(figure, format!("{} ({name})", millis(time)), "5 ms");
    let figure = "the same, 90th percentile";
    let (time, name) = slowest.usual_time;
    table.add(figure, format!("{} ({name})", millis(time)), "");
    let figure = "(work of about half a millisecond on this machine, 99th percentile)";
    table.add(figure, millis(work_alone()), "");
    let figure = "the screen's thread for a key, 99th percentile, slowest screen";
    let (time, name) = slowest.cost;
    table.add(figure, format!("{} ({name})", millis(time)), "");
    let peak = Usage::of_process(terminal.id()).peak;
    let figure = "peak memory after every screen";
    table.add(figure, format!("{peak:.1} MiB"), "16 MiB");
    terminal.keys("q");
    terminal.wait_for_end();
}

/// What the machine itself adds to a key: the 99th percentile of the same work, done as often as a key is pressed, by a
/// thread that waits for nothing. Where others share the processors it takes far longer at times.
fn work_alone() -> Duration {
    let work = || {
        let begun = Instant::now();
        let mixed = (0..400_000_u32).fold(1_u32, |mixed, n| black_box(mixed).rotate_left(5) ^ n);
        black_box(mixed);
        begun.elapsed()
    };
    let times: Vec<Duration> = (0..1000)
        .map(|_| {
            thread::sleep(Duration::from_millis(20));
            work()
        })
        .collect();
    println!("the work itself: median {}", millis(median(&times)));
    percentile(&times, 99)
}

/// Presses the keys of a screen, and prints what they took.
fn on_a_screen(terminal: &mut Terminal, measured: Screen, slowest: &mut Slowest) {
    let name = measured.name;
    for key in measured.there {
        press(terminal, key);
    }
    let screen = terminal.screen();
    assert!(screen.contains(measured.shows), "not {name}:\n{screen}");
    let (mut times, mut costs) = (vec![], vec![]);
    for key in measured.keys.iter().cycle().take(PRESSES) {
        let before = time_on_processor(terminal.id());
        let taken = press(terminal, key);
        // Esc alone is answered late on purpose: it also begins what arrows send.
        if *key != ESC {
            times.extend(taken);
        }
        costs.push(time_on_processor(terminal.id()).saturating_sub(before));
    }
    // Where no key does anything, a minute that changes can still look like an answer.
    let do_nothing = times.len() * 20 < PRESSES;
    assert!(
        do_nothing || times.len() * 2 >= PRESSES,
        "{name}: a key is not answered\n{}",
        terminal.screen()
    );
    for key in measured.back {
        press(terminal, key);
    }
    if do_nothing {
        println!("{name}: these keys do nothing at this size");
        return;
    }
    let (usual, late) = (percentile(&times, 90), percentile(&times, 99));
    let cost = percentile(&costs, 99);
    println!(
        "{name}, {} keys: median {}, 90th percentile {}, 99th {}; of the screen's thread {} and {}",
        times.len(),
        millis(median(&times)),
        millis(usual),
        millis(late),
        millis(median(&costs)),
        millis(cost)
    );
    slowest.time = slowest.time.max((late, name));
    slowest.usual_time = slowest.usual_time.max((usual, name));
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
