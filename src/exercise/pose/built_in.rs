//! The built-in poses, from the files in `assets/poses/`.

/// The poses by id. A new pose needs a file and an entry here.
const POSES: [(&str, &str); 23] = [
    (
        "ankle-circles",
        include_str!("../../../assets/poses/ankle-circles.toml"),
    ),
    (
        "ankle-pumps",
        include_str!("../../../assets/poses/ankle-pumps.toml"),
    ),
    (
        "ankle-pumps-bed",
        include_str!("../../../assets/poses/ankle-pumps-bed.toml"),
    ),
    (
        "ankle-pumps-seated",
        include_str!("../../../assets/poses/ankle-pumps-seated.toml"),
    ),
    (
        "butterfly",
        include_str!("../../../assets/poses/butterfly.toml"),
    ),
    (
        "calf-massage",
        include_str!("../../../assets/poses/calf-massage.toml"),
    ),
    (
        "calf-massage-bed",
        include_str!("../../../assets/poses/calf-massage-bed.toml"),
    ),
    (
        "calf-seated",
        include_str!("../../../assets/poses/calf-seated.toml"),
    ),
    (
        "calf-seated-bed",
        include_str!("../../../assets/poses/calf-seated-bed.toml"),
    ),
    (
        "calf-wall",
        include_str!("../../../assets/poses/calf-wall.toml"),
    ),
    (
        "childs-pose",
        include_str!("../../../assets/poses/childs-pose.toml"),
    ),
    (
        "figure-four",
        include_str!("../../../assets/poses/figure-four.toml"),
    ),
    (
        "hamstring-chair",
        include_str!("../../../assets/poses/hamstring-chair.toml"),
    ),
    (
        "hamstring-towel",
        include_str!("../../../assets/poses/hamstring-towel.toml"),
    ),
    (
        "hip-flexor",
        include_str!("../../../assets/poses/hip-flexor.toml"),
    ),
    (
        "knees-to-chest",
        include_str!("../../../assets/poses/knees-to-chest.toml"),
    ),
    (
        "legs-up-wall",
        include_str!("../../../assets/poses/legs-up-wall.toml"),
    ),
    (
        "muscle-relaxation",
        include_str!("../../../assets/poses/muscle-relaxation.toml"),
    ),
    (
        "muscle-relaxation-bed",
        include_str!("../../../assets/poses/muscle-relaxation-bed.toml"),
    ),
    (
        "quad-side",
        include_str!("../../../assets/poses/quad-side.toml"),
    ),
    (
        "seated-fold",
        include_str!("../../../assets/poses/seated-fold.toml"),
    ),
    (
        "soleus-wall",
        include_str!("../../../assets/poses/soleus-wall.toml"),
    ),
    (
        "toe-stretch",
        include_str!("../../../assets/poses/toe-stretch.toml"),
    ),
];

pub(super) fn text(id: &str) -> Option<&'static str> {
    POSES
        .iter()
        .find(|(name, _)| *name == id)
        .map(|(_, text)| *text)
}

pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    POSES.iter().map(|(id, _)| *id)
}
