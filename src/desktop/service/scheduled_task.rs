//! A task of the Windows Task Scheduler. The task is created from its definition in a file, which is kept.

use std::path::Path;

use super::command::ServiceCommand;
use super::xml::escaped;
use super::{NAME, PURPOSE, Program};

/// The task's definition. It declares no encoding and contains only ASCII, so that `schtasks` reads it in every code page.
pub(crate) fn text(program: &Program) -> String {
    let arguments = [&program.path].into_iter().chain(&program.arguments);
    let arguments: Vec<String> = arguments.map(|argument| quoted(argument)).collect();
    let (user, arguments) = (escaped(&program.user), escaped(&arguments.join(" ")));
    // An `ExecutionTimeLimit` of `PT0S` means no limit. After a failure the task is restarted every minute, 999 times.
    // `conhost --headless` gives the program a console without a window that somebody could close.
    format!(
        "\
<?xml version=\"1.0\"?>
<!-- Written by `winddown agent install`; `winddown agent uninstall` removes it and the task made from it. -->
<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">
  <RegistrationInfo>
    <Description>{PURPOSE}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id=\"Author\">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context=\"Author\">
    <Exec>
      <Command>%SystemRoot%\\System32\\conhost.exe</Command>
      <Arguments>--headless {arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"
    )
}

/// The commands that create the task from its definition, in place of an older one, and start it.
pub(crate) fn start_commands(file: &Path) -> Vec<ServiceCommand> {
    vec![
        ServiceCommand::new("schtasks", &["/Create", "/TN", NAME, "/F", "/XML"]).with_path(file),
        ServiceCommand::new("schtasks", &["/Run", "/TN", NAME]),
    ]
}

pub(crate) fn stop_commands() -> Vec<ServiceCommand> {
    // These fail if the task does not run or does not exist, which is fine.
    vec![
        ServiceCommand::new("schtasks", &["/End", "/TN", NAME]).ignoring_failure(),
        ServiceCommand::new("schtasks", &["/Delete", "/TN", NAME, "/F"]).ignoring_failure(),
    ]
}

/// Quotes an argument for a Windows command line, by the rules of `CommandLineToArgvW`.
fn quoted(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for c in word.chars() {
        match c {
            '\\' => backslashes += 1,
            // Backslashes are special only before a quote, where each must be doubled.
            '"' => {
                quoted.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        quoted.push(c);
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn arguments_are_quoted_only_if_needed() {
        for (word, written) in [
            (r"C:\bin\winddown.exe", r"C:\bin\winddown.exe"),
            (r"C:\Program Files\w.exe", r#""C:\Program Files\w.exe""#),
            (r"C:\my files\", r#""C:\my files\\""#),
            (r#"a"b"#, r#""a\"b""#),
            (r#"a\"b"#, r#""a\\\"b""#),
            ("", r#""""#),
        ] {
            assert_eq!(quoted(word), written);
        }
    }
}
