use super::*;
use crate::exercise::Library;

fn all() -> Vec<(&'static str, Pose)> {
    Pose::ids()
        .map(|id| {
            (
                id,
                Pose::parse(built_in::text(id).unwrap()).unwrap_or_else(|e| panic!("{id}: {e}")),
            )
        })
        .collect()
}

#[test]
fn every_exercise_with_a_pose_has_its_file_and_no_file_is_left_over() {
    let library = Library::built_in();
    let mut wanted: Vec<_> = library
        .exercises()
        .filter_map(|exercise| exercise.pose.clone())
        .collect();
    let mut there: Vec<_> = Pose::ids().map(str::to_owned).collect();
    wanted.sort();
    there.sort();
    assert_eq!(wanted, there);
}

#[test]
fn limbs_keep_their_length_at_every_moment() {
    for (id, pose) in all() {
        for step in 0..=100 {
            for limb in pose.figure(f64::from(step) / 100.0).limbs {
                let length = limb.from.distance(limb.to);
                assert!((length - limb.bone.length()).abs() < 1e-9, "{id} {limb:?}");
            }
        }
    }
}

#[test]
fn nothing_sinks_into_the_floor_or_flies_out_of_the_box() {
    for (id, pose) in all() {
        for step in 0..=100 {
            let figure = pose.figure(f64::from(step) / 100.0);
            for limb in &figure.limbs {
                for point in [limb.from, limb.to] {
                    assert!(point.y > -0.02, "{id} at {step} %: {limb:?}");
                    assert!(
                        point.y < 1.05 && (-0.3..1.4).contains(&point.x),
                        "{id} at {step} %: {limb:?}"
                    );
                }
            }
            assert!(
                figure.head.y - figure.head_radius > -0.02,
                "{id} at {step} %: the head"
            );
        }
    }
}

#[test]
fn each_marks_what_is_stretched_and_says_it() {
    for (id, pose) in all() {
        assert!(!pose.muscle.is_empty(), "{id}");
        assert!(
            pose.figure(1.0)
                .limbs
                .iter()
                .any(|limb| limb.stretched.is_some()),
            "{id}"
        );
    }
}

#[test]
fn a_movement_comes_back_to_where_it_began() {
    let moving: Vec<_> = all()
        .into_iter()
        .filter(|(_, pose)| pose.cycle.is_some())
        .collect();
    assert!(moving.len() >= 3);
    for (id, pose) in moving {
        for (one, other) in pose.figure(0.0).limbs.iter().zip(&pose.figure(1.0).limbs) {
            assert!(one.to.distance(other.to) < 1e-9, "{id}");
        }
    }
}

#[test]
fn moves_are_smooth() {
    for (id, pose) in all() {
        for step in 0..200 {
            let at = |step: i32| pose.figure(f64::from(step) / 200.0);
            for (one, other) in at(step).limbs.iter().zip(&at(step + 1).limbs) {
                assert!(
                    one.to.distance(other.to) < 0.05,
                    "{id} jumps at {step}: {one:?}"
                );
            }
        }
    }
}

const STANDING: &str = r"
muscle = 'calf'
stretched = ['near.shin']
[[frame]]
hip = [0.5, 0.5]
torso = 90
near.leg = [270, 270, 0]
near.arm = [270, 270]
far.leg = [270, 270, 0]
far.arm = [270, 270]
";

#[test]
fn a_person_who_stands_is_one_high() {
    let figure = Pose::parse(STANDING).unwrap().figure(0.0);
    assert!((figure.head.y + figure.head_radius - 1.0).abs() < 0.04);
}

#[test]
fn what_is_no_pose_is_said_in_words_with_its_line() {
    let error = |text: &str| Pose::parse(text).unwrap_err().to_string();
    assert!(error("muscle = 'x'").contains("at least one [[frame]]"));
    assert!(error(&STANDING.replace("torso = 90", "torzo = 90")).contains("unknown field `torzo`"));
    assert!(
        error(&STANDING.replace("near.shin", "near.fin")).contains("there is no bone `near.fin`")
    );
    assert!(
        error(&STANDING.replace("hip = [0.5, 0.5]", "hip = [nan, 0.5]")).contains("every number")
    );
    let far = STANDING.replace(
        "near.arm = [270, 270]",
        "near.arm = { hand = [3, 3], bend = 'up' }",
    );
    assert!(
        error(&far).starts_with("in frame 1 the near hand cannot reach [3, 3]"),
        "{}",
        error(&far)
    );
    let leg = STANDING.replace("near.leg = [270, 270, 0]", "near.leg = 'up'");
    assert!(
        error(&leg).contains("a leg is [thigh, shin, foot]") && error(&leg).contains("line"),
        "{}",
        error(&leg)
    );
}
