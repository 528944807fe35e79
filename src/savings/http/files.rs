//! Files in: looked at, posted, listed, their receipts.

use actix_web::{HttpRequest, Responder, get, post, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::desk::{FileColumn, MayBe, MoneyChild, columns, pounds};
use super::receipt::{MoneyReceipt, MoneyReceiptLine};
use super::upload::{self, DayOrder, FileForm, Upload};
use crate::access::Actor;
use crate::kernel::Refusal;
use crate::savings::Rules;
use crate::savings::actions::files::preview::{EitherDay, Preview, admit, preview_file};
use crate::savings::actions::files::{Given, load};
use crate::savings::actions::lists::{self, Names};
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::Field;
use crate::savings::matching::code::Code;
use crate::savings::matching::outcome::{Decision, FileReceipt, RowState};
use crate::savings::queue::{FileFace, LineState};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A day that can be read in two ways.
#[derive(Serialize, ToSchema)]
struct TwoDays {
    /// The line of the file.
    line: u64,
    /// The cell as it stands.
    cell: String,
    /// Read with the day first.
    day_first: NaiveDate,
    /// Read with the month first.
    month_first: NaiveDate,
}

/// A row: as it stands, and what it was read as.
#[derive(Serialize, ToSchema)]
struct PreviewLine {
    /// Its line in the file.
    file_line: u64,
    /// Its cells as they stand.
    raw: Vec<String>,
    /// What it would become.
    state: RowState,
    /// What is wrong.
    code: Option<Code>,
    /// Why, in words.
    reason: String,
    /// Whose it is, where that is sure.
    child: Option<MoneyChild>,
    /// Whose it may be.
    may_be: Vec<MayBe>,
    /// The first day it is for.
    from: Option<NaiveDate>,
    /// The last day it is for.
    to: Option<NaiveDate>,
    /// Its amount, in pounds.
    amount: Option<String>,
    /// The weeks it is for, by their last days.
    weeks: Vec<NaiveDate>,
}

/// What posting a file would come to.
#[derive(Serialize, ToSchema)]
struct FilePreview {
    /// The file's hash: give it when you post the file.
    sha256: String,
    /// Why it cannot be read yet; none where it can.
    problem: Option<String>,
    /// Its columns.
    columns: Vec<FileColumn>,
    /// What columns may hold.
    choices: Vec<Field>,
    /// Which of day and month comes first, where the file shows it or it was said.
    order: Option<DayOrder>,
    /// Days that can be read in two ways: say which of day and month comes first. Empty where nothing is to be said.
    either: Vec<TwoDays>,
    /// The receipt; none where it cannot be read yet.
    receipt: Option<MoneyReceipt>,
    /// Rows, at most 400 of each state.
    lines: Vec<PreviewLine>,
}

impl From<Preview> for FilePreview {
    fn from(p: Preview) -> Self {
        let face = |id| p.faces.get(&id).map(MoneyChild::from);
        let line = |d: Decision| PreviewLine {
            file_line: d.line,
            state: d.state,
            code: d.code,
            child: d.child.and_then(face),
            may_be: d
                .suggestions
                .iter()
                .filter_map(|s| Some(MayBe { child: face(s.child)?, score: s.score, reasons: s.reasons.clone() }))
                .collect(),
            from: d.days.map(|(from, _)| from),
            to: d.days.map(|(_, to)| to),
            amount: d.pence.map(pounds),
            weeks: if d.claims.is_empty() { d.weeks } else { d.claims.iter().map(|c| c.week_end).collect() },
            reason: d.reason,
            raw: d.raw,
        };
        let either =
            |e: EitherDay| TwoDays { line: e.line, cell: e.cell, day_first: e.day_first, month_first: e.month_first };
        Self {
            sha256: p.sha256,
            problem: p.problem,
            columns: columns(p.headings),
            choices: p.choices,
            order: p.order.map(DayOrder::from),
            either: p.either.into_iter().map(either).collect(),
            receipt: p.receipt.map(MoneyReceipt::from),
            lines: p.lines.into_iter().map(line).collect(),
        }
    }
}

/// Lets the caller in, reads the form, and finds the sender in the register.
async fn given(
    store: &Store,
    actor: Actor,
    req: &HttpRequest,
    payload: web::Payload,
) -> Result<(Given, Upload), Fault> {
    admit(store, actor, None).await?;
    let mut upload = upload::read(req, payload).await?;
    let is_providers = upload.about.kind == FileKind::Provider;
    let provider = admit(store, actor, upload.about.provider.filter(|_| is_providers)).await?;
    let given = Given {
        kind: upload.about.kind,
        name: upload.name.clone(),
        bytes: std::mem::take(&mut upload.bytes),
        provider,
        order: upload.about.order.map(Into::into),
        columns: upload.about.columns(),
        sha256: upload.about.sha256.clone(),
        dry_run: true,
    };
    Ok((given, upload))
}

/// Says what posting a file would come to.
///
/// Nothing is written. Every row stands as it is in the file beside what it was read as, what it would become and why. What
/// only a person can say is asked: which column is which, and which of day and month comes first.
#[utoipa::path(operation_id = "preview_file", tag = "savings", security(("staff" = [])),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = FilePreview), Problems))]
#[post("/v1/staff/money/files/preview")]
pub async fn preview(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<impl Responder, Fault> {
    let (given, _upload) = given(&store, caller.actor(), &req, payload).await?;
    let seen = preview_file(&store, &rules.policy, caller.actor(), given).await?;
    Ok::<_, Fault>(web::Json(FilePreview::from(seen)))
}

/// Posts a file that was previewed.
///
/// It names the hash of what was previewed: a file that changed since is refused. The same file again is known by its hash,
/// and nothing in it is new. All of a file is posted, or nothing of it.
#[utoipa::path(operation_id = "post_file", tag = "savings", security(("staff" = [])),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = MoneyReceipt), Problems))]
#[post("/v1/staff/money/files")]
pub async fn post_file(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<impl Responder, Fault> {
    let (given, _upload) = given(&store, caller.actor(), &req, payload).await?;
    if given.sha256.is_none() {
        let say = "Look at the file first: posting names the file that was looked at.";
        return Err(Refusal::invalid("not_previewed", "sha256", say).into());
    }
    let given = Given { dry_run: false, ..given };
    let receipt = load(&store, &rules.policy, caller.actor(), given, Box::new(|_, _| {})).await?;
    Ok(web::Json(MoneyReceipt::from(receipt)))
}

/// Rows of a file by where they stand now.
#[derive(Serialize, ToSchema)]
struct RowsNow {
    /// Where.
    state: LineState,
    /// How many.
    rows: i64,
}

/// A file that is in.
#[derive(Serialize, ToSchema)]
struct MoneyFileRow {
    /// Which.
    file: Uuid,
    /// What kind.
    kind: FileKind,
    /// Whose.
    provider: Option<String>,
    /// As it was named.
    name: String,
    /// When it was loaded.
    #[schema(format = DateTime)]
    loaded_at: String,
    /// By whom; none for a command.
    loaded_by: Option<String>,
    /// The first day of its rows.
    from: Option<NaiveDate>,
    /// The last day of its rows.
    to: Option<NaiveDate>,
    /// The sum of its rows, in pounds.
    sum: String,
    /// The printed total, in pounds.
    printed: Option<String>,
    /// Rows by where they stand now.
    now: Vec<RowsNow>,
}

fn file_row(f: FileFace, names: &Names) -> MoneyFileRow {
    MoneyFileRow {
        file: f.id.uuid(),
        kind: f.kind,
        provider: f.provider.and_then(|p| names.providers.get(&p).cloned()),
        name: f.name,
        loaded_at: f.loaded_at.rfc3339(),
        loaded_by: f.loaded_by.and_then(|s| names.staff.get(&s).cloned()),
        from: f.days.map(|(from, _)| from),
        to: f.days.map(|(_, to)| to),
        sum: pounds(f.sum_pence),
        printed: f.printed_pence.map(pounds),
        now: f.lines.into_iter().map(|(state, rows)| RowsNow { state, rows }).collect(),
    }
}

/// The files that are in.
#[derive(Serialize, ToSchema)]
struct MoneyFileRows {
    /// The newest first, at most 200.
    items: Vec<MoneyFileRow>,
}

/// Lists the files that are in.
///
/// The newest first, each with how its rows stand now.
#[utoipa::path(operation_id = "list_files", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = MoneyFileRows), Problems))]
#[get("/v1/staff/money/files")]
pub async fn list_files(store: web::Data<Store>, caller: StaffCaller) -> Result<impl Responder, Fault> {
    let (files, names) = lists::list_files(&store, caller.actor()).await?;
    let items = files.into_iter().map(|f| file_row(f, &names)).collect();
    Ok::<_, Fault>(web::Json(MoneyFileRows { items }))
}

/// A file with the receipt that it was given when it came.
#[derive(Serialize, ToSchema)]
struct FileWithReceipt {
    /// The file, and how its rows stand now.
    file: MoneyFileRow,
    /// What became of it when it came.
    receipt: MoneyReceipt,
    /// Every row as it was then, at most 1,000.
    lines: Vec<MoneyReceiptLine>,
}

/// Rows of a receipt that are sent.
const RECEIPT_LINES_MAX: usize = 1000;

/// Reads the receipt of a file that is in.
///
/// As it was when the file came; how its rows stand now is counted beside it.
#[utoipa::path(operation_id = "read_receipt", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = FileWithReceipt), Problems))]
#[get("/v1/staff/money/files/{file}")]
pub async fn read_receipt(
    store: web::Data<Store>,
    caller: StaffCaller,
    file: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let (file, mut receipt, names) = lists::read_receipt(&store, caller.actor(), file.into_inner().into()).await?;
    let lines = std::mem::take(&mut receipt.lines);
    let lines = lines.into_iter().take(RECEIPT_LINES_MAX).map(MoneyReceiptLine::from).collect();
    let receipt = MoneyReceipt::from(FileReceipt { file: Some(file.id.uuid()), ..receipt });
    Ok::<_, Fault>(web::Json(FileWithReceipt { file: file_row(file, &names), receipt, lines }))
}
