//! Rights: what a young person has a right to when they leave care, worked out from dates; and what they ask for.
//!
//! [`facts::Facts`] (birth date, stays in care, other periods, flags) and a day give a [`class::Standing`] (the
//! leaving-care class, how certain it is, the count that it rests on) and, with the [`rules::Rules`], each entitlement.

pub mod actions;
pub mod case;
pub mod checks;
pub mod class;
pub mod cli;
pub mod counting;
pub mod desk;
pub mod fact;
pub mod facts;
pub mod hard;
pub mod http;
pub mod jobs;
pub mod letter;
pub mod life;
pub mod milestones;
pub mod needs;
pub mod offers;
pub mod page;
pub mod request;
pub mod rules;
pub mod short_breaks;
mod store;
pub mod texts;
pub mod timeline;
pub mod trace;
pub mod verdict;

pub use rules::Rules;
