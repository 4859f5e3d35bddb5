//! The keys that rate the legs: a digit each for 0 to 9, and `x` for ten.

use crate::event::Rating;

/// Ten has no digit of its own.
const TEN: char = 'x';

/// The rating that a key stands for, if it stands for one.
pub fn rating(key: char) -> Option<Rating> {
    if key == TEN {
        return Some(Rating::WORST);
    }
    Rating::try_from(i64::from(key.to_digit(10)?)).ok()
}

/// The key that stands for a rating.
pub fn key(rating: Rating) -> char {
    char::from_digit(rating.get().into(), 10).unwrap_or(TEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rating_has_a_key_that_gives_it_back() {
        let keys: String = Rating::all().map(key).collect();
        assert_eq!(keys, "0123456789x");
        assert!(keys.chars().map(rating).eq(Rating::all().map(Some)));
        assert_eq!(rating('a'), None);
    }
}
