//! Checks the session bus and the notification service without sending a notification.
//!
//! Nothing is started: a service that the bus would start on demand is reported as such. If the bus or the service does
//! not answer within the limit, the result is what was found until then.

use std::time::Duration;

/// The result of the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReport {
    /// The session bus.
    pub bus: BusState,
    /// The notification service.
    pub service: ServiceState,
}

/// The state of the session bus, through which notifications are sent on Linux and other Unix systems.
#[allow(dead_code, reason = "each platform reports only some of these states")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BusState {
    /// This platform shows notifications without a bus.
    NotNeeded,
    /// The bus address in the environment is invalid.
    NoAddress {
        /// The error.
        why: String,
    },
    /// Nothing answers at its address.
    Unreachable {
        /// The address of the bus.
        address: String,
        /// The system's error.
        why: String,
    },
    /// The bus accepts a connection but does not answer in time.
    Silent {
        /// The address of the bus.
        address: String,
    },
    /// The bus answers.
    Reached {
        /// The address of the bus.
        address: String,
    },
}

/// The state of the notification service.
#[allow(dead_code, reason = "each platform reports only some of these states")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceState {
    /// The system itself shows notifications.
    Platform,
    /// Unknown, because the bus cannot be asked.
    Unknown,
    /// There is none, and the bus cannot start one.
    Nobody,
    /// None runs, but the bus starts one on demand.
    Startable,
    /// One runs but does not answer in time.
    Silent {
        /// Its process id and process name, if the bus knows them.
        process: Option<(u32, String)>,
    },
    /// One answers with an error.
    Refused {
        /// The error.
        why: String,
    },
    /// One runs and answers.
    Answers {
        /// Its name.
        name: String,
        /// Its version.
        version: String,
        /// Whether it shows buttons.
        buttons: bool,
        /// Whether it reads markup in the body.
        markup: bool,
        /// Whether it keeps notifications that were not seen.
        keeps: bool,
    },
}

/// Checks bus and service, for at most `limit`.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(crate) fn check(_limit: Duration) -> ProbeReport {
    ProbeReport {
        bus: BusState::NotNeeded,
        service: ServiceState::Platform,
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) use on_the_bus::check;

#[cfg(all(unix, not(target_os = "macos")))]
mod on_the_bus {
    use std::fs;
    use std::sync::mpsc;
    use std::sync::{Arc, Mutex, PoisonError};
    use std::thread;

    use zbus::names::BusName;
    use zbus::{Address, Connection, connection, fdo};

    use super::{BusState, Duration, ProbeReport, ServiceState};
    use crate::printable::on_one_line;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    /// The result so far. It becomes the final result if no further answer arrives in time.
    #[derive(Clone)]
    struct PartialReport(Arc<Mutex<ProbeReport>>);

    impl PartialReport {
        fn set(&self, bus: BusState, service: ServiceState) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = ProbeReport { bus, service };
        }

        fn get(&self) -> ProbeReport {
            let report = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            report.clone()
        }
    }

    /// Checks bus and service, for at most `limit`.
    pub(crate) fn check(limit: Duration) -> ProbeReport {
        let nothing = |bus| ProbeReport {
            bus,
            service: ServiceState::Unknown,
        };
        let address = match Address::session() {
            Ok(address) => address,
            Err(error) => {
                let why = on_one_line(&error.to_string());
                return nothing(BusState::NoAddress { why });
            }
        };
        let silent = BusState::Silent {
            address: without_guid(&address),
        };
        let so_far = PartialReport(Arc::new(Mutex::new(nothing(silent))));
        let (done, is_done) = mpsc::channel::<()>();
        let shared = so_far.clone();
        let started = thread::Builder::new()
            .name("probe".to_owned())
            .spawn(move || {
                zbus::block_on(ask(address, &shared));
                drop(done);
            });
        if started.is_ok() {
            // Returns when the thread has finished and dropped its sender, or after the limit.
            let _ = is_done.recv_timeout(limit);
        }
        so_far.get()
    }

    /// The address without its guid, which only distinguishes runs of a bus at the same address.
    fn without_guid(address: &Address) -> String {
        let text = on_one_line(&address.to_string());
        text.split(",guid=").next().unwrap_or(&text).to_owned()
    }

    /// Asks the bus and then the service, and updates `so_far` after each answer.
    async fn ask(address: Address, so_far: &PartialReport) {
        let (text, short_address) = (on_one_line(&address.to_string()), without_guid(&address));
        let unreachable = |error: &dyn std::fmt::Display| {
            let why = on_one_line(&error.to_string());
            // Remove the address from the error, because it is shown separately.
            let what = why.strip_prefix(&format!("failed to connect to `{text}`: "));
            BusState::Unreachable {
                address: short_address.clone(),
                why: what.unwrap_or(&why).to_owned(),
            }
        };
        let connection = match connection::Builder::address(address).build().await {
            Ok(connection) => connection,
            Err(error) => return so_far.set(unreachable(&error), ServiceState::Unknown),
        };
        let bus = match fdo::DBusProxy::new(&connection).await {
            Ok(bus) => bus,
            Err(error) => return so_far.set(unreachable(&error), ServiceState::Unknown),
        };
        let Ok(name) = BusName::try_from(NAME) else {
            return;
        };
        let reached = BusState::Reached {
            address: short_address.clone(),
        };
        match bus.name_has_owner(name.clone()).await {
            Ok(true) => {}
            Ok(false) => {
                let names = bus.list_activatable_names().await.unwrap_or_default();
                let startable = names.iter().any(|name| name.as_str() == NAME);
                let service = if startable {
                    ServiceState::Startable
                } else {
                    ServiceState::Nobody
                };
                return so_far.set(reached, service);
            }
            Err(error) => return so_far.set(unreachable(&error), ServiceState::Unknown),
        }
        so_far.set(reached.clone(), ServiceState::Silent { process: None });
        if let Ok(pid) = bus.get_connection_unix_process_id(name).await {
            let process = fs::read_to_string(format!("/proc/{pid}/comm"));
            let process = Some((pid, on_one_line(process.unwrap_or_default().trim())));
            so_far.set(reached.clone(), ServiceState::Silent { process });
        }
        let service = service_information(&connection)
            .await
            .unwrap_or_else(|error| ServiceState::Refused {
                why: on_one_line(&error.to_string()),
            });
        so_far.set(reached, service);
    }

    /// Asks the service for its name and its capabilities.
    async fn service_information(connection: &Connection) -> zbus::Result<ServiceState> {
        let ask = |method: &'static str| {
            connection.call_method(Some(NAME), PATH, Some(NAME), method, &())
        };
        let information = ask("GetServerInformation").await?;
        let (name, _vendor, version, _specification): (String, String, String, String) =
            information.body().deserialize()?;
        let capabilities = ask("GetCapabilities").await?;
        let capabilities: Vec<String> = capabilities.body().deserialize()?;
        let can = |what: &str| capabilities.iter().any(|capability| capability == what);
        Ok(ServiceState::Answers {
            name: on_one_line(&name),
            version: on_one_line(&version),
            buttons: can("actions"),
            markup: can("body-markup"),
            keeps: can("persistence"),
        })
    }
}
