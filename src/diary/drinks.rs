//! Known drinks and their caffeine.

/// A drink with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Drink {
    /// The name, in lower case.
    pub name: String,
    /// Milligrams of caffeine in one drink, 0 to 1000.
    pub mg: f64,
}

/// The built-in drinks, in milligrams of caffeine. Filter coffee and pre-workout are the servings of the meta-analysis by Gardiner et al. (Sleep
/// Medicine Reviews, 2023, doi 10.1016/j.smrv.2023.101764); the others are common reference values, and approximate.
const BUILT_IN: [(&str, f64); 9] = [
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

/// The user's own drinks, followed by the built-in ones whose name the user has not redefined.
pub fn all_drinks(own: &[Drink]) -> Vec<Drink> {
    let built_in = BUILT_IN.iter().map(|(name, mg)| Drink {
        name: (*name).to_owned(),
        mg: *mg,
    });
    let is_own = |name: &str| own.iter().any(|drink| drink.name == name);
    own.iter()
        .cloned()
        .chain(built_in.filter(|drink| !is_own(&drink.name)))
        .collect()
}

/// Finds a drink by name. Upper and lower case are the same, and a hyphen may stand for a space.
pub fn find_drink<'a>(name: &str, known: &'a [Drink]) -> Option<&'a Drink> {
    let plain = |text: &str| text.trim().to_lowercase().replace('-', " ");
    let name = plain(name);
    known.iter().find(|drink| plain(&drink.name) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drink_is_found_whatever_the_case_of_its_name_and_with_a_hyphen() {
        let known = all_drinks(&[]);
        for name in ["espresso", "Espresso", " ESPRESSO "] {
            assert_eq!(
                find_drink(name, &known).unwrap().mg.to_bits(),
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
    fn the_users_drink_replaces_a_built_in_one_of_the_same_name() {
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
