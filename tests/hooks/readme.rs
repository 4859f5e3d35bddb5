//! The examples in the README, run with a local HTTP listener and a fake `spd-say`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::thread::{self, JoinHandle};

use tempfile::TempDir;
use winddown::desktop::hook::{End, Hook, HookOutcome};
use winddown::plan::{self, Hooks};

use super::outcome_of;

const README: &str = include_str!("../../README.md");

/// The hooks of the README's example that contains `part`.
fn example(part: &str) -> Hooks {
    let blocks = README.split("```toml\n").skip(1);
    let blocks = blocks.filter_map(|block| block.split_once("```").map(|(block, _)| block));
    let mut with = blocks.filter(|block| block.starts_with("[hooks]\n") && block.contains(part));
    let found = with.next().expect("in the README");
    assert!(with.next().is_none(), "two examples have {part}");
    let config = format!("bedtime = \"22:30\"\nwake = \"06:30\"\n{found}");
    plan::parse(&config).map(|config| config.hooks).unwrap()
}

/// A received HTTP request. The headers are in lower case.
#[derive(Debug)]
struct Request {
    line: String,
    headers: Vec<String>,
    body: String,
}

/// Listens on the loopback interface for one request, and answers it. Returns its address.
fn listen(answer: &'static str) -> (String, JoinHandle<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut lines = (&mut reader).lines().map(Result::unwrap);
        let line = lines.next().unwrap();
        let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let headers: Vec<String> = headers.iter().map(|line| line.to_lowercase()).collect();
        let length = headers
            .iter()
            .find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        reader.read_exact(&mut body).unwrap();
        let body = String::from_utf8(body).unwrap();
        write!(
            stream,
            "HTTP/1.1 {answer}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
        )
        .unwrap();
        Request {
            line,
            headers,
            body,
        }
    });
    (address, heard)
}

/// Runs a command from the README, with the addresses and paths in it replaced.
fn run(command: &[String], instead: &[(&str, &str)], variables: &[(&str, &str)]) -> HookOutcome {
    let mut command = command.to_vec();
    for (place, ours) in instead {
        let parts = command.iter().filter(|part| part.contains(place)).count();
        assert_eq!(parts, 1, "{place}");
        for part in &mut command {
            *part = part.replace(place, ours);
        }
    }
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let mut variables: Vec<_> = variables.iter().map(owned).collect();
    // Do not use a proxy for the local listener.
    variables.push(("NO_PROXY".to_owned(), "*".to_owned()));
    outcome_of(Hook {
        tag: "example".to_owned(),
        command,
        variables,
        input: b"{}\n".to_vec(),
    })
}

/// Whether curl is installed. If the variable `CI` is set, it has to be.
fn has_curl() -> bool {
    let there = outcome_of(super::hook(&["curl", "--version"])).is_fine();
    assert!(there || std::env::var_os("CI").is_none(), "curl is missing");
    if !there {
        eprintln!("skipped: curl is not installed");
    }
    there
}

/// Writes a program that prints its arguments, each on a line. Returns a `PATH` on which it comes first.
fn with_a_program(folder: &TempDir, name: &str) -> String {
    let program = folder.path().join(name);
    fs::write(&program, "#!/bin/sh\nfor word; do echo \"<$word>\"; done\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.path().display())
}

#[test]
fn the_push_example_arrives_whatever_the_title_contains() {
    if !has_curl() {
        return;
    }
    let title = "Leg \"stretches\"; $(touch /tmp/x) `id` & more";
    let (address, heard) = listen("200 OK");
    let outcome = run(
        &example("ntfy").on_due,
        &[("https://ntfy.sh", &format!("http://{address}"))],
        &[("WINDDOWN_TITLE", title)],
    );
    assert!(outcome.is_fine(), "{outcome}");
    let request = heard.join().unwrap();
    assert_eq!(request.line, "POST /your-own-topic HTTP/1.1");
    assert!(
        request.headers.contains(&"title: winddown".to_owned()),
        "{request:?}"
    );
    assert_eq!(request.body, title);
}

#[test]
fn the_light_example_sends_its_request_with_the_token_from_a_file() {
    if !has_curl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    fs::write(&token, "Authorization: Bearer abc.def\n").unwrap();
    let command = example("light.bedroom").on_evening_kept;
    let token = format!("@{}", token.display());
    let turn_down = |answer: &'static str| {
        let (address, heard) = listen(answer);
        let instead = [
            ("homeassistant.local:8123", address.as_str()),
            ("@/home/me/.config/winddown/home-assistant", token.as_str()),
        ];
        (run(&command, &instead, &[]), heard.join().unwrap())
    };
    let (outcome, request) = turn_down("200 OK");
    assert!(outcome.is_fine(), "{outcome}");
    assert_eq!(request.line, "POST /api/services/light/turn_on HTTP/1.1");
    for header in [
        "authorization: bearer abc.def",
        "content-type: application/json",
    ] {
        assert!(request.headers.contains(&header.to_owned()), "{request:?}");
    }
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["entity_id"], "light.bedroom");
    // A request that Home Assistant refuses is visible in the outcome.
    let (outcome, _) = turn_down("401 Unauthorized");
    assert_eq!(outcome.end, End::Exited(22), "{outcome}");
    assert!(outcome.printed.contains("401"), "{outcome}");
}

#[test]
fn the_speech_example_speaks_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = with_a_program(&folder, "spd-say");
    let outcome = run(&example("spd-say").on_done, &[], &[("PATH", &path)]);
    assert!(outcome.is_fine(), "{outcome}");
    assert_eq!(outcome.printed, "<Well done. One step less.>\n");
}

#[test]
fn the_hue_example_dims_the_lamp_by_the_share() {
    if !has_curl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let bridge = folder.path().join("bridge");
    let command = example("winddown/hue").on_wind_down;
    for (share, brightness) in [("0", 254), ("0.5", 137), ("0.992", 21), ("1", 20)] {
        let (address, heard) = listen("200 OK");
        let url = format!("url = \"http://{address}/api/key/lights/1/state\"\n");
        fs::write(&bridge, url).unwrap();
        let instead = [("/home/me/.config/winddown/hue", bridge.to_str().unwrap())];
        let outcome = run(&command, &instead, &[("WINDDOWN_SHARE", share)]);
        assert!(outcome.is_fine(), "{outcome}");
        let request = heard.join().unwrap();
        assert_eq!(request.line, "PUT /api/key/lights/1/state HTTP/1.1");
        let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(body, serde_json::json!({ "bri": brightness }));
    }
}

#[test]
fn the_home_assistant_example_keeps_the_share_as_a_number() {
    if !has_curl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    fs::write(&token, "Authorization: Bearer abc.def\n").unwrap();
    let token = format!("@{}", token.display());
    let (address, heard) = listen("200 OK");
    let instead = [
        ("homeassistant.local:8123", address.as_str()),
        ("@/home/me/.config/winddown/home-assistant", token.as_str()),
    ];
    let command = example("input_number").on_wind_down;
    let outcome = run(&command, &instead, &[("WINDDOWN_SHARE", "0.675")]);
    assert!(outcome.is_fine(), "{outcome}");
    let request = heard.join().unwrap();
    assert_eq!(
        request.line,
        "POST /api/services/input_number/set_value HTTP/1.1"
    );
    assert!(
        request
            .headers
            .contains(&"authorization: bearer abc.def".to_owned()),
        "{request:?}"
    );
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    let asked = serde_json::json!({ "entity_id": "input_number.winddown", "value": 0.675 });
    assert_eq!(body, asked);
}

#[test]
fn the_example_for_the_desktops_colours_sets_whole_kelvins() {
    let folder = tempfile::tempdir().unwrap();
    let path = with_a_program(&folder, "gsettings");
    let command = example("gsettings").on_wind_down;
    for (share, kelvin) in [("0", 6500), ("0.5", 4600), ("0.675", 3935), ("1", 2700)] {
        let variables = [("PATH", path.as_str()), ("WINDDOWN_SHARE", share)];
        let outcome = run(&command, &[], &variables);
        assert!(outcome.is_fine(), "{outcome}");
        let key = "<org.gnome.settings-daemon.plugins.color>\n<night-light-temperature>";
        assert_eq!(outcome.printed, format!("<set>\n{key}\n<{kelvin}>\n"));
    }
}

#[test]
fn the_readme_names_every_variable() {
    let source = include_str!("../../src/remind/hook_event.rs");
    let names = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\""));
    let names: Vec<&str> = names.filter_map(|line| line.split('"').next()).collect();
    assert_eq!(names.len(), 10, "{names:?}");
    for name in names {
        assert!(README.contains(&format!("`WINDDOWN_{name}`")), "{name}");
    }
}
