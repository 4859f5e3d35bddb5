//! Plans that several test files use.

/// A plan with one step, a routine of two exercises that are each held for so long, due at 21:50.
pub fn short_routine(hold: &str) -> String {
    format!(
        r#"
bedtime = "22:30"
wake = "06:30"
[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "short"
at = "21:50"
[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
[[routine]]
id = "short"
title = "Short"
exercises = [
    {{ id = "butterfly", hold = "{hold}", repeat = 1 }},
    {{ id = "seated-fold", hold = "{hold}", repeat = 1 }},
]
"#
    )
}
