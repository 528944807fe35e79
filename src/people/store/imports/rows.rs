//! Rows as the tables have them, and as imports speak of them.

use diesel::prelude::*;

use crate::kernel::id::{AllocationId, ChildId, EpisodeId, StaffId, TeamId};
use crate::kernel::words::{Post, Role, Service};
use crate::kernel::{At, Day};
use crate::people::codes::{LegalStatus, Participation, PlaceChange, Placement, ProviderKind, ReasonCeased, ReasonNew};
use crate::people::episode::{Episode, Source};
use crate::people::imports::known::{Child, KnownAllocation, KnownEpisode, KnownReview, KnownStaff, KnownTeam};
use crate::store::schema::{allocations, care_episodes, children, reviews, staff, teams};

/// What is written of a child beside when.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = children, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ChildRow {
    pub id: ChildId,
    pub reference: String,
    pub known_as: Option<String>,
    pub born_on: Day,
    pub first_language: Option<String>,
    pub interpreter: bool,
    pub unaccompanied_until: Option<Day>,
    pub history_known_from: Option<Day>,
    pub history_complete: bool,
    pub died_on: Option<Day>,
    pub messages_stopped_at: Option<At>,
    pub messages_resumed_at: Option<At>,
    pub by_hand: String,
    pub year_ending: Option<i16>,
    pub created_at: At,
    pub changed_at: At,
}

impl ChildRow {
    pub fn of(c: Child, created_at: At, changed_at: At) -> Self {
        Self {
            id: c.id,
            reference: c.reference,
            known_as: c.known_as,
            born_on: c.born_on,
            first_language: c.first_language,
            interpreter: c.interpreter,
            unaccompanied_until: c.unaccompanied_until,
            history_known_from: c.history_known_from,
            history_complete: c.history_complete,
            died_on: c.died_on,
            messages_stopped_at: c.messages_stopped_at,
            messages_resumed_at: c.messages_resumed_at,
            by_hand: c.by_hand,
            year_ending: c.year_ending,
            created_at,
            changed_at,
        }
    }
}

impl From<ChildRow> for Child {
    fn from(r: ChildRow) -> Self {
        Self {
            id: r.id,
            reference: r.reference,
            known_as: r.known_as,
            born_on: r.born_on,
            first_language: r.first_language,
            interpreter: r.interpreter,
            unaccompanied_until: r.unaccompanied_until,
            history_known_from: r.history_known_from,
            history_complete: r.history_complete,
            died_on: r.died_on,
            messages_stopped_at: r.messages_stopped_at,
            messages_resumed_at: r.messages_resumed_at,
            by_hand: r.by_hand,
            year_ending: r.year_ending,
        }
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = care_episodes, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct EpisodeRow {
    pub id: EpisodeId,
    pub child_id: ChildId,
    pub started_on: Day,
    pub ended_on: Option<Day>,
    pub reason_new: ReasonNew,
    pub legal_status: LegalStatus,
    pub placement: Placement,
    pub provider_kind: Option<ProviderKind>,
    pub provider_urn: Option<String>,
    pub reason_ceased: Option<ReasonCeased>,
    pub reason_place_change: Option<PlaceChange>,
    pub source: Source,
    pub year_ending: Option<i16>,
    pub changed_at: At,
}

impl EpisodeRow {
    pub fn of(k: KnownEpisode, changed_at: At) -> Self {
        let e = k.episode;
        Self {
            id: k.id,
            child_id: k.child,
            started_on: e.started_on,
            ended_on: e.ended_on,
            reason_new: e.reason_new,
            legal_status: e.legal_status,
            placement: e.placement,
            provider_kind: e.provider_kind,
            provider_urn: e.provider_urn,
            reason_ceased: e.reason_ceased,
            reason_place_change: e.reason_place_change,
            source: k.source,
            year_ending: k.year_ending,
            changed_at,
        }
    }
}

impl From<EpisodeRow> for KnownEpisode {
    fn from(r: EpisodeRow) -> Self {
        let episode = Episode {
            started_on: r.started_on,
            ended_on: r.ended_on,
            reason_new: r.reason_new,
            legal_status: r.legal_status,
            placement: r.placement,
            provider_kind: r.provider_kind,
            provider_urn: r.provider_urn,
            reason_ceased: r.reason_ceased,
            reason_place_change: r.reason_place_change,
        };
        Self { id: r.id, child: r.child_id, episode, source: r.source, year_ending: r.year_ending }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reviews, treat_none_as_default_value = false)]
pub struct ReviewRow {
    pub child_id: ChildId,
    pub held_on: Day,
    pub participation: Participation,
    pub source: Source,
}

impl From<KnownReview> for ReviewRow {
    fn from(r: KnownReview) -> Self {
        Self { child_id: r.child, held_on: r.held_on, participation: r.participation, source: r.source }
    }
}

impl From<ReviewRow> for KnownReview {
    fn from(r: ReviewRow) -> Self {
        Self { child: r.child_id, held_on: r.held_on, participation: r.participation, source: r.source }
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = allocations, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct AllocationRow {
    pub id: AllocationId,
    pub child_id: ChildId,
    pub staff_id: StaffId,
    pub post: Post,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    pub access_from: At,
    pub access_until: Option<At>,
    pub reason_ended: Option<String>,
    pub recorded_at: At,
    pub end_recorded_at: Option<At>,
    pub source: Source,
}

impl From<KnownAllocation> for AllocationRow {
    fn from(a: KnownAllocation) -> Self {
        Self {
            id: a.id,
            child_id: a.child,
            staff_id: a.staff,
            post: a.post,
            starts_on: a.starts_on,
            ends_on: a.ends_on,
            access_from: a.access_from,
            access_until: a.access_until,
            reason_ended: a.reason_ended,
            recorded_at: a.recorded_at,
            end_recorded_at: a.end_recorded_at,
            source: a.source,
        }
    }
}

impl From<AllocationRow> for KnownAllocation {
    fn from(a: AllocationRow) -> Self {
        Self {
            id: a.id,
            child: a.child_id,
            staff: a.staff_id,
            post: a.post,
            starts_on: a.starts_on,
            ends_on: a.ends_on,
            access_from: a.access_from,
            access_until: a.access_until,
            reason_ended: a.reason_ended,
            recorded_at: a.recorded_at,
            end_recorded_at: a.end_recorded_at,
            source: a.source,
        }
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = staff, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct StaffRow {
    pub id: StaffId,
    pub code: String,
    pub name: String,
    pub role: Role,
    pub team_id: Option<TeamId>,
    pub email: Option<String>,
    pub swe_number: Option<String>,
    pub sign_in_name: Option<String>,
    pub work_days: String,
    pub about: Option<String>,
    pub by_hand: String,
    pub disabled_at: Option<At>,
}

impl From<KnownStaff> for StaffRow {
    fn from(s: KnownStaff) -> Self {
        Self {
            id: s.id,
            code: s.code,
            name: s.name,
            role: s.role,
            team_id: s.team,
            email: s.email,
            swe_number: s.swe_number,
            sign_in_name: s.sign_in_name,
            work_days: s.work_days,
            about: s.about,
            by_hand: s.by_hand,
            disabled_at: s.disabled_at,
        }
    }
}

impl From<StaffRow> for KnownStaff {
    fn from(s: StaffRow) -> Self {
        Self {
            id: s.id,
            code: s.code,
            name: s.name,
            role: s.role,
            team: s.team_id,
            email: s.email,
            swe_number: s.swe_number,
            sign_in_name: s.sign_in_name,
            work_days: s.work_days,
            about: s.about,
            by_hand: s.by_hand,
            disabled_at: s.disabled_at,
        }
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = teams, treat_none_as_default_value = false)]
pub struct TeamRow {
    pub id: TeamId,
    pub code: String,
    pub name: String,
    pub service: Service,
}

impl From<KnownTeam> for TeamRow {
    fn from(t: KnownTeam) -> Self {
        Self { id: t.id, code: t.code, name: t.name, service: t.service }
    }
}

impl From<TeamRow> for KnownTeam {
    fn from(t: TeamRow) -> Self {
        Self { id: t.id, code: t.code, name: t.name, service: t.service }
    }
}
