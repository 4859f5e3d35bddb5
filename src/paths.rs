//! Where the config, the journal and the state live.

use std::ffi::OsString;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use fnv::FnvHasher;

/// The program's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The config: `~/.config/winddown/config.toml` on Linux and macOS.
    pub config: PathBuf,
    /// The journal: `~/.local/share/winddown/journal.db` there.
    pub journal: PathBuf,
    /// The folder for files that can be recreated, such as sound files: `~/.cache/winddown` there.
    pub cache: Option<PathBuf>,
    /// The folder for state such as the log: `~/.local/state/winddown` there.
    pub state: Option<PathBuf>,
    /// The user's own folders; none when there is no home directory.
    pub home: Option<UserFolders>,
}

/// There is no home directory, so the default paths are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}; {}", Self::WHAT, Self::ADVICE)]
pub struct NoHome;

impl NoHome {
    /// What happened.
    pub const WHAT: &str = "there is no home directory to keep your config and journal in";
    /// What to do about it.
    pub const ADVICE: &str = "set HOME, or name both files with --config and --journal";
}

impl Paths {
    /// The files named by the user, and the platform's default paths for the others.
    ///
    /// # Errors
    /// [`NoHome`] when a file is not named and there is no home directory.
    pub fn find(config: Option<PathBuf>, journal: Option<PathBuf>) -> Result<Self, NoHome> {
        let home = base();
        let own = |folder: Option<PathBuf>| folder.map(|folder| folder.join("winddown"));
        let config_folder = own(home.as_ref().map(BaseStrategy::config_dir));
        let data_folder = own(home.as_ref().map(BaseStrategy::data_dir));
        Ok(Self {
            config: config
                .or(config_folder.map(|f| f.join("config.toml")))
                .ok_or(NoHome)?,
            journal: journal
                .or(data_folder.map(|f| f.join("journal.db")))
                .ok_or(NoHome)?,
            cache: own(home.as_ref().map(BaseStrategy::cache_dir)),
            state: own(home
                .as_ref()
                .map(|base| base.state_dir().unwrap_or(base.cache_dir()))),
            home: UserFolders::find(),
        })
    }

    /// The folder of the log files: `~/.local/state/winddown/log` on Linux and macOS.
    pub fn log_folder(&self) -> Option<PathBuf> {
        self.state.as_ref().map(|state| state.join("log"))
    }

    /// The file of the claims of reminders: `~/.local/state/winddown/claims.db` there. Each journal has one of its own,
    /// so another journal than the default one has another name in it.
    ///
    /// Processes that use the same journal find the same file, however they name it, and whatever `XDG_DATA_HOME` is in
    /// their environment: that of a terminal is often not that of the session, which starts the agent.
    pub fn claims(&self) -> PathBuf {
        self.state_file("claims", "db")
    }

    /// The file that open windows hold a lock on. It lies where the claims do.
    pub(crate) fn open_windows(&self) -> PathBuf {
        self.state_file("windows", "lock")
    }

    /// How this computer takes part in sync. It lies where the claims do, so each journal has its own.
    pub(crate) fn sync_settings(&self) -> PathBuf {
        self.state_file("sync", "toml")
    }

    /// What this computer remembers of the folder that is synced.
    pub(crate) fn sync_state(&self) -> PathBuf {
        self.state_file("synced", "json")
    }

    /// What this computer remembers of the inbox in that folder.
    pub(crate) fn inbox_memory(&self) -> PathBuf {
        self.state_file("inbox", "json")
    }

    /// A file in the state folder for this journal.
    fn state_file(&self, what: &str, extension: &str) -> PathBuf {
        let journal = real(&self.journal);
        let Some(state) = &self.state else {
            let mut name = OsString::from(".");
            name.push(journal.file_name().unwrap_or_default());
            name.push(format!(".{what}"));
            return journal.with_file_name(name);
        };
        if is_default(&journal) {
            return state.join(format!("{what}.{extension}"));
        }
        let mut hash = FnvHasher::default();
        journal.hash(&mut hash);
        state.join(format!("{what}-{:016x}.{extension}", hash.finish()))
    }

    /// The folder for sound files, which players read.
    pub(crate) fn sounds(&self) -> PathBuf {
        let cache = self.cache.clone();
        cache.unwrap_or_else(std::env::temp_dir).join("sounds")
    }

    /// The agent's lock file. It lies beside the journal, because each journal may have an agent of its own.
    pub fn agent_lock(&self) -> PathBuf {
        let mut name = self.journal.clone().into_os_string();
        name.push(".agent");
        name.into()
    }
}

/// The user's own folders, in which other programs look for files such as service files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFolders {
    /// The home directory.
    pub home: PathBuf,
    /// The folder for configuration: `~/.config` on Linux and macOS.
    pub config: PathBuf,
    /// The folder for data: `~/.local/share` there.
    pub data: PathBuf,
}

impl UserFolders {
    /// Finds them; none when there is no home directory.
    pub fn find() -> Option<Self> {
        base().map(|base| Self {
            home: base.home_dir().to_owned(),
            config: base.config_dir(),
            data: base.data_dir(),
        })
    }
}

/// The platform's default folders; none if HOME is empty or relative, because the files would then land in whatever
/// folder the program was started in.
fn base() -> Option<impl BaseStrategy> {
    choose_base_strategy()
        .ok()
        .filter(|base| base.home_dir().is_absolute())
}

/// A path that was typed into the program, read as a shell would: `~` is the home directory.
pub fn typed(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), base()) {
        (Ok(rest), Some(base)) => base.home_dir().join(rest),
        _ => path.to_owned(),
    }
}

/// Whether a path without links is that of the default journal in the home directory.
fn is_default(journal: &Path) -> bool {
    let home = base().map(|base| base.home_dir().to_owned());
    home.is_some_and(|home| real(&home.join(".local/share/winddown/journal.db")) == journal)
}

/// The path without links, also where the file does not exist yet.
fn real(file: &Path) -> PathBuf {
    let in_real_folder = || {
        let file = std::path::absolute(file).ok()?;
        let folder = fs::canonicalize(file.parent()?).ok()?;
        Some(folder.join(file.file_name()?))
    };
    fs::canonicalize(file)
        .ok()
        .or_else(in_real_folder)
        .or_else(|| std::path::absolute(file).ok())
        .unwrap_or_else(|| file.to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_in_a_typed_path_is_the_home_directory() {
        let home = base().unwrap().home_dir().to_owned();
        assert_eq!(
            typed(Path::new("~/Sync/winddown")),
            home.join("Sync/winddown")
        );
        assert_eq!(
            typed(Path::new("/media/~kim/~")),
            Path::new("/media/~kim/~")
        );
    }

    #[test]
    fn each_journal_has_one_file_of_claims_however_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let paths = |journal: &Path, state: Option<PathBuf>| Paths {
            config: at("config.toml"),
            journal: journal.to_owned(),
            cache: None,
            state,
            home: None,
        };
        let claims = |name: &str| paths(&at(name), Some(at("state"))).claims();
        let before = claims("journal.db");
        assert!(before.starts_with(at("state")));
        fs::write(at("journal.db"), "").unwrap();
        assert_eq!(claims("journal.db"), before, "also before there is one");
        std::os::unix::fs::symlink(at("journal.db"), at("link.db")).unwrap();
        std::os::unix::fs::symlink(folder.path(), at("here")).unwrap();
        assert_eq!(claims("link.db"), before);
        assert_eq!(claims("here/journal.db"), before);
        assert_ne!(claims("other.db"), before);
        let stateless = |name: &str| paths(&at(name), None).claims();
        assert_eq!(stateless("link.db"), stateless("here/journal.db"));
        assert_ne!(stateless("other.db"), stateless("journal.db"));
    }

    #[test]
    fn the_default_journal_has_the_plain_name() {
        let Some(home) = base().map(|base| base.home_dir().to_owned()) else {
            return;
        };
        let mut paths = Paths::find(None, None).unwrap();
        paths.journal = home.join(".local/share/winddown/journal.db");
        assert_eq!(paths.claims(), paths.state.unwrap().join("claims.db"));
    }
}
