use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::diary::caffeine::HALF_LIFE;
use crate::event::{Event, EventId, NightEntry, Rating};
use crate::plan::{DueRule, Plan, StepKind};
use crate::review::tests::{date, done, events, noon, plan, step};

/// 16 to 24 November, at noon of the 24th.
fn reviewed(
    events: &[Event],
    plans: &[(EveningDate, Plan)],
    today: &Plan,
) -> (Review, DiaryReview) {
    between("2026-11-16", "2026-11-24", events, plans, today)
}

fn between(
    from: &str,
    to: &str,
    events: &[Event],
    plans: &[(EveningDate, Plan)],
    today: &Plan,
) -> (Review, DiaryReview) {
    let input = ReviewInput {
        events,
        plans,
        today,
        first: crate::review::first_recorded_evening(events),
        now: noon(),
        zone: &Berlin,
    };
    let review = Review::between(date(from), date(to), &input);
    let diary = DiaryReview::for_review(&review, &input, HALF_LIFE);
    (review, diary)
}

fn diary(told: &[(&str, &str, What)]) -> DiaryReview {
    reviewed(&events(told), &[], &plan()).1
}

fn night(diary: &DiaryReview, evening: &str) -> NightReview {
    let night = diary
        .nights
        .iter()
        .find(|night| night.date == date(evening));
    night.unwrap().clone()
}

fn woke(night: NightEntry) -> What {
    What::Woke { night }
}

fn coffee(mg: f64) -> What {
    What::Caffeine { mg, drink: None }
}

fn factor(name: &str) -> What {
    What::Factor {
        name: name.to_owned(),
        amount: None,
        about: None,
    }
}

#[test]
fn an_empty_journal_has_no_diary_figures() {
    let diary = diary(&[]);
    assert_eq!(diary.whole, Figures::default());
    assert_eq!((diary.halves, diary.self_check), (None, None));
    assert!(diary.iron.is_empty() && diary.changes.is_empty() && diary.feels.is_empty());
    assert_eq!(diary.in_periods(PeriodLength::Week), []);
}

#[test]
fn the_last_entry_about_a_night_counts_unless_revoked() {
    let told = |awakenings| NightEntry {
        awakenings: Some(awakenings),
        ..NightEntry::default()
    };
    let mut told_twice = events(&[
        ("2026-11-20", "05:00", woke(told(1))),
        ("2026-11-20", "05:10", woke(told(4))),
    ]);
    let awakenings = |events: &[Event]| {
        let (_, diary) = reviewed(events, &[], &plan());
        night(&diary, "2026-11-20").awakenings
    };
    assert_eq!(awakenings(&told_twice), Some(4));
    let last = told_twice[1].clone();
    told_twice.push(Event {
        id: EventId(Uuid::from_u128(9)),
        what: What::Revoked { event: last.id },
        ..last
    });
    assert_eq!(awakenings(&told_twice), Some(1));
}

#[test]
fn the_length_of_a_night_is_elapsed_time() {
    let diary = diary(&[
        ("2026-11-20", "22:30", What::LightsOut),
        ("2026-11-20", "05:45", woke(NightEntry::default())),
        ("2026-11-21", "22:30", What::LightsOut),
        ("2026-11-22", "05:00", woke(NightEntry::default())),
    ]);
    assert_eq!(night(&diary, "2026-11-20").night_min, Some(7 * 60 + 15));
    assert_eq!(
        night(&diary, "2026-11-21").night_min,
        None,
        "no end was told"
    );
    assert_eq!(diary.whole.night_min.nights, 1);
    assert_eq!(diary.whole.woke.nights, 2);
}

#[test]
fn a_night_across_a_clock_change_includes_the_extra_hour() {
    let mut told = events(&[
        ("2026-11-20", "22:00", What::LightsOut),
        ("2026-11-20", "05:00", woke(NightEntry::default())),
    ]);
    for (event, at) in told
        .iter_mut()
        .zip(["2026-10-24T22:00:00+02:00", "2026-10-25T05:00:00+01:00"])
    {
        event.at = at.parse().unwrap();
        event.evening = date("2026-10-24");
    }
    told[0].offset_min = 120;
    let (_, diary) = between("2026-10-24", "2026-10-24", &told, &[], &plan());
    assert_eq!(night(&diary, "2026-10-24").night_min, Some(8 * 60));
}

#[test]
fn caffeine_without_an_entry_is_missing_rather_than_zero() {
    let diary = diary(&[
        ("2026-11-19", "10:00", coffee(100.0)),
        ("2026-11-20", "22:30", What::LightsOut),
        ("2026-11-21", "22:30", What::LightsOut),
        ("2026-11-21", "15:30", coffee(0.0)),
    ]);
    let (told, dark) = (night(&diary, "2026-11-19"), night(&diary, "2026-11-20"));
    assert_eq!(
        (told.caffeine_mg, told.caffeine_left_mg),
        (Some(100.0), None)
    );
    assert_eq!((dark.caffeine_mg, dark.caffeine_left_mg), (None, None));
    assert_eq!(
        night(&diary, "2026-11-21").caffeine_mg,
        Some(0.0),
        "that was said"
    );
    assert_eq!(
        (
            diary.whole.caffeine_mg.nights,
            diary.whole.caffeine_left_mg.nights
        ),
        (2, 1)
    );
}

#[test]
fn caffeine_left_counts_the_days_drinks_and_those_before() {
    let diary = diary(&[
        ("2026-11-19", "17:00", coffee(100.0)),
        ("2026-11-20", "17:30", coffee(100.0)),
        ("2026-11-20", "23:30", coffee(100.0)),
        ("2026-11-20", "22:30", What::LightsOut),
    ]);
    // Calculated independently: 51.155 mg of the drink five hours ago, 1.716 mg of the day before's, and
    // nothing of a drink after lights out.
    let left = night(&diary, "2026-11-20").caffeine_left_mg.unwrap();
    assert!((left - 52.87).abs() < 0.02, "{left}");
}

#[test]
fn words_are_counted_once_an_evening_the_most_frequent_first() {
    let legs = |feels: &[&str]| What::Legs {
        rating: Rating::try_from(3).unwrap(),
        feels: feels.iter().map(|feel| (*feel).to_owned()).collect(),
    };
    let diary = diary(&[
        ("2026-11-19", "20:00", legs(&["aching"])),
        ("2026-11-20", "20:00", legs(&["crawling", "aching"])),
        ("2026-11-20", "05:00", legs(&["aching"])),
        ("2026-11-20", "18:00", factor("alcohol")),
        ("2026-11-20", "18:01", factor("alcohol")),
        ("2026-11-21", "18:00", factor("alcohol")),
        ("2026-11-21", "18:00", factor("garden")),
    ]);
    assert_eq!(
        diary.feels,
        [("aching".to_owned(), 2), ("crawling".to_owned(), 1)]
    );
    assert_eq!(
        diary.factors,
        [("alcohol".to_owned(), 2), ("garden".to_owned(), 1)]
    );
    assert_eq!(diary.whole.alcohol, 2);
}

#[test]
fn all_blood_values_and_the_newest_self_check_are_shown() {
    let iron = |ferritin: f64, tested: &str| What::Iron {
        iron: IronTest {
            ferritin: Some(ferritin),
            tsat: None,
            tested: tested.parse().unwrap(),
        },
    };
    let signs = |last| What::SelfCheck {
        signs: [true, true, false, last],
    };
    let told = events(&[
        ("2026-11-01", "18:00", iron(40.0, "2026-10-30")),
        ("2026-11-01", "18:00", signs(false)),
        ("2026-11-10", "18:00", signs(true)),
        ("2026-11-17", "18:00", iron(20.0, "2025-03-01")),
        ("2026-11-23", "18:00", iron(80.0, "2026-11-22")),
    ]);
    let (_, diary) = between("2026-11-16", "2026-11-20", &told, &[], &plan());
    let values: Vec<_> = diary
        .iron
        .iter()
        .map(|test| test.ferritin.unwrap())
        .collect();
    assert_eq!(
        values,
        [20.0, 40.0],
        "by the day of the test, none from after the span"
    );
    let (evening, signs) = diary.self_check.unwrap();
    assert_eq!(
        (evening, signs),
        (date("2026-11-10"), [true, true, false, true])
    );
}

#[test]
fn changes_of_plan_are_named_with_their_evening() {
    let (before, mut later) = (plan(), plan());
    later.bedtime = NaiveTime::from_hms_opt(23, 0, 0).unwrap();
    later.steps.remove(1);
    later.steps[0].when = DueRule::BeforeBed(Span::minutes(90));
    later.steps[0].optional = true;
    let routine = |routine: &str| StepKind::Routine {
        routine: routine.to_owned(),
        duration: Span::minutes(5),
    };
    later.steps.push(step("yoga", routine("seated"), 20));
    let mut today = later.clone();
    today.steps[2].kind = routine("in-bed");
    let plans = [
        (date("2026-11-01"), before.clone()),
        (date("2026-11-18"), before),
        (date("2026-11-20"), plan_with_wake("05:00")),
        (date("2026-11-20"), later),
    ];
    let told = events(&[
        ("2026-11-01", "20:00", done("bath")),
        (
            "2026-11-22",
            "20:00",
            What::Factor {
                name: "medicine-change".to_owned(),
                amount: None,
                about: Some("half a tablet".to_owned()),
            },
        ),
    ]);
    let (_, diary) = reviewed(&told, &plans, &today);
    let (half_past, eleven) = (plan().bedtime, NaiveTime::from_hms_opt(23, 0, 0).unwrap());
    let on = |evening: &str, what| RecordedChange {
        date: date(evening),
        what,
    };
    let titled = |title: &str| title.to_owned();
    assert_eq!(
        diary.changes,
        [
            on(
                "2026-11-20",
                ChangeKind::Bedtime {
                    from: half_past,
                    to: eleven
                }
            ),
            on(
                "2026-11-20",
                ChangeKind::Altered {
                    title: titled("BATH"),
                    parts: vec![StepAttribute::Time, StepAttribute::Optional]
                }
            ),
            on(
                "2026-11-20",
                ChangeKind::Added {
                    title: titled("YOGA")
                }
            ),
            on(
                "2026-11-20",
                ChangeKind::Dropped {
                    title: titled("MASSAGE")
                }
            ),
            on(
                "2026-11-22",
                ChangeKind::Medicine {
                    about: Some(titled("half a tablet"))
                }
            ),
            on(
                "2026-11-24",
                ChangeKind::Routine {
                    title: titled("YOGA"),
                    from: titled("seated"),
                    to: titled("in-bed")
                }
            ),
        ]
    );
    assert_eq!(night(&diary, "2026-11-19").planned, half_past);
    assert_eq!(night(&diary, "2026-11-20").planned, eleven);
}

fn plan_with_wake(time: &str) -> Plan {
    Plan {
        wake: NaiveTime::parse_from_str(time, "%H:%M").unwrap(),
        ..plan()
    }
}

#[test]
fn a_plan_change_before_the_span_is_not_listed() {
    let told = events(&[("2026-11-01", "20:00", done("bath"))]);
    let plans = [
        (date("2026-11-01"), plan_with_wake("05:00")),
        (date("2026-11-10"), plan()),
    ];
    let (_, diary) = reviewed(&told, &plans, &plan());
    assert_eq!(diary.changes, []);
}

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
    let told: Vec<(String, What)> = (0..8)
        .map(|n| {
            let legs = What::Legs {
                rating: Rating::try_from(9 - n).unwrap(),
                feels: vec![],
            };
            (format!("2026-11-{}", 16 + n), legs)
        })
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(on, legs)| (on.as_str(), "20:00", legs.clone()))
        .collect();
    let (review, diary) = reviewed(&events(&told), &[], &plan());
    let trend = review.legs.trend.unwrap();
    assert_eq!(trend.from.0.to_string(), "2026-11-16");
    assert_eq!(trend.to.0.to_string(), "2026-11-23");
    assert!((trend.from.1 - 9.0).abs() < 1e-9, "{trend:?}");
    assert!((trend.to.1 - 2.0).abs() < 1e-9, "{trend:?}");
    assert_eq!(trend.interval, None);
    assert_eq!(diary.whole.legs, review.legs);
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
        let mut tell = |minutes: i64, what: What| {
            all.push(Event {
                id: EventId(Uuid::from_u128(all.len() as u128 + 1)),
                at: midnight + TimeDelta::minutes(minutes),
                offset_min: 60,
                evening: EveningDate(evening),
                what,
                device: "test".into(),
            });
        };
        for mg in drinks {
            tell(600, coffee(f64::from(*mg)));
        }
        if let Some((out, long)) = bounds {
            tell(*out, What::LightsOut);
            let told = NightEntry {
                asleep_after_min: *asleep,
                awakenings: *awakenings,
                ..NightEntry::default()
            };
            tell(out + long, woke(told));
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
        prop_assert!(same(whole.asleep_after_min, by_hand(dark().filter_map(|n| Some(f64::from(n.1?))).collect())));
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
        for width in [PeriodLength::Night, PeriodLength::Week, PeriodLength::Month] {
            let stretches = diary.in_periods(width);
            let days: i64 = stretches.iter().map(|s| (s.to.0 - s.from.0).num_days() + 1).sum();
            prop_assert_eq!(days, review.evenings.len() as i64);
            let told: usize = stretches.iter().map(|s| s.figures.awakenings.nights).sum();
            prop_assert_eq!(told, diary.whole.awakenings.nights);
            let missed: usize = stretches.iter().map(|s| s.figures.outcomes.missed).sum();
            prop_assert_eq!(missed, review.missed);
            for pair in stretches.windows(2) {
                prop_assert_eq!(pair[0].to.next(), pair[1].from);
            }
        }
    }
}

#[test]
fn weeks_begin_on_monday_and_months_on_the_first() {
    let told = events(&[("2026-10-30", "20:00", done("bath"))]); // a Friday
    let (_, diary) = between("2026-10-30", "2026-11-10", &told, &[], &plan());
    let begins = |width| -> Vec<String> {
        let stretches = diary.in_periods(width);
        stretches
            .iter()
            .map(|stretch| stretch.from.to_string())
            .collect()
    };
    assert_eq!(
        begins(PeriodLength::Week),
        ["2026-10-30", "2026-11-02", "2026-11-09"]
    );
    assert_eq!(begins(PeriodLength::Month), ["2026-10-30", "2026-11-01"]);
}

#[test]
fn getting_up_is_shown_in_the_recorded_local_time() {
    let up: DateTime<Utc> = "2026-11-21T06:05:00+01:00".parse().unwrap();
    let told = NightEntry {
        up: Some(up),
        ..NightEntry::default()
    };
    let diary = diary(&[("2026-11-20", "05:50", woke(told))]);
    assert_eq!(diary.whole.up.mean, NaiveTime::from_hms_opt(6, 5, 0));
}

#[test]
fn values_of_one_blood_test_recorded_separately_are_merged() {
    let iron = |ferritin, tsat, tested: &str| What::Iron {
        iron: IronTest {
            ferritin,
            tsat,
            tested: tested.parse().unwrap(),
        },
    };
    let diary = diary(&[
        ("2026-11-17", "18:00", iron(Some(48.0), None, "2026-11-02")),
        ("2026-11-17", "18:01", iron(None, Some(17.0), "2026-11-02")),
        ("2026-11-18", "18:00", iron(Some(50.0), None, "2026-11-02")),
        ("2026-11-19", "18:00", iron(None, Some(20.0), "2026-11-03")),
    ]);
    let values: Vec<_> = diary
        .iron
        .iter()
        .map(|test| (test.ferritin, test.tsat))
        .collect();
    assert_eq!(
        values,
        [
            (Some(48.0), Some(17.0)),
            // A contradicting value stays separate.
            (Some(50.0), None),
            (None, Some(20.0)),
        ]
    );
}

#[test]
fn evenings_without_entry_are_counted_except_the_running_one() {
    let told = events(&[
        ("2026-11-19", "20:00", done("bath")),
        ("2026-11-21", "20:00", factor("stress")),
    ]);
    let plans = [(date("2026-11-20"), plan())];
    let (review, diary) = reviewed(&told, &plans, &plan());
    assert_eq!(review.evenings.len(), 6, "19 to 24 November");
    assert_eq!(
        diary.evenings_without_entry, 3,
        "the 20th, the 22nd and the 23rd"
    );
}

#[test]
fn caffeine_of_the_running_day_is_unknown() {
    let told = [
        ("2026-11-23", "10:00", coffee(100.0)),
        ("2026-11-24", "10:00", coffee(60.0)),
    ];
    let told = diary(&told);
    assert_eq!(
        (told.whole.caffeine_mg.nights, told.whole.caffeine_mg.mean),
        (1, Some(100.0))
    );
}

#[test]
fn the_amount_of_a_medicine_is_part_of_its_description() {
    let medicine = |amount, about: Option<&str>| What::Factor {
        name: "medicine-change".to_owned(),
        amount,
        about: about.map(str::to_owned),
    };
    let diary = diary(&[
        (
            "2026-11-19",
            "18:00",
            medicine(Some(300), Some("gabapentin")),
        ),
        ("2026-11-20", "18:00", medicine(Some(2), None)),
        ("2026-11-21", "18:00", medicine(None, None)),
    ]);
    let said: Vec<_> = diary
        .changes
        .iter()
        .map(|change| match &change.what {
            ChangeKind::Medicine { about } => about.as_deref(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(said, [Some("gabapentin (300)"), Some("2"), None]);
}

#[test]
fn the_newest_pregnancy_entry_within_the_span_counts() {
    let pregnancy = |week, about: Option<&str>| What::Factor {
        name: "pregnancy".to_owned(),
        amount: Some(week),
        about: about.map(str::to_owned),
    };
    let told = events(&[
        ("2026-11-10", "18:00", pregnancy(29, None)),
        ("2026-11-18", "18:00", pregnancy(30, None)),
        ("2026-11-20", "18:00", pregnancy(31, Some("twins"))),
        ("2026-11-21", "18:00", factor("stress")),
    ]);
    let last = |from, to| between(from, to, &told, &[], &plan()).1.pregnancy;
    let expected = Pregnancy {
        evening: date("2026-11-20"),
        week: Some(31),
        about: Some("twins".to_owned()),
    };
    assert_eq!(last("2026-11-16", "2026-11-24"), Some(expected));
    assert_eq!(last("2026-11-16", "2026-11-19").unwrap().week, Some(30));
    assert_eq!(last("2026-11-21", "2026-11-24"), None, "that was before");
}
