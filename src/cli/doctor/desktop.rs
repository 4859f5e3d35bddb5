//! Checks the session bus, the notification service, and sound.

use super::check::Check;
use crate::desktop::NotificationProblem;
use crate::desktop::probe::{BusState, ProbeReport, ServiceState};
use crate::desktop::sound::{player, voice};
use crate::plan::Sound;

/// Checks the session bus and the notification service. Neither is needed where reminders are off.
pub(crate) fn bus(found: Option<&ProbeReport>, reminders: bool) -> Vec<Check> {
    let Some(found) = found else {
        return vec![Check::broken(
            "bus",
            "could not be checked within 2 s",
            "try again when this computer is less busy",
        )];
    };
    let lines = [the_bus(&found.bus), service(&found.service)];
    let lines = lines.into_iter().flatten();
    if reminders {
        return lines.collect();
    }
    lines.map(Check::not_needed).collect()
}

fn the_bus(bus: &BusState) -> Option<Check> {
    let topic = "bus";
    match bus {
        BusState::NotNeeded => None,
        BusState::Reached { address } => Some(Check::fine(topic, address.as_str())),
        BusState::NoAddress { .. } | BusState::Unreachable { .. } | BusState::Silent { .. } => {
            bus.problem().map(|problem| broken(topic, problem))
        }
    }
}

fn broken(topic: &'static str, problem: NotificationProblem) -> Check {
    let advice = problem.all_advice();
    Check::broken(topic, problem.found, advice)
}

fn service(service: &ServiceState) -> Option<Check> {
    let topic = "notifications";
    Some(match service {
        ServiceState::Platform => Check::fine(topic, "the system shows them"),
        ServiceState::Unknown => return None,
        ServiceState::Startable => Check::fine(
            topic,
            "no service is running yet; the first notification starts one",
        ),
        ServiceState::Nobody | ServiceState::Silent { .. } | ServiceState::Refused { .. } => {
            return service.problem().map(|problem| broken(topic, problem));
        }
        ServiceState::Answers {
            name,
            version,
            buttons,
            markup,
            keeps,
        } => {
            let mut can = Vec::new();
            for (able, what) in [
                (buttons, "buttons"),
                (markup, "markup"),
                (keeps, "keeps what was not seen"),
            ] {
                if *able {
                    can.push(what);
                }
            }
            let can = if can.is_empty() {
                "text alone".to_owned()
            } else {
                can.join(", ")
            };
            let found = format!("{name} {version}: {can}");
            if *buttons {
                Check::fine(topic, found)
            } else {
                Check::note(topic, found)
                    .with_advice("mark steps with `winddown done STEP` or on the screen, as there are no buttons")
            }
        }
    })
}

/// Checks the programs that play chimes and speak cues.
pub(crate) fn sound(settings: &Sound) -> Check {
    sound_check(settings, player(), voice())
}

fn sound_check(settings: &Sound, player: Option<&str>, voice: Option<&str>) -> Check {
    let topic = "sound";
    if !settings.enabled {
        return Check::fine(topic, "off, as your config says");
    }
    let Some(player) = player else {
        return Check::note(topic, "no player was found, so the terminal's bell rings")
            .with_advice("install one of pw-play (PipeWire), paplay (PulseAudio) or aplay (ALSA)");
    };
    match (settings.speak, voice) {
        (false, _) => Check::fine(topic, format!("{player} plays the chimes")),
        (true, Some(voice)) => Check::fine(
            topic,
            format!("{player} plays the chimes, {voice} says the cues"),
        ),
        (true, None) => Check::note(
            topic,
            format!("{player} plays the chimes; no voice was found"),
        )
        .with_advice(
            "for spoken cues install espeak-ng, or speech-dispatcher, which brings spd-say",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;

    fn checks(bus_is: BusState, service_is: ServiceState) -> Vec<Check> {
        let found = ProbeReport {
            bus: bus_is,
            service: service_is,
        };
        bus(Some(&found), true)
    }

    #[test]
    fn each_fault_of_the_bus_is_reported_with_advice() {
        let address = || "unix:path=/run/bus".to_owned();
        let why = || "refused".to_owned();
        for (bus, found, advice) in [
            (
                BusState::NoAddress { why: why() },
                "DBUS_SESSION_BUS_ADDRESS",
                "unset",
            ),
            (
                BusState::Unreachable {
                    address: address(),
                    why: why(),
                },
                "nothing answers at unix:path=/run/bus (refused)",
                "inside your desktop",
            ),
            (
                BusState::Silent { address: address() },
                "within 2 s",
                "log out",
            ),
        ] {
            let lines = checks(bus, ServiceState::Unknown);
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert_eq!(lines[0].state, CheckState::Broken);
            assert!(lines[0].found.contains(found), "{lines:?}");
            assert!(
                lines[0].advice.as_ref().unwrap().contains(advice),
                "{lines:?}"
            );
        }
        assert_eq!(bus(None, true)[0].state, CheckState::Broken);
    }

    #[test]
    fn each_kind_of_notification_service_is_reported_with_advice() {
        let answers = |buttons| ServiceState::Answers {
            name: "dunst".to_owned(),
            version: "1.9".to_owned(),
            buttons,
            markup: true,
            keeps: false,
        };
        let dunst = Some((812, "dunst".to_owned()));
        for (service, state, found, advice) in [
            (
                answers(true),
                CheckState::Fine,
                "dunst 1.9: buttons, markup",
                "",
            ),
            (
                answers(false),
                CheckState::Note,
                "dunst 1.9: markup",
                "winddown done",
            ),
            (
                ServiceState::Startable,
                CheckState::Fine,
                "the first notification starts one",
                "",
            ),
            (ServiceState::Platform, CheckState::Fine, "the system", ""),
            (
                ServiceState::Nobody,
                CheckState::Broken,
                "nothing on this desktop",
                "install and start",
            ),
            (
                ServiceState::Silent { process: dunst },
                CheckState::Broken,
                "dunst (process 812) did not answer within 2 s",
                "`kill 812`",
            ),
            (
                ServiceState::Silent { process: None },
                CheckState::Broken,
                "did not answer",
                "log out",
            ),
            (
                ServiceState::Refused {
                    why: "no".to_owned(),
                },
                CheckState::Broken,
                "(no)",
                "restart",
            ),
        ] {
            let address = "unix:path=/run/bus".to_owned();
            let lines = checks(BusState::Reached { address }, service);
            assert_eq!((lines[0].state, lines[1].state), (CheckState::Fine, state));
            assert!(lines[1].found.contains(found), "{lines:?}");
            let has_advice = lines[1].advice.as_deref().unwrap_or_default();
            assert!(has_advice.contains(advice), "{lines:?}");
            assert_eq!(has_advice.is_empty(), advice.is_empty(), "{lines:?}");
        }
    }

    #[test]
    fn with_reminders_off_a_missing_desktop_is_not_reported_as_broken() {
        let found = ProbeReport {
            bus: BusState::Silent {
                address: String::new(),
            },
            service: ServiceState::Nobody,
        };
        for line in bus(Some(&found), false) {
            assert_eq!(line.state, CheckState::Note);
        }
    }

    #[test]
    fn sound_is_reported_with_the_programs_that_play_it() {
        let line = |enabled, speak, player, voice| {
            let settings = Sound { enabled, speak };
            let line = sound_check(&settings, player, voice);
            (line.state, line.found, line.advice.is_some())
        };
        let chimes = "pw-play plays the chimes";
        assert_eq!(
            line(false, true, None, None),
            (
                CheckState::Fine,
                "off, as your config says".to_owned(),
                false
            )
        );
        assert_eq!(
            line(true, false, Some("pw-play"), None),
            (CheckState::Fine, chimes.to_owned(), false)
        );
        assert_eq!(line(true, true, Some("pw-play"), None).0, CheckState::Note);
        assert_eq!(
            line(true, true, Some("pw-play"), Some("say")).0,
            CheckState::Fine
        );
        let (state, _, advice) = line(true, false, None, None);
        assert_eq!((state, advice), (CheckState::Note, true));
    }
}
