//! The files of `src/`, and the paths that they use.

use std::fs;
use std::path::{Path, PathBuf};

use super::rust_paths::{self, Used};

/// One file of `src/`.
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Used {
    /// Whether the path contains these consecutive segments.
    pub(super) fn names(&self, wanted: &str) -> bool {
        let wanted: Vec<&str> = wanted.split("::").collect();
        let std_or_crate =
            wanted[0] == "std" || wanted.len() == 1 && !wanted[0].starts_with(char::is_uppercase);
        if std_or_crate {
            // A crate is the first segment; later ones of the same name are modules, types or functions.
            return self.segments.len() > 1
                && self
                    .segments
                    .iter()
                    .zip(&wanted)
                    .all(|(have, want)| have == want)
                && self.segments.len() >= wanted.len();
        }
        self.segments
            .windows(wanted.len())
            .any(|part| part == wanted)
    }

    /// The top-level module of this crate that the path belongs to.
    pub(super) fn module(&self, file: &Source) -> Option<String> {
        let of_crate =
            self.segments[0] == "crate" || file.is_main() && self.segments[0] == "winddown";
        let name = self.segments.get(1).filter(|_| of_crate)?;
        modules().contains(name).then(|| name.clone())
    }
}

impl Source {
    /// The module path of this file: `plan::parse`.
    pub(super) fn module_path(&self) -> Vec<String> {
        let mut path: Vec<String> = self
            .path
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        if matches!(
            path.last().map(String::as_str),
            Some("mod" | "lib" | "main")
        ) {
            path.pop();
        }
        path
    }

    pub(super) fn top(&self) -> &str {
        let first = self.path.iter().next().and_then(|part| part.to_str());
        first.unwrap_or_default().trim_end_matches(".rs")
    }

    /// The row of [`MAY_KNOW`](super::MAY_KNOW) that applies to this file.
    pub(super) fn owner(&self) -> String {
        let path = self.module_path();
        match path.get(1).map(String::as_str) {
            Some(
                part @ ("claim_holder" | "dispatcher" | "evenings" | "hooks" | "host"
                | "outstanding" | "agent"),
            ) if self.top() == "remind" => {
                format!("remind::{part}")
            }
            _ => self.top().to_owned(),
        }
    }

    pub(super) fn is_main(&self) -> bool {
        self.top() == "main"
    }

    pub(super) fn is_front_door(&self) -> bool {
        self.is_main() || self.top() == "lib"
    }

    /// Number of lines, without modules compiled for tests only.
    pub(super) fn code_lines(&self) -> usize {
        match self.text.find("#[cfg(test)]\nmod tests {") {
            Some(tests) => self.text[..tests].lines().count(),
            None => self.text.lines().count(),
        }
    }

    pub(super) fn paths(&self) -> Vec<Used> {
        rust_paths::used(&self.text, self.module_path())
    }
}

/// The modules at the top of the crate.
pub(super) fn modules() -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut names: Vec<String> = fs::read_dir(src)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "lib" && name != "main")
        .collect();
    names.sort();
    names
}

/// All files of `src/`, without files of tests.
pub(super) fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy();
            let only_tests = name == "tests" || name.ends_with("_tests");
            if only_tests {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(Source {
                    text: fs::read_to_string(&path).unwrap(),
                    path: path.strip_prefix(&src).unwrap().to_owned(),
                });
            }
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(sources.len() > 5, "src/ was not found");
    sources
}
