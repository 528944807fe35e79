//! A live stream, read as a browser reads it.

use std::time::Duration;

use serde_json::Value;

use super::Caller;

/// An open stream.
pub struct Live {
    response: reqwest::Response,
    text: String,
}

/// One event of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    pub event: String,
    pub id: Option<String>,
    pub data: Value,
}

impl Live {
    /// Opens a stream: `/v1/child/live` or `/v1/staff/live`.
    pub async fn open(caller: &Caller, path: &str, last_event_id: Option<&str>) -> Self {
        let mut request = caller.request(reqwest::Method::GET, path);
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
        let mut live = Self { response, text: String::new() };
        // The first frame says that the place in the registry is taken: what happens from now on is heard.
        live.fill(Duration::from_secs(5)).await.expect("a first frame");
        live
    }

    /// The next event within `wait`; an error where the stream ended or nothing came.
    pub async fn next_or_end(&mut self, wait: Duration) -> Result<Heard, bool> {
        let until = tokio::time::Instant::now() + wait;
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let heard = parse(frame);
                self.text = rest.to_owned();
                match heard {
                    Some(heard) => return Ok(heard),
                    None => continue,
                }
            }
            let left = until.checked_duration_since(tokio::time::Instant::now()).ok_or(false)?;
            match self.fill(left).await {
                Some(true) => {}
                Some(false) => return Err(true),
                None => return Err(false),
            }
        }
    }

    /// The next event within `wait`; none where nothing came. Panics where the stream ended.
    pub async fn next(&mut self, wait: Duration) -> Option<Heard> {
        let until = tokio::time::Instant::now() + wait;
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let heard = parse(frame);
                self.text = rest.to_owned();
                if heard.is_some() {
                    return heard;
                }
                continue;
            }
            let left = until.checked_duration_since(tokio::time::Instant::now())?;
            match self.fill(left).await {
                Some(true) => {}
                Some(false) => panic!("the stream ended"),
                None => return None,
            }
        }
    }

    /// Whether the stream ends within `wait`, with no further event before it does.
    pub async fn ends_within(&mut self, wait: Duration) -> bool {
        let until = tokio::time::Instant::now() + wait;
        loop {
            let Some(left) = until.checked_duration_since(tokio::time::Instant::now()) else { return false };
            match self.fill(left).await {
                Some(true) => assert!(!self.text.contains("event:"), "heard {:?} after the end", self.text),
                Some(false) => return true,
                None => return false,
            }
        }
    }

    /// Reads on: true where something came, false at the end, none where nothing came in time.
    async fn fill(&mut self, wait: Duration) -> Option<bool> {
        match tokio::time::timeout(wait, self.response.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                self.text.push_str(&String::from_utf8_lossy(&bytes));
                Some(true)
            }
            Ok(_) => Some(false),
            Err(_) => None,
        }
    }
}

fn parse(frame: &str) -> Option<Heard> {
    let field = |name: &str| frame.lines().find_map(|l| l.strip_prefix(name).map(str::trim_start).map(str::to_owned));
    let event = field("event:")?;
    let data = serde_json::from_str(&field("data:").unwrap_or_default()).unwrap_or(Value::Null);
    Some(Heard { event, id: field("id:"), data })
}
