//! An agent of launchd, on macOS.

use std::fmt::Write;
use std::path::Path;

use super::Program;
use super::command::ServiceCommand;
use super::xml::escaped;

/// The name by which launchd knows it.
pub const LABEL: &str = "winddown.agent";

/// The property list.
pub fn text(program: &Program) -> String {
    let mut words = String::new();
    for word in [&program.path].into_iter().chain(&program.arguments) {
        // Writing to a string does not fail.
        let _ = writeln!(words, "        <string>{}</string>", escaped(word));
    }
    // launchd cannot be told which exit codes are final; it waits ten seconds between two starts.
    format!(
        "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">
<!-- Written by `winddown agent install`; `winddown agent uninstall` removes it. -->
<plist version=\"1.0\">
<dict>
    <key>Label</key>
    <string>{LABEL}</string>
    <key>ProgramArguments</key>
    <array>
{words}    </array>
    <key>RunAtLoad</key>
    <true/>
    <key>KeepAlive</key>
    <dict>
        <key>SuccessfulExit</key>
        <false/>
    </dict>
    <key>LimitLoadToSessionType</key>
    <string>Aqua</string>
    <key>ProcessType</key>
    <string>Background</string>
    <key>Umask</key>
    <integer>{}</integer>
</dict>
</plist>
",
        0o077
    )
}

/// What makes launchd take the file, in place of an older one.
pub fn start_commands(file: &Path) -> Vec<ServiceCommand> {
    let domain = domain(file);
    let mut steps = stop_commands(file);
    steps.push(ServiceCommand::new("launchctl", &["bootstrap", &domain]).with(file));
    steps
}

pub fn stop_commands(file: &Path) -> Vec<ServiceCommand> {
    let target = format!("{}/{LABEL}", domain(file));
    // It is no fault when there is none.
    vec![ServiceCommand::new("launchctl", &["bootout", &target]).or_not()]
}

/// The user's graphical session, by the number of who owns the nearest folder there is.
#[cfg(unix)]
fn domain(file: &Path) -> String {
    use std::os::unix::fs::MetadataExt;
    let owner = file.ancestors().find_map(|path| path.metadata().ok());
    format!("gui/{}", owner.map_or(0, |folder| folder.uid()))
}

#[cfg(not(unix))]
fn domain(_: &Path) -> String {
    "gui/0".to_owned() // there is no launchd
}
