//! Whether somebody uses the computer, as the desktop reports it: from logind on the system bus, and from the screen
//! saver on the session's bus.
//!
//! A service that is absent is no error, and nothing is asked twice: a thread sleeps until a signal comes. GNOME and KDE
//! are asked since when nothing was typed, once at the beginning of an absence, because signals report it only some
//! minutes later.

use chrono::{DateTime, Utc};

use crate::presence::Sign;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresenceReport {
    /// The first report: how it is now, and when the user logged in, if that is known.
    Began(Vec<Sign>, Option<DateTime<Utc>>),
    /// These signs came together.
    Heard(Vec<Sign>),
    /// Nothing more will be heard.
    Lost,
}

/// Whether the listener asks logind to wait for it before the computer sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SleepDelay {
    /// Until the report is out, which takes milliseconds. Without it, the computer may sleep before the signal arrives,
    /// and its time is that of waking then.
    UntilReported,
    /// It does not. For a process that may be stopped in a terminal: logind would wait in vain for seconds each time.
    None,
}

/// Listens on a new thread, and reports from it; `clock` tells the time. Reports nothing where no service tells of presence.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn listen(
    clock: fn() -> DateTime<Utc>,
    delay: SleepDelay,
    report: impl Fn(PresenceReport) + Send + 'static,
) {
    // Without the thread nothing is known of the user's presence, as on a desktop that does not tell.
    let _ = std::thread::Builder::new().spawn(move || bus::listen(clock, delay, &report));
}

/// Does nothing on this platform: nothing is known of the user's presence.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn listen(
    _clock: fn() -> DateTime<Utc>,
    _delay: SleepDelay,
    _report: impl Fn(PresenceReport) + Send + 'static,
) {
}

#[cfg(all(unix, not(target_os = "macos")))]
mod bus {
    use std::collections::HashMap;
    use std::future::poll_fn;
    use std::pin::Pin;
    use std::task::Poll;
    use std::time::Duration;

    use chrono::{DateTime, TimeDelta, Utc};
    use zbus::connection::Builder;
    use zbus::export::futures_core::Stream;
    use zbus::{
        Connection, MatchRule, Message, MessageStream, OwnedFd, OwnedObjectPath, OwnedVariant,
    };

    use super::{PresenceReport, SleepDelay};
    use crate::desktop::process::can_start_a_thread;
    use crate::presence::{Absence, Sign, SignState};

    const LOGIND: &str = "org.freedesktop.login1";
    const LOGIND_PATH: &str = "/org/freedesktop/login1";
    const MANAGER: &str = "org.freedesktop.login1.Manager";
    const SESSION: &str = "org.freedesktop.login1.Session";
    /// The session of the caller or, for a service of the user's, the one on the display.
    const OWN_SESSION: &str = "/org/freedesktop/login1/session/auto";
    /// The properties of a session that say whether it is used.
    const HINTS: [(Absence, &str); 2] =
        [(Absence::Locked, "LockedHint"), (Absence::Idle, "IdleHint")];
    const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
    const IDLE_MONITOR: &str = "org.gnome.Mutter.IdleMonitor";
    const IDLE_MONITOR_PATH: &str = "/org/gnome/Mutter/IdleMonitor/Core";
    /// The name that only KDE's screen locker has on the bus.
    const KDE_LOCKER: &str = "org.kde.screensaver";

    const FREEDESKTOP: (&str, &str) = (
        "org.freedesktop.ScreenSaver",
        "/org/freedesktop/ScreenSaver",
    );

    /// The screen savers, each with its path. Its interface has the same name as the service.
    const SCREEN_SAVERS: [(&str, &str); 2] = [
        FREEDESKTOP,
        ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ];

    /// How long a service may take to answer.
    const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

    pub(super) fn listen(
        clock: fn() -> DateTime<Utc>,
        delay: SleepDelay,
        report: &dyn Fn(PresenceReport),
    ) {
        // Connecting panics where no thread can be started.
        if can_start_a_thread() {
            zbus::block_on(follow(clock, delay, report));
        }
    }

    async fn follow(
        clock: fn() -> DateTime<Utc>,
        delay: SleepDelay,
        report: &dyn Fn(PresenceReport),
    ) {
        let system = Builder::system().method_timeout(ANSWERS_WITHIN);
        let session = Builder::session().method_timeout(ANSWERS_WITHIN);
        let system = system.build().await.ok();
        let session = session.build().await.ok();
        let mut sources = Sources::default();
        if let Some(system) = &system {
            // A bus without logind is like none.
            let _ = sources.add_logind(system).await;
        }
        if let Some(session) = &session {
            let _ = sources.add_screen_savers(session).await;
        }
        if sources.signs.is_empty() {
            return;
        }
        let logged_in = sources.logged_in;
        report(PresenceReport::Began(
            std::mem::take(&mut sources.signs),
            logged_in,
        ));
        let asked = system.as_ref();
        let asked = asked.filter(|_| delay == SleepDelay::UntilReported);
        let mut held_off_sleep = hold_off_sleep(asked).await;
        while let Some(message) = sources.next().await {
            let mut signs = Sources::signs(&message);
            if let Some(session) = &session
                && signs.iter().any(|sign| sign.state == SignState::Began)
                && let Some(since) = idle_since(session, clock()).await
            {
                for sign in &mut signs {
                    // A lock and suspend are the user's own doing; the rest follows some minutes without a key.
                    let is_late = matches!(sign.absence, Absence::Idle | Absence::ScreenSaver);
                    if is_late && sign.state == SignState::Began {
                        sign.state = SignState::HeldSince(since);
                    }
                }
            }
            let sleep = signs.iter().find(|sign| sign.absence == Absence::Asleep);
            let sleeps = sleep.map(|sign| sign.state != SignState::Over);
            if !signs.is_empty() {
                report(PresenceReport::Heard(signs));
            }
            match sleeps {
                // Closing it lets the computer sleep.
                Some(true) => held_off_sleep = None,
                Some(false) => held_off_sleep = hold_off_sleep(asked).await,
                None => {}
            }
        }
        drop(held_off_sleep);
        report(PresenceReport::Lost);
    }

    /// The streams of signals, and what the services said at the beginning.
    #[derive(Default)]
    struct Sources {
        streams: Vec<MessageStream>,
        signs: Vec<Sign>,
        logged_in: Option<DateTime<Utc>>,
    }

    impl Sources {
        async fn add_logind(&mut self, bus: &Connection) -> zbus::Result<()> {
            let id: String = property(bus, OWN_SESSION, "Id").await?;
            let path: OwnedObjectPath = bus
                .call_method(Some(LOGIND), LOGIND_PATH, Some(MANAGER), "GetSession", &id)
                .await?
                .body()
                .deserialize()?;
            for (path, interface, name) in [
                (path.as_str(), PROPERTIES, "PropertiesChanged"),
                (LOGIND_PATH, MANAGER, "PrepareForSleep"),
                (LOGIND_PATH, MANAGER, "PrepareForShutdown"),
            ] {
                let rule = format!("path='{path}',interface='{interface}',member='{name}'");
                self.listen_to(LOGIND, &rule, bus).await?;
            }
            // After the signals are asked for, so that no change is missed.
            for (absence, name) in HINTS {
                // An older logind does not know whether a session is locked.
                if let Ok(holds) = property(bus, path.as_str(), name).await {
                    self.signs.push(sign(absence, holds));
                }
            }
            let micros: Option<u64> = property(bus, path.as_str(), "Timestamp").await.ok();
            self.logged_in = micros.and_then(from_micros);
            Ok(())
        }

        async fn add_screen_savers(&mut self, bus: &Connection) -> zbus::Result<()> {
            for (name, path) in SCREEN_SAVERS {
                let rule = format!("interface='{name}',member='ActiveChanged'");
                self.listen_to(name, &rule, bus).await?;
                // Asking would start a service that does not run.
                if !has_owner(bus, name).await? {
                    continue;
                }
                let asked = bus.call_method(Some(name), path, Some(name), "GetActive", &());
                if let Ok(is_active) = asked.await
                    && let Ok(is_active) = is_active.body().deserialize::<bool>()
                {
                    self.signs.push(sign(Absence::ScreenSaver, is_active));
                }
            }
            Ok(())
        }

        /// Only to signals of the bus name `from`: any program can send ones that look the same, on the system bus those
        /// of other users too.
        async fn listen_to(
            &mut self,
            from: &str,
            rule: &str,
            bus: &Connection,
        ) -> zbus::Result<()> {
            let rule = format!("type='signal',sender='{from}',{rule}");
            let rule = MatchRule::try_from(rule.as_str())?;
            let stream = MessageStream::for_match_rule(rule, bus, None).await?;
            self.streams.push(stream);
            Ok(())
        }

        /// The next signal; none once a connection has ended.
        async fn next(&mut self) -> Option<Message> {
            poll_fn(|context| {
                for stream in &mut self.streams {
                    match Pin::new(stream).poll_next(context) {
                        Poll::Ready(Some(Ok(message))) => return Poll::Ready(Some(message)),
                        Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(None),
                        Poll::Pending => {}
                    }
                }
                Poll::Pending
            })
            .await
        }

        /// What a signal says. One that is not as it should be says nothing.
        fn signs(message: &Message) -> Vec<Sign> {
            let header = message.header();
            let body = message.body();
            match header.member().map(zbus::names::MemberName::as_str) {
                // A computer that is being switched off is not used either.
                Some("PrepareForSleep" | "PrepareForShutdown") => {
                    let sleeps = body.deserialize::<bool>().ok();
                    sleeps
                        .map(|sleeps| sign(Absence::Asleep, sleeps))
                        .into_iter()
                        .collect()
                }
                Some("ActiveChanged") => {
                    let is_active = body.deserialize::<bool>().ok();
                    is_active
                        .map(|is_active| sign(Absence::ScreenSaver, is_active))
                        .into_iter()
                        .collect()
                }
                Some("PropertiesChanged") => changed_properties(message),
                Some(_) | None => vec![],
            }
        }
    }

    fn changed_properties(message: &Message) -> Vec<Sign> {
        type Changes = (String, HashMap<String, OwnedVariant>, Vec<String>);
        let body = message.body();
        let Ok((interface, changed, _)) = body.deserialize::<Changes>() else {
            return vec![];
        };
        if interface != SESSION {
            return vec![];
        }
        let holds = |name: &str| bool::try_from(changed.get(name)?.try_clone().ok()?).ok();
        HINTS
            .into_iter()
            .filter_map(|(absence, name)| holds(name).map(|holds| sign(absence, holds)))
            .collect()
    }

    fn sign(absence: Absence, holds: bool) -> Sign {
        let state = if holds {
            SignState::Began
        } else {
            SignState::Over
        };
        Sign { absence, state }
    }

    /// Keeps the computer from sleeping until the returned descriptor is closed; none where logind does not do so.
    async fn hold_off_sleep(bus: Option<&Connection>) -> Option<OwnedFd> {
        let what = ("sleep", "winddown", "Notes when the night begins", "delay");
        let asked = bus?
            .call_method(Some(LOGIND), LOGIND_PATH, Some(MANAGER), "Inhibit", &what)
            .await
            .ok()?;
        asked.body().deserialize().ok()
    }

    /// Since when nothing was typed or moved, as GNOME or KDE says; none on other desktops.
    async fn idle_since(bus: &Connection, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let millis = match gnome_idle_millis(bus).await {
            Some(millis) => millis,
            None => kde_idle_millis(bus).await?,
        };
        let idle = TimeDelta::try_milliseconds(i64::try_from(millis).ok()?)?;
        now.checked_sub_signed(idle)
    }

    async fn gnome_idle_millis(bus: &Connection) -> Option<u64> {
        let is_there = has_owner(bus, IDLE_MONITOR).await.ok()?;
        let (name, path) = (Some(IDLE_MONITOR), IDLE_MONITOR_PATH);
        let asked = bus.call_method(name, path, name, "GetIdletime", &());
        let answer = if is_there {
            asked.await.ok()?
        } else {
            return None;
        };
        answer.body().deserialize().ok()
    }

    /// KDE counts in milliseconds; the specification of the screen saver, which others follow, in seconds. On Wayland KDE
    /// answers with an error.
    async fn kde_idle_millis(bus: &Connection) -> Option<u64> {
        let is_there = has_owner(bus, KDE_LOCKER).await.ok()?;
        let (name, path) = FREEDESKTOP;
        let asked = bus.call_method(Some(name), path, Some(name), "GetSessionIdleTime", &());
        let answer = if is_there {
            asked.await.ok()?
        } else {
            return None;
        };
        answer.body().deserialize::<u32>().ok().map(u64::from)
    }

    async fn has_owner(bus: &Connection, name: &str) -> zbus::Result<bool> {
        let names = zbus::fdo::DBusProxy::new(bus).await?;
        Ok(names.name_has_owner(name.try_into()?).await?)
    }

    async fn property<T>(bus: &Connection, path: &str, name: &str) -> zbus::Result<T>
    where
        T: TryFrom<OwnedVariant>,
        T::Error: Into<zbus::Error>,
    {
        let got = bus
            .call_method(
                Some(LOGIND),
                path,
                Some(PROPERTIES),
                "Get",
                &(SESSION, name),
            )
            .await?;
        let value: OwnedVariant = got.body().deserialize()?;
        T::try_from(value).map_err(Into::into)
    }

    fn from_micros(micros: u64) -> Option<DateTime<Utc>> {
        i64::try_from(micros)
            .ok()
            .and_then(DateTime::from_timestamp_micros)
    }
}
