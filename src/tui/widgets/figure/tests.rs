use insta::assert_snapshot;

use super::*;
use crate::exercise::pose::{Point, Pose};
use crate::tui::charset::CONSOLE;

/// The rows of a pose at some moments, with its muscle labelled.
fn pictures(id: &str, moments: &[f64], area: Rect, charset: Charset) -> Vec<Vec<String>> {
    let pose = Pose::built_in(id).unwrap();
    let figures: Vec<_> = moments.iter().map(|at| pose.figure(*at)).collect();
    let plain = Style::new();
    let picture = |figure: &Figure| {
        let mut buffer = Buffer::empty(area);
        let view = FigureView {
            figure,
            bounds: pose.bounds(),
            label: Some(FigureLabel {
                text: &pose.muscle,
                moments: &figures,
            }),
            caption: pose.caption(),
            style: FigureStyle {
                accent: plain,
                body: plain,
                far: plain,
                prop: plain,
                caption: plain,
            },
            charset,
        };
        view.render(area, &mut buffer);
        area.rows()
            .map(|row| row.positions().map(|at| buffer[at].symbol()).collect())
            .collect()
    };
    figures.iter().map(picture).collect()
}

/// The rows of a pose while it is held.
fn rows(id: &str, width: u16, height: u16, charset: Charset) -> Vec<String> {
    pictures(id, &[1.0], Rect::new(0, 0, width, height), charset).remove(0)
}

#[test]
fn without_colour_an_arrow_leads_from_the_name_to_the_muscle() {
    for id in Pose::ids() {
        for (charset, arrows) in [
            (Charset::Ascii, ["<-", "->", "v", "^"]),
            (Charset::Console, ["◀", "▶", "▼", "▲"]),
            (Charset::Unicode, ["◂", "▸", "▾", "▴"]),
        ] {
            let picture = rows(id, 37, 17, charset).join("\n");
            let muscle = Pose::built_in(id).unwrap().muscle;
            // A label in two lines is recognised by its last word.
            let word = muscle.split(' ').next_back().unwrap();
            assert!(picture.contains(word), "{id}:\n{picture}");
            let rest = picture.replace(word, "");
            assert!(
                arrows.iter().any(|arrow| rest.contains(arrow)),
                "{id}:\n{picture}"
            );
        }
    }
}

#[test]
fn the_arrow_stays_on_one_side_of_the_muscle_while_the_figure_moves() {
    let arrows = ['◂', '▸', '▾', '▴'];
    for id in Pose::ids() {
        for (width, height) in [(36, 15), (58, 29)] {
            // What `routine preview` shows of a pose that is held, and what the player labels of a movement.
            let moments: &[f64] = match Pose::built_in(id).unwrap().cycle {
                None => &[0.0, 0.5, 1.0],
                Some(_) => &[0.0, 0.125, 0.25, 0.375, 0.5],
            };
            let area = Rect::new(0, 0, width, height);
            let pictures = pictures(id, moments, area, Charset::Unicode);
            // The arrow and its column.
            let arrow = |rows: &Vec<String>| {
                let mut places = rows.iter().flat_map(|row| row.chars().enumerate());
                places
                    .find(|(_, sign)| arrows.contains(sign))
                    .unwrap_or_else(|| {
                        panic!(
                            "{id} at {width}x{height} without an arrow:\n{}",
                            rows.join("\n")
                        )
                    })
            };
            let places: Vec<_> = pictures.iter().map(arrow).collect();
            let text = pictures.iter().map(|rows| rows.join("\n"));
            let text = text.collect::<Vec<_>>().join("\n\n");
            for pair in places.windows(2) {
                let [(column, sign), (next, next_sign)] = [pair[0], pair[1]];
                assert!(
                    sign == next_sign && column.abs_diff(next) < usize::from(width) / 3,
                    "{id} at {width}x{height}: {places:?}\n{text}"
                );
            }
        }
    }
}

#[test]
fn on_the_linux_console_every_figure_is_drawn_in_shades_that_its_fonts_have() {
    for id in Pose::ids() {
        for (width, height) in [(15, 7), (36, 15), (60, 29)] {
            let picture = rows(id, width, height, Charset::Console).join("\n");
            let is_missing = |c: &char| !c.is_ascii() && !CONSOLE.contains(*c);
            let missing: String = picture.chars().filter(is_missing).collect();
            assert_eq!(missing, "", "{id}:\n{picture}");
            assert!(picture.contains('█'), "{id}:\n{picture}");
        }
    }
}

#[test]
fn on_the_linux_console_edges_and_the_far_side_are_lighter() {
    let picture = rows("calf-wall", 36, 15, Charset::Console).join("\n");
    assert_snapshot!(picture);
}

#[test]
fn a_head_is_as_wide_as_high_at_every_position() {
    for step in 0..20 {
        let mut canvas = Canvas::new(Rect::new(0, 0, 30, 15), [0.0, 0.0, 1.0, 1.0]);
        let middle = Point {
            x: 0.4 + f64::from(step) * 0.004,
            y: 0.5 + f64::from(step) * 0.003,
        };
        canvas.disc(middle, 0.07, Layer::Body);
        let set: Vec<_> = (0..60_u16)
            .flat_map(|y| (0..60_u16).map(move |x| (x, y)))
            .filter(|(x, y)| canvas.at(*x, *y).is_some())
            .collect();
        let span = |part: fn(&(u16, u16)) -> u16| {
            set.iter().map(part).max().unwrap() - set.iter().map(part).min().unwrap()
        };
        assert_eq!(span(|at| at.0), span(|at| at.1), "at {step}");
    }
}
