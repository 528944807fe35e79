//! A file that comes over HTTP: `multipart/form-data` with a part `about` (JSON) and a part `file`. Nothing of it is read
//! before the caller was let in, and no more of it than the most that is allowed.

use actix_multipart::{Field as Part, Multipart};
use actix_web::{HttpRequest, web};
use futures_util::TryStreamExt;
use serde::Deserialize;
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa::ToSchema;

use crate::files::date::Order;
use crate::files::sheet::BYTES_MAX;
use crate::kernel::{Refusal, RefusalKind};
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::Field;
use crate::store::Fault;

/// The largest part that says what the file is.
const ABOUT_BYTES_MAX: usize = 32 * 1024;
/// Files that are held in memory at once; the next one waits.
const AT_ONCE: usize = 2;
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

crate::words! {
    /// Which of day and month comes first.
    pub enum DayOrder {
        /// 31/12/2026.
        DayFirst = "day_first",
        /// 12/31/2026.
        MonthFirst = "month_first",
    }
}

impl From<DayOrder> for Order {
    fn from(order: DayOrder) -> Self {
        match order {
            DayOrder::DayFirst => Self::DayFirst,
            DayOrder::MonthFirst => Self::MonthFirst,
        }
    }
}

impl From<Order> for DayOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::DayFirst => Self::DayFirst,
            Order::MonthFirst => Self::MonthFirst,
        }
    }
}

/// What a column holds, as a person says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnHolds {
    /// The heading as it stands.
    heading: String,
    /// What it holds.
    holds: Field,
}

/// What a file is, as a person says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AboutFile {
    /// What kind.
    pub(super) kind: FileKind,
    /// Whose: the provider's number in the register. Needed for a provider's file and for nothing else.
    pub(super) provider: Option<i32>,
    /// Which of day and month comes first, where a person was asked.
    pub(super) order: Option<DayOrder>,
    /// What columns hold, where a person was asked; remembered for the sender.
    #[serde(default)]
    pub(super) columns: Vec<ColumnHolds>,
    /// The hash of the file that was previewed; needed to post it.
    pub(super) sha256: Option<String>,
}

impl AboutFile {
    pub(super) fn columns(&self) -> Vec<(Field, String)> {
        self.columns.iter().map(|c| (c.holds, c.heading.clone())).collect()
    }
}

/// The two parts of the form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only the document is made of it")]
pub(super) struct FileForm {
    /// What the file is: comes first.
    about: AboutFile,
    /// The file: CSV with any delimiter, or XLSX; at most 32 MiB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file that was sent.
pub(super) struct Upload {
    /// What it is.
    pub(super) about: AboutFile,
    /// As it was named.
    pub(super) name: String,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
    _place: SemaphorePermit<'static>,
}

/// Reads the form.
///
/// # Errors
/// Refused in words: no form, a part that is missing, unknown or too large, a body that breaks off.
pub(super) async fn read(req: &HttpRequest, payload: web::Payload) -> Result<Upload, Fault> {
    let place = PLACES.acquire().await.map_err(|_| Fault::broken("the places for files are closed"))?;
    let mut form = Multipart::new(req.headers(), payload);
    let (mut about, mut file) = (None, None);
    while let Some(mut part) = form.try_next().await.map_err(|_| broken_off())? {
        match part.name() {
            Some("about") if about.is_none() => {
                let bytes = whole(&mut part, ABOUT_BYTES_MAX).await?;
                about = Some(serde_json::from_slice(&bytes).map_err(|_| about_wrong())?);
            }
            Some("file") if file.is_none() && about.is_some() => {
                let name = part.content_disposition().and_then(|c| c.get_filename()).unwrap_or_default().to_owned();
                file = Some((name, whole(&mut part, BYTES_MAX).await?));
            }
            _ => return Err(about_wrong().into()),
        }
    }
    let about = about.ok_or_else(missing)?;
    let (name, bytes) = file.ok_or_else(missing)?;
    Ok(Upload { about, name, bytes, _place: place })
}

async fn whole(part: &mut Part, max: usize) -> Result<Vec<u8>, Fault> {
    let mut all = Vec::new();
    while let Some(some) = part.try_next().await.map_err(|_| broken_off())? {
        if all.len() + some.len() > max {
            let say = "The file is larger than 32 MiB. Split it and give its parts.";
            return Err(Refusal::of(RefusalKind::TooLarge, "too_large", say).into());
        }
        all.extend_from_slice(&some);
    }
    Ok(all)
}

fn missing() -> Refusal {
    Refusal::invalid("file_missing", "file", "Choose a file, and say what kind of file it is.")
}

fn about_wrong() -> Refusal {
    Refusal::invalid("wrong_shape", "about", "What is said of the file cannot be understood. Load the page again.")
}

fn broken_off() -> Refusal {
    Refusal::of(RefusalKind::Invalid, "file_missing", "The file did not arrive whole. Send it once more.")
}
