//! The access table: what each relation may do. The table itself is `matrix.csv` beside this file, for a manager to read.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::relation::Relation;

/// The table as it is written.
pub const TABLE: &str = include_str!("matrix.csv");

crate::words! {
    /// Something that can be done. Each has a row in the access table.
    pub enum Action {
        /// Send words into a thread, or add to what was sent.
        SendView = "send_view",
        /// See which posts can be written to, with nobody's name.
        SeePosts = "see_posts",
        /// See who holds one's posts, who can read, and the threads.
        SeePeople = "see_people",
        /// Read a thread's words.
        ReadThread = "read_thread",
        /// Read when a thread was written in and what is open, without words.
        ReadDates = "read_dates",
        /// Hide a message from one's own phone.
        HideMessage = "hide_message",
        /// Say whether what a worker wrote down is right.
        SayIfRight = "say_if_right",
        /// Write words to a child.
        Reply = "reply",
        /// Mark an ask as answered, with what was said or decided.
        MarkAnswered = "mark_answered",
        /// Write down a text, a call or a visit.
        WriteDown = "write_down",
        /// Set a topic on a message.
        SetTopic = "set_topic",
        /// Pin an answer as the plan for now.
        PinPlan = "pin_plan",
        /// Seal a message that went to the wrong child.
        SealWrongChild = "seal_wrong_child",
        /// Copy messages as a case note.
        CopyCaseNote = "copy_case_note",
        /// Write or read the note for the next worker.
        HandOver = "hand_over",
        /// Read how to reach a child: name, language, interpreter, devices in use.
        ReadChildCard = "read_child_card",
        /// Change how to reach a child.
        ChangeChildCard = "change_child_card",
        /// Bring in a phone with the code of an invitation.
        Enrol = "enrol",
        /// Come in by one's own PIN or password, lock, and go out.
        SignIn = "sign_in",
        /// Make an invitation.
        Invite = "invite",
        /// See and end invitations.
        SeeInvitations = "see_invitations",
        /// Confirm that a phone is the child's.
        ConfirmDevice = "confirm_device",
        /// See a child's phones.
        SeeDevices = "see_devices",
        /// End a child's use of a phone, with a reason.
        RevokeDevice = "revoke_device",
        /// Choose one's own PIN, lock, language and notices.
        ChooseOwn = "choose_own",
        /// See who has looked at a child's record.
        WhoLooked = "who_looked",
        /// Take a copy of one's own messages.
        CopyOwn = "copy_own",
        /// See one's own inbox: rows come from relations, each read again.
        SeeInbox = "see_inbox",
        /// See and set who covers.
        SetCover = "set_cover",
        /// Allocate a post or end an allocation.
        Allocate = "allocate",
        /// See and finish tasks.
        DoTask = "do_task",
        /// Tell of something that is late; open, close and pass on asks by the clock.
        Escalate = "escalate",
        /// Add, disable or give a new password link to staff.
        ManageStaff = "manage_staff",
        /// Load the council's files.
        Import = "import",
        /// Let messages to and from a child go on after they were stopped.
        ResumeMessages = "resume_messages",
        /// Change the master key, restore a backup.
        KeepSystem = "keep_system",
        /// See one's own money.
        SeeOwnMoney = "see_own_money",
        /// Say whether pocket money was right; say that something looks wrong, or ask for some of it.
        SayOfMoney = "say_of_money",
        /// Read a child's savings, week by week.
        ReadMoney = "read_money",
        /// Say that a child's question about money has been talked over.
        TalkOfMoney = "talk_of_money",
        /// Keep the savings: weeks due, files, matches, corrections, providers, the accounts register.
        KeepMoney = "keep_money",
        /// Propose to close a month of the ledger, or to open it again.
        CloseMonth = "close_month",
        /// Approve a pay run that somebody else proposed.
        ApprovePayRun = "approve_pay_run",
        /// Confirm what somebody else proposed for a month.
        ConfirmMonth = "confirm_month",
        /// Sign the savings policy with its open decisions; it counts when two people have.
        SignPolicy = "sign_policy",
        /// Say that there is other money of a child's, which the savings books do not count.
        FlagOtherMoney = "flag_other_money",
        /// See how many children are saved for, without amounts of one child.
        SeeCoverage = "see_coverage",
        /// See one's own rights.
        SeeRights = "see_rights",
        /// Ask for something that is one's right.
        AskForRight = "ask_for_right",
        /// Read a young person's rights with the reasons, the facts and the requests.
        ReadRights = "read_rights",
        /// Enter a fact that rights depend on.
        KeepRightFacts = "keep_right_facts",
        /// Say who decides on a request, and what was decided.
        AnswerRequest = "answer_request",
        /// Sign a letter that confirms a status.
        SignLetter = "sign_letter",
        /// Say that a local item is so.
        SignOffLocal = "sign_off_local",
    }
}

/// What the table says of one relation and one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// May.
    Yes,
    /// May, but sees only a part: from the oldest open ask on, or the last 28 days.
    Since,
    /// May not: reads as not there.
    No,
}

type Cells = HashMap<(Action, Relation), Cell>;

static CELLS: LazyLock<Result<Cells, String>> = LazyLock::new(|| parse(TABLE));

/// What the table says. A table that cannot be read allows nothing.
#[must_use]
pub fn cell(action: Action, relation: Relation) -> Cell {
    CELLS.as_ref().ok().and_then(|c| c.get(&(action, relation))).copied().unwrap_or(Cell::No)
}

/// Checks the table: every action has one row, every word in it is known.
///
/// # Errors
/// The row or the column that is wrong.
pub fn check() -> Result<(), String> {
    let cells = CELLS.as_ref().map_err(Clone::clone)?;
    let missing = Action::ALL.iter().find(|a| !cells.contains_key(&(**a, Relation::Own)));
    missing.map_or(Ok(()), |a| Err(format!("the access table has no row for {a}")))
}

fn parse(table: &str) -> Result<Cells, String> {
    let mut lines = table.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    let header = lines.next().ok_or("the access table is empty")?;
    let columns = header.split(',').skip(1).map(|c| c.parse::<Relation>().ok()).collect::<Vec<_>>();
    let mut cells = Cells::new();
    for line in lines {
        let mut fields = line.split(',');
        let action: Action = fields.next().unwrap_or_default().parse()?;
        for (relation, word) in columns.iter().zip(fields) {
            let Some(relation) = relation else { continue };
            let cell = match word {
                "yes" => Cell::Yes,
                "since" => Cell::Since,
                "no" => Cell::No,
                other => return Err(format!("the access table says “{other}” for {action} and {relation}")),
            };
            if cells.insert((action, *relation), cell).is_some() {
                return Err(format!("the access table has two rows for {action}"));
            }
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row_in_the_access_table() {
        assert_eq!(check(), Ok(()));
    }

    #[test]
    fn the_system_administrator_reads_no_content() {
        for action in
            [Action::ReadThread, Action::ReadDates, Action::Reply, Action::CopyCaseNote, Action::ReadChildCard]
        {
            assert_eq!(cell(action, Relation::System), Cell::No, "{action}");
        }
    }

    #[test]
    fn somebody_without_a_relation_may_do_nothing() {
        for action in Action::ALL {
            assert_eq!(cell(*action, Relation::None), Cell::No, "{action}");
        }
    }
}
