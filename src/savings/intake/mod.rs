//! Files in: what a provider, a carer, a fund or the council's own ledger says of savings, row by row. Pure: bytes in, rows
//! out, each with what it says and how it was read. Nothing is posted here.

pub mod columns;
pub mod dates;
pub mod rows;

crate::words! {
    /// What kind of file.
    pub enum FileKind {
        /// A provider's schedule of fees, with savings at source.
        Provider = "provider_file",
        /// A statement of Junior ISAs and Child Trust Funds.
        IsaStatement = "isa_statement",
        /// What a carer says was given and put away.
        Declaration = "carer_declaration",
        /// An extract of the council's ledger or bank for the savings code.
        Extract = "ledger_extract",
    }
}
