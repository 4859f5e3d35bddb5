//! The bus, who shows notifications, and what is heard.

use super::line::Line;
use crate::desktop::Trouble;
use crate::desktop::probe::{Bus, Found, Service};
use crate::desktop::sound::{player, voice};
use crate::plan::Sound;

/// What is said of the bus and of who shows notifications. Without reminders neither is missed.
pub fn bus(found: Option<&Found>, reminders: bool) -> Vec<Line> {
    let Some(found) = found else {
        return vec![Line::broken(
            "bus",
            "could not be looked at within 2 s",
            "try again when this computer is less busy",
        )];
    };
    let lines = [the_bus(&found.bus), service(&found.service)];
    let lines = lines.into_iter().flatten();
    if reminders {
        return lines.collect();
    }
    lines.map(Line::unless_needed).collect()
}

fn the_bus(bus: &Bus) -> Option<Line> {
    let topic = "bus";
    match bus {
        Bus::NotNeeded => None,
        Bus::Reached { address } => Some(Line::fine(topic, address.as_str())),
        Bus::NoAddress { .. } | Bus::Unreachable { .. } | Bus::Silent { .. } => {
            bus.trouble().map(|trouble| broken(topic, trouble))
        }
    }
}

fn broken(topic: &'static str, trouble: Trouble) -> Line {
    let advice = trouble.all_advice();
    Line::broken(topic, trouble.found, advice)
}

fn service(service: &Service) -> Option<Line> {
    let topic = "notifications";
    Some(match service {
        Service::Platform => Line::fine(topic, "the system shows them"),
        Service::Unknown => return None,
        Service::Startable => Line::fine(
            topic,
            "nobody shows them yet; the bus starts somebody with the first one",
        ),
        Service::Nobody | Service::Silent { .. } | Service::Refused { .. } => {
            return service.trouble().map(|trouble| broken(topic, trouble));
        }
        Service::Answers {
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
                Line::fine(topic, found)
            } else {
                Line::note(topic, found)
                    .but("mark steps with `winddown done STEP` or on the screen, as there are no buttons")
            }
        }
    })
}

/// What is said of sounds.
pub fn sound(settings: &Sound) -> Line {
    sound_line(settings, player(), voice())
}

fn sound_line(settings: &Sound, player: Option<&str>, voice: Option<&str>) -> Line {
    let topic = "sound";
    if !settings.enabled {
        return Line::fine(topic, "off, as your config says");
    }
    let Some(player) = player else {
        return Line::note(topic, "no player was found, so the terminal's bell rings")
            .but("install one of pw-play (PipeWire), paplay (PulseAudio) or aplay (ALSA)");
    };
    match (settings.speak, voice) {
        (false, _) => Line::fine(topic, format!("{player} plays the chimes")),
        (true, Some(voice)) => Line::fine(
            topic,
            format!("{player} plays the chimes, {voice} says the cues"),
        ),
        (true, None) => Line::note(
            topic,
            format!("{player} plays the chimes; no voice was found"),
        )
        .but("for spoken cues install speech-dispatcher, which brings spd-say"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::State;
    use super::*;

    fn told(bus_is: Bus, service_is: Service) -> Vec<Line> {
        let found = Found {
            bus: bus_is,
            service: service_is,
        };
        bus(Some(&found), true)
    }

    #[test]
    fn each_fault_of_the_bus_has_its_line_and_its_advice() {
        let address = || "unix:path=/run/bus".to_owned();
        let why = || "refused".to_owned();
        for (bus, found, advice) in [
            (
                Bus::NoAddress { why: why() },
                "DBUS_SESSION_BUS_ADDRESS",
                "unset",
            ),
            (
                Bus::Unreachable {
                    address: address(),
                    why: why(),
                },
                "nobody is at unix:path=/run/bus (refused)",
                "inside your desktop",
            ),
            (Bus::Silent { address: address() }, "within 2 s", "log out"),
        ] {
            let lines = told(bus, Service::Unknown);
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert_eq!(lines[0].state, State::Broken);
            assert!(lines[0].found.contains(found), "{lines:?}");
            assert!(
                lines[0].advice.as_ref().unwrap().contains(advice),
                "{lines:?}"
            );
        }
        assert_eq!(bus(None, true)[0].state, State::Broken);
    }

    #[test]
    fn each_kind_of_service_has_its_line_and_its_advice() {
        let answers = |buttons| Service::Answers {
            name: "dunst".to_owned(),
            version: "1.9".to_owned(),
            buttons,
            markup: true,
            keeps: false,
        };
        let dunst = Some((812, "dunst".to_owned()));
        for (service, state, found, advice) in [
            (answers(true), State::Fine, "dunst 1.9: buttons, markup", ""),
            (
                answers(false),
                State::Note,
                "dunst 1.9: markup",
                "winddown done",
            ),
            (Service::Startable, State::Fine, "the bus starts", ""),
            (Service::Platform, State::Fine, "the system", ""),
            (
                Service::Nobody,
                State::Broken,
                "nobody",
                "install and start",
            ),
            (
                Service::Silent { process: dunst },
                State::Broken,
                "dunst (process 812) did not answer within 2 s",
                "`kill 812`",
            ),
            (
                Service::Silent { process: None },
                State::Broken,
                "did not answer",
                "log out",
            ),
            (
                Service::Refused {
                    why: "no".to_owned(),
                },
                State::Broken,
                "(no)",
                "restart",
            ),
        ] {
            let address = "unix:path=/run/bus".to_owned();
            let lines = told(Bus::Reached { address }, service);
            assert_eq!((lines[0].state, lines[1].state), (State::Fine, state));
            assert!(lines[1].found.contains(found), "{lines:?}");
            let said = lines[1].advice.as_deref().unwrap_or_default();
            assert!(said.contains(advice), "{lines:?}");
            assert_eq!(said.is_empty(), advice.is_empty(), "{lines:?}");
        }
    }

    #[test]
    fn without_reminders_nothing_of_the_desktop_is_broken() {
        let found = Found {
            bus: Bus::Silent {
                address: String::new(),
            },
            service: Service::Nobody,
        };
        for line in bus(Some(&found), false) {
            assert_eq!(line.state, State::Note);
        }
    }

    #[test]
    fn sounds_are_told_by_who_plays_them() {
        let line = |enabled, speak, player, voice| {
            let settings = Sound { enabled, speak };
            let line = sound_line(&settings, player, voice);
            (line.state, line.found, line.advice.is_some())
        };
        let chimes = "pw-play plays the chimes";
        assert_eq!(
            line(false, true, None, None),
            (State::Fine, "off, as your config says".to_owned(), false)
        );
        assert_eq!(
            line(true, false, Some("pw-play"), None),
            (State::Fine, chimes.to_owned(), false)
        );
        assert_eq!(line(true, true, Some("pw-play"), None).0, State::Note);
        assert_eq!(
            line(true, true, Some("pw-play"), Some("say")).0,
            State::Fine
        );
        let (state, _, advice) = line(true, false, None, None);
        assert_eq!((state, advice), (State::Note, true));
    }
}
