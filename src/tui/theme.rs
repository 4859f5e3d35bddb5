//! Colours: the style of each role, depending on the terminal, the theme and the time.
//!
//! No information is carried by colour alone, so every screen can also be read without colours (`NO_COLOR`).

use std::{env, io};

use anstyle::RgbColor;
use ratatui::style::{Color, Modifier, Style};

use crate::colour;
use crate::plan::ThemeName;

/// The terminal's colour depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// No colours: the terminal has none, or the user wants none.
    None,
    /// The 16 ANSI colours, whose exact values the terminal chooses.
    Sixteen,
    /// The 256-colour palette.
    Indexed,
    /// 24-bit colour.
    True,
}

impl Depth {
    /// Detects the depth of the terminal on standard output. None if the user wants no colours.
    pub fn detect() -> Self {
        let variable = |name| env::var(name).unwrap_or_default();
        let (term, program) = (variable("TERM"), variable("TERM_PROGRAM"));
        let ends = |endings: [&str; 2]| endings.iter().any(|ending| term.ends_with(ending));
        if !colour::is_shown_on(&io::stdout()) {
            Self::None
        } else if anstyle_query::truecolor()
            || ends(["direct", "truecolor"])
            || program == "iTerm.app"
        {
            Self::True
        } else if ends(["256", "256color"]) || program == "Apple_Terminal" {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

/// The terminal's own background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Darker than a middle grey.
    Dark,
    /// Lighter than that.
    Light,
}

/// The style of each role on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// The screen's background.
    pub ground: Style,
    /// Body text.
    pub text: Style,
    /// Less important text: the past, labels, hints.
    pub dim: Style,
    /// Rules and empty parts of bars.
    pub rule: Style,
    /// A band behind the points of a chart.
    pub band: Style,
    /// The arm and leg on a figure's far side.
    pub far: Style,
    /// Floor, wall, chair and towel around a figure.
    pub prop: Style,
    /// The next step, and the stretched muscle of a figure.
    pub accent: Style,
    /// Kept evenings and done steps.
    pub good: Style,
    /// What deserves a second look: missed steps, failures. Never alarming.
    pub rose: Style,
    /// The line under the cursor.
    pub chosen: Style,
    /// A key in the footer.
    pub key: Style,
}

/// A theme's colours, before they are converted to the terminal's depth.
struct Palette {
    /// What all of them move towards after bedtime, so that the screen gives less light.
    night: RgbColor,
    ground: RgbColor,
    text: RgbColor,
    dim: RgbColor,
    rule: RgbColor,
    band: RgbColor,
    far: RgbColor,
    prop: RgbColor,
    accent: RgbColor,
    good: RgbColor,
    rose: RgbColor,
    chosen: RgbColor,
}

const WARM: Palette = Palette {
    night: RgbColor(0x14, 0x10, 0x0d),
    ground: RgbColor(0x14, 0x10, 0x0d),
    text: RgbColor(0xe6, 0xd3, 0xb8),
    dim: RgbColor(0x95, 0x82, 0x6c),
    rule: RgbColor(0x4d, 0x41, 0x36),
    band: RgbColor(0x4d, 0x41, 0x36),
    far: RgbColor(0xa5, 0x92, 0x7b),
    prop: RgbColor(0x6b, 0x5c, 0x4d),
    accent: RgbColor(0xf2, 0xa6, 0x54),
    good: RgbColor(0xb9, 0xb8, 0x6e),
    rose: RgbColor(0xd9, 0x8f, 0x85),
    chosen: RgbColor(0x2b, 0x22, 0x1a),
};

const LIGHT: Palette = Palette {
    night: RgbColor(0x00, 0x00, 0x00),
    ground: RgbColor(0xfa, 0xf4, 0xea),
    text: RgbColor(0x3a, 0x2e, 0x22),
    dim: RgbColor(0x77, 0x67, 0x56),
    rule: RgbColor(0xcf, 0xc2, 0xb0),
    band: RgbColor(0xcf, 0xc2, 0xb0),
    far: RgbColor(0x7d, 0x6d, 0x5b),
    prop: RgbColor(0xb0, 0xa1, 0x8e),
    accent: RgbColor(0xa8, 0x54, 0x0a),
    good: RgbColor(0x5c, 0x66, 0x18),
    rose: RgbColor(0x9c, 0x42, 0x3a),
    chosen: RgbColor(0xef, 0xe4, 0xd2),
};

const HIGH_CONTRAST: Palette = Palette {
    night: RgbColor(0x00, 0x00, 0x00),
    ground: RgbColor(0x00, 0x00, 0x00),
    text: RgbColor(0xff, 0xff, 0xff),
    dim: RgbColor(0xd8, 0xd8, 0xd8),
    rule: RgbColor(0x9a, 0x9a, 0x9a),
    band: RgbColor(0x59, 0x59, 0x59),
    far: RgbColor(0xc4, 0xc4, 0xc4),
    prop: RgbColor(0x8a, 0x8a, 0x8a),
    accent: RgbColor(0xff, 0xd7, 0x00),
    good: RgbColor(0x9c, 0xff, 0x9c),
    rose: RgbColor(0xff, 0xb0, 0xa8),
    chosen: RgbColor(0x38, 0x38, 0x38),
};

/// For use at night: dim and red only, because red light affects the body clock least.
const DARK: Palette = Palette {
    night: RgbColor(0x06, 0x00, 0x00),
    ground: RgbColor(0x06, 0x00, 0x00),
    text: RgbColor(0xb8, 0x1c, 0x12),
    dim: RgbColor(0x8c, 0x14, 0x0e),
    rule: RgbColor(0x50, 0x08, 0x06),
    band: RgbColor(0x50, 0x08, 0x06),
    far: RgbColor(0x8c, 0x14, 0x0e),
    prop: RgbColor(0x60, 0x0c, 0x08),
    accent: RgbColor(0xb8, 0x1c, 0x12),
    good: RgbColor(0xb8, 0x1c, 0x12),
    rose: RgbColor(0xb8, 0x1c, 0x12),
    chosen: RgbColor(0x28, 0x04, 0x02),
};

/// The same with more contrast, still red only.
const DARK_HIGH_CONTRAST: Palette = Palette {
    night: RgbColor(0x00, 0x00, 0x00),
    ground: RgbColor(0x00, 0x00, 0x00),
    text: RgbColor(0xff, 0x44, 0x33),
    dim: RgbColor(0xe0, 0x38, 0x28),
    rule: RgbColor(0x90, 0x18, 0x10),
    band: RgbColor(0x90, 0x18, 0x10),
    far: RgbColor(0xe0, 0x38, 0x28),
    prop: RgbColor(0x90, 0x18, 0x10),
    accent: RgbColor(0xff, 0x44, 0x33),
    good: RgbColor(0xff, 0x44, 0x33),
    rose: RgbColor(0xff, 0x44, 0x33),
    chosen: RgbColor(0x40, 0x08, 0x06),
};

/// How far colours move after bedtime, in per cent.
const NIGHT: i32 = 28;

/// The styles of a palette in 24-bit colours and in 256. They are computed when the program is built: finding the nearest
/// of 256 colours would take a tenth of a start.
struct Painted {
    rgb: Theme,
    indexed: Theme,
}

static WARM_AT_DAY: Painted = Painted::new(&WARM, 0);
static WARM_AT_NIGHT: Painted = Painted::new(&WARM, NIGHT);
static LIGHT_AT_DAY: Painted = Painted::new(&LIGHT, 0);
static LIGHT_AT_NIGHT: Painted = Painted::new(&LIGHT, NIGHT);
/// At night too: who needs high contrast needs it then as well.
static ALWAYS_HIGH_CONTRAST: Painted = Painted::new(&HIGH_CONTRAST, 0);
static DARK_ROOM: Painted = Painted::new(&DARK, 0);
static DARK_ROOM_HIGH_CONTRAST: Painted = Painted::new(&DARK_HIGH_CONTRAST, 0);

impl Painted {
    const fn new(palette: &Palette, fade: i32) -> Self {
        Self {
            rgb: Theme::painted(palette, Paint::Rgb, fade),
            indexed: Theme::painted(palette, Paint::Indexed, fade),
        }
    }
}

/// How a colour is written.
#[derive(Clone, Copy)]
enum Paint {
    Rgb,
    Indexed,
}

impl Theme {
    /// The theme that `auto` stands for on a terminal with this background. None is not known. Other themes stay as
    /// they are.
    pub fn chosen(name: ThemeName, background: Option<Background>) -> ThemeName {
        match (name, background) {
            (ThemeName::Auto, Some(Background::Light)) => ThemeName::Light,
            (ThemeName::Auto, Some(Background::Dark) | None) => ThemeName::Warm,
            (ThemeName::Warm | ThemeName::Light | ThemeName::HighContrast, _) => name,
        }
    }

    /// The styles of a theme at that colour depth. `night` is true once bedtime has passed.
    pub fn new(name: ThemeName, depth: Depth, night: bool) -> Self {
        let painted = match (name, night) {
            (ThemeName::Auto | ThemeName::Warm, false) => &WARM_AT_DAY,
            (ThemeName::Auto | ThemeName::Warm, true) => &WARM_AT_NIGHT,
            (ThemeName::Light, false) => &LIGHT_AT_DAY,
            (ThemeName::Light, true) => &LIGHT_AT_NIGHT,
            (ThemeName::HighContrast, _) => &ALWAYS_HIGH_CONTRAST,
        };
        match depth {
            Depth::None => Self::plain(),
            Depth::Sixteen => Self::sixteen(name),
            Depth::Indexed => painted.indexed,
            Depth::True => painted.rgb,
        }
    }

    /// The styles during a night routine: dim red on near black in every theme. With 16 colours these are the
    /// terminal's own red and black, and without colours everything is dim.
    pub fn dark(name: ThemeName, depth: Depth) -> Self {
        let painted = match name {
            ThemeName::Auto | ThemeName::Warm | ThemeName::Light => &DARK_ROOM,
            ThemeName::HighContrast => &DARK_ROOM_HIGH_CONTRAST,
        };
        match depth {
            Depth::None => Self::all(Style::new().add_modifier(Modifier::DIM)),
            Depth::Sixteen => Self::all(Style::new().fg(Color::Red).bg(Color::Black)),
            Depth::Indexed => painted.indexed,
            Depth::True => painted.rgb,
        }
    }

    /// One style for everything.
    fn all(style: Style) -> Self {
        Self {
            ground: style,
            text: style,
            dim: style,
            rule: style,
            band: style,
            far: style,
            prop: style,
            accent: style,
            good: style,
            rose: style,
            chosen: style.add_modifier(Modifier::REVERSED),
            key: style,
        }
    }

    /// Adapts a style to the chosen line, which keeps its own background. If that line is marked by reversed colours
    /// instead, its text gets one colour, because reversing several would make a patchwork.
    pub fn on_chosen(&self, style: Style) -> Style {
        if self.chosen.bg.is_some() {
            Style { bg: None, ..style }
        } else {
            Style {
                fg: None,
                bg: None,
                add_modifier: style.add_modifier - Modifier::DIM,
                ..style
            }
        }
    }

    const fn painted(palette: &Palette, paint: Paint, fade: i32) -> Self {
        let accent = on_ground(palette.accent, palette, paint, fade);
        let text = on_ground(palette.text, palette, paint, fade);
        Self {
            ground: text,
            text,
            dim: on_ground(palette.dim, palette, paint, fade),
            rule: on_ground(palette.rule, palette, paint, fade),
            band: on_ground(palette.band, palette, paint, fade),
            far: on_ground(palette.far, palette, paint, fade),
            prop: on_ground(palette.prop, palette, paint, fade),
            accent,
            good: on_ground(palette.good, palette, paint, fade),
            rose: on_ground(palette.rose, palette, paint, fade),
            chosen: Style::new()
                .fg(color(palette.text, palette.night, paint, fade))
                .bg(color(palette.chosen, palette.night, paint, fade)),
            key: accent,
        }
    }

    /// The styles with 16 colours. Their values differ between terminals, so background and text keep the defaults.
    fn sixteen(name: ThemeName) -> Self {
        let text = OPAQUE.fg(Color::Reset);
        let fg = |color: Color| OPAQUE.fg(color);
        let bold = Modifier::BOLD;
        let dim = match name {
            ThemeName::Auto | ThemeName::Warm => fg(Color::DarkGray),
            ThemeName::Light | ThemeName::HighContrast => text,
        };
        Self {
            ground: Style::new(),
            text,
            dim,
            rule: dim,
            band: dim,
            far: text,
            prop: dim,
            accent: fg(Color::Yellow).add_modifier(bold),
            good: fg(Color::Green),
            rose: fg(Color::Magenta),
            chosen: Style::new().add_modifier(Modifier::REVERSED),
            key: fg(Color::Yellow),
        }
    }

    fn plain() -> Self {
        let plain = OPAQUE;
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            ground: Style::new(),
            text: plain,
            dim: plain.add_modifier(Modifier::DIM),
            rule: plain.add_modifier(Modifier::DIM),
            band: plain.add_modifier(Modifier::DIM),
            far: plain,
            prop: plain.add_modifier(Modifier::DIM),
            accent: bold,
            good: plain,
            rose: plain,
            chosen: Style::new().add_modifier(Modifier::REVERSED),
            key: bold,
        }
    }
}

/// The beginning of styles that set no colours, or few: the weight of what was drawn in a cell before does not show
/// through, as when a point of a chart is drawn over its dim band.
const OPAQUE: Style = Style::new().remove_modifier(Modifier::BOLD.union(Modifier::DIM));

/// A text colour on the background, both faded.
const fn on_ground(rgb: RgbColor, palette: &Palette, paint: Paint, fade: i32) -> Style {
    Style::new()
        .fg(color(rgb, palette.night, paint, fade))
        .bg(color(palette.ground, palette.night, paint, fade))
}

/// A colour moved towards another by so many per cent.
const fn color(rgb: RgbColor, night: RgbColor, paint: Paint, fade: i32) -> Color {
    let faded = RgbColor(
        towards(rgb.0, night.0, fade),
        towards(rgb.1, night.1, fade),
        towards(rgb.2, night.2, fade),
    );
    match paint {
        Paint::Rgb => Color::Rgb(faded.0, faded.1, faded.2),
        Paint::Indexed => Color::Indexed(anstyle_lossy::rgb_to_xterm(faded).0),
    }
}

/// The value so many per cent of the way from one to the other, rounded.
const fn towards(from: u8, to: u8, percent: i32) -> u8 {
    let hundredfold = from as i32 * (100 - percent) + to as i32 * percent;
    ((hundredfold + 50) / 100) as u8
}

#[cfg(test)]
mod tests;
