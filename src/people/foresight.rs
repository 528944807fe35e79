//! What would come of an import elsewhere: asked by a dry run of whoever stands above this room.

use crate::files::receipt::WeekForeseen;
use crate::store::{Answer, Tx};

/// What an import would write, for whoever looks at what comes of it.
pub type Apply<'a> = &'a mut dyn FnMut(&mut Tx<'_>) -> Answer<()>;

/// Somebody of another room who says what would come of an import: looks, applies it, looks again. All of it is taken back.
pub type Foresee = Box<dyn FnOnce(&mut Tx<'_>, Apply<'_>) -> Answer<Option<Vec<WeekForeseen>>> + Send>;
