//! One config for all computers, in the folder.

use std::fs;

use super::computers::Computer;
use super::{PLAN, folder, remarked};

fn joins_with_config(computer: &Computer, folder: &std::path::Path) -> String {
    let folder = folder.to_str().unwrap();
    computer.says(&[
        "sync",
        "on",
        folder,
        "--name",
        &computer.name,
        "--with-config",
    ])
}

#[test]
fn computers_that_share_the_config_follow_one_plan() {
    let folder = folder();
    let desk = Computer::new("desk", PLAN);
    let laptops = PLAN.replace("22:30", "23:45");
    let laptop = Computer::new("laptop", &laptops);
    joins_with_config(&desk, folder.path());
    assert_eq!(
        fs::read_to_string(folder.path().join("config.toml")).unwrap(),
        PLAN
    );
    let said = joins_with_config(&laptop, folder.path());
    let kept = said.split("is kept as ").nth(1).unwrap();
    let kept = kept
        .split(". Wrote")
        .next()
        .unwrap()
        .split(". Took")
        .next()
        .unwrap();
    let kept = kept.split(". Nothing").next().unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), laptops, "{said}");
    let bedtime = |computer: &Computer| computer.facts(&["tonight"])["bedtime"].clone();
    assert_eq!(bedtime(&desk), bedtime(&laptop));
    // A change on one is the other's.
    fs::write(laptop.config(), PLAN.replace("22:30", "22:45")).unwrap();
    assert_eq!(bedtime(&desk), bedtime(&laptop));
    assert!(bedtime(&desk).as_str().unwrap().contains("T22:45:00"));
    assert_eq!(remarked(&desk), [] as [&str; 0]);
    // Again changes nothing.
    joins_with_config(&laptop, folder.path());
    assert!(fs::symlink_metadata(laptop.config()).unwrap().is_symlink());
}

#[test]
fn while_the_folder_is_missing_the_last_known_plan_is_in_force() {
    let folder = folder();
    let desk = Computer::new("desk", &PLAN.replace("22:30", "21:59"));
    joins_with_config(&desk, folder.path());
    let away = folder.path().with_extension("away");
    fs::rename(folder.path(), &away).unwrap();
    let tonight = desk.facts(&["tonight"]);
    assert!(tonight["bedtime"].as_str().unwrap().contains("T21:59:00"));
    desk.says(&["done", "stretch"]);
    // Off gives the computer a config of its own, folder or not.
    desk.says(&["sync", "off"]);
    assert!(fs::symlink_metadata(desk.config()).unwrap().is_file());
    assert!(fs::read_to_string(desk.config()).unwrap().contains("21:59"));
    fs::rename(&away, folder.path()).unwrap();
}

#[test]
fn a_config_that_cannot_be_used_is_nobodys_plan() {
    let folder = folder();
    let desk = Computer::new("desk", PLAN);
    fs::write(folder.path().join("config.toml"), "bedtime = ").unwrap();
    let path = folder.path().to_str().unwrap();
    let said = desk.fails(&["sync", "on", path, "--with-config"]);
    assert!(said.contains("config.toml"), "{said}");
    assert_eq!(fs::read_to_string(desk.config()).unwrap(), PLAN);
    assert!(fs::symlink_metadata(desk.config()).unwrap().is_file());
    assert_eq!(desk.facts(&["sync", "status"])["on"], false);
}

#[test]
fn two_versions_of_the_shared_config_are_named() {
    let folder = folder();
    let desk = Computer::new("desk", PLAN);
    joins_with_config(&desk, folder.path());
    fs::write(folder.path().join("config.sync-conflict-x.toml"), PLAN).unwrap();
    assert_eq!(remarked(&desk), ["config_conflict"]);
}
