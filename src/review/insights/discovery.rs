//! Adjusts for multiple comparisons: among many, some look significant by chance alone.

use super::{Estimate, Insight};

/// Sets each estimate's q: the smallest false discovery rate at which it would count as a finding.
/// [Benjamini & Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x]
///
/// With p in ascending order, q is `p * (comparisons / rank)`, but at most the q of any larger p.
pub(super) fn adjust_p(insights: &mut [Insight]) {
    let mut estimates: Vec<&mut Estimate> = insights
        .iter_mut()
        .filter_map(|insight| insight.estimate.as_mut())
        .collect();
    estimates.sort_by(|one, other| other.p.total_cmp(&one.p));
    let comparisons = estimates.len();
    let mut smallest = 1.0_f64;
    for (above, estimate) in estimates.into_iter().enumerate() {
        let rank = comparisons - above;
        // Divide first: the quotient is at smallest 1, so rounding cannot bring q below p.
        smallest = smallest.min(estimate.p * (comparisons as f64 / rank as f64));
        estimate.q = smallest;
    }
}
