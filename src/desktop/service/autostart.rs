//! An autostart entry of XDG desktops, which start it when the session begins. Nobody starts it again when it
//! fails.

use super::{PURPOSE, Program, is_plain};

/// The entry's text.
pub fn text(program: &Program) -> String {
    let words = [&program.path].into_iter().chain(&program.arguments);
    let words: Vec<String> = words.map(|word| string(&quoted(word))).collect();
    format!(
        "\
# Written by `winddown agent install`; `winddown agent uninstall` removes it.
[Desktop Entry]
Type=Application
Name=winddown
Comment={PURPOSE}
TryExec={}
Exec={}
Terminal=false
NoDisplay=true
X-GNOME-Autostart-enabled=true
",
        string(&program.path),
        words.join(" ")
    )
}

/// One word of a command, by the rules of the key `Exec`.
fn quoted(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '`' | '$' | '\\' => quoted.extend(['\\', c]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The value of any key: what was a backslash so far has to be two.
fn string(text: &str) -> String {
    text.replace('\\', r"\\")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(word: &str) -> String {
        string(&quoted(word))
    }

    /// Reads one word as desktops do: the value's backslashes, then the quotes and theirs, then `%%`.
    fn read(text: &str) -> String {
        let value = text.replace(r"\\", "\\");
        let inner = value.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let mut chars = inner.unwrap_or(&value).chars();
        let mut word = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => word.extend(chars.next()),
                '"' | '`' | '$' => panic!("{text} means something to a shell"),
                _ => word.push(c),
            }
        }
        assert!(!word.replace("%%", "").contains('%'), "{text}");
        word.replace("%%", "%")
    }

    #[test]
    fn words_are_quoted_where_they_have_to_be() {
        for (word, expected) in [
            ("/usr/bin/winddown", "/usr/bin/winddown"),
            ("/home/a b/winddown", r#""/home/a b/winddown""#),
            ("/100%/x", r#""/100%%/x""#),
            ("/$HOME/`x`", r#""/\\$HOME/\\`x\\`""#),
            (r#"/a"b'c\d"#, r#""/a\\"b'c\\\\d""#),
            ("", r#""""#),
        ] {
            assert_eq!(written(word), expected);
        }
    }

    proptest! {
        #[test]
        fn desktops_read_what_was_meant(word in "[^\\p{Cc}]*") {
            prop_assert_eq!(read(&written(&word)), word);
        }
    }
}
