//! Coaching appointments: who is coached, by whom, when, and how far it is.

use crate::{DateTime, Operation, Page, UserReference, listing, model, operations, wire_enum};

operations! {
    "coaching_appointments":
    GetCoachingAppointments,
    PostCoachingAppointments,
    GetCoachingAppointmentsMe,
    DeleteCoachingAppointment,
    GetCoachingAppointment,
    PatchCoachingAppointment,
    PatchCoachingAppointmentStatus,
}

/// List coaching appointments.
///
/// Answers a page of the appointments of the users by when they begin, of which the caller's
/// permission reaches an attendee.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/coaching/appointments",
    any("coaching:appointment:view"),
    returns(CoachingAppointmentResponseList),
    inferred
)]
pub struct GetCoachingAppointments {
    /// Only appointments of these users, at most 100.
    #[query(required)]
    pub user_ids: Vec<String>,
    /// Only appointments that begin within `start/end` (ISO-8601), the end being exclusive; with
    /// `intervalCondition` those that overlap it.
    pub interval: Option<String>,
    /// Number of appointments on one page: 25 by default.
    pub page: Page,
    /// Only appointments that are so far.
    pub statuses: Vec<CoachingAppointmentStatus>,
    /// Only appointments that these users lead.
    pub facilitator_ids: Vec<String>,
    /// Direction of the listing, `Desc` by default.
    pub sort_order: Option<CoachingAppointmentSortOrder>,
    /// Only appointments to which the users stand in one of these relations: any, if nothing is said.
    pub relationships: Vec<CoachingAppointmentRelationship>,
    /// Only appointments completed within `start/end` (ISO-8601), the end being exclusive.
    pub completion_interval: Option<String>,
    /// Only appointments that are overdue (`True`) or not (`False`); `Any` by default.
    pub overdue: Option<CoachingAppointmentFilter>,
    /// How `interval` is meant: `StartsIn` by default.
    pub interval_condition: Option<CoachingAppointmentIntervalCondition>,
}

/// Make a coaching appointment.
///
/// All attendees must be in divisions where the permission is held. The caller leads it unless the
/// body names a facilitator.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/coaching/appointments",
    any("coaching:appointment:add"),
    returns(CoachingAppointmentResponse),
    inferred
)]
pub struct PostCoachingAppointments {
    /// The body.
    pub body: CreateCoachingAppointmentRequest,
}

/// List the caller's own coaching appointments.
///
/// Answers a page of the appointments that concern the caller, by when they begin. Needs a user's
/// token, but no permission.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/coaching/appointments/me",
    signed_in,
    returns(CoachingAppointmentResponseList),
    needs_user,
    inferred
)]
pub struct GetCoachingAppointmentsMe {
    /// Only appointments that begin within `start/end` (ISO-8601), the end being exclusive; with
    /// `intervalCondition` those that overlap it.
    pub interval: Option<String>,
    /// Number of appointments on one page: 25 by default.
    pub page: Page,
    /// Only appointments that are so far.
    pub statuses: Vec<CoachingAppointmentStatus>,
    /// Only appointments that these users lead.
    pub facilitator_ids: Vec<String>,
    /// Direction of the listing, `Desc` by default.
    pub sort_order: Option<CoachingAppointmentSortOrder>,
    /// Only appointments to which the caller stands in one of these relations: any, if nothing is
    /// said.
    pub relationships: Vec<CoachingAppointmentRelationship>,
    /// Only appointments completed within `start/end` (ISO-8601), the end being exclusive.
    pub completion_interval: Option<String>,
    /// Only appointments that are overdue (`True`) or not (`False`); `Any` by default.
    pub overdue: Option<CoachingAppointmentFilter>,
    /// How `interval` is meant: `StartsIn` by default.
    pub interval_condition: Option<CoachingAppointmentIntervalCondition>,
}

/// Delete a coaching appointment.
///
/// Removes the appointment for good. Whoever made it needs no permission; others need
/// `coaching:appointment:delete` in the division of every attendee.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/coaching/appointments/{appointmentId}",
    signed_in,
    returns(CoachingAppointmentReference),
    inferred
)]
pub struct DeleteCoachingAppointment {
    /// Id of the appointment.
    pub appointment_id: String,
}

/// Read a coaching appointment.
///
/// Attendees, the facilitator and whoever made it need no permission; others need
/// `coaching:appointment:view`. An appointment of which that reaches no attendee answers 404, as an
/// unknown one does.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/coaching/appointments/{appointmentId}",
    signed_in,
    returns(CoachingAppointmentResponse),
    inferred
)]
pub struct GetCoachingAppointment {
    /// Id of the appointment.
    pub appointment_id: String,
}

/// Change a coaching appointment.
///
/// What is left out stays. The facilitator and whoever made it need no permission; others need
/// `coaching:appointment:edit` in the division of every attendee.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/coaching/appointments/{appointmentId}",
    signed_in,
    returns(CoachingAppointmentResponse),
    inferred
)]
pub struct PatchCoachingAppointment {
    /// Id of the appointment.
    pub appointment_id: String,
    /// The body.
    pub body: UpdateCoachingAppointmentRequest,
}

/// Change how far a coaching appointment is.
///
/// A completed one is completed now; one that is taken back is not completed any more. Attendees,
/// the facilitator and whoever made it need no permission; others need
/// `coaching:appointmentStatus:edit` in the division of every attendee.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/coaching/appointments/{appointmentId}/status",
    signed_in,
    returns(CoachingAppointmentStatusResponse),
    inferred
)]
pub struct PatchCoachingAppointmentStatus {
    /// Id of the appointment.
    pub appointment_id: String,
    /// The body.
    pub body: CoachingAppointmentStatusRequest,
}

/// An appointment at which users are coached.
#[model]
pub struct CoachingAppointmentResponse {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Title.
    #[field(read_only)]
    pub name: Option<String>,
    /// Users who are coached.
    #[field(read_only)]
    pub attendees: Option<Vec<UserReference>>,
    /// Conversations that it is about.
    #[field(read_only)]
    pub conversations: Option<Vec<ConversationReference>>,
    /// User who made it; absent when a client did.
    #[field(read_only)]
    pub created_by: Option<UserReference>,
    /// When it was completed.
    #[field(read_only)]
    pub date_completed: Option<DateTime>,
    /// When it was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When it was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// When it begins.
    #[field(read_only)]
    pub date_start: Option<DateTime>,
    /// What it is about.
    #[field(read_only)]
    pub description: Option<String>,
    /// Documents that belong to it.
    #[field(read_only)]
    pub documents: Option<Vec<DocumentReference>>,
    /// Addresses that belong to it.
    #[field(read_only)]
    pub external_links: Option<Vec<String>>,
    /// User who leads it.
    #[field(read_only)]
    pub facilitator: Option<UserReference>,
    /// Whether it should have begun and is not completed.
    #[field(read_only)]
    pub is_overdue: Option<bool>,
    /// How long it takes, in minutes.
    #[field(read_only)]
    pub length_in_minutes: Option<i32>,
    /// Where it takes place.
    #[field(read_only)]
    pub location: Option<String>,
    /// User who changed it last; absent when a client did.
    #[field(read_only)]
    pub modified_by: Option<UserReference>,
    /// Whether the attendees see what the insights say.
    #[field(read_only)]
    pub share_insights_data: Option<bool>,
    /// How far it is.
    #[field(read_only)]
    pub status: Option<CoachingAppointmentStatus>,
    /// Schedule that it is part of.
    #[field(read_only)]
    pub wfm_schedule: Option<WfmScheduleReference>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of coaching appointments.
    CoachingAppointmentResponseList of CoachingAppointmentResponse: "Appointments on this page."
}

/// A coaching appointment to be made.
#[model]
pub struct CreateCoachingAppointmentRequest {
    /// Title.
    #[field(max_length = 256)]
    pub name: String,
    /// Ignored: schedules are not served.
    #[field(newer)]
    pub add_to_schedule: Option<bool>,
    /// Ids of the users who are coached.
    #[field(max_items = 100)]
    pub attendee_ids: Vec<String>,
    /// Ids of the conversations that it is about; kept as they are given.
    #[field(max_items = 100)]
    pub conversation_ids: Option<Vec<String>>,
    /// When it begins.
    pub date_start: DateTime,
    /// What it is about.
    #[field(max_length = 4000)]
    pub description: String,
    /// Ids of the documents that belong to it; kept as they are given.
    #[field(max_items = 100)]
    pub document_ids: Option<Vec<String>>,
    /// Addresses that belong to it.
    #[field(max_items = 100)]
    pub external_links: Option<Vec<String>>,
    /// Id of the user who leads it: the caller, if it is left out.
    pub facilitator_id: Option<String>,
    /// How long it takes, in minutes.
    pub length_in_minutes: i32,
    /// Where it takes place.
    #[field(max_length = 256)]
    pub location: Option<String>,
    /// Whether the attendees see what the insights say.
    pub share_insights_data: Option<bool>,
    /// Schedule that it is part of.
    pub wfm_schedule: Option<WfmScheduleReference>,
}

/// What changes of a coaching appointment.
#[model]
pub struct UpdateCoachingAppointmentRequest {
    /// Title.
    #[field(max_length = 256)]
    pub name: Option<String>,
    /// Ignored: schedules are not served.
    #[field(newer)]
    pub add_to_schedule: Option<bool>,
    /// Ids of the conversations that it is about; kept as they are given.
    #[field(max_items = 100)]
    pub conversation_ids: Option<Vec<String>>,
    /// When it begins.
    pub date_start: Option<DateTime>,
    /// What it is about.
    #[field(max_length = 4000)]
    pub description: Option<String>,
    /// Ids of the documents that belong to it; kept as they are given.
    #[field(max_items = 100)]
    pub document_ids: Option<Vec<String>>,
    /// Addresses that belong to it.
    #[field(max_items = 100)]
    pub external_links: Option<Vec<String>>,
    /// How long it takes, in minutes.
    pub length_in_minutes: Option<i32>,
    /// Where it takes place.
    #[field(max_length = 256)]
    pub location: Option<String>,
    /// Whether the attendees see what the insights say.
    pub share_insights_data: Option<bool>,
    /// How far it is.
    pub status: Option<CoachingAppointmentWantedStatus>,
    /// Schedule that it is part of.
    pub wfm_schedule: Option<WfmScheduleReference>,
}

/// How far a coaching appointment is to be.
#[model]
pub struct CoachingAppointmentStatusRequest {
    /// How far it is.
    pub status: CoachingAppointmentWantedStatus,
}

/// How far a coaching appointment is, since when.
#[model]
pub struct CoachingAppointmentStatusResponse {
    /// The appointment.
    #[field(read_only)]
    pub appointment: Option<CoachingAppointmentReference>,
    /// User who made it; absent when a client did.
    #[field(read_only)]
    pub created_by: Option<UserReference>,
    /// When it was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// How far it is.
    #[field(read_only)]
    pub status: Option<CoachingAppointmentStatus>,
}

/// A coaching appointment as other resources point to it.
#[model]
pub struct CoachingAppointmentReference {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A conversation as other resources point to it.
#[model]
pub struct ConversationReference {
    /// Id, a UUID.
    pub id: Option<String>,
    /// Where this resource is read.
    pub self_uri: Option<String>,
}

/// A document as other resources point to it.
#[model]
pub struct DocumentReference {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A schedule as other resources point to it.
#[model]
pub struct WfmScheduleReference {
    /// Id, a UUID.
    pub id: String,
    /// Business unit of the schedule.
    pub business_unit: WfmBusinessUnitReference,
    /// First day of the week of the schedule, such as `2026-01-05`.
    pub week_date: String,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A business unit as other resources point to it.
#[model]
pub struct WfmBusinessUnitReference {
    /// Id, a UUID.
    pub id: String,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// How far a coaching appointment is.
#[wire_enum]
pub enum CoachingAppointmentStatus {
    /// It has not begun.
    #[wire("Scheduled")]
    Scheduled,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// Completed.
    #[wire("Completed")]
    Completed,
    /// Its time no longer fits.
    #[wire("InvalidSchedule")]
    InvalidSchedule,
}

/// How far callers can say that a coaching appointment is.
#[wire_enum]
pub enum CoachingAppointmentWantedStatus {
    /// It has not begun.
    #[wire("Scheduled")]
    Scheduled,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// Completed.
    #[wire("Completed")]
    Completed,
}

/// Direction of a listing of coaching appointments.
#[wire_enum]
pub enum CoachingAppointmentSortOrder {
    /// Descending.
    #[wire("Desc")]
    Desc,
    /// Ascending.
    #[wire("Asc")]
    Asc,
}

/// What a user is in a coaching appointment.
#[wire_enum]
pub enum CoachingAppointmentRelationship {
    /// They made it.
    #[wire("Creator")]
    Creator,
    /// They lead it.
    #[wire("Facilitator")]
    Facilitator,
    /// They attend it.
    #[wire("Attendee")]
    Attendee,
}

/// Whether listed appointments must have a property.
#[wire_enum]
pub enum CoachingAppointmentFilter {
    /// They must have it.
    #[wire("True")]
    True,
    /// They must not have it.
    #[wire("False")]
    False,
    /// Either way.
    #[wire("Any")]
    Any,
}

/// How appointments relate to an interval.
#[wire_enum]
pub enum CoachingAppointmentIntervalCondition {
    /// They begin in it.
    #[wire("StartsIn")]
    StartsIn,
    /// They take place in a part of it.
    #[wire("Overlaps")]
    Overlaps,
}
