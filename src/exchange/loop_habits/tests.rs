use std::io::Write;

use proptest::prelude::*;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::*;
use crate::plan::Config;

fn today() -> NaiveDate {
    "2026-11-28".parse().unwrap()
}

/// A zip with these files, packed as Loop packs them.
pub fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, text) in files {
        let file = archive.new_file(name);
        let file = file.compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = file.start().unwrap();
        let packed = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(packed);
        writer.write_all(text.as_bytes()).unwrap();
        let (packed, descriptor) = writer.finish().unwrap();
        packed.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

const HABITS: &str = "\
Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,Target Value,Archived?
001,\"Stretch, legs\",YES_NO,,,1,1,#FF8F00,,,,false
002,Walk,NUMERICAL,,,1,1,#FF8F00,km,AT_LEAST,2.5,false
003,Coffee,NUMERICAL,,,1,1,#FF8F00,cups,AT_MOST,1.0,false
004,Nothing yet,YES_NO,,,1,1,#FF8F00,,,,true
";

fn habits(files: &[(&str, &str)]) -> (Vec<(String, Vec<String>)>, Vec<String>) {
    let export = read_zip(&zipped(files), today()).unwrap();
    let habits = export.habits.into_iter().map(|habit| {
        let days = habit.days.iter().map(NaiveDate::to_string).collect();
        (habit.name, days)
    });
    let refused = export.refused.iter().map(ToString::to_string).collect();
    (habits.collect(), refused)
}

#[test]
fn a_zip_gives_the_days_on_which_each_habit_was_done() {
    let (habits, refused) = habits(&[
        ("Habits.csv", HABITS),
        (
            "Checkmarks.csv",
            "Date,Stretch, legs,Walk,\n2026-11-20,2,2,\n",
        ),
        (
            "001 Stretch legs/Checkmarks.csv",
            "Date,Value,Notes\n2026-11-24,YES_MANUAL,\"a, b\"\n2026-11-23,YES_AUTO,\n2026-11-22,NO,\n2026-11-21,SKIP,\n2026-11-20,2\n2026-11-19,0\n",
        ),
        (
            "002 Walk/Checkmarks.csv",
            "2026-11-24,2500\n2026-11-23,2499\n2026-11-22,SKIP\n2026-11-21,3\n",
        ),
        (
            "003 Coffee/Checkmarks.csv",
            "Date,Value,Notes\n2026-11-24,1000,\n2026-11-23,2000,\n2026-11-22,0,\n2026-11-21,UNKNOWN,\n",
        ),
    ]);
    assert_eq!(refused, [] as [&str; 0]);
    let expected = [
        ("Stretch, legs", vec!["2026-11-20", "2026-11-24"]),
        ("Walk", vec!["2026-11-24"]),
        ("Coffee", vec!["2026-11-22", "2026-11-24"]),
        ("Nothing yet", vec![]),
    ];
    for ((name, days), (habit, found)) in expected.into_iter().zip(&habits) {
        assert_eq!(
            (habit.as_str(), found.len()),
            (name, days.len()),
            "{found:?}"
        );
        assert_eq!(*found, days);
    }
}

#[test]
fn a_bad_row_is_named_and_keeps_no_other_out() {
    let (habits, refused) = habits(&[
        (
            "Habits.csv",
            "Position,Name\n001,Bath\n,\n002,\u{1b}[2J\u{202e}Tea\n",
        ),
        (
            "001 Bath/Checkmarks.csv",
            "Date,Value\n1066-10-14,2\n2026-11-24,2\n2099-01-01,2\nyesterday,2\n2026-11-23,many\n",
        ),
    ]);
    assert_eq!(habits[0].1, ["2026-11-24"]);
    assert_eq!(habits[1].0, "[2JTea", "nothing hidden is left in a name");
    assert_eq!(
        refused,
        [
            "Habits.csv, line 3: the habit has no name or no number",
            "001 Bath/Checkmarks.csv, line 2: its date is out of range",
            "001 Bath/Checkmarks.csv, line 4: its date is out of range",
            "001 Bath/Checkmarks.csv, line 5: it does not begin with a date",
            "001 Bath/Checkmarks.csv, line 6: its value is no number",
        ]
    );
}

#[test]
fn a_zip_that_unpacks_to_very_much_is_refused() {
    let zeros = "0".repeat(65 << 20);
    let bomb = zipped(&[
        ("Habits.csv", HABITS),
        ("001 Stretch legs/Checkmarks.csv", &zeros),
    ]);
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(read_zip(&bomb, today()), Err(BadZip::TooLarge)));
    assert!(matches!(
        read_zip(b"PK nothing", today()),
        Err(BadZip::Unreadable(_))
    ));
    assert!(matches!(
        read_zip(&zipped(&[]), today()),
        Err(BadZip::NoHabits)
    ));
    let no_name = zipped(&[("Habits.csv", "Position\n1\n")]);
    assert!(matches!(
        read_zip(&no_name, today()),
        Err(BadZip::NoColumn("Name"))
    ));
}

#[test]
fn a_habit_is_the_step_of_its_name_or_the_one_that_was_typed() {
    let habit = |name: &str| Habit {
        name: name.to_owned(),
        days: BTreeSet::new(),
    };
    let habits = ["warm BATH", "Stretch = legs", "Piano", "Lights out"].map(habit);
    let plan = Config::built_in().plan;
    let pairs =
        |texts: &[&str]| -> Vec<Pair> { texts.iter().map(|text| text.parse().unwrap()).collect() };
    let mapping = Mapping::new(&habits, &plan, &pairs(&["stretch = legs=stretch"])).unwrap();
    assert_eq!(
        mapping.mapped,
        [(0, "warm-bath".into()), (1, "stretch".into())]
    );
    assert_eq!(mapping.unmapped, ["Piano", "Lights out"]);
    let refused = |text| {
        Mapping::new(&habits, &plan, &pairs(&[text]))
            .unwrap_err()
            .to_string()
    };
    assert!(refused("Violin=stretch").contains("it has warm BATH, Stretch = legs, Piano"));
    assert!(refused("Piano=stretches").contains("stretch"));
    assert!(refused("Piano=lights-out").contains("choose another step"));
    assert!("Piano".parse::<Pair>().is_err() && "=a".parse::<Pair>().is_err());
}

#[test]
fn the_id_of_a_repetition_is_always_the_same_and_sorts_by_its_day() {
    let id = |step: &str, date: &str| entry_id(&step.into(), date.parse().unwrap());
    assert_eq!(
        id("stretch", "2026-11-24").to_string(),
        "01a20d6d-5a00-7f77-82e6-86a63d7e1e6e"
    );
    assert!(id("stretch", "2026-11-23") < id("bath", "2026-11-24"));
    assert_ne!(id("stretch", "2026-11-24"), id("bath", "2026-11-24"));
}

proptest! {
    #[test]
    fn no_zip_does_harm(
        names in prop::collection::vec("(Habits.csv|00[0-9] [a-z]{0,3}/Checkmarks.csv|\\.\\./[a-z]+)", 0..4),
        texts in prop::collection::vec(".{0,80}|(Position,Name,Type\n)?([0-9]{1,3},[a-z\"]{0,4},[A-Z]{0,3}\n){0,3}", 4),
        (at, byte) in (any::<prop::sample::Index>(), any::<u8>()),
    ) {
        let files: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        let mut bytes = zipped(&files);
        let _ = read_zip(&bytes, today());
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read_zip(&bytes, today());
    }
}
