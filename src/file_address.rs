//! The address of a file, as a `file:` URI.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path};

/// The address of a file. Whatever has a meaning in a URI, and each byte that is not ASCII, is written as its number, so
/// that a name which is not Unicode is found, too.
pub(crate) fn file_address(path: &Path) -> String {
    let path = path.as_os_str().as_encoded_bytes();
    // After two slashes comes the name of a computer, which a path from the root leaves empty. A relative path, or one
    // with a drive, would be taken for that name.
    let mut address = String::from(if path.starts_with(b"/") {
        "file://"
    } else {
        "file:"
    });
    for byte in path {
        let letter = char::from(*byte);
        if letter.is_ascii_alphanumeric() || "/-_.~:".contains(letter) || letter == MAIN_SEPARATOR {
            address.push(letter);
        } else {
            // Writing to a string does not fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_from_the_root_has_an_empty_computer() {
        for (path, address) in [
            ("/ä b/c.db", "file:///%C3%A4%20b/c.db"),
            ("//twice/c.db", "file:////twice/c.db"),
            ("c.db", "file:c.db"),
            ("C:/users/c?.db", "file:C:/users/c%3F.db"),
        ] {
            assert_eq!(file_address(Path::new(path)), address);
        }
    }
}
