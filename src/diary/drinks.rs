//! Drinks by name, with what is in them.

/// A drink that can be named.
#[derive(Debug, Clone, PartialEq)]
pub struct Drink {
    /// What it is called: small letters.
    pub name: String,
    /// Milligrams of caffeine in one, 0 to 1000.
    pub mg: f64,
}

/// The usual ones. Filter coffee and pre-workout are the servings of the meta-analysis by Gardiner et al. (Sleep
/// Medicine Reviews, 2023, doi 10.1016/j.smrv.2023.101764); the others are common reference values, and approximate.
const USUAL: [(&str, f64); 9] = [
    ("coffee", 107.0),
    ("espresso", 63.0),
    ("tea", 47.0),
    ("green tea", 28.0),
    ("cola", 34.0),
    ("energy drink", 80.0),
    ("chocolate", 20.0),
    ("pre-workout", 217.5),
    ("decaf", 3.0),
];

/// The usual drinks, and the user's own in their place or behind them.
pub fn all_drinks(own: &[Drink]) -> Vec<Drink> {
    let usual = USUAL.iter().map(|(name, mg)| Drink {
        name: (*name).to_owned(),
        mg: *mg,
    });
    let is_own = |name: &str| own.iter().any(|drink| drink.name == name);
    own.iter()
        .cloned()
        .chain(usual.filter(|drink| !is_own(&drink.name)))
        .collect()
}

/// The drink that somebody means by `words`: by its name, whatever the case, and with a hyphen for a space.
pub fn find_drink<'a>(words: &str, known: &'a [Drink]) -> Option<&'a Drink> {
    let plain = |text: &str| text.trim().to_lowercase().replace('-', " ");
    let words = plain(words);
    known.iter().find(|drink| plain(&drink.name) == words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drink_is_found_by_its_name_however_it_is_written() {
        let known = all_drinks(&[]);
        for words in ["espresso", "Espresso", " ESPRESSO "] {
            assert_eq!(
                find_drink(words, &known).unwrap().mg.to_bits(),
                63.0_f64.to_bits()
            );
        }
        assert_eq!(
            find_drink("green-tea", &known),
            find_drink("Green tea", &known)
        );
        assert!(find_drink("water", &known).is_none());
    }

    #[test]
    fn a_drink_of_ones_own_takes_the_place_of_a_usual_one() {
        let own = Drink {
            name: "espresso".to_owned(),
            mg: 75.0,
        };
        let known = all_drinks(std::slice::from_ref(&own));
        assert_eq!(find_drink("espresso", &known), Some(&own));
        assert_eq!(
            known
                .iter()
                .filter(|drink| drink.name == "espresso")
                .count(),
            1
        );
    }
}
