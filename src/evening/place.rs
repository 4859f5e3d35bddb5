//! Bounds of a past evening in the time zone of the place where it was spent.

use chrono::{DateTime, FixedOffset, Offset, TimeZone, Utc};

use super::Evening;
use crate::event::{Event, What, decisive};
use crate::plan::Plan;

impl Evening {
    /// This evening, planned for the place of `zone`, with the bounds it had at the place where it was spent, and that
    /// place's UTC offset. The offset is None where local time there was the same as in `zone`.
    ///
    /// Only an evening that is over is placed like this, so travelling changes nothing about past evenings;
    /// the running one always uses `zone`, where the user is now. An evening spent further west might still be running
    /// there. It ends at `now` at the latest, because the next evening has already begun.
    ///
    /// `in_effect` are the evening's events that are in effect.
    pub fn where_it_was_spent<Z: TimeZone>(
        self,
        plan: &Plan,
        in_effect: &[&Event],
        now: DateTime<Utc>,
        is_over: bool,
        zone: &Z,
    ) -> (Self, Option<FixedOffset>) {
        let elsewhere = is_over.then(|| elsewhere(in_effect, zone)).flatten();
        let evening = elsewhere.map_or(self, |offset| Self::on(self.date, plan, &offset));
        let latest = if is_over { now } else { evening.ends };
        let ends = evening.ends.min(latest);
        (Self { ends, ..evening }, elsewhere)
    }
}

/// The UTC offset of the place where the evening ended, if it differs from that of `zone` at the same instant. The
/// lights-out that counts decides the place; without one, the latest event of the evening does. A recorded plan and waking up do not
/// count.
fn elsewhere<Z: TimeZone>(in_effect: &[&Event], zone: &Z) -> Option<FixedOffset> {
    let can_decide = |event: &&Event| !matches!(event.what, What::Plan(_) | What::Woke { .. });
    let events = in_effect.iter().copied();
    let lights_out = decisive(events.filter(|event| matches!(event.what, What::LightsOut { .. })));
    let last = || {
        let events = in_effect.iter().copied();
        events.filter(can_decide).max_by_key(|event| event.at)
    };
    let event = lights_out.or_else(last)?;
    let there = *event.local().offset();
    (there != event.at.with_timezone(zone).offset().fix()).then_some(there)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Tokyo;
    use chrono_tz::Europe::Berlin;

    use super::*;
    use crate::event::{EventId, NightEntry, in_effect};
    use crate::plan::Config;

    /// An event recorded at `at`, whose UTC offset is that of the place.
    fn recorded(at: &str, what: What) -> Event {
        let at: DateTime<FixedOffset> = at.parse().unwrap();
        Event {
            id: EventId(uuid::Uuid::from_u128(at.timestamp().unsigned_abs().into())),
            at: at.to_utc(),
            offset_min: at.offset().local_minus_utc() / 60,
            evening: "2026-11-10".parse().unwrap(),
            what,
            device: "test".to_owned(),
            origin: None,
            action: None,
        }
    }

    fn is_over<Z: TimeZone>(now: DateTime<FixedOffset>, zone: &Z) -> bool {
        let date = "2026-11-10".parse().unwrap();
        now >= Evening::on(date, &Config::built_in().plan, zone).ends
    }

    fn bedtime<Z: TimeZone>(events: &[Event], now: &str, zone: &Z) -> String {
        let plan = Config::built_in().plan;
        let date = "2026-11-10".parse().unwrap();
        let now: DateTime<FixedOffset> = now.parse().unwrap();
        let (evening, elsewhere) = Evening::on(date, &plan, zone).where_it_was_spent(
            &plan,
            &in_effect(events),
            now.to_utc(),
            is_over(now, zone),
            zone,
        );
        let shown = elsewhere.map_or(evening.bedtime.fixed_offset(), |there| {
            evening.bedtime.with_timezone(&there)
        });
        shown.to_rfc3339()
    }

    #[test]
    fn an_evening_spent_far_away_keeps_its_local_times_after_the_journey_home() {
        let events = [
            recorded(
                "2026-11-10T09:00:00+09:00",
                What::Note {
                    text: "here".to_owned(),
                },
            ),
            recorded("2026-11-10T22:40:00+09:00", What::lights_out()),
            recorded(
                "2026-11-11T06:30:00+09:00",
                What::woke(NightEntry::default()),
            ),
        ];
        assert_eq!(
            bedtime(&events, "2026-11-24T20:00:00+01:00", &Berlin),
            "2026-11-10T22:30:00+09:00"
        );
        assert_eq!(
            bedtime(&events, "2026-11-24T20:00:00+09:00", &Tokyo),
            "2026-11-10T13:30:00+00:00"
        );
    }

    #[test]
    fn lights_out_decides_the_place_or_else_the_latest_event() {
        let on_the_way = recorded(
            "2026-11-10T07:00:00+01:00",
            What::Note {
                text: "leaving".to_owned(),
            },
        );
        let there = recorded("2026-11-10T21:00:00+09:00", What::Excused { why: None });
        let dark = recorded("2026-11-10T23:00:00-05:00", What::lights_out());
        let now = "2026-11-24T20:00:00+01:00";
        let mut events = vec![on_the_way];
        assert_eq!(bedtime(&events, now, &Berlin), "2026-11-10T21:30:00+00:00");
        events.push(there);
        assert_eq!(bedtime(&events, now, &Berlin), "2026-11-10T22:30:00+09:00");
        events.push(dark);
        assert_eq!(bedtime(&events, now, &Berlin), "2026-11-10T22:30:00-05:00");
    }

    #[test]
    fn of_several_lights_outs_the_last_decides_the_place() {
        let events = [
            recorded("2026-11-10T22:00:00+09:00", What::lights_out()),
            recorded("2026-11-10T23:00:00-05:00", What::lights_out()),
        ];
        assert_eq!(
            bedtime(&events, "2026-11-24T20:00:00+01:00", &Berlin),
            "2026-11-10T22:30:00-05:00"
        );
    }

    #[test]
    fn an_evening_in_the_west_is_over_once_the_next_has_begun_here() {
        let plan = Config::built_in().plan;
        let events = [recorded("2026-11-10T22:40:00-05:00", What::lights_out())];
        let date = "2026-11-10".parse().unwrap();
        let ends = |now: &str| {
            let now: DateTime<FixedOffset> = now.parse().unwrap();
            let (evening, elsewhere) = Evening::on(date, &plan, &Berlin).where_it_was_spent(
                &plan,
                &in_effect(&events),
                now.to_utc(),
                true,
                &Berlin,
            );
            assert!(elsewhere.is_some() && now >= evening.ends);
            evening.ends.to_rfc3339()
        };
        assert_eq!(
            ends("2026-11-11T08:00:00+01:00"),
            "2026-11-11T07:00:00+00:00"
        );
        assert_eq!(
            ends("2026-11-24T08:00:00+01:00"),
            "2026-11-11T11:30:00+00:00"
        );
    }

    #[test]
    fn a_running_evening_uses_the_zone_where_the_user_is() {
        let events = [recorded(
            "2026-11-10T09:00:00+09:00",
            What::Note {
                text: "far".to_owned(),
            },
        )];
        assert_eq!(
            bedtime(&events, "2026-11-10T20:00:00+01:00", &Berlin),
            "2026-11-10T21:30:00+00:00"
        );
    }
}
