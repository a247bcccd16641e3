//! In how many queues users are now.

use analytics::{Membership, Present, users_of};
use api::{
    Map, ObservationMetricData, ObservationValue, PostAnalyticsUsersObservationsQuery,
    StatisticalSummary, UserObservationDataContainer, UserObservationMetric,
    UserObservationQueryResponse,
};

use super::activity::each_present;
use crate::rules::analytics::refused;
use gate::{call::Call, refusal::Result};

/// The most observations of a metric that are listed.
const MAX_OBSERVATIONS: usize = 100;

/// In how many queues users are members, and in how many they take work.
pub(crate) async fn query(
    call: &mut Call,
    PostAnalyticsUsersObservationsQuery { body }: PostAnalyticsUsersObservationsQuery,
) -> Result<UserObservationQueryResponse> {
    let users = users_of(Some(&body.filter), "filter").map_err(refused)?;
    let both = [UserObservationMetric::ActiveQueues, UserObservationMetric::MemberQueues];
    let mut metrics = body.metrics.unwrap_or_default();
    let details = body.detail_metrics.unwrap_or_default();
    metrics.extend(details.iter().cloned());
    if metrics.is_empty() {
        metrics.extend(both.iter().cloned());
    }
    let (tx, divisions) = call.seeing();
    let (only, mut results) = (users.only(), Vec::new());
    each_present(tx, divisions, only.as_deref(), |present| {
        if users.has(&present.user) {
            let asked = both.iter().filter(|metric| metrics.contains(metric));
            let data = asked.map(|metric| observed(&present, metric, details.contains(metric)));
            let data = Some(data.collect());
            let group = Some(Map::from([("userId".to_owned(), present.user.clone())]));
            results.push(UserObservationDataContainer { group, data });
        }
    })
    .await?;
    Ok(UserObservationQueryResponse { results })
}

fn observed(
    present: &Present,
    metric: &UserObservationMetric,
    details: bool,
) -> ObservationMetricData {
    let counts = |it: &&Membership| it.joined || *metric == UserObservationMetric::MemberQueues;
    let count = present.queues.iter().filter(counts).count();
    // Nobody knows since when a user is a member of a queue; what is known is the last change.
    let value = ObservationValue {
        observation_date: Some(present.queues_changed_at.unwrap_or(present.routing_since)),
        user_id: Some(present.user.clone()),
        team_id: present.team.clone(),
        ..ObservationValue::default()
    };
    ObservationMetricData {
        metric: Some(metric.to_string()),
        stats: Some(StatisticalSummary {
            count: i64::try_from(count).ok(),
            ..StatisticalSummary::default()
        }),
        observations: details.then(|| vec![value; count.min(MAX_OBSERVATIONS)]),
        truncated: details.then_some(count > MAX_OBSERVATIONS),
        ..ObservationMetricData::default()
    }
}
