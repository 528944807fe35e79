//! The tables of the yearly return, by their header rows. Only the columns named here are ever kept: no postcode, no
//! ethnicity, no category of need, no score.

use crate::files::{Column, Shape};

use super::super::shapes as own_files;
use super::super::shapes::CHILD;

const DOB: Column = Column::or("DOB", &["DATE_OF_BIRTH", "BIRTH_DATE"]);
/// A column by which a council says that a child had another id before.
const PREVIOUS_ID: Column = Column::or(
    "PREVIOUS_ID",
    &[
        "PREVIOUS_CHILD_ID",
        "PREVIOUS_CHILD",
        "PREV_CHILD",
        "PREV_CHILD_ID",
        "PREV_ID",
        "OLD_CHILD",
        "OLD_CHILD_ID",
        "FORMER_CHILD_ID",
        "FORMER_ID",
    ],
);

/// The columns of [`EPISODES`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod episodes {
    pub const CHILD: usize = 0;
    pub const DECOM: usize = 1;
    pub const RNE: usize = 2;
    pub const LS: usize = 3;
    pub const PLACE: usize = 4;
    pub const PLACE_PROVIDER: usize = 5;
    pub const DEC: usize = 6;
    pub const REC: usize = 7;
    pub const REASON_PLACE_CHANGE: usize = 8;
    pub const URN: usize = 9;
}

/// Care episodes.
pub const EPISODES: Shape = Shape {
    name: "Episodes",
    columns: &[
        CHILD,
        Column::new("DECOM"),
        Column::new("RNE"),
        Column::new("LS"),
        Column::or("PLACE", &["PL"]),
        Column::new("PLACE_PROVIDER"),
        Column::new("DEC"),
        Column::new("REC"),
        Column::new("REASON_PLACE_CHANGE"),
        Column::new("URN"),
    ],
    needs: &[CHILD, Column::new("DECOM"), Column::new("RNE"), Column::new("LS")],
    any_of: &[],
};

/// The columns of [`HEADER`], in order. The UPN tells that two ids are one child's, and is then forgotten.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod header {
    pub const CHILD: usize = 0;
    pub const DOB: usize = 1;
    pub const UASC: usize = 2;
    pub const UPN: usize = 3;
    pub const PREVIOUS_ID: usize = 4;
}

/// Children.
pub const HEADER: Shape = Shape {
    name: "Header",
    columns: &[CHILD, DOB, Column::new("UASC"), Column::new("UPN"), PREVIOUS_ID],
    needs: &[CHILD, DOB],
    any_of: &[
        Column::new("SEX"),
        Column::new("GENDER"),
        Column::new("ETHNIC"),
        Column::new("UPN"),
        Column::new("MOTHER"),
        Column::new("MC_DOB"),
        Column::new("UASC"),
    ],
};

/// The columns of [`REVIEWS`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod reviews {
    pub const CHILD: usize = 0;
    pub const DOB: usize = 1;
    pub const REVIEW: usize = 2;
    pub const REVIEW_CODE: usize = 3;
}

/// Looked-after reviews.
pub const REVIEWS: Shape = Shape {
    name: "Reviews",
    columns: &[CHILD, DOB, Column::new("REVIEW"), Column::new("REVIEW_CODE")],
    needs: &[CHILD, Column::new("REVIEW"), Column::new("REVIEW_CODE")],
    any_of: &[],
};

/// The columns of [`UASC`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod uasc {
    pub const CHILD: usize = 0;
    pub const DOB: usize = 1;
    pub const DUC: usize = 2;
}

/// Unaccompanied children.
pub const UASC: Shape = Shape {
    name: "UASC",
    columns: &[CHILD, DOB, Column::new("DUC")],
    needs: &[CHILD, Column::new("DUC")],
    any_of: &[],
};

/// The columns of [`SW_EPISODES`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod workers {
    pub const CHILD: usize = 0;
    pub const DOB: usize = 1;
    pub const SW_ID: usize = 2;
    pub const SW_DECOM: usize = 3;
    pub const SW_DEC: usize = 4;
    pub const SW_REASON: usize = 5;
}

/// Social-worker episodes.
pub const SW_EPISODES: Shape = Shape {
    name: "SWEpisodes",
    columns: &[
        CHILD,
        DOB,
        Column::new("SW_ID"),
        Column::new("SW_DECOM"),
        Column::new("SW_DEC"),
        Column::new("SW_REASON"),
    ],
    needs: &[CHILD, Column::new("SW_ID"), Column::new("SW_DECOM")],
    any_of: &[],
};

/// The columns of [`OC3`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod leavers {
    pub const CHILD: usize = 0;
    pub const DOB: usize = 1;
    pub const IN_TOUCH: usize = 2;
}

/// Care leavers aged 17 to 21. What they do and where they live is not kept.
pub const OC3: Shape = Shape {
    name: "OC3",
    columns: &[CHILD, DOB, Column::new("IN_TOUCH")],
    needs: &[CHILD, Column::new("IN_TOUCH")],
    any_of: &[],
};

/// A table of the return that Sayso has no use for: recognised so that the receipt can say so.
const fn unused(name: &'static str, any_of: &'static [Column]) -> Shape {
    Shape { name, columns: &[], needs: &[CHILD], any_of }
}

/// Every table of the return, the ones that say most about themselves first; then this house's own files, which are loaded
/// by commands of their own; last, any other table about children.
pub static ALL: &[Shape] = &[
    EPISODES,
    REVIEWS,
    SW_EPISODES,
    UASC,
    OC3,
    unused("Missing", &[Column::new("MIS_START"), Column::new("MISSING")]),
    unused(
        "OC2",
        &[
            Column::new("SDQ_SCORE"),
            Column::new("SDQ_REASON"),
            Column::new("CONVICTED"),
            Column::new("HEALTH_CHECK"),
            Column::new("SUBSTANCE_MISUSE"),
        ],
    ),
    unused(
        "AD1",
        &[Column::new("DATE_INT"), Column::new("DATE_MATCH"), Column::new("NB_ADOPTR"), Column::new("LS_ADOPTR")],
    ),
    unused(
        "PlacedAdoption",
        &[Column::new("DATE_PLACED"), Column::new("DATE_PLACED_CEASED"), Column::new("REASON_PLACED_CEASED")],
    ),
    unused("PrevPerm", &[Column::new("PREV_PERM"), Column::new("LA_PERM"), Column::new("DATE_PERM")]),
    unused(
        "DoLo",
        &[
            Column::new("DOLO"),
            Column::new("DOLO_START"),
            Column::new("DOLO_END"),
            Column::new("DATE_DOLO_START"),
            Column::new("DOLO_DECOM"),
            Column::new("DOL_START"),
            Column::new("DOLO_ORDER"),
        ],
    ),
    HEADER,
    own_files::PEOPLE,
    own_files::ALLOCATIONS,
    own_files::HISTORY,
    own_files::STAFF,
    unused("other", &[]),
];
