use chrono_tz::Tz;

use super::*;
use crate::plan;

fn made(config: &str, zone: Tz, from: &str) -> String {
    let config = plan::parse(config).unwrap();
    Calendar {
        plan: &config.plan,
        lead: config.reminders.lead,
        private: config.reminders.private,
        from: from.parse().unwrap(),
        zone: &zone,
        zone_name: Some(zone.name()),
        now: "2026-11-24T20:00:00Z".parse().unwrap(),
    }
    .text()
    .replace("\r\n ", "")
}

const CONFIG: &str = r#"
bedtime = "22:30"
wake = "06:30"
[[schedule]]
days = ["fri", "sat"]
bedtime = "00:15"
wake = "07:15"
[[step]]
id = "bath"
title = "Bath; warm, not hot"
kind = "timer"
duration = "15m"
before_bed = "30m"
[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
[reminders]
lead = "10m"
"#;

#[test]
fn a_step_is_one_event_for_each_time_of_day_with_its_weekdays_and_alarms() {
    let text = made(CONFIG, Tz::Europe__Berlin, "2026-11-24");
    let events: Vec<&str> = text.split("BEGIN:VEVENT\r\n").skip(1).collect();
    assert_eq!(events.len(), 4);
    assert_eq!(
        events[0],
        "UID:bath-2200-MOTUWETHSU@winddown\r\n\
         DTSTAMP:20261124T200000Z\r\n\
         DTSTART;TZID=Europe/Berlin:20261124T220000\r\n\
         RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,SU\r\n\
         DURATION:PT900S\r\n\
         SUMMARY:Bath\\; warm\\, not hot\r\n\
         TRANSP:TRANSPARENT\r\n\
         BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT0S\r\nDESCRIPTION:Bath\\; warm\\, not hot\r\nEND:VALARM\r\n\
         BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT600S\r\nDESCRIPTION:Bath\\; warm\\, not hot\r\nEND:VALARM\r\n\
         END:VEVENT\r\n"
    );
    // Friday's bedtime, a quarter past midnight, is on Saturday.
    assert!(
        events[3].contains("DTSTART;TZID=Europe/Berlin:20261128T001500"),
        "{}",
        events[3]
    );
    assert!(events[3].contains("BYDAY=SA,SU"), "{}", events[3]);
}

#[test]
fn private_alarms_name_no_step() {
    let config = CONFIG.replace("[reminders]", "[reminders]\nprivate = true");
    let text = made(&config, Tz::Europe__Berlin, "2026-11-24");
    assert!(text.contains("SUMMARY:winddown\r\n") && text.contains("DESCRIPTION:winddown\r\n"));
    assert!(!text.contains("warm"), "{text}");
}

#[test]
fn an_alarm_with_a_change_of_clocks_before_bedtime_is_an_exception() {
    // In Chile clocks go back from midnight to 23:00, an hour before the bedtime of this Saturday.
    let text = made(CONFIG, Tz::America__Santiago, "2027-03-24");
    let moved = text
        .lines()
        .filter(|line| line.starts_with("RECURRENCE-ID"));
    // In September the hour from midnight on is left out, which has the bedtime itself.
    let days = [
        "20270403T234500",
        "20270904T234500",
        "20280401T234500",
        "20270905T001500",
    ];
    assert!(moved.eq(days.map(|day| format!("RECURRENCE-ID;TZID=America/Santiago:{day}"))));
    let fall = "RECURRENCE-ID;TZID=America/Santiago:20270403T234500\r\nDTSTART:20270404T034500Z";
    assert!(text.contains(fall), "{text}");
}

#[test]
fn evenings_that_a_trial_leaves_out_are_left_out() {
    let config = format!(
        "{CONFIG}\n[[trial]]\nstep = \"bath\"\nfirst = \"2026-11-24\"\nfortnights = 2\nseed = 7\ndraw = \"pairs\"\n"
    );
    let text = made(&config, Tz::Europe__Berlin, "2026-11-24");
    let plan = plan::parse(&config).unwrap().plan;
    let evenings = "2026-11-24".parse::<EveningDate>().unwrap();
    let left_out = evenings.through(evenings.days_after(27));
    let left_out = left_out
        .filter(|date| plan.leaves_out(&"bath".into(), *date))
        .count();
    let named: usize = text
        .lines()
        .filter(|line| line.starts_with("EXDATE"))
        .map(|line| line.split(',').count())
        .sum();
    assert_eq!((named, left_out), (14, 14));
}

#[test]
fn a_zone_is_written_by_its_rule_and_by_its_dates_where_it_has_none() {
    let zone = |zone: Tz| {
        let text = made(CONFIG, zone, "2026-11-24");
        let (_, zone) = text.split_once("BEGIN:VTIMEZONE\r\n").unwrap();
        zone.split_once("END:VTIMEZONE").unwrap().0.to_owned()
    };
    let berlin = zone(Tz::Europe__Berlin);
    assert_eq!(
        berlin,
        "TZID:Europe/Berlin\r\n\
         BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n\
         RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n\
         BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n\
         RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
    );
    let new_york = zone(Tz::America__New_York);
    assert!(new_york.contains("BYMONTH=3;BYDAY=2SU") && new_york.contains("BYMONTH=11;BYDAY=1SU"));
    let lord_howe = zone(Tz::Australia__Lord_Howe);
    assert!(
        lord_howe.contains("TZOFFSETFROM:+1030\r\nTZOFFSETTO:+1100"),
        "{lord_howe}"
    );
    let santiago = zone(Tz::America__Santiago);
    assert!(
        santiago.contains("RDATE:2030") && !santiago.contains("RRULE"),
        "{santiago}"
    );
    let kolkata = zone(Tz::Asia__Kolkata);
    assert!(
        kolkata.contains("DTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530"),
        "{kolkata}"
    );
}

#[test]
fn a_zone_without_an_iana_name_has_a_plain_one() {
    let config = plan::parse(CONFIG).unwrap();
    let named = |zone_name| {
        let calendar = Calendar {
            plan: &config.plan,
            lead: Span::ZERO,
            private: false,
            from: "2026-11-24".parse().unwrap(),
            zone: &Utc,
            zone_name,
            now: "2026-11-24T20:00:00Z".parse().unwrap(),
        };
        calendar.zone_id().to_owned()
    };
    assert_eq!(
        named(Some(":America/Port-au-Prince")),
        "America/Port-au-Prince"
    );
    for strange in [
        None,
        Some("<HERE>-1:30"),
        Some("CET-1CEST,M3.5.0,M10.5.0/3"),
        Some("/etc/localtime"),
    ] {
        assert_eq!(named(strange), "Local");
    }
}
