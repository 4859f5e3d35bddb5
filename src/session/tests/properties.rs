//! Properties that hold for random keys and times.

use proptest::prelude::*;

use super::*;

/// Everything a screen shows: to compare two sessions, and to check that no method panics.
fn picture(session: &Session) -> String {
    format!(
        "{:?} {:?} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        session.state(),
        session.phase(),
        session.remaining(),
        session.left_secs(),
        session.fraction(),
        session.upcoming(),
        session.repetition(),
        session.variant(),
        session.group(),
        session.cue(),
        session.figure(),
        session.breath(),
        session.next_change(Moving::ALL),
        session.record(),
    )
}

#[derive(Debug, Clone)]
enum Key {
    Tick(u64),
    Toggle,
    Next,
    Back,
    Extend,
    Finish,
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        6 => (0u64..6000).prop_map(Key::Tick),
        1 => Just(Key::Toggle),
        2 => Just(Key::Next),
        2 => Just(Key::Back),
        1 => Just(Key::Extend),
        // Rare, because a finished session ignores all further keys.
        1 => (0..20u8).prop_map(|n| if n == 0 { Key::Finish } else { Key::Next }),
    ]
}

proptest! {
    #[test]
    fn the_length_of_the_ticks_does_not_change_the_result(
        slices in proptest::collection::vec(0u64..=5_000_000_000, 0..120),
    ) {
        let mut sliced = Session::new(&routine());
        let mut heard = Vec::new();
        for nanos in &slices {
            heard.extend(sliced.tick(Duration::from_nanos(*nanos)));
        }
        let mut total: u64 = slices.iter().sum();
        let mut even = Session::new(&routine());
        let mut heard_even = Vec::new();
        while total > 0 {
            let step = total.min(100_000_000);
            heard_even.extend(even.tick(Duration::from_nanos(step)));
            total -= step;
        }
        prop_assert_eq!(picture(&sliced), picture(&even));
        prop_assert_eq!(heard, heard_even);
    }

    #[test]
    fn no_keys_panic_and_the_time_held_never_exceeds_the_time_elapsed(
        keys in proptest::collection::vec(key(), 0..200),
    ) {
        let mut session = Session::new(&routine());
        let mut ticked = Duration::ZERO;
        for key in keys {
            match key {
                Key::Tick(ms) => {
                    session.tick(Duration::from_millis(ms));
                    ticked += Duration::from_millis(ms);
                }
                Key::Toggle => session.toggle(),
                Key::Next => session.next(),
                Key::Back => session.back(),
                Key::Extend => {
                    session.extend(secs(10));
                }
                Key::Finish => session.finish(),
            }
            picture(&session);
            prop_assert!(u64::from(session.record().held_secs()) <= ticked.as_secs());
            prop_assert!((0.0..=1.0).contains(&session.fraction()));
            prop_assert_eq!(session.next_change(Moving::ALL).is_some(), session.state() == SessionState::Running);
            prop_assert!(session.next_change(Moving::ALL).is_none_or(|wait| !wait.is_zero() && wait <= secs(1)));
            if let Some(progress) = session.progress() {
                prop_assert!(Session::resume_from(&routine(), &progress).is_some());
            }
        }
    }

    #[test]
    fn next_always_advances_and_back_never_does(at in 0u64..201) {
        let mut forward = after(at);
        let before = forward.left_secs();
        forward.next();
        prop_assert!(forward.left_secs() < before);
        let mut backward = after(at);
        backward.back();
        prop_assert!(backward.left_secs() >= before);
    }
}
