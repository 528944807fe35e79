//! A large file that somebody looks at or posts holds up nobody who sends something small.

use std::time::{Duration, Instant};

use super::sample::enter;
use super::uploads::oak;
use super::*;

/// A file whose reading and matching take seconds in a build without optimization.
fn large() -> Vec<u8> {
    let mut text = String::from("LA Child ID,Child Name,DOB,From,To,Savings Deducted\n");
    for n in 0..9_000 {
        let from = d("2024-06-03") + chrono::Duration::weeks(n % 100);
        text += &format!(
            "SC{:06},Somebody Unknown {n},03/02/2013,{from},{},5.00\n",
            700_000 + n,
            from + chrono::Duration::days(6)
        );
    }
    text.into_bytes()
}

on_both! {
    /// The test's server answers on one thread: whoever held that up held up everybody.
    async fn while_a_large_file_is_looked_at_others_are_answered(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let about = json!({"kind": "provider_file", "provider": oak(app, &bea).await});
        let file = large();
        let looking = async {
            let begun = Instant::now();
            let seen = bea.upload("/v1/staff/money/files/preview", &about, "large.csv", &file).await.ok(200);
            assert_eq!(seen["receipt"]["rows_read"], 9_000);
            begun.elapsed()
        };
        let others = async {
            // After the file has gone up, which takes the connection and not the server.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let mut slowest = Duration::ZERO;
            for _ in 0..5 {
                let begun = Instant::now();
                assert_eq!(app.stranger().get("/health").await.status, 200);
                slowest = slowest.max(begun.elapsed());
            }
            slowest
        };
        let (took, slowest) = tokio::join!(looking, others);
        println!("{:?}: looked at in {took:?}, others waited {slowest:?} at most", app.backend);
        assert!(took > Duration::from_millis(900), "the file was too small to show anything: {took:?}");
        assert!(slowest * 2 < took, "somebody waited {slowest:?} while a file was looked at for {took:?}");
    }
}
