//! A unit of systemd's user manager.

use std::path::{Path, PathBuf};

use super::command::ServiceCommand;
use super::{PURPOSE, Program, is_plain};

/// The unit's name.
pub const UNIT: &str = "winddown-agent.service";

// What the hardening is, and what it is not. Hooks, players and whatever opens from a notification run as children
// of the agent and inherit all of it, so only what no ordinary program needs is taken away.
//
// - A user manager has few privileges. What is done with prctl, seccomp, umask or limits works in it:
//   NoNewPrivileges, LockPersonality, RestrictRealtime, RestrictSUIDSGID, RestrictAddressFamilies,
//   SystemCallArchitectures, UMask, LimitCORE. None of these is in the way of the bus, a Unix socket.
// - What needs a mount namespace (ProtectSystem, ProtectHome, PrivateTmp, PrivateDevices, ProtectProc, ReadOnlyPaths)
//   is silently without effect, or brings a user namespace along, which some systems refuse: then the unit does not
//   start at all. PrivateTmp would also hide the X server's socket, ProtectHome the config and the journal.
// - What drops capabilities (CapabilityBoundingSet, ProtectKernelModules, ProtectKernelLogs, ProtectClock) ends with
//   218/CAPABILITIES in a user manager.
// - PrivateNetwork and IPAddressDeny would cut off hooks that push to a phone or switch a light. AF_NETLINK is how
//   the C library looks up names.
// - MemoryDenyWriteExecute ends programs with a just-in-time compiler, such as hooks in JavaScript and terminals
//   drawn in software; RestrictNamespaces those from a sandbox, such as Flatpak. SystemCallFilter cannot be right
//   for programs that are not known.
const HARDENING: &str = "\
# These hold for hooks too. More would need privileges that a user's own manager does not have, or
# would stop programs that hooks may want to run.
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
UMask=0077
LimitCORE=0
";

/// The unit's text.
pub fn text(program: &Program) -> String {
    format!(
        "\
# Written by `winddown agent install`; `winddown agent uninstall` removes it.
# To change something, `systemctl --user edit {UNIT}` keeps it in a file of your own.

[Unit]
Description={PURPOSE}
PartOf=graphical-session.target
After=graphical-session.target

[Service]
Type=exec
ExecStart={}
Restart=on-failure
RestartSec=5
# What is wrong with the arguments or the config stays wrong until somebody changes it.
RestartPreventExitStatus=2
TimeoutStopSec=10
{HARDENING}
[Install]
WantedBy=graphical-session.target
",
        command_line(program)
    )
}

/// The link that `systemctl --user enable` makes for the unit. It is made here, because that command needs a
/// running user manager.
pub fn link(unit: &Path) -> PathBuf {
    unit.with_file_name("graphical-session.target.wants")
        .join(UNIT)
}

/// What makes the manager read the unit and start it. An agent of an older version is started anew.
pub fn start_commands() -> Vec<ServiceCommand> {
    vec![systemctl(&["daemon-reload"]), systemctl(&["restart", UNIT])]
}

pub fn stop_commands() -> Vec<ServiceCommand> {
    // The unit is not loaded when it was never started; that is as good.
    vec![systemctl(&["stop", UNIT]).or_not()]
}

pub fn reload_commands() -> Vec<ServiceCommand> {
    vec![systemctl(&["daemon-reload"])]
}

/// Something asked of the user's own manager.
pub fn systemctl(arguments: &[&str]) -> ServiceCommand {
    ServiceCommand::new("systemctl", &[&["--user"], arguments].concat())
}

fn command_line(program: &Program) -> String {
    let mut words = vec![quoted(&program.path)];
    // systemd takes no quote or backslash in the name of what it starts, but does in arguments.
    if program.path.contains(['"', '\'', '\\']) {
        words.insert(0, "/usr/bin/env".to_owned());
    }
    words.extend(program.arguments.iter().map(|word| quoted(word)));
    // The colon: no variables, so that a dollar is a dollar.
    format!(":{}", words.join(" "))
}

fn quoted(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads one word as systemd does: quotes off, backslashes off, then `%%`.
    fn unquoted(text: &str) -> String {
        let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let mut chars = inner.unwrap_or(text).chars();
        let mut word = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => word.extend(chars.next()),
                '"' => panic!("{text} ends in its middle"),
                _ => word.push(c),
            }
        }
        assert!(!word.replace("%%", "").contains('%'), "{text}");
        word.replace("%%", "%")
    }

    #[test]
    fn words_are_quoted_where_they_have_to_be() {
        for (word, written) in [
            ("/usr/bin/winddown", "/usr/bin/winddown"),
            ("/home/a b/winddown", r#""/home/a b/winddown""#),
            ("/100%/x", r#""/100%%/x""#),
            ("/$HOME/x", r#""/$HOME/x""#),
            (r#"/a"b'c\d"#, r#""/a\"b'c\\d""#),
            ("/a;b", r#""/a;b""#),
            ("", r#""""#),
        ] {
            assert_eq!(quoted(word), written);
        }
    }

    #[test]
    fn a_program_whose_name_systemd_refuses_is_started_through_env() {
        let line = |path: &str| {
            let program = Program::new(Path::new(path), "").unwrap();
            command_line(&program.with("agent"))
        };
        assert_eq!(line("/bin/winddown"), ":/bin/winddown agent");
        assert_eq!(line("/a'b"), r#":/usr/bin/env "/a'b" agent"#);
    }

    proptest! {
        #[test]
        fn systemd_reads_what_was_meant(word in "[^\\p{Cc}]*") {
            prop_assert_eq!(unquoted(&quoted(&word)), word);
        }
    }
}
