//! A pseudorandom generator whose numbers are the same on every machine and in every version.

/// The `SplitMix64` pseudorandom generator. [Steele, Lea & Flood, Fast splittable pseudorandom number generators,
/// OOPSLA 2014, doi 10.1145/2660193.2660195]
///
/// The same journal must always give the same figures. The small generators of the usual crates may change their numbers
/// in a new version, so this one is implemented here, in eight lines, and a test compares it with its published numbers.
/// It is not cryptographically secure.
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A generator with the given seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, uniform over all 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but excluding `below`; 0 if `below` is 0. The bias is less than 2^-40 for every `below` that
    /// is less than 2^24.
    pub fn below(&mut self, below: usize) -> usize {
        ((u128::from(self.next_u64()) * below as u128) >> 64) as usize
    }

    /// Shuffles a slice; every permutation is equally likely. [Fisher & Yates]
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_the_published_ones() {
        let mut chance = SplitMix64::new(1_234_567);
        let drawn: Vec<u64> = (0..5).map(|_| chance.next_u64()).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }

    #[test]
    fn an_order_once_drawn_is_drawn_again_on_every_machine() {
        let mut order: Vec<usize> = (0..12).collect();
        SplitMix64::new(7).shuffle(&mut order);
        assert_eq!(order, [8, 7, 11, 10, 6, 2, 1, 3, 5, 9, 0, 4]);
    }

    #[test]
    fn every_order_of_three_comes_about_as_often() {
        let mut counts = std::collections::BTreeMap::new();
        let mut chance = SplitMix64::new(1);
        for _ in 0..6000 {
            let mut order = [0, 1, 2];
            chance.shuffle(&mut order);
            *counts.entry(order).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(
            counts.values().all(|n| (880..1120).contains(n)),
            "{counts:?}"
        );
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.below(1), 0);
    }
}
