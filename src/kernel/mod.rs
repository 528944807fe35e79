//! The words that every room shares. Pure: no I/O, no database, no wire. Only [`clock`] knows what time it is.

pub mod calendar;
pub mod clock;
pub mod dated;
pub mod id;
pub mod money;
pub mod refusal;
pub mod text;
#[macro_use]
pub mod words;

pub use calendar::Day;
pub use clock::{At, Clock};
pub use id::Id;
pub use money::Pence;
pub use refusal::{Kind as RefusalKind, Refusal};
