//! Everybody who may stand in some way to Amara, signed in, and the things of hers that a route can name.

use std::collections::BTreeMap;

use diesel::prelude::*;
use sayso::kernel::id::{AbsenceId, AllocationId, ChildId, Id, StaffId, TaskId};
use sayso::kernel::words::Post;
use sayso::people::tasks::{NewTask, TaskKind, make};
use sayso::store::schema::{absences, allocations};
use sayso::store::{Answer, Tx};
use uuid::Uuid;

use crate::harness::*;
use crate::voice::{answer, mark, message, reply, say, thread_with, with};

/// A word that stands in what Amara says and nowhere else.
pub const CANARY: &str = "zanzibarine";

/// Everybody, as `routes.csv` calls them; the last is nobody.
pub const RELATIONS: &[&str] = &[
    "own",
    "other_child",
    "unconfirmed",
    "holder",
    "ended_holder",
    "future_holder",
    "cover",
    "ended_cover",
    "iro",
    "manager",
    "late_manager",
    "other_manager",
    "iro_lead",
    "other_worker",
    "business",
    "finance",
    "participation",
    "system",
    "disabled",
    "stranger",
];

/// What of one child a route can name.
#[derive(Debug, Clone)]
pub struct Record {
    pub child: ChildId,
    pub thread: String,
    pub iro_thread: String,
    /// What the child said.
    pub said: String,
    /// What the worker replied.
    pub replied: String,
    pub open_ask: String,
    /// An ask that was answered by a call.
    pub answered_ask: String,
    pub account: Uuid,
    pub unconfirmed_account: Uuid,
    pub invitation: Uuid,
    pub task: Uuid,
    pub allocation: Uuid,
    /// Something of hers that she asked for.
    pub right_request: Uuid,
}

/// The prepared council.
pub struct World {
    pub app: TestApp,
    /// Who calls, by relation.
    pub callers: BTreeMap<&'static str, Caller>,
    pub amara: Record,
    /// Her brother, with the same people, whose ask is late.
    pub chidi: Record,
    /// Sam's leave.
    pub absence: Uuid,
}

impl World {
    /// Prepares it.
    pub async fn make(backend: Backend) -> Self {
        Self::of(TestApp::spawn(backend).await).await
    }

    /// Prepares it in a council that is served.
    pub async fn of(app: TestApp) -> Self {
        let cast = app.cast;
        let (own, unconfirmed) = (app.phone(cast.amara).await, app.unconfirmed_phone(cast.amara).await);
        let brother = (app.phone(cast.chidi).await, app.unconfirmed_phone(cast.chidi).await);
        let amara = record(&app, &own, &unconfirmed).await;
        let chidi = record(&app, &brother.0, &brother.1).await;
        app.send_away(cast.sam, cast.cal).await;
        let absence = app.store.upkeep(move |tx| around(tx, &cast)).await.unwrap();
        let late = format!(
            "UPDATE asks SET answer_by = '2026-11-20', passed_on_at = {}, passed_on_to = (SELECT id FROM staff WHERE code = 'MAYA') \
             WHERE closed_at IS NULL AND child_id = (SELECT id FROM children WHERE reference = 'C0002')",
            app.clock.now().ms()
        );
        app.execute(&late).await;
        let mut callers: BTreeMap<&'static str, Caller> = BTreeMap::new();
        callers.insert("own", own.at(&app.url));
        callers.insert("unconfirmed", unconfirmed.at(&app.url));
        let other = app.phone(cast.bilal).await;
        thread_with(&app, &other, "social_worker").await;
        callers.insert("other_child", other.at(&app.url));
        callers.insert("stranger", app.stranger().at(&app.url));
        for (relation, who) in staff(&cast) {
            callers.insert(relation, app.browser(who).await.at(&app.url));
        }
        // Disabled only now: the session was there before.
        app.execute(&format!("UPDATE staff SET disabled_at = {} WHERE code = 'PAT'", app.clock.now().ms())).await;
        Self { app, callers, amara, chidi, absence }
    }

    /// The record that a relation stands to.
    pub fn record_of(&self, relation: &str) -> &Record {
        if relation == "late_manager" { &self.chidi } else { &self.amara }
    }
}

fn staff(cast: &Cast) -> [(&'static str, StaffId); 16] {
    [
        ("holder", cast.sam),
        ("ended_holder", cast.olu),
        ("future_holder", cast.fay),
        ("cover", cast.cal),
        ("ended_cover", cast.stan),
        ("iro", cast.ivy),
        ("manager", cast.maya),
        ("late_manager", cast.maya),
        ("other_manager", cast.mo),
        ("iro_lead", cast.iris),
        ("other_worker", cast.otis),
        ("business", cast.bea),
        ("finance", cast.fin),
        ("participation", cast.paz),
        ("system", cast.sys),
        // Holds a post of Amara's, so that nothing but being disabled keeps them out.
        ("disabled", cast.pat),
    ]
}

/// What a child has after some weeks: an ask that was answered by a call, an open one, a reply, an invitation, a task.
async fn record(app: &TestApp, phone: &ChildPhone, unconfirmed: &ChildPhone) -> Record {
    let (thread, iro_thread) = (thread_with(app, phone, "social_worker").await, thread_with(app, phone, "iro").await);
    let sam = app.browser(app.cast.sam).await;
    let first = say(app, phone, &thread, with(&format!("{CANARY} one"), json!({}))).await;
    let by_call = json!({"how": "call", "said": "We talked.", "happened_at": app.clock.now().rfc3339()});
    mark(app, &sam, &thread, &first["ask"], by_call).await.ok(200);
    let second = say(app, phone, &thread, with(&format!("{CANARY} two"), json!({"kind": "decision"}))).await;
    let replied = answer(app, &sam, &thread, reply("I will find out.")).await.ok(201);
    phone.put(&message(&iro_thread, app.id()), with(&format!("{CANARY} three"), json!({}))).await.ok(201);
    let right_request = app.id();
    let wanted = json!({"message": app.id(), "item": "advocate", "words": null});
    phone.put(&format!("/v1/child/rights/requests/{right_request}"), wanted).await.ok(201);
    let invitation = app.id();
    let wanted = json!({"invitation": invitation, "kind": "paper", "reason": "second_device"});
    sam.post(&format!("/v1/staff/children/{}/invitations", phone.child), wanted).await.ok(201);
    let (child, sam_id) = (phone.child, app.cast.sam);
    let (task, allocation) = app
        .store
        .upkeep(move |tx| {
            let task = NewTask {
                kind: TaskKind::HandoverDue,
                child: Some(child),
                post: Some(Post::SocialWorker),
                staff: None,
                team: None,
                subject: None,
                natural_key: format!("matrix:{child}"),
            };
            let task: TaskId = make(tx, task)?.unwrap();
            let allocation: AllocationId = allocations::table
                .filter(allocations::child_id.eq(child))
                .filter(allocations::staff_id.eq(sam_id))
                .select(allocations::id)
                .first(tx.db())?;
            Ok((task.uuid(), allocation.uuid()))
        })
        .await
        .unwrap();
    let id = |v: &Value| v.as_str().unwrap().to_owned();
    Record {
        child,
        thread,
        iro_thread,
        said: id(&second["message"]["id"]),
        replied: id(&replied["message"]["id"]),
        open_ask: id(&second["ask"]["id"]),
        answered_ask: id(&first["ask"]["id"]),
        account: phone.account.uuid(),
        unconfirmed_account: unconfirmed.account.uuid(),
        invitation,
        task,
        allocation,
        right_request,
    }
}

/// Stan covered for Sam until ten days ago; Pat is Amara's personal adviser. Answers the leave that Sam is on.
fn around(tx: &mut Tx<'_>, cast: &Cast) -> Answer<Uuid> {
    let (now, today) = (tx.now(), tx.today());
    let current: AbsenceId =
        absences::table.filter(absences::staff_id.eq(cast.sam)).select(absences::id).first(tx.db())?;
    let past: AbsenceId = Id::at(now);
    let row = (
        absences::id.eq(past),
        absences::staff_id.eq(cast.sam),
        absences::cover_id.eq(Some(cast.stan)),
        absences::away_from.eq(now.plus(-20 * DAY)),
        absences::away_until.eq(now.plus(-10 * DAY)),
        absences::back_on.eq(today - chrono::Duration::days(10)),
        absences::recorded_at.eq(now.plus(-20 * DAY)),
    );
    diesel::insert_into(absences::table).values(row).execute(tx.db())?;
    let adviser: AllocationId = Id::at(now);
    let row = (
        allocations::id.eq(adviser),
        allocations::child_id.eq(cast.amara),
        allocations::staff_id.eq(cast.pat),
        allocations::post.eq(Post::PersonalAdviser),
        allocations::starts_on.eq(today - chrono::Duration::days(5)),
        allocations::access_from.eq(now.plus(-5 * DAY)),
        allocations::recorded_at.eq(now),
        allocations::source.eq("person"),
    );
    diesel::insert_into(allocations::table).values(row).execute(tx.db())?;
    Ok(current.uuid())
}
