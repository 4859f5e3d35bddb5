use proptest::prelude::*;

use super::*;

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

#[test]
fn common_spellings_of_a_time_are_parsed() {
    for text in [
        "22:30",
        "2230",
        "22.30",
        "22h30",
        "22H30",
        "10:30 pm",
        "10:30pm",
        "10.30 PM",
        "1030 pm",
        "10:30 p.m.",
        "10:30\u{202f}PM",
        "10:30 Pm",
        " 22:30 ",
    ] {
        assert_eq!(parse(text), Ok(time(22, 30)), "{text}");
    }
    for text in [
        "22", "22h", "22:", "22.", "10pm", "10 pm", "10 P.M.", "10PM",
    ] {
        assert_eq!(parse(text), Ok(time(22, 0)), "{text}");
    }
    for text in [
        "7:05", "07:05", "705", "0705", "7:5", "7h5", "7: 05", "7.05", "7:05 am", "705am",
    ] {
        assert_eq!(parse(text), Ok(time(7, 5)), "{text}");
    }
    let with_seconds = NaiveTime::from_hms_opt(22, 30, 15).unwrap();
    assert_eq!(parse("22:30:15"), Ok(with_seconds));
    assert_eq!(parse("10:30:15 pm"), Ok(with_seconds));
}

#[test]
fn noon_is_12_pm_and_midnight_is_12_am() {
    for (text, hour, minute) in [
        ("12am", 0, 0),
        ("12 am", 0, 0),
        ("12:30 am", 0, 30),
        ("1230am", 0, 30),
        ("12pm", 12, 0),
        ("12:59 pm", 12, 59),
        ("1am", 1, 0),
        ("11:59 pm", 23, 59),
        ("0:00", 0, 0),
        ("00:30", 0, 30),
        ("0", 0, 0),
        ("12", 12, 0),
        ("000", 0, 0),
        ("0030", 0, 30),
    ] {
        assert_eq!(parse(text), Ok(time(hour, minute)), "{text}");
    }
}

#[test]
fn an_impossible_time_is_refused_with_what_to_write() {
    for (text, says) in [
        ("24:00", "midnight is 0:00"),
        ("2400", "midnight is 0:00"),
        ("24:15", "there is no 24:15"),
        ("25", "there is no 25:00"),
        ("22:60", "there is no 22:60"),
        ("960", "there is no 9:60"),
        ("0:30 am", "midnight is 12 am"),
        ("0am", "midnight is 12 am"),
        ("13pm", "no am or pm after 12"),
        ("22:30 pm", "no am or pm after 12"),
        ("22.5", "such as 22:45"),
    ] {
        let why = parse(text).unwrap_err().to_string();
        assert!(why.contains(says), "{text}: {why}");
        assert!(why.len() <= 20, "{why}");
    }
    assert!(matches!(
        parse("22:30:60"),
        Err(BadTimeOfDay::NotOnTheClock { .. })
    ));
}

#[test]
fn other_texts_are_not_times() {
    for text in [
        "",
        " ",
        "bed",
        "pm",
        "am 10",
        "22:4x",
        "-1",
        "+7:05",
        "12345",
        "1:2:3:4",
        "22.30.15",
        "22h30:15",
        "123:00",
        "22:123",
        ":30",
        ".30",
        "h30",
        "22::30",
        "22 30",
        "2 230",
        "10 p m",
        "10pmm",
        "10 xpm",
        "10:30 pm tonight",
        "٢٢:٣٠",
        "２２:３０",
        "22：30",
        "١٢:٠٠",
        "noon",
        "1e1",
        "0x10",
        "22:30Z",
        "22,30",
        "22-30",
    ] {
        assert_eq!(parse(text), Err(BadTimeOfDay::Form), "{text}");
    }
}

#[test]
fn a_time_is_shown_by_the_chosen_clock() {
    use ClockFormat::{TwelveHour, TwentyFourHour};
    for (hour, minute, by_24, by_12) in [
        (0, 0, "00:00", "12:00 am"),
        (0, 30, "00:30", "12:30 am"),
        (7, 5, "07:05", "7:05 am"),
        (12, 0, "12:00", "12:00 pm"),
        (21, 38, "21:38", "9:38 pm"),
        (23, 59, "23:59", "11:59 pm"),
    ] {
        let time = time(hour, minute);
        assert_eq!(TwentyFourHour.time(time), by_24);
        assert_eq!(TwelveHour.time(time), by_12);
        assert_eq!(TwelveHour.in_column(time), format!("{by_12:>8}"));
    }
    let hours = ClockFormat::ALL.map(|clock| clock.hour(time(21, 0)));
    assert_eq!(hours, ["21", "9 pm"]);
}

proptest! {
    #[test]
    fn a_shown_time_is_read_back_and_fits_its_column(minutes in 0..24 * 60_u32) {
        let time = time(minutes / 60, minutes % 60);
        for clock in ClockFormat::ALL {
            prop_assert_eq!(parse(&clock.time(time)), Ok(time));
            prop_assert_eq!(clock.in_column(time).len(), clock.width());
        }
    }

    #[test]
    fn every_time_is_parsed_in_every_spelling(minutes in 0..24 * 60_u32) {
        let (hour, minute) = (minutes / 60, minutes % 60);
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let half = if hour < 12 { "am" } else { "pm" };
        for text in [
            format!("{hour}:{minute:02}"),
            format!("{hour:02}:{minute:02}"),
            format!("{hour:02}:{minute:02}:00"),
            format!("{hour}.{minute:02}"),
            format!("{hour}h{minute:02}"),
            format!("{hour:02}{minute:02}"),
            format!("{hour}{minute:02}"),
            format!("{twelve}:{minute:02} {half}"),
            format!("{twelve}{minute:02}{half}"),
        ] {
            prop_assert_eq!(parse(&text), Ok(time(hour, minute)), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,12}|[0-9:.hHapm ]{0,10}") {
        let _ = parse(&text);
    }
}

#[test]
fn without_am_or_pm_the_12_hour_clock_means_the_nearer_one() {
    let [bedtime, wake, noon] = [time(22, 30), time(6, 30), time(12, 0)];
    for (text, near, meant) in [
        ("9:30", bedtime, time(21, 30)),
        ("930", bedtime, time(21, 30)),
        ("11", bedtime, time(23, 0)),
        ("12:15", bedtime, time(0, 15)),
        ("1", bedtime, time(1, 0)),
        ("9:30", wake, time(9, 30)),
        ("12:15", wake, time(12, 15)),
        ("5", wake, time(5, 0)),
        ("12:30", noon, time(12, 30)),
        // Typed by the 24-hour clock, or with its half of the day.
        ("09:30", bedtime, time(9, 30)),
        ("0:15", wake, time(0, 15)),
        ("22:30", wake, time(22, 30)),
        ("9:30 am", bedtime, time(9, 30)),
        ("9:30pm", wake, time(21, 30)),
    ] {
        let read = parse_near(text, ClockFormat::TwelveHour, near);
        assert_eq!(read, Ok(meant), "{text} near {near}");
        let by_24 = parse_near(text, ClockFormat::TwentyFourHour, near);
        assert_eq!(by_24, parse(text), "{text}");
    }
    let wrong = parse_near("9:75", ClockFormat::TwelveHour, bedtime);
    assert!(wrong.is_err());
}

#[test]
fn the_times_in_a_text_are_written_by_the_clock() {
    let text = "At 22:43, 00:10 or (12:05); not 1:30, 22:430, 99:10 nor a:b. é:22:30";
    let by_12 = "At 10:43 pm, 12:10 am or (12:05 pm); not 1:30, 22:430, 99:10 nor a:b. é:10:30 pm";
    assert_eq!(ClockFormat::TwelveHour.in_text(text), by_12);
    assert_eq!(ClockFormat::TwentyFourHour.in_text(text), text);
}

#[test]
fn what_is_wrong_with_a_time_is_said_by_the_clock() {
    let why = |text: &str, clock| parse(text).unwrap_err().by_clock(clock);
    assert_eq!(why("soon", ClockFormat::TwelveHour), "a time like 10:45 pm");
    assert_eq!(
        why("soon", ClockFormat::TwentyFourHour),
        "a time such as 22:45"
    );
    assert_eq!(why("24:00", ClockFormat::TwelveHour), "midnight is 12 am");
    assert_eq!(
        why("24:00", ClockFormat::TwentyFourHour),
        "midnight is 0:00"
    );
    assert_eq!(why("9:75", ClockFormat::TwelveHour), "there is no 9:75");
}
