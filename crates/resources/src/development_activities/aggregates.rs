//! Numbers of development activities.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use api::{
    DateTime, DevelopmentActivityAggregateQueryRequestFilter as Filter,
    DevelopmentActivityAggregateQueryRequestPredicate as Predicate,
    DevelopmentActivityAggregateQueryResponseData as Data,
    DevelopmentActivityAggregateQueryResponseGroupedData as Group,
    DevelopmentActivityAggregateQueryResponseMetric as MetricAnswer,
    DevelopmentActivityAggregateQueryResponseStatistics as Statistics,
    DevelopmentActivityAggregateResponse, DevelopmentActivityDimension as Dimension,
    DevelopmentActivityMetric as Metric, DevelopmentActivityStatus as Status,
    DevelopmentActivityType, DevelopmentFilterType as Joined,
    PostUsersDevelopmentActivitiesAggregatesQuery, WireEnum as _,
};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
};
use store::{
    coaching_appointments::Relation,
    development_activities::{self, ActivityFilter, StoredActivity},
    users,
};

use super::found::{attendees, is_overdue, reached};
use crate::rules::development::{SEE_COACHING, interval, named};

/// Every metric, in the order of the contract.
const METRICS: [Metric; 10] = [
    Metric::Activities,
    Metric::PlannedActivities,
    Metric::InProgressActivities,
    Metric::CompleteActivities,
    Metric::OverdueActivities,
    Metric::InvalidScheduleActivities,
    Metric::PassedActivities,
    Metric::FailedActivities,
    Metric::ActivityScore,
    Metric::NotCompletedActivities,
];

/// An activity, for one of those who attend it.
type Attended<'a> = (&'a str, &'a StoredActivity);

/// Counts activities that are due in an interval, on the whole or for each attendee.
pub(super) async fn query(
    call: &mut Call,
    PostUsersDevelopmentActivitiesAggregatesQuery { body }: PostUsersDevelopmentActivitiesAggregatesQuery,
) -> Result<DevelopmentActivityAggregateResponse> {
    let due = interval("interval", Some(&body.interval))?;
    let due = due.ok_or_else(|| Refusal::missing_value("interval"))?;
    let users = attendees_of(&body.filter)?;
    let (learning, coaching) = reached(call, &users).await?;
    let filter = ActivityFilter {
        learning,
        coaching,
        relations: vec![Relation::Attendee],
        due: Some(due),
        ..ActivityFilter::default()
    };
    let found = development_activities::all(&mut call.tx, &filter).await?;
    let attending = attendees(call, &found).await?;
    let places = users::places(&mut call.tx, &users).await?;
    let coached = call.held(SEE_COACHING);
    let is_seen = |one: &StoredActivity, user: &str| {
        one.learner.is_some() || places.get(user).is_some_and(|place| coached.contains(place))
    };
    let pairs = pairs(&found, &attending).filter(|(user, one)| {
        users.iter().any(|wanted| wanted == user)
            && is_seen(one, user)
            && holds(&body.filter, user, one)
    });
    let metrics = match body.metrics {
        Some(metrics) if !metrics.is_empty() => metrics,
        _ => METRICS.to_vec(),
    };
    let mut groups: BTreeMap<Option<&str>, Vec<Attended<'_>>> = BTreeMap::new();
    let by_attendee = body.group_by.is_some_and(|by| !by.is_empty());
    if !by_attendee {
        groups.insert(None, Vec::new());
    }
    for (user, one) in pairs {
        groups.entry(by_attendee.then_some(user)).or_default().push((user, one));
    }
    let (from, to) = (DateTime::from_milliseconds(due.0), DateTime::from_milliseconds(due.1));
    let now = call.now;
    let results = groups.into_iter().map(|(user, all)| Group {
        group: Some(user.map(|id| ("attendeeId".to_owned(), id.to_owned())).into_iter().collect()),
        data: Some(vec![Data {
            interval: Some(format!("{from}/{to}")),
            metrics: Some(metrics.iter().map(|metric| measure(metric, &all, now)).collect()),
        }]),
    });
    Ok(DevelopmentActivityAggregateResponse { results: results.collect() })
}

/// Each activity with each of its attendees.
fn pairs<'a>(
    found: &'a [StoredActivity],
    attending: &'a HashMap<String, Vec<String>>,
) -> impl Iterator<Item = Attended<'a>> {
    found.iter().flat_map(|one| {
        let users = attending.get(&one.id).into_iter().flatten();
        users.map(move |user| (user.as_str(), one))
    })
}

/// What activities are compared with in a filter, and cannot be otherwise.
const fn values(dimension: &Dimension) -> Option<&'static [&'static str]> {
    match dimension {
        Dimension::Type => Some(DevelopmentActivityType::FACTS.values),
        Dimension::IsPassed => Some(&["true", "false"]),
        Dimension::AttendeeId | Dimension::ModuleId | Dimension::Other(_) => None,
    }
}

/// Refuses clauses without predicates, and values that no activity has.
fn check(filter: &Filter) -> Result<()> {
    for (number, clause) in filter.clauses.iter().enumerate() {
        let field = format!("filter.clauses[{number}].predicates");
        if clause.predicates.is_empty() {
            return Err(Refusal::invalid_value(field, "[]", "at least one predicate"));
        }
        for (place, predicate) in clause.predicates.iter().enumerate() {
            let Some(allowed) = values(&predicate.dimension) else { continue };
            let given = predicate.value.trim();
            if !allowed.iter().any(|value| value.eq_ignore_ascii_case(given)) {
                let field = format!("{field}[{place}].value");
                return Err(Refusal::invalid_value(field, given, allowed.join(", ")));
            }
        }
    }
    Ok(())
}

/// The attendees whom a filter names.
fn attendees_of(filter: &Filter) -> Result<Vec<String>> {
    check(filter)?;
    let predicates = filter.clauses.iter().flat_map(|clause| &clause.predicates);
    let ids: Vec<String> = predicates
        .filter(|predicate| predicate.dimension == Dimension::AttendeeId)
        .map(|predicate| predicate.value.clone())
        .collect();
    let ids = named("filter", &ids)?;
    if ids.is_empty() {
        let message = "The filter must name at least one attendeeId.";
        return Err(Refusal::bad_request(message));
    }
    Ok(ids)
}

/// Does the filter let the activity of this attendee pass?
fn holds(filter: &Filter, user: &str, one: &StoredActivity) -> bool {
    let mut clauses = filter.clauses.iter().map(|clause| {
        let mut predicates = clause.predicates.iter().map(|predicate| is_so(predicate, user, one));
        if clause.r#type == Joined::Or { predicates.any(|so| so) } else { predicates.all(|so| so) }
    });
    if filter.r#type == Joined::Or { clauses.any(|so| so) } else { clauses.all(|so| so) }
}

fn is_so(predicate: &Predicate, user: &str, one: &StoredActivity) -> bool {
    let value = predicate.value.trim();
    let is = |text: &str| text.eq_ignore_ascii_case(value);
    match predicate.dimension {
        Dimension::AttendeeId => is(user),
        Dimension::Type => is(&one.kind.to_string()),
        Dimension::ModuleId => one.module.as_deref().is_some_and(is),
        Dimension::IsPassed => one.passed.is_some_and(|passed| is(&passed.to_string())),
        Dimension::Other(_) => false,
    }
}

/// One metric of these activities, each of which counts once however many attend it.
fn measure(metric: &Metric, all: &[Attended<'_>], now: DateTime) -> MetricAnswer {
    let mut seen = BTreeSet::new();
    let once = all.iter().map(|(_, one)| *one).filter(|one| seen.insert(&one.id));
    let status = |wanted: Status| move |one: &&StoredActivity| one.status == wanted;
    let counted: Vec<&StoredActivity> = match metric {
        Metric::PlannedActivities => once.filter(status(Status::Planned)).collect(),
        Metric::InProgressActivities => once.filter(status(Status::InProgress)).collect(),
        Metric::CompleteActivities => once.filter(status(Status::Completed)).collect(),
        Metric::InvalidScheduleActivities => once.filter(status(Status::InvalidSchedule)).collect(),
        Metric::NotCompletedActivities => once.filter(status(Status::NotCompleted)).collect(),
        Metric::OverdueActivities => once.filter(|one| is_overdue(one, now)).collect(),
        Metric::PassedActivities => once.filter(|one| one.passed == Some(true)).collect(),
        Metric::FailedActivities => once.filter(|one| one.passed == Some(false)).collect(),
        Metric::ActivityScore => once.filter(|one| one.score.is_some()).collect(),
        _ => once.collect(),
    };
    let scores = counted.iter().filter_map(|one| one.score);
    let scores = scores.filter(|_| *metric == Metric::ActivityScore);
    MetricAnswer {
        metric: Some(metric.clone()),
        stats: Some(Statistics {
            count: i32::try_from(counted.len()).ok(),
            max: scores.clone().reduce(f64::max),
            min: scores.clone().reduce(f64::min),
            sum: scores.reduce(|sum, score| sum + score),
        }),
    }
}
