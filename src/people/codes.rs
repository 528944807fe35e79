//! The codes of the yearly return (SSDA903) that rules rest on. Older returns have codes that newer ones no longer allow;
//! those are kept, so that an old year can be read.
//!
//! Source: Department for Education, "Children looked-after by local authorities in England: guide to the SSDA903
//! collection".

crate::words! {
    /// Why an episode began (RNE).
    pub enum ReasonNew {
        /// Started to be looked after.
        Started = "S",
        /// Another legal status only.
        LegalStatus = "L",
        /// Another placement and carer.
        PlacementAndCarer = "P",
        /// Another placement with the same carer.
        Placement = "T",
        /// Another legal status, placement and carer.
        LegalStatusPlacementAndCarer = "B",
        /// Another legal status and placement with the same carer.
        LegalStatusAndPlacement = "U",
    }
}

crate::words! {
    /// By what law a child is looked after (LS).
    pub enum LegalStatus {
        /// Interim care order.
        C1 = "C1",
        /// Full care order.
        C2 = "C2",
        /// Freeing order.
        D1 = "D1",
        /// Placement order.
        E1 = "E1",
        /// Accommodated under section 20 of the Children Act 1989.
        V2 = "V2",
        /// Accommodated under an agreed series of short-term breaks (each break recorded).
        V3 = "V3",
        /// Accommodated under an agreed series of short-term breaks (the agreement recorded).
        V4 = "V4",
        /// Remanded.
        J1 = "J1",
        /// Accommodated under the Police and Criminal Evidence Act 1984.
        J2 = "J2",
        /// Youth rehabilitation order with a residence requirement.
        J3 = "J3",
        /// Police protection.
        L1 = "L1",
        /// Emergency protection order.
        L2 = "L2",
        /// Child assessment order.
        L3 = "L3",
    }
}

impl LegalStatus {
    /// Whether it is an agreed series of short breaks: the child lives at home (Care Planning Regulations 2010, reg. 48).
    #[must_use]
    pub const fn is_short_breaks(self) -> bool {
        matches!(self, Self::V3 | Self::V4)
    }
}

crate::words! {
    /// Where a child lives (PLACE).
    pub enum Placement {
        /// Placed for adoption with the foster carer, with consent.
        A3 = "A3",
        /// Placed for adoption elsewhere, with consent.
        A4 = "A4",
        /// Placed for adoption with the foster carer, by placement order.
        A5 = "A5",
        /// Placed for adoption elsewhere, by placement order.
        A6 = "A6",
        /// Semi-independent or supported accommodation.
        H5 = "H5",
        /// Secure home.
        K1 = "K1",
        /// Children's home.
        K2 = "K2",
        /// With own parents or another person with parental responsibility.
        P1 = "P1",
        /// Independent living.
        P2 = "P2",
        /// Residential employment.
        P3 = "P3",
        /// Residential care home.
        R1 = "R1",
        /// National Health Service or other establishment for nursing.
        R2 = "R2",
        /// Family centre or mother-and-baby unit.
        R3 = "R3",
        /// Young offender institution or prison.
        R5 = "R5",
        /// Residential school.
        S1 = "S1",
        /// Temporary: several in a row.
        T0 = "T0",
        /// Temporary: in hospital.
        T1 = "T1",
        /// Temporary: on holiday.
        T2 = "T2",
        /// Temporary: the carer is on holiday.
        T3 = "T3",
        /// Temporary: other, for no more than seven days.
        T4 = "T4",
        /// Foster: relative or friend, long term.
        U1 = "U1",
        /// Foster: relative or friend who is approved to adopt.
        U2 = "U2",
        /// Foster: relative or friend, other.
        U3 = "U3",
        /// Foster: long term.
        U4 = "U4",
        /// Foster: carer who is approved to adopt.
        U5 = "U5",
        /// Foster: other.
        U6 = "U6",
        /// Other.
        Z1 = "Z1",
        /// Older returns: foster with relative or friend, inside the council's area.
        F1 = "F1",
        /// Older returns: foster by the council, inside its area.
        F2 = "F2",
        /// Older returns: foster by an agency, inside the council's area.
        F3 = "F3",
        /// Older returns: foster with relative or friend, outside the council's area.
        F4 = "F4",
        /// Older returns: foster by the council, outside its area.
        F5 = "F5",
        /// Older returns: foster by an agency, outside the council's area.
        F6 = "F6",
        /// Older returns: children's home inside the council's area.
        H3 = "H3",
        /// Older returns: children's home outside the council's area.
        H4 = "H4",
        /// Older returns: foster with relative or friend.
        Q1 = "Q1",
        /// Older returns: foster with another carer.
        Q2 = "Q2",
        /// Older returns: missing, whereabouts known.
        M1 = "M1",
        /// Older returns: in a refuge.
        M2 = "M2",
        /// Older returns: missing, whereabouts unknown.
        M3 = "M3",
    }
}

crate::words! {
    /// Who provides the placement (PLACE_PROVIDER).
    pub enum ProviderKind {
        /// Parent or another person with parental responsibility.
        Parent = "PR0",
        /// The council itself.
        Own = "PR1",
        /// Another council.
        OtherCouncil = "PR2",
        /// Another public body.
        OtherPublic = "PR3",
        /// Private.
        Private = "PR4",
        /// Voluntary.
        Voluntary = "PR5",
    }
}

crate::words! {
    /// Why an episode ended (REC).
    pub enum ReasonCeased {
        /// A new episode begins the same day: the period of care goes on.
        X1 = "X1",
        /// Adopted, unopposed.
        E11 = "E11",
        /// Adopted, consent dispensed with.
        E12 = "E12",
        /// Died.
        E2 = "E2",
        /// Another council took over.
        E3 = "E3",
        /// Home to parents, as planned.
        E4A = "E4A",
        /// Home to parents, not planned.
        E4B = "E4B",
        /// Older returns: home to parents.
        E4 = "E4",
        /// Home to relatives or others without parental responsibility.
        E13 = "E13",
        /// Child arrangements order.
        E41 = "E41",
        /// Older returns: special guardianship to former foster carers.
        E43 = "E43",
        /// Older returns: special guardianship to others.
        E44 = "E44",
        /// Special guardianship: former foster carer, relative or friend.
        E45 = "E45",
        /// Special guardianship: former foster carer, other.
        E46 = "E46",
        /// Special guardianship: carer who was no foster carer, relative or friend.
        E47 = "E47",
        /// Special guardianship: carer who was no foster carer, other.
        E48 = "E48",
        /// Independent living with support.
        E5 = "E5",
        /// Independent living without support.
        E6 = "E6",
        /// Residential care for adults.
        E7 = "E7",
        /// Other.
        E8 = "E8",
        /// Sentenced.
        E9 = "E9",
        /// Accommodation on remand ended.
        E14 = "E14",
        /// Age assessment found 18 or over.
        E15 = "E15",
        /// Moved abroad.
        E16 = "E16",
        /// Eighteen, and stays with the carers (staying put).
        E17 = "E17",
    }
}

crate::words! {
    /// Why a placement changed (REASON_PLACE_CHANGE).
    pub enum PlaceChange {
        /// Change to or from a plan for the child.
        CarePlan = "CARPL",
        /// The home closed.
        Close = "CLOSE",
        /// An allegation.
        Allegation = "ALLEG",
        /// Concern about standards.
        Standards = "STAND",
        /// Approval was removed.
        Approval = "APPRR",
        /// The carer asked because of the child's behaviour.
        CarerBehaviour = "CREQB",
        /// The carer asked for another reason.
        CarerOther = "CREQO",
        /// The child asked.
        Child = "CHILD",
        /// The council or the area asked.
        Council = "LAREQ",
        /// The placing authority asked.
        Placing = "PLACE",
        /// Custody.
        Custody = "CUSTOD",
        /// Other.
        Other = "OTHER",
    }
}

crate::words! {
    /// How a child took part in a review (REVIEW_CODE).
    pub enum Participation {
        /// Under four.
        Pn0 = "PN0",
        /// Attends and speaks.
        Pn1 = "PN1",
        /// Attends, an advocate speaks.
        Pn2 = "PN2",
        /// Attends and conveys views without words.
        Pn3 = "PN3",
        /// Attends, conveys no views.
        Pn4 = "PN4",
        /// Not there, briefed an advocate.
        Pn5 = "PN5",
        /// Not there, but views conveyed another way: what a view sent through Sayso before the review makes true.
        Pn6 = "PN6",
        /// No views conveyed.
        Pn7 = "PN7",
    }
}

crate::words! {
    /// Whether the council is in touch with a care leaver (IN_TOUCH).
    pub enum InTouch {
        /// In touch.
        Yes = "YES",
        /// Not in touch.
        No = "NO",
        /// Died.
        Died = "DIED",
        /// Refuses.
        Refuses = "REFU",
        /// No longer requires services.
        NotRequired = "NREQ",
        /// Returned home.
        ReturnedHome = "RHOM",
    }
}

crate::words! {
    /// Why the social worker changed (SW_REASON).
    pub enum WorkerChange {
        /// Manager's decision.
        Manage = "MANAGE",
        /// Fixed-term contract ended.
        Contract = "FCONTR",
        /// Left the role.
        LeftRole = "LEFTRL",
        /// Restructured.
        Restructure = "ORGRST",
        /// Transferred as part of the process.
        Process = "TSPROC",
        /// Absent.
        Absence = "ABSENC",
        /// The child asked.
        ChildAsked = "CHCHAN",
        /// The carer asked.
        CarerAsked = "PCCHAN",
        /// Died.
        Died = "DIED",
        /// Other.
        Other = "OTHERS",
    }
}
