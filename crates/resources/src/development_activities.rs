//! Development activities: coaching appointments and learning assignments of users, read together.

mod aggregates;
mod found;

use api::{
    DateTime, DevelopmentActivity, DevelopmentActivityFilter, DevelopmentActivityListing,
    DevelopmentActivityRelationship, DevelopmentActivitySortOrder, DevelopmentActivityStatus,
    DevelopmentActivityType, GetUsersDevelopmentActivities, GetUsersDevelopmentActivitiesMe,
    GetUsersDevelopmentActivity, LearningModule, Operation, Page,
};
use gate::{
    call::Call,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Divisions, Part,
    coaching_appointments::{More, Relation},
    development_activities::{self, ActivityFilter, Looked, StoredActivity},
};

use self::found::{attendees, is_overdue, reached};
use crate::rules::development::{SEE_COACHING, SEE_LEARNING, interval, maybe, named, reference};

/// The operations on development activities that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_activities)
        .answer(list_own_activities)
        .answer(get_activity)
        .answer(aggregates::query)
}

/// What both listings ask for alike.
struct Asked<'a> {
    interval: Option<&'a str>,
    completion_interval: Option<&'a str>,
    overdue: &'a DevelopmentActivityFilter,
    pass: &'a DevelopmentActivityFilter,
    types: &'a [DevelopmentActivityType],
    statuses: &'a [DevelopmentActivityStatus],
    relationship: &'a [DevelopmentActivityRelationship],
    module: Option<&'a str>,
}

impl Asked<'_> {
    /// What is asked for, among these activities.
    fn filter(
        &self,
        now: DateTime,
        (learning, coaching): (Option<Looked>, Option<Looked>),
    ) -> Result<ActivityFilter> {
        let relations: Vec<Relation> = self.relationship.iter().filter_map(relation).collect();
        // Users only attend what they learn.
        let learns = relations.is_empty() || relations.contains(&Relation::Attendee);
        let module = self.module.map(str::to_lowercase);
        Ok(ActivityFilter {
            learning: learning.filter(|_| learns),
            coaching,
            id: None,
            module,
            types: self.types.iter().map(ToString::to_string).collect(),
            statuses: self.statuses.iter().map(ToString::to_string).collect(),
            relations,
            due: interval("interval", self.interval)?,
            completed: interval("completionInterval", self.completion_interval)?,
            overdue: wanted(self.overdue).map(|overdue| (overdue, now.milliseconds())),
            passed: wanted(self.pass),
        })
    }
}

/// A filter of three values.
fn wanted(filter: &DevelopmentActivityFilter) -> Option<bool> {
    match filter {
        DevelopmentActivityFilter::True => Some(true),
        DevelopmentActivityFilter::False => Some(false),
        _ => None,
    }
}

fn relation(word: &DevelopmentActivityRelationship) -> Option<Relation> {
    match word {
        DevelopmentActivityRelationship::Creator => Some(Relation::Creator),
        DevelopmentActivityRelationship::Facilitator => Some(Relation::Facilitator),
        DevelopmentActivityRelationship::Attendee => Some(Relation::Attendee),
        DevelopmentActivityRelationship::Other(_) => None,
    }
}

/// A page of the activities of users, or of a module.
async fn list_activities(
    call: &mut Call,
    asked: GetUsersDevelopmentActivities,
) -> Result<Rendered<DevelopmentActivityListing>> {
    let users = named("userId", &asked.user_id)?;
    let module = asked.module_id.clone().filter(|id| !id.is_empty());
    if users.is_empty() && module.is_none() {
        let message = "Either userId or moduleId must be given.";
        return Err(Refusal::bad_request(message));
    }
    let wanted = Asked {
        interval: asked.interval.as_deref(),
        completion_interval: asked.completion_interval.as_deref(),
        overdue: &asked.overdue,
        pass: &asked.pass,
        types: &asked.types,
        statuses: &asked.statuses,
        relationship: &asked.relationship,
        module: module.as_deref(),
    };
    let looked = reached(call, &users).await?;
    let filter = wanted.filter(call.now, looked)?;
    let (page, order) = (asked.page, asked.sort_order.clone());
    answer(call, asked, &filter, (page, &order)).await
}

/// A page of the caller's own activities.
async fn list_own_activities(
    call: &mut Call,
    asked: GetUsersDevelopmentActivitiesMe,
) -> Result<Rendered<DevelopmentActivityListing>> {
    let user = call.caller().user()?.to_owned();
    let own = || Some(Looked { divisions: Divisions::all(), users: vec![user.clone()] });
    let wanted = Asked {
        interval: asked.interval.as_deref(),
        completion_interval: asked.completion_interval.as_deref(),
        overdue: &asked.overdue,
        pass: &asked.pass,
        types: &asked.types,
        statuses: &asked.statuses,
        relationship: &asked.relationship,
        module: asked.module_id.as_deref().filter(|id| !id.is_empty()),
    };
    let filter = wanted.filter(call.now, (own(), own()))?;
    let (page, order) = (asked.page, asked.sort_order.clone());
    answer(call, asked, &filter, (page, &order)).await
}

/// A page of activities.
async fn answer<O: Operation<Response = DevelopmentActivityListing>>(
    call: &mut Call,
    asked: O,
    filter: &ActivityFilter,
    (page, order): (Page, &DevelopmentActivitySortOrder),
) -> Result<Rendered<DevelopmentActivityListing>> {
    let descending = *order != DevelopmentActivitySortOrder::Asc;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let total = development_activities::count(&mut call.tx, filter).await?;
    let found = development_activities::list(&mut call.tx, filter, part).await?;
    let shown = shown(call, &found).await?;
    page.render_models(asked, &shown, total)
}

/// Activities as they are answered.
async fn shown(call: &mut Call, found: &[StoredActivity]) -> Result<Vec<DevelopmentActivity>> {
    let mut attendees = attendees(call, found).await?;
    let now = call.now;
    let shown = found.iter().map(|one| {
        let (name, archived, mode) = named_as(one)?;
        Ok(DevelopmentActivity {
            id: Some(one.id.clone()),
            name,
            archival_mode: mode,
            attendees: Some(
                attendees
                    .remove(&one.id)
                    .unwrap_or_default()
                    .iter()
                    .map(|id| reference(id))
                    .collect(),
            ),
            created_by: maybe(one.created_by.as_ref()),
            date_completed: one.completed_at,
            date_created: Some(one.created_at),
            date_due: Some(one.due_at),
            facilitator: maybe(one.facilitator.as_ref()),
            is_latest: one.latest,
            is_module_archived: archived,
            is_overdue: Some(is_overdue(one, now)),
            is_passed: one.passed,
            percentage_score: one.score,
            status: Some(one.status.clone()),
            r#type: Some(one.kind.clone()),
            self_uri: Some(format!(
                "/api/v2/users/development/activities/{}?type={}",
                one.id, one.kind
            )),
        })
    });
    shown.collect()
}

/// The name of an activity, and how its module was archived.
fn named_as(one: &StoredActivity) -> Result<Named> {
    let failed = |error| Refusal::internal(format!("activity {}: {error}", one.id));
    if one.learner.is_none() {
        let more: More = serde_json::from_str(&one.document).map_err(failed)?;
        return Ok((Some(more.name), None, None));
    }
    let module: LearningModule = serde_json::from_str(&one.document).map_err(failed)?;
    Ok((module.name, module.is_archived, module.archival_mode))
}

type Named = (Option<String>, Option<bool>, Option<api::ArchivalMode>);

/// One activity: one's own, or one that the caller's permissions reach.
async fn get_activity(
    call: &mut Call,
    GetUsersDevelopmentActivity { activity_id, r#type }: GetUsersDevelopmentActivity,
) -> Result<DevelopmentActivity> {
    let is_coaching = r#type == DevelopmentActivityType::Coaching;
    let permission = if is_coaching { SEE_COACHING } else { SEE_LEARNING };
    let anywhere = || Looked { divisions: Divisions::all(), users: Vec::new() };
    let mut filter = ActivityFilter {
        learning: (!is_coaching).then(anywhere),
        coaching: is_coaching.then(anywhere),
        id: Some(activity_id.to_lowercase()),
        types: vec![r#type.to_string()],
        ..ActivityFilter::default()
    };
    let one = Part { offset: 0, limit: 1, descending: false };
    let mut found = development_activities::list(&mut call.tx, &filter, one).await?;
    if !is_own(call, &found).await? {
        let divisions = call.held_somewhere(permission)?;
        let reached = || Looked { divisions: divisions.clone(), users: Vec::new() };
        filter.learning = filter.learning.map(|_| reached());
        filter.coaching = filter.coaching.map(|_| reached());
        found = development_activities::list(&mut call.tx, &filter, one).await?;
    }
    let shown = shown(call, &found).await?;
    let shown = shown.into_iter().next();
    shown.ok_or_else(|| Refusal::not_found("development activity", &activity_id))
}

/// Is the caller one whom the activity concerns?
async fn is_own(call: &mut Call, found: &[StoredActivity]) -> Result<bool> {
    let Some(user) = call.user().map(str::to_owned) else { return Ok(false) };
    let attendees = attendees(call, found).await?;
    Ok(found.iter().any(|one| {
        [&one.created_by, &one.facilitator].contains(&&Some(user.clone()))
            || attendees.get(&one.id).is_some_and(|all| all.contains(&user))
    }))
}
