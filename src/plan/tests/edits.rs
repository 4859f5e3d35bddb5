//! Edits change nothing but what they are about.

use proptest::prelude::*;

use super::*;
use crate::event::StepId;

fn edited(text: &str, edits: &[Edit]) -> String {
    let new = edit(text, edits)
        .unwrap_or_else(|found| panic!("{}", found.report("config.toml", text, false)));
    assert!(parse(&new).is_ok(), "{new}");
    new
}

/// The lines that differ: `-` for the text before, `+` for the text after.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let gone = before.iter().filter(|line| !after.contains(line));
    let new = after.iter().filter(|line| !before.contains(line));
    let gone = gone.map(|line| format!("-{line}\n"));
    gone.chain(new.map(|line| format!("+{line}\n"))).collect()
}

fn keep(ids: &[&str]) -> Edit {
    Edit::KeepSteps(ids.iter().map(|id| StepId::from(*id)).collect())
}

#[test]
fn an_edit_changes_its_own_line_only_and_keeps_the_comment_beside_it() {
    for (change, difference_made) in [
        (
            Edit::Bedtime(time("23:00:00")),
            "-bedtime = \"22:30\"\n+bedtime = \"23:00\"\n",
        ),
        (
            Edit::Wake(time("07:05:00")),
            "-wake = \"06:30\"\n+wake = \"07:05\"\n",
        ),
    ] {
        assert_eq!(
            difference(EXAMPLE, &edited(EXAMPLE, &[change])),
            difference_made
        );
    }
}

#[test]
fn an_edit_takes_effect() {
    let edits = [
        Edit::Bedtime(time("21:45:00")),
        Edit::Wake(time("05:30:00")),
        Edit::EveryEveningAlike,
        keep(&["stretch", "lights-out"]),
    ];
    let config = parse(&edited(EXAMPLE, &edits)).unwrap();
    assert_eq!(config.plan.bedtime, time("21:45:00"));
    assert_eq!(config.plan.wake, time("05:30:00"));
    assert_eq!(config.plan.schedules, []);
    let ids: Vec<_> = config
        .plan
        .steps
        .iter()
        .map(|step| step.id.0.as_str())
        .collect();
    assert_eq!(ids, ["stretch", "lights-out"]);
}

#[test]
fn a_removed_step_becomes_a_comment() {
    let kept = [
        "last-caffeine",
        "warm-bath",
        "stretch",
        "screens-away",
        "lights-out",
    ];
    let new = edited(EXAMPLE, &[keep(&kept)]);
    assert!(
        new.contains(
            "# For those who have a compression massager. Read the safety note first.\n\
             # [[step]]\n# id = \"massage\"\n# title = \"Compression massage\"\n# kind = \"timer\"\n\
             # duration = \"20m\"\n# before_bed = \"75m\"\n# optional = true\n# advice = \"compression\"\n\n"
        ),
        "{new}"
    );
}

#[test]
fn keeping_all_steps_changes_nothing() {
    let all: Vec<StepId> = Config::built_in()
        .plan
        .steps
        .into_iter()
        .map(|step| step.id)
        .collect();
    assert_eq!(edited(EXAMPLE, &[Edit::KeepSteps(all)]), EXAMPLE);
}

#[test]
fn a_step_after_a_removed_one_takes_its_time() {
    let chain = with(
        &(step("bath", "before_bed = \"2h\"")
            + &step("cream", "after = \"bath\"")
            + &step("socks", "after = \"cream\" # warm ones")),
    );
    let when = |kept: &[&str], id: &str| {
        let plan = parse(&edited(&chain, &[keep(kept)])).unwrap().plan;
        plan.step(&id.into()).unwrap().when.clone()
    };
    assert_eq!(
        when(&["bath", "socks"], "socks"),
        DueRule::After("bath".into())
    );
    assert_eq!(
        when(&["socks"], "socks"),
        DueRule::BeforeBed(Span::minutes(120))
    );
    assert_eq!(
        when(&["cream", "socks"], "cream"),
        DueRule::BeforeBed(Span::minutes(120))
    );
    assert_eq!(
        when(&["cream", "socks"], "socks"),
        DueRule::After("cream".into())
    );
}

#[test]
fn a_step_after_a_removed_lights_out_is_at_bedtime() {
    let text =
        with(&(step("out", "").replace("check", "bedtime") + &step("music", "after = \"out\"")));
    let plan = parse(&edited(&text, &[keep(&["music"])])).unwrap().plan;
    assert_eq!(plan.steps[0].when, DueRule::BeforeBed(Span::ZERO));
}

#[test]
fn steps_written_as_an_inline_list_can_be_removed_too() {
    let text = with(
        "step = [{ id = \"a\", title = \"A\", kind = \"check\", at = \"20:00\" },\n\
         { id = \"b\", title = \"B\", kind = \"check\", after = \"a\" }]\n",
    );
    let plan = parse(&edited(&text, &[keep(&["b"])])).unwrap().plan;
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].when, DueRule::At(time("20:00:00")));
}

#[test]
fn line_breaks_are_preserved() {
    let windows = EXAMPLE.replace('\n', "\r\n");
    let edits = [Edit::Bedtime(time("23:00:00")), keep(&["stretch"])];
    let new = edited(&windows, &edits);
    assert_eq!(new, edited(EXAMPLE, &edits).replace('\n', "\r\n"));
}

#[test]
fn a_byte_order_mark_is_preserved_and_does_no_harm() {
    let marked = format!("\u{feff}{EXAMPLE}");
    let new = edited(
        &marked,
        &[Edit::Bedtime(time("23:00:00")), keep(&["warm-bath"])],
    );
    assert_eq!(parse(&new).unwrap().plan.steps.len(), 1);
    assert!(new.starts_with("\u{feff}# The plan"));
    let wrong = marked.replace("wake =", "woke =");
    let problems = parse(&wrong).unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(&wrong[problem.span.clone()], "woke");
}

#[test]
fn bedtime_and_wake_time_can_move_together_where_neither_could_alone() {
    let night_worker = [
        Edit::Bedtime(time("07:00:00")),
        Edit::Wake(time("15:00:00")),
        Edit::EveryEveningAlike,
    ];
    let plan = parse(&edited(EXAMPLE, &night_worker)).unwrap().plan;
    assert_eq!(
        (plan.bedtime, plan.wake),
        (time("07:00:00"), time("15:00:00"))
    );
}

#[test]
fn an_edit_that_would_break_the_plan_is_refused() {
    assert!(edit(EXAMPLE, &[Edit::Wake(time("22:30:00"))]).is_err());
    assert!(edit("bedtime = ", &[Edit::EveryEveningAlike]).is_err());
}

proptest! {
    #[test]
    fn any_choice_of_steps_gives_a_valid_plan_of_these_steps(chosen in prop::sample::subsequence(
        Config::built_in().plan.steps.into_iter().map(|step| step.id).collect::<Vec<_>>(), 0..=6
    )) {
        let new = edit(EXAMPLE, &[Edit::KeepSteps(chosen.clone())]).unwrap();
        let left: Vec<StepId> = parse(&new).unwrap().plan.steps.into_iter().map(|step| step.id).collect();
        prop_assert_eq!(left, chosen);
    }
}

fn bath(first: &str) -> Trial {
    Trial {
        step: "warm-bath".into(),
        first: first.parse().unwrap(),
        fortnights: 2,
        // The evenings of trials that were started by earlier versions, and have no `draw`.
        seed: 4_294_967_295 - u64::from(first.ends_with("28")),
        draw: Draw::Fortnights,
    }
}

#[test]
fn a_trial_is_added_at_the_end_and_becomes_a_comment_when_stopped() {
    let (first, second) = (bath("2026-11-30"), bath("2026-12-28"));
    for text in [
        EXAMPLE.to_owned(),
        EXAMPLE.replace('\n', "\r\n"),
        EXAMPLE.trim_end().to_owned(),
    ] {
        let both = edited(
            &text,
            &[
                Edit::Trial(TrialChange::Start(first.clone())),
                Edit::Trial(TrialChange::Start(second.clone())),
            ],
        );
        assert!(both.starts_with(&text), "{both}");
        assert_eq!(both.contains("\r\n"), text.contains("\r\n"));
        assert_eq!(both.lines().count() - text.lines().count(), 16);
        assert_eq!(
            parse(&both).unwrap().plan.trials,
            [first.clone(), second.clone()]
        );
        let one = edited(&both, &[Edit::Trial(TrialChange::Stop(first.clone()))]);
        assert_eq!(
            parse(&one).unwrap().plan.trials,
            std::slice::from_ref(&second)
        );
        let commented = "# [[trial]]\n# step = \"warm-bath\"\n# first = \"2026-11-30\"\n# fortnights = 2\n# seed = 4294967295\n# draw = \"fortnights\"\n";
        let lines = one.replace("\r\n", "\n");
        assert!(lines.contains(commented), "{one}");
        assert_eq!(one.replace("# ", ""), both.replace("# ", ""));
        assert_eq!(
            edited(&one, &[Edit::Trial(TrialChange::Stop(first.clone()))]),
            one
        );
    }
}

#[test]
fn trials_in_an_inline_list_stay_there() {
    let (first, second) = (bath("2026-11-30"), bath("2026-12-28"));
    let list = "trial = [{ step = \"warm-bath\", first = 2026-11-30, fortnights = 2, seed = 0xffff_ffff }]\n";
    let text = format!("{list}{EXAMPLE}");
    assert_eq!(
        parse(&text).unwrap().plan.trials,
        std::slice::from_ref(&first)
    );
    let both = edited(&text, &[Edit::Trial(TrialChange::Start(second.clone()))]);
    assert_eq!(
        parse(&both).unwrap().plan.trials,
        [first.clone(), second.clone()]
    );
    let one = edited(&both, &[Edit::Trial(TrialChange::Stop(first))]);
    assert_eq!(parse(&one).unwrap().plan.trials, [second]);
}

#[test]
fn a_lengthened_trial_keeps_everything_else() {
    let trial = Trial {
        draw: Draw::Pairs,
        ..bath("2026-11-30")
    };
    let longer = Trial {
        fortnights: 6,
        ..trial.clone()
    };
    let started = edited(EXAMPLE, &[Edit::Trial(TrialChange::Start(trial.clone()))]);
    let inline = "trial = [{ step = \"warm-bath\", first = 2026-11-30, fortnights = 2, seed = 4_294_967_295, draw = \"pairs\" }]\n";
    let commented = started.replace("\nfortnights = 2", "\nfortnights = 2   # four weeks");
    for (text, old) in [
        (commented, "\nfortnights = 2"),
        (format!("{inline}{EXAMPLE}"), ", fortnights = 2"),
    ] {
        let lengthened = edited(&text, &[Edit::Trial(TrialChange::Resize(trial.clone(), 6))]);
        assert_eq!(lengthened, text.replace(old, &old.replace('2', "6")));
        assert_eq!(
            parse(&lengthened).unwrap().plan.trials,
            std::slice::from_ref(&longer)
        );
        // The config no longer has the shorter trial.
        assert_eq!(
            edited(
                &lengthened,
                &[Edit::Trial(TrialChange::Resize(trial.clone(), 4))]
            ),
            lengthened
        );
    }
    let text = edit(&started, &[Edit::Trial(TrialChange::Resize(trial, 14))])
        .unwrap_err()
        .to_string();
    assert!(text.contains("from 2 to 13"), "{text}");
}

#[test]
fn an_invalid_trial_is_not_written() {
    let start =
        |trial: Trial| edit(EXAMPLE, &[Edit::Trial(TrialChange::Start(trial))]).unwrap_err();
    let of = |step: &str| Trial {
        step: step.into(),
        ..bath("2026-11-30")
    };
    assert!(
        start(of("warm-bat"))
            .to_string()
            .contains("there is no step")
    );
    assert!(start(of("sauna")).to_string().contains("there is no step"));
    assert!(start(of("lights-out")).to_string().contains("lights out"));
    assert!(start(of("last-caffeine")).to_string().contains("a cutoff"));
}
