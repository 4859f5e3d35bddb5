//! Several computers, in lines.

use crate::stage::Stage;

fn evening() -> Stage {
    Stage::in_lines("2026-11-24T21:05", &[])
}

#[test]
fn sync_is_switched_on_changed_and_off_in_lines() {
    let mut stage = evening();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let said = stage.types("computers").join("\n");
    assert!(said.starts_with("Sync is off."), "{said}");
    let said = stage.types(&format!("folder {path}")).join("\n");
    assert!(said.starts_with(&format!(
        "Sync is on through {path}. This computer is called "
    )));
    for sentence in [
        "No other computer has written into the folder yet.",
        "The inbox is read by ",
        "Reminders come on this computer. Type remind no, inbox no, folder and a path, off, or back.",
    ] {
        assert!(said.contains(sentence), "{said}");
    }
    let said = stage.types("remind no").join("\n");
    assert!(
        said.contains("Reminders are silent on this computer. Type remind yes"),
        "{said}"
    );
    let said = stage.types("inbox no").join("\n");
    assert!(said.contains("No computer reads the inbox."), "{said}");
    assert_eq!(stage.types("inbox maybe"), ["Type yes or no after it."]);
    assert_eq!(stage.types("folder"), ["folder needs a path after it."]);
    assert!(stage.types("folder /nowhere/at/all")[0].starts_with("There is no folder"));
    assert!(stage.types("off")[0].starts_with("Sync is off."));
    let tonight = stage.types("back");
    assert!(tonight[0].starts_with("Now: Warm bath"), "{tonight:?}");
}

#[test]
fn words_of_the_evening_mean_the_same_while_sync_is_shown() {
    let mut stage = evening();
    stage.types("sync");
    let said = stage.types("done warm bath").join("\n");
    assert!(said.contains("Warm bath"), "{said}");
    assert_eq!(stage.events("2026-11-24").len(), 2, "the plan and the step");
}
