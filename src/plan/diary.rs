//! What the config says of the diary: `[caffeine]`, `[[drink]]` and `[diary]`.

use toml::de::DeValue;

use super::problem::Problem;
use super::reader::{Fields, Node, Sink, unfit};
use super::value;
use crate::diary::caffeine::HALF_LIFE;
use crate::diary::drinks::Drink;
use crate::span::Span;

/// What the diary asks and reckons with.
#[derive(Debug, Clone, PartialEq)]
pub struct Diary {
    /// In what time half of the caffeine is gone: 1 h to 16 h.
    pub half_life: Span,
    /// Drinks of the user's own; they take the place of usual ones of the same name.
    pub drinks: Vec<Drink>,
    /// What a day is asked about beside the usual.
    pub factors: Vec<String>,
    /// Whether blood values stand beside the guideline's lines, which are for adults who are not on dialysis.
    pub iron_lines: bool,
}

impl Default for Diary {
    fn default() -> Self {
        Self {
            half_life: HALF_LIFE,
            drinks: vec![],
            factors: vec![],
            iron_lines: true,
        }
    }
}

/// Reads `[caffeine]`, `[[drink]]` and `[diary]`.
pub(super) fn diary(top: &mut Fields<'_>, sink: &mut Sink) -> Diary {
    let default = Diary::default();
    let mut half_life = None;
    if let Some(mut fields) = top.section("caffeine", sink) {
        half_life = fields.optional("half_life", a_half_life, sink);
        fields.finish(sink);
    }
    let tables = top.tables("drink", "a drink", sink);
    let mut drinks = Vec::new();
    for mut fields in tables {
        let name = fields.required("name", name, "name = \"mate\"", sink);
        let mg = fields.required("mg", milligrams, "mg = 80", sink);
        fields.finish(sink);
        drinks.extend(name.zip(mg).map(|(name, mg)| Drink { name, mg }));
    }
    let (mut factors, mut iron_lines) = (None, None);
    if let Some(mut fields) = top.section("diary", sink) {
        factors = fields.list("factors", value::id, sink);
        iron_lines = fields.optional("iron_lines", value::yes_or_no, sink);
        fields.finish(sink);
    }
    Diary {
        half_life: half_life.unwrap_or(default.half_life),
        drinks,
        factors: factors.unwrap_or_default(),
        iron_lines: iron_lines.unwrap_or(default.iron_lines),
    }
}

fn a_half_life(node: &Node<'_>) -> Result<Span, Problem> {
    value::span_within(node, Span::minutes(60)..=Span::minutes(16 * 60))
}

/// A drink's name, in small letters.
fn name(node: &Node<'_>) -> Result<String, Problem> {
    value::line(node).map(|name| name.to_lowercase())
}

fn milligrams(node: &Node<'_>) -> Result<f64, Problem> {
    let mg = match node.get_ref() {
        DeValue::Integer(number) => number.as_str().parse().ok(),
        DeValue::Float(number) => number.as_str().parse().ok(),
        other => return Err(unfit(node, "milligrams, such as 80", other)),
    };
    mg.filter(|mg: &f64| (0.0..=1000.0).contains(mg))
        .ok_or_else(|| {
            Problem::new(node.span(), "no drink has that much")
                .suggest("write milligrams from 0 to 1000")
        })
}
