//! The accounts of the ledger: what the council holds, what it is owed, and what it owes each child.

use crate::kernel::id::ChildId;

/// A provider's number in the register.
pub type ProviderNo = i32;

crate::words! {
    /// What kind of account.
    pub enum AccountKind {
        /// The savings code of the council's books: money that is there.
        Bank = "bank",
        /// What a provider has kept or is to hand over; with no provider, one that is not in the register yet.
        Provider = "receivable_provider",
        /// What a carer holds of a child's own: an old practice that is wound up.
        Carer = "receivable_carer",
        /// What the council owes a child.
        Child = "liability_child",
        /// On its way to the children's accounts.
        InTransit = "in_transit",
        /// Kept apart until it is known whose it is, such as what a provider deducted too much.
        Suspense = "suspense",
        /// What the council paid because a provider did not.
        TopUp = "expense_top_up",
        /// What the council saves itself, for children with its own carers.
        CouncilSavings = "expense_savings",
        /// What nobody could explain when the books were opened; it has an owner until it is.
        Unexplained = "unexplained",
        /// What a statement says is in a child's own account: a mirror, never mixed with what the council owes.
        MemoIsa = "memo_isa",
        /// The other side of the mirror.
        MemoOther = "memo_other",
    }
}

impl AccountKind {
    /// Whether its balance counts what was debited (something the council has, is owed or spent) or what was credited.
    #[must_use]
    pub const fn is_debit(self) -> bool {
        matches!(self, Self::Bank | Self::Provider | Self::Carer | Self::TopUp | Self::CouncilSavings | Self::MemoIsa)
    }

    /// Whether its balance must never be below nothing.
    #[must_use]
    pub const fn is_floored(self) -> bool {
        matches!(self, Self::Child | Self::InTransit | Self::Suspense | Self::Carer | Self::MemoIsa)
    }

    /// Whether it only mirrors what others hold.
    #[must_use]
    pub const fn is_memo(self) -> bool {
        matches!(self, Self::MemoIsa | Self::MemoOther)
    }
}

/// An account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is explained at its kind")]
pub enum Account {
    Bank,
    Provider(Option<ProviderNo>),
    Carer(ChildId),
    Child(ChildId),
    InTransit,
    Suspense,
    TopUp,
    CouncilSavings,
    Unexplained,
    MemoIsa(ChildId),
    MemoOther,
}

impl Account {
    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> AccountKind {
        match self {
            Self::Bank => AccountKind::Bank,
            Self::Provider(_) => AccountKind::Provider,
            Self::Carer(_) => AccountKind::Carer,
            Self::Child(_) => AccountKind::Child,
            Self::InTransit => AccountKind::InTransit,
            Self::Suspense => AccountKind::Suspense,
            Self::TopUp => AccountKind::TopUp,
            Self::CouncilSavings => AccountKind::CouncilSavings,
            Self::Unexplained => AccountKind::Unexplained,
            Self::MemoIsa(_) => AccountKind::MemoIsa,
            Self::MemoOther => AccountKind::MemoOther,
        }
    }

    /// The child whose account it is; none for the council's own.
    #[must_use]
    pub const fn child(self) -> Option<ChildId> {
        match self {
            Self::Carer(c) | Self::Child(c) | Self::MemoIsa(c) => Some(c),
            _ => None,
        }
    }

    /// The provider, where it is one's.
    #[must_use]
    pub const fn provider(self) -> Option<ProviderNo> {
        match self {
            Self::Provider(p) => p,
            _ => None,
        }
    }

    /// The code it is stored under.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Bank => "bank:savings-code".into(),
            Self::Provider(Some(p)) => format!("receivable:provider:{p}"),
            Self::Provider(None) => "receivable:provider:unknown".into(),
            Self::Carer(c) => format!("receivable:carer:{c}"),
            Self::Child(c) => format!("liability:child:{c}"),
            Self::InTransit => "in_transit:jisa".into(),
            Self::Suspense => "suspense".into(),
            Self::TopUp => "expense:council_topup".into(),
            Self::CouncilSavings => "expense:council_savings".into(),
            Self::Unexplained => "unexplained:at-the-start".into(),
            Self::MemoIsa(c) => format!("memo:jisa:{c}"),
            Self::MemoOther => "memo:other".into(),
        }
    }

    /// The account of what the table holds; none where the columns do not fit together.
    #[must_use]
    pub const fn of(kind: AccountKind, child: Option<ChildId>, provider: Option<ProviderNo>) -> Option<Self> {
        Some(match (kind, child) {
            (AccountKind::Bank, _) => Self::Bank,
            (AccountKind::Provider, _) => Self::Provider(provider),
            (AccountKind::InTransit, _) => Self::InTransit,
            (AccountKind::Suspense, _) => Self::Suspense,
            (AccountKind::TopUp, _) => Self::TopUp,
            (AccountKind::CouncilSavings, _) => Self::CouncilSavings,
            (AccountKind::Unexplained, _) => Self::Unexplained,
            (AccountKind::MemoOther, _) => Self::MemoOther,
            (AccountKind::Carer, Some(c)) => Self::Carer(c),
            (AccountKind::Child, Some(c)) => Self::Child(c),
            (AccountKind::MemoIsa, Some(c)) => Self::MemoIsa(c),
            (AccountKind::Carer | AccountKind::Child | AccountKind::MemoIsa, None) => return None,
        })
    }
}
