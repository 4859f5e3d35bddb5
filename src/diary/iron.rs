//! Blood values of iron: how they are typed, and the two lines that they are laid beside.
//!
//! Adults with restless legs are treated at or below the first line, or below the second: American Academy of Sleep
//! Medicine, Winkelman et al., Journal of Clinical Sleep Medicine 2025, doi 10.5664/jcsm.11390. Children, and people
//! on dialysis or whose kidneys have failed, have other lines, which the program does not show. The lines are for the
//! talk with the doctor; the program never suggests taking iron.

/// Ferritin, in ng/mL: at or below it.
pub const FERRITIN_LINE: f64 = 75.0;
/// Transferrin saturation, in percent: below it.
pub const SATURATION_LINE: f64 = 20.0;
/// Where both come from, in short.
pub const SOURCE: &str = "AASM guideline 2025, doi 10.5664/jcsm.11390";
/// Whom both are for.
pub const APPLIES_TO: &str = "for adults who are not on dialysis";

/// One of the two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BloodValue {
    /// Ferritin, in ng/mL.
    Ferritin,
    /// Transferrin saturation, in percent.
    Saturation,
}

impl BloodValue {
    /// What it is counted in, as it is shown.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Ferritin => "ng/mL",
            Self::Saturation => "%",
        }
    }

    /// How it can be typed.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Ferritin => "a number such as 48, in ng/mL or ug/L",
            Self::Saturation => "a number such as 22 or 22 %, or a share such as 0.22",
        }
    }

    /// The units that laboratories write, in small letters. Those of ferritin are one and the same.
    const fn units(self) -> &'static [&'static str] {
        match self {
            Self::Ferritin => &[
                "ng/ml",
                "ug/l",
                "mcg/l",
                "\u{b5}g/l",
                "\u{3bc}g/l", // both signs for micro
            ],
            Self::Saturation => &["%"],
        }
    }

    /// Whether the sign can stand in what is typed for it.
    pub fn accepts_char(self, sign: char) -> bool {
        let in_unit = |unit: &&str| unit.contains(sign.to_ascii_lowercase());
        sign.is_ascii_digit() || " .".contains(sign) || self.units().iter().any(in_unit)
    }

    /// What was typed: a number, with or without its unit, with a point or a comma. A saturation below 1 that does not
    /// say `%` is a share: 0.22 is 22 %.
    pub fn parse(self, text: &str) -> Option<f64> {
        let text = text.trim().to_lowercase();
        let mut units = self.units().iter();
        let plain = units.find_map(|unit| text.strip_suffix(unit));
        let number = plain.unwrap_or(&text).trim_end().replace(',', ".");
        let number: f64 = number.parse().ok()?;
        let is_share = self == Self::Saturation && plain.is_none() && number > 0.0 && number < 1.0;
        // Rounded, as 0.29 times 100 is not quite 29.
        Some(if is_share {
            (number * 1e6).round() / 1e4
        } else {
            number
        })
    }
}

/// Whether a word is a unit by itself.
pub fn is_unit(word: &str) -> bool {
    let word = word.to_lowercase();
    [BloodValue::Ferritin, BloodValue::Saturation]
        .iter()
        .any(|value| value.units().contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_units_of_ferritin_are_the_same_number() {
        for text in [
            "48", " 48 ", "48 ng/mL", "48ng/ml", "48 ug/L", "48 mcg/L", "48 µg/L", "48μg/l",
        ] {
            assert_eq!(BloodValue::Ferritin.parse(text), Some(48.0), "{text}");
        }
        assert_eq!(BloodValue::Ferritin.parse("48,5 ug/L"), Some(48.5));
        assert_eq!(
            BloodValue::Ferritin.parse("0.5"),
            Some(0.5),
            "never a share"
        );
        for text in ["", "ng/mL", "48 pmol/L", "48 %", "4.5.6"] {
            assert_eq!(BloodValue::Ferritin.parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_saturation_is_a_share_or_per_cent() {
        for text in ["22", "22%", "22 %", "0.22", "0,22", " .22"] {
            assert_eq!(BloodValue::Saturation.parse(text), Some(22.0), "{text}");
        }
        assert_eq!(BloodValue::Saturation.parse("0.29"), Some(29.0));
        assert_eq!(BloodValue::Saturation.parse("0.2155"), Some(21.55));
        assert_eq!(
            BloodValue::Saturation.parse("0.22 %"),
            Some(0.22),
            "it says so"
        );
        assert_eq!(BloodValue::Saturation.parse("1"), Some(1.0));
        assert_eq!(BloodValue::Saturation.parse("0"), Some(0.0));
        assert_eq!(BloodValue::Saturation.parse("22 ng/mL"), None);
    }

    #[test]
    fn what_is_understood_can_be_typed() {
        for text in ["48 ng/mL", "48 ug/L", "48 µg/L", "48 mcg/L"] {
            assert!(
                text.chars()
                    .all(|sign| BloodValue::Ferritin.accepts_char(sign))
            );
        }
        assert!(
            "0.22 %"
                .chars()
                .all(|sign| BloodValue::Saturation.accepts_char(sign))
        );
        assert!(
            !BloodValue::Saturation.accepts_char('n') && !BloodValue::Ferritin.accepts_char('q')
        );
    }
}
