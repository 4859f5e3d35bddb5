//! Any text gives a config or a report, never a panic.

use proptest::prelude::*;

use crate::plan::{EXAMPLE, parse};

/// The example config with a piece removed, inserted or duplicated.
fn mutated() -> impl Strategy<Value = String> {
    let chars = EXAMPLE.chars().count();
    let pieces = prop_oneof![
        "\\PC{0,4}",
        prop::sample::select(
            [
                "[",
                "]]",
                "\"",
                "\"\"\"",
                "{",
                "=",
                "\n",
                ".",
                "step",
                "#",
                "0",
                "99",
                "\u{0}",
                "after = \"stretch\"\n"
            ]
            .map(str::to_owned)
            .to_vec()
        ),
    ];
    let change = (0..chars, 0usize..40, pieces);
    prop::collection::vec(change, 1..6).prop_map(|changes| {
        let mut text: Vec<char> = EXAMPLE.chars().collect();
        for (at, length, piece) in changes {
            let from = at.min(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, piece.chars());
        }
        text.into_iter().collect()
    })
}

/// Words of the config in random order.
fn word_salad() -> impl Strategy<Value = String> {
    let words = [
        "bedtime",
        "wake",
        "[[step]]",
        "[[schedule]]",
        "[[routine]]",
        "[[exercise]]",
        "[display]",
        "[step]",
        "id",
        "title",
        "kind",
        "after",
        "at",
        "before_bed",
        "days",
        "exercises",
        "=",
        "=",
        "=",
        "\n",
        "\n",
        "\n",
        "\"22:30\"",
        "\"check\"",
        "\"bedtime\"",
        "\"a\"",
        "\"b\"",
        "\"90m\"",
        "[",
        "]",
        "[\"sat\"]",
        "{",
        "}",
        ",",
        ".",
        "07:30",
        "\"\"\"",
        "step",
        "'",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..80)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_text_gives_a_config_or_a_report(
        text in prop_oneof!["\\PC{0,60}", "(.|\n){0,80}", mutated(), word_salad()],
    ) {
        if let Err(problems) = parse(&text) {
            prop_assert!(problems.iter().next().is_some());
            let report = problems.report("config.toml", &text, false);
            prop_assert!(report.starts_with("error: "), "{}", report);
            for problem in problems.iter() {
                prop_assert!(problem.span.start <= problem.span.end && problem.span.end <= text.len());
                prop_assert!(!problem.message.contains(char::is_control));
            }
        }
    }
}
