//! Details of the charts.

use super::*;

#[test]
fn a_week_of_fewer_than_three_nights_has_no_mean_of_its_own() {
    let rated = |last: u32| {
        let days: Vec<String> = (2..=last).map(|day| format!("2026-11-{day:02}")).collect();
        let entries = days.iter().map(|on| (on.as_str(), "20:00", legs(4)));
        let html = Look {
            from: "2026-11-02",
            ..Look::default()
        }
        .read(&events(&entries.collect::<Vec<_>>()));
        let points = all(&html, "polyline.mean")
            .first()
            .map_or(0, |line| line.attr("points").unwrap().split(' ').count());
        (points, body(&html).contains("Line: the mean of each week"))
    };
    // Starting on a Monday.
    assert_eq!(rated(17), (2, true), "two nights of a third week");
    assert_eq!(rated(18), (3, true));
    assert_eq!(rated(3), (0, false), "no line, and no word of one");
}

#[test]
fn no_line_crosses_weeks_without_ratings_even_with_monthly_means() {
    // Every month has entries; 5 September to 27 October has none.
    let first = date("2025-06-01").0;
    let days = (0..541).map(|n| first + TimeDelta::days(n));
    let silent = |from: &str, to: &str| date(from).0..=date(to).0;
    let lines = |silent: std::ops::RangeInclusive<chrono::NaiveDate>| {
        let entries: Vec<String> = days
            .clone()
            .filter(|day| !silent.contains(day))
            .map(|day| day.to_string())
            .collect();
        let entries: Vec<_> = entries
            .iter()
            .map(|on| (on.as_str(), "20:00", legs(4)))
            .collect();
        let html = Look {
            from: "2025-06-01",
            ..Look::default()
        }
        .read(&events(&entries));
        all(&html, "polyline.mean").len()
    };
    assert_eq!(lines(silent("2026-09-05", "2026-10-27")), 2);
    assert_eq!(lines(silent("2026-09-20", "2026-10-09")), 1, "a holiday");
}

#[test]
fn many_nights_are_drawn_as_weekly_means() {
    let drawn = |evenings: i64| {
        let first = date("2026-11-23").0 - TimeDelta::days(evenings - 1);
        let entries: Vec<(String, What)> = (0..evenings)
            .map(|n| ((first + TimeDelta::days(n)).to_string(), What::lights_out()))
            .collect();
        let entries: Vec<_> = entries
            .iter()
            .map(|(on, dark)| (on.as_str(), "22:30", dark.clone()))
            .collect();
        let html = Look {
            from: &first.to_string(),
            ..Look::default()
        }
        .read(&events(&entries));
        all(&html, "circle.dark").len()
    };
    assert_eq!(drawn(200), 200);
    assert_eq!(drawn(201), 29, "weeks, without the one night of the last");
}

#[test]
fn labels_of_single_days_are_below_their_dots() {
    let html = Look {
        from: "2026-11-21",
        ..Look::default()
    }
    .read(&events(&[
        ("2026-11-21", "20:00", legs(3)),
        ("2026-11-22", "20:00", legs(4)),
        ("2026-11-23", "20:00", legs(5)),
    ]));
    let names = heights(&html, "#legs ~ figure text.date", "x");
    assert_eq!(names, heights(&html, "circle.dot", "cx"));
}

#[test]
fn a_plan_beside_lights_out_is_that_of_the_same_nights() {
    // Planned at 22:30, and at 23:15 on Friday and Saturday evenings.
    let dark = |on| (on, "22:50", What::lights_out());
    let woke = |on| (on, "23:50", woke(None));
    let entries = [
        dark("2026-11-16"),
        dark("2026-11-17"),
        dark("2026-11-18"),
        woke("2026-11-16"),
        woke("2026-11-20"),
        woke("2026-11-21"),
    ];
    let look = || Look {
        from: "2026-11-16",
        to: "2026-11-22",
        ..Look::default()
    };
    let text = described(&look().read(&events(&entries)), "nights-chart");
    let expected = "Lights out 22:50 ± 0 min on 3 nights, planned for 22:30 ± 0 min on the same nights; \
                    final awakening 23:50 ± 0 min on 3 nights.";
    assert!(text.contains(expected), "{text}");
    let text = described(&look().read(&events(&entries[3..4])), "nights-chart");
    let expected = "Lights out not recorded; final awakening 23:50 on 1 night.";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn each_chart_has_a_description_of_its_course() {
    let html = Look::default().read(&two_weeks());
    let text = |chart| described(&html, chart);
    assert!(text("legs-chart").contains("In the first half 6.7, in the second 3.3."));
    assert!(text("nights-chart").contains(
        "In the first half lights out 22:40, final awakening 06:30, in the second lights out 22:40"
    ));

    let first = date("2016-11-24");
    let entries: Vec<(String, What)> = (0..3650)
        .map(|n| ((first.0 + TimeDelta::days(n)).to_string(), legs(4)))
        .collect();
    let entries: Vec<_> = entries
        .iter()
        .map(|(on, legs)| (on.as_str(), "20:00", legs.clone()))
        .collect();
    let html = Look {
        from: "2016-11-24",
        ..Look::default()
    }
    .read(&events(&entries));
    let text = described(&html, "legs-chart");
    assert!(
        text.contains("The last 24 of 121 months: Dec 2024 4.0; Jan 2025 4.0;"),
        "{text}"
    );
}
