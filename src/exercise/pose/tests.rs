use std::collections::BTreeSet;

use super::space::Spot;
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
    let in_routines = library.routines().flat_map(|routine| &routine.exercises);
    let wanted: BTreeSet<_> = library
        .exercises()
        .chain(in_routines)
        .filter_map(|exercise| exercise.pose.as_deref())
        .collect();
    assert_eq!(wanted, Pose::ids().collect());
}

#[test]
fn limbs_keep_their_length_at_every_moment() {
    for (id, pose) in all() {
        for step in 0..=100 {
            for limb in pose.figure(f64::from(step) / 100.0).limbs {
                let length = limb.from.distance(limb.to).hypot(limb.depth);
                assert!((length - limb.bone.length()).abs() < 1e-9, "{id} {limb:?}");
            }
        }
    }
}

#[test]
fn nothing_sinks_into_the_floor_or_flies_out_of_the_box() {
    for (id, pose) in all() {
        for step in 0..=100 {
            let frame = pose.frame_at(f64::from(step) / 100.0);
            let figure = frame.figure(pose.sight_ahead());
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
fn each_pose_marks_and_names_the_stretched_muscle() {
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
fn a_movement_ends_where_it_began() {
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
fn no_limb_jumps_during_a_movement() {
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
fn a_standing_person_has_height_one() {
    let figure = Pose::parse(STANDING).unwrap().figure(0.0);
    assert!((figure.head.y + figure.head_radius - 1.0).abs() < 0.04);
}

#[test]
fn an_invalid_pose_is_reported_with_the_mistake_and_its_line() {
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

#[test]
fn a_mirror_swaps_left_and_right_and_keeps_the_picture_in_its_bounds() {
    for (id, pose) in all() {
        let [left, _, right, _] = pose.bounds();
        let figure = pose.figure(1.0);
        let mirrored = figure.clone().mirrored(f64::midpoint(left, right));
        for point in mirrored.extent() {
            assert!(
                (left - 1e-9..right + 1e-9).contains(&point.x),
                "{id} {point:?}"
            );
        }
        let back = mirrored.mirrored(f64::midpoint(left, right));
        for (one, other) in figure.limbs.iter().zip(&back.limbs) {
            assert!(one.to.distance(other.to) < 1e-9, "{id}");
        }
    }
}

#[test]
fn a_muscle_group_is_marked_where_it_is() {
    let marked = |group: &str| {
        let figure = Pose::built_in("muscle-relaxation").unwrap().figure(1.0);
        let limbs = figure.marking(group).limbs;
        let marked: Vec<_> = limbs
            .iter()
            .filter(|limb| limb.stretched.is_some())
            .map(|limb| limb.bone)
            .collect();
        marked
    };
    assert_eq!(marked("left foot"), [Bone::Foot]);
    assert_eq!(marked("right shin"), [Bone::Shin]);
    assert_eq!(marked("left thigh, back"), [Bone::Thigh]);
    assert_eq!(marked("jaw").len(), 6, "all that the pose itself marks");
}

#[test]
fn half_a_bone_can_be_marked() {
    let part = |name: &str| {
        let figure = Pose::parse(&STANDING.replace("near.shin", name))
            .unwrap()
            .figure(0.0);
        figure.limbs.iter().find_map(|limb| limb.stretched).unwrap()
    };
    assert_eq!(part("near.shin"), (0.0, 1.0));
    assert!(part("near.shin.upper").1 < 1.0);
    assert!(part("near.shin.lower").0 > 0.0);
    assert!(part("torso.lower").0 < 1e-9, "a trunk begins at the hips");
}

#[test]
fn no_knee_bends_backwards() {
    // Seen from the side, a knee bends the shin towards the back of the thigh.
    for (id, pose) in all()
        .into_iter()
        .filter(|(_, pose)| !pose.view.shows_both_sides())
    {
        for step in 0..=20 {
            let figure = pose
                .frame_at(f64::from(step) / 20.0)
                .figure(pose.sight_ahead());
            for side in [Side::Near, Side::Far] {
                // A knee that points to the viewer is not seen from the side.
                let thigh = figure.limb(side, Bone::Thigh).unwrap();
                if thigh.depth > 0.06 {
                    continue;
                }
                let way = |bone: Bone| {
                    let limb = figure.limb(side, bone).unwrap();
                    limb.to - limb.from
                };
                let (thigh, shin) = (way(Bone::Thigh), way(Bone::Shin));
                let turn = (thigh.x * shin.y - thigh.y * shin.x)
                    .atan2(thigh.x * shin.x + thigh.y * shin.y)
                    .to_degrees();
                // A person lying on the left side, seen from above, faces the bottom of the picture.
                let turn = if pose.near_is_left { -turn } else { turn };
                assert!(turn < 7.0, "{id} at {step}: the {side:?} knee, {turn}");
            }
        }
    }
}

/// The ids of the built-in poses that satisfy a predicate.
fn poses_where(is: impl Fn(&Pose) -> bool) -> Vec<&'static str> {
    let poses = all().into_iter();
    poses
        .filter(|(_, pose)| is(pose))
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn crossed_legs_lying_flat_and_standing_are_recognised() {
    assert_eq!(
        poses_where(Pose::crosses_legs),
        ["figure-four", "toe-stretch"]
    );
    assert_eq!(
        poses_where(Pose::lies_flat),
        [
            "ankle-pumps",
            "figure-four",
            "hamstring-towel",
            "knees-to-chest",
            "legs-up-wall",
            "muscle-relaxation",
        ]
    );
    let on_the_side = |pose: &Pose| pose.lies() && !pose.lies_flat();
    assert_eq!(poses_where(on_the_side), ["quad-side"]);
    assert_eq!(poses_where(Pose::stands), ["calf-wall", "soleus-wall"]);
}

#[test]
fn sitting_upright_has_about_a_right_angle_at_the_hips_and_leaning_has_less() {
    let angle = |id: &str| Pose::built_in(id).unwrap().least_hip_angle();
    for id in ["ankle-pumps-seated", "ankle-circles", "calf-seated"] {
        assert!((86.0..=100.0).contains(&angle(id)), "{id}: {}", angle(id));
    }
    for (id, most) in [
        ("hamstring-chair", 53.0),
        ("calf-massage", 39.0),
        ("seated-fold", 45.0),
        ("knees-to-chest", 45.0),
    ] {
        assert!(angle(id) < most, "{id}: {}", angle(id));
    }
    assert!(angle("muscle-relaxation") > 170.0, "a straight body");
}

#[test]
fn a_bone_that_points_towards_the_viewer_looks_shorter_and_keeps_its_length() {
    let text = STANDING.replace("near.leg = [270,", "near.leg = [[180, 60],");
    let figure = Pose::parse(&text).unwrap().figure(0.0);
    let thigh = figure.limb(Side::Near, Bone::Thigh).unwrap();
    let seen = thigh.from.distance(thigh.to);
    let length = Bone::Thigh.length();
    assert!((seen - length / 2.0).abs() < 1e-9, "{seen}");
    assert!((seen.hypot(thigh.depth) - length).abs() < 1e-9);
}

#[test]
fn the_hips_of_a_person_seen_from_the_front_bend_where_the_thighs_point_to_the_viewer() {
    let angle = |leg: &str| {
        let text = STANDING.replace("near.leg = [270,", leg);
        Pose::parse(&text).unwrap().least_hip_angle()
    };
    for (thigh, bent) in [(0.0, 180.0), (60.0, 120.0), (90.0, 90.0), (120.0, 60.0)] {
        let angle = angle(&format!("near.leg = [[270, {thigh}],"));
        assert!((angle - bent).abs() < 1e-6, "{thigh}: {angle}");
    }
}

#[test]
fn a_hand_placed_in_space_is_there_and_its_elbow_points_where_it_should() {
    let text = STANDING.replace(
        "near.arm = [270, 270]",
        "near.arm = { hand = [0.6, 0.7, 0.2], bend = [180, 30] }",
    );
    let pose = Pose::parse(&text).unwrap();
    let frame = pose.frame_at(0.0);
    let shoulder = frame.roots(Side::Near, false).1;
    let elbow = frame.near.upper_arm.end(shoulder, Bone::UpperArm.length());
    let hand = frame.near.forearm.end(elbow, Bone::Forearm.length());
    let target = Spot::new(0.6, 0.7, 0.2);
    assert!(hand.at.distance(target.at) < 1e-6 && (hand.near - 0.2).abs() < 1e-6);
    let middle = (shoulder + target) * 0.5;
    assert!(elbow.at.x < middle.at.x && elbow.near > middle.near);
}

#[test]
fn who_walks_around_a_pose_and_looks_down_sees_the_same_body_turned() {
    let seen = |viewer: &str| {
        let text = STANDING
            .replace("muscle =", &format!("{viewer}\nmuscle ="))
            .replace("near.leg = [270, 270, 0]", "near.leg = [270, 270, [0, 90]]");
        Pose::parse(&text).unwrap().figure(0.0)
    };
    let way = |figure: &Figure, bone: Bone| {
        let limb = figure.limb(Side::Near, bone).unwrap();
        limb.to - limb.from
    };
    let is = |way: Point, x: f64, y: f64| way.distance(Point::new(x, y)) < 1e-9;
    let foot = Bone::Foot.length();
    let shin = Bone::Shin.length();
    // A foot that points at the viewer points to the left for who stands at the right.
    let ahead = seen("");
    assert!(is(way(&ahead, Bone::Foot), 0.0, 0.0));
    let from_right = seen("viewer = { right = 90, above = 0 }");
    assert!(is(way(&from_right, Bone::Foot), -foot, 0.0));
    assert!(is(way(&from_right, Bone::Shin), 0.0, -shin));
    // For who looks straight down it points down, and a shin that hangs down is a dot.
    let from_above = seen("viewer = { right = 0, above = 90 }");
    assert!(is(way(&from_above, Bone::Foot), 0.0, -foot));
    assert!(is(way(&from_above, Bone::Shin), 0.0, 0.0));
}

#[test]
fn what_joints_do_is_measured_on_the_body_and_not_on_what_the_viewer_sees() {
    // One heel raised behind: from almost behind, the ankle is before the other leg.
    let text = STANDING
        .replace("muscle =", "viewer = { right = -80, above = 0 }\nmuscle =")
        .replace("near.leg = [270, 270, 0]", "near.leg = [270, 200, 290]");
    assert!(!Pose::parse(&text).unwrap().crosses_legs());
}

#[test]
fn a_viewer_that_the_view_or_the_floor_contradicts_is_refused() {
    let error = |head: &str| {
        let text = STANDING.replace("muscle =", &format!("{head}\nmuscle ="));
        Pose::parse(&text).unwrap_err()
    };
    let viewer = "viewer = { right = 10, above = 20 }";
    assert_eq!(
        error(&format!("view = 'above'\n{viewer}")),
        PoseError::TwoViewers
    );
    assert_eq!(
        error("viewer = { right = inf, above = 0 }"),
        PoseError::Number
    );
    let floor = "[[prop]]\nkind = 'floor'\nfrom = 0\nto = 1\n[[frame]]";
    let text = STANDING.replace("muscle =", &format!("{viewer}\nmuscle ="));
    assert_eq!(
        Pose::parse(&text.replace("[[frame]]", floor)).unwrap_err(),
        PoseError::FloorFromAbove
    );
}

#[test]
fn who_sits_or_lies_on_the_floor_touches_it() {
    let lying = poses_where(Pose::lies_flat);
    for id in lying.into_iter().chain(["butterfly", "seated-fold"]) {
        let pose = Pose::built_in(id).unwrap();
        for step in 0..=20 {
            let hip = pose.frame_at(f64::from(step) / 20.0).hip.y;
            let gap = hip - Bone::Torso.widths().0 / 2.0;
            assert!(gap < 0.02, "{id} at {step}: {gap}");
        }
    }
}

#[test]
fn what_lies_on_the_floor_lies_on_the_mat() {
    // Seen from straight above, nothing tells which limb is raised.
    for (id, pose) in all()
        .into_iter()
        .filter(|(_, pose)| pose.view != View::Above)
    {
        let Some(Prop::Mat {
            from,
            to,
            low,
            high,
        }) = pose
            .props
            .iter()
            .find(|prop| matches!(prop, Prop::Mat { .. }))
        else {
            continue;
        };
        let ahead = pose.sight_ahead();
        let looking_down = Sight {
            viewer: Viewer {
                right: 0.0,
                above: 90.0,
            },
            ..ahead
        };
        for step in 0..=20 {
            let frame = pose.frame_at(f64::from(step) / 20.0);
            let heights = frame.figure(ahead).limbs;
            let on_the_floor = frame.figure(looking_down).limbs;
            for (height, limb) in heights.iter().zip(on_the_floor) {
                let lies = height.to.y < 0.06;
                let is_on =
                    (*from..=*to).contains(&limb.to.x) && (*low..=*high).contains(&limb.to.y);
                assert!(!lies || is_on, "{id} at {step}: {limb:?}");
            }
        }
    }
}

#[test]
fn an_arrow_and_a_part_of_a_ring_show_a_movement() {
    let shapes = |prop: &str| {
        let text = STANDING.replace("[[frame]]", &format!("[[prop]]\n{prop}\n[[frame]]"));
        Pose::parse(&text).unwrap().figure(0.0).props
    };
    let arrow = shapes("kind = 'arrow'\nfrom = [0.2, 0.1]\nto = [0.2, 0.5]");
    assert!(arrow.iter().all(|line| line.to == Point::new(0.2, 0.5)));
    let barbs = arrow.iter().filter(|line| line.from.y > 0.4).count();
    assert_eq!((arrow.len(), barbs), (3, 2));
    let ring = "kind = 'ring'\nx = 0.0\ny = 0.0\nradius = 1.0";
    assert_eq!(shapes(ring).len(), 12);
    let part = shapes(&format!("{ring}\nfrom = -30\nto = 60"));
    assert_eq!(part.len(), 4);
    assert!(part.iter().all(|dot| dot.from.x > 0.4));
}

#[test]
fn lying_flat_is_recognised_with_the_head_at_either_end() {
    // The head is at the right, and the near leg is the left one.
    let lying = |torso: &str, leg: &str| {
        let text = STANDING
            .replace("muscle =", "near-leg = 'left'\nmuscle =")
            .replace("hip = [0.5, 0.5]", "hip = [0.5, 0.04]")
            .replace("torso = 90", torso)
            .replace("[270, 270, 0]", leg);
        Pose::parse(&text).unwrap()
    };
    assert!(lying("torso = 0", "[180, 180, 90]").lies_flat());
    assert!(lying("torso = 25", "[180, 180, 90]").lies_flat());
    assert!(
        !lying("torso = 35", "[180, 180, 90]").lies_flat(),
        "half sitting"
    );
    assert!(
        !lying("torso = 180", "[0, 0, 270]").lies_flat(),
        "on the belly"
    );
}

#[test]
fn seen_from_the_front_legs_cross_if_their_bones_intersect() {
    let front = |near: &str, far: &str| {
        let text = STANDING
            .replace("muscle =", "view = 'front'\nmuscle =")
            .replace("near.leg = [270, 270, 0]", near)
            .replace("far.leg = [270, 270, 0]", far);
        Pose::parse(&text).unwrap()
    };
    assert!(!front("near.leg = [265, 270, 200]", "far.leg = [275, 270, 340]").crosses_legs());
    assert!(front("near.leg = [290, 290, 340]", "far.leg = [250, 250, 200]").crosses_legs());
}
