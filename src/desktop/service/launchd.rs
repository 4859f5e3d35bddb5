//! A launchd agent, on macOS.

use std::fmt::Write;
use std::path::Path;

use super::Program;
use super::command::ServiceCommand;
use super::xml::escaped;

/// The label that identifies it to launchd.
pub(crate) const LABEL: &str = "winddown.agent";

/// The text of the property list.
pub(crate) fn text(program: &Program) -> String {
    let mut arguments = String::new();
    for argument in [&program.path].into_iter().chain(&program.arguments) {
        // Writing to a string does not fail.
        let _ = writeln!(arguments, "        <string>{}</string>", escaped(argument));
    }
    // launchd cannot be told which exit codes should not lead to a restart. It leaves ten seconds between two starts.
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
{arguments}    </array>
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

/// The commands that load the file, in place of an older one.
pub(crate) fn start_commands(file: &Path) -> Vec<ServiceCommand> {
    let domain = domain(file);
    let mut commands = stop_commands(file);
    commands.push(ServiceCommand::new("launchctl", &["bootstrap", &domain]).with_path(file));
    commands
}

pub(crate) fn stop_commands(file: &Path) -> Vec<ServiceCommand> {
    let target = format!("{}/{LABEL}", domain(file));
    // Fails if the agent is not loaded, which is fine.
    vec![ServiceCommand::new("launchctl", &["bootout", &target]).ignoring_failure()]
}

/// The launchd domain of the user's graphical session. The user id is that of the owner of the file, or of its nearest
/// existing folder.
#[cfg(unix)]
fn domain(file: &Path) -> String {
    use std::os::unix::fs::MetadataExt;
    let owner = file.ancestors().find_map(|path| path.metadata().ok());
    format!("gui/{}", owner.map_or(0, |folder| folder.uid()))
}

#[cfg(not(unix))]
fn domain(_: &Path) -> String {
    "gui/0".to_owned() // only macOS has launchd
}
