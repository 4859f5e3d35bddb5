//! The program's name and icon, as desktops know them.

use std::env;
use std::path::PathBuf;

use etcetera::{BaseStrategy, choose_base_strategy};

use crate::file_address::file_address;

/// The name of the desktop entry, without `.desktop`, and of the icon.
pub(super) const NAME: &str = "winddown";

/// The icon.
pub(super) const SVG: &str = include_str!("../../assets/desktop/winddown.svg");

/// Where icons lie in a folder of data files.
pub(super) const PLACE: &str = "icons/hicolor/scalable/apps/winddown.svg";

/// The icon for a notification: the address of its file where one is installed, else its name.
///
/// Some services know only icons by their file, or look for names in few folders.
pub(super) fn for_notifications() -> String {
    let user = choose_base_strategy().ok().map(|base| base.data_dir());
    let system = env::var_os("XDG_DATA_DIRS").filter(|folders| !folders.is_empty());
    let system = system.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let folders = user.into_iter().chain(env::split_paths(&system));
    address_in(folders).unwrap_or_else(|| NAME.to_owned())
}

fn address_in(mut folders: impl Iterator<Item = PathBuf>) -> Option<String> {
    folders
        .find_map(|folder| Some(folder.join(PLACE)).filter(|file| file.is_file()))
        .map(|file| file_address(&file))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_first_installed_icon_is_named_by_its_address() {
        let home = tempfile::tempdir().unwrap();
        let (empty, has_one) = (home.path().join("empty"), home.path().join("ä b"));
        let icon = has_one.join(PLACE);
        fs::create_dir_all(icon.parent().unwrap()).unwrap();
        fs::write(&icon, "").unwrap();
        let found = address_in([empty.clone(), has_one].into_iter()).unwrap();
        assert!(found.starts_with("file:///"), "{found}");
        let encoded = format!("/%C3%A4%20b/{PLACE}");
        assert!(found.ends_with(&encoded), "{found}");
        assert_eq!(address_in([empty].into_iter()), None);
    }
}
