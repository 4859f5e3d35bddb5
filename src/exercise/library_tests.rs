use super::*;
use crate::exercise::pose::{Bone, Pose};

fn library() -> Library {
    read(EXERCISES, ROUTINES).unwrap()
}

/// Each exercise with its work time in seconds, all sides and repetitions included.
const EXPECTED: [(&str, u32); 21] = [
    ("calf-wall", 120),
    ("soleus-wall", 120),
    ("calf-seated", 120),
    ("hamstring-towel", 120),
    ("hamstring-chair", 120),
    ("quad-side", 120),
    ("hip-flexor", 120),
    ("figure-four", 120),
    ("butterfly", 60),
    ("seated-fold", 60),
    ("childs-pose", 45),
    ("knees-to-chest", 60),
    ("toe-stretch", 80),
    ("ankle-pumps", 40),
    ("ankle-circles", 80),
    ("legs-up-wall", 180),
    ("calf-massage", 120),
    ("breathing-4-7-8", 76),
    ("breathing-box", 96),
    ("slow-breathing", 180),
    ("muscle-relaxation", 240),
];

#[test]
fn the_built_in_exercises_have_the_expected_work_times() {
    let library = library();
    let found: Vec<_> = library
        .exercises
        .iter()
        .map(|e| (e.id.as_str(), e.work_time().as_secs()))
        .collect();
    assert_eq!(found, EXPECTED);
}

#[test]
fn cues_are_few_and_short() {
    for exercise in library().exercises {
        assert!(
            (2..=4).contains(&exercise.cues.len()),
            "{}: {} cues",
            exercise.id,
            exercise.cues.len()
        );
        for cue in &exercise.cues {
            assert!(cue.chars().count() <= 48, "{}: {cue}", exercise.id);
            assert!(cue.ends_with('.'), "{}: {cue}", exercise.id);
        }
    }
}

#[test]
fn titles_fit_beside_a_figure() {
    for exercise in library().exercises {
        assert!(exercise.title.chars().count() <= 36, "{}", exercise.title);
        assert!(exercise.muscles.chars().count() <= 30, "{}", exercise.id);
    }
}

#[test]
fn every_exercise_but_breathing_has_a_figure() {
    for exercise in library().exercises {
        match exercise.work {
            Work::Breathe { .. } => assert_eq!(exercise.pose, None, "{}", exercise.id),
            Work::Hold { .. } | Work::TenseRelease { .. } => {
                assert_eq!(exercise.pose.as_deref(), Some(exercise.id.as_str()));
            }
        }
    }
}

#[test]
fn holds_in_routines_last_10_to_45_seconds() {
    for routine in library().routines {
        for exercise in &routine.exercises {
            if let Work::Hold {
                hold,
                moving: false,
                ..
            } = exercise.work
                && exercise.id != "legs-up-wall"
            {
                assert!(
                    (10..=45).contains(&hold.as_secs()),
                    "{}: {} {hold}",
                    routine.id,
                    exercise.id
                );
            }
        }
    }
}

#[test]
fn routines_named_in_safety_notes_have_the_promised_constraints() {
    let library = library();
    let routine = |id| library.routine(id).unwrap();
    for id in [
        "seated",
        "gentle",
        "night-rescue",
        "night-tensing",
        "night-breathing",
    ] {
        assert_eq!(routine(id).positions, [Position::Seated], "{id}");
    }
    assert!(routine("gentle").gentle);
}

#[test]
fn the_seated_routine_has_no_crossed_legs_and_no_deep_lean() {
    let library = library();
    let seated = &library.routine("seated").unwrap().exercises;
    for exercise in seated {
        let pose = exercise.pose.as_deref().and_then(Pose::built_in);
        assert!(
            !pose.is_some_and(|pose| pose.crosses_legs()),
            "{}",
            exercise.id
        );
    }
    assert!(seated.iter().all(|one| one.id != "hamstring-chair"));
}

#[test]
fn the_night_rescue_needs_no_leaning_down() {
    let library = library();
    let rescue = &library.routine("night-rescue").unwrap().exercises;
    let ids: Vec<_> = rescue.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "ankle-pumps",
            "calf-massage",
            "calf-seated",
            "slow-breathing"
        ]
    );
    let massage = &rescue[1];
    assert!(massage.cues[0].contains("Draw one foot up"));
    // The smallest height of the shoulders above the hips.
    let lowest = |pose: &str| {
        let pose = Pose::built_in(pose).unwrap();
        let heights = (0..=20).filter_map(|step| {
            let figure = pose.figure(f64::from(step) / 20.0);
            let trunk = figure.limbs.iter().find(|limb| limb.bone == Bone::Torso)?;
            Some(trunk.to.y - trunk.from.y)
        });
        heights.fold(1.0, f64::min)
    };
    assert!(lowest(massage.pose.as_deref().unwrap()) > 0.29, "upright");
    assert!(lowest("calf-massage") < 0.2, "it leans down to the foot");
}

/// What breaks a constraint of its routine, in words.
fn violations(library: &Library) -> Vec<String> {
    let mut broken = Vec::new();
    for routine in &library.routines {
        for exercise in &routine.exercises {
            if let Some((constraint, violation)) = routine.violation(exercise) {
                let (routine, constraint, exercise) = (&routine.id, constraint.key(), &exercise.id);
                broken.push(format!(
                    "routine `{routine}` is marked `{constraint}`, but `{exercise}` {violation}"
                ));
            }
        }
    }
    broken
}

#[test]
fn every_built_in_routine_meets_its_constraints() {
    assert_eq!(violations(&library()), [] as [&str; 0]);
}

#[test]
fn a_routine_that_violates_its_constraint_is_found() {
    for (constraint, exercise, why) in [
        (
            r#""gentle": true"#,
            "calf-massage",
            "bends the hips past a right angle, to 38 degrees",
        ),
        (r#""night": true"#, "calf-wall", "is done standing"),
        (r#""positions": ["seated"]"#, "quad-side", "is done lying"),
    ] {
        let routine = format!(
            r#"{{ "routine": [{{ "id": "r", "title": "R", {constraint}, "exercises": ["{exercise}"] }}] }}"#
        );
        let key = constraint.split('"').nth(1).unwrap();
        assert_eq!(
            violations(&read(EXERCISES, &routine).unwrap()),
            [format!(
                "routine `r` is marked `{key}`, but `{exercise}` {why}"
            )]
        );
    }
}

#[test]
fn each_exercise_declares_the_position_of_its_figure() {
    let library = library();
    let in_routines = library
        .routines
        .iter()
        .flat_map(|routine| &routine.exercises);
    for exercise in library.exercises.iter().chain(in_routines) {
        let Some(pose) = exercise.pose.as_deref().and_then(Pose::built_in) else {
            continue;
        };
        let id = &exercise.id;
        match exercise.position {
            Position::Standing => assert!(pose.stands(), "{id}"),
            Position::Lying => assert!(pose.lies(), "{id}"),
            Position::Seated | Position::Floor => {
                assert!(!pose.stands() && !pose.lies(), "{id}");
            }
            Position::Any => {}
        }
    }
}

#[test]
fn massage_and_holding_the_breath_have_a_safety_note_that_exists() {
    let library = library();
    let noted: Vec<_> = library
        .exercises
        .iter()
        .filter_map(|one| Some((one.id.as_str(), one.safety_note()?)))
        .collect();
    assert_eq!(
        noted,
        [
            ("calf-massage", "clots"),
            ("breathing-4-7-8", "held-breath"),
            ("breathing-box", "held-breath"),
        ]
    );
    for (_, note) in noted {
        assert!(crate::advice::note(note).is_some(), "{note}");
    }
}

#[test]
fn three_routines_for_the_night_are_offered_and_of_ones_own_those_in_which_nobody_can_fall() {
    let ids = |library: &Library| -> Vec<String> {
        let rescues = library.rescues();
        rescues.map(|routine| routine.id.clone()).collect()
    };
    let built_in = ["night-rescue", "night-tensing", "night-breathing"];
    assert_eq!(ids(&Library::built_in()), built_in);
    let own = |id: &str, exercise: &str| Routine {
        id: id.to_owned(),
        exercises: vec![Library::built_in().exercise(exercise).unwrap().clone()],
        positions: vec![],
        ..Library::built_in().routine("night-rescue").unwrap().clone()
    };
    let standing = own("at-the-wall", "calf-wall");
    let pumps = own("pumps", "ankle-pumps");
    let library = Library::with_own(vec![], vec![standing.clone(), pumps]);
    assert_eq!(ids(&library), [&["pumps"], &built_in[..]].concat());
    let in_its_place = Routine {
        id: "night-tensing".to_owned(),
        ..standing
    };
    let library = Library::with_own(vec![], vec![in_its_place]);
    assert_eq!(ids(&library), ["night-rescue", "night-breathing"]);
}

#[test]
fn no_routine_for_the_night_is_done_lying_flat() {
    for routine in Library::built_in().rescues() {
        for pose in routine
            .exercises
            .iter()
            .filter_map(|one| one.pose.as_deref())
        {
            assert!(!Pose::built_in(pose).unwrap().lies_flat(), "{pose}");
        }
    }
}

#[test]
fn an_own_exercise_or_routine_hides_the_built_in_one() {
    let built_in = Library::built_in();
    let mut calf = built_in.exercise("calf-wall").unwrap().clone();
    calf.title = "As my physiotherapist showed me".into();
    let mut short = built_in.routine("five-minutes").unwrap().clone();
    short.title = "Mine".into();
    let library = Library::with_own(vec![calf.clone()], vec![short.clone()]);

    assert_eq!(library.exercise("calf-wall"), Some(&calf));
    assert_eq!(library.routine("five-minutes"), Some(&short));
    assert!(library.exercise("butterfly").is_some());
    assert_eq!(
        library.exercises().count(),
        built_in.exercises().count(),
        "the hidden one is not listed"
    );
    assert_eq!(library.exercises().next(), Some(&calf));
    assert_eq!(library.routines().next(), Some(&short));
}

#[test]
fn a_routine_that_names_an_unknown_exercise_is_refused() {
    let routine = r#"{ "routine": [{ "id": "r", "title": "R", "exercises": ["moonwalk"] }] }"#;
    let error = read(r#"{ "exercise": [] }"#, routine).unwrap_err();
    assert_eq!(
        error.to_string(),
        "routine `r` names `moonwalk`, which is not there"
    );
}

#[test]
fn a_routine_can_show_an_exercise_in_another_pose() {
    let library = library();
    let seated = library.routine("seated").unwrap();
    let pumps = library.exercise("ankle-pumps").unwrap();
    let in_a_chair = seated.exercises.iter().find(|one| one.id == pumps.id);
    assert_eq!(pumps.pose.as_deref(), Some("ankle-pumps"));
    assert_eq!(
        in_a_chair.unwrap().pose.as_deref(),
        Some("ankle-pumps-seated")
    );
}

#[test]
fn an_adjustment_changes_only_what_it_names() {
    let library = library();
    let calf = &library.exercises[0];
    let adjusted = calf.adjusted(&Adjustment {
        hold: Some(Span::seconds(20)),
        rounds: Some(9),
        ..Adjustment::default()
    });
    assert_eq!(adjusted.work_time(), Span::seconds(80));
    assert_eq!(calf.adjusted(&Adjustment::default()), *calf);
}
