//! Voice, the heart of the house: a child says something to whoever holds a post, and is answered.
//!
//! A thread belongs to a child and to a post, for the whole care journey. What a child asks carries the day by which they
//! should hear back; when that day passes, somebody else is told, and so is the child.

pub mod actions;
pub mod http;
pub mod jobs;
pub mod message;
pub mod promise;
pub mod reads;
pub mod rules;
mod store;
pub mod thanks;
pub mod thread;
pub mod topic;

pub use actions::send::SendMessage;
pub use actions::within::{Decision, last_words, send, tell, thread_with};
pub use rules::Rules;
