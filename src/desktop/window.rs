//! Opens a terminal window that runs this program.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::thread;

/// Terminal emulators, each with the arguments before the command to run. The first two are launchers that start the
/// terminal the user prefers.
const TERMINALS: [(&str, &[&str]); 12] = [
    ("xdg-terminal-exec", &[]),
    ("x-terminal-emulator", &["-e"]),
    ("gnome-terminal", &["--"]),
    ("kgx", &["--"]),
    ("konsole", &["-e"]),
    ("xfce4-terminal", &["-x"]),
    ("kitty", &[]),
    ("foot", &[]),
    ("alacritty", &["-e"]),
    ("wezterm", &["start", "--"]),
    ("ghostty", &["-e"]),
    ("xterm", &["-e"]),
];

/// Opens a terminal window that runs this program with `arguments`. Uses the terminal named by the environment variable
/// `TERMINAL`, else the first of [`TERMINALS`] that can be started.
///
/// # Errors
/// When no terminal could be started. The error is a sentence for the user.
pub(crate) fn open(arguments: &[OsString]) -> Result<(), String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let preferred = env::var_os("TERMINAL").filter(|name| !name.is_empty());
    let preferred = preferred.map(|name| {
        let known = TERMINALS.iter().find(|(known, _)| *known == name);
        (name, known.map_or(&["-e"][..], |(_, options)| options))
    });
    let others = TERMINALS
        .iter()
        .map(|(name, options)| (OsString::from(name), *options));
    for (terminal, options) in preferred.into_iter().chain(others) {
        let mut command = Command::new(&terminal);
        command.args(options).arg(&program).args(arguments);
        if start(&mut command) {
            return Ok(());
        }
    }
    Err("no terminal was found; TERMINAL in the environment names one".to_owned())
}

/// Starts the command, and returns whether that succeeded. Its output is discarded. A thread waits for its end, so that
/// no zombie process remains.
fn start(command: &mut Command) -> bool {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            // Where no thread can be started, the system keeps note of it until this program ends.
            let _ = thread::Builder::new().spawn(move || child.wait());
            true
        }
        Err(_) => false,
    }
}
