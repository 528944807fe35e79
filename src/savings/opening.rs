//! Opening balances: what each holder had of a child's savings when the books were opened.

use super::account::ProviderNo;
use super::entry::EntryNo;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};

crate::words! {
    /// Who holds it.
    pub enum Holder {
        /// The council, in its savings code.
        Council = "council",
        /// A provider, who has deducted it and not handed it over.
        Provider = "provider",
        /// A carer, in an account of their own.
        Carer = "carer",
        /// The child's own account.
        Isa = "isa",
    }
}

crate::words! {
    /// How sure it is.
    pub enum Surety {
        /// There is a paper for it.
        Proved = "proved",
        /// Somebody said so.
        Told = "told",
        /// Nobody knows how much.
        Unknown = "unknown",
    }
}

/// What one holder had of one child's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Whose.
    pub child: ChildId,
    /// Who holds it.
    pub holder: Holder,
    /// Which one.
    pub holder_name: String,
    /// The provider, where it is one.
    pub provider: Option<ProviderNo>,
    /// How much; none where nobody knows.
    pub pence: Option<Pence>,
    /// How sure.
    pub surety: Surety,
    /// What shows it.
    pub evidence: String,
    /// At the end of which day.
    pub as_at: Day,
    /// Where it was posted; none where it was not.
    pub entry: Option<EntryNo>,
}
