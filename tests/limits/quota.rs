//! A quota that is used up: files may be read and written over, but not grow. `SQLite` takes that for a broken disk.

use super::window::Window;
use super::*;

/// A library with which files cannot grow while there is a file of the name in `QUOTA`.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, library) = LIBRARY.get_or_init(|| built("quota", QUOTA));
    library
}

const QUOTA: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
static int is_refused(int fd, off_t offset, size_t length) {
    const char *used_up = getenv("QUOTA");
    struct stat file;
    if (!used_up || access(used_up, F_OK) || fstat(fd, &file) || !S_ISREG(file.st_mode)) return 0;
    if (offset + (off_t)length <= file.st_size) return 0;
    errno = EDQUOT;
    return 1;
}
ssize_t write(int fd, const void *from, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    return is_refused(fd, lseek(fd, 0, SEEK_CUR), length) ? -1 : real(fd, from, length);
}
ssize_t pwrite64(int fd, const void *from, size_t length, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    return is_refused(fd, offset, length) ? -1 : real(fd, from, length, offset);
}
ssize_t pwrite(int fd, const void *from, size_t length, off_t offset) {
    return pwrite64(fd, from, length, offset);
}
"#;

/// A home with a quota, and the file that is there while it is used up.
fn home_with_quota() -> (Home, PathBuf) {
    let home = Home::new();
    let used_up = home.at("used-up");
    (home, used_up)
}

/// What there is of the journal when the quota is used up.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    Journal,
    /// One that another program has open, so that `SQLite`'s own files beside it are there too.
    OpenJournal,
}

#[test]
fn on_a_used_up_quota_an_entry_is_refused_for_want_of_space_and_looking_works() {
    for there in [Before::Nothing, Before::Journal, Before::OpenJournal] {
        for arguments in COMMANDS {
            let (home, used_up) = home_with_quota();
            if there != Before::Nothing {
                assert!(home.run("", &["log", "note", "before"]).status.success());
            }
            let open = (there == Before::OpenJournal).then(|| {
                let mut journal = Journal::open(&home.journal(), "test").unwrap();
                journal.acknowledge("page", chrono::Utc::now()).unwrap();
                journal
            });
            fs::write(&used_up, "").unwrap();
            let before = format!(
                "export LD_PRELOAD={} QUOTA={}",
                library().display(),
                used_up.display()
            );
            let output = home.run(&before, arguments);
            let what = format!("{arguments:?}, there before: {there:?}");
            assert_ended_well(&output, &what);
            let errors = String::from_utf8_lossy(&output.stderr);
            match arguments[0] {
                "tonight" | "next" | "review" => {
                    assert!(output.status.success(), "{what}: {errors}");
                }
                "done" | "log" => {
                    assert!(!output.status.success(), "{what}");
                    assert!(errors.contains("no space left"), "{what}: {errors}");
                    assert!(errors.contains("make room"), "{what}: {errors}");
                    assert!(!home.is_done());
                    fs::remove_file(&used_up).unwrap();
                    let output = home.run(&before, &["done", "tea"]);
                    assert!(output.status.success() && home.is_done(), "{what}");
                }
                _ => {}
            }
            drop(open);
        }
    }
}

#[test]
fn on_a_used_up_quota_a_window_says_so_answers_keys_and_goes_on_when_there_is_room() {
    let (home, used_up) = home_with_quota();
    let (library, quota) = (library().to_str().unwrap(), used_up.to_str().unwrap());
    let mut window = Window::open(&home, &[("LD_PRELOAD", library), ("QUOTA", quota)]);
    window.read_until("Herbal tea");
    window.press("d");
    window.read_until("✓");
    // It is shown before it is saved.
    wait_until(|| home.is_done());
    fs::write(&used_up, "").unwrap();
    window.press("u");
    window.read_until("no space left");
    window.press("?");
    window.read_until("leave winddown");
    window.press("\x1b");
    // Until then the next key would be taken for one with Alt.
    window.read_until("Herbal tea");
    fs::remove_file(&used_up).unwrap();
    window.press("u");
    wait_until(|| {
        let journal = Journal::open_or_empty(&home.journal(), "test").unwrap();
        let mut events = journal.all().unwrap().into_iter();
        events.any(|event| matches!(event.what, What::Revoked { .. }))
    });
    window.press("q");
    assert!(window.wait().0.success());
}

fn wait_until(is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(5));
    }
}
