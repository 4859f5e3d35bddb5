//! What desktops sort, show and mute notifications by.

use super::bus::with_a_service;
use super::{PLAN, Window, at, folder};

/// The hints of a reminder with a sound.
const HEARD: [&str; 4] = [
    "category x-winddown.reminder",
    "desktop-entry winddown",
    "sound-name message-new-instant",
    "urgency 1",
];

/// The hints of a reminder without a sound.
pub const SILENT: [&str; 4] = [
    "category x-winddown.reminder",
    "desktop-entry winddown",
    "suppress-sound true",
    "urgency 1",
];

#[test]
fn a_reminder_names_the_program_its_icon_its_desktop_entry_and_its_kind() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("21:00"));
        let received = &service.received()[0];
        let [program, icon] = &received.app;
        assert_eq!(program, "winddown");
        // The file's address, where this computer has it installed.
        assert!(
            icon == "winddown" || icon.starts_with("file:///") && icon.ends_with("/winddown.svg"),
            "{icon}"
        );
        assert_eq!(received.hints, HEARD);
    });
}

#[test]
fn steps_due_in_the_same_minute_keep_their_buttons_and_only_the_first_is_heard() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.show(at("22:00"));
        window.show(at("22:00"));
        let mut received = service.received();
        received.sort_by_key(|it| it.hints != HEARD);
        let [tea, screens] = received.as_slice() else {
            panic!("{received:?}");
        };
        assert_eq!(tea.summary, "Tea & <b>honey</b>");
        assert_eq!(screens.summary, "Screens away");
        assert_eq!(tea.hints, HEARD);
        assert_eq!(screens.hints, SILENT);
        for it in [tea, screens] {
            assert!(it.actions.contains(&"done".to_owned()), "{it:?}");
        }
        window.look(at("22:01"));
        assert!(window.is_quiet());
    });
}

#[test]
fn steps_that_had_to_wait_share_one_notification_and_later_ones_replace_it() {
    with_a_service(|service| {
        let folder = folder();
        let plan = format!("{PLAN}\n[reminders]\nrepeat = \"10m\"\n");
        let mut window = Window::with_plan(folder.path(), "one", &plan);
        // Without the step before, which is past its time by then.
        window.act(&super::done("stretch"), at("21:30"));
        window.look(at("22:02"));
        window.show(at("22:02"));
        let shown = service.shown();
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert_eq!(shown[0].summary, "2 steps are waiting");
        assert_eq!(shown[0].actions, ["default", "Open"]);
        window.show(at("22:10"));
        window.show(at("22:10"));
        service.wait_until(|received| received[0].is_closed);
        assert_eq!(service.shown().len(), 2, "{:?}", service.shown());
    });
}

#[test]
fn what_is_announced_again_leaves_a_summary_and_the_rest_keeps_its_buttons() {
    with_a_service(|service| {
        let folder = folder();
        let later = PLAN.replacen("at = \"22:00\"", "at = \"22:05\"", 1);
        let plan = format!("{later}\n[reminders]\nrepeat = \"10m\"\n");
        let mut window = Window::with_plan(folder.path(), "one", &plan);
        window.act(&super::done("stretch"), at("21:30"));
        window.show(at("22:07"));
        assert_eq!(service.received()[0].summary, "2 steps are waiting");
        // Only the one of 22:00 comes again.
        window.show(at("22:10"));
        window.show(at("22:10"));
        service.wait_until(|received| received[0].is_closed);
        let mut shown = service.shown();
        shown.sort_by(|one, other| one.summary.cmp(&other.summary));
        let summaries: Vec<&str> = shown.iter().map(|it| it.summary.as_str()).collect();
        assert_eq!(summaries, ["Screens away", "Tea & <b>honey</b>"]);
        assert_eq!(shown[1].hints, SILENT, "it is not announced again");
        for it in &shown {
            assert!(it.actions.contains(&"done".to_owned()), "{it:?}");
        }
        // When its own turn comes, it replaces what was left.
        window.show(at("22:15"));
        service.wait_until(|received| received.len() == 4);
        let tea = service.shown();
        let tea: Vec<_> = tea
            .iter()
            .filter(|it| it.summary.starts_with("Tea"))
            .collect();
        assert_eq!(tea.len(), 1, "{tea:?}");
    });
}

#[test]
fn without_sounds_in_the_config_no_reminder_is_heard() {
    with_a_service(|service| {
        service.with_sounds();
        let folder = folder();
        let plan = format!("{PLAN}\n[sound]\nenabled = false\n");
        let mut window = Window::with_plan(folder.path(), "one", &plan);
        window.show(at("21:00"));
        assert_eq!(service.received()[0].hints, SILENT);
    });
}

#[test]
fn past_bedtime_and_in_the_morning_nothing_is_heard() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        window.act(&super::done("stretch"), at("21:00"));
        window.show(at("23:31"));
        window.show(at("06:30"));
        for summary in ["Still up?", "Good morning"] {
            let received = service.received();
            let it = received.iter().find(|it| it.summary == summary);
            assert_eq!(it.unwrap().hints, SILENT, "{received:?}");
        }
    });
}

#[test]
fn the_question_in_the_morning_names_the_evening_that_it_is_about() {
    with_a_service(|service| {
        let folder = folder();
        let mut window = Window::open(folder.path(), "one");
        // Without an entry nobody is asked about the night.
        window.act(&super::done("stretch"), at("21:00"));
        window.show(at("06:31"));
        let body = &service.received()[0].body;
        assert!(body.contains("the night of Tuesday 24 November"), "{body}");
    });
}
