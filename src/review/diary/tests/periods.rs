//! Means over a span, its halves, and its weeks and months.

use super::*;

#[test]
fn halves_need_enough_evenings() {
    let first = events(&[("2026-11-10", "20:00", done("bath"))]);
    let halves = |to: &str| between("2026-11-01", to, &first, &[], &plan()).1.halves;
    assert_eq!(halves("2026-11-22"), None, "13 evenings");
    let [one, other] = halves("2026-11-23").unwrap();
    assert_eq!((one.outcomes.missed, other.outcomes.missed), (7, 7));
}

#[test]
fn the_ends_of_the_trend_are_those_of_a_straight_line() {
    let entries: Vec<(String, What)> = (0..8)
        .map(|n| {
            let legs = What::Legs {
                rating: Rating::try_from(9 - n).unwrap(),
                feels: vec![],
                places: vec![],
                about: None,
            };
            (format!("2026-11-{}", 16 + n), legs)
        })
        .collect();
    let entries: Vec<_> = entries
        .iter()
        .map(|(on, legs)| (on.as_str(), "20:00", legs.clone()))
        .collect();
    let (review, diary) = reviewed(&events(&entries), &[], &plan());
    let trend = review.legs.trend.unwrap();
    assert_eq!(trend.from.0.to_string(), "2026-11-16");
    assert_eq!(trend.to.0.to_string(), "2026-11-23");
    assert!((trend.from.1 - 9.0).abs() < 1e-9, "{trend:?}");
    assert!((trend.to.1 - 2.0).abs() < 1e-9, "{trend:?}");
    assert_eq!(trend.interval, None);
    assert_eq!(diary.whole.legs(review.legs.figure), review.legs);
}

/// One evening's entries: lights out and length of the night, minutes until asleep, awakenings, milligrams
/// of caffeine.
type Night = (Option<(i64, i64)>, Option<u16>, Option<u8>, Vec<u16>);

fn a_night() -> impl Strategy<Value = Night> {
    (
        prop::option::weighted(0.8, (1260_i64..1560, 200_i64..600)),
        prop::option::of(0_u16..120),
        prop::option::of(0_u8..9),
        prop::collection::vec(0_u16..200, 0..3),
    )
}

fn of_nights(first: NaiveDate, nights: &[Night]) -> Vec<Event> {
    let mut all = Vec::new();
    for (n, (bounds, asleep, awakenings, drinks)) in (0..).zip(nights) {
        let evening = first + TimeDelta::days(n);
        let midnight = evening.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(1);
        let mut record = |minutes: i64, what: What| {
            all.push(Event {
                id: EventId(Uuid::from_u128(all.len() as u128 + 1)),
                at: midnight + TimeDelta::minutes(minutes),
                offset_min: 60,
                evening: EveningDate(evening),
                what,
                device: "test".into(),
                origin: None,
                action: None,
            });
        };
        for mg in drinks {
            record(600, coffee(f64::from(*mg)));
        }
        if let Some((out, long)) = bounds {
            record(*out, What::lights_out());
            let night = NightEntry {
                asleep_after_min: *asleep,
                awakenings: *awakenings,
                ..NightEntry::default()
            };
            record(out + long, woke(night));
        }
    }
    all
}

proptest! {
    #[test]
    fn every_mean_matches_a_plain_sum(nights in prop::collection::vec(a_night(), 1..40)) {
        let last = date("2026-11-23");
        let first = last.days_before(nights.len() as u64 - 1);
        let (_, diary) = between(&first.to_string(), "2026-11-23", &of_nights(first.0, &nights), &[], &plan());
        let by_hand = |values: Vec<f64>| {
            (values.len(), values.iter().sum::<f64>() / values.len() as f64)
        };
        let same = |mean: Mean, (nights, by_hand): (usize, f64)| {
            mean.nights == nights && mean.mean.is_none_or(|mean| (mean - by_hand).abs() < 1e-9)
                && mean.mean.is_some() == (nights > 0)
        };
        let dark = || nights.iter().filter(|night| night.0.is_some());
        let whole = diary.whole;
        prop_assert!(same(whole.night_min, by_hand(nights.iter().filter_map(|n| Some(n.0?.1 as f64)).collect())));
        prop_assert!(same(whole.sleep.latency_min, by_hand(dark().filter_map(|n| Some(f64::from(n.1?))).collect())));
        prop_assert!(same(whole.awakenings, by_hand(dark().filter_map(|n| Some(f64::from(n.2?))).collect())));
        let drunk = nights.iter().filter(|night| !night.3.is_empty());
        let sums = drunk.map(|night| night.3.iter().map(|mg| f64::from(*mg)).sum());
        prop_assert!(same(whole.caffeine_mg, by_hand(sums.collect())));
    }

    #[test]
    fn periods_of_any_length_contain_each_evening_once(nights in prop::collection::vec(a_night(), 1..100)) {
        let last = date("2026-11-23");
        let first = last.days_before(nights.len() as u64 - 1);
        let (review, diary) = between(&first.to_string(), "2026-11-23", &of_nights(first.0, &nights), &[], &plan());
        for width in [PeriodLength::Night, PeriodLength::Week(FirstDayOfWeek::Monday), PeriodLength::Month] {
            let stretches = diary.in_periods(width);
            let days: i64 = stretches.iter().map(|s| (s.to.0 - s.from.0).num_days() + 1).sum();
            prop_assert_eq!(days, review.evenings.len() as i64);
            let counted: usize = stretches.iter().map(|s| s.figures.awakenings.nights).sum();
            prop_assert_eq!(counted, diary.whole.awakenings.nights);
            let missed: usize = stretches.iter().map(|s| s.figures.outcomes.missed).sum();
            prop_assert_eq!(missed, review.missed);
            for pair in stretches.windows(2) {
                prop_assert_eq!(pair[0].to.next(), pair[1].from);
            }
        }
    }
}

#[test]
fn weeks_begin_on_the_users_day_and_months_on_the_first() {
    let events = events(&[("2026-10-30", "20:00", done("bath"))]); // a Friday
    let (_, diary) = between("2026-10-30", "2026-11-10", &events, &[], &plan());
    let begins = |width| -> Vec<String> {
        let stretches = diary.in_periods(width);
        stretches
            .iter()
            .map(|stretch| stretch.from.to_string())
            .collect()
    };
    assert_eq!(
        begins(PeriodLength::Week(FirstDayOfWeek::Monday)),
        ["2026-10-30", "2026-11-02", "2026-11-09"]
    );
    assert_eq!(
        begins(PeriodLength::Week(FirstDayOfWeek::Sunday)),
        ["2026-10-30", "2026-11-01", "2026-11-08"]
    );
    assert_eq!(begins(PeriodLength::Month), ["2026-10-30", "2026-11-01"]);
}
