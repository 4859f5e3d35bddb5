//! What the evenings of a trial add up to, and what may be said of it.

use super::SIGNIFICANCE_LEVEL;

/// What the evenings of a trial add up to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrialFigures {
    /// Evenings drawn to be with the step.
    pub with: Arm,
    /// Evenings drawn to be without it.
    pub without: Arm,
    /// The size of the difference; `None` where there are too few nights to say anything about it.
    pub effect: Option<Effect>,
    /// How certain it is that there is a difference.
    pub certainty: Certainty,
}

/// One of the two kinds of evenings of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arm {
    /// Evenings with a rating of the legs.
    pub rated: usize,
    /// Evenings that are over and count.
    pub evenings: usize,
    /// Evenings on which the step was done, or left out, as drawn.
    pub followed: usize,
}

/// The size of a difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Legs on evenings drawn to be with the step minus legs on those without: negative means calmer with it.
    pub difference: f64,
    /// The differences that the ratings are compatible with, at 95 %, lower end first.
    pub interval: (f64, f64),
}

/// How certain it is that there is a difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Certainty {
    /// Evenings or ratings are missing.
    NotTested,
    /// The result of a randomisation test, after the last evening.
    Permutation {
        /// Its two-sided p, above 0 and up to 1.
        p: f64,
    },
    /// The result of a test that may be looked at every evening.
    EValue {
        /// The e-value; above 1 speaks for an effect, below 1 against it.
        e: f64,
        /// Whether it has ever reached what is needed for a claim.
        is_claimed: bool,
    },
}

/// The share of evenings on which the draw has to be followed for a cause to be named.
const FEWEST_FOLLOWED: f64 = 0.7;

impl TrialFigures {
    /// Evenings on which the draw was followed.
    pub fn followed(&self) -> usize {
        self.with.followed + self.without.followed
    }

    /// Evenings that are over and count.
    pub fn evenings(&self) -> usize {
        self.with.evenings + self.without.evenings
    }

    /// Whether a difference is certain enough to be stated. Where ratings are missing mostly on one kind of evenings it is
    /// not: whoever rates only the good evenings with the step, or only the bad ones without, makes a difference of nothing.
    pub fn is_found(&self) -> bool {
        let is_certain = match self.certainty {
            Certainty::NotTested => false,
            Certainty::Permutation { p } => p < SIGNIFICANCE_LEVEL,
            Certainty::EValue { is_claimed, .. } => is_claimed,
        };
        is_certain && self.are_ratings_alike()
    }

    /// Whether a difference is found and the step may be called its likely cause.
    pub fn names_cause(&self) -> bool {
        self.is_found() && self.is_followed()
    }

    /// Whether the draw was followed on enough evenings for a cause to be named.
    pub fn is_followed(&self) -> bool {
        self.followed() as f64 >= FEWEST_FOLLOWED * self.evenings() as f64
    }

    /// Whether the share of evenings that are rated is about the same with the step and without: it differs by at most ten
    /// points, or by no more than two standard errors.
    pub fn are_ratings_alike(&self) -> bool {
        let counts = [self.with, self.without].map(|arm| (arm.rated as f64, arm.evenings as f64));
        let [(with, of), (without, of_without)] = counts;
        if of == 0.0 || of_without == 0.0 {
            return true;
        }
        let apart = (with / of - without / of_without).abs();
        let share = (with + without) / (of + of_without);
        let error = (share * (1.0 - share) * (1.0 / of + 1.0 / of_without)).sqrt();
        apart <= 0.1 || apart <= 2.0 * error
    }
}
