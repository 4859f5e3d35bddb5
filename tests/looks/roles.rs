//! What each cell of a screen is drawn as: a role of the theme.
//!
//! A theme gives each role a style. So one list of the roles stands for the colours in every theme, provided that each cell
//! has the style of one and the same role in all of them; [`roles_of`] finds that role.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier, Style};
use winddown::plan::ThemeName;
use winddown::tui::{Depth, Theme};

/// Each theme that is looked at, with the colours of the terminal.
pub const THEMES: [(&str, ThemeName, Depth); 5] = [
    ("dark", ThemeName::Warm, Depth::True),
    ("light", ThemeName::Light, Depth::True),
    ("contrast", ThemeName::HighContrast, Depth::True),
    ("16 colours", ThemeName::Warm, Depth::Sixteen),
    ("no colours", ThemeName::Warm, Depth::None),
];

type Pictures = [Buffer; THEMES.len()];
type Themes = [Theme; THEMES.len()];

/// A role and its style in a theme.
type Role = (&'static str, fn(&Theme) -> Style);

/// The roles. A cell whose style belongs to several is taken for the first of them.
pub const ROLES: [Role; 11] = [
    ("text", |theme| theme.text),
    ("dim", |theme| theme.dim),
    ("rule", |theme| theme.rule),
    ("band", |theme| theme.band),
    ("key", |theme| theme.key),
    ("accent", |theme| theme.accent),
    ("good", |theme| theme.good),
    ("rose", |theme| theme.rose),
    ("far", |theme| theme.far),
    ("prop", |theme| theme.prop),
    ("chosen", |theme| theme.chosen),
];

/// What a screen may add to the style of a role.
const ADDED: [(&str, Modifier); 4] = [
    ("", Modifier::empty()),
    (" bold", Modifier::BOLD),
    (" reversed", Modifier::REVERSED),
    (" bold reversed", Modifier::BOLD.union(Modifier::REVERSED)),
];

/// What follows the role of a cell on the chosen line.
const CHOSEN: &str = " on chosen";

/// A theme's styles at a time.
type Styles = fn(ThemeName, Depth) -> Theme;

/// The times at which a theme has other styles.
pub const TIMES: [(&str, Styles); 3] = [
    ("in the evening", |name, depth| {
        Theme::new(name, depth, false)
    }),
    ("after bedtime", |name, depth| Theme::new(name, depth, true)),
    ("in the dark", Theme::dark),
];

/// For each row of the screen the roles in it from left to right, but for the cells that are left out. Equal rows that
/// follow each other are one line.
///
/// # Errors
/// The cells without a role that they have in all themes.
pub fn roles_of(
    pictures: &Pictures,
    is_left_out: impl Fn(Position) -> bool,
) -> Result<String, String> {
    let found = TIMES.map(|(time, styles)| {
        let themes = THEMES.map(|(_, name, depth)| styles(name, depth));
        let rows = roles_with(&themes, pictures, &is_left_out)?;
        Ok(format!("# roles, {time}\n{}", folded(&rows)))
    });
    let by_faults = |found: &Result<String, String>| found.as_ref().map_or_else(String::len, |_| 0);
    found.into_iter().min_by_key(by_faults).unwrap()
}

fn roles_with(
    themes: &Themes,
    pictures: &Pictures,
    is_left_out: &impl Fn(Position) -> bool,
) -> Result<Vec<String>, String> {
    let (mut rows, mut faults) = (vec![], String::new());
    for row in pictures[0].area.rows() {
        let mut roles: Vec<String> = vec![];
        for place in row.positions() {
            let cells = pictures.each_ref().map(|picture| &picture[place]);
            let is_empty = cells[0].symbol() == " ";
            if is_left_out(place) || is_empty && is_everywhere(&cells, themes, |it| it.ground) {
                continue;
            }
            match role_of(&cells, themes) {
                Some(role) if roles.last() == Some(&role) => {}
                // Between words on the chosen line.
                Some(_) if is_empty && roles.last().is_some_and(|it| it.ends_with(CHOSEN)) => {}
                Some(role) => roles.push(role),
                None => {
                    let looks = cells.map(|cell| in_words(cell.style())).join(" | ");
                    writeln!(faults, "{place} {:?}: {looks}", cells[0].symbol()).unwrap();
                }
            }
        }
        rows.push(roles.join(", "));
    }
    if faults.is_empty() {
        Ok(rows)
    } else {
        Err(faults)
    }
}

fn folded(rows: &[String]) -> String {
    let (mut text, mut n) = (String::new(), 1);
    for group in rows.chunk_by(|a, b| a == b) {
        let last = n + group.len() - 1;
        if !group[0].is_empty() {
            let lines = if n == last {
                format!("{n}")
            } else {
                format!("{n}-{last}")
            };
            writeln!(text, "{lines:>5} {}", group[0]).unwrap();
        }
        n = last + 1;
    }
    text
}

/// The role that all these cells have, each in its theme. A cell with another text than the first one is not looked at: a
/// figure without colours has a muscle's name where another one has its colour.
fn role_of(cells: &[&Cell; THEMES.len()], themes: &Themes) -> Option<String> {
    ADDED.iter().find_map(|(words, added)| {
        ROLES.iter().find_map(|(role, style)| {
            let style = |theme: &Theme| style(theme).add_modifier(*added);
            let on_chosen = |theme: &Theme| theme.chosen.patch(theme.on_chosen(style(theme)));
            if is_everywhere(cells, themes, style) {
                Some(format!("{role}{words}"))
            } else if is_everywhere(cells, themes, on_chosen) {
                Some(format!("{role}{words}{CHOSEN}"))
            } else {
                None
            }
        })
    })
}

fn is_everywhere(
    cells: &[&Cell; THEMES.len()],
    themes: &Themes,
    style: impl Fn(&Theme) -> Style,
) -> bool {
    let is_alike = |cell: &Cell| cell.symbol() == cells[0].symbol();
    let mut alike = cells.iter().zip(themes).filter(|(cell, _)| is_alike(cell));
    alike.all(|(cell, theme)| is_drawn_as(cell, style(theme)))
}

/// Whether the cell looks like that. An empty one has no text whose colour could be seen.
fn is_drawn_as(cell: &Cell, style: Style) -> bool {
    let fg = style.fg.unwrap_or(Color::Reset);
    let bg = style.bg.unwrap_or(Color::Reset);
    let reversed = Modifier::REVERSED;
    if cell.symbol() == " " && !style.add_modifier.contains(reversed) {
        return cell.bg == bg && !cell.modifier.contains(reversed);
    }
    cell.bg == bg && cell.fg == fg && cell.modifier == style.add_modifier
}

/// A style as the snapshot has it: `#e6d3b8 on #14100d, bold`.
pub fn in_words(style: Style) -> String {
    let color = |color: Option<Color>| match color {
        None | Some(Color::Reset) => "default".to_owned(),
        Some(color) => color.to_string().to_lowercase(),
    };
    let mut words = format!("{} on {}", color(style.fg), color(style.bg));
    for (name, _) in style.add_modifier.iter_names() {
        write!(words, ", {}", name.to_lowercase()).unwrap();
    }
    words
}
