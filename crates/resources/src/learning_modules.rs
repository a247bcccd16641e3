//! Learning modules.

use api::{
    AnswerOption, AssessmentForm, AssessmentFormQuestion, DeleteLearningModule, GetLearningModule,
    GetLearningModules, LearningModule, LearningModuleAutoAssignResponse,
    LearningModuleCoverArtResponse, LearningModuleExpand, LearningModuleInformStep,
    LearningModuleInformStepRequest, LearningModuleList, LearningModulePublishResponse,
    LearningModuleRequest, LearningModuleSortOrder, LearningModuleSource, LearningModuleStatus,
    LearningModuleType, PostLearningModulePublish, PostLearningModules, PutLearningModule,
    UsersRulesRuleReference,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    paging::Listing as _,
    random::Random,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Part,
    learning_modules::{self, ModuleFilter},
};

use crate::rules::{
    development::{LEARNING_MODULE, maybe},
    fields::{required_text, text},
    grants::lock_organization,
};

/// So many days may pass from an assignment until it should be completed: ten years.
const MOST_DAYS: i32 = 3_650;

/// The operations on learning modules that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_modules)
        .answer(create_module)
        .answer(get_module)
        .answer(update_module)
        .answer(delete_module)
        .answer(publish_module)
}

/// The module with this id.
async fn find(call: &mut Call, id: &str) -> Result<LearningModule> {
    let found = learning_modules::find(&mut call.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("learning module", id))
}

/// A page of the modules.
async fn list_modules(
    call: &mut Call,
    asked: GetLearningModules,
) -> Result<Rendered<LearningModuleList>> {
    let wants = |status: &LearningModuleStatus| asked.statuses.contains(status);
    let published = match (
        wants(&LearningModuleStatus::Published),
        wants(&LearningModuleStatus::Unpublished),
    ) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let filter = ModuleFilter {
        types: asked.types.iter().map(ToString::to_string).collect(),
        published,
        external_ids: asked.external_ids.clone(),
        term: text(asked.search_term.clone()),
    };
    let only_archived = !asked.statuses.is_empty()
        && asked.statuses.iter().all(|one| *one == LearningModuleStatus::Archived);
    let page = asked.page;
    if only_archived {
        return page.render_models(asked, &[] as &[LearningModule], 0);
    }
    let descending = asked.sort_order == LearningModuleSortOrder::Descending;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let total = learning_modules::count(&mut call.tx, &filter).await?;
    let mut found = learning_modules::list(&mut call.tx, &filter, &asked.sort_by, part).await?;
    if asked.expand.contains(&LearningModuleExpand::SummaryData) {
        let ids: Vec<String> = found.iter().filter_map(|module| module.id.clone()).collect();
        let mut summaries = learning_modules::summaries(&mut call.tx, &ids).await?;
        for module in &mut found {
            let summary = module.id.as_ref().and_then(|id| summaries.remove(id));
            module.summary_data = Some(summary.unwrap_or_else(none));
        }
    }
    page.render_models(asked, &found, total)
}

/// The numbers of a module that nobody learns.
fn none() -> api::LearningModuleSummary {
    api::LearningModuleSummary {
        assigned_count: Some(0),
        completed_count: Some(0),
        completed_sum: Some(0.0),
        passed_count: Some(0),
    }
}

/// One module.
async fn get_module(
    call: &mut Call,
    GetLearningModule { module_id, .. }: GetLearningModule,
) -> Result<LearningModule> {
    find(call, &module_id).await
}

/// Makes a module that is not published yet.
async fn create_module(
    call: &mut Call,
    PostLearningModules { body }: PostLearningModules,
) -> Result<LearningModule> {
    let module = module(call, body)?;
    if !learning_modules::insert(&mut call.tx, &module).await? {
        let given = module.external_id.as_deref().unwrap_or_default();
        let template = "The external id {id} belongs to another learning module.";
        return Err(Refusal::conflict(template).with("id", given));
    }
    let id = module.id.clone().unwrap_or_default();
    let change = AuditEvent::new(LEARNING_MODULE, Action::Create, id).named(module.name.as_ref());
    audit::record(call, change.between(&(), &module)?).await?;
    Ok(module)
}

/// The module that a body describes.
fn module(call: &mut Call, body: LearningModuleRequest) -> Result<LearningModule> {
    if !(1..=MOST_DAYS).contains(&body.completion_time_in_days) {
        let given = body.completion_time_in_days.to_string();
        let allowed = format!("a whole number from 1 to {MOST_DAYS}");
        return Err(Refusal::invalid_value("completionTimeInDays", given, allowed));
    }
    let id = call.random.id();
    let author = call.user().map(str::to_owned);
    let form = body.assessment_form.map(|form| identified(form, &mut call.random)).transpose()?;
    let mut steps: Vec<_> = body.inform_steps.into_iter().flatten().map(step).collect();
    steps.sort_by_key(|step| step.order);
    Ok(LearningModule {
        name: Some(required_text(&body.name, "name")?),
        description: body.description,
        r#type: Some(body.r#type.unwrap_or(LearningModuleType::Native)),
        completion_time_in_days: Some(body.completion_time_in_days),
        length_in_minutes: body.length_in_minutes,
        enforce_content_order: Some(body.enforce_content_order == Some(true)),
        excluded_from_catalog: Some(body.excluded_from_catalog == Some(true)),
        external_id: text(body.external_id),
        inform_steps: Some(steps),
        assessment_form: form,
        review_assessment_results: body.review_assessment_results,
        cover_art: body.cover_art.map(|picture| LearningModuleCoverArtResponse {
            id: Some(picture.id),
            ..LearningModuleCoverArtResponse::default()
        }),
        auto_assign: body.auto_assign.map(|rule| LearningModuleAutoAssignResponse {
            enabled: Some(rule.enabled),
            rule: Some(UsersRulesRuleReference { id: Some(rule.rule_id), self_uri: None }),
        }),
        source: Some(LearningModuleSource::UserCreated),
        is_archived: Some(false),
        is_published: Some(false),
        version: Some(1),
        date_created: Some(call.now),
        date_modified: Some(call.now),
        created_by: maybe(author.as_ref()),
        modified_by: maybe(author.as_ref()),
        self_uri: Some(learning_modules::uri(&id)),
        id: Some(id),
        ..LearningModule::default()
    })
}

fn step(step: LearningModuleInformStepRequest) -> LearningModuleInformStep {
    LearningModuleInformStep {
        content_type: step.content_type,
        description: step.description,
        display_name: step.display_name,
        name: step.name,
        order: step.order,
        sharing_uri: step.sharing_uri,
        r#type: step.r#type,
        value: step.value,
    }
}

/// A form in which every part has an id, by which answers name it.
fn identified(mut form: AssessmentForm, random: &mut Random) -> Result<AssessmentForm> {
    if !(0..=100).contains(&form.pass_percent) {
        let given = form.pass_percent.to_string();
        let allowed = "a whole number from 0 to 100";
        return Err(Refusal::invalid_value("assessmentForm.passPercent", given, allowed));
    }
    form.id = Some(random.id());
    form.context_id = Some(random.id());
    form.published = Some(false);
    for group in &mut form.question_groups {
        group.id = Some(group.id.take().unwrap_or_else(|| random.id()));
        for question in &mut group.questions {
            with_ids(question, random);
        }
    }
    Ok(form)
}

fn with_ids(question: &mut AssessmentFormQuestion, random: &mut Random) {
    question.id = Some(question.id.take().unwrap_or_else(|| random.id()));
    for option in question.answer_options.iter_mut().flatten() {
        let AnswerOption { id, .. } = option;
        *id = Some(id.take().unwrap_or_else(|| random.id()));
    }
}

/// Sets what a module is, but for its type and its id elsewhere.
async fn update_module(
    call: &mut Call,
    PutLearningModule { module_id, body }: PutLearningModule,
) -> Result<LearningModule> {
    lock_organization(call).await?;
    let before = find(call, &module_id).await?;
    let given = body.assessment_form.clone();
    let wanted = module(call, body)?;
    let is_published = before.is_published == Some(true);
    let form = match (given, &before.assessment_form) {
        (None, kept) => kept.clone(),
        (Some(given), Some(kept)) if is_same(&given, kept) => Some(kept.clone()),
        (Some(_), _) if is_published => {
            let template =
                "The learning module {module} is published, so its test cannot be changed.";
            return Err(Refusal::conflict(template).with("module", &module_id));
        }
        (Some(_), _) => wanted.assessment_form.clone(),
    };
    let after = LearningModule {
        id: before.id.clone(),
        self_uri: before.self_uri.clone(),
        r#type: before.r#type.clone(),
        external_id: before.external_id.clone(),
        assessment_form: form,
        is_published: before.is_published,
        source: before.source.clone(),
        date_created: before.date_created,
        created_by: before.created_by.clone(),
        version: before.version.map(|version| version.saturating_add(1)),
        ..wanted
    };
    learning_modules::save(&mut call.tx, &after).await?;
    let id = after.id.clone().unwrap_or_default();
    let change = AuditEvent::new(LEARNING_MODULE, Action::Update, id);
    let change = change.named(after.name.as_ref()).between(&before, &after)?;
    audit::record(call, change).await?;
    Ok(after)
}

/// Is it the form that is kept, as it was answered?
fn is_same(given: &AssessmentForm, kept: &AssessmentForm) -> bool {
    given.pass_percent == kept.pass_percent && given.question_groups == kept.question_groups
}

/// Removes a module that was not published, or with force any.
async fn delete_module(
    call: &mut Call,
    DeleteLearningModule { module_id }: DeleteLearningModule,
) -> Result<()> {
    lock_organization(call).await?;
    let before = find(call, &module_id).await?;
    if before.is_published == Some(true) && !call.is_forced() {
        let template = "The learning module {module} is published; with the header \
                        Callroster-Force: true it is deleted together with its assignments.";
        return Err(Refusal::conflict(template).with("module", &module_id));
    }
    let id = before.id.clone().unwrap_or_default();
    learning_modules::delete(&mut call.tx, &id).await?;
    let change = AuditEvent::new(LEARNING_MODULE, Action::Delete, id);
    let change = change.named(before.name.as_ref()).between(&before, &())?;
    audit::record(call, change).await
}

/// Lets a module be assigned.
async fn publish_module(
    call: &mut Call,
    PostLearningModulePublish { module_id, .. }: PostLearningModulePublish,
) -> Result<LearningModulePublishResponse> {
    let before = find(call, &module_id).await?;
    if before.is_published != Some(true) {
        let author = call.user().map(str::to_owned);
        let mut after = LearningModule {
            is_published: Some(true),
            date_modified: Some(call.now),
            modified_by: maybe(author.as_ref()),
            ..before.clone()
        };
        if let Some(form) = &mut after.assessment_form {
            form.published = Some(true);
        }
        learning_modules::save(&mut call.tx, &after).await?;
        let id = after.id.clone().unwrap_or_default();
        let change = AuditEvent::new(LEARNING_MODULE, Action::Update, id);
        let change = change.named(after.name.as_ref()).between(&before, &after)?;
        audit::record(call, change).await?;
    }
    Ok(LearningModulePublishResponse {
        id: before.id,
        version: before.version,
        self_uri: before.self_uri,
    })
}
