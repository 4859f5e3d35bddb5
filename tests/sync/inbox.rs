//! The inbox where no window and no agent is running.

use std::fs;

use super::{Computer, PLAN, folder, remarked};

#[test]
fn the_first_computer_makes_the_inbox_and_says_where_it_is() {
    let folder = folder();
    let inbox = folder.path().join("inbox");
    let on = |computer: &Computer| {
        let path = folder.path().to_str().unwrap();
        computer.says(&["sync", "on", path, "--name", &computer.name])
    };
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    let said = on(&desk);
    assert!(said.contains(inbox.to_str().unwrap()), "{said}");
    assert!(inbox.is_dir());
    let said = on(&laptop);
    assert!(!said.contains("inbox"), "{said}");
}

#[test]
fn sync_now_records_the_lines_on_the_computer_that_reads_them() {
    let folder = folder();
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    desk.joins(folder.path());
    laptop.joins(folder.path());
    let notes = folder.path().join("inbox/notes.txt");
    fs::write(&notes, "legs 4\nlegs 44\nnote of the phone\n").unwrap();
    assert_eq!(remarked(&desk), ["inbox_waiting"]);
    assert!(
        desk.remarks()[0].1.contains("3 lines"),
        "{:?}",
        desk.remarks()
    );
    assert_eq!(
        laptop.facts(&["sync", "now"])["inbox"],
        serde_json::Value::Null
    );
    assert_eq!(
        remarked(&desk),
        ["inbox_waiting"],
        "looking records nothing"
    );
    let said = desk.says(&["sync", "now"]);
    assert!(said.starts_with("Recorded 2 lines of the inbox."), "{said}");
    assert!(
        said.contains("Not recorded: 1 line of the inbox."),
        "{said}"
    );
    let remarks = desk.remarks();
    assert_eq!(remarks.len(), 1);
    assert!(remarks[0].1.contains("refused-desk.md"), "{remarks:?}");
    laptop.says(&["sync", "now"]);
    assert!(laptop.events().contains("of the phone"));
    assert_eq!(laptop.events(), desk.events());
    fs::write(&notes, "legs 4\nnote of the phone\n").unwrap();
    assert!(!desk.says(&["sync", "now"]).contains("inbox"));
    assert_eq!(desk.remarks(), []);
}

#[test]
fn sync_now_waits_for_a_line_that_may_still_be_written() {
    let folder = folder();
    let desk = Computer::new("desk", PLAN);
    desk.joins(folder.path());
    fs::write(folder.path().join("inbox/notes.txt"), "legs 4").unwrap();
    let now = desk.facts(&["sync", "now"]);
    assert_eq!(now["inbox"]["recorded"], 1, "{now}");
}
