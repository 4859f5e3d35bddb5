//! A week of somebody who presses wrong keys, late and half asleep, changes the plan, flies, and whose clock is wrong. The
//! journal reads as it happened, or a question was asked.

use winddown::event::{Origin, Timing, What, in_effect};
use winddown::plan::Config;

use super::stage::Stage;

/// The built-in plan with these steps besides lights-out, and this bedtime.
fn plan(bedtime: &str, steps: &[&str]) -> Config {
    let mut config = Config::built_in();
    config.plan.bedtime = bedtime.parse().unwrap();
    let is_wanted = |id: &str| id == "lights-out" || steps.contains(&id);
    config.plan.steps.retain(|step| is_wanted(&step.id.0));
    config
}

const STEPS: &[&str] = &["last-caffeine", "warm-bath", "stretch"];
const ONE_MORE: &[&str] = &["last-caffeine", "warm-bath", "stretch", "screens-away"];

/// What is in effect of an evening, in the order of time, by the clocks there: `done warm-bath 24 20:50+01:00`.
fn journal(stage: &Stage, evening: &str) -> Vec<String> {
    let events = stage.events(evening);
    let entries = in_effect(&events).into_iter();
    let entries = entries.filter(|event| !matches!(event.what, What::Plan(_)));
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|event| event.at);
    entries
        .iter()
        .map(|event| {
            let step = event.what.step().map(|step| format!(" {step}"));
            let time = match (event.what.timing(), event.origin) {
                (Timing::Unknown, _) => "at a time not known".to_owned(),
                (Timing::Known, Some(Origin::AsPlanned)) => "as planned".to_owned(),
                (Timing::Known, _) => event.local().format("%d %H:%M%:z").to_string(),
            };
            format!("{}{} {time}", event.what.kind(), step.unwrap_or_default())
        })
        .collect()
}

/// The week so far.
struct Week {
    stage: Option<Stage>,
}

impl Week {
    fn stage(&self) -> &Stage {
        self.stage.as_ref().unwrap()
    }

    /// The window is opened at that time and place, and these keys are pressed. What was judged before, and had no entry
    /// now, is judged as before.
    fn at(&mut self, time: &str, keys: &str) -> &Stage {
        let evenings = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
        let judged = |stage: &Stage| {
            let entries = evenings.map(|evening| journal(stage, evening));
            (stage.judged_since(evenings[0]), entries)
        };
        let (before, entries_before) = judged(self.stage());
        let stage = self.stage.take().unwrap().reopened_at(time).keys(keys);
        let (after, entries) = judged(&stage);
        for ((was, is), n) in before.iter().zip(&after).zip(0..) {
            let is_same = entries_before.get(n) == entries.get(n);
            assert!(!is_same || was == is, "{time}: {was}, then {is}");
        }
        self.stage.insert(stage)
    }

    fn plan(&mut self, bedtime: &str, steps: &[&str]) {
        let edited = plan(bedtime, steps);
        let stage = self.stage.take().unwrap();
        self.stage = Some(stage.configured(|config| *config = edited));
    }
}

#[test]
fn a_clumsy_week_reads_in_the_journal_as_it_happened() {
    let stage = Stage::with(plan("22:30:00", STEPS), "2026-11-23T13:35", &[]);
    let mut week = Week { stage: Some(stage) };

    // Monday: keys that mean nothing, a key that bounces, an undo too many, and Done again in the middle of the night.
    week.at("2026-11-23T13:35+01:00", "d");
    week.at("2026-11-23T20:50+01:00", "d d ö % u d");
    week.at("2026-11-23T21:55+01:00", "d");
    week.at("2026-11-23T22:40+01:00", "End d");
    week.at("2026-11-24T03:10+01:00", "End d Enter Esc");
    week.at("2026-11-24T06:35+01:00", "3 Esc");

    // Tuesday: a later bedtime, a bath too early, lights-out pressed late; then, in the dark, one step more in the plan.
    week.plan("23:00:00", STEPS);
    week.at("2026-11-24T20:47+01:00", "d");
    let asked = week.at("2026-11-24T23:40+01:00", "End d").screen();
    assert!(asked.contains("When did the lights go out?"), "{asked}");
    week.at("2026-11-24T23:40+01:00", "End d \"2310\" Enter");
    week.plan("23:00:00", ONE_MORE);
    week.at("2026-11-24T23:45+01:00", "n \"tired\" Enter");

    // Wednesday: awake before the wake time, and coffee before that time too. Nothing else until Thursday's morning.
    week.at(
        "2026-11-25T05:50+01:00",
        "l m 5 Tab Tab Tab Tab Tab Tab \"0545\" Enter",
    );
    week.at("2026-11-25T06:10+01:00", "c 1 Enter");
    week.plan("21:30:00", ONE_MORE);
    let asked = week
        .at("2026-11-26T07:00+01:00", "Tab Left Enter j j d")
        .screen();
    assert!(asked.contains("Warm bath: when was it?"), "{asked}");
    week.at("2026-11-26T07:00+01:00", "Tab Left Enter j j d p");

    // Thursday, in New York.
    week.at("2026-11-26T20:50-05:00", "d");
    week.at("2026-11-26T21:35-05:00", "End d");

    // Friday, at home: first the clock has lost its battery, then it is right. A drink of 820 mg was meant for 08:20.
    let asked = week.at("1970-01-01T00:10+00:00", "d").screen();
    assert!(asked.contains("which cannot be right"), "{asked}");
    week.at("2026-11-27T14:00+01:00", "Tab Left Enter j d x");
    let asked = week.at("2026-11-27T14:05+01:00", "c m \"820\" Enter");
    assert!(asked.screen().contains("820 mg"), "{}", asked.screen());
    assert!(journal(asked, "2026-11-27").is_empty());
    week.at("2026-11-27T20:00+01:00", "e \"ill\" Enter u");

    let of = |evening: &str| journal(week.stage(), evening);
    let monday = [
        "done last-caffeine 23 13:35+01:00",
        "done warm-bath 23 20:50+01:00",
        "done stretch 23 21:55+01:00",
        "lights_out 23 22:40+01:00",
        "legs 24 06:35+01:00",
    ];
    assert_eq!(of("2026-11-23"), monday);
    let tuesday = [
        "done warm-bath 24 20:47+01:00",
        "lights_out 24 23:10+01:00",
        "note 24 23:45+01:00",
        "woke 25 05:45+01:00",
        "legs 25 05:50+01:00",
    ];
    assert_eq!(of("2026-11-24"), tuesday);
    let wednesday = ["caffeine 25 06:10+01:00", "done warm-bath as planned"];
    assert_eq!(of("2026-11-25"), wednesday);
    let thursday = [
        "done warm-bath at a time not known",
        "done stretch 26 20:50-05:00",
        "lights_out 26 21:35-05:00",
    ];
    assert_eq!(of("2026-11-26"), thursday);
    assert!(of("2026-11-27").is_empty() && of("1969-12-31").is_empty());
    let judged = [
        "2026-11-23 Kept, 4 of 4",
        "2026-11-24 Partly, 2 of 4",
        "2026-11-25 Partly, 1 of 5",
        "2026-11-26 Partly, 3 of 5",
    ];
    assert_eq!(week.stage().judged_since("2026-11-23"), judged);
}
