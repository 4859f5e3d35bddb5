//! A task of Windows' Task Scheduler. The definition is kept as a file, from which the task is made.

use std::path::Path;

use super::command::ServiceCommand;
use super::xml::escaped;
use super::{NAME, PURPOSE, Program};

/// The task's definition. It names no encoding and is all ASCII: `schtasks` takes such a file in any code page.
pub fn text(program: &Program) -> String {
    let words = [&program.path].into_iter().chain(&program.arguments);
    let words: Vec<String> = words.map(|word| quoted(word)).collect();
    let (user, words) = (escaped(&program.user), escaped(&words.join(" ")));
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
      <Arguments>--headless {words}</Arguments>
    </Exec>
  </Actions>
</Task>
"
    )
}

/// What makes the task from its definition, in place of an older one, and starts it.
pub fn start_commands(file: &Path) -> Vec<ServiceCommand> {
    vec![
        ServiceCommand::new("schtasks", &["/Create", "/TN", NAME, "/F", "/XML"]).with(file),
        ServiceCommand::new("schtasks", &["/Run", "/TN", NAME]),
    ]
}

pub fn stop_commands() -> Vec<ServiceCommand> {
    // It is no fault when there is none, or none that runs.
    vec![
        ServiceCommand::new("schtasks", &["/End", "/TN", NAME]).or_not(),
        ServiceCommand::new("schtasks", &["/Delete", "/TN", NAME, "/F"]).or_not(),
    ]
}

/// One word of a command line, as Windows programs take theirs apart.
fn quoted(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for c in word.chars() {
        match c {
            '\\' => backslashes += 1,
            // Backslashes mean something only before a quote: there each has to be two.
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
    fn words_are_quoted_where_they_have_to_be() {
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
