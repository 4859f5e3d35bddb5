//! What the charts of the page draw.

use super::*;

#[test]
fn one_evening_is_drawn_without_a_trend() {
    let html = Look::default().read(&events(&[
        ("2026-11-23", "22:40", What::lights_out()),
        ("2026-11-23", "06:20", woke(Some(0))),
        ("2026-11-23", "06:40", legs(4)),
    ]));
    assert_eq!(all(&html, "circle.dot").len(), 1);
    assert!(all(&html, ".trend").is_empty());
    assert!(body(&html).contains("too few nights to say whether they change"));
    assert_no_bad_numbers(&html);
}

#[test]
fn a_year_without_entries_is_a_gap_in_the_charts() {
    let mut entries = Vec::new();
    for on in [
        "2025-10-01",
        "2025-10-02",
        "2025-10-03",
        "2026-11-20",
        "2026-11-21",
        "2026-11-22",
    ] {
        entries.extend([
            (on, "22:00", legs(4)),
            (on, "22:30", What::lights_out()),
            (on, "06:30", woke(Some(1))),
        ]);
    }
    let html = Look {
        from: "2025-10-01",
        ..Look::default()
    }
    .read(&events(&entries));
    assert!(
        all(&html, "polyline.mean").is_empty(),
        "nothing leads across the gap"
    );
    assert_eq!(all(&html, "line.mean").len(), 2, "a month on each side");
    assert_no_bad_numbers(&html);
}

fn assert_no_bad_numbers(html: &Html) {
    let text = html.html();
    for bad in ["NaN", "inf", "=\"-"] {
        assert!(!text.contains(bad), "{bad}");
    }
}

#[test]
fn bedtimes_on_both_sides_of_midnight_are_drawn_next_to_each_other() {
    let html = Look::default().read(&events(&[
        ("2026-11-20", "23:50", What::lights_out()),
        ("2026-11-20", "06:30", woke(None)),
        ("2026-11-21", "00:10", What::lights_out()),
        ("2026-11-21", "06:30", woke(None)),
    ]));
    let (dark, woke) = (
        heights(&html, "circle.dark", "cy"),
        heights(&html, "circle.woke", "cy"),
    );
    let (one, other) = (dark[0], dark[1]);
    assert!(
        one < other && other - one < 10.0,
        "ten past is just below ten to: {dark:?}"
    );
    assert!(
        woke[0] - other > 50.0,
        "and the mornings far below: {woke:?}"
    );
}

#[test]
fn nights_of_a_day_sleeper_are_drawn_in_one_piece() {
    let mut entries = Vec::new();
    for on in ["2026-11-20", "2026-11-21", "2026-11-22"] {
        entries.extend([(on, "09:30", What::lights_out()), (on, "16:30", woke(None))]);
    }
    let html = Look::default().read(&events(&entries));
    let (dark, woke) = (
        heights(&html, "circle.dark", "cy"),
        heights(&html, "circle.woke", "cy"),
    );
    assert!(
        dark.iter()
            .zip(&woke)
            .all(|(dark, woke)| woke - dark > 50.0),
        "{dark:?} {woke:?}"
    );
}

#[test]
fn the_hour_of_onset_is_drawn_with_later_hours_further_down_and_marks_of_medicines() {
    let began = || What::Onset(crate::event::Onset::began());
    let html = Look::default().read(&events(&[
        ("2026-11-18", "20:10", began()),
        ("2026-11-19", "18:00", factor("medicine-change")),
        ("2026-11-19", "00:40", began()),
        ("2026-11-20", "21:50", began()),
    ]));
    let dots = heights(&html, "#onset ~ figure circle.dot", "cy");
    assert_eq!(dots.len(), 3);
    assert!(dots[0] < dots[2] && dots[2] < dots[1], "{dots:?}");
    let hours: Vec<String> = all(&html, "#onset ~ figure text.value")
        .into_iter()
        .map(words)
        .collect();
    assert_eq!(hours, ["20:00", "23:00", "01:00"]);
    assert_eq!(all(&html, "#onset ~ figure circle.medicine").len(), 1);
    let said = described(&html, "onset-chart");
    assert!(
        said.starts_with("The hour at which symptoms began on 3 evenings; "),
        "{said}"
    );
    assert_no_bad_numbers(&html);
    let none = Look::default().read(&events(&[("2026-11-18", "20:10", legs(3))]));
    assert!(all(&none, "#onset").is_empty());
}

#[test]
fn the_hours_show_each_night_with_the_legs_and_the_drinks_in_their_hour() {
    let html = Look::default().read(&events(&[
        ("2026-11-20", "16:10", coffee()),
        (
            "2026-11-20",
            "20:05",
            What::Onset(crate::event::Onset::began()),
        ),
        ("2026-11-20", "20:10", legs(3)),
        ("2026-11-20", "20:50", legs(7)),
        ("2026-11-20", "22:30", What::lights_out()),
        ("2026-11-20", "06:30", woke(Some(0))),
        ("2026-11-21", "22:30", What::lights_out()),
        ("2026-11-21", "06:30", woke(None)),
        ("2026-11-22", "06:30", woke(Some(2))),
    ]));
    let texts =
        |selector: &str| -> Vec<String> { all(&html, selector).into_iter().map(words).collect() };
    assert_eq!(
        texts("#hours ~ figure text.hour"),
        ["c", "7▼"],
        "the worst of the hour"
    );
    assert_eq!(
        texts("#hours ~ figure text.of-night"),
        ["slept through", "", "awake 2×", ""]
    );
    assert_eq!(all(&html, "#hours ~ figure rect.asleep").len(), 2);
    let said = described(&html, "hours");
    assert!(
        said.contains(
            "Fri 20 Nov: in bed 22:30 to 06:30, asleep 22:55 to 06:30, slept through, caffeine 16:10, symptoms begin 20:05, legs 3 20:10"
        ),
        "{said}"
    );
    assert_no_bad_numbers(&html);
}

#[test]
fn without_entries_that_have_a_time_there_are_no_hours() {
    let html = Look::default().read(&events(&[("2026-11-20", "20:00", factor("stress"))]));
    assert!(all(&html, "#hours").is_empty());
}

#[test]
fn a_mark_on_the_charts_has_the_label_of_its_list_item() {
    let html = Look::default().read(&two_weeks());
    let numbers: Vec<String> = all(&html, "#legs ~ figure .number")
        .into_iter()
        .map(words)
        .collect();
    assert_eq!(numbers, ["A"]);
    assert_eq!(all(&html, "#legs ~ figure circle.medicine").len(), 1);
    assert_eq!(all(&html, "ol.letters li").len(), 1);
}

#[test]
fn close_marks_have_room_for_their_labels() {
    let mut entries = vec![("2016-11-24", "20:00", legs(3))];
    let days: Vec<String> = (10..24).map(|day| format!("2026-11-{day}")).collect();
    entries.extend(
        days.iter()
            .map(|on| (on.as_str(), "18:00", factor("medicine-change"))),
    );
    let html = Look {
        from: "2016-11-24",
        ..Look::default()
    }
    .read(&events(&entries));
    let places = heights(&html, "#legs ~ figure circle.medicine", "cx");
    assert_eq!(places.len(), 14, "no medicine is left out");
    assert!(
        places.windows(2).all(|pair| pair[1] - pair[0] >= 12.9),
        "{places:?}"
    );
    assert!(
        places.iter().all(|x| (0.0..690.0).contains(x)),
        "{places:?}"
    );
}

#[test]
fn long_spans_are_drawn_in_weeks_and_months() {
    let first = date("2016-11-24");
    let entries: Vec<(String, What)> = (0..3650)
        .map(|n| ((first.0 + TimeDelta::days(n)).to_string(), woke(Some(1))))
        .collect();
    let entries: Vec<_> = entries
        .iter()
        .map(|(on, woke)| (on.as_str(), "06:30", woke.clone()))
        .collect();
    let bars = |from: &str| {
        let html = Look {
            from,
            ..Look::default()
        }
        .read(&events(&entries));
        all(&html, "#nights ~ figure circle.woke").len()
    };
    assert_eq!(bars("2026-08-01"), 113, "nights");
    assert_eq!(
        bars("2024-11-24"),
        104,
        "weeks, without the one night of the last"
    );
    assert_eq!(bars("2016-11-24"), 121, "months");
}
