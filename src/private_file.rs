//! The program's own files: only their owner can read them, and only regular files are opened.
//!
//! Opening a named pipe blocks until another process opens its other end, and a device may do anything. So a path is
//! opened without waiting, and whatever turns out not to be a regular file is an error.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// What other users of this computer may do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenTo {
    /// Nothing: the file is private, or belongs to somebody else.
    Nobody,
    /// Some or all of them can read it, or members of its group can write it.
    Readers,
    /// Everybody can write it.
    Writers,
}

/// Opens a file for reading.
///
/// # Errors
/// When it is not a regular file, or the system's error.
pub fn open(path: &Path) -> io::Result<File> {
    regular(at_once(OpenOptions::new().read(true)).open(path)?)
}

/// The file's content; what is longer than `most` bytes is an error.
///
/// # Errors
/// When it is not a regular file or too long, or the system's error.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let length = file.metadata()?.len();
    // Before reading, as the limit may be more than there is memory to spare.
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    // One more byte, to see the end without growing.
    let mut content = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    file.take(most + 1).read_to_end(&mut content)?;
    if content.len() as u64 > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(content)
}

/// Opens a file for writing, with these options, and creates it if there is none. Takes away what rights others have
/// to it.
///
/// # Errors
/// When it is not a regular file, or the system's error.
pub fn open_to_write(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = regular(at_once(private(options)).create(true).open(path)?)?;
    // The file can be used with any permissions, so failing here is no reason to refuse it.
    let _ = make_private(&file);
    Ok(file)
}

/// Adds to the options that a file they create belongs to its owner alone.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Creates a folder, and those above it, for their owner alone. One that exists is left as it is.
///
/// # Errors
/// The system's error.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Adds to the options that opening does not wait for another process, and takes no terminal over.
fn at_once(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    options
}

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("it is not a file"))
    }
}

/// What others may do with a file of this user's.
#[cfg(unix)]
pub fn open_to(file: &Metadata) -> OpenTo {
    use std::os::unix::fs::MetadataExt;

    if file.uid() != rustix::process::geteuid().as_raw() {
        return OpenTo::Nobody;
    }
    match file.mode() & 0o066 {
        0 => OpenTo::Nobody,
        mode if mode & 0o002 == 0 => OpenTo::Readers,
        _ => OpenTo::Writers,
    }
}

/// What others may do with a file. This platform's permissions are not looked at.
#[cfg(not(unix))]
pub fn open_to(_file: &Metadata) -> OpenTo {
    OpenTo::Nobody
}

/// Whether others may list a folder of this user's, or reach what is in it.
#[cfg(unix)]
pub(crate) fn others_may_enter(folder: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    folder.uid() == rustix::process::geteuid().as_raw() && folder.mode() & 0o055 != 0
}

/// Whether others may list a folder. This platform's permissions are not looked at.
#[cfg(not(unix))]
pub(crate) fn others_may_enter(_folder: &Metadata) -> bool {
    false
}

/// Whether everybody may add files to a folder of this user's, and replace those that are in it.
#[cfg(unix)]
pub(crate) fn all_may_add(folder: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    // Where the sticky bit is set, nobody can replace the files of others.
    let mode = folder.mode() & 0o1002;
    folder.uid() == rustix::process::geteuid().as_raw() && mode == 0o002
}

/// Whether everybody may add files to a folder. This platform's permissions are not looked at.
#[cfg(not(unix))]
pub(crate) fn all_may_add(_folder: &Metadata) -> bool {
    false
}

/// Takes the rights of others to a file away, without opening it. Returns its permissions before, if they had any.
///
/// # Errors
/// The system's error.
#[cfg(unix)]
pub(crate) fn close_to_others(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(path)?.permissions().mode() & 0o7777;
    if mode.trailing_zeros() >= 6 {
        return Ok(None);
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))?;
    Ok(Some(mode))
}

/// This platform's permissions are left as they are.
#[cfg(not(unix))]
pub(crate) fn close_to_others(_path: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

/// Takes the rights of others away, if the file is this user's.
#[cfg(unix)]
fn make_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let there = file.metadata()?;
    if open_to(&there) == OpenTo::Nobody {
        return Ok(());
    }
    let mode = there.permissions().mode() & 0o700;
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn make_private(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_file_that_is_opened_for_writing_becomes_private_and_is_never_widened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let open = || open_to_write(&path, OpenOptions::new().append(true)).unwrap();
        open();
        assert_eq!(mode(&path), 0o600);
        for (before, after) in [(0o666, 0o600), (0o640, 0o600), (0o200, 0o200)] {
            set_mode(&path, before);
            open();
            assert_eq!(mode(&path), after, "{before:o}");
        }
    }

    #[test]
    fn what_others_may_do_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "").unwrap();
        for (mode, others) in [
            (0o600, OpenTo::Nobody),
            (0o711, OpenTo::Nobody),
            (0o640, OpenTo::Readers),
            (0o664, OpenTo::Readers),
            (0o602, OpenTo::Writers),
        ] {
            set_mode(&path, mode);
            assert_eq!(open_to(&fs::metadata(&path).unwrap()), others, "{mode:o}");
        }
    }

    #[test]
    fn what_is_no_file_is_refused_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = std::process::Command::new("mkfifo")
            .arg(at("pipe"))
            .status();
        assert!(made.unwrap().success());
        let _socket = UnixListener::bind(at("socket")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        let device = Path::new("/dev/zero").to_owned();
        for path in [at("pipe"), at("socket"), at("folder"), device] {
            assert!(open(&path).is_err(), "{}", path.display());
            let written = open_to_write(&path, OpenOptions::new().append(true));
            assert!(written.is_err(), "{}", path.display());
            let both = open_to_write(&path, OpenOptions::new().read(true).write(true));
            assert!(both.is_err(), "{}", path.display());
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "four").unwrap();
        assert_eq!(read(&path, 4).unwrap(), b"four");
        let error = read(&path, 3).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn the_folders_that_are_made_are_private() {
        let folder = tempfile::tempdir().unwrap();
        make_folder(&folder.path().join("a/b")).unwrap();
        for name in ["a", "a/b"] {
            assert_eq!(mode(&folder.path().join(name)), 0o700);
        }
    }
}
