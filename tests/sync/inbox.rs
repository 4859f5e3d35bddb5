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

/// Lets this computer read the inbox, or not, as the page on several computers does.
fn reads_inbox(computer: &Computer, wanted: bool) {
    let path = computer.path(".local/state/winddown/sync.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let (is, shall) = (format!("inbox = {}", !wanted), format!("inbox = {wanted}"));
    assert!(settings.contains(&is), "{settings}");
    fs::write(&path, settings.replace(&is, &shall)).unwrap();
}

#[test]
fn a_computer_that_takes_the_inbox_over_records_only_what_the_other_one_had_not() {
    let folder = folder();
    let [desk, laptop] = ["desk", "laptop"].map(|name| Computer::new(name, PLAN));
    desk.joins(folder.path());
    laptop.joins(folder.path());
    let notes = folder.path().join("inbox/notes.txt");
    let mut content = String::new();
    for line in ["note one\n", "note two\n", "note three\n"] {
        content.push_str(line);
        fs::write(&notes, &content).unwrap();
        desk.says(&["sync", "now"]);
    }
    laptop.says(&["sync", "now"]);
    reads_inbox(&desk, false);
    reads_inbox(&laptop, true);
    assert_eq!(remarked(&laptop), [] as [&str; 0]);
    content.push_str("note four\n");
    fs::write(&notes, &content).unwrap();
    let said = laptop.says(&["sync", "now"]);
    assert!(said.starts_with("Recorded 1 line of the inbox."), "{said}");
    for note in ["one", "two", "three", "four"] {
        let text = format!("\"text\":\"{note}\"");
        assert_eq!(laptop.events().matches(&text).count(), 1, "{note}");
    }
}

#[test]
fn an_inbox_that_is_no_folder_is_named_with_what_to_do() {
    let folder = folder();
    let desk = Computer::new("desk", PLAN);
    desk.joins(folder.path());
    let inbox = folder.path().join("inbox");
    fs::remove_dir(&inbox).unwrap();
    fs::write(&inbox, "").unwrap();
    for said in [desk.fails(&["sync", "now"]), desk.remarks()[0].1.clone()] {
        assert!(said.contains(inbox.to_str().unwrap()), "{said}");
    }
    assert!(remarked(&desk).contains(&"inbox_trouble".to_owned()));
}
