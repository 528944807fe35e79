//! A small HTTP client for what must be done once: signing in, sending the first messages.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

/// An answer.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a cookie that the answer sets.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let start = format!("{name}=");
        self.head.lines().filter_map(|l| l.split_once(": ")).find_map(|(header, value)| {
            let set = header.eq_ignore_ascii_case("set-cookie") && value.starts_with(&start);
            set.then(|| value[start.len()..].split(';').next().unwrap_or_default().to_owned())
        })
    }
}

/// The bytes of a request as the app would send it.
pub fn request(addr: SocketAddr, method: &str, path: &str, cookie: &str, body: Option<&str>) -> Vec<u8> {
    let mut text =
        format!("{method} {path} HTTP/1.1\r\nHost: {addr}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n");
    if let Some(body) = body {
        text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    } else {
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// Sends one request over a connection of its own.
pub fn call(addr: SocketAddr, method: &str, path: &str, cookie: &str, body: Option<&Value>) -> Reply {
    let body = body.map(Value::to_string);
    let mut text = request(addr, method, path, cookie, body.as_deref());
    let at = text.windows(2).position(|w| w == b"\r\n").unwrap_or(0);
    text.splice(at..at, b"\r\nConnection: close".iter().copied());
    let mut stream = TcpStream::connect(addr).unwrap_or_else(|e| panic!("{addr}: {e}"));
    stream.write_all(&text).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let head_end = answer.windows(4).position(|w| w == b"\r\n\r\n").map_or(answer.len(), |p| p + 4);
    let head = String::from_utf8_lossy(&answer[..head_end]).into_owned();
    let status = head.get(9..12).and_then(|s| s.parse().ok()).unwrap_or(0);
    Reply { status, body: answer[head_end..].to_vec(), head }
}
