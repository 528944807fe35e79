//! A server in a process of its own, so that its processor time and its memory can be told from the load's.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; ended when dropped.
pub struct Server {
    process: Child,
    /// Where it listens.
    pub addr: SocketAddr,
}

impl Server {
    /// Runs this very program again as one of the plain servers, which print their address.
    pub fn plain(args: &[&str]) -> Self {
        let me = std::env::current_exe().unwrap();
        let mut process = Command::new(me).args(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addr = line.trim().parse().unwrap_or_else(|_| panic!("no address: {line}"));
        Self { process, addr }
    }

    /// Runs the demonstration and waits until its sign-ins are there and it answers; says how long that took.
    pub fn demo(binary: &Path, folder: &Path, children: usize) -> (Self, Duration) {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let addr: SocketAddr = format!("127.0.0.1:{port}").parse().unwrap();
        let begun = Instant::now();
        let process = Command::new(binary)
            .args(["demo", "--listen", &addr.to_string(), "--children", &children.to_string(), "--data"])
            .arg(folder)
            .env("SAYSO_LOG", "error")
            .env_remove("DATABASE_URL")
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}", binary.display()));
        let mut me = Self { process, addr };
        while begun.elapsed() < Duration::from_secs(180) {
            assert!(me.process.try_wait().unwrap().is_none(), "the demonstration ended by itself");
            let up = std::net::TcpStream::connect(addr).is_ok() && folder.join("demo-sign-ins.json").exists();
            if up && super::client::call(addr, "GET", "/health", "", None).status == 200 {
                return (me, begun.elapsed());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the demonstration did not answer within three minutes");
    }

    /// Processor time used so far, in microseconds.
    pub fn cpu_us(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        let after = stat.rsplit(')').next().unwrap_or_default();
        let field = |n: usize| after.split_whitespace().nth(n).and_then(|t| t.parse::<u64>().ok()).unwrap_or(0);
        // Fields 14 and 15 (user, system) in ticks of a hundredth of a second.
        (field(11) + field(12)) * 10_000
    }

    /// Memory: resident now and at the most, in KiB.
    pub fn memory_kib(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find(|l| l.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|t| t.parse().ok()).unwrap_or(0)
        };
        (field("VmRSS:"), field("VmHWM:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
