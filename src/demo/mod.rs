//! The synthetic council: writes the files that a council would give, imports them through the same code as a council's
//! own, lets its people talk to each other for four weeks, and prints a sign-in for each.
//!
//! The face of the room is [`cli`]. From the inside out: [`council`] makes everybody up (pure), [`files`] writes them down as
//! a council would, [`intake`] imports that, [`phones`] and [`play`] let them act, [`start`] keeps it all in one folder.

mod care;
mod classes;
pub mod cli;
mod council;
mod dice;
mod families;
mod files;
mod fixed;
mod found;
mod holders;
mod intake;
mod leave;
mod names;
mod phones;
mod place;
mod play;
mod rights;
mod savings;
mod secrets;
mod sign_ins;
mod start;
mod stories;
mod tied_out;
mod town;
mod waiting;
mod workforce;
