//! The building blocks of screens. Each draws one thing into the area it is given.

pub mod advice_page;
pub mod band;
pub mod big;
pub mod braille;
pub mod breath;
pub mod countdown;
pub mod curve;
pub mod figure;
pub mod hidden_lines;
pub mod learn_text;
pub mod moon;
pub mod plot;
pub mod rating_scale;
pub mod step_line;
