//! Everything about rights that waits across somebody's caseload: days that come, requests, checks, long silences.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{current, known};
use crate::access::{self, Action, Actor, Relation, Target, may};
use crate::entitlements::checks::Check;
use crate::entitlements::class::Certainty;
use crate::entitlements::class::Class;
use crate::entitlements::desk::{Due, due, quiet_weeks};
use crate::entitlements::fact::For;
use crate::entitlements::needs::Need;
use crate::entitlements::offers::assess;
use crate::entitlements::request::Request;
use crate::entitlements::rules::Rules;
use crate::entitlements::store::requests;
use crate::kernel::calendar::age_on;
use crate::kernel::id::{ChildId, StaffId};
use crate::kernel::words::Post;
use crate::people::tasks::{self, TaskKind};
use crate::people::{self, StaffFace};
use crate::store::{Answer, Fault, Rx, Store};
use crate::voice;

/// From this age on somebody stands on the list.
const FROM_AGE: u32 = 15;
/// From this age on silence is counted.
const QUIET_FROM_AGE: u32 = 16;

/// A young person on the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who.
    pub child: ChildId,
    /// What they are called.
    pub known_as: Option<String>,
    /// The council's own id.
    pub reference: String,
    /// Whether the reader only manages.
    pub is_managed: bool,
    /// Who answers for them: the adviser, or before there is one the social worker. None where nobody holds the post.
    pub worker: Option<StaffFace>,
    /// Whether somebody still has to say that they looked at the answer.
    pub check_waits: bool,
    /// Age in whole years.
    pub age: u32,
    /// The class.
    pub class: Class,
    /// How certain.
    pub certainty: Certainty,
    /// Why a person should look.
    pub checks: Vec<Check>,
    /// What is not known.
    pub unknowns: Vec<Need>,
    /// What is due or late.
    pub due: Vec<Due>,
    /// Requests that are still to be answered, with the title of what was asked for.
    pub requests: Vec<(Request, String)>,
    /// Weeks without contact both ways, from four on; 255 where there never was any.
    pub quiet_weeks: Option<i64>,
}

/// Lists what waits across the reader's caseload, whoever is 15 or older.
///
/// # Errors
/// [`Fault::NotFound`] where somebody's role knows no children.
pub async fn list(store: &Store, rules: &Rules, actor: Actor) -> Answer<Vec<Row>> {
    let rules = rules.clone();
    store.read(move |rx| run(rx, &rules, &actor)).await
}

fn run(rx: &mut Rx<'_>, rules: &Rules, actor: &Actor) -> Answer<Vec<Row>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = may(rx, actor, Action::SeeInbox, Target::Staff(me))?;
    let rules = current(rx, rules)?;
    let mut near: BTreeMap<ChildId, bool> = BTreeMap::new();
    for case in access::caseload(rx, me)? {
        let managed = near.entry(case.child).or_insert(true);
        *managed &= case.relation == Relation::Manager;
    }
    let children: Vec<ChildId> = near.keys().copied().collect();
    let (today, now) = (rx.today(), rx.now());
    let all = known(rx, &permit, &children)?;
    let old_enough = |c: &&ChildId| all.get(c).is_some_and(|k| age_on(k.care.born_on, today) >= FROM_AGE);
    let listed: Vec<ChildId> = children.iter().filter(old_enough).copied().collect();
    let mut asked: BTreeMap<ChildId, Vec<Request>> = BTreeMap::new();
    for request in requests::of(rx, &permit, &listed)?.into_iter().filter(Request::is_open) {
        asked.entry(request.child).or_default().push(request);
    }
    let last = voice::last_words(rx, &permit, &listed)?;
    let title = |r: Request| {
        let title = rules.entitlement(&r.item).map_or_else(|| "A letter".to_owned(), |e| e.title.clone());
        (r, title)
    };
    let workers = workers(rx, &listed)?;
    let waiting: HashSet<ChildId> =
        tasks::open_of_kind(rx, TaskKind::RightsCheck)?.into_iter().filter_map(|t| t.child).collect();
    let rows = listed.iter().filter_map(|child| {
        let known = all.get(child)?;
        let facts = known.facts(For::Staff);
        let said = assess(&facts, today, &rules);
        let s = &said.standing;
        let silent = quiet_weeks(last.get(child).copied().unwrap_or_default(), now);
        Some(Row {
            child: *child,
            known_as: known.care.known_as.clone(),
            reference: known.care.reference.clone(),
            is_managed: near.get(child).copied().unwrap_or(false),
            worker: workers.get(child).cloned(),
            check_waits: waiting.contains(child),
            age: s.age,
            class: s.class,
            certainty: s.certainty,
            due: due(&facts, &known.entered, today, &said),
            requests: asked.remove(child).unwrap_or_default().into_iter().map(title).collect(),
            quiet_weeks: silent.filter(|_| s.age >= QUIET_FROM_AGE && s.age < 25),
            checks: s.checks.clone(),
            unknowns: said.unknowns.clone(),
        })
    });
    Ok(rows.collect())
}

/// Who answers for each of some young people: the adviser, or where nobody holds that post the social worker.
fn workers(rx: &mut Rx<'_>, listed: &[ChildId]) -> Answer<HashMap<ChildId, StaffFace>> {
    let wanted: HashSet<ChildId> = listed.iter().copied().collect();
    let mut holders: HashMap<ChildId, (Post, StaffId)> = HashMap::new();
    for post in access::all_posts(rx)?.into_iter().filter(|p| wanted.contains(&p.child) && p.post != Post::Iro) {
        let Some(holder) = post.holder else { continue };
        let is_nearer = post.post == Post::PersonalAdviser || !holders.contains_key(&post.child);
        if is_nearer {
            holders.insert(post.child, (post.post, holder));
        }
    }
    let ids: Vec<StaffId> = holders.values().map(|(_, staff)| *staff).collect();
    let faces = people::staff_many(rx, &ids)?;
    Ok(holders.into_iter().filter_map(|(child, (_, staff))| Some((child, faces.get(&staff)?.clone()))).collect())
}
