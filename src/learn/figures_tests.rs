//! Checks that every figure in a text refers to its source.
//!
//! A sentence that contains a number, in digits or in words, must refer to a source of its page, such as `[1]`. Numbers
//! that are not figures, such as the program's own rules, are listed as exempt, each with the reason. This applies to the
//! pages of Learn, the pages of advice and the page for the doctor.

use std::collections::BTreeSet;

use super::{Block, pages};
use crate::advice;

/// Numbers in words. "One" is left out because it is nearly always a pronoun.
const WORDS: [&str; 32] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "hundred",
    "thousand",
    "half",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "twice",
    "double",
];

/// A number that is exempt: the id of its page, the words, and the reason.
pub(crate) type Exempt = (&'static str, &'static str, &'static str);

/// Splits a text into sentences.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, sign) in text.char_indices() {
        let after = &text[at + sign.len_utf8()..];
        let next = after.trim_start().chars().next();
        let begins =
            next.is_none_or(|next| next.is_uppercase() || next.is_ascii_digit() || next == '"');
        let is_end = ".!?".contains(sign) && (after.is_empty() || after.starts_with(' ')) && begins;
        if is_end {
            sentences.push(text[start..=at].trim());
            start = at + 1;
        }
    }
    sentences.extend(Some(text[start..].trim()).filter(|rest| !rest.is_empty()));
    sentences
}

/// The numbers of the sources that a sentence refers to: `[1]`, `[1][2]`.
pub(crate) fn cited_sources(sentence: &str) -> Vec<usize> {
    let after = sentence.split('[').skip(1);
    after
        .filter_map(|after| after.split_once(']')?.0.parse().ok())
        .collect()
}

/// Whether a sentence contains a number other than references to sources.
pub(crate) fn has_number(sentence: &str) -> bool {
    let mut plain = sentence.to_lowercase();
    for n in cited_sources(sentence) {
        plain = plain.replace(&format!("[{n}]"), "");
    }
    let is_word = |word: &str| {
        let parts = word.split('-');
        !word.starts_with("half-li") && parts.into_iter().any(|part| WORDS.contains(&part))
    };
    let mut words = plain.split(|c: char| !c.is_alphanumeric() && c != '-');
    plain.contains(|c: char| c.is_ascii_digit()) || words.any(is_word)
}

/// The sentence without the exempt words of its page. Adds the indices of the exemptions used to `met`.
pub(crate) fn without_exempt(
    place: &str,
    sentence: &str,
    exempt: &[Exempt],
    met: &mut BTreeSet<usize>,
) -> String {
    let mut rest = sentence.to_owned();
    for (n, (at, words, _)) in exempt.iter().enumerate() {
        if (*at == place || *at == "*") && rest.contains(words) {
            met.insert(n);
            rest = rest.replace(words, "");
        }
    }
    rest
}

const LEARN: &[Exempt] = &[
    ("*", "from 0 to 10", "the user's own rating of the legs"),
    ("counting", "from 0, nothing, to 10", "the same"),
    ("counting", "23:50 and 00:10", "an example"),
    ("counting", "at least 10 nights", "a rule of this program"),
    ("doctor", "112, 999 or 911", "numbers to call"),
    ("how-it-feels", "a word or two", "a way of speaking"),
    ("how-it-feels", "at three in the morning", "an hour"),
    (
        "self-check",
        "Four signs",
        "the questions that the program asks",
    ),
    ("self-check", "All four", "the same"),
    (
        "stress",
        "which of the two",
        "what the sentence before names",
    ),
    ("caffeine", "The first two", "lines of the list above"),
    (
        "caffeine",
        "of 3 and of 7 hours",
        "how this program draws its band",
    ),
    ("same-bedtime", "Three figures", "lines of the list below"),
    (
        "same-bedtime",
        "\"22:43, 18 min\" says that about two nights in three began within 18 minutes of 22:43",
        "what a standard deviation is, by an example",
    ),
    ("same-bedtime", "at least 7 pairs", "a rule of this program"),
    (
        "same-bedtime",
        "a quarter of an hour",
        "a small step, and no finding",
    ),
    (
        "compression",
        "20 to 30 minutes",
        "care of this program's: less than in the trials",
    ),
    ("iron-values", "two names", "the names in the sentence"),
    ("iron-values", "48 of one is 48 of the other", "an example"),
    ("iron-values", "0.22 is one of 22 %", "what per cent means"),
];

const ADVICE: &[Exempt] = &[
    (
        "bedtime",
        "a quarter of an hour",
        "a small step, and no finding",
    ),
    (
        "compression",
        "20 to 30 minutes",
        "care of this program's: less than in the trials",
    ),
];

/// The words of a sentence. Numbers such as `8.8` and `0-40` are one word.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    let words = sentence.split(|c: char| !c.is_alphanumeric() && !".-".contains(c));
    words.map(|word| word.trim_matches('.'))
}

fn assert_all_met(exempt: &[Exempt], met: &BTreeSet<usize>) {
    for (n, (place, words, why)) in exempt.iter().enumerate() {
        assert!(met.contains(&n), "{place} no longer says `{words}` ({why})");
    }
}

#[test]
fn every_figure_of_learn_names_a_source_of_its_page_and_every_source_is_named() {
    let mut met = BTreeSet::new();
    let mut wrong = Vec::new();
    for page in pages() {
        let mut seen = BTreeSet::new();
        for sentence in page.blocks.iter().map(Block::text).flat_map(sentences) {
            let cited_here = cited_sources(sentence);
            let rest = without_exempt(page.id, sentence, LEARN, &mut met);
            if cited_here.is_empty() && has_number(&rest) {
                wrong.push(format!("{}: {sentence}", page.id));
            }
            seen.extend(cited_here);
        }
        let all: BTreeSet<_> = (1..=page.sources.len()).collect();
        if seen != all {
            wrong.push(format!("{}: names {seen:?} of {all:?}", page.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_all_met(LEARN, &met);
}

/// The texts of a timer and the safety notes are shown without the sources. So a figure in them must also be in `why`,
/// where it has its source.
#[test]
fn every_figure_of_advice_names_a_source_of_its_page_and_every_source_is_named() {
    let mut met = BTreeSet::new();
    let mut wrong = Vec::new();
    for id in advice::ids() {
        let page = advice::page(id).unwrap();
        let mut seen = BTreeSet::new();
        let mut cited = BTreeSet::new();
        for sentence in sentences(&page.why) {
            let cited_here = cited_sources(sentence);
            let rest = without_exempt(id, sentence, ADVICE, &mut met);
            if cited_here.is_empty() && has_number(&rest) {
                wrong.push(format!("{id}: {sentence}"));
            }
            if !cited_here.is_empty() {
                cited.extend(words(sentence));
            }
            seen.extend(cited_here);
        }
        let all: BTreeSet<_> = (1..=page.sources.len()).collect();
        if seen != all {
            wrong.push(format!("{id}: names {seen:?} of {all:?}"));
        }
        let beside = page.timer.iter();
        let beside =
            beside.flat_map(|timer| [Some(&timer.how), timer.during.as_ref(), Some(&timer.end)]);
        let notes = page.mind.iter().chain(beside.flatten()).chain([&page.hint]);
        for note in notes.flat_map(|note| sentences(note)) {
            let rest = without_exempt(id, note, ADVICE, &mut met);
            let is_unknown = |word: &&str| has_number(word) && !cited.contains(word);
            if words(&rest).any(|word| is_unknown(&word)) {
                wrong.push(format!("{id}: {note}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_all_met(ADVICE, &met);
}

#[test]
fn numbers_are_found_in_digits_and_words_but_references_are_none() {
    for figure in [
        "About 8 h.",
        "Twenty-four studies.",
        "Half of it.",
        "In a quarter.",
        "Two-thirds of them, 7.5 %",
    ] {
        assert!(has_number(figure), "{figure}");
    }
    for none in ["A half-life.", "One leg only [2].", "Weight and often."] {
        assert!(!has_number(none), "{none}");
    }
    assert_eq!(cited_sources("It does [1][12], and [so] on."), [1, 12]);
}

#[test]
fn sentences_end_at_punctuation_but_not_inside_a_number() {
    assert_eq!(
        sentences("To lose 8.8 hours [1]. Then \"no\"? 2 of us; and more: yes! end"),
        [
            "To lose 8.8 hours [1].",
            "Then \"no\"?",
            "2 of us; and more: yes! end"
        ]
    );
}
