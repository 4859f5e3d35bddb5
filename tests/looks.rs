//! How every screen looks: at each size, with all characters and in ASCII, and in every theme.
//!
//! A snapshot holds one screen in one state. First its text at each size; then, of the text in ASCII and of that on the Linux
//! console, only the lines that are different; then the roles of the theme that each line has at 80x24. What the roles look like is in the snapshot
//! `themes`: a cell has the same role in every theme, so that nothing else is different there.

#[path = "support/history.rs"]
mod history;
#[path = "looks/roles.rs"]
mod roles;
#[path = "looks/scenes.rs"]
mod scenes;
#[path = "support/stage.rs"]
mod stage;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use insta::assert_snapshot;
use roles::{ROLES, THEMES, TIMES, in_words, roles_of};
use scenes::{SCENES, Scene};
use stage::Stage;
use winddown::tui::{CONSOLE, Depth};

/// The sizes, the one at which colours are looked at last.
const SIZES: [(u16, u16); 4] = [(40, 12), (120, 40), (200, 60), (80, 24)];

/// The size at which a snapshot has the screen on the Linux console.
const ON_CONSOLE: (u16, u16) = (80, 24);

/// More empty lines than these become one line that counts them.
const EMPTY_LINES: usize = 2;

/// The screen without the hints of the footer, which are in the snapshot of `tests/footers.rs`.
fn text(stage: &Stage) -> Vec<String> {
    let screen = stage.screen_without_footer();
    screen.lines().map(str::to_owned).collect()
}

/// The lines, with a count in the place of many empty ones.
fn folded(lines: &[String]) -> String {
    let mut text = String::new();
    for group in lines.chunk_by(|a, b| a.is_empty() && b.is_empty()) {
        if group[0].is_empty() && group.len() > EMPTY_LINES {
            writeln!(text, "({} empty lines)", group.len()).unwrap();
        } else {
            for line in group {
                writeln!(text, "{line}").unwrap();
            }
        }
    }
    text
}

/// The lines that are different in ASCII, numbered from 1.
fn different(lines: &[String], ascii: &[String]) -> String {
    let mut text = String::new();
    for (n, (line, ascii)) in (1..).zip(lines.iter().zip(ascii)) {
        if line != ascii {
            writeln!(text, "{n:>2}|{ascii}").unwrap();
        }
    }
    text
}

/// All that is looked at of a screen.
fn look(scene: &Scene) -> Result<String, String> {
    let (mut stage, mut ascii) = (scene.open(), scene.open_in_ascii());
    let mut console = scene.open_on_console();
    let (mut all, mut in_ascii) = (String::new(), String::new());
    let mut on_console = String::new();
    for (width, height) in SIZES {
        stage = stage.sized(width, height);
        ascii = ascii.sized(width, height);
        let screen = ascii.screen();
        if !screen.is_ascii() {
            return Err(format!("at {width}x{height} not ASCII only:\n{screen}"));
        }
        console = console.sized(width, height);
        let screen = console.screen();
        let is_missing = |c: &char| !c.is_ascii() && !CONSOLE.contains(*c);
        if screen.chars().any(|c| is_missing(&c)) {
            return Err(format!(
                "at {width}x{height} not in the console's fonts:\n{screen}"
            ));
        }
        let lines = text(&stage);
        if (width, height) == ON_CONSOLE {
            let different = different(&lines, &text(&console));
            writeln!(
                on_console,
                "# {width}x{height} on the Linux console\n{different}"
            )
            .unwrap();
        }
        writeln!(all, "# {width}x{height}\n{}", folded(&lines)).unwrap();
        let different = different(&lines, &text(&ascii));
        writeln!(in_ascii, "# {width}x{height} in ASCII\n{different}").unwrap();
    }
    let lines = text(&stage);
    stage = stage.in_colour();
    let in_colour = different(&lines, &text(&stage));
    if !in_colour.is_empty() {
        writeln!(in_ascii, "# 80x24 in colours\n{in_colour}").unwrap();
    }
    Ok(all + &in_ascii + &on_console + &roles(stage)?)
}

/// The roles of the theme that are on a screen with colours.
fn roles(stage: Stage) -> Result<String, String> {
    let lines = text(&stage);
    let mut stage = Some(stage);
    let pictures = THEMES.map(|(theme, name, depth)| {
        let themed = stage.take().unwrap().in_colours(depth);
        let themed = themed.configured(|config| config.display.theme = name);
        let is_alike = depth == Depth::None || text(&themed) == lines;
        let picture = themed.picture();
        stage = Some(themed);
        is_alike.then_some(picture).ok_or(theme)
    });
    if let Some(theme) = pictures.iter().find_map(|it| it.as_ref().err()) {
        return Err(format!("more than its colours are different in {theme}"));
    }
    let pictures = pictures.map(Result::unwrap);
    let stage = stage.unwrap();
    roles_of(&pictures, |place| stage.is_hint(place, &pictures[0]))
}

#[test]
fn every_screen_at_every_size_in_ascii_and_in_every_theme() {
    // Writing each journal to the disk takes longest, so they are made side by side.
    let looks = thread::scope(|scope| {
        let parts = SCENES.chunks(SCENES.len().div_ceil(8));
        let looked = parts.map(|part| scope.spawn(|| part.iter().map(look).collect::<Vec<_>>()));
        let looked: Vec<_> = looked.collect();
        let looks = looked.into_iter().flat_map(|looks| looks.join().unwrap());
        looks.collect::<Vec<_>>()
    });
    let mut faults = String::new();
    for (scene, look) in SCENES.iter().zip(looks) {
        match look {
            Ok(look) => assert_snapshot!(scene.name, look),
            Err(fault) => writeln!(faults, "{}: {fault}", scene.name).unwrap(),
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn the_colours_of_every_role() {
    let mut all = String::new();
    for (theme, name, depth) in THEMES {
        for (time, styles) in TIMES {
            writeln!(all, "# {theme}, {time}").unwrap();
            for (role, style) in ROLES {
                let style = in_words(style(&styles(name, depth)));
                writeln!(all, "{role:<7} {style}").unwrap();
            }
        }
    }
    assert_snapshot!("themes", all);
}

/// The titles that the screens in `folder` have in their source.
fn titles(folder: &Path) -> BTreeSet<String> {
    let mut titles = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            titles.extend(self::titles(&path));
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for (_, rest) in source
            .match_indices("fn title(&self) -> &'static str {")
            .map(|(at, _)| source.split_at(at))
        {
            let body = rest.split("\n    }").next().unwrap();
            titles.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    titles
}

#[test]
fn no_screen_is_left_out() {
    let mut missing = titles(Path::new("src/tui/screens"));
    assert!(missing.len() > 10, "{missing:?}");
    for scene in SCENES {
        missing.remove(scene.open().app.title());
    }
    assert!(
        missing.is_empty(),
        "add a scene of {missing:?} to tests/looks/scenes.rs"
    );
}
