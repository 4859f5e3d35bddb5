//! A window with the program in it, in the user's own terminal where one is known.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::thread;

/// Terminals, each with what stands before the program to be run in it. The first are what desktops use to say
/// which one their user prefers.
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

/// Opens a window with this program in it, started with `arguments`. `TERMINAL` in the environment names the
/// terminal, else the desktop's own is looked for.
///
/// # Errors
/// When no terminal could be started, in words.
pub fn open(arguments: &[OsString]) -> Result<(), String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let preferred = env::var_os("TERMINAL").filter(|name| !name.is_empty());
    let preferred = preferred.map(|name| {
        let known = TERMINALS.iter().find(|(known, _)| *known == name);
        (name, known.map_or(&["-e"][..], |(_, before)| before))
    });
    let others = TERMINALS
        .iter()
        .map(|(name, before)| (OsString::from(name), *before));
    for (terminal, before) in preferred.into_iter().chain(others) {
        let mut command = Command::new(&terminal);
        command.args(before).arg(&program).args(arguments);
        if started(&mut command) {
            return Ok(());
        }
    }
    Err("no terminal was found; TERMINAL in the environment names one".to_owned())
}

/// Whether it was started. What it prints goes nowhere; that it ended is taken note of, so that nothing is left
/// of it.
fn started(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match quiet.spawn() {
        Ok(mut child) => {
            thread::spawn(move || child.wait());
            true
        }
        Err(_) => false,
    }
}
