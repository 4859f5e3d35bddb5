mod any_text;
mod edits;
mod keys;
mod one_mistake;
mod records;
mod reports;
mod settings;

use chrono::NaiveTime;

use super::*;

fn time(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

/// A check step with the given id and further lines, such as its time.
fn step(id: &str, rest: &str) -> String {
    format!("[[step]]\nid = \"{id}\"\ntitle = \"A step\"\nkind = \"check\"\n{rest}\n")
}

/// A minimal config with further lines.
fn with(lines: &str) -> String {
    format!("bedtime = \"22:30\"\nwake = \"06:30\"\n{lines}")
}

#[test]
fn the_config_accepts_every_spelling_of_a_time_of_day() {
    for written in [
        "\"22:30\"",
        "\"2230\"",
        "\"22.30\"",
        "\"22h30\"",
        "\"10:30 pm\"",
        "22:30",
        "22:30:00",
    ] {
        let text = format!("bedtime = {written}\nwake = \"6am\"\n");
        let plan = parse(&text).unwrap().plan;
        assert_eq!(
            (plan.bedtime, plan.wake),
            (time("22:30:00"), time("06:00:00")),
            "{written}"
        );
    }
    let seconds = parse("bedtime = \"22:30:15\"\nwake = \"6am\"\n").unwrap_err();
    assert!(seconds.to_string().contains("no seconds"), "{seconds}");
}

#[test]
fn the_example_has_no_problems() {
    let problems = parse(EXAMPLE).err();
    let report = problems.map(|found| found.report("config.example.toml", EXAMPLE, false));
    assert_eq!(report, None);
}

#[test]
fn the_example_has_the_steps_of_a_good_evening() {
    let plan = Config::built_in().plan;
    assert_eq!(plan.bedtime, time("22:30:00"));
    assert_eq!(plan.wake, time("06:30:00"));
    let ids: Vec<&str> = plan.steps.iter().map(|step| step.id.0.as_str()).collect();
    assert_eq!(
        ids,
        [
            "last-caffeine",
            "warm-bath",
            "massage",
            "stretch",
            "screens-away",
            "lights-out"
        ]
    );
    let friday: EveningDate = "2026-11-27".parse().unwrap();
    assert_eq!(plan.bedtime_on(friday), time("23:15:00"));
    assert_eq!(plan.wake_after(friday), time("07:15:00"));
    assert_eq!(plan.bedtime_on(friday.previous()), time("22:30:00"));
}

#[test]
fn the_example_documents_every_key() {
    // The message about an unknown key lists the known keys of its table.
    let text = with(
        "nothing-like-it = 1\n[[schedule]]\ndays = [\"fri\"]\nwake = \"07:00\"\nqqqq = 1\n[[step]]\nqqqq = 1\n\
         [reminders]\nqqqq = 1\n[display]\nqqqq = 1\n[sound]\nqqqq = 1\n[hooks]\nqqqq = 1\n[caffeine]\nqqqq = 1\n\
         [diary]\nqqqq = 1\n[[drink]]\nqqqq = 1\n[[trial]]\nqqqq = 1\n[[exercise]]\nqqqq = 1\n[[routine]]\nqqqq = 1\n\
         exercises = [{ id = \"calf-wall\", qqqq = 1 }]\n",
    );
    let problems = parse(&text).unwrap_err();
    let lists: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.message.starts_with("unknown key"))
        .filter_map(|problem| problem.suggestion.as_deref()?.split_once(": "))
        .map(|(_, keys)| keys)
        .collect();
    assert_eq!(lists.len(), 14, "{problems:?}");
    assert!(lists[2].contains("`days`"), "{}", lists[2]);
    for key in lists.iter().flat_map(|keys| keys.split(", ")) {
        let key = key.trim_matches('`');
        let spellings = [
            format!("{key} = "),
            format!("[{key}]"),
            format!("[[{key}]]"),
        ];
        assert!(spellings.iter().any(|form| EXAMPLE.contains(form)), "{key}");
    }
}

#[test]
fn the_commented_lines_of_the_example_are_valid_too() {
    let commented_out = |line: &str| {
        let begins = ["[[", "    ", "]"]
            .iter()
            .any(|begin| line.starts_with(begin));
        let is_key = |key: &str| key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        begins && !line.starts_with("     ")
            || line.split_once(" = ").is_some_and(|(key, _)| is_key(key))
    };
    let uncommented: String = EXAMPLE
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| commented_out(rest))
                .unwrap_or(line)
        })
        .fold(String::new(), |text, line| text + line + "\n");
    let config = parse(&uncommented)
        .map_err(|found| found.report("config.toml", &uncommented, false))
        .unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(config.plan.steps.len(), 8);
    assert_eq!(config.plan.trials.len(), 1);
    assert!(
        config
            .hooks
            .all()
            .iter()
            .all(|(_, command)| !command.is_empty())
    );
    assert!(config.library.exercise("heel-raise").is_some());
    assert_eq!(config.library.routine("short").unwrap().exercises.len(), 3);
}

#[test]
fn the_iron_thresholds_can_be_switched_off() {
    let free = |text: &str| parse(&with(text)).unwrap().diary.free_days.0.to_string();
    assert_eq!(free(""), "sat, sun");
    assert_eq!(
        free("[diary]\nfree_days = [\"thu\", \"fri\"]\n"),
        "thu, fri"
    );
    assert_eq!(free("[diary]\nfree_days = []\n"), "");
    assert!(parse(&with("[diary]\nfree_days = [\"freitag\"]\n")).is_err());
    let lines = |text: &str| parse(&with(text)).unwrap().diary.iron_lines;
    assert!(lines("") && Config::built_in().diary.iron_lines);
    assert!(!lines("[diary]\niron_lines = false\n"));
    assert!(parse(&with("[diary]\niron_lines = 3\n")).is_err());
}

#[test]
fn hooks_are_lists_of_arguments_taken_literally() {
    let text = with("[hooks]\non_due = [\"sh\", \"-c\", \"echo $HOME\"]\non_missed = []\n");
    let hooks = parse(&text).unwrap().hooks;
    assert_eq!(hooks.on_due, ["sh", "-c", "echo $HOME"]);
    assert!(hooks.on_done.is_empty() && hooks.on_missed.is_empty());
    assert!(!hooks.is_empty());
    assert!(Config::built_in().hooks.is_empty());
}

#[test]
fn a_step_is_not_planned_on_evenings_that_its_trial_drew_without_it() {
    let text = EXAMPLE.to_owned()
        + "[[trial]]\nstep = \"warm-bath\"\nfirst = \"2026-11-02\"\nfortnights = 2\nseed = 7\n";
    let plan = parse(&text).unwrap().plan;
    let usual = Config::built_in().plan;
    let first: EveningDate = "2026-10-30".parse().unwrap();
    let mut marks = String::new();
    for evening in first.through("2026-12-02".parse().unwrap()) {
        let ids = |plan: &Plan| -> Vec<StepId> {
            plan.steps_on(evening).map(|step| step.id.clone()).collect()
        };
        let has_bath = ids(&plan).contains(&"warm-bath".into());
        assert_eq!(plan.leaves_out(&"warm-bath".into(), evening), !has_bath);
        marks.push(if has_bath { '+' } else { '-' });
        let mut others = ids(&usual);
        others.retain(|id| has_bath || id.0 != "warm-bath");
        assert_eq!(ids(&plan), others);
    }
    assert_eq!(marks, "+++-+-+-+-+-+-+-+-+-+++-+-+---++++");
}
