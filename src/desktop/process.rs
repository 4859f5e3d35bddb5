//! Other processes on this computer.

/// Whether the process of that number has ended. Where that cannot be told it counts as running.
#[cfg(unix)]
pub fn has_ended(pid: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) == Err(Errno::SRCH))
}

/// Whether the process of that number has ended. Here that cannot be told.
#[cfg(not(unix))]
pub fn has_ended(_pid: u32) -> bool {
    false
}

/// Whether the process of that number is known to run: not where that cannot be told.
pub fn runs(pid: u32) -> bool {
    cfg!(unix) && !has_ended(pid)
}
