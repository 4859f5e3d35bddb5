//! Opens a terminal window that runs this program.
//!
//! What systemd runs as a service ends with all that it has started, whenever it is restarted or killed. So the agent
//! asks systemd for a scope of the window's own, as desktops do for what they start.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::process::is_installed;
use crate::clock;

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

/// A terminal that cannot open its window, as without a display, ends with an error within this time.
const SOON: Duration = Duration::from_secs(2);

/// Opens a terminal window that runs this program with `arguments`, without making the caller wait. Uses the terminal
/// named by the environment variable `TERMINAL`, else the first of [`TERMINALS`] that opens one. If none does,
/// `on_failure` is called with the reason, a sentence for the user.
pub(crate) fn open(
    arguments: Vec<OsString>,
    on_failure: impl FnOnce(&str) + Clone + Send + 'static,
) {
    let failed = on_failure.clone();
    let thread = thread::Builder::new().spawn(move || {
        if let Err(why) = open_and_wait(&arguments) {
            on_failure(&why);
        }
    });
    if let Err(error) = thread {
        failed(&error.to_string());
    }
}

/// Returns when the window was closed, so that its terminal never remains as a zombie process.
fn open_and_wait(arguments: &[OsString]) -> Result<(), String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let preferred = env::var_os("TERMINAL").filter(|name| !name.is_empty());
    let preferred = preferred.map(|name| {
        let known = TERMINALS.iter().find(|(known, _)| *known == name);
        (name, known.map_or(&["-e"][..], |(_, options)| options))
    });
    let others = TERMINALS
        .iter()
        .map(|(name, options)| (OsString::from(name), *options));
    let mut found = None;
    for (terminal, options) in preferred.into_iter().chain(others) {
        if !is_installed(&terminal) {
            continue;
        }
        let options = options.iter().map(OsStr::new);
        let words: Vec<&OsStr> = [terminal.as_os_str()]
            .into_iter()
            .chain(options)
            .chain([program.as_os_str()])
            .chain(arguments.iter().map(OsString::as_os_str))
            .collect();
        if shows_a_window(&words) {
            return Ok(());
        }
        found.get_or_insert(terminal);
    }
    Err(match found {
        Some(terminal) => format!("{} opened no window.", terminal.display()),
        None => "No terminal was found; `TERMINAL` in the environment names one.".to_owned(),
    })
}

/// Starts the command, whose output is discarded.
fn start(command: &mut Command) -> io::Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// Starts the terminal, outside the service that this process is of if it is of one, and waits until it ends. Returns
/// whether it opened a window.
fn shows_a_window(words: &[&OsStr]) -> bool {
    // A user manager that cannot be reached is no reason to open no window.
    is_in_a_service() && opens(Command::new("systemd-run").args(SCOPE).args(words))
        || opens(Command::new(words[0]).args(&words[1..]))
}

/// What `systemd-run` is told before the command. It starts the command as its own process, in a new scope.
const SCOPE: [&str; 7] = [
    "--user",
    "--scope",
    "--quiet",
    "--collect",
    "--slice=app.slice",
    "--description=winddown, opened from a notification",
    "--",
];

/// Whether systemd runs this process as a service, or one of its ancestors; then a scope does no harm.
fn is_in_a_service() -> bool {
    env::var_os("INVOCATION_ID").is_some_and(|id| !id.is_empty())
}

/// Starts the terminal and waits until it ends. Returns whether it opened a window: it did unless it failed within
/// [`SOON`]. Some terminals hand the window to a process that runs already, and end at once without an error.
fn opens(command: &mut Command) -> bool {
    let Ok(mut terminal) = start(command) else {
        return false;
    };
    let begun = clock::monotonic();
    let ended_well = terminal.wait().is_ok_and(|status| status.success());
    ended_well || begun.elapsed() > SOON
}
