//! The app as a table of files.
