//! Limits on tries: a restart or a second server gives nobody more of them.

use futures_util::future::join_all;

use super::*;
use crate::identity::{PASSWORD, PIN, enrolment};

/// A phone with a PIN of its own, and a worker who signs in by password.
async fn entered(
    backend: Backend,
) -> (Council, (Caller, Caller, sayso::kernel::id::ChildId, sayso::kernel::id::StaffId)) {
    Council::make(backend, async |app| {
        (app.browser(app.cast.sam).await.at(""), app.browser(app.cast.sys).await.at(""), app.cast.amara, app.cast.maya)
    })
    .await
}

async fn code(sam: &Caller, child: sayso::kernel::id::ChildId, kind: &str) -> String {
    let id = sayso::kernel::id::Id::<()>::at(sayso::kernel::Clock::system().now()).uuid();
    let wanted = json!({"invitation": id, "kind": kind, "reason": "second_device"});
    let made = sam.post(&format!("/v1/staff/children/{child}/invitations"), wanted).await.ok(201);
    made["code"].as_str().unwrap().to_owned()
}

async fn phone(sam: &Caller, nobody: &Caller, child: sayso::kernel::id::ChildId) -> Caller {
    let code = code(sam, child, "screen").await;
    let mut phone = nobody.at(&sam.url);
    let come_in = phone.post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
    phone.keep_cookies(&come_in);
    phone
}

fn nobody(of: &Caller) -> Caller {
    let mut nobody = of.at(&of.url);
    nobody.cookies.clear();
    nobody
}

async fn unlock(phone: &Caller, pin: &str) -> Option<String> {
    let request = phone.request(reqwest::Method::POST, "/v1/child/session").header("content-type", "application/json");
    let answer = request.body(json!({"pin": pin}).to_string()).send().await.ok()?;
    let reply = Reply::read(answer).await;
    Some(reply.json["code"].as_str().unwrap_or("in").to_owned())
}

// AUTHN-10, RATE-01
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_wrong_pins_at_once_and_a_kill_in_the_middle_give_no_more_than_five_tries() {
    let (council, (sam, _, child, _)) = entered(Backend::Sqlite).await;
    let server = council.serve();
    let sam = sam.at(&server.url);
    let phone = phone(&sam, &nobody(&sam), child).await;
    let tries = join_all((0..200).map(|n| {
        let phone = phone.at(&server.url);
        async move { unlock(&phone, &format!("8051{:02}", n % 100)).await }
    }));
    let kill = async {
        // In the middle: some tries have been counted, most have not.
        for _ in 0..500 {
            if council.count("SELECT CAST(COALESCE(SUM(wrong_tries), 0) AS BIGINT) AS n FROM device_accounts") >= 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    let (answers, server) = {
        let tries = tokio::spawn(tries);
        kill.await;
        server.kill();
        (tries.await.unwrap(), council.serve())
    };
    let mut wrong = answers.iter().flatten().filter(|a| *a == "wrong_pin").count();
    let phone = phone.at(&server.url);
    for answer in join_all((0..50).map(|_| unlock(&phone, "805146"))).await {
        wrong += usize::from(answer.as_deref() == Some("wrong_pin"));
    }
    assert!(wrong <= 5, "{wrong} tries were told to be wrong");
    let counted = council.count("SELECT CAST(MAX(wrong_tries) AS BIGINT) AS n FROM device_accounts");
    assert_eq!(counted, 5, "the counter stops at its limit");
    // The right one, too, says only that one must wait.
    assert_eq!(unlock(&phone, PIN).await.as_deref(), Some("wait"));
}

// RATE-01, 09
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_postgres_count_tries_together() {
    let (council, (sam, sys, child, maya)) = entered(Backend::Postgres).await;
    let (one, other) = (council.serve(), council.serve());
    let (sam, sys) = (sam.at(&one.url), sys.at(&other.url));
    let anyone = nobody(&sam);
    let both = |n: usize| if n.is_multiple_of(2) { one.url.as_str() } else { other.url.as_str() };

    let phone = phone(&sam, &anyone, child).await;
    for n in 0..5 {
        assert_eq!(unlock(&phone.at(both(n)), "805146").await.as_deref(), Some("wrong_pin"), "{n}");
    }
    for n in 0..2 {
        assert_eq!(unlock(&phone.at(both(n)), PIN).await.as_deref(), Some("wait"));
    }

    let made = sys.post(&format!("/v1/staff/accounts/{maya}/password-link"), json!({})).await.ok(201);
    let token = made["link"].as_str().unwrap().rsplit_once('=').unwrap().1.to_owned();
    anyone.post("/v1/staff/password", json!({"token": token, "password": PASSWORD})).await.ok(204);
    let sign_in = |n: usize, password: &str| {
        let (at, body) = (anyone.at(both(n)), json!({"sign_in_name": "maya", "password": password}));
        async move { at.post("/v1/staff/session", body).await }
    };
    for n in 0..6 {
        sign_in(n, "not this one").await.refused(401, "wrong_password");
    }
    for n in 0..2 {
        sign_in(n, PASSWORD).await.refused(429, "wait");
    }

    let code = code(&sam, child, "paper").await;
    let wrong = format!("{}-0000000", &code[..3]);
    for n in 0..10 {
        anyone
            .at(both(n))
            .post("/v1/enrolments/check", json!({"code": wrong}))
            .await
            .refused(422, "invitation_not_valid");
    }
    for n in 0..2 {
        anyone
            .at(both(n))
            .post("/v1/enrolments/check", json!({"code": code}))
            .await
            .refused(422, "invitation_not_valid");
    }
    // The rest of the house behind the same address goes on.
    let another = self::code(&sam, child, "paper").await;
    anyone.at(both(1)).post("/v1/enrolments/check", json!({"code": another})).await.ok(204);
}
