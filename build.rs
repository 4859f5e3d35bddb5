//! Turns the exercise library from the form that people write into one that is read several times as fast: it is
//! needed before the first picture. What is wrong in it ends the build.

use std::path::Path;
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
}
