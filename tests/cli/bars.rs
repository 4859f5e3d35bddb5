//! The status bars of the README: its snippets as they stand there, held to what each bar documents, and run by
//! the bar itself where it is installed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{PLAN, Person, faked_clock, newcomer_at, text};

/// A title that tries all that a bar could read into it.
const TITLE: &str = r#"Legs #1 #(touch ran) #[fg=red]<b>&'"\ #S #{host} %H"#;

/// Somebody with one step, of that title, which is due.
fn person() -> Person {
    let person = newcomer_at("21:55");
    let title = toml_edit::Value::from(TITLE);
    let step = format!(
        "bedtime = \"22:30\"\nwake = \"06:30\"\n[[step]]\nid = \"stretch\"\ntitle = {title}\nkind = \"check\"\nat = \"21:55\"\n"
    );
    person.write_config(step);
    person
}

/// The block of the README in that language that has `part` in it.
fn snippet(language: &str, part: &str) -> String {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.unwrap();
    let mut blocks = readme.split("```").skip(1).step_by(2);
    let block = blocks.find(|block| block.starts_with(language) && block.contains(part));
    let block = block.unwrap_or_else(|| panic!("the README has no {language} with {part}"));
    block
        .strip_prefix(language)
        .unwrap()
        .trim_start()
        .to_owned()
}

impl Person {
    /// A command that finds the program as `winddown`.
    fn bar(&self, program: &str) -> Command {
        let folder = Path::new(env!("CARGO_BIN_EXE_winddown")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(
            [self.path("bin"), folder.to_owned()]
                .into_iter()
                .chain(std::env::split_paths(&path)),
        );
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(faked_clock())
            .env("HOME", self.home.path())
            .env("TMPDIR", self.home.path())
            .env("TZ", &self.zone)
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm")
            .env("PATH", path.unwrap())
            .current_dir(self.home.path())
            .stdin(Stdio::null());
        command
    }
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[test]
fn waybar_gets_one_line_of_json_with_escaped_markup() {
    let module: Value = serde_json::from_str(&snippet("json", "custom/winddown")).unwrap();
    let module = &module["custom/winddown"];
    assert_eq!(module["return-type"], "json");
    assert!(module["interval"].as_u64().unwrap() > 0);
    let person = person();
    let output = person
        .bar("sh")
        .args(["-c", module["exec"].as_str().unwrap()])
        .output();
    let said = text(&output.unwrap().stdout);
    assert_eq!(said.lines().count(), 1, "{said}");
    let said: Value = serde_json::from_str(&said).unwrap();
    let keys: Vec<_> = said.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["class", "text", "tooltip"]);
    assert_eq!(said["class"], "due");
    assert_eq!(said["text"], "stretch now");
    let shown = "Legs #1 #(touch ran) #[fg=red]&lt;b&gt;&amp;'\"\\ #S #{host} %H";
    assert_eq!(said["tooltip"], format!("21:55  {shown}: due"));
    let with_title = person.facts(&["next", "--format", "{title}"]);
    assert_eq!(with_title["text"], shown);
}

#[test]
fn a_private_bar_names_no_step_unless_its_format_asks_for_it() {
    let person = person();
    let config = fs::read_to_string(person.config()).unwrap();
    person.write_config(config + "[reminders]\nprivate = true\n");
    assert_eq!(person.says(&["next"]), "next step now\n");
    let bar = person.facts(&["next"]);
    assert_eq!(
        [&bar["text"], &bar["tooltip"]],
        ["next step now", "21:55  due"]
    );
    assert_eq!(person.says(&["next", "--format", "{id}"]), "stretch\n");
    person.says(&["done", "stretch"]);
    assert_eq!(person.says(&["next"]), "all done\n");
}

#[test]
fn with_tmux_each_hash_in_a_title_is_doubled_and_no_other() {
    let person = person();
    let said = person.says(&["next", "--tmux", "--format", "#[bold]{title}"]);
    assert_eq!(said, format!("#[bold]{}\n", TITLE.replace('#', "##")));
    person.runs(&["next", "--tmux", "--json"]).code(2);
}

#[test]
fn tmux_shows_a_title_as_it_is() {
    if !is_installed("tmux") {
        return;
    }
    let person = person();
    let config = person.path("tmux.conf");
    let wide = "\nset -g status-right-length 120\nset -g status-interval 1\n";
    fs::write(&config, snippet("tmux", "status-right") + wide).unwrap();
    let tmux = |socket: &str, args: &[&str]| {
        let mut command = person.bar("tmux");
        let output = command
            .args(["-L", socket, "-f"])
            .arg(&config)
            .args(args)
            .output();
        text(&output.unwrap().stdout)
    };
    // What a status line looks like is seen on a screen alone: here that of another tmux around it.
    tmux("inner", &["new-session", "-d", "-x", "160", "-y", "5"]);
    let attach = "TMUX= tmux -L inner attach";
    tmux(
        "outer",
        &["new-session", "-d", "-x", "160", "-y", "7", attach],
    );
    let until = Instant::now() + Duration::from_secs(20);
    let shown = loop {
        let shown = tmux("outer", &["capture-pane", "-p"]);
        if shown.contains(&format!("{TITLE} now")) || Instant::now() > until {
            break shown;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    tmux("outer", &["kill-server"]);
    tmux("inner", &["kill-server"]);
    assert!(shown.contains(&format!("{TITLE} now")), "{shown}");
    assert!(!person.path("ran").exists());
}

/// The first rows of i3bar's protocol that the README's script makes of what `i3status` on its path says.
fn rows(person: &Person) -> Vec<Value> {
    let script = person.path("status.sh");
    fs::write(&script, snippet("sh", "i3status |")).unwrap();
    let mut bar = person
        .bar("sh")
        .arg(&script)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(bar.stdout.take().unwrap()).lines();
    // The pipe is closed after these, which ends what writes into it.
    let lines: Vec<String> = lines.take(4).map(Result::unwrap).collect();
    bar.kill().unwrap();
    bar.wait().unwrap();
    let header: Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(header["version"], 1);
    assert_eq!(lines[1], "[");
    // An endless list: each row but the first begins with the comma after the one before.
    assert!(
        lines[2].starts_with('[') && lines[3].starts_with(",["),
        "{lines:?}"
    );
    let row = |line: &String| serde_json::from_str(line.trim_start_matches(',')).unwrap();
    lines[2..].iter().map(row).collect()
}

fn has_the_step_first(rows: &[Value]) {
    for row in rows {
        assert_eq!(row[0]["full_text"], "stretch now", "{row}");
        assert!(row[1]["full_text"].is_string(), "{row}");
    }
}

#[test]
fn i3status_gets_the_step_before_its_own_blocks() {
    use std::os::unix::fs::PermissionsExt;
    let person = person();
    let stand_in = person.path("bin/i3status");
    fs::create_dir(stand_in.parent().unwrap()).unwrap();
    let says = r#"#!/bin/sh
echo '{"version":1}'
echo '['
printf '%s\n' '[{"name":"load","full_text":"[0.42]"},{"name":"time","full_text":"a \"b\" \\ c"}]'
while echo ',[{"name":"load","full_text":"[0.43]"}]'; do sleep 0.1; done
"#;
    fs::write(&stand_in, says).unwrap();
    fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o755)).unwrap();
    let rows = rows(&person);
    has_the_step_first(&rows);
    assert_eq!(rows[0][2]["full_text"], "a \"b\" \\ c");
    assert_eq!(rows[1][1]["full_text"], "[0.43]");
}

#[test]
fn the_real_i3status_gets_it_too() {
    if !is_installed("i3status") {
        return;
    }
    let person = person();
    let config = person.path(".config/i3status/config");
    fs::create_dir(config.parent().unwrap()).unwrap();
    let text = "general {\n output_format = \"i3bar\"\n interval = 1\n}\norder += \"tztime local\"\ntztime local {\n format = \"%H:%M\"\n}\n";
    fs::write(config, text).unwrap();
    has_the_step_first(&rows(&person));
}

#[test]
fn the_default_line_needs_no_escaping_because_step_ids_have_no_special_characters() {
    let person = newcomer_at("21:00");
    person.write_config(PLAN.replace("id = \"stretch\"", "id = \"str\\\"etch\""));
    assert!(
        person
            .fails(2, &["next"])
            .contains("small letters, digits and hyphens")
    );
}
