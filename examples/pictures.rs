//! Draws the README's pictures with the program itself: `cargo run --example pictures`.
//!
//! The screens run on the stage of the tests, with a fixed time and journal, and are written as SVG into
//! `assets/pictures/`.

#[path = "../tests/support/stage.rs"]
mod stage;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};
use stage::Stage;
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::{Rating, StepId};

/// The size of a cell in the picture, in pixels.
const WIDE: u16 = 9;
const HIGH: u16 = 18;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
    fs::create_dir_all(&folder)?;
    let weeks = weeks();
    let before: Vec<(&str, Action)> = weeks
        .iter()
        .map(|(at, action)| (at.as_str(), action.clone()))
        .collect();
    let stage = || Stage::after("2026-11-24T21:38", &before).in_colour();
    let player = stage()
        .wait(12 * 60)
        .keys("Enter Enter")
        .tick(12)
        .keys("Right Right Right Right Right Right Right")
        .tick(20);
    for (name, what, picture) in [
        (
            "tonight",
            "Tonight: the evening's steps, and what is next",
            stage().picture(),
        ),
        (
            "player",
            "The guided player: a figure shows the stretch",
            player.picture(),
        ),
        (
            "review",
            "The review: a month at a glance",
            stage().keys("Tab").picture(),
        ),
        (
            "caffeine",
            "Caffeine: what is left of the day's drinks",
            stage().keys("c").picture(),
        ),
    ] {
        let picture = svg(picture.area.as_size(), what, &cells(&picture));
        fs::write(folder.join(name).with_extension("svg"), picture)?;
    }
    let what = "An evening: a step is due, the figure of the player moves, the evening is done";
    fs::write(
        folder.join("evening.svg"),
        moving(&an_evening(&before), what),
    )
}

/// An evening in some moments, each with the seconds that it is shown.
fn an_evening(before: &[(&str, Action)]) -> Vec<(Buffer, f64)> {
    let mut moments = Vec::new();
    let mut show = |stage: &Stage, seconds: f64| moments.push((stage.picture(), seconds));
    let mut stage = Stage::after("2026-11-24T21:49", before).in_colour();
    show(&stage, 2.0);
    stage = stage.wait(60);
    show(&stage, 2.0);
    stage = stage.keys("Enter Enter");
    show(&stage, 1.0);
    // The figure moves into the pose, then the hold is counted.
    for _ in 0..6 {
        stage = stage.tick(1);
        show(&stage, 0.7);
    }
    stage = stage
        .keys("Right Right Right Right Right Right Right")
        .tick(2);
    show(&stage, 1.0);
    for _ in 0..4 {
        stage = stage.tick(1);
        show(&stage, 0.7);
    }
    stage = stage.keys("q c");
    show(&stage, 1.5);
    stage = stage.keys("Enter");
    show(&stage, 2.0);
    stage = stage.wait(15 * 60).keys("d").wait(15 * 60).keys("d");
    show(&stage, 3.0);
    stage = stage.keys("Tab");
    show(&stage, 3.0);
    moments
}

/// A picture that shows the moments one after the other, round and round; the first one where motion is not wanted.
fn moving(moments: &[(Buffer, f64)], what: &str) -> String {
    let all: f64 = moments.iter().map(|(_, seconds)| seconds).sum();
    let mut style = String::new();
    let mut groups = String::new();
    let mut begins = 0.0;
    for (n, (picture, seconds)) in moments.iter().enumerate() {
        let ends = begins + 100.0 * seconds / all;
        let _ = writeln!(
            style,
            ".m{n}{{animation:m{n} {all:.1}s step-end infinite}}\n\
             @keyframes m{n}{{0%{{visibility:hidden}}{begins:.2}%{{visibility:visible}}{ends:.2}%{{visibility:hidden}}}}"
        );
        let _ = writeln!(groups, "<g class=\"m{n}\">\n{}</g>", cells(picture));
        begins = ends;
    }
    let still = "@media (prefers-reduced-motion:reduce){g{animation:none!important}.m0{visibility:visible}}";
    let style = format!("<style>\ng{{visibility:hidden}}\n{style}{still}\n</style>\n");
    let size = moments[0].0.area.as_size();
    svg(size, what, &(style + &groups))
}

/// Five weeks of actions: most evenings kept, some without the bath, two excused, and tonight until 21:40.
fn weeks() -> Vec<(String, Action)> {
    let done = |step: &str| Action::Done {
        step: StepId::from(step),
        when: When::Now,
    };
    let diary = |entry: DiaryEntry| Action::Record { entry, at: None };
    let mut told = Vec::new();
    let days = (20..=31)
        .map(|day| (10, day))
        .chain((1..=23).map(|day| (11, day)));
    for (n, (month, day)) in days.enumerate() {
        let mut tell = |time: &str, action: Action| {
            told.push((format!("2026-{month:02}-{day:02}T{time}"), action));
        };
        if n == 10 || n == 11 {
            tell(
                "18:00",
                Action::Excuse {
                    why: Some("travel".to_owned()),
                },
            );
            continue;
        }
        tell("14:20", done("last-caffeine"));
        if !matches!(n, 2 | 5 | 16 | 25) {
            tell("20:57", done("warm-bath"));
        }
        if n % 3 != 0 {
            tell("21:25", done("massage"));
        }
        if n != 7 {
            tell("22:03", done("stretch"));
        }
        tell("22:14", done("screens-away"));
        let rating = [5, 7, 4, 6, 5][n % 5] - n as i64 / 12;
        let rating = Rating::try_from(rating).unwrap_or(Rating::CALM);
        let feels = vec![];
        tell(
            "22:20",
            diary(DiaryEntry::Legs {
                rating,
                feels,
                places: vec![],
                about: None,
            }),
        );
        tell(
            ["22:31", "22:44", "22:38", "22:52"][n % 4],
            Action::LightsOut { when: When::Now },
        );
    }
    let tonight = |time: &str| format!("2026-11-24T{time}");
    for (time, drink, mg) in [
        ("07:10", "coffee", 107.0),
        ("10:20", "espresso", 63.0),
        ("12:50", "tea", 47.0),
    ] {
        let drink = Some(drink.to_owned());
        told.push((
            tonight(time),
            diary(DiaryEntry::Caffeine {
                mg,
                drink,
                over: None,
            }),
        ));
    }
    told.push((tonight("13:34"), done("last-caffeine")));
    told.push((tonight("20:58"), done("warm-bath")));
    told.push((
        tonight("21:16"),
        Action::Skip {
            step: StepId::from("massage"),
            why: None,
        },
    ));
    told
}

/// A picture of a terminal of that size.
fn svg(size: Size, what: &str, content: &str) -> String {
    let (width, height) = (size.width * WIDE, size.height * HIGH);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{what}\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"15\">\n<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#14100d\"/>\n\
         <style>rect{{shape-rendering:crispEdges}}</style>\n{content}</svg>\n"
    )
}

/// What the cells of a picture show.
fn cells(picture: &Buffer) -> String {
    let mut svg = String::new();
    for row in picture.area.rows() {
        let mut run = Run::default();
        for at in row.positions() {
            let cell = &picture[at];
            let (x, y) = (at.x * WIDE, at.y * HIGH);
            let (fill, ground) = (hex(cell.fg, "#e6d3b8"), hex(cell.bg, "#14100d"));
            if ground != "#14100d" {
                let _ = writeln!(
                    svg,
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{WIDE}\" height=\"{HIGH}\" fill=\"{ground}\"/>"
                );
            }
            let symbol = cell.symbol();
            let drawn = shapes(symbol, x, y, &fill);
            let bold = cell.modifier.contains(Modifier::BOLD);
            if symbol == " " || !drawn.is_empty() {
                run.end(&mut svg);
                svg += &drawn;
            } else {
                run.add(&mut svg, symbol, x, y, &fill, bold);
            }
        }
        run.end(&mut svg);
    }
    svg
}

/// A run of cells with the same style.
#[derive(Default)]
struct Run {
    text: String,
    cells: u16,
    x: u16,
    y: u16,
    fill: String,
    bold: bool,
}

impl Run {
    fn add(&mut self, svg: &mut String, symbol: &str, x: u16, y: u16, fill: &str, bold: bool) {
        if self.fill != fill || self.bold != bold {
            self.end(svg);
        }
        if self.text.is_empty() {
            (self.x, self.y, self.fill, self.bold) = (x, y, fill.to_owned(), bold);
        }
        self.text += symbol;
        self.cells += 1;
    }

    fn end(&mut self, svg: &mut String) {
        if !self.text.is_empty() {
            let text = self.text.replace('&', "&amp;").replace('<', "&lt;");
            let (x, y, length) = (self.x, self.y + 14, self.cells * WIDE);
            let weight = if self.bold {
                " font-weight=\"bold\""
            } else {
                ""
            };
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" fill=\"{}\"{weight}>{text}</text>",
                self.fill
            );
        }
        *self = Self::default();
    }
}

/// Braille and block characters as dots and boxes, because fonts draw them differently.
fn shapes(symbol: &str, x: u16, y: u16, fill: &str) -> String {
    let sign = symbol.chars().next().unwrap_or(' ');
    let (x, y) = (f64::from(x), f64::from(y));
    let (wide, high) = (f64::from(WIDE), f64::from(HIGH));
    let mut svg = String::new();
    if let Some(bits) = u32::from(sign)
        .checked_sub(0x2800)
        .filter(|bits| *bits < 0x100)
    {
        let dots = [
            (0x01, 0, 0),
            (0x02, 0, 1),
            (0x04, 0, 2),
            (0x40, 0, 3),
            (0x08, 1, 0),
            (0x10, 1, 1),
            (0x20, 1, 2),
            (0x80, 1, 3),
        ];
        for (_, column, row) in dots.iter().filter(|(bit, ..)| bits & bit != 0) {
            let (cx, cy) = (
                x + wide * (f64::from(*column) + 0.5) / 2.0,
                y + high * (f64::from(*row) + 0.5) / 4.0,
            );
            let _ = writeln!(
                svg,
                "<circle cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"2.2\" fill=\"{fill}\"/>"
            );
        }
        return svg;
    }
    let boxes: &[(f64, f64, f64, f64)] = match sign {
        '█' => &[(0.0, 0.0, 1.0, 1.0)],
        '▀' => &[(0.0, 0.0, 1.0, 0.5)],
        '▄' => &[(0.0, 0.5, 1.0, 0.5)],
        '─' => &[(0.0, 0.48, 1.0, 0.05)],
        '━' => &[(0.0, 0.44, 1.0, 0.12)],
        _ => &[],
    };
    for (left, top, part, tall) in boxes {
        let _ = writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\"/>",
            x + left * wide,
            y + top * high,
            part * wide + 0.1,
            tall * high + 0.1
        );
    }
    svg
}

fn hex(color: Color, otherwise: &str) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => otherwise.to_owned(),
    }
}
