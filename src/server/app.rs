//! The actix app: every room's routes, what they share, and the OpenAPI document that comes out of them.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, web};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

use super::door::{self, Door};
use super::live::hub::Hub;
use super::{answers, health, live, refuse};
use crate::config::{RuleFiles, Settings};
use crate::store::Store;
use crate::wire::{Problem, Problems};
use crate::{access, entitlements, identity, notify, people, savings, voice};

/// What every worker thread shares.
pub(super) struct Shared {
    store: Store,
    settings: web::Data<Settings>,
    door: web::Data<Door>,
    sender: web::Data<notify::Sender>,
    help: web::Data<notify::Help>,
    voice: web::Data<voice::Rules>,
    savings: web::Data<savings::Rules>,
    rights: web::Data<entitlements::Rules>,
    hub: web::Data<Hub>,
}

impl Shared {
    pub(super) fn new(
        store: Store,
        settings: Settings,
        sender: Arc<notify::Sender>,
        hub: Arc<Hub>,
    ) -> Result<Self, String> {
        let rules = RuleFiles::new(settings.data.rules_folder.clone());
        let voice = web::Data::new(voice::Rules::load(&rules)?);
        let savings = web::Data::new(savings::Rules::load(&rules)?);
        let rights = web::Data::new(entitlements::Rules::load(&rules)?);
        let help = web::Data::new(notify::Help::load(&rules, &store.council().night_number)?);
        let door = Door::new(&settings.server, refuse::Known::of(&document()));
        Ok(Self {
            store,
            settings: web::Data::new(settings),
            door: web::Data::new(door),
            sender: web::Data::from(sender),
            help,
            voice,
            savings,
            rights,
            hub: web::Data::from(hub),
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Sayso", description = "Children in care say what they think and are answered."),
    tags(
        (name = "identity", description = "Invitations, phones, PINs, passwords, sessions"),
        (name = "voice", description = "Threads, messages, what is to be answered by when"),
        (name = "savings", description = "Savings week by week, the ledger, providers, pocket money"),
        (name = "rights", description = "What is a young person's by right, and what they ask for"),
        (name = "people", description = "Children and staff"),
        (name = "access", description = "Who holds or covers which post for which child"),
        (name = "notify", description = "Help, notices, pushes"),
        (name = "server", description = "Whether the service is up; live streams"),
    ),
    components(schemas(Problem)),
    modifiers(&Cookies, &Refusals),
)]
struct Doc;

/// The two session cookies, as security schemes.
struct Cookies;

impl Modify for Cookies {
    fn modify(&self, doc: &mut utoipa::openapi::OpenApi) {
        let parts = doc.components.get_or_insert_default();
        for (name, cookie, say) in [
            ("child", "__Host-child", "A child's unlocked session on an enrolled phone."),
            ("staff", "__Host-staff", "A session of a member of staff."),
        ] {
            let key = ApiKey::Cookie(ApiKeyValue::with_description(cookie, say));
            parts.add_security_scheme(name, SecurityScheme::ApiKey(key));
        }
    }
}

/// The ways in which any operation may refuse, said once.
struct Refusals;

impl Modify for Refusals {
    fn modify(&self, doc: &mut utoipa::openapi::OpenApi) {
        doc.components.get_or_insert_default().responses.extend(Problems::components());
    }
}

fn routes(app: &mut ServiceConfig) {
    app.configure(identity::http::routes)
        .configure(voice::http::routes)
        .configure(savings::http::routes)
        .configure(entitlements::http::routes)
        .configure(people::http::routes)
        .configure(access::http::routes)
        .configure(notify::http::routes)
        .service(live::http::listen_child)
        .service(live::http::listen_staff)
        .service(health::health);
}

/// The OpenAPI document of every route, as the code has them.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    answers::always_whole(App::new().into_utoipa_app().openapi(Doc::openapi()).configure(routes).split_for_parts().1)
}

/// One worker thread's app, and the document of its routes.
pub(super) fn assemble(
    shared: &Arc<Shared>,
) -> (
    App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = actix_web::Error,
            InitError = (),
        > + use<>,
    >,
    utoipa::openapi::OpenApi,
) {
    let (app, document) = App::new()
        .into_utoipa_app()
        .openapi(Doc::openapi())
        .app_data(web::Data::new(shared.store.clone()))
        .app_data(shared.settings.clone())
        .app_data(shared.door.clone())
        .app_data(shared.sender.clone())
        .app_data(shared.help.clone())
        .app_data(shared.voice.clone())
        .app_data(shared.savings.clone())
        .app_data(shared.rights.clone())
        .app_data(shared.hub.clone())
        .app_data(refuse::json())
        .app_data(refuse::path())
        .app_data(refuse::query())
        .app_data(web::PayloadConfig::new(refuse::BODY_BYTES_MAX))
        .configure(routes)
        .default_service(web::to(refuse::anything_else))
        .split_for_parts();
    (app.wrap(from_fn(door::door)), document)
}
