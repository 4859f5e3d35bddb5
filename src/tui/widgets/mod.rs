//! Parts of screens that know nothing of the app: given values and an area, they draw.

pub mod breath;
pub mod countdown;
