//! A push service of our own, on loopback: it keeps what it gets, checks who signed it, and answers as it is told to.

use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use futures_util::StreamExt;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::Value;

/// What one push looked like on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    pub path: String,
    /// Every header, sorted, but `host`.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// How the service answers a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    Accept,
    NotFound,
    Gone,
    Fail,
    Redirect,
    /// Ten gigabytes, as fast as they are taken.
    Flood,
    /// A byte now and then, for ever.
    Drip,
}

#[derive(Default)]
struct Inside {
    got: Vec<Push>,
    behaviours: Vec<(String, Behaviour)>,
    flooded: u64,
}

/// The service.
pub struct PushService {
    pub url: String,
    inside: Arc<Mutex<Inside>>,
    handle: ServerHandle,
}

impl PushService {
    pub fn start() -> Self {
        let inside = Arc::new(Mutex::new(Inside::default()));
        let data = web::Data::from(Arc::clone(&inside));
        let server = HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(take)))
            .workers(1)
            .disable_signals()
            .bind("127.0.0.1:0")
            .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { url, inside, handle }
    }

    /// The address of one phone at this service.
    pub fn endpoint(&self, name: &str) -> String {
        format!("{}/push/{name}", self.url)
    }

    /// From now on the service answers this phone so.
    pub fn behave(&self, name: &str, how: Behaviour) {
        let mut inside = self.inside.lock().unwrap();
        inside.behaviours.retain(|(n, _)| n != name);
        inside.behaviours.push((name.to_owned(), how));
    }

    /// Takes out what came since the last time.
    pub fn take(&self) -> Vec<Push> {
        std::mem::take(&mut self.inside.lock().unwrap().got)
    }

    /// How many bytes of a flood were taken.
    pub fn flooded(&self) -> u64 {
        self.inside.lock().unwrap().flooded
    }

    pub async fn stop(self) {
        self.handle.stop(false).await;
    }
}

async fn take(req: HttpRequest, body: web::Bytes, inside: web::Data<Mutex<Inside>>) -> HttpResponse {
    let mut headers: Vec<_> = req
        .headers()
        .iter()
        .filter(|(n, _)| n.as_str() != "host")
        .map(|(n, v)| (n.as_str().to_owned(), v.to_str().unwrap_or_default().to_owned()))
        .collect();
    headers.sort();
    let path = req.path().to_owned();
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let how = {
        let mut kept = inside.lock().unwrap();
        kept.got.push(Push { path, headers, body: body.to_vec() });
        kept.behaviours.iter().find(|(n, _)| *n == name).map_or(Behaviour::Accept, |(_, b)| *b)
    };
    match how {
        Behaviour::Accept => HttpResponse::Created().finish(),
        Behaviour::NotFound => HttpResponse::NotFound().finish(),
        Behaviour::Gone => HttpResponse::Gone().finish(),
        Behaviour::Fail => HttpResponse::InternalServerError().finish(),
        Behaviour::Redirect => {
            HttpResponse::TemporaryRedirect().insert_header(("location", "/push/elsewhere")).finish()
        }
        Behaviour::Flood => {
            let chunk = web::Bytes::from(vec![b'x'; 4_096]);
            let flood = futures_util::stream::iter(0..2_500_000u64).map(move |_| {
                inside.lock().unwrap().flooded += 4_096;
                Ok::<_, actix_web::Error>(chunk.clone())
            });
            HttpResponse::Created().streaming(flood)
        }
        Behaviour::Drip => {
            let drip = futures_util::stream::unfold((), |()| async {
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                Some((Ok::<_, actix_web::Error>(web::Bytes::from_static(b"x")), ()))
            });
            HttpResponse::Created().streaming(drip)
        }
    }
}

impl Push {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// Checks the VAPID signature against the public key that `GET /v1/push-key` gave, and answers the claims.
    pub fn claims(&self, public_key: &str) -> Value {
        let given = self.header("authorization").strip_prefix("vapid ").expect("the scheme is vapid");
        let part = |name: &str| given.split(", ").find_map(|p| p.strip_prefix(name)).unwrap().to_owned();
        let (token, key) = (part("t="), part("k="));
        assert_eq!(key, public_key);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = VerifyingKey::from_sec1_bytes(&BASE64URL.decode(key).unwrap()).unwrap();
        let signature = Signature::from_slice(&BASE64URL.decode(signature).unwrap()).unwrap();
        key.verify(signed.as_bytes(), &signature).expect("the signature is the council's");
        let (head, claims) = signed.split_once('.').unwrap();
        let read = |text: &str| serde_json::from_slice::<Value>(&BASE64URL.decode(text).unwrap()).unwrap();
        assert_eq!(read(head)["alg"], "ES256");
        read(claims)
    }
}
