use super::*;

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(color: Color) -> f64 {
    let Color::Rgb(r, g, b) = color else {
        panic!("{color:?}")
    };
    let part = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

fn contrast(style: Style) -> f64 {
    let (a, b) = (luminance(style.fg.unwrap()), luminance(style.bg.unwrap()));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

const THEMES: [ThemeName; 3] = [ThemeName::Warm, ThemeName::Light, ThemeName::HighContrast];

#[test]
fn points_can_be_seen_on_the_band_of_a_chart_in_every_theme() {
    for name in THEMES {
        for is_late in [false, true] {
            let theme = Theme::new(name, Depth::True, is_late);
            let on_band = Style {
                bg: theme.band.fg,
                ..theme.text
            };
            assert!(contrast(on_band) >= 4.5, "{name:?} {}", contrast(on_band));
        }
    }
}

#[test]
fn text_can_be_read_in_every_theme() {
    for name in THEMES {
        let theme = Theme::new(name, Depth::True, false);
        for style in [
            theme.text,
            theme.accent,
            theme.good,
            theme.rose,
            theme.key,
            theme.chosen,
        ] {
            assert!(
                contrast(style) >= 4.5,
                "{name:?} {style:?} {}",
                contrast(style)
            );
        }
        assert!(
            contrast(theme.dim) >= 4.5,
            "{name:?} dim {}",
            contrast(theme.dim)
        );
    }
}

#[test]
fn after_bedtime_everything_is_darker_and_still_readable() {
    for name in [ThemeName::Warm, ThemeName::Light] {
        let (evening, night) = (
            Theme::new(name, Depth::True, false),
            Theme::new(name, Depth::True, true),
        );
        let light = |style: Style| luminance(style.fg.unwrap()) + luminance(style.bg.unwrap());
        for (evening, night) in roles(&evening).into_iter().zip(roles(&night)) {
            assert!(light(night) < light(evening), "{name:?} {night:?}");
        }
        assert!(contrast(night.text) >= 4.5, "{name:?}");
        for style in [night.dim, night.accent, night.good, night.rose] {
            assert!(contrast(style) >= 3.0, "{name:?} {style:?}");
        }
    }
    assert_eq!(
        Theme::new(ThemeName::HighContrast, Depth::True, true),
        Theme::new(ThemeName::HighContrast, Depth::True, false)
    );
}

fn roles(theme: &Theme) -> [Style; 11] {
    [
        theme.ground,
        theme.text,
        theme.dim,
        theme.rule,
        theme.far,
        theme.prop,
        theme.accent,
        theme.good,
        theme.rose,
        theme.chosen,
        theme.key,
    ]
}

#[test]
fn the_dark_theme_is_dim_and_red_only() {
    for name in [ThemeName::Warm, ThemeName::Light] {
        let theme = Theme::dark(name, Depth::True);
        for style in roles(&theme) {
            for color in [style.fg.unwrap(), style.bg.unwrap()] {
                let Color::Rgb(red, green, blue) = color else {
                    panic!("{color:?}")
                };
                assert!(green <= red / 6 && blue <= red / 6, "{color:?}");
                assert!(luminance(color) < 0.12, "{color:?}");
            }
        }
        assert!(contrast(theme.text) >= 3.0, "{}", contrast(theme.text));
        assert!(contrast(theme.dim) >= 2.0, "{}", contrast(theme.dim));
    }
    let theme = Theme::dark(ThemeName::HighContrast, Depth::True);
    assert!(contrast(theme.dim) >= 4.5, "{}", contrast(theme.dim));
}

#[test]
fn the_dark_theme_is_red_with_fewer_colours_and_dim_without_any() {
    for style in roles(&Theme::dark(ThemeName::Light, Depth::Indexed)) {
        assert!(
            matches!(style.fg, Some(Color::Indexed(52 | 88 | 124 | 160))),
            "{style:?}"
        );
        assert!(
            matches!(style.bg, Some(Color::Indexed(16 | 232 | 233 | 52))),
            "{style:?}"
        );
    }
    for style in roles(&Theme::dark(ThemeName::Warm, Depth::Sixteen)) {
        assert_eq!((style.fg, style.bg), (Some(Color::Red), Some(Color::Black)));
    }
    for style in roles(&Theme::dark(ThemeName::Warm, Depth::None)) {
        assert_eq!((style.fg, style.bg), (None, None));
        assert!(style.add_modifier.contains(Modifier::DIM));
    }
}

#[test]
fn without_colours_no_role_has_a_colour() {
    let theme = Theme::new(ThemeName::Warm, Depth::None, false);
    for style in roles(&theme) {
        assert_eq!((style.fg, style.bg), (None, None));
    }
}

#[test]
fn a_256_colour_terminal_gets_indexed_colours_only() {
    let theme = Theme::new(ThemeName::Warm, Depth::Indexed, true);
    assert!(matches!(theme.text.fg, Some(Color::Indexed(_))));
    assert!(matches!(theme.ground.bg, Some(Color::Indexed(_))));
}
