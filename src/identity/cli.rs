//! `sayso admin`: accounts of staff from the council's own machine. Nobody's password passes through it.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::actions::account::{disable_account, find_account, put_account};
use super::actions::link::{Link, first_administrator_link, make_password_link};
use crate::access::Actor;
use crate::config::Settings;
use crate::kernel::id::{Id, StaffId};
use crate::kernel::words::Role;
use crate::people::accounts::{Account, AccountDetails};
use crate::store::{Answer, Fault, Store};

/// Accounts of staff
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Add a member of staff, or change one with the same code
    AddStaff(AddStaff),
    /// Print a link by which somebody sets their own password
    ///
    /// It works once, within 24 hours; an older link stops working. Hand it over in person or by a way you trust.
    Invite(Who),
    /// Disable an account: its sessions end at once
    DisableStaff(Who),
    /// Print the link by which the first system administrator comes in
    ///
    /// It works once, within 30 minutes, and only while nobody can sign in as system administrator.
    FirstAdministrator,
}

/// A member of staff to be added.
#[derive(Debug, Args)]
pub struct AddStaff {
    /// The council's own id for the person, as its files have it
    #[arg(long)]
    code: String,
    /// The person's name
    #[arg(long)]
    name: String,
    /// One of: social_worker, iro, iro_lead, personal_adviser, team_manager, business_administrator,
    /// finance_approver, participation_worker, system_administrator
    #[arg(long)]
    role: Role,
    /// Code of the team
    #[arg(long)]
    team: Option<String>,
    /// Where the morning's e-mail goes
    #[arg(long)]
    email: Option<String>,
    /// What the person signs in with
    #[arg(long)]
    sign_in_name: Option<String>,
}

/// A member of staff.
#[derive(Debug, Args)]
pub struct Who {
    /// The council's own id for the person, or the sign-in name
    who: String,
}

/// Runs one command; says what it did, or why not.
pub async fn run(command: AdminCommand, store: &Store, settings: &Settings) -> ExitCode {
    let origin = &settings.server.origin;
    let done = match command {
        AdminCommand::AddStaff(args) => add(store, args).await,
        AdminCommand::Invite(Who { who }) => invite(store, origin, who).await,
        AdminCommand::DisableStaff(Who { who }) => disable(store, who).await,
        AdminCommand::FirstAdministrator => first(store, origin).await,
    };
    match done {
        Ok(say) => {
            println!("{say}");
            ExitCode::SUCCESS
        }
        Err(Fault::Broken(cause)) => {
            eprintln!("It did not work: {cause}");
            ExitCode::from(2)
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(2)
        }
    }
}

async fn add(store: &Store, args: AddStaff) -> Answer<String> {
    let there = find_account(store, args.code.clone()).await?.filter(|a| a.code == args.code.trim());
    let id: StaffId = there.map_or_else(|| Id::at(store.clock().now()), |a| a.id);
    let AddStaff { code, name, role, team, email, sign_in_name } = args;
    let details = AccountDetails { id, code, name, role, team, email, sign_in_name };
    let listed = put_account(store, Actor::Operator, details).await?;
    Ok(format!("{} is there as {}.", listed.account.name, listed.account.role))
}

async fn known(store: &Store, who: String) -> Answer<Account> {
    let refusal = || crate::kernel::Refusal::invalid("staff_unknown", "who", "Nobody has that code or sign-in name.");
    Ok(find_account(store, who).await?.ok_or_else(refusal)?)
}

async fn invite(store: &Store, origin: &str, who: String) -> Answer<String> {
    let account = known(store, who).await?;
    let link = make_password_link(store, origin, Actor::Operator, account.id).await?;
    Ok(format!("{}\nThis link is shown once. {}", account.name, say(&link)))
}

async fn disable(store: &Store, who: String) -> Answer<String> {
    let account = known(store, who).await?;
    disable_account(store, Actor::Operator, account.id).await?;
    Ok(format!("{} can no longer sign in.", account.name))
}

async fn first(store: &Store, origin: &str) -> Answer<String> {
    let link = first_administrator_link(store, origin, true).await?;
    Ok(link.map_or_else(|| "There is a system administrator already: nothing to do.".to_owned(), |l| say(&l)))
}

fn say(link: &Link) -> String {
    format!("It works once, until {}:\n{}", link.expires_at.rfc3339(), link.link.reveal())
}
