//! What screens are made of: each draws one thing into the space it is given.

pub mod advice_page;
pub mod big;
pub mod braille;
pub mod breath;
pub mod countdown;
pub mod curve;
pub mod figure;
pub mod learn_text;
pub mod plot;
