//! What happens by the clock: an answer that is near a line, unclear or not in a young person's favour becomes a task for
//! their worker and that worker's manager, once: wherever a young person reads that a person checks, one does.

use super::actions::{Known, known_for_job};
use super::checks::Check;
use super::class::{Certainty, standing};
use super::fact::For;
use crate::access::{self, Action, Actor, Target, may};
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::kernel::words::Post;
use crate::people::tasks::{NewTask, TaskKind, make};
use crate::store::{Answer, Outcome, Store, Tx};

const JOB: &str = "check_rights";
/// Children that are looked at in one transaction.
const AT_ONCE: usize = 100;

/// Makes the tasks that are missing; answers how many.
///
/// # Errors
/// The database's own.
pub async fn check_rights(store: &Store) -> Answer<usize> {
    let mut made = 0;
    let mut after = None;
    loop {
        let (tasks, last) = store.write(move |tx| run(tx, after)).await?;
        made += tasks;
        match last {
            Some(last) => after = Some(last),
            None => return Ok(made),
        }
    }
}

fn run(tx: &mut Tx<'_>, after: Option<ChildId>) -> Answer<Outcome<(usize, Option<ChildId>)>> {
    let permit = may(tx, &Actor::Job(JOB), Action::Escalate, Target::Council)?;
    let all = crate::people::locate_children(tx)?;
    let some: Vec<ChildId> = all.into_iter().filter(|c| after.is_none_or(|a| *c > a)).take(AT_ONCE).collect();
    let today = tx.today();
    let mut made = 0;
    for (child, known) in known_for_job(tx, &permit, &some)? {
        if let Some(why) = to_check(&known, today) {
            made += tell(tx, child, &why)?;
        }
    }
    let last = some.last().copied().filter(|_| some.len() == AT_ONCE);
    if made == 0 {
        return Ok(Outcome::Unchanged((0, last)));
    }
    tx.audit(&permit.entry(tx.now(), None))?;
    Ok(Outcome::Done((made, last)))
}

/// What makes an answer one to be looked at by a person: a key, so that the same is asked once.
fn to_check(known: &Known, today: Day) -> Option<String> {
    let facts = known.facts(For::Staff);
    let s = standing(&facts, today);
    if s.age < 16 || s.age >= 25 {
        return None;
    }
    // Whoever comes near a line passes it within days: that is asked once, not on each side of it.
    let reasons = s.checks.iter().filter(|c| **c != Check::NearLine).map(|c| c.as_str()).collect::<Vec<_>>();
    if s.certainty != Certainty::Clear || !reasons.is_empty() {
        return Some(format!("{}:{}", s.class, reasons.join("+")));
    }
    s.checks.contains(&Check::NearLine).then(|| Check::NearLine.to_string())
}

fn tell(tx: &mut Tx<'_>, child: ChildId, why: &str) -> Answer<usize> {
    let posts = access::posts_of(tx, child)?;
    let of = |post: Post| posts.iter().find(|p| p.post == post).map(|p| p.post);
    let Some(post) = of(Post::PersonalAdviser).or_else(|| of(Post::SocialWorker)) else { return Ok(0) };
    let task = |post, staff, key: String| NewTask {
        kind: TaskKind::RightsCheck,
        child: Some(child),
        post,
        staff,
        team: None,
        subject: None,
        natural_key: key,
    };
    let mut made = usize::from(make(tx, task(Some(post), None, format!("rights:{child}:{why}")))?.is_some());
    for manager in access::managers(tx, child, post)?.into_iter().take(1) {
        made += usize::from(make(tx, task(None, Some(manager), format!("rights:{child}:{why}:{manager}")))?.is_some());
    }
    Ok(made)
}
