//! What anybody may know without signing in: the council's numbers, the help page, the key that browsers subscribe with.

use actix_web::{Responder, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::notify::{Help, Sender};
use crate::store::{Fault, Store};
use crate::wire::Problems;
use crate::{config, notify};

/// The council's names and numbers.
#[derive(Serialize, ToSchema)]
struct CouncilNumbers {
    /// The council's name, as children know it.
    name: String,
    /// The number that a person answers at night and at weekends.
    night_number: String,
    /// Who helps a child to be heard, independent of the council.
    advocacy: CouncilContact,
    /// Where a child complains.
    complaints: CouncilContact,
}

/// A name and how to reach it. What is not known is empty.
#[derive(Serialize, ToSchema)]
struct CouncilContact {
    /// What it is called.
    name: String,
    /// A telephone number.
    phone: String,
    /// An e-mail address.
    email: String,
}

impl From<&config::Contact> for CouncilContact {
    fn from(c: &config::Contact) -> Self {
        Self { name: c.name.clone(), phone: c.phone.clone(), email: c.email.clone() }
    }
}

/// Answers the council's names and numbers.
///
/// Whom a child can reach at night, who speaks for them, and where to complain. Needs no sign-in.
#[utoipa::path(operation_id = "get_council", tag = "notify", security(()), responses((status = 200, body = CouncilNumbers), Problems))]
#[get("/v1/council")]
pub async fn get_council(store: web::Data<Store>) -> Result<impl Responder, Fault> {
    let council = store.council();
    Ok::<_, Fault>(web::Json(CouncilNumbers {
        name: council.name.clone(),
        night_number: council.night_number.clone(),
        advocacy: (&council.advocacy).into(),
        complaints: (&council.complaints).into(),
    }))
}

/// The help page in every language.
#[derive(Serialize, ToSchema)]
struct HelpPage {
    /// The languages, the first of which is shown where none was chosen.
    languages: Vec<HelpLanguage>,
}

/// The help page in one language.
#[derive(Serialize, ToSchema)]
struct HelpLanguage {
    /// Its code (ISO 639).
    code: String,
    /// What it calls itself.
    name: String,
    /// `ltr` or `rtl`.
    direction: String,
    /// Whether a speaker has still to check it.
    to_be_checked: bool,
    /// The heading.
    title: String,
    /// The lines under it.
    lines: Vec<HelpLine>,
}

/// One line of the help page.
#[derive(Serialize, ToSchema)]
struct HelpLine {
    /// What it says.
    words: String,
    /// The number to call, where the line is about one.
    number: Option<String>,
}

impl From<&notify::help::Language> for HelpLanguage {
    fn from(l: &notify::help::Language) -> Self {
        let line = |one: &notify::help::Line| HelpLine { words: one.words.clone(), number: one.number.clone() };
        Self {
            code: l.code.clone(),
            name: l.name.clone(),
            direction: l.direction.clone(),
            to_be_checked: l.to_be_checked,
            title: l.title.clone(),
            lines: l.lines.iter().map(line).collect(),
        }
    }
}

/// Answers the help page in every language.
///
/// 999, Childline, the council's night number, and what happens next. Needs no sign-in; the app keeps it for when there
/// is no network.
#[utoipa::path(operation_id = "get_help", tag = "notify", security(()), responses((status = 200, body = HelpPage), Problems))]
#[get("/v1/help")]
pub async fn get_help(help: web::Data<Help>) -> Result<impl Responder, Fault> {
    Ok::<_, Fault>(web::Json(HelpPage { languages: help.languages.iter().map(Into::into).collect() }))
}

/// The key that browsers subscribe with.
#[derive(Serialize, ToSchema)]
struct PushKey {
    /// The public key (VAPID, RFC 8292), base64url without padding: for `applicationServerKey`.
    key: String,
}

/// Answers the public key for push subscriptions.
///
/// Needs no sign-in: it is public by its nature.
#[utoipa::path(operation_id = "get_push_key", tag = "notify", security(()), responses((status = 200, body = PushKey), Problems))]
#[get("/v1/push-key")]
pub async fn get_push_key(sender: web::Data<Sender>) -> Result<impl Responder, Fault> {
    Ok::<_, Fault>(web::Json(PushKey { key: sender.push.public_key() }))
}
