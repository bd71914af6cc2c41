//! WebDriver over HTTP on loopback: the few requests of the W3C standard that we need.
//! <https://www.w3.org/TR/webdriver2/>

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::FileExt;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Pid;
use serde_json::{Value, json};

use super::App;
use crate::desk::Desk;
use crate::failure::{Failure, Result, While};
use crate::interrupt::InFront;
use crate::patience::wait_for;
use crate::proc;
use crate::process::{self, Owned, bound};

/// The key under which the standard hides an element's name.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// No request to the driver may take longer: a window that does not come would hang us for ever.
const LIMIT: Duration = Duration::from_secs(60);

/// How long the app may take to put things away once its window is closed.
const TIME_TO_CLOSE: Duration = Duration::from_secs(5);

/// A driver with one session. Dropping it closes the app.
#[derive(Debug)]
pub(crate) struct Driver {
    agent: ureq::Agent,
    session: String,
    _in_front: InFront,
    process: Owned,
    app: Vec<Pid>,
    log: std::fs::File,
}

impl Driver {
    /// Starts the driver on a free port, and the app by it.
    pub(crate) fn start(desk: &Desk, app: &App) -> Result<Self> {
        let port = free_port()?;
        let log = tempfile::tempfile().during("making a log for the window's driver")?;
        let handle = || log.try_clone().during("sharing the driver's log");
        let mut command = bound("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            // Without this the app's window never answers.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(handle()?)
            .stderr(handle()?);
        // What is said of the app comes last: it may say where the desk's own things are not.
        desk.seat(&mut command)
            .env("ANTIPHON_DATA", &app.data)
            .envs(app.environment.iter().map(|(name, value)| (name, value)));
        let mut process = Owned::start("WebKitWebDriver", &mut command)?;
        let in_front = InFront::one(process.pid());
        wait_for("the window's driver", LIMIT, || {
            process.check()?;
            Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok())
        })?;
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(LIMIT))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .new_agent();
        let base = format!("http://127.0.0.1:{port}/session");
        let mut driver =
            Driver { agent, session: base, _in_front: in_front, process, app: Vec::new(), log };
        let options = json!({ "binary": app.program, "args": [] });
        let wanted = json!({ "webkitgtk:browserOptions": options });
        let answer = driver.send("", json!({ "capabilities": { "alwaysMatch": wanted } }));
        let answer = answer.map_err(|failure| driver.with_log(failure))?;
        let id = answer["sessionId"].as_str();
        let id = id.ok_or_else(|| Failure::new("the window's driver gave no session"))?;
        driver.session = format!("{}/{id}", driver.session);
        driver.app = proc::children(driver.process.pid());
        Ok(driver)
    }

    /// The app's pid.
    pub(crate) fn app(&self) -> Result<Pid> {
        self.app.first().copied().ok_or_else(|| Failure::new("the app is not running"))
    }

    /// Asks something of the session.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        let response = self.agent.get(format!("{}/{path}", self.session)).call();
        value(path, response)
    }

    /// Tells the session to do something.
    pub(crate) fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.send(&format!("/{path}"), body)
    }

    /// The name of the first element that a selector finds.
    pub(crate) fn element(&self, selector: &str) -> Result<Option<String>> {
        let body = json!({ "using": "css selector", "value": selector });
        let found = self.post("elements", body)?;
        Ok(found[0][ELEMENT].as_str().map(str::to_owned))
    }

    fn send(&self, path: &str, body: Value) -> Result<Value> {
        let response = self.agent.post(format!("{}{path}", self.session)).send_json(body);
        value(path, response)
    }

    /// What the driver and the app said so far, which both write to the same log.
    pub(crate) fn said(&self) -> Result<String> {
        // The position is shared with those who write: a read from a place of its own leaves it.
        let mut said =
            vec![0; usize::try_from(self.log.metadata().map_or(0, |m| m.len())).unwrap_or(0)];
        self.log.read_exact_at(&mut said, 0).during("reading what the app said")?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }

    fn with_log(&self, failure: Failure) -> Failure {
        match self.said() {
            Ok(said) if !said.trim().is_empty() => {
                Failure::new(format!("{failure}\n{}", said.trim_end()))
            }
            _ => failure,
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The app may be gone already. The next one must not meet it on the bus.
        drop(self.agent.delete(&self.session).call());
        process::end_after(&self.app, TIME_TO_CLOSE);
    }
}

fn value(
    path: &str,
    response: std::result::Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<Value> {
    let mut response =
        response.during(format!("the window's driver does not answer to {path:?}"))?;
    let mut answer: Value = response
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_json()
        .during("the window's driver answers nonsense")?;
    let value = answer["value"].take();
    if response.status().is_success() {
        return Ok(value);
    }
    let said = value["message"].as_str().unwrap_or_default();
    let error = value["error"].as_str().unwrap_or("error");
    Err(Failure::new(format!("the window's driver: {path}: {error}: {said}")))
}

fn free_port() -> Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .during("looking for a free port")
}
