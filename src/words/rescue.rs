//! What is known of the routines for the night, in sentences. They claim no more than how likely it is so far.

use super::insight::direction;
use crate::review::rescue::{OfferReason, RescueFigures};

/// Why a routine is offered. `of_ten` is how likely it is, in tenths, that it calms more than the others, where that is likely
/// enough.
pub fn offer_line(reason: OfferReason, of_ten: Option<u8>) -> String {
    match (reason, of_ten) {
        (_, Some(of_ten)) => format!("So far it calms more, about {of_ten} in 10."),
        (OfferReason::FirstTries, None) => "At first each of them has its turn.".to_owned(),
        (OfferReason::LeastTried, None) => "The one you have tried least.".to_owned(),
        (OfferReason::MayCalmMost, None) => "It looks promising so far.".to_owned(),
    }
}

/// Which routine calms more than the others, by its title.
pub fn calms_more_line(title: &str, of_ten: u8) -> String {
    format!("So far \"{title}\" calms more, about {of_ten} in 10.")
}

/// What came of one routine: `tried 6 times, legs 1.4 calmer afterwards; chosen by you twice, which does not count`.
pub fn rescue_outcome(figures: &RescueFigures) -> String {
    let outcome = match figures.mean_relief {
        None => "not tried yet".to_owned(),
        Some(relief) => format!(
            "tried {}, legs {} afterwards",
            super::times(figures.tries),
            direction(-relief)
        ),
    };
    match figures.chosen {
        0 => outcome,
        chosen => format!(
            "{outcome}; chosen by you {}, which does not count",
            super::times(chosen)
        ),
    }
}
