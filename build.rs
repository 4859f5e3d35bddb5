//! Converts the exercise library from TOML to JSON, because JSON parses several times as fast and the player has to start
//! at once. Invalid TOML fails the build.
//!
//! Also sets `WINDDOWN_RULES`, a hash of the source files that decide how evenings are judged.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let out = env::var_os("OUT_DIR").expect("cargo says where the build writes");
    for name in ["exercises", "routines"] {
        let asset = format!("assets/{name}.toml");
        println!("cargo::rerun-if-changed={asset}");
        let text = fs::read_to_string(&asset).expect("the asset is there");
        let value: serde_json::Value =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{asset}: {error}"));
        let json = Path::new(&out).join(format!("{name}.json"));
        fs::write(json, value.to_string()).expect("the build can write");
    }
    println!("cargo::rustc-env=WINDDOWN_RULES={}", rules());
}

/// A hash of the source files that decide how evenings are judged and nights compared. Cached results are discarded when it changes, because
/// another version of the program may have judged these evenings by other rules.
fn rules() -> u64 {
    let folders = ["diary", "evening", "event", "plan", "review"];
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| files_in(&Path::new("src").join(folder)))
        .collect();
    for file in ["src/span.rs", "src/split_mix.rs"] {
        println!("cargo::rerun-if-changed={file}");
        files.push(file.into());
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(&file).expect("it is there").hash(&mut hasher);
    }
    hasher.finish()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_in(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
