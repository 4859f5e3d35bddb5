//! The watch on the clock.

use super::Change;

/// Reports, from a new thread, when the clock was set or the computer slept.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn clock(report: impl Fn(Change) + Send + 'static) {
    // Without the thread, the host's regular looks notice the change.
    let _ = std::thread::Builder::new().spawn(move || {
        while clock_was_set().is_ok() {
            report(Change::Clock);
        }
    });
}

/// Does nothing on this platform; the host's regular looks notice the change.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn clock(_report: impl Fn(Change) + Send + 'static) {}

/// Waits until the clock was set, or the computer slept.
///
/// Uses a timer with `TFD_TIMER_CANCEL_ON_SET`, which fails when the wall clock jumps; see `timerfd_create(2)`. The
/// timer is set so far in the future that it never expires.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn clock_was_set() -> rustix::io::Result<()> {
    use rustix::io::Errno;
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };

    let never = Timespec {
        tv_sec: i64::from(i32::MAX) * 4, // in the twenty-third century
        tv_nsec: 0,
    };
    let timer = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::CLOEXEC)?;
    let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
    let once = Itimerspec {
        it_interval: Timespec::default(),
        it_value: never,
    };
    timerfd_settime(&timer, flags, &once)?;
    loop {
        match rustix::io::read(&timer, &mut [0_u8; 8]) {
            Err(Errno::CANCELED) => return Ok(()),
            Err(Errno::INTR) | Ok(_) => {}
            Err(error) => return Err(error),
        }
    }
}
