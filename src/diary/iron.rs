//! Blood values of iron: parsing what the user types, and the two thresholds that the values are shown beside.
//!
//! Adults with restless legs are treated with iron at or below the first threshold, or below the second: American Academy of Sleep
//! Medicine, Winkelman et al., Journal of Clinical Sleep Medicine 2025, doi 10.5664/jcsm.11390. Children, and people
//! on dialysis or whose kidneys have failed, have other thresholds, which the program does not show. The thresholds are
//! for the talk with the doctor; the program never suggests taking iron.

/// The threshold of ferritin, in ng/mL. It includes the value itself.
pub const FERRITIN_LINE: f64 = 75.0;
/// The threshold of transferrin saturation, in percent. It excludes the value itself.
pub const SATURATION_LINE: f64 = 20.0;
/// The source of both thresholds, in short.
pub const SOURCE: &str = "AASM guideline 2025, doi 10.5664/jcsm.11390";
/// Whom both thresholds apply to, as the end of a sentence.
pub const APPLIES_TO: &str = "for adults who are not on dialysis";

/// A blood value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BloodValue {
    /// Ferritin, in ng/mL.
    Ferritin,
    /// Transferrin saturation, in percent.
    Saturation,
}

impl BloodValue {
    /// The unit in which it is stored and shown.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Ferritin => "ng/mL",
            Self::Saturation => "%",
        }
    }

    /// What the user can type, for a message about invalid input.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Ferritin => "a number such as 48, in ng/mL or ug/L",
            Self::Saturation => "a number such as 22 or 22 %, or a share such as 0.22",
        }
    }

    /// The units that laboratories use, in lower case. All units of ferritin are equal, so nothing is converted.
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

    /// Whether the character may occur in input for this value.
    pub fn accepts_char(self, letter: char) -> bool {
        let in_unit = |unit: &&str| unit.contains(letter.to_ascii_lowercase());
        letter.is_ascii_digit() || " .".contains(letter) || self.units().iter().any(in_unit)
    }

    /// Parses a number with or without a unit, with a decimal point or comma. A saturation below 1 without `%` is taken
    /// as a fraction: 0.22 is 22 %.
    pub fn parse(self, text: &str) -> Option<f64> {
        let text = text.trim().to_lowercase();
        let mut units = self.units().iter();
        let plain = units.find_map(|unit| text.strip_suffix(unit));
        let number = plain.unwrap_or(&text).trim_end().replace(',', ".");
        let number: f64 = number.parse().ok()?;
        let is_fraction =
            self == Self::Saturation && plain.is_none() && number > 0.0 && number < 1.0;
        // Rounded, because 0.29 times 100 is not exactly 29.
        Some(if is_fraction {
            (number * 1e6).round() / 1e4
        } else {
            number
        })
    }
}

/// Whether the word is a unit of one of the blood values.
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
    fn all_units_of_ferritin_give_the_same_number() {
        for text in [
            "48", " 48 ", "48 ng/mL", "48ng/ml", "48 ug/L", "48 mcg/L", "48 µg/L", "48μg/l",
        ] {
            assert_eq!(BloodValue::Ferritin.parse(text), Some(48.0), "{text}");
        }
        assert_eq!(BloodValue::Ferritin.parse("48,5 ug/L"), Some(48.5));
        assert_eq!(
            BloodValue::Ferritin.parse("0.5"),
            Some(0.5),
            "never a fraction"
        );
        for text in ["", "ng/mL", "48 pmol/L", "48 %", "4.5.6"] {
            assert_eq!(BloodValue::Ferritin.parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_saturation_is_a_fraction_or_percent() {
        for text in ["22", "22%", "22 %", "0.22", "0,22", " .22"] {
            assert_eq!(BloodValue::Saturation.parse(text), Some(22.0), "{text}");
        }
        assert_eq!(BloodValue::Saturation.parse("0.29"), Some(29.0));
        assert_eq!(BloodValue::Saturation.parse("0.2155"), Some(21.55));
        assert_eq!(
            BloodValue::Saturation.parse("0.22 %"),
            Some(0.22),
            "percent, because it has the sign"
        );
        assert_eq!(BloodValue::Saturation.parse("1"), Some(1.0));
        assert_eq!(BloodValue::Saturation.parse("0"), Some(0.0));
        assert_eq!(BloodValue::Saturation.parse("22 ng/mL"), None);
    }

    #[test]
    fn every_character_of_valid_input_can_be_typed() {
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
