//! This house's own files: what a council gives beside the yearly return.

use crate::files::{Column, Shape};

/// The council's own id of a child.
pub const CHILD: Column = Column::or("CHILD", &["CHILD_ID", "CHILD_REFERENCE", "CHILD_REF"]);
const STAFF_ID: Column = Column::or("staff_id", &["STAFF_CODE", "EMPLOYEE_ID", "WORKER_ID"]);

/// The columns of [`PEOPLE`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod people {
    pub const CHILD: usize = 0;
    pub const KNOWN_AS: usize = 1;
    pub const FIRST_LANGUAGE: usize = 2;
    pub const INTERPRETER: usize = 3;
    pub const FORMER_ID: usize = 4;
}

/// What children are called and how to reach them.
pub const PEOPLE: Shape = Shape {
    name: "people",
    columns: &[
        CHILD,
        Column::or("known_as", &["KNOWN_AS_NAME", "PREFERRED_NAME"]),
        Column::or("first_language", &["LANGUAGE"]),
        Column::or("interpreter", &["INTERPRETER_NEEDED", "NEEDS_INTERPRETER", "INTERPRETER_REQUIRED"]),
        Column::or("former_child_id", &["PREVIOUS_ID", "FORMER_ID", "PREVIOUS_CHILD_ID", "OLD_CHILD_ID"]),
    ],
    needs: &[CHILD, Column::or("known_as", &["KNOWN_AS_NAME", "PREFERRED_NAME"])],
    any_of: &[],
};

/// The columns of [`STAFF`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod staff {
    pub const STAFF: usize = 0;
    pub const NAME: usize = 1;
    pub const ROLE: usize = 2;
    pub const TEAM: usize = 3;
    pub const TEAM_NAME: usize = 4;
    pub const SERVICE: usize = 5;
    pub const EMAIL: usize = 6;
    pub const SWE_NUMBER: usize = 7;
    pub const MANAGER: usize = 8;
    pub const SIGN_IN_NAME: usize = 9;
    pub const WORK_DAYS: usize = 10;
    pub const ABOUT: usize = 11;
}

/// Who works for the council.
pub const STAFF: Shape = Shape {
    name: "staff",
    columns: &[
        STAFF_ID,
        Column::or("name", &["STAFF_NAME", "FULL_NAME"]),
        Column::or("role", &["JOB_ROLE", "POST"]),
        Column::or("team", &["TEAM_ID", "TEAM_CODE"]),
        Column::new("team_name"),
        Column::new("service"),
        Column::or("email", &["E_MAIL", "EMAIL_ADDRESS"]),
        Column::or("swe_number", &["SW_ID", "SOCIAL_WORK_ENGLAND_NUMBER", "SWE_NO", "SWE"]),
        Column::or("manager_id", &["MANAGER", "MANAGER_STAFF_ID"]),
        Column::or("sign_in_name", &["USERNAME", "USER_NAME", "SIGN_IN"]),
        Column::or("work_days", &["WORKING_DAYS", "DAYS"]),
        Column::new("about"),
    ],
    needs: &[STAFF_ID, Column::or("name", &["STAFF_NAME", "FULL_NAME"]), Column::or("role", &["JOB_ROLE", "POST"])],
    any_of: &[],
};

/// The columns of [`ALLOCATIONS`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod allocations {
    pub const CHILD: usize = 0;
    pub const STAFF: usize = 1;
    pub const POST: usize = 2;
    pub const FROM: usize = 3;
    pub const TO: usize = 4;
}

/// Who holds which post for which child.
pub const ALLOCATIONS: Shape = Shape {
    name: "allocations",
    columns: &[
        CHILD,
        STAFF_ID,
        Column::or("post", &["ROLE"]),
        Column::or("from", &["START", "START_DATE", "FROM_DATE", "STARTS_ON"]),
        Column::or("to", &["END", "END_DATE", "TO_DATE", "ENDS_ON", "UNTIL"]),
    ],
    needs: &[
        CHILD,
        STAFF_ID,
        Column::or("post", &["ROLE"]),
        Column::or("from", &["START", "START_DATE", "FROM_DATE", "STARTS_ON"]),
    ],
    any_of: &[],
};

/// The columns of [`HISTORY`], in order.
#[expect(missing_docs, reason = "the columns' own names")]
pub mod history {
    pub const CHILD: usize = 0;
    pub const DOB: usize = 1;
    pub const START: usize = 2;
    pub const END: usize = 3;
    pub const LEGAL_STATUS: usize = 4;
    pub const PLACEMENT: usize = 5;
    pub const PROVIDER: usize = 6;
    pub const REASON_NEW: usize = 7;
    pub const REASON_CEASED: usize = 8;
}

/// Care episodes of care leavers older than the return.
pub const HISTORY: Shape = Shape {
    name: "history",
    columns: &[
        CHILD,
        Column::or("dob", &["DATE_OF_BIRTH", "BORN_ON", "BIRTH_DATE"]),
        Column::or("start", &["DECOM", "FROM", "START_DATE", "STARTED_ON"]),
        Column::or("end", &["DEC", "TO", "END_DATE", "ENDED_ON"]),
        Column::or("legal_status", &["LS"]),
        Column::or("placement", &["PLACE", "PLACEMENT_TYPE"]),
        Column::or("provider", &["PLACE_PROVIDER"]),
        Column::or("reason_new", &["RNE"]),
        Column::or("reason_ceased", &["REC"]),
    ],
    needs: &[
        CHILD,
        Column::or("start", &["DECOM", "FROM", "START_DATE", "STARTED_ON"]),
        Column::or("legal_status", &["LS"]),
    ],
    any_of: &[Column::or("dob", &["DATE_OF_BIRTH", "BORN_ON", "BIRTH_DATE"])],
};
