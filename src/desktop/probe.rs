//! A look at the desktop's bus and at who shows notifications on it, without sending one.
//!
//! Nothing is started by looking: a service that the bus would start on demand is only said to be one. A bus or
//! a service that never answers is given up after a limit, and what was found until then is what is told.

use std::time::Duration;

/// What there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The session bus.
    pub bus: Bus,
    /// Who shows notifications.
    pub service: Service,
}

/// The session bus, through which notifications go on Linux and its like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bus {
    /// This platform shows notifications without one.
    NotNeeded,
    /// The environment names one in a way that cannot be read.
    NoAddress {
        /// What is wrong with it.
        why: String,
    },
    /// Nobody is at its address.
    Unreachable {
        /// Where it should be.
        address: String,
        /// What the system said.
        why: String,
    },
    /// It does not answer.
    Silent {
        /// Where it is.
        address: String,
    },
    /// It is there.
    Reached {
        /// Where.
        address: String,
    },
}

/// Who shows notifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// The system itself.
    Platform,
    /// Nobody can be asked, for want of a bus.
    Unknown,
    /// Nobody.
    Nobody,
    /// Nobody yet; the bus starts somebody as soon as there is something to show.
    Startable,
    /// Somebody who does not answer.
    Silent {
        /// The process, and its name, where the bus tells.
        process: Option<(u32, String)>,
    },
    /// Somebody who answers with an error.
    Refused {
        /// Which.
        why: String,
    },
    /// Somebody who answers.
    Answers {
        /// What it calls itself.
        name: String,
        /// Its version.
        version: String,
        /// Whether it shows buttons.
        buttons: bool,
        /// Whether it reads markup in the body.
        markup: bool,
        /// Whether it keeps what was not seen.
        keeps: bool,
    },
}

/// Looks, for `limit` at the most.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn look(_limit: Duration) -> Found {
    Found {
        bus: Bus::NotNeeded,
        service: Service::Platform,
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
pub use on_the_bus::look;

#[cfg(all(unix, not(target_os = "macos")))]
mod on_the_bus {
    use std::fs;
    use std::sync::mpsc;
    use std::sync::{Arc, Mutex, PoisonError};
    use std::thread;

    use zbus::names::BusName;
    use zbus::{Address, Connection, connection, fdo};

    use super::{Bus, Duration, Found, Service};
    use crate::printable::on_one_line;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    /// What is true if nothing more is heard.
    #[derive(Clone)]
    struct SoFar(Arc<Mutex<Found>>);

    impl SoFar {
        fn is(&self, bus: Bus, service: Service) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Found { bus, service };
        }

        fn found(&self) -> Found {
            let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            found.clone()
        }
    }

    /// Looks, for `limit` at the most.
    pub fn look(limit: Duration) -> Found {
        let nothing = |bus| Found {
            bus,
            service: Service::Unknown,
        };
        let address = match Address::session() {
            Ok(address) => address,
            Err(error) => {
                let why = on_one_line(&error.to_string());
                return nothing(Bus::NoAddress { why });
            }
        };
        let silent = Bus::Silent {
            address: place(&address),
        };
        let so_far = SoFar(Arc::new(Mutex::new(nothing(silent))));
        let (done, is_done) = mpsc::channel::<()>();
        let theirs = so_far.clone();
        let started = thread::Builder::new()
            .name("probe".to_owned())
            .spawn(move || {
                zbus::block_on(ask(address, &theirs));
                drop(done);
            });
        if started.is_ok() {
            // Either it is through and has hung up, or the limit is over.
            let _ = is_done.recv_timeout(limit);
        }
        so_far.found()
    }

    /// The address without the number that tells one bus from the next at the same place.
    fn place(address: &Address) -> String {
        let text = on_one_line(&address.to_string());
        text.split(",guid=").next().unwrap_or(&text).to_owned()
    }

    async fn ask(address: Address, so_far: &SoFar) {
        let (text, place) = (on_one_line(&address.to_string()), place(&address));
        let unreachable = |error: &dyn std::fmt::Display| {
            let why = on_one_line(&error.to_string());
            // It is told where, and need not be told twice.
            let what = why.strip_prefix(&format!("failed to connect to `{text}`: "));
            Bus::Unreachable {
                address: place.clone(),
                why: what.unwrap_or(&why).to_owned(),
            }
        };
        let connection = match connection::Builder::address(address).build().await {
            Ok(connection) => connection,
            Err(error) => return so_far.is(unreachable(&error), Service::Unknown),
        };
        let bus = match fdo::DBusProxy::new(&connection).await {
            Ok(bus) => bus,
            Err(error) => return so_far.is(unreachable(&error), Service::Unknown),
        };
        let Ok(name) = BusName::try_from(NAME) else {
            return;
        };
        let reached = Bus::Reached {
            address: place.clone(),
        };
        match bus.name_has_owner(name.clone()).await {
            Ok(true) => {}
            Ok(false) => {
                let names = bus.list_activatable_names().await.unwrap_or_default();
                let startable = names.iter().any(|name| name.as_str() == NAME);
                let service = if startable {
                    Service::Startable
                } else {
                    Service::Nobody
                };
                return so_far.is(reached, service);
            }
            Err(error) => return so_far.is(unreachable(&error), Service::Unknown),
        }
        so_far.is(reached.clone(), Service::Silent { process: None });
        if let Ok(pid) = bus.get_connection_unix_process_id(name).await {
            let process = fs::read_to_string(format!("/proc/{pid}/comm"));
            let process = Some((pid, on_one_line(process.unwrap_or_default().trim())));
            so_far.is(reached.clone(), Service::Silent { process });
        }
        let service = about(&connection)
            .await
            .unwrap_or_else(|error| Service::Refused {
                why: on_one_line(&error.to_string()),
            });
        so_far.is(reached, service);
    }

    async fn about(connection: &Connection) -> zbus::Result<Service> {
        let ask = |method: &'static str| {
            connection.call_method(Some(NAME), PATH, Some(NAME), method, &())
        };
        let information = ask("GetServerInformation").await?;
        let (name, _vendor, version, _specification): (String, String, String, String) =
            information.body().deserialize()?;
        let capabilities = ask("GetCapabilities").await?;
        let capabilities: Vec<String> = capabilities.body().deserialize()?;
        let can = |what: &str| capabilities.iter().any(|capability| capability == what);
        Ok(Service::Answers {
            name: on_one_line(&name),
            version: on_one_line(&version),
            buttons: can("actions"),
            markup: can("body-markup"),
            keeps: can("persistence"),
        })
    }
}
