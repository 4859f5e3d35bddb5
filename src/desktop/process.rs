//! Other processes on this computer.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Whether the process has ended. False if it cannot be determined.
#[cfg(unix)]
pub(crate) fn has_ended(pid: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::test_kill_process;

    let is_gone = |pid| test_kill_process(pid) == Err(Errno::SRCH);
    rustix_pid(pid).is_some_and(is_gone) || is_zombie(pid)
}

/// Whether the process has ended, and only its parent has not asked how. A signal still reaches its number.
#[cfg(target_os = "linux")]
fn is_zombie(pid: u32) -> bool {
    let Ok(stat) = std::fs::read(format!("/proc/{pid}/stat")) else {
        return false;
    };
    // The state follows the program's name, which is in brackets and may contain some itself.
    let name_ends = stat.iter().rposition(|byte| *byte == b')');
    let state = name_ends.and_then(|end| stat.get(end + 2));
    matches!(state, Some(b'Z' | b'X'))
}

/// Whether only the process's parent does not know yet that it has ended. Always false on this platform.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_zombie(_pid: u32) -> bool {
    false
}

/// Whether the process has ended. Always false on this platform, where it cannot be determined.
#[cfg(not(unix))]
pub(crate) fn has_ended(_pid: u32) -> bool {
    false
}

/// Whether the process is known to be running. False if no process can have that id.
#[cfg(unix)]
pub(crate) fn is_running(pid: u32) -> bool {
    rustix_pid(pid).is_some() && !has_ended(pid)
}

/// Whether the process is known to be running. Always false on this platform, where it cannot be determined.
#[cfg(not(unix))]
pub(crate) fn is_running(_pid: u32) -> bool {
    false
}

/// Asks a process to end, with SIGTERM.
///
/// # Errors
/// When there is no process with that id, or it belongs to another user.
#[cfg(unix)]
pub(crate) fn terminate(pid: u32) -> io::Result<()> {
    use rustix::process::{Signal, kill_process};

    let pid = rustix_pid(pid).ok_or(io::ErrorKind::NotFound)?;
    Ok(kill_process(pid, Signal::TERM)?)
}

/// Asks a process to end. Not supported on this platform.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub(crate) fn terminate(_pid: u32) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The process id as rustix represents it; none if it is out of range.
#[cfg(unix)]
fn rustix_pid(pid: u32) -> Option<rustix::process::Pid> {
    let pid = i32::try_from(pid).ok()?;
    rustix::process::Pid::from_raw(pid)
}

/// Whether a process has a file open; none if it cannot be determined.
#[cfg(target_os = "linux")]
pub(crate) fn has_file_open(pid: u32, file: &Path) -> Option<bool> {
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    let identity = |path: &Path| {
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.dev(), metadata.ino()))
    };
    let wanted = identity(file)?;
    let mut open = fs::read_dir(format!("/proc/{pid}/fd")).ok()?.flatten();
    Some(open.any(|entry| identity(&entry.path()) == Some(wanted)))
}

/// Whether a process has a file open; always none on this platform.
#[cfg(not(target_os = "linux"))]
pub(crate) fn has_file_open(_pid: u32, _file: &Path) -> Option<bool> {
    None
}

/// Whether there is such a program: the file that a path names, or one in a folder of `PATH`.
pub(super) fn is_installed(program: &OsStr) -> bool {
    let program = Path::new(program);
    if program.components().count() > 1 {
        return program.is_file();
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let mut file = program.as_os_str().to_owned();
    file.push(env::consts::EXE_SUFFIX);
    let mut folders = env::split_paths(&folders).filter(|folder| folder.is_absolute());
    folders.any(|folder| folder.join(&file).is_file())
}

/// Why something failed where no thread can be started.
pub(super) const NO_THREAD: &str = "this computer could not start another thread";

/// Whether this computer could start another thread just now. Libraries for the bus panic where they cannot.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn can_start_a_thread() -> bool {
    let thread = std::thread::Builder::new().spawn(|| ());
    thread.is_ok_and(|thread| thread.join().is_ok())
}

/// How a process was started, so that another one can be started in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// Its arguments, without the program's own name.
    pub arguments: Vec<OsString>,
    /// Its environment variables, among them those that name its desktop session.
    pub variables: Vec<(OsString, OsString)>,
    /// Its working directory, to which paths in its arguments may be relative.
    pub folder: PathBuf,
}

impl Invocation {
    /// Reads it from a running process; none if it cannot be read.
    #[cfg(target_os = "linux")]
    pub(crate) fn of_process(pid: u32) -> Option<Self> {
        use std::fs;
        use std::os::unix::ffi::{OsStrExt, OsStringExt};

        // The kernel ends each entry with a null byte.
        let entries = |name: &str| {
            let bytes = fs::read(format!("/proc/{pid}/{name}")).ok()?;
            let bytes = bytes.strip_suffix(&[0]).unwrap_or(&bytes);
            let entries = bytes.split(|byte| *byte == 0).map(<[u8]>::to_vec);
            Some(entries.map(OsString::from_vec).collect::<Vec<_>>())
        };
        let variable = |entry: OsString| {
            let bytes = entry.as_bytes();
            let equals = bytes.iter().position(|byte| *byte == b'=')?;
            let part = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
            Some((part(&bytes[..equals]), part(&bytes[equals + 1..])))
        };
        Some(Self {
            arguments: entries("cmdline")?.into_iter().skip(1).collect(),
            variables: entries("environ")?
                .into_iter()
                .filter_map(variable)
                .collect(),
            folder: fs::read_link(format!("/proc/{pid}/cwd")).ok()?,
        })
    }

    /// Always none on this platform, where it cannot be read.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn of_process(_pid: u32) -> Option<Self> {
        None
    }

    /// A command that starts `program` with the same arguments, environment and folder.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(self.variables.iter().cloned())
            .current_dir(&self.folder);
        command
    }
}

/// Starts a program in the background, without input and output, in a process group of its own so that Ctrl-C in this
/// terminal does not end it.
///
/// # Errors
/// When it cannot be started.
pub(crate) fn spawn_detached(command: &mut Command) -> io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_its_parent_has_not_waited_for_has_ended() {
        let name = std::env::temp_dir().join(format!("winddown ) Z ( {}", std::process::id()));
        let _ = std::fs::remove_file(&name);
        std::os::unix::fs::symlink("/bin/sleep", &name).unwrap();
        let mut child = Command::new(&name).arg("60").spawn().unwrap();
        assert!(is_running(child.id()) && !has_ended(child.id()));
        child.kill().unwrap();
        for _ in 0..2_000 {
            if has_ended(child.id()) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(has_ended(child.id()) && !is_running(child.id()));
        child.wait().unwrap();
        assert!(has_ended(child.id()));
        std::fs::remove_file(name).unwrap();
    }

    #[test]
    fn open_files_and_invocation_of_a_process_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let open = std::fs::File::create(folder.join("open")).unwrap();
        std::fs::write(folder.join("other"), "").unwrap();
        let own = std::process::id();
        assert_eq!(has_file_open(own, &folder.join("open")), Some(true));
        assert_eq!(has_file_open(own, &folder.join("other")), Some(false));
        drop(open);
        assert_eq!(has_file_open(own, &folder.join("open")), Some(false));

        let mut child = Command::new("sleep")
            .arg("60")
            .env_clear()
            .env("A", "b=c")
            .current_dir(&folder)
            .spawn()
            .unwrap();
        let started = Invocation::of_process(child.id()).unwrap();
        let expected = Invocation {
            arguments: vec!["60".into()],
            variables: vec![("A".into(), "b=c".into())],
            folder,
        };
        let ended = terminate(child.id()).and_then(|()| child.wait());
        assert_eq!(started, expected);
        assert!(!ended.unwrap().success());
        assert!(has_ended(child.id()) && terminate(child.id()).is_err());
    }
}
