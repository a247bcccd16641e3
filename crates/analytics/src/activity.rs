//! What users do now, counted by user.

use std::collections::BTreeMap;

use api::{
    DateTime, Map, QueryOrder, UserActivityData, UserActivityDimension, UserActivityEntityData,
    UserActivityMetricValue, UserActivityQuery, UserObservationMetric, WireEnum,
};

use crate::{Test, Tree, Wrong, predicates::Filter};

/// The most entities that a group lists.
const MAX_ENTITIES: usize = 100;

/// What a question about the present asks for.
#[derive(Debug, Clone)]
pub struct Activity {
    /// The last group first?
    pub descending: bool,
    filter: Option<Tree<UserActivityDimension>>,
    group_by: Vec<UserActivityDimension>,
    metrics: Vec<(UserObservationMetric, bool)>,
}

/// What a user does now.
#[derive(Debug, Clone, Default)]
pub struct Present {
    /// The user.
    pub user: String,
    /// The team, if there is one.
    pub team: Option<String>,
    /// The system presence in upper case.
    pub presence: String,
    /// The id of the presence definition.
    pub definition: String,
    /// Since when it is that.
    pub presence_since: DateTime,
    /// The routing status.
    pub routing: String,
    /// Since when it is that.
    pub routing_since: DateTime,
    /// When the user last joined or left a queue.
    pub queues_changed_at: Option<DateTime>,
    /// The queues.
    pub queues: Vec<Membership>,
}

/// A queue of a user.
#[derive(Debug, Clone)]
pub struct Membership {
    /// The queue.
    pub queue: String,
    /// Does the user take work from it?
    pub joined: bool,
}

impl Activity {
    /// Reads the question.
    pub fn read(body: &UserActivityQuery) -> Result<Self, Wrong> {
        let users = "userId, alone or with other dimensions";
        if !body.group_by.contains(&UserActivityDimension::UserId) {
            let given: Vec<_> = body.group_by.iter().map(WireEnum::as_str).collect();
            return Err(Wrong::invalid("groupBy", &format!("[{}]", given.join(", ")), users));
        }
        if body.metrics.is_empty() {
            let known = UserObservationMetric::FACTS.values.join(", ");
            return Err(Wrong::invalid("metrics", "[]", format!("at least one of {known}")));
        }
        let mut metrics: Vec<(UserObservationMetric, bool)> = Vec::new();
        for (place, asked) in body.metrics.iter().enumerate() {
            let named = asked.metric.as_ref().or(asked.name.as_ref());
            let metric = named.ok_or_else(|| Wrong::missing(format!("metrics[{place}].metric")))?;
            let details = asked.details == Some(true);
            match metrics.iter_mut().find(|(known, _)| known == metric) {
                Some((_, known)) => *known |= details,
                None => metrics.push((metric.clone(), details)),
            }
        }
        let mut group_by: Vec<UserActivityDimension> = Vec::new();
        for dimension in &body.group_by {
            if !group_by.contains(dimension) {
                group_by.push(dimension.clone());
            }
        }
        let filter = body.filter.as_ref().map(|filter| filter.read("filter")).transpose()?;
        Ok(Self { descending: body.order == Some(QueryOrder::Desc), filter, group_by, metrics })
    }

    /// Only users with these ids can be in the answer; none, if others can be as well.
    pub fn only(&self) -> Option<Vec<String>> {
        let tree = self.filter.as_ref()?;
        let could = |id: &str| {
            tree.lets(|test| match test {
                Test::Is(UserActivityDimension::UserId, value) => value == id,
                Test::Missing(UserActivityDimension::UserId) => false,
                // The others are not known yet.
                _ => true,
            })
        };
        if could(" ") {
            return None;
        }
        let named = tree.tests().filter_map(|test| match test {
            Test::Is(UserActivityDimension::UserId, id) => Some(id.clone()),
            _ => None,
        });
        let mut named: Vec<String> = named.filter(|id| could(id)).collect();
        named.sort();
        named.dedup();
        Some(named)
    }

    /// Does the answer list what was counted?
    pub fn has_details(&self) -> bool {
        self.metrics.iter().any(|(_, details)| *details)
    }
}

/// The groups of an answer.
#[derive(Debug)]
pub struct Groups<'q> {
    asked: &'q Activity,
    /// By the values of the dimensions, in the order in which they are asked for.
    groups: BTreeMap<Vec<Option<String>>, Vec<UserActivityEntityData>>,
}

impl<'q> Groups<'q> {
    /// None yet.
    pub const fn new(asked: &'q Activity) -> Self {
        Self { asked, groups: BTreeMap::new() }
    }

    /// Looks at a user: at each queue of the user, or once at a user who has none.
    pub fn see(&mut self, present: &Present) {
        if present.queues.is_empty() {
            self.see_one(present, None);
        }
        for membership in &present.queues {
            self.see_one(present, Some(membership));
        }
    }

    fn see_one(&mut self, present: &Present, membership: Option<&Membership>) {
        let of = |dimension: &UserActivityDimension| value(dimension, present, membership);
        let passes = |test: &Test<UserActivityDimension>| match test {
            Test::Is(dimension, wanted) => of(dimension).as_ref() == Some(wanted),
            Test::Exists(dimension) => of(dimension).is_some(),
            Test::Missing(dimension) => of(dimension).is_none(),
            Test::Length(_) => false,
        };
        if self.asked.filter.as_ref().is_some_and(|tree| !tree.lets(passes)) {
            return;
        }
        let key = self.asked.group_by.iter().map(of).collect();
        self.groups.entry(key).or_default().push(entity(present, membership));
    }

    /// Takes the groups out, in order: so many after so many others.
    pub fn finish(self, (offset, size): (usize, usize)) -> Vec<UserActivityData> {
        let Self { asked, groups } = self;
        let mut groups: Vec<_> = groups.into_iter().collect();
        if asked.descending {
            groups.reverse();
        }
        let shown = groups.into_iter().skip(offset).take(size);
        shown.map(|(key, entities)| group(asked, key, entities)).collect()
    }
}

fn value(
    dimension: &UserActivityDimension,
    present: &Present,
    membership: Option<&Membership>,
) -> Option<String> {
    match dimension {
        UserActivityDimension::UserId => Some(present.user.clone()),
        UserActivityDimension::TeamId => present.team.clone(),
        UserActivityDimension::SystemPresence => Some(present.presence.clone()),
        UserActivityDimension::OrganizationPresenceId => Some(present.definition.clone()),
        UserActivityDimension::PresenceDate => Some(present.presence_since.to_string()),
        UserActivityDimension::RoutingStatus => Some(present.routing.clone()),
        UserActivityDimension::RoutingStatusDate => Some(present.routing_since.to_string()),
        UserActivityDimension::QueueId => membership.map(|it| it.queue.clone()),
        UserActivityDimension::QueueMembershipStatus => membership.map(status),
        UserActivityDimension::Other(_) => None,
    }
}

fn status(membership: &Membership) -> String {
    if membership.joined { "active" } else { "inactive" }.to_owned()
}

fn entity(present: &Present, membership: Option<&Membership>) -> UserActivityEntityData {
    let dates =
        [Some(present.presence_since), Some(present.routing_since), present.queues_changed_at];
    UserActivityEntityData {
        activity_date: dates.into_iter().flatten().max(),
        organization_presence_id: Some(present.definition.clone()),
        presence_date: Some(present.presence_since),
        queue_id: membership.map(|it| it.queue.clone()),
        queue_membership_status: membership.map(status),
        routing_status: Some(present.routing.clone()),
        routing_status_date: Some(present.routing_since),
        system_presence: Some(present.presence.clone()),
        team_id: present.team.clone(),
        user_id: Some(present.user.clone()),
    }
}

fn group(
    asked: &Activity,
    key: Vec<Option<String>>,
    mut entities: Vec<UserActivityEntityData>,
) -> UserActivityData {
    let mut group = Map::default();
    for (dimension, value) in asked.group_by.iter().zip(key) {
        if let Some(value) = value {
            group.insert(dimension.to_string(), value);
        }
    }
    let data = asked.metrics.iter().map(|(metric, details)| {
        let counted = entities.iter().filter(|it| match metric {
            UserObservationMetric::ActiveQueues => {
                it.queue_membership_status.as_deref() == Some("active")
            }
            _ => it.queue_id.is_some(),
        });
        let ids: Vec<String> = counted.filter_map(|it| it.queue_id.clone()).collect();
        UserActivityMetricValue {
            metric: Some(metric.clone()),
            count: i32::try_from(ids.len()).ok(),
            entity_ids: details.then_some(ids),
            qualifier: None,
        }
    });
    let data = Some(data.collect());
    if !asked.has_details() {
        return UserActivityData { group: Some(group), data, ..UserActivityData::default() };
    }
    entities.sort_by(|one, two| {
        one.activity_date.cmp(&two.activity_date).then_with(|| one.queue_id.cmp(&two.queue_id))
    });
    let truncated = entities.len() > MAX_ENTITIES;
    if truncated {
        let half = MAX_ENTITIES / 2;
        entities.drain(half..entities.len() - half);
    }
    UserActivityData {
        group: Some(group),
        data,
        entities: Some(entities),
        truncated: Some(truncated),
    }
}
