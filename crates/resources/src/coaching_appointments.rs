//! Coaching appointments.

use api::{
    CoachingAppointmentFilter, CoachingAppointmentIntervalCondition, CoachingAppointmentReference,
    CoachingAppointmentRelationship, CoachingAppointmentResponse, CoachingAppointmentResponseList,
    CoachingAppointmentSortOrder, CoachingAppointmentStatus, CoachingAppointmentStatusResponse,
    CoachingAppointmentWantedStatus, ConversationReference, DateTime, DeleteCoachingAppointment,
    DocumentReference, GetCoachingAppointment, GetCoachingAppointments, GetCoachingAppointmentsMe,
    Operation, Page, PatchCoachingAppointment, PatchCoachingAppointmentStatus,
    PostCoachingAppointments, State,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Divisions, Part,
    coaching_appointments::{self, AppointmentFilter, More, Relation, StoredAppointment},
    users,
};

use crate::rules::{
    development::{COACHING_APPOINTMENT, SEE_COACHING, interval, maybe, named, reference},
    fields::required_text,
    grants::lock_organization,
};

/// The operations on coaching appointments that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_appointments)
        .answer(list_own_appointments)
        .answer(create_appointment)
        .answer(delete_appointment)
        .answer(get_appointment)
        .answer(update_appointment)
        .answer(update_status)
}

/// What it takes to delete appointments of others.
const DELETE: &str = "coaching:appointment:delete";
/// What it takes to change appointments of others.
const EDIT: &str = "coaching:appointment:edit";
/// What it takes to change how far appointments of others are.
const EDIT_STATUS: &str = "coaching:appointmentStatus:edit";

/// The appointment with this id, of which somebody is in these divisions.
async fn find(call: &mut Call, divisions: &Divisions, id: &str) -> Result<StoredAppointment> {
    let found = coaching_appointments::find(&mut call.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("coaching appointment", id))
}

/// The appointment with this id, if the caller stands to it in one of these relations.
async fn find_own(
    call: &mut Call,
    id: &str,
    relations: &[Relation],
) -> Result<Option<StoredAppointment>> {
    let Some(user) = call.user().map(str::to_owned) else { return Ok(None) };
    let id = id.to_lowercase();
    Ok(coaching_appointments::find_of(&mut call.tx, &user, relations, &id).await?)
}

/// The appointment that is to be changed: one to which the caller stands in one of these relations,
/// or one of which every attendee is where the permission is held.
async fn find_to_change(
    call: &mut Call,
    id: &str,
    relations: &[Relation],
    permission: &str,
) -> Result<StoredAppointment> {
    lock_organization(call).await?;
    if let Some(own) = find_own(call, id, relations).await? {
        return Ok(own);
    }
    let divisions = call.held_somewhere(permission)?;
    let found = find(call, &divisions, id).await?;
    let ids = std::slice::from_ref(&found.id);
    let attendees = coaching_appointments::attendees(&mut call.tx, ids).await?;
    let attendees = attendees.into_values().next().unwrap_or_default();
    for place in users::places(&mut call.tx, &attendees).await?.values() {
        call.must_hold(permission, place)?;
    }
    Ok(found)
}

/// The appointment as it is shown at this time.
fn shown(
    stored: &StoredAppointment,
    attendees: &[String],
    now: DateTime,
) -> CoachingAppointmentResponse {
    let More { name, description, length, location, insights, schedule, .. } = &stored.more;
    let conversation = |id: &String| ConversationReference {
        id: Some(id.clone()),
        self_uri: Some(format!("/api/v2/conversations/{id}")),
    };
    let document =
        |id: &String| DocumentReference { id: Some(id.clone()), ..DocumentReference::default() };
    CoachingAppointmentResponse {
        id: Some(stored.id.clone()),
        name: Some(name.clone()),
        attendees: Some(attendees.iter().map(|id| reference(id)).collect()),
        conversations: Some(stored.more.conversations.iter().map(conversation).collect()),
        created_by: maybe(stored.created_by.as_ref()),
        date_completed: stored.completed_at,
        date_created: Some(stored.created_at),
        date_modified: Some(stored.modified_at),
        date_start: Some(stored.starts_at),
        description: Some(description.clone()),
        documents: Some(stored.more.documents.iter().map(document).collect()),
        external_links: Some(stored.more.links.clone()),
        facilitator: maybe(stored.facilitator.as_ref()),
        is_overdue: Some(
            stored.starts_at < now && stored.status != CoachingAppointmentStatus::Completed,
        ),
        length_in_minutes: Some(*length),
        location: location.clone(),
        modified_by: maybe(stored.modified_by.as_ref()),
        share_insights_data: *insights,
        status: Some(stored.status.clone()),
        wfm_schedule: schedule.clone(),
        self_uri: Some(coaching_appointments::uri(&stored.id)),
    }
}

/// What the audit compares: who attends stays.
fn told(stored: &StoredAppointment) -> CoachingAppointmentResponse {
    let shown = shown(stored, &[], stored.modified_at);
    CoachingAppointmentResponse { attendees: None, is_overdue: None, ..shown }
}

/// The same, with those who attend it.
async fn answer(
    call: &mut Call,
    stored: &StoredAppointment,
) -> Result<CoachingAppointmentResponse> {
    let ids = std::slice::from_ref(&stored.id);
    let mut attendees = coaching_appointments::attendees(&mut call.tx, ids).await?;
    Ok(shown(stored, &attendees.remove(&stored.id).unwrap_or_default(), call.now))
}

/// A page of the appointments of users.
async fn list_appointments(
    call: &mut Call,
    asked: GetCoachingAppointments,
) -> Result<Rendered<CoachingAppointmentResponseList>> {
    let users = named("userIds", &asked.user_ids)?;
    if users.is_empty() {
        return Err(Refusal::missing_value("userIds"));
    }
    let filter = Asked {
        interval: asked.interval.as_deref(),
        condition: asked.interval_condition.as_ref(),
        completion_interval: asked.completion_interval.as_deref(),
        overdue: asked.overdue.as_ref(),
        statuses: &asked.statuses,
        facilitators: &asked.facilitator_ids,
        relationships: &asked.relationships,
    };
    let filter = filter.filter(users, call.now)?;
    let (page, order) = (asked.page, asked.sort_order.clone());
    let divisions = call.divisions().clone();
    page_of(call, asked, (&divisions, &filter), (page, order)).await
}

/// A page of the caller's own appointments.
async fn list_own_appointments(
    call: &mut Call,
    asked: GetCoachingAppointmentsMe,
) -> Result<Rendered<CoachingAppointmentResponseList>> {
    let user = call.caller().user()?.to_owned();
    let filter = Asked {
        interval: asked.interval.as_deref(),
        condition: asked.interval_condition.as_ref(),
        completion_interval: asked.completion_interval.as_deref(),
        overdue: asked.overdue.as_ref(),
        statuses: &asked.statuses,
        facilitators: &asked.facilitator_ids,
        relationships: &asked.relationships,
    };
    let filter = filter.filter(vec![user], call.now)?;
    let (page, order) = (asked.page, asked.sort_order.clone());
    page_of(call, asked, (&Divisions::all(), &filter), (page, order)).await
}

/// What both listings ask for alike.
struct Asked<'a> {
    interval: Option<&'a str>,
    condition: Option<&'a CoachingAppointmentIntervalCondition>,
    completion_interval: Option<&'a str>,
    overdue: Option<&'a CoachingAppointmentFilter>,
    statuses: &'a [CoachingAppointmentStatus],
    facilitators: &'a [String],
    relationships: &'a [CoachingAppointmentRelationship],
}

impl Asked<'_> {
    /// What is asked for, of these users.
    fn filter(&self, users: Vec<String>, now: DateTime) -> Result<AppointmentFilter> {
        let within = interval("interval", self.interval)?;
        let overlaps = self.condition == Some(&CoachingAppointmentIntervalCondition::Overlaps);
        Ok(AppointmentFilter {
            users,
            relations: self.relationships.iter().filter_map(relation).collect(),
            statuses: self.statuses.iter().map(ToString::to_string).collect(),
            facilitators: named("facilitatorIds", self.facilitators)?,
            starts: within.filter(|_| !overlaps),
            overlaps: within.filter(|_| overlaps),
            completed: interval("completionInterval", self.completion_interval)?,
            overdue: match self.overdue {
                Some(CoachingAppointmentFilter::True) => Some((true, now.milliseconds())),
                Some(CoachingAppointmentFilter::False) => Some((false, now.milliseconds())),
                _ => None,
            },
        })
    }
}

/// A page of appointments.
async fn page_of<O: Operation<Response = CoachingAppointmentResponseList>>(
    call: &mut Call,
    asked: O,
    (divisions, filter): (&Divisions, &AppointmentFilter),
    (page, order): (Page, Option<CoachingAppointmentSortOrder>),
) -> Result<Rendered<CoachingAppointmentResponseList>> {
    let now = call.now;
    let descending = order != Some(CoachingAppointmentSortOrder::Asc);
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let total = coaching_appointments::count(&mut call.tx, divisions, filter).await?;
    let found = coaching_appointments::list(&mut call.tx, divisions, filter, part).await?;
    let ids: Vec<String> = found.iter().map(|one| one.id.clone()).collect();
    let attendees = coaching_appointments::attendees(&mut call.tx, &ids).await?;
    let nobody = Vec::new();
    let entities =
        found.iter().map(|one| shown(one, attendees.get(&one.id).unwrap_or(&nobody), now));
    let entities: Vec<_> = entities.collect();
    page.render_models(asked, &entities, total)
}

fn relation(word: &CoachingAppointmentRelationship) -> Option<Relation> {
    match word {
        CoachingAppointmentRelationship::Creator => Some(Relation::Creator),
        CoachingAppointmentRelationship::Facilitator => Some(Relation::Facilitator),
        CoachingAppointmentRelationship::Attendee => Some(Relation::Attendee),
        CoachingAppointmentRelationship::Other(_) => None,
    }
}

/// One appointment.
async fn get_appointment(
    call: &mut Call,
    GetCoachingAppointment { appointment_id }: GetCoachingAppointment,
) -> Result<CoachingAppointmentResponse> {
    let relations = [Relation::Attendee, Relation::Facilitator, Relation::Creator];
    let found = match find_own(call, &appointment_id, &relations).await? {
        Some(own) => own,
        None => {
            let divisions = call.held_somewhere(SEE_COACHING)?;
            find(call, &divisions, &appointment_id).await?
        }
    };
    answer(call, &found).await
}

/// How long an appointment takes.
fn length(given: i32) -> Result<i32> {
    if given < 1 {
        let allowed = "a whole number from 1 on";
        return Err(Refusal::invalid_value("lengthInMinutes", given.to_string(), allowed));
    }
    Ok(given)
}

fn end(start: DateTime, minutes: i32) -> DateTime {
    start.plus_seconds(i64::from(minutes) * 60)
}

/// Refuses ids that are not those of users in the call's divisions who are not deleted.
async fn must_be_there(call: &mut Call, field: &str, ids: &[String]) -> Result<()> {
    let (tx, divisions) = call.seeing();
    let found = users::with_ids(tx, divisions, ids).await?;
    let is_there =
        |id: &&String| found.iter().any(|user| user.id == **id && user.state != State::Deleted);
    match ids.iter().find(|id| !is_there(id)) {
        None => Ok(()),
        Some(unknown) => {
            let allowed = "the ids of users who are not deleted";
            Err(Refusal::invalid_value(field, unknown, allowed))
        }
    }
}

/// Makes an appointment.
async fn create_appointment(
    call: &mut Call,
    PostCoachingAppointments { body }: PostCoachingAppointments,
) -> Result<CoachingAppointmentResponse> {
    // A user who is deleted meanwhile would leave no trace.
    lock_organization(call).await?;
    let author = call.user().map(str::to_owned);
    let attendees = named("attendeeIds", &body.attendee_ids)?;
    if attendees.is_empty() {
        return Err(Refusal::missing_value("attendeeIds"));
    }
    must_be_there(call, "attendeeIds", &attendees).await?;
    let facilitator = match body.facilitator_id.map(|id| id.trim().to_lowercase()) {
        Some(id) if !id.is_empty() => {
            must_be_there(call, "facilitatorId", std::slice::from_ref(&id)).await?;
            id
        }
        _ => author.clone().ok_or_else(|| Refusal::missing_value("facilitatorId"))?,
    };
    let minutes = length(body.length_in_minutes)?;
    let appointment = StoredAppointment {
        id: call.random.id(),
        status: CoachingAppointmentStatus::Scheduled,
        starts_at: body.date_start,
        ends_at: end(body.date_start, minutes),
        completed_at: None,
        facilitator: Some(facilitator),
        created_by: author.clone(),
        created_at: call.now,
        modified_by: author,
        modified_at: call.now,
        more: More {
            name: required_text(&body.name, "name")?,
            description: body.description,
            length: minutes,
            location: body.location,
            conversations: body.conversation_ids.unwrap_or_default(),
            documents: body.document_ids.unwrap_or_default(),
            links: body.external_links.unwrap_or_default(),
            insights: body.share_insights_data,
            schedule: body.wfm_schedule,
        },
    };
    coaching_appointments::insert(&mut call.tx, &appointment, &attendees).await?;
    let change = AuditEvent::new(COACHING_APPOINTMENT, Action::Create, &appointment.id);
    let change = change.named(Some(&appointment.more.name)).between(&(), &told(&appointment))?;
    audit::record(call, change.property("attendees", None::<String>, attendees)).await?;
    answer(call, &appointment).await
}

/// Changes what the body names.
async fn update_appointment(
    call: &mut Call,
    PatchCoachingAppointment { appointment_id, body }: PatchCoachingAppointment,
) -> Result<CoachingAppointmentResponse> {
    let relations = [Relation::Facilitator, Relation::Creator];
    let before = find_to_change(call, &appointment_id, &relations, EDIT).await?;
    let mut after = before.clone();
    let more = &mut after.more;
    if let Some(name) = body.name {
        more.name = required_text(&name, "name")?;
    }
    if let Some(minutes) = body.length_in_minutes {
        more.length = length(minutes)?;
    }
    more.description = body.description.unwrap_or_else(|| more.description.clone());
    more.location = body.location.or_else(|| more.location.take());
    more.conversations = body.conversation_ids.unwrap_or_else(|| more.conversations.clone());
    more.documents = body.document_ids.unwrap_or_else(|| more.documents.clone());
    more.links = body.external_links.unwrap_or_else(|| more.links.clone());
    more.insights = body.share_insights_data.or(more.insights);
    more.schedule = body.wfm_schedule.or_else(|| more.schedule.take());
    after.starts_at = body.date_start.unwrap_or(after.starts_at);
    after.ends_at = end(after.starts_at, after.more.length);
    if let Some(status) = body.status {
        set_status(&mut after, &status, call.now);
    }
    save(call, &before, &mut after).await?;
    answer(call, &after).await
}

/// A completed appointment was completed at some time, and no other one was.
fn set_status(
    appointment: &mut StoredAppointment,
    status: &CoachingAppointmentWantedStatus,
    now: DateTime,
) {
    appointment.status = match status {
        CoachingAppointmentWantedStatus::Completed => CoachingAppointmentStatus::Completed,
        CoachingAppointmentWantedStatus::InProgress => CoachingAppointmentStatus::InProgress,
        _ => CoachingAppointmentStatus::Scheduled,
    };
    let completed = appointment.status == CoachingAppointmentStatus::Completed;
    appointment.completed_at = completed.then(|| appointment.completed_at.unwrap_or(now));
}

async fn save(
    call: &mut Call,
    before: &StoredAppointment,
    after: &mut StoredAppointment,
) -> Result<()> {
    after.modified_at = call.now;
    after.modified_by = call.user().map(str::to_owned);
    coaching_appointments::save(&mut call.tx, after).await?;
    let change = AuditEvent::new(COACHING_APPOINTMENT, Action::Update, &after.id);
    let change = change.named(Some(&after.more.name)).between(&told(before), &told(after))?;
    audit::record(call, change).await
}

/// Changes how far an appointment is.
async fn update_status(
    call: &mut Call,
    PatchCoachingAppointmentStatus { appointment_id, body }: PatchCoachingAppointmentStatus,
) -> Result<CoachingAppointmentStatusResponse> {
    let relations = [Relation::Attendee, Relation::Facilitator, Relation::Creator];
    let before = find_to_change(call, &appointment_id, &relations, EDIT_STATUS).await?;
    let mut after = before.clone();
    set_status(&mut after, &body.status, call.now);
    save(call, &before, &mut after).await?;
    Ok(CoachingAppointmentStatusResponse {
        appointment: Some(pointer(&after.id)),
        created_by: maybe(after.modified_by.as_ref()),
        date_created: Some(after.modified_at),
        status: Some(after.status),
    })
}

fn pointer(id: &str) -> CoachingAppointmentReference {
    CoachingAppointmentReference {
        id: Some(id.to_owned()),
        self_uri: Some(coaching_appointments::uri(id)),
    }
}

/// Removes an appointment for good.
async fn delete_appointment(
    call: &mut Call,
    DeleteCoachingAppointment { appointment_id }: DeleteCoachingAppointment,
) -> Result<CoachingAppointmentReference> {
    let relations = [Relation::Creator];
    let appointment = find_to_change(call, &appointment_id, &relations, DELETE).await?;
    coaching_appointments::delete(&mut call.tx, &appointment.id).await?;
    let change = AuditEvent::new(COACHING_APPOINTMENT, Action::Delete, &appointment.id);
    let change = change.named(Some(&appointment.more.name)).between(&told(&appointment), &())?;
    audit::record(call, change).await?;
    Ok(pointer(&appointment.id))
}
