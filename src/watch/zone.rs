//! The watch on the system's time zone.

use super::Change;

/// Reports, from a new thread, when `/etc/localtime` is replaced, because the system's time zone was changed.
///
/// It subscribes to created and moved names only. Every program that starts opens files in `/etc`, and files are
/// written there that have nothing to do with the zone.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn zone(report: impl Fn(Change) + Send + 'static) {
    // If the folder cannot be watched, the host's regular looks notice the change.
    let _ = std::thread::Builder::new().spawn(move || {
        let _ = new_names(std::path::Path::new("/etc"), c"localtime", || {
            std::thread::sleep(ZONE_CACHE_TIME);
            report(Change::Zone);
        });
    });
}

/// Does nothing on this platform; the host's regular looks notice the change.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn zone(_report: impl Fn(Change) + Send + 'static) {}

/// chrono caches the time zone for one second. After this time it returns the new one.
#[cfg(any(target_os = "linux", target_os = "android"))]
const ZONE_CACHE_TIME: std::time::Duration = std::time::Duration::from_millis(1100);

/// Calls `report` whenever a file with that name is made in `folder` or moved there. Returns only with an error.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn new_names(
    folder: &std::path::Path,
    name: &std::ffi::CStr,
    report: impl Fn(),
) -> rustix::io::Result<()> {
    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};

    let names = init(CreateFlags::CLOEXEC)?;
    add_watch(&names, folder, WatchFlags::CREATE | WatchFlags::MOVED_TO)?;
    let mut space = [std::mem::MaybeUninit::uninit(); 1024];
    let mut changes = Reader::new(&names, &mut space);
    loop {
        if changes.next()?.file_name() == Some(name) {
            report();
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::disallowed_methods)] // a test may panic where no thread can be started
mod tests {
    use std::fs;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_replaced_symlink_is_reported_and_other_names_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let link = |zone: &str| {
            std::os::unix::fs::symlink(zone, at("localtime.new")).unwrap();
            fs::rename(at("localtime.new"), at("localtime")).unwrap();
        };
        link("Europe/Berlin");
        let (report, changes) = mpsc::channel();
        let watched = folder.path().to_owned();
        thread::spawn(move || new_names(&watched, c"localtime", || report.send(()).unwrap()));
        // Changes before the watch has started are not reported, so try until one is.
        while changes.recv_timeout(Duration::from_millis(50)).is_err() {
            link("America/Lima");
        }
        while changes.recv_timeout(Duration::from_millis(500)).is_ok() {}
        fs::write(at("hosts"), "x").unwrap();
        assert!(changes.recv_timeout(Duration::from_millis(500)).is_err());
        link("Asia/Tokyo");
        assert_eq!(changes.recv_timeout(Duration::from_secs(20)), Ok(()));
    }
}
