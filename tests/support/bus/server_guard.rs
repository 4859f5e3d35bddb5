//! Buses and services that run on threads of their own.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread::{self, JoinHandle};

use super::{PATIENCE, Service};

/// A running bus or service. Dropping it ends it and closes its connections.
#[derive(Debug)]
pub struct ServerGuard {
    end: Arc<Mutex<Shutdown>>,
    thread: Option<JoinHandle<()>>,
    /// The state of the service: one that hangs has to be released, or it could not end.
    pub(super) service: Option<Service>,
}

#[derive(Debug, Default)]
struct Shutdown {
    is_requested: bool,
    waker: Option<Waker>,
}

impl ServerGuard {
    /// Runs it on its own thread, and returns once it reports that it is ready.
    pub(super) fn on_a_thread<F: Future<Output = ()>>(
        run: impl FnOnce(mpsc::Sender<()>) -> F + Send + 'static,
    ) -> Self {
        let (ready, is_ready) = mpsc::channel();
        let end: Arc<Mutex<Shutdown>> = Arc::default();
        let is_over = Arc::clone(&end);
        let thread = thread::spawn(move || {
            zbus::block_on(async {
                let mut running = pin!(run(ready));
                poll_fn(|context| {
                    let mut end = is_over.lock().unwrap();
                    if end.is_requested {
                        return Poll::Ready(());
                    }
                    end.waker = Some(context.waker().clone());
                    drop(end);
                    running.as_mut().poll(context)
                })
                .await;
            });
        });
        is_ready.recv_timeout(PATIENCE).expect("it is there");
        Self {
            end,
            thread: Some(thread),
            service: None,
        }
    }
}

impl Drop for ServerGuard {
    fn drop(&mut self) {
        if let Some(service) = &self.service {
            service.recover();
        }
        {
            let mut end = self.end.lock().unwrap();
            end.is_requested = true;
            if let Some(waker) = end.waker.take() {
                waker.wake();
            }
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Starts a bus at that address.
pub fn start_bus(address: &str) -> ServerGuard {
    // An earlier bus may have left its socket.
    if let Some(path) = address.strip_prefix("unix:path=") {
        let _ = std::fs::remove_file(path);
    }
    let address = address.to_owned();
    ServerGuard::on_a_thread(|ready| async move {
        let mut bus = busd::bus::Bus::for_address(Some(&address)).await.unwrap();
        ready.send(()).unwrap();
        bus.run().await.unwrap();
    })
}
