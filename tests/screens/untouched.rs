//! Looking at a screen, or leaving what it shows as it stands, records nothing.

use super::an_evening;
use super::stage::Stage;

/// Every place with something to enter, opened and left without typing.
const VISITS: [&str; 28] = [
    "b Esc",
    "b Enter",
    "e Esc",
    "n Esc",
    "n Enter Esc",
    "w Esc",
    "i Esc Esc",
    "? Esc",
    "a Esc",
    "Down Up Esc",
    "Tab Esc",
    "Tab Enter Esc Esc",
    "Tab Enter Down Enter Enter Esc Esc",
    "Tab Enter Down Enter Esc Esc Esc",
    "l Esc",
    "l l Esc Esc",
    "l l Enter Esc Esc",
    "l c Esc Esc",
    "l c [ Esc Esc",
    "l m Esc Esc",
    "l m Enter Esc",
    "l m Tab Tab Tab Tab Tab Tab Tab Enter Esc",
    "l [ m Enter Esc",
    "l b Esc Esc",
    "l b Enter Esc Esc",
    "l b Tab Tab Enter Enter Esc Esc",
    "l s Esc Esc",
    "l f Esc Esc",
];

#[test]
fn whoever_types_nothing_records_nothing() {
    for now in ["2026-11-24T21:38", "2026-11-25T07:10", "2026-11-25T03:10"] {
        for visit in VISITS {
            let before = Stage::after(now, &an_evening());
            let count = |stage: &Stage| -> Vec<usize> {
                let evenings = ["2026-11-23", "2026-11-24", "2026-11-25"];
                evenings.map(|evening| stage.events(evening).len()).to_vec()
            };
            let expected = count(&before);
            let after = before.keys(visit);
            assert_eq!(count(&after), expected, "{now} {visit}: {}", after.screen());
        }
    }
}
