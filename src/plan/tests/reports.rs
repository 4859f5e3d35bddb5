//! The report on a config with problems, as the user reads it.

use super::{step, with};
use crate::exercise::Position;
use crate::plan::parse;

fn report(text: &str) -> String {
    parse(text)
        .expect_err("nothing wrong was found")
        .report("config.toml", text, false)
}

/// The reports on several texts, joined.
fn reports(texts: impl IntoIterator<Item = String>) -> String {
    let reports: Vec<String> = texts.into_iter().map(|text| report(&text)).collect();
    reports.join("\n\n----\n\n")
}

#[test]
fn says_everything_that_is_wrong_at_once() {
    let text = r#"beadtime = "22:30"
wake = 6

[[schedule]]
days = ["friday", "sat"]
bedtime = "24:15"

[[step]]
id = "Warm Bath"
title = ""
kind = "tmier"
duration = "0m"
before_bed = "1:45"

[[step]]
id = "stretch"
title = "Leg stretches"
kind = "routine"
routine = "restles-legs"
duration = "10m"
at = "21:00"
before_bed = "40m"
optional = "yes"

[display]
theme = "dark"
"#;
    insta::assert_snapshot!(report(text));
}

#[test]
fn broken_toml() {
    insta::assert_snapshot!(reports(
        [
            "title = \"Warm bath\n",
            "[[step]\nid = \"bath\"\n",
            "wake = \"07:00\"\n",
            "[display]\ntheme = warm\nascii = \"perhaps\"\n",
            "[reminders]\nlead =\nrepeat = \"never\"\n",
            "[[schedule]]\ndays = [\"fri\", \"sat\"\nwake = \"07:00\"\n",
            "just some words\n",
        ]
        .map(with)
    ));
}

#[test]
fn values_of_the_wrong_type() {
    insta::assert_snapshot!(report(
        "bedtime = \"25:00\"\nwake = \"13 am\"\nstep = \"stretch\"\nschedule = [1]\n\
         [reminders]\nlead = 10\nrepeat = \"often\"\nlate_after = \"0m\"\nenabled = 1\n\
         [display]\nascii = \"maybe\"\ntheme = 3\n[sound]\nspeak = []\n"
    ));
}

#[test]
fn a_step_with_missing_or_superfluous_keys() {
    insta::assert_snapshot!(report(&with(
        r#"
[[step]]
title = "No time, no id"
kind = "check"

[[step]]
id = "bell"
title = "Ring the \u0007bell"
kind = "timer"
at = "21:00"

[[step]]
id = "coffee"
title = "Coffee"
kind = "cutoff"
substance = "cofeine"
duration = "0m"
at = "14:00"
days = []

[[step]]
id = "bed"
title = "Bed"
kind = "bedtime"
at = "23:00"

[[step]]
id = "nothing"
title = "A title that goes on for so long that it would never fit on the line that it has on the screen"
kind = "timer"
duration = "0s"
before_bed = "200h"
advice = "snake-oil"
"#
    )));
}

#[test]
fn steps_that_do_not_fit_together() {
    let bedtime = |id: &str, rest: &str| step(id, rest).replace("check", "bedtime");
    insta::assert_snapshot!(reports([
        with(&(step("bath", "at = \"20:00\"") + &step("bath", "at = \"21:00\""))),
        with(&(step("bath", "at = \"20:00\"") + &step("cream", "after = \"bathe\""))),
        with(&step("bath", "after = \"bath\"")),
        with(
            &(step("a", "after = \"c\"")
                + &step("b", "after = \"a\"")
                + &step("c", "after = \"b\""))
        ),
        with(
            &(step("bath", "at = \"20:00\"\ndays = [\"mon\", \"fri\"]")
                + &step(
                    "cream",
                    "after = \"bath\"\ndays = [\"fri\", \"sat\", \"sun\"]"
                ))
        ),
        with(&(bedtime("out", "") + &bedtime("off", "days = [\"sun\"]"))),
        with(
            &(0..=64)
                .map(|n| step(&format!("s{n}"), "at = \"20:00\""))
                .collect::<String>()
        ),
    ]));
}

#[test]
fn wrong_steps_and_wrong_times_are_reported_together() {
    let text = "wake = \"06:30\"\n".to_owned() + &step("bath", "after = \"bath\"");
    assert_eq!(parse(&text).unwrap_err().iter().count(), 2);
    let text = with(&(step("bath", "after = \"nobody\"") + &step("walk", "before_bed = \"20h\"")));
    assert_eq!(parse(&text).unwrap_err().iter().count(), 2);
}

#[test]
fn times_that_do_not_fit_into_the_evening() {
    let weekend = "[[schedule]]\ndays = [\"sat\"]\nwake = \"09:00\"\n";
    let cutoff = |id: &str, rest: &str| {
        step(id, rest).replace("\"check\"", "\"cutoff\"\nsubstance = \"food\"")
    };
    insta::assert_snapshot!(reports([
        "bedtime = \"06:30\"\nwake = \"06:30\"\n".to_owned(),
        with("[[schedule]]\ndays = [\"fri\", \"sat\"]\nwake = \"22:30\"\n"),
        with(&(weekend.to_owned() + &step("walk", "at = \"08:00\""))),
        with(&(weekend.to_owned() + "[[schedule]]\ndays = [\"sun\"]\nbedtime = \"07:30\"\n")),
        with(&step("coffee", "before_bed = \"17h\"")),
        with(&(cutoff("meal", "at = \"23:00\"") + &cutoff("bite", "at = \"22:30\""))),
        with(
            &(step("late", "at = \"06:00\"").replace("check\"", "timer\"\nduration = \"45m\"")
                + &step("later", "after = \"late\""))
        ),
    ]));
}

#[test]
fn own_exercises_and_routines() {
    insta::assert_snapshot!(report(&with(
        r#"
[[exercise]]
id = "heel-raise"
title = "Heel raises"
hold = "2h"
sides = 3
repeat = 0
position = "on one leg"
cues = ["", "Rise."]
pose = "No Pose"
holds = "3s"

[[exercise]]
id = "twist"
hold = "30s"

[[routine]]
id = "mine"
title = "Mine"
exercises = ["calf-wal", "heel-raise", { id = "slow-breathing", hold = "20s" }, { hold = "20s" }, 7]

[[routine]]
id = "mine"
title = "Mine again"
exercises = []

[[routine]]
id = "for-ever"
title = "For ever"
exercises = [{ id = "calf-wall", hold = "1h", repeat = 10 }]
"#
    )));
}

#[test]
fn own_routines_that_violate_their_marks() {
    insta::assert_snapshot!(report(&with(
        r#"
[[exercise]]
id = "rock"
title = "Rocking"
position = "seated"
hold = "30s"
pose = "figures/rock.toml"

[[routine]]
id = "after-my-hip"
title = "After my hip"
gentle = true
exercises = [
    "ankle-circles",
    { id = "hamstring-chair", hold = "20s" },
    "toe-stretch",
    "ankle-pumps",
    "breathing-box",
    "rock",
]

[[routine]]
id = "woken"
title = "Woken"
night = true
positions = ["lying"]
exercises = ["calf-wall"]

[[routine]]
id = "desk"
title = "At the desk"
positions = ["seated", "any", "sitting"]
exercises = ["calf-seated"]

[[routine]]
id = "chair"
title = "Chair"
positions = ["seated"]
exercises = ["ankle-circles", "ankle-pumps"]
"#
    )));
}

#[test]
fn own_routines_that_follow_their_marks_are_accepted() {
    let text = with(
        r#"
[[routine]]
id = "night-rescue"
title = "Woken, with a new hip"
night = true
gentle = true
positions = ["seated"]
exercises = ["ankle-circles", "calf-seated", "slow-breathing"]
"#,
    );
    let config = parse(&text).unwrap();
    let routine = config.library.routine("night-rescue").unwrap();
    assert!(routine.night && routine.gentle);
    assert_eq!(routine.positions, [Position::Seated]);
}

/// It was accepted before routines were held to their marks, and reminders must not stop with an update.
#[test]
fn an_own_routine_for_the_night_may_have_something_standing_or_on_the_floor() {
    let text = with(
        r#"
[[routine]]
id = "woken"
title = "Woken"
night = true
exercises = ["calf-wall", "calf-seated", "calf-wall", "hip-flexor"]
"#,
    );
    let config = parse(&text).unwrap();
    let falls = config.library.routine("woken").unwrap().falls_at_night();
    let falls: Vec<_> = falls
        .iter()
        .map(|(exercise, breach)| format!("{} {breach}", exercise.id))
        .collect();
    assert_eq!(
        falls,
        [
            "calf-wall is done standing",
            "hip-flexor is done on the floor"
        ]
    );
}

#[test]
fn a_redefined_massage_keeps_its_warning_about_clots() {
    let text =
        with("[[exercise]]\nid = \"calf-massage\"\ntitle = \"As I was shown\"\nhold = \"60s\"\n");
    let config = parse(&text).unwrap();
    let massage = config.library.exercise("calf-massage").unwrap();
    assert_eq!(massage.title, "As I was shown");
    assert_eq!(massage.safety_note(), Some("clots"));
}

#[test]
fn a_report_in_colour_says_the_same() {
    let text = with("colour = 1\n");
    let problems = parse(&text).unwrap_err();
    let coloured = problems.report("config.toml", &text, true);
    assert!(coloured.contains("\u{1b}["));
    assert!(coloured.contains("unknown key `colour`"));
}

#[test]
fn control_characters_of_a_file_never_reach_the_terminal() {
    let text = with("\"\\u001b[2Jboo\" = 1\n# \u{202e}\n");
    assert!(!report(&text).contains('\u{1b}'));
}

#[test]
fn a_file_that_is_not_a_config_is_reported_briefly() {
    let lines: Vec<String> = (0..20_000)
        .map(|n| format!("line {n} of a letter\n"))
        .collect();
    let junk = lines.concat();
    let report = report(&junk);
    assert!(report.len() < 20_000, "{}", report.len());
    assert!(report.contains("more"), "{report}");
}

#[test]
fn invalid_hooks() {
    let long = "x".repeat(5000);
    let many = "\"x\", ".repeat(65);
    insta::assert_snapshot!(reports([
        with(
            "[hooks]\non_due = \"curl -d hello ntfy.sh/topic\"\non_done = [\"\", \"x\"]\n\
             on_evening_kept = [\"echo\", 3]\non_kept = [\"echo\"]\non_missed = [\"~/bin/light\"]\n"
        ),
        with("[hooks]\non_due = [\"echo\", \"a\\u0000b\"]\n"),
        with("hooks = [\"echo\"]\n"),
    ]));
    for (command, why) in [(format!("\"{long}\""), "5000 bytes"), (many, "65 parts")] {
        let found = report(&with(&format!("[hooks]\non_due = [{command}]\n")));
        assert!(found.contains(why), "{found}");
    }
}

#[test]
fn invalid_trials() {
    let trial = |rest: &str| format!("[[trial]]\n{rest}\n");
    let bath = step("bath", "at = \"20:00\"");
    let tried = |step: &str, first: &str| {
        trial(&format!(
            "step = \"{step}\"\nfirst = \"{first}\"\nfortnights = 2\nseed = {}",
            &first[5..7]
        ))
    };
    let weekends = step("sauna", "at = \"19:00\"\ndays = [\"sat\", \"sun\"]");
    let cutoff =
        step("coffee", "at = \"14:00\"\nsubstance = \"caffeine\"").replace("check", "cutoff");
    let bedtime = step("bed", "").replace("check", "bedtime");
    insta::assert_snapshot!(reports(
        [
            trial("weeks = 4"),
            trial("step = \"bath\"\nfirst = \"2026-13-01\"\nfortnights = 14\nseed = -1\ndraw = \"coin\""),
            trial("step = \"bath\"\nfirst = 2026-11-30T20:00:00\nfortnights = 1\nseed = \"1\""),
            tried("baht", "2026-11-30"),
            tried("bath", "0202-11-30"),
            tried("sauna", "2026-11-30") + &weekends,
            tried("coffee", "2026-11-30") + &cutoff,
            tried("bed", "2026-11-30") + &bedtime,
            tried("bath", "2026-11-30") + &tried("bath", "2026-12-27"),
            tried("bath", "2026-11-30") + &tried("bath", "2027-11-30"),
            "trial = 1\n".to_owned(),
        ]
        .map(|trials| with(&(trials + &bath)))
    ));
}

#[test]
fn a_trial_of_a_removed_step_has_no_effect_and_is_no_problem() {
    let text = with(
        &("[[trial]]\nstep = \"warm-bath\"\nfirst = \"2026-11-30\"\nfortnights = 2\nseed = 1\n"
            .to_owned()
            + &step("warm-drink", "at = \"20:00\"")),
    );
    let plan = parse(&text).unwrap().plan;
    let idle: Vec<_> = plan
        .idle_trials()
        .map(|trial| trial.step.0.as_str())
        .collect();
    assert_eq!(idle, ["warm-bath"]);
    assert!(!plan.draws(&plan.trials[0]));
    for evening in plan.trials[0].first.through(plan.trials[0].last()) {
        assert_eq!(plan.left_out_on(evening).count(), 0);
    }
}

/// Texts with a mistake about times each, without the name of their clock.
const MISTAKES: [&str; 8] = [
    "bedtime = 22\nwake = \"06:30\"\n",
    "bedtime = \"half past ten\"\nwake = \"06:30\"\n",
    "bedtime = \"24:15\"\nwake = \"06:30\"\n",
    "bedtime = \"22:75\"\nwake = \"06:30\"\n",
    "bedtime = \"22:30:10\"\nwake = \"06:30\"\n",
    "wake = \"06:30\"\n",
    "bedtime = \"22:30\"\nwake = \"06:30\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\nkind = \"cutoff\"\nsubstance = \"caffeine\"\nat = \"23:10\"\n",
    "bedtime = \"22:30\"\nwake = \"06:30\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\nkind = \"check\"\nbefore_bed = \"20h\"\n",
];

#[test]
fn times_are_by_the_clock_that_the_config_names_and_texts_of_the_user_stay() {
    for text in MISTAKES {
        let by = |clock: &str| {
            let problems = parse(&format!("{text}[display]\nclock = \"{clock}\"\n"))
                .expect_err("nothing wrong was found");
            let texts = problems.iter().flat_map(|problem| {
                [Some(problem.message.clone()), problem.suggestion.clone()]
                    .into_iter()
                    .flatten()
            });
            texts.collect::<Vec<_>>().join("\n")
        };
        let (by_24, by_12) = (by("24h"), by("12h"));
        let has_half = |text: &str| text.contains(":30 pm") || text.contains(" am");
        assert!(has_half(&by_12), "{by_12}");
        assert!(!has_half(&by_24.replace("7 am", "")), "{by_24}");
        let left = ["22:30", "23:10", "06:30", "23:59"].map(|time| by_12.contains(time));
        assert_eq!(left, [false; 4], "{by_12}");
    }
    // What is quoted is what stands in the file.
    let report =
        report("bedtime = \"21:15 o'clock\"\nwake = \"06:30\"\n[display]\nclock = \"12h\"\n");
    assert!(
        report.contains("`21:15 o'clock` is not a time of day"),
        "{report}"
    );
    assert!(
        report.contains("such as \"10:30 pm\" or \"7 am\""),
        "{report}"
    );
    // Where the clock cannot be read either, times are as they are without one.
    let report = report_of_an_unreadable_clock();
    assert!(report.contains("such as \"22:30\""), "{report}");
}

fn report_of_an_unreadable_clock() -> String {
    report("bedtime = 22\nwake = \"06:30\"\n[display]\nclock = \"12 hours\"\n")
}

#[test]
fn what_is_suggested_by_the_12_hour_clock_can_be_written() {
    let fixed = "bedtime = \"10:30 pm\"\nwake = \"7 am\"\n[display]\nclock = \"12h\"\n";
    assert!(parse(fixed).is_ok(), "{}", report(fixed));
}
