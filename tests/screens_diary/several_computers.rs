//! What another computer recorded.

use winddown::event::{What, in_effect};

use crate::drink;
use crate::stage::Stage;

#[test]
fn undo_on_the_page_of_caffeine_takes_back_this_computers_last_drink_whatever_the_clocks_say() {
    let evening = "2026-11-24";
    let before = [
        ("2026-11-24T08:10", drink("coffee", 107.0)),
        ("2026-11-24T09:10", drink("espresso", 63.0)),
    ];
    let mut events = Stage::after("2026-11-24T12:00", &before).events(evening);
    events.retain(|event| matches!(event.what, What::Caffeine { .. }));
    let ids = [events[0].id, events[1].id];
    for ids in [ids, [ids[1], ids[0]]] {
        let [mut own, mut other] = [events[0].clone(), events[1].clone()];
        (own.id, other.id) = (ids[0], ids[1]);
        (own.action, other.action) = (None, None);
        "bed".clone_into(&mut other.device);
        let stage = Stage::with_events("2026-11-24T12:00", &[own, other]).keys("l c u");
        let events = stage.events(evening);
        let drinks = in_effect(&events).into_iter();
        let drinks: Vec<_> = drinks.filter(|it| it.what.kind() == "caffeine").collect();
        assert_eq!(drinks.len(), 1);
        assert_eq!(drinks[0].device, "bed");
    }
}
