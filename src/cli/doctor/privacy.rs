//! Checks who else on this computer can read or change the program's files.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::check::Check;
use crate::answering;
use crate::config_file;
use crate::journal;
use crate::paths::Paths;
use crate::private_file::{self, OpenTo};
use crate::remind::agent::install::installed;
use crate::sync::{self, Settings};

/// How long to wait for the synced folder. Whether it answers has a line of its own.
const PATIENCE: Duration = Duration::from_millis(200);

/// Checks whether other users of this computer can read or change the program's files. Empty if they cannot.
pub(crate) fn privacy(paths: &Paths) -> Vec<Check> {
    let checks = [files(paths), shared_folder(paths), open_folders(paths)];
    checks.into_iter().flatten().collect()
}

fn files(paths: &Paths) -> Option<Check> {
    let if_exposed = |path: PathBuf| {
        let found = config_file::if_it_answers(&path, |path| fs::metadata(path).ok());
        let open = private_file::open_to(&found??);
        (open != OpenTo::Nobody).then_some((path, open))
    };
    let mut exposed: Vec<_> = own_files(paths)
        .into_iter()
        .filter_map(if_exposed)
        .collect();
    // The folders list their files in any order.
    exposed.sort();
    privacy_check(&exposed)
}

/// The program's files that hold something about the user. The sounds are in a folder of their own in the cache folder,
/// which is not listed.
fn own_files(paths: &Paths) -> Vec<PathBuf> {
    let journal = paths.journal.file_name().unwrap_or_default();
    let mut files = vec![
        paths.config.clone(),
        // The draft of `winddown config edit`, which stays while its changes are unfinished.
        paths.config.with_extension("draft.toml"),
        // What is used while the synced folder with the config is missing. It has programs to run, too.
        config_file::copy_of_link(&paths.config),
    ];
    files.extend(installed(paths.home.as_ref()));
    // The journal's write-ahead log, the copies made of it and the agent's lock are beside it. Their names begin with
    // the journal's name.
    files.extend(
        in_folder(paths.journal.parent())
            .filter(|path| starts_with(path.file_name().unwrap_or_default(), journal)),
    );
    files.extend(
        journal::backups(&paths.journal)
            .into_iter()
            .map(|it| it.path),
    );
    let log = paths.log_folder();
    for folder in [&paths.cache, &paths.state, &log] {
        files.extend(in_folder(folder.as_deref()));
    }
    files
}

/// Whether the file name begins with another one. Compared as bytes, because a name need not be UTF-8.
fn starts_with(name: &OsStr, beginning: &OsStr) -> bool {
    let [name, beginning] = [name, beginning].map(OsStr::as_encoded_bytes);
    !beginning.is_empty() && name.starts_with(beginning)
}

/// The regular files in a folder, without those in its subfolders. None if it cannot be read.
fn in_folder(folder: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    // A file name without a folder has an empty path as its parent, which means the working directory.
    let folder = folder.map(|folder| Path::new(".").join(folder));
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
    let entries = entries.into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
}

/// The part of the synced folder in which the diary is. Its files have the rights that whatever carries the folder gives
/// them, so only the folder is looked at: whoever cannot enter it reads none of them.
fn shared_folder(paths: &Paths) -> Option<Check> {
    let computers = sync::computers(&Settings::read(paths).ok()??.folder);
    let found = {
        let computers = computers.clone();
        answering::within(PATIENCE, move || fs::metadata(computers).ok())
    };
    private_file::others_may_enter(&found??).then(|| {
        let computers = computers.display();
        let found = format!("others on this computer can read your diary in {computers}");
        let advice =
            "`chmod go= FOLDER` takes that permission away, if nobody else there is to have it";
        Check::note("privacy", found).with_advice(advice)
    })
}

/// Folders in which everybody can put another file in the place of the program's own. A config and a service file name
/// programs that are run.
fn open_folders(paths: &Paths) -> Option<Check> {
    let service = installed(paths.home.as_ref());
    let files = [Some(&paths.config), Some(&paths.journal), service.as_ref()];
    let mut folders: Vec<_> = files
        .into_iter()
        .filter_map(|file| Some(file?.parent()?.to_owned()))
        .chain(paths.state.clone())
        .chain(paths.cache.clone())
        .filter(|folder| fs::metadata(folder).is_ok_and(|it| private_file::all_may_add(&it)))
        .map(|folder| folder.display().to_string())
        .collect();
    folders.sort();
    folders.dedup();
    (!folders.is_empty()).then(|| {
        let found = format!(
            "everybody on this computer can replace files in {}",
            folders.join(", ")
        );
        Check::broken(
            "privacy",
            found,
            "`chmod go-w FOLDER` takes that permission away",
        )
    })
}

/// One check for all files that others can use. It names the first of those that are open the widest.
fn privacy_check(exposed: &[(PathBuf, OpenTo)]) -> Option<Check> {
    /// The most files that are named.
    const NAMED: usize = 3;
    let worst = exposed.iter().map(|(_, open)| *open).max()?;
    let of_that_kind = exposed.iter().filter(|(_, open)| *open == worst);
    let names: Vec<String> = of_that_kind
        .map(|(path, _)| path.display().to_string())
        .collect();
    let first = names[..names.len().min(NAMED)].join(", ");
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let advice = "`chmod go= FILE` takes that permission away; winddown does so itself when it next writes to one of them";
    Some(match worst {
        OpenTo::Writers => {
            let found = format!("everybody on this computer can change {first}{more}");
            Check::broken("privacy", found, advice)
        }
        // `Nobody` does not occur: such files are not in `exposed`.
        OpenTo::Nobody | OpenTo::Readers => {
            let found = format!("others on this computer can read {first}{more}");
            Check::note("privacy", found).with_advice(advice)
        }
    })
}
