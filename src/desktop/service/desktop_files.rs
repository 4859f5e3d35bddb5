//! The files by which a desktop knows the program: its entry and its icon.
//!
//! The entry gives it a place in the menu, and notifications a name and an icon. Packages install the same files from
//! `assets/desktop/`; here the entry names the program where it is, which need not be in the session's `PATH`.

use std::fs;
use std::path::PathBuf;

use super::autostart::{quoted, string_value};
use super::file::{self, FileError, FileState};
use super::{Folders, Program, seal};
use crate::desktop::icon;

const ENTRY: &str = include_str!("../../../assets/desktop/winddown.desktop");

/// One of the files.
#[derive(Debug)]
pub struct DesktopFile {
    /// Where it is.
    pub path: PathBuf,
    /// The folder of data files, in which it lies.
    data: PathBuf,
    content: Content,
}

#[derive(Debug, Clone, Copy)]
enum Content {
    Entry,
    Icon,
}

/// What became of a file that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DesktopFileOutcome {
    /// It was written.
    Wrote,
    /// It was there already.
    WasThere,
    /// The user has changed it, or it is another program's.
    LeftAlone,
}

impl DesktopFile {
    /// The entry and the icon; nothing on platforms that know neither.
    pub fn all(folders: &Folders) -> Vec<Self> {
        if cfg!(not(unix)) || cfg!(target_os = "macos") {
            return vec![];
        }
        let file = |place: &str, content| Self {
            path: folders.data.join(place),
            data: folders.data.clone(),
            content,
        };
        vec![
            file("applications/winddown.desktop", Content::Entry),
            file(icon::PLACE, Content::Icon),
        ]
    }

    /// Its full text for the program, with the seal by which [`file::state`] recognises it.
    pub fn text(&self, program: &Program) -> String {
        match self.content {
            Content::Entry => seal::seal(&entry(program), "# ", ""),
            Content::Icon => seal::seal(icon::SVG, "<!-- ", " -->"),
        }
    }

    /// Whether it is as it would be written.
    ///
    /// # Errors
    /// When it exists but cannot be read.
    pub(crate) fn is_there(&self, program: &Program) -> Result<bool, FileError> {
        Ok(file::state(&self.path)? == FileState::Ours(self.text(program)))
    }

    /// Writes it, unless somebody changed it. With `force` it is written all the same.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub(crate) fn write(
        &self,
        program: &Program,
        force: bool,
    ) -> Result<DesktopFileOutcome, FileError> {
        let wanted = self.text(program);
        match file::state(&self.path)? {
            FileState::Ours(text) if text == wanted => return Ok(DesktopFileOutcome::WasThere),
            FileState::NotOurs if !force => return Ok(DesktopFileOutcome::LeftAlone),
            FileState::Missing | FileState::Ours(_) | FileState::NotOurs => {}
        }
        file::write(&self.path, &wanted)?;
        Ok(DesktopFileOutcome::Wrote)
    }

    /// Whether [`DesktopFile::remove`] would remove it: it is as winddown wrote it, in this version or another.
    ///
    /// # Errors
    /// When it exists but cannot be read.
    pub(crate) fn is_ours(&self) -> Result<bool, FileError> {
        Ok(matches!(file::state(&self.path)?, FileState::Ours(_)))
    }

    /// Removes it, and the folders above it that are empty then.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn remove(&self) -> Result<(), FileError> {
        file::remove(&self.path)?;
        let above = self.path.ancestors().skip(1);
        for folder in above.take_while(|folder| *folder != self.data) {
            // Fails if something else is in it, and then it should stay.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// The entry, naming the program and its arguments.
fn entry(program: &Program) -> String {
    let words = [&program.path].into_iter().chain(&program.arguments);
    let words: Vec<String> = words.map(|word| string_value(&quoted(word))).collect();
    let line = |line: &str| match line {
        "TryExec=winddown" => format!("TryExec={}\n", string_value(&program.path)),
        "Exec=winddown" => format!("Exec={}\n", words.join(" ")),
        line => format!("{line}\n"),
    };
    let lines: String = ENTRY.lines().map(line).collect();
    format!(
        "# Written by `winddown agent install`; `winddown agent uninstall` removes it.\n{lines}"
    )
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_entry_names_the_program_where_it_is() {
        let program = Program::new(Path::new("/home/eve/my apps/winddown"), "").unwrap();
        let program = program.with_file("--config", Path::new("/100%")).unwrap();
        let entry = entry(&program);
        assert!(
            entry.contains("\nTryExec=/home/eve/my apps/winddown\n"),
            "{entry}"
        );
        let exec = "\nExec=\"/home/eve/my apps/winddown\" --config \"/100%%\"\n";
        assert!(entry.contains(exec), "{entry}");
        assert_eq!(entry.lines().count(), ENTRY.lines().count() + 1);
    }

    #[test]
    fn what_the_user_changed_is_left_alone_and_empty_folders_are_removed() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders {
            home: home.path().to_owned(),
            config: home.path().join(".config"),
            data: home.path().join("data"),
        };
        let program = Program::new(Path::new("/winddown"), "").unwrap();
        let files = DesktopFile::all(&folders);
        let [entry, icon] = files.as_slice() else {
            panic!("{files:?}");
        };
        for file in &files {
            assert!(!file.is_there(&program).unwrap());
            file.write(&program, false).unwrap();
            assert!(file.is_there(&program).unwrap() && file.is_ours().unwrap());
        }
        let mine = fs::read_to_string(&entry.path).unwrap() + "StartupNotify=false\n";
        fs::write(&entry.path, &mine).unwrap();
        let left = entry.write(&program, false).unwrap();
        assert_eq!(left, DesktopFileOutcome::LeftAlone);
        assert!(!entry.is_ours().unwrap());
        assert_eq!(fs::read_to_string(&entry.path).unwrap(), mine);
        let forced = entry.write(&program, true).unwrap();
        assert_eq!(forced, DesktopFileOutcome::Wrote);

        fs::write(folders.data.join("icons/other"), "").unwrap();
        entry.remove().unwrap();
        icon.remove().unwrap();
        let left = fs::read_dir(&folders.data).unwrap().flatten();
        let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["icons"]);
        assert!(!folders.data.join("icons/hicolor").exists());
    }
}
