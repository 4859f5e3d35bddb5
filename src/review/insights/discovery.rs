//! Many comparisons at once: some look like a find by chance alone.

use super::{Estimate, Insight};

/// Gives each comparison that was made its q: the smallest share of chance finds at which it would be counted as one
/// itself. [Benjamini & Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x]
///
/// In the order of p, q is `p * (comparisons / rank)`, and no larger than that of any greater p.
pub(super) fn weigh(insights: &mut [Insight]) {
    let mut estimate: Vec<&mut Estimate> = insights
        .iter_mut()
        .filter_map(|insight| insight.estimate.as_mut())
        .collect();
    estimate.sort_by(|one, other| other.p.total_cmp(&one.p));
    let comparisons = estimate.len();
    let mut least = 1.0_f64;
    for (above, estimate) in estimate.into_iter().enumerate() {
        let rank = comparisons - above;
        // The quotient first: it is never below 1, so no rounding brings q below p.
        least = least.min(estimate.p * (comparisons as f64 / rank as f64));
        estimate.q = least;
    }
}
