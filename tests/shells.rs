//! Presses Tab in bash, zsh and fish, in a pseudo-terminal, with the script where each shell looks for it.

#![cfg(unix)]

#[path = "support/pty.rs"]
mod pty;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use pty::Terminal;
use tempfile::TempDir;

/// A shell, and the home it was started in.
struct Shell {
    terminal: Terminal,
    _home: TempDir,
}

/// What the test's shells ask for when they are ready.
const PROMPT: &str = "ready> ";

/// Clears the line, and then the screen.
const CLEAR: &str = "\u{5}\u{15}\u{c}";

impl Shell {
    /// Starts an interactive shell that has the script. None where the shell is not installed, which CI does not allow.
    fn start(name: &str) -> Option<Self> {
        if !is_installed(name) {
            let skipped = format!("{name} is missing, so its completions were not tried");
            assert_ne!(env::var("CI").as_deref(), Ok("true"), "{skipped}");
            eprintln!("{skipped}");
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        let (file, settings, arguments): (&str, (&str, String), &[&str]) = match name {
            "bash" => (
                ".local/share/bash-completion/completions/winddown",
                (".bashrc", format!("PS1='{PROMPT}'\n{BASH_SETTINGS}")),
                &["-i"],
            ),
            "zsh" => (
                ".functions/_winddown",
                (".zshrc", format!("PS1='{PROMPT}'\n{ZSH_SETTINGS}")),
                &["-i"],
            ),
            "fish" => (
                ".config/fish/completions/winddown.fish",
                (".config/fish/config.fish", fish_settings()),
                &["-i"],
            ),
            _ => panic!("no settings for {name}"),
        };
        write(&home.path().join(settings.0), &settings.1);
        write(&home.path().join(file), &script(name));
        write(&home.path().join("a file of mine.html"), "");
        fs::create_dir(home.path().join("a-folder")).unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_winddown"));
        let folder = program.parent().unwrap().to_str().unwrap();
        let path = format!("{folder}:/usr/local/bin:/usr/bin:/bin");
        let home_path = home.path().to_owned();
        let variables = [("PATH", path.as_str())];
        let mut terminal = Terminal::spawn_with(name, &home_path, arguments, &variables);
        terminal.wait_for(PROMPT.trim_end());
        terminal.keys(&format!("cd {}\r", home_path.display()));
        let shell = Self {
            terminal,
            _home: home,
        };
        Some(shell)
    }

    /// Types keys on an empty line of an empty screen.
    fn types(&mut self, keys: &str) {
        self.terminal.keys(CLEAR);
        let line = "only the prompt is left";
        self.terminal
            .wait_until(line, |it| it.screen().trim() == PROMPT.trim());
        self.terminal.keys(keys);
    }

    /// Types a line that ends in a Tab, and waits until it reads as expected.
    fn completes(&mut self, typed: &str, expected: &str) {
        self.types(typed);
        self.terminal.wait_for(&format!("{PROMPT}{typed}"));
        self.terminal.keys("\t");
        self.terminal.wait_for(&format!("{PROMPT}{expected}"));
    }

    /// Types a line and Tab twice, which lists candidates, and waits until the list has that one.
    fn lists(&mut self, typed: &str, expected: &str) -> String {
        self.types(typed);
        self.terminal
            .wait_for(&format!("{PROMPT}{}", typed.trim_end()));
        self.terminal.keys("\t\t");
        self.terminal.wait_for(expected);
        self.terminal.screen()
    }
}

const BASH_SETTINGS: &str = "\
bind 'set bell-style none'
if [ -r /usr/share/bash-completion/bash_completion ]; then
    . /usr/share/bash-completion/bash_completion
else
    . ~/.local/share/bash-completion/completions/winddown
fi
";

const ZSH_SETTINGS: &str = "\
unsetopt beep zle_bracketed_paste
fpath=(~/.functions $fpath)
autoload -Uz compinit
compinit -D
";

fn fish_settings() -> String {
    format!(
        "function fish_prompt; printf '{PROMPT}'; end\nset fish_greeting\n\
         set fish_autosuggestion_enabled 0\n"
    )
}

fn script(shell: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_winddown"))
        .args(["completions", shell])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn is_installed(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// What is the same in all three.
fn try_in(name: &str) {
    let Some(mut shell) = Shell::start(name) else {
        return;
    };
    shell.completes("winddown done str", "winddown done stretch ");
    shell.completes("winddown play five", "winddown play five-minutes ");
    shell.completes(
        "winddown log caffeine esp",
        "winddown log caffeine espresso ",
    );
    shell.completes(
        "winddown log caffeine gre",
        "winddown log caffeine green\\ tea ",
    );
    shell.completes("winddown log factor str", "winddown log factor stress ");
    shell.completes(
        "winddown tonight --date yest",
        "winddown tonight --date yesterday ",
    );
    shell.completes(
        "winddown tonight --date=yest",
        "winddown tonight --date=yesterday ",
    );
    shell.completes(
        "winddown report -o a\\ f",
        "winddown report -o a\\ file\\ of\\ mine.html ",
    );
    shell.completes(
        "winddown report --output=a-f",
        "winddown report --output=a-folder/",
    );
    shell.completes("winddown man a", "winddown man a-folder/");
    shell.completes("winddown report -o ~/a-f", "winddown report -o ~/a-folder/");
    shell.completes("winddown journal che", "winddown journal check ");
    let listed = shell.lists("winddown done ", "warm-bath");
    assert!(listed.contains("stretch"), "{listed}");
    assert!(!listed.contains("of mine"), "{listed}");
    assert!(!listed.contains("--date"), "{listed}");
    // No id begins so, and a file's name does.
    shell.types("winddown done a-f");
    shell.terminal.keys("\tX");
    shell.terminal.wait_for("winddown done a-fX");
}

#[test]
fn tab_completes_in_bash() {
    try_in("bash");
}

#[test]
fn tab_completes_in_zsh() {
    try_in("zsh");
}

#[test]
fn tab_completes_in_fish() {
    try_in("fish");
}
