//! A unit of systemd's user manager.

use std::path::{Path, PathBuf};

use super::command::ServiceCommand;
use super::{PURPOSE, Program, is_plain};

/// The name of the unit.
pub(crate) const UNIT: &str = "winddown-agent.service";

// Which hardening is used and which is not. Hooks, sound players and terminals opened from a notification are child
// processes of the agent and inherit all of it, so only restrictions that no ordinary program notices are used.
//
// - A user manager has few privileges. Restrictions made with prctl, seccomp, umask or limits work in it:
//   NoNewPrivileges, LockPersonality, RestrictRealtime, RestrictSUIDSGID, RestrictAddressFamilies,
//   SystemCallArchitectures, UMask, LimitCORE. None of them blocks the session bus, which is a Unix socket.
// - Options that need a mount namespace (ProtectSystem, ProtectHome, PrivateTmp, PrivateDevices, ProtectProc,
//   ReadOnlyPaths) silently have no effect, or need a user namespace. Some systems forbid that, and the unit would not
//   start at all. PrivateTmp would also hide the X server's socket, and ProtectHome the config and the journal.
// - Options that drop capabilities (CapabilityBoundingSet, ProtectKernelModules, ProtectKernelLogs, ProtectClock) make
//   the unit fail with 218/CAPABILITIES in a user manager.
// - PrivateNetwork and IPAddressDeny would break hooks that send to a phone or switch a light. The C library needs
//   AF_NETLINK to resolve names.
// - MemoryDenyWriteExecute breaks programs with a just-in-time compiler, such as hooks in JavaScript and terminals
//   with software rendering. RestrictNamespaces breaks sandboxed programs, such as Flatpak. A SystemCallFilter cannot
//   fit programs that are unknown here.
//
// KillMode stays at its default: with the service everything that it has started ends. With `process`, hooks and players
// that hang would outlive it and pile up. A window that was opened from a notification has a scope of its own, see
// `desktop/window.rs`.
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

/// The text of the unit.
pub(crate) fn text(program: &Program) -> String {
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

/// The link that `systemctl --user enable` would create for the unit. We create it ourselves, because that command needs
/// a running user manager.
pub(crate) fn link(unit: &Path) -> PathBuf {
    unit.with_file_name("graphical-session.target.wants")
        .join(UNIT)
}

/// The commands that make the manager read the unit and start it. An agent that is running already is restarted.
pub(crate) fn start_commands() -> Vec<ServiceCommand> {
    vec![systemctl(&["daemon-reload"]), systemctl(&["restart", UNIT])]
}

pub(crate) fn stop_commands() -> Vec<ServiceCommand> {
    // Fails if the unit was never started and is not loaded, which is fine.
    vec![systemctl(&["stop", UNIT]).ignoring_failure()]
}

pub(crate) fn reload_commands() -> Vec<ServiceCommand> {
    vec![systemctl(&["daemon-reload"])]
}

/// A `systemctl` command to the user manager.
pub(crate) fn systemctl(arguments: &[&str]) -> ServiceCommand {
    ServiceCommand::new("systemctl", &[&["--user"], arguments].concat())
}

fn command_line(program: &Program) -> String {
    let mut arguments = vec![quoted(&program.path)];
    // systemd accepts no quotes or backslashes in the path of the program, but does in arguments.
    if program.path.contains(['"', '\'', '\\']) {
        arguments.insert(0, "/usr/bin/env".to_owned());
    }
    arguments.extend(program.arguments.iter().map(|argument| quoted(argument)));
    // The colon switches off the expansion of variables, so that a `$` is taken literally.
    format!(":{}", arguments.join(" "))
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

    /// Parses one argument as systemd does: quotes, backslash escapes, then `%%`.
    fn unquoted(text: &str) -> String {
        let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let mut chars = inner.unwrap_or(text).chars();
        let mut word = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => word.extend(chars.next()),
                '"' => panic!("{text} has an unescaped quote"),
                _ => word.push(c),
            }
        }
        assert!(!word.replace("%%", "").contains('%'), "{text}");
        word.replace("%%", "%")
    }

    #[test]
    fn arguments_are_quoted_only_if_needed() {
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
    fn a_program_whose_path_systemd_refuses_is_started_through_env() {
        let line = |path: &str| {
            let program = Program::new(Path::new(path), "").unwrap();
            command_line(&program.with_argument("agent"))
        };
        assert_eq!(line("/bin/winddown"), ":/bin/winddown agent");
        assert_eq!(line("/a'b"), r#":/usr/bin/env "/a'b" agent"#);
    }

    proptest! {
        #[test]
        fn a_quoted_argument_is_parsed_as_the_original(word in "[^\\p{Cc}]*") {
            prop_assert_eq!(unquoted(&quoted(&word)), word);
        }
    }
}
