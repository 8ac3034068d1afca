//! A small driver of Chromium: starts it without a window and speaks its `DevTools` protocol.

#![expect(clippy::disallowed_types, reason = "the browser listens on this machine, and the program is not asked to")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// A running browser with its own profile. Dropping this ends it.
pub struct Browser {
    process: Child,
    address: String,
    whole: Mutex<Connection>,
}

impl Browser {
    /// Starts the browser with its profile in a folder.
    pub fn start(program: &str, profile: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]);
        command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
        command.args(["--hide-scrollbars", "--lang=en-GB", "--remote-debugging-port=0"]);
        command.arg(format!("--user-data-dir={}", profile.display())).arg("about:blank");
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap());
        let mut heard = String::new();
        let url = loop {
            let before = heard.len();
            assert!(said.read_line(&mut heard).unwrap() > 0, "the browser does not start: {heard}");
            if let Some(url) = heard[before..].trim().strip_prefix("DevTools listening on ") {
                break url.to_owned();
            }
        };
        // The rest is not needed, but the pipe must not fill up.
        std::thread::spawn(move || said.read_to_end(&mut Vec::new()));
        let address = url.trim_start_matches("ws://").split('/').next().unwrap().to_owned();
        let whole = Mutex::new(Connection::open(&address, &url));
        Self { process, address, whole }
    }

    /// A new tab, 1280 pixels wide.
    pub fn page(&self) -> Page {
        let made = self.whole.lock().unwrap().call("Target.createTarget", &json!({ "url": "about:blank" }));
        let url = format!("ws://{}/devtools/page/{}", self.address, made["targetId"].as_str().unwrap());
        let mut page = Page { connection: Connection::open(&self.address, &url) };
        for domain in ["Page", "Network", "Runtime", "Log"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        // A tab behind others has the focus, too.
        page.call("Emulation.setFocusEmulationEnabled", &json!({ "enabled": true }));
        page.width(1280);
        page
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A websocket, its answers and its events.
struct Connection {
    socket: WebSocket<TcpStream>,
    last: u64,
    events: Vec<Value>,
}

impl Connection {
    fn open(address: &str, url: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        // The limit is long: it only keeps a browser that hangs from stopping the tests for ever.
        stream.set_read_timeout(Some(Duration::from_mins(3))).unwrap();
        let (socket, _) = tungstenite::client(url, stream).unwrap();
        Self { socket, last: 0, events: Vec::new() }
    }

    fn read(&mut self) -> Value {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Ok(_) => {}
                // A signal came in between.
                Err(tungstenite::Error::Io(error)) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => panic!("the browser answers: {error:?}"),
            }
        }
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let asked = json!({ "id": self.last, "method": method, "params": parameters });
        self.socket.send(Message::text(asked.to_string())).unwrap();
        loop {
            let mut answer = self.read();
            if answer["id"] == self.last {
                // A page that was left while it was asked has no answer; the next one has.
                let left = answer["error"]["message"].as_str().is_some_and(|said| said.contains("navigated"));
                if left && method == "Runtime.evaluate" {
                    return self.call(method, parameters);
                }
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
            self.events.push(answer);
        }
    }
}

/// A tab.
pub struct Page {
    connection: Connection,
}

impl Page {
    /// Asks the tab something by the protocol.
    pub fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.connection.call(method, parameters)
    }

    /// Opens a file and waits until it is loaded. What happened before is forgotten.
    pub fn open(&mut self, path: &Path) {
        self.connection.events.clear();
        let moved = self.call("Page.navigate", &json!({ "url": format!("file://{}", path.display()) }));
        assert!(moved["errorText"].is_null(), "{}: {}", path.display(), moved["errorText"]);
        while !self.events("Page.loadEventFired").any(|_| true) {
            let event = self.connection.read();
            self.connection.events.push(event);
        }
    }

    /// What has happened since the page was opened.
    pub fn events(&self, method: &str) -> impl Iterator<Item = &Value> {
        self.connection.events.iter().filter(move |event| event["method"] == method).map(|event| &event["params"])
    }

    /// The value of an expression in the page.
    pub fn ask(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call("Runtime.evaluate", &asked);
        assert!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// The sentences that an expression gives.
    pub fn list(&mut self, expression: &str) -> Vec<String> {
        serde_json::from_value(self.ask(expression)).unwrap()
    }

    /// How wide the window is, in CSS pixels.
    pub fn width(&mut self, width: u32) {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// `screen` or `print`, and `light` or `dark`.
    pub fn medium(&mut self, medium: &str, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }));
    }

    /// Whether pages may run scripts, from the next page on.
    pub fn scripts(&mut self, may: bool) {
        self.call("Emulation.setScriptExecutionDisabled", &json!({ "value": !may }));
    }

    /// Presses a key: its name, its number, and what it types.
    pub fn press(&mut self, (key, number, typed): (&str, u32, &str)) {
        let mut event = json!({ "type": "keyDown", "key": key, "windowsVirtualKeyCode": number });
        if !typed.is_empty() {
            event["text"] = typed.into();
        }
        self.call("Input.dispatchKeyEvent", &event);
        self.call("Input.dispatchKeyEvent", &json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": number }));
    }

    /// Presses Tab until the focus is on an element that fits a selector, at most `most` times.
    #[track_caller]
    pub fn tab_to(&mut self, fits: &str, most: usize) {
        for _ in 0..most {
            self.press(TAB);
            if self.ask(&format!("document.activeElement.matches({})", json!(fits))) == true {
                return;
            }
        }
        panic!("{most} times Tab, and nothing that fits {fits} has the focus");
    }

    /// The text that a reader sees of the first element that fits a selector.
    pub fn text(&mut self, selector: &str) -> String {
        self.ask(&format!("document.querySelector({}).innerText", json!(selector))).as_str().unwrap().to_owned()
    }

    /// What the page saves goes into this folder.
    pub fn saves_into(&mut self, folder: &Path) {
        let path = folder.display().to_string();
        self.call("Page.setDownloadBehavior", &json!({ "behavior": "allow", "downloadPath": path }));
    }

    /// Types a text where the focus is.
    pub fn write(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// The page as it is printed.
    pub fn pdf(&mut self) -> Vec<u8> {
        let printed = self.call("Page.printToPDF", &json!({ "preferCSSPageSize": true, "printBackground": false }));
        BASE64.decode(printed["data"].as_str().unwrap().as_bytes()).unwrap()
    }
}

/// Waits for a file that a page saves.
#[track_caller]
pub fn saved(folder: &Path, name: &str) -> PathBuf {
    let (file, until) = (folder.join(name), Instant::now() + Duration::from_secs(30));
    while !file.is_file() {
        assert!(Instant::now() < until, "{name} is not saved: {:?}", fs::read_dir(folder).unwrap().collect::<Vec<_>>());
        std::thread::sleep(Duration::from_millis(50));
    }
    file
}

/// The keys of the tests.
pub const TAB: (&str, u32, &str) = ("Tab", 9, "");
/// Enter.
pub const ENTER: (&str, u32, &str) = ("Enter", 13, "\r");
/// The space bar.
pub const SPACE: (&str, u32, &str) = (" ", 32, " ");
/// Down, in a list of choices.
pub const DOWN: (&str, u32, &str) = ("ArrowDown", 40, "");
