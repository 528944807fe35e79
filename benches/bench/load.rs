//! A load generator on loopback: one thread, many kept-open connections, every answer read to its end.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
#[derive(Debug, Default, Clone)]
pub struct Outcome {
    /// Answers with a status below 300.
    pub good: u64,
    /// Other answers, and connections that broke.
    pub bad: u64,
    /// How long it took, in microseconds.
    pub took_us: u64,
    /// Every answer's time, in microseconds, sorted.
    pub times_us: Vec<u32>,
}

impl Outcome {
    /// Good answers in a second.
    pub fn per_second(&self) -> u64 {
        self.good * 1_000_000 / self.took_us.max(1)
    }

    /// The time within which so many in a hundred answers came, in microseconds.
    pub fn percentile_us(&self, percent: usize) -> u32 {
        let at = (self.times_us.len() * percent / 100).min(self.times_us.len().saturating_sub(1));
        self.times_us.get(at).copied().unwrap_or(0)
    }
}

/// Makes the bytes of the request that connection `c` sends as its `n`-th.
pub type Make = Rc<dyn Fn(usize, u64) -> Vec<u8>>;

/// Sends requests over `connections` connections for `seconds`.
pub fn run(addr: SocketAddr, connections: usize, seconds: u64, make: Make) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async move {
        let begun = Instant::now();
        let end = begun + Duration::from_secs(seconds);
        let tasks: Vec<_> =
            (0..connections).map(|c| tokio::task::spawn_local(one(addr, c, end, Rc::clone(&make)))).collect();
        let mut all = Outcome::default();
        for task in tasks {
            let part = task.await.unwrap();
            all.good += part.good;
            all.bad += part.bad;
            all.times_us.extend(part.times_us);
        }
        all.took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        all.times_us.sort_unstable();
        all
    })
}

async fn one(addr: SocketAddr, c: usize, end: Instant, make: Make) -> Outcome {
    let mut out = Outcome::default();
    let mut buffer = Vec::with_capacity(32 * 1024);
    let mut n = 0;
    'connect: while Instant::now() < end {
        let Ok(mut stream) = TcpStream::connect(addr).await else {
            out.bad += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        while Instant::now() < end {
            let request = make(c, n);
            n += 1;
            let sent = Instant::now();
            match exchange(&mut stream, &request, &mut buffer).await {
                Some(status) if status < 300 => out.good += 1,
                Some(_) => out.bad += 1,
                None => {
                    out.bad += 1;
                    continue 'connect;
                }
            }
            out.times_us.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
        break;
    }
    out
}

/// Sends one request and reads its answer; the status, or none where the connection broke.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> Option<u16> {
    stream.write_all(request).await.ok()?;
    buffer.clear();
    let head = loop {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
        if let Some(at) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let text = std::str::from_utf8(&buffer[..head]).ok()?;
    let status = text.get(9..12)?.parse().ok()?;
    let length = text.lines().find_map(|l| {
        let (name, value) = l.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = head + length.unwrap_or(0);
    while buffer.len() < whole {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    Some(status)
}
