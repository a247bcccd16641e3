//! Learning assignments in lists: of users, of the caller, and of modules.

use api::{
    AssignedLearningModule, AssignedLearningModuleDomainEntityListing, DateTime,
    GetLearningAssignments, GetLearningAssignmentsMe, GetLearningModulesAssignments,
    LearningAssignment, LearningAssignmentFilter, LearningAssignmentListedState,
    LearningAssignmentSortBy, LearningAssignmentSortOrder, LearningAssignmentsDomainEntity,
    LearningModule, LearningModuleAssignmentState, LearningModuleType, Operation, Page,
};
use gate::{
    call::Call,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
};
use store::{
    Divisions, Part,
    learning_assignments::{self, AssignmentFilter, Order},
    learning_modules::{self, AssignedFilter},
    users,
};

use super::found::shown;
use crate::rules::{
    development::{interval, named},
    fields::text,
};

/// A filter of three values.
const fn wanted(filter: &LearningAssignmentFilter) -> Option<bool> {
    match filter {
        LearningAssignmentFilter::True => Some(true),
        LearningAssignmentFilter::False => Some(false),
        _ => None,
    }
}

/// What both listings of assignments ask for alike.
struct Asked<'a> {
    module: Option<&'a String>,
    interval: Option<&'a str>,
    completion_interval: Option<&'a str>,
    overdue: &'a LearningAssignmentFilter,
    pass: &'a LearningAssignmentFilter,
    min_score: Option<f64>,
    max_score: Option<f64>,
    types: &'a [LearningModuleType],
    states: &'a [LearningAssignmentListedState],
}

impl Asked<'_> {
    /// What is asked for, of these users.
    fn filter(&self, users: Vec<String>, now: DateTime) -> Result<AssignmentFilter> {
        Ok(AssignmentFilter {
            module: self.module.filter(|id| !id.is_empty()).map(|id| id.to_lowercase()),
            users,
            due: interval("interval", self.interval)?,
            completed: interval("completionInterval", self.completion_interval)?,
            overdue: wanted(self.overdue).map(|overdue| (overdue, now.milliseconds())),
            passed: wanted(self.pass),
            min_score: self.min_score,
            max_score: self.max_score,
            types: self.types.iter().map(ToString::to_string).collect(),
            states: self.states.iter().map(ToString::to_string).collect(),
        })
    }
}

/// A page of the assignments of users, or of a module.
pub(super) async fn list_assignments(
    call: &mut Call,
    asked: GetLearningAssignments,
) -> Result<Rendered<LearningAssignmentsDomainEntity>> {
    let filter = Asked {
        module: asked.module_id.as_ref(),
        interval: asked.interval.as_deref(),
        completion_interval: asked.completion_interval.as_deref(),
        overdue: &asked.overdue,
        pass: &asked.pass,
        min_score: asked.min_percentage_score,
        max_score: asked.max_percentage_score,
        types: &asked.types,
        states: &asked.states,
    };
    let filter = filter.filter(named("userId", &asked.user_id)?, call.now)?;
    if filter.users.is_empty() && filter.module.is_none() {
        return Err(Refusal::bad_request("Either moduleId or userId must be given."));
    }
    let divisions = call.divisions().clone();
    let order = (asked.sort_by.clone(), asked.sort_order.clone());
    let page = asked.page;
    page_of(call, asked, (&divisions, &filter), (page, order)).await
}

/// A page of the caller's own assignments.
pub(super) async fn list_own_assignments(
    call: &mut Call,
    asked: GetLearningAssignmentsMe,
) -> Result<Rendered<LearningAssignmentsDomainEntity>> {
    let user = call.caller().user()?.to_owned();
    let filter = Asked {
        module: asked.module_id.as_ref(),
        interval: asked.interval.as_deref(),
        completion_interval: asked.completion_interval.as_deref(),
        overdue: &asked.overdue,
        pass: &asked.pass,
        min_score: asked.min_percentage_score,
        max_score: asked.max_percentage_score,
        types: &asked.types,
        states: &asked.states,
    };
    let filter = filter.filter(vec![user], call.now)?;
    let order = (asked.sort_by.clone(), asked.sort_order.clone());
    let page = asked.page;
    page_of(call, asked, (&Divisions::all(), &filter), (page, order)).await
}

/// A page of assignments.
async fn page_of<O: Operation<Response = LearningAssignmentsDomainEntity>>(
    call: &mut Call,
    asked: O,
    (divisions, filter): (&Divisions, &AssignmentFilter),
    (page, (by, order)): (Page, (Option<LearningAssignmentSortBy>, LearningAssignmentSortOrder)),
) -> Result<Rendered<LearningAssignmentsDomainEntity>> {
    let now = call.now;
    let descending = order != LearningAssignmentSortOrder::Asc;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let order = match by {
        Some(LearningAssignmentSortBy::DateModified) => Order::Modified,
        _ => Order::Due,
    };
    let total = learning_assignments::count(&mut call.tx, divisions, filter).await?;
    let found = learning_assignments::list(&mut call.tx, divisions, filter, (order, part)).await?;
    let entities: Vec<_> = found.iter().map(|one| shown(one, now)).collect();
    page.render_models(asked, &entities, total)
}

/// A page of the modules, with the latest assignments of users.
pub(super) async fn list_assigned_modules(
    call: &mut Call,
    asked: GetLearningModulesAssignments,
) -> Result<Rendered<AssignedLearningModuleDomainEntityListing>> {
    let now = call.now;
    let mut users = named("userIds", &asked.user_ids)?;
    if users.is_empty() {
        return Err(Refusal::missing_value("userIds"));
    }
    let places = users::places(&mut call.tx, &users).await?;
    let divisions = call.divisions();
    users.retain(|user| places.get(user).is_some_and(|place| divisions.contains(place)));
    let none = LearningModuleAssignmentState::NotAssigned;
    let states = asked.assignment_states.iter().filter(|state| **state != none);
    let filter = AssignedFilter {
        users,
        term: text(asked.search_term.clone()),
        overdue: wanted(&asked.overdue).map(|overdue| (overdue, now.milliseconds())),
        states: states.map(ToString::to_string).collect(),
        unassigned: asked.assignment_states.contains(&none),
    };
    let page = asked.page;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending: false };
    let total = learning_modules::count_assigned(&mut call.tx, &filter).await?;
    let modules = learning_modules::list_assigned(&mut call.tx, &filter, part).await?;
    let ids: Vec<String> = modules.iter().filter_map(|module| module.id.clone()).collect();
    let found = learning_assignments::latest_of(&mut call.tx, &filter.users, &ids).await?;
    let entities: Vec<_> = modules
        .into_iter()
        .map(|module| {
            let of = found.iter().filter(|one| one.module.id == module.id);
            // The module is around it.
            let without =
                |one| LearningAssignment { module: None, assessment_form: None, ..shown(one, now) };
            let current = of.map(without).collect();
            with_assignments(module, current)
        })
        .collect();
    page.render_models(asked, &entities, total)
}

/// A module with assignments of it.
fn with_assignments(
    module: LearningModule,
    current: Vec<LearningAssignment>,
) -> AssignedLearningModule {
    AssignedLearningModule {
        current_assignments: Some(current),
        id: module.id,
        name: module.name,
        archival_mode: module.archival_mode,
        assessment_form: module.assessment_form,
        auto_assign: module.auto_assign,
        completion_time_in_days: module.completion_time_in_days,
        cover_art: module.cover_art,
        created_by: module.created_by,
        date_created: module.date_created,
        date_modified: module.date_modified,
        description: module.description,
        enforce_content_order: module.enforce_content_order,
        excluded_from_catalog: module.excluded_from_catalog,
        external_id: module.external_id,
        inform_steps: module.inform_steps,
        is_archived: module.is_archived,
        is_published: module.is_published,
        length_in_minutes: module.length_in_minutes,
        modified_by: module.modified_by,
        reassign_summary_data: module.reassign_summary_data,
        review_assessment_results: module.review_assessment_results,
        rule: module.rule,
        source: module.source,
        summary_data: module.summary_data,
        r#type: module.r#type,
        version: module.version,
        self_uri: module.self_uri,
    }
}
