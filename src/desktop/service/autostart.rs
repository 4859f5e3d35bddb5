//! An XDG autostart entry. The desktop starts it when the session begins, and does not restart it if it fails.

use super::{PURPOSE, Program, is_plain};

/// The text of the entry.
pub(crate) fn text(program: &Program) -> String {
    let arguments = [&program.path].into_iter().chain(&program.arguments);
    let arguments: Vec<String> = arguments
        .map(|argument| string_value(&quoted(argument)))
        .collect();
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
        string_value(&program.path),
        arguments.join(" ")
    )
}

/// Quotes an argument by the rules of the key `Exec`.
pub(super) fn quoted(word: &str) -> String {
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

/// Escapes the value of a key of type `string`: backslashes are doubled.
pub(super) fn string_value(text: &str) -> String {
    text.replace('\\', r"\\")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(word: &str) -> String {
        string_value(&quoted(word))
    }

    /// Parses one argument as desktops do: the escapes of the value, then quotes and their escapes, then `%%`.
    fn parsed(text: &str) -> String {
        let value = text.replace(r"\\", "\\");
        let inner = value.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let mut chars = inner.unwrap_or(&value).chars();
        let mut word = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => word.extend(chars.next()),
                '"' | '`' | '$' => panic!("{text} has an unescaped special character"),
                _ => word.push(c),
            }
        }
        assert!(!word.replace("%%", "").contains('%'), "{text}");
        word.replace("%%", "%")
    }

    #[test]
    fn arguments_are_quoted_only_if_needed() {
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
        fn a_quoted_argument_is_parsed_as_the_original(word in "[^\\p{Cc}]*") {
            prop_assert_eq!(parsed(&written(&word)), word);
        }
    }
}
