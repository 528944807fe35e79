//! The synthetic council: writes the files that a council would give, imports them through the same code as a council's
//! own, lets its people talk to each other for four weeks, and prints a sign-in for each.

mod care;
mod council;
mod dice;
mod families;
mod files;
mod fixed;
mod holders;
mod names;
mod place;
mod secrets;
mod sign_ins;
mod stories;
mod workforce;
