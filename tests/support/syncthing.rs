//! Real Syncthing on this machine's loopback: no discovery, no relays, no port mapping. It is asked through its REST API.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long an answer may take on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

const KEY: &str = "winddown-test";

/// The name of the shared folder in Syncthing.
const FOLDER: &str = "evenings";

/// An instance with one folder.
pub struct Syncthing {
    home: TempDir,
    /// The folder that it keeps the same as those of the others.
    pub folder: PathBuf,
    gui: SocketAddr,
    sync: SocketAddr,
    id: String,
    child: Child,
}

impl Syncthing {
    /// Starts an instance that knows nobody.
    pub fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("folder");
        fs::create_dir(&folder).unwrap();
        let own = home.path().join("syncthing");
        let generated = syncthing(&own, &["generate", "--no-default-folder"])
            .status()
            .unwrap();
        assert!(generated.success());
        let (gui, sync) = (free_port(), free_port());
        // Before the first start, so that it never looks for anybody.
        let config = own.join("config.xml");
        let text = fs::read_to_string(&config).unwrap();
        let options = [
            ("globalAnnounceEnabled", "true", "false"),
            ("localAnnounceEnabled", "true", "false"),
            ("relaysEnabled", "true", "false"),
            ("natEnabled", "true", "false"),
            ("crashReportingEnabled", "true", "false"),
            ("startBrowser", "true", "false"),
            ("urAccepted", "0", "-1"),
            ("autoUpgradeIntervalH", "12", "0"),
            ("listenAddress", "default", &format!("tcp://{sync}")),
        ];
        let text = options.iter().fold(text, |text, (name, from, to)| {
            text.replace(
                &format!("<{name}>{from}</{name}>"),
                &format!("<{name}>{to}</{name}>"),
            )
        });
        fs::write(&config, text).unwrap();
        let child = syncthing(&own, &["serve", "--no-restart", "--no-browser"])
            .arg(format!("--gui-address={gui}"))
            .arg(format!("--gui-apikey={KEY}"))
            .spawn()
            .unwrap();
        let mut this = Self {
            home,
            folder,
            gui,
            sync,
            id: String::new(),
            child,
        };
        let begun = Instant::now();
        this.id = loop {
            match this.ask("GET", "/rest/system/status", None) {
                Ok(status) => break status["myID"].as_str().unwrap().to_owned(),
                Err(_) if begun.elapsed() < TIMEOUT => thread::sleep(Duration::from_millis(100)),
                Err(error) => panic!("it does not start: {error}"),
            }
        };
        this
    }

    /// Introduces the instances to each other, and shares the folder among them.
    pub fn join(all: &[Self]) {
        let ids: Vec<Value> = all.iter().map(|it| json!({ "deviceID": it.id })).collect();
        for this in all {
            for other in all.iter().filter(|other| other.id != this.id) {
                let device = json!({
                    "deviceID": other.id,
                    "addresses": [format!("tcp://{}", other.sync)],
                });
                this.put(&format!("/rest/config/devices/{}", other.id), &device);
            }
            let folder = json!({
                "id": FOLDER,
                "path": this.folder,
                "devices": ids,
                "fsWatcherEnabled": true,
                "fsWatcherDelayS": 1,
                "rescanIntervalS": 3600,
            });
            this.put(&format!("/rest/config/folders/{FOLDER}"), &folder);
            // Without it, connections that were parted are tried again after a minute.
            let options = json!({ "reconnectionIntervalS": 1 });
            this.ask("PATCH", "/rest/config/options", Some(&options))
                .unwrap();
        }
    }

    /// Parts it from the others, or joins it to them again.
    pub fn set_apart(&self, is_apart: bool) {
        let what = if is_apart { "pause" } else { "resume" };
        self.ask("POST", &format!("/rest/system/{what}"), None)
            .unwrap();
    }

    /// Looks for changes in the folder now.
    pub fn scan(&self) {
        self.ask("POST", &format!("/rest/db/scan?folder={FOLDER}"), None)
            .unwrap();
    }

    /// Whether the instance is connected to all others and its folder is as theirs.
    pub fn is_settled(&self, others: usize) -> bool {
        let connections = self.get("/rest/system/connections");
        let connections = connections["connections"].as_object().unwrap();
        let connected = connections.values().filter(|it| it["connected"] == true);
        let status = self.get(&format!("/rest/db/status?folder={FOLDER}"));
        let completion = |id: &String| {
            let answer = self.get(&format!("/rest/db/completion?folder={FOLDER}&device={id}"));
            answer["completion"] == 100
        };
        connected.count() == others
            && status["state"] == "idle"
            && status["needTotalItems"] == 0
            && connections
                .keys()
                .filter(|id| **id != self.id)
                .all(completion)
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", path, None).unwrap()
    }

    fn put(&self, path: &str, content: &Value) {
        self.ask("PUT", path, Some(content)).unwrap();
    }

    /// Asks by HTTP 1.0, which ends an answer by closing the connection.
    fn ask(&self, method: &str, path: &str, content: Option<&Value>) -> Result<Value, String> {
        let body = content.map(Value::to_string).unwrap_or_default();
        let failed = |error: std::io::Error| error.to_string();
        let mut stream = TcpStream::connect(self.gui).map_err(failed)?;
        stream.set_read_timeout(Some(TIMEOUT)).map_err(failed)?;
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nX-API-Key: {KEY}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .map_err(failed)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(failed)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        if status != "200" {
            return Err(format!("{method} {path}: {answer}"));
        }
        Ok(serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

impl Drop for Syncthing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.home.path();
    }
}

fn syncthing(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("syncthing");
    command
        .args(args)
        .arg(format!("--home={}", home.display()))
        .env("STNODEFAULTFOLDER", "1")
        .env("STNOUPGRADE", "1")
        // Without a second process that would outlive the test.
        .env("STMONITORED", "yes")
        // Several on a machine with few processors.
        .env("GOMAXPROCS", "2")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A port that nobody has at this moment.
fn free_port() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}
