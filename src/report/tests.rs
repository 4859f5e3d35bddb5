//! The page as a browser parses it.

mod chart_details;
mod charts;
mod details;
mod figures;
mod sleep;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use scraper::{ElementRef, Html, Selector};
use uuid::Uuid;

use super::*;
use crate::diary::caffeine::HALF_LIFE;
use crate::event::{EveningDate, Event, EventId, IronTest, NightEntry, Rating, StepId, What};
use crate::plan::{Config, FirstDayOfWeek, FreeDays, Plan};
use crate::review::{ReviewInput, first_recorded_evening};
use crate::time_of_day::ClockFormat;
use crate::words::MarkedText;

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// Events, each on an evening at a local time; 00:00 to 06:59 is the next morning.
fn events(entries: &[(&str, &str, What)]) -> Vec<Event> {
    let entries = entries.iter().enumerate();
    let mut events: Vec<Event> = entries
        .map(|(n, (evening, time, what))| {
            let evening = date(evening);
            let day = if *time < "07:00" {
                evening.next()
            } else {
                evening
            };
            Event {
                id: EventId(Uuid::from_u128(n as u128 + 1)),
                at: format!("{day}T{time}:00+01:00").parse().unwrap(),
                offset_min: 60,
                evening,
                what: what.clone(),
                device: "test".into(),
                origin: None,
                action: None,
            }
        })
        .collect();
    events.sort_by_key(|event| (event.evening, event.id));
    events
}

/// The page of some evenings, by default up to 23 November, at noon of the 24th.
struct Look<'a> {
    from: &'a str,
    to: &'a str,
    plan: Plan,
    plans: Vec<(EveningDate, Plan)>,
    trials: &'a [&'a str],
    compared: &'a [&'a str],
    with_notes: bool,
    iron_lines: bool,
}

impl Default for Look<'_> {
    fn default() -> Self {
        Self {
            from: "2026-11-10",
            to: "2026-11-23",
            plans: vec![],
            trials: &[],
            plan: Config::built_in().plan,
            compared: &[],
            with_notes: false,
            iron_lines: true,
        }
    }
}

impl Look<'_> {
    fn text(&self, events: &[Event]) -> String {
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let input = ReviewInput {
            events,
            plans: &self.plans,
            tonight: date("2026-11-24"),
            today: &self.plan,
            free_days: FreeDays::default(),
            first: first_recorded_evening(events),
            began: crate::review::began(events).or(first_recorded_evening(events)),
            now,
            zone: &Berlin,
        };
        let review = Review::between(date(self.from), date(self.to), &input);
        let finding = |sentence: &&str| Finding {
            when: None,
            sentence: MarkedText::theirs(sentence),
        };
        let trial = |sentence: &&str| Finding {
            when: Some((date("2026-09-25"), date("2026-10-22"))),
            ..finding(sentence)
        };
        let found = Findings {
            trials: self.trials.iter().map(trial).collect(),
            compared: self.compared.iter().map(finding).collect(),
            nothing_clear: None,
        };
        let page = ReportPage {
            review: &review,
            diary: &DiaryReview::for_review(&review, &input, HALF_LIFE),
            findings: &found,
            with_notes: self.with_notes,
            iron_lines: self.iron_lines,
            clock: ClockFormat::default(),
            week: FirstDayOfWeek::default(),
            made: now.date_naive(),
        };
        page.html()
    }

    /// Parses the page and asserts that it is valid HTML.
    fn read(&self, events: &[Event]) -> Html {
        let html = Html::parse_document(&self.text(events));
        assert!(html.errors.is_empty(), "{:?}", html.errors);
        html
    }
}

fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>()
}

fn body(html: &Html) -> String {
    words(all(html, "body")[0])
}

fn heights(html: &Html, selector: &str, name: &str) -> Vec<f64> {
    let found = all(html, selector);
    found
        .iter()
        .map(|element| element.attr(name).unwrap().parse().unwrap())
        .collect()
}

fn done(step: &str) -> What {
    What::done(StepId::from(step))
}

/// A chart in words.
fn described(html: &Html, chart: &str) -> String {
    words(all(html, &format!("desc#{chart}-says"))[0])
}

fn legs(rating: i64) -> What {
    What::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec!["crawling".to_owned()],
        places: vec![],
        about: None,
    }
}

fn woke(awakenings: Option<u8>) -> What {
    What::woke(NightEntry {
        awakenings,
        asleep_after_min: Some(25),
        quality: Some(3),
        ..NightEntry::default()
    })
}

fn factor(name: &str) -> What {
    What::Factor {
        name: name.to_owned(),
        amount: None,
        about: None,
    }
}

fn medicine(about: &str) -> What {
    What::Factor {
        name: "medicine-change".to_owned(),
        amount: None,
        about: Some(about.to_owned()),
    }
}

fn coffee() -> What {
    What::Caffeine {
        mg: 107.0,
        drink: Some("coffee".to_owned()),
        over: None,
    }
}

/// Two weeks with some entry of every kind.
fn two_weeks() -> Vec<Event> {
    let dates: Vec<String> = (10..24).map(|day| format!("2026-11-{day}")).collect();
    let mut entries = Vec::new();
    for (n, evening) in (0..).zip(&dates) {
        let on = evening.as_str();
        entries.extend([
            (on, "09:00", coffee()),
            (on, "21:50", done("stretch")),
            (on, "22:40", What::lights_out()),
            (on, "06:30", woke(Some(n % 3))),
            (on, "06:40", legs(8 - i64::from(n) / 2)),
        ]);
    }
    let iron = IronTest {
        ferritin: Some(48.0),
        tsat: None,
        tested: "2026-11-02".parse().unwrap(),
    };
    entries.extend([
        ("2026-11-12", "18:00", factor("alcohol")),
        ("2026-11-15", "18:00", medicine("half a tablet")),
        ("2026-11-16", "18:00", What::Iron { iron }),
        (
            "2026-11-16",
            "18:10",
            What::SelfCheck {
                signs: [true, true, true, false],
            },
        ),
        (
            "2026-11-17",
            "22:00",
            What::Note {
                text: "restless until two".to_owned(),
            },
        ),
    ]);
    events(&entries)
}

#[test]
fn the_page_is_accessible_to_screen_readers() {
    let html = Look::default().read(&two_weeks());
    assert_eq!(all(&html, "html")[0].attr("lang"), Some("en"));
    assert_eq!(all(&html, "h1").len(), 1);
    let headings = all(&html, "h1, h2, h3, h4, h5, h6");
    assert!(
        headings[1..]
            .iter()
            .all(|heading| heading.value().name() == "h2")
    );
    for section in all(&html, "section") {
        let heading = section.attr("aria-labelledby").unwrap();
        assert_eq!(all(&html, &format!("h2#{heading}")).len(), 1, "{heading}");
    }
    for cell in all(&html, "th") {
        let scope = cell.attr("scope");
        assert!(matches!(scope, Some("col" | "row")), "{}", cell.html());
    }
    let tables = all(&html, "table");
    assert!(tables.len() >= 4 && tables.iter().all(|table| table.html().contains("<thead>")));
    let pictures = all(&html, "svg:not([aria-hidden])");
    assert_eq!(pictures.len(), 3, "legs, nights, hours");
    for picture in pictures {
        assert_eq!(picture.attr("role"), Some("img"));
        let names: Vec<&str> = picture
            .attr("aria-labelledby")
            .unwrap()
            .split(' ')
            .collect();
        for (id, element) in names.iter().zip(["title", "desc"]) {
            let [label] = all(&html, &format!("{element}#{id}"))[..] else {
                panic!("{id}")
            };
            assert!(words(label).len() > 10, "{id} is not described enough");
        }
    }
    let mut ids: Vec<&str> = all(&html, "[id]")
        .iter()
        .filter_map(|e| e.attr("id"))
        .collect();
    let before = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), before, "each id once");
}

#[test]
fn the_page_loads_no_external_resource_and_runs_no_script() {
    let text = Look {
        with_notes: true,
        ..Look::default()
    }
    .text(&two_weeks());
    for never in [
        "http:",
        "https:",
        "//",
        "url(",
        "@import",
        "javascript:",
        "<script",
        "<link",
        "<img",
        "<iframe",
    ] {
        assert!(!text.contains(never), "{never}");
    }
    let html = Html::parse_document(&text);
    for element in all(&html, "*") {
        for (name, _) in element.value().attrs() {
            let reaches_out =
                name.starts_with("on") || ["src", "href", "action", "style"].contains(&name);
            assert!(!reaches_out, "{}", element.html());
        }
    }
    let policy = all(&html, "meta[http-equiv=Content-Security-Policy]")[0].attr("content");
    assert!(policy.unwrap().starts_with("default-src 'none'"));
}

#[test]
fn user_text_is_escaped() {
    const EVIL: &str = "<script>a()</script>\"'><img src=x>&amp;\u{202e}\u{7}";
    let mut plan = Config::built_in().plan;
    plan.steps[1].title = EVIL.to_owned();
    let evil = || EVIL.to_owned();
    let felt = What::Legs {
        rating: Rating::try_from(3).unwrap(),
        feels: vec![evil()],
        places: vec![],
        about: None,
    };
    let entries = events(&[
        ("2026-11-20", "20:00", felt),
        ("2026-11-20", "20:00", factor(EVIL)),
        ("2026-11-20", "20:00", medicine(EVIL)),
        ("2026-11-20", "20:00", What::Note { text: evil() }),
        (
            "2026-11-20",
            "20:00",
            What::Caffeine {
                mg: 50.0,
                drink: Some(evil()),
                over: None,
            },
        ),
    ]);
    let look = Look {
        with_notes: true,
        compared: &[EVIL],
        plan,
        ..Look::default()
    };
    let html = look.read(&entries);
    assert!(all(&html, "script, img").is_empty());
    let shown = "<script>a()</script>\"'><img src=x>&amp;\u{fffd}\u{fffd}";
    for place in ["td.note", "#compared ~ ul li", "#steps ~ table th"] {
        let found = all(&html, place);
        assert!(
            found.iter().any(|element| words(*element) == shown),
            "{place}"
        );
    }
    let text = body(&html);
    assert!(text.matches("<img src=x>").count() >= 6 && !text.contains('\u{202e}'));
}

#[test]
fn notes_are_included_only_on_request() {
    let entries = two_weeks();
    assert!(
        !Look::default()
            .text(&entries)
            .contains("restless until two")
    );
    let html = Look {
        with_notes: true,
        ..Look::default()
    }
    .read(&entries);
    let notes: Vec<String> = all(&html, "td.note").into_iter().map(words).collect();
    assert_eq!(notes, ["restless until two"]);
}

#[test]
fn the_figures_match_the_review() {
    let html = Look::default().read(&two_weeks());
    let row = |what: &str| -> Vec<String> {
        let rows = all(&html, ".figures tbody tr");
        let row = rows
            .iter()
            .find(|row| words(**row).starts_with(what))
            .unwrap();
        row.child_elements().map(words).collect()
    };
    assert_eq!(
        row("Legs"),
        [
            "Legs at night, 0 calm to 10 worst",
            "14",
            "5.0",
            "6.7",
            "3.3"
        ]
        .map(str::to_owned)[..]
    );
    assert_eq!(
        row("Lights out")[1..3],
        ["14".to_owned(), "22:40 ± 0 min".to_owned()]
    );
    assert_eq!(row("Lights out to waking")[2], "7 h 50");
    assert_eq!(row("Caffeine per day")[2], "107 mg");
    let text = body(&html);
    for sentence in [
        "48 (≤ 75)",
        "Yes to 3 of 4 on 16 Nov 2026. A questionnaire, not a diagnosis.",
        "15 Nov 2026: half a tablet",
        "crawling 14",
        "Evenings kept: 0 of 14 (0 %)",
        "Nothing could be compared",
    ] {
        assert!(text.contains(sentence), "{sentence}\n{text}");
    }
}

#[test]
fn missing_figures_are_named_as_missing() {
    let html = Look::default().read(&events(&[("2026-11-20", "21:50", done("stretch"))]));
    let text = body(&html);
    for missing in [
        "No ratings of the legs are recorded.",
        "No times of lights out or waking are recorded.",
        "No blood values are recorded.",
        "The four questions have not been answered.",
        "No changes to the routine are recorded.",
        "No changes of medicine are recorded.",
        "Not recorded: when symptoms begin, nights with symptoms, legs at night, legs in the evening, lights out, minutes to \
         fall asleep,",
    ] {
        assert!(text.contains(missing), "{missing}");
    }
    assert!(all(&html, "svg[role=img]").is_empty(), "no empty charts");
    let cells: Vec<String> = all(&html, ".figures td").into_iter().map(words).collect();
    assert!(!cells.contains(&"0.0".to_owned()) && !cells.iter().any(|cell| cell.contains("NaN")));
}

#[test]
fn an_empty_journal_makes_a_page_that_says_so() {
    let html = Look::default().read(&[]);
    let text = body(&html);
    assert!(
        text.contains("The diary has no entries up to 23 Nov 2026"),
        "{text}"
    );
    assert!(all(&html, "section").is_empty(), "nothing else is on it");
}

#[test]
fn a_page_of_this_program_is_recognised_by_its_head() {
    let page = Look::default().text(&[]);
    assert!(is_ours(&page.as_bytes()[..HEAD]));
    assert!(!is_ours(
        b"<!DOCTYPE html><html><head><title>winddown</title>"
    ));
    assert!(!is_ours(b""));
}
