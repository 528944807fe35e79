//! What is wrong, by a closed list: the exceptions of the savings desk.

crate::words! {
    /// An exception. What it is, what to do and who owns it are worked out from the code.
    pub enum Code {
        /// A week that is due has no deduction.
        X01 = "X01",
        /// Two deductions for the same week.
        X02 = "X02",
        /// Deducted after the stay or saving ended.
        X03 = "X03",
        /// Another amount than is due.
        X04 = "X04",
        /// The child is not known by what the row says.
        X05 = "X05",
        /// Two children fit.
        X06 = "X06",
        /// The id says one child, the name or birth date another.
        X07 = "X07",
        /// Deducted before the child qualifies.
        X08 = "X08",
        /// Declared, and no money came.
        X09 = "X09",
        /// Money came, and no file says for whom.
        X10 = "X10",
        /// The printed total is not the sum of the rows.
        X11 = "X11",
        /// A negative row without the one it corrects.
        X12 = "X12",
        /// The same file, or one for the same period.
        X13 = "X13",
        /// Held by a carer, and not handed over after a move.
        X14 = "X14",
        /// Qualifies, and has no account after the usual time.
        X15 = "X15",
        /// Paid, and not on the statement.
        X16 = "X16",
        /// On the statement, and not paid by us.
        X17 = "X17",
        /// Paid and confirmed amounts differ.
        X18 = "X18",
        /// Over the year's limit.
        X19 = "X19",
        /// Turns 18 soon, with a balance.
        X20 = "X20",
        /// Left care, with a balance.
        X21 = "X21",
        /// A Child Trust Fund that a responsible adult manages.
        X22 = "X22",
        /// The kind of account does not fit the birth date.
        X23 = "X23",
        /// Below the least that can be paid in.
        X24 = "X24",
        /// The statement is old.
        X25 = "X25",
        /// A birth date, name or stay changed, and past weeks with it.
        X26 = "X26",
        /// A child's balance is negative.
        X27 = "X27",
        /// The payee or bank details changed.
        X28 = "X28",
        /// The council's ledger code is not the control account.
        X29 = "X29",
        /// The child says that pocket money was not received.
        X30 = "X30",
        /// The file that was expected has not come.
        X31 = "X31",
        /// A cell cannot be read.
        Unreadable = "unreadable",
        /// Days can be read in two ways, and nothing in the file says which.
        AskDates = "ask_dates",
        /// The period is not over yet.
        NotYet = "not_yet",
    }
}

impl Code {
    /// What to do about it, in words.
    #[must_use]
    pub const fn fix(self) -> &'static str {
        match self {
            Self::X01 => "Ask the provider for it; the council tops it up at once, so that the child is not short.",
            Self::X02 => "Reject the second one, or accept it with a reason if it is for something else.",
            Self::X03 => "Ask the provider for a credit note: the money is not the child's.",
            Self::X04 => "Ask the provider for the agreed amount, or accept it as it is with a reason.",
            Self::X05 => "Choose the child, or ask the sender for the council's id.",
            Self::X06 => "Choose which of the children it is.",
            Self::X07 => "Ask the sender which child is meant. Nothing is posted until then.",
            Self::X08 => "Ask the provider for a credit note, or check the day on which the child came into care.",
            Self::X09 => "Look for the money at the provider or with the carer.",
            Self::X10 => "Ask the sender for the schedule.",
            Self::X11 => "Ask the sender which is right, the rows or the total.",
            Self::X12 => "Find the rows that it corrects, then accept it with a reason.",
            Self::X13 => "Compare with the file that came before.",
            Self::X14 => "The carer's supervising social worker asks for it; never the next carer.",
            Self::X15 => "Ask The Share Foundation for the account.",
            Self::X16 => "Ask the fund where the payment is.",
            Self::X17 => "Ask the fund whose this is and who paid it.",
            Self::X18 => "Ask the fund for the difference.",
            Self::X19 => "Hold the rest until the next year of the limit.",
            Self::X20 => "Make the last payment in time, or prepare a direct one.",
            Self::X21 => "Pay it to the child's account, or hold it for the claim.",
            Self::X22 => "Ask the responsible adult, or hold it.",
            Self::X23 => "Check the birth date and the kind of account.",
            Self::X24 => "Hold it until there is enough.",
            Self::X25 => "Ask the fund for a new statement.",
            Self::X26 => "Look at the weeks that changed, and post what is right.",
            Self::X27 => "Find the entry that took too much out.",
            Self::X28 => "Two people check the new details by telephone.",
            Self::X29 => "Find the difference, entry by entry.",
            Self::X30 => "The social worker asks the child.",
            Self::X31 => "Remind the provider.",
            Self::Unreadable => "Ask the sender what the cell should say, or put it right in the file and load that.",
            Self::AskDates => "Say whether the day or the month comes first, and load it again.",
            Self::NotYet => "Load it again once the period is over.",
        }
    }
}
