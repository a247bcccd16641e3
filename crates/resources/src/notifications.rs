//! Channels of notifications, what they are subscribed to, and the topics that there are.

use api::{
    AvailableTopic, AvailableTopicEntityListing, AvailableTopicExpand as Expand, Channel,
    ChannelEntityListing, ChannelTopic, ChannelTopicEntityListing,
    DeleteNotificationsChannelSubscriptions, GetNotificationsAvailabletopics,
    GetNotificationsChannelSubscriptions, GetNotificationsChannels, HeadNotificationsChannel,
    IncludedChannels, PermissionDetails, PermissionDetailsType,
    PostNotificationsChannelSubscriptions, PostNotificationsChannels,
    PutNotificationsChannelSubscriptions, TopicEntry, TopicTransport, TopicVisibility, topics,
};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};
use store::{
    Lock,
    notifications::channels::{self, Owner, StoredChannel},
};

use crate::rules::notifications::{LIFE_SECONDS, Subscriber, Subscription, shown, subscribe};

/// The operations on notifications that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_topics)
        .answer(list_channels)
        .answer(create_channel)
        .answer(check_channel)
        .answer(list_subscriptions)
        .answer(add_subscriptions)
        .answer(replace_subscriptions)
        .answer(delete_subscriptions)
}

/// The most channels of a user through one client.
const MOST_CHANNELS: usize = 20;
/// So many channels that have ended are removed when one is made.
const SWEPT: u32 = 100;

/// The topics that there are.
pub(crate) async fn list_topics(
    _: &mut Call,
    GetNotificationsAvailabletopics { expand, .. }: GetNotificationsAvailabletopics,
) -> Result<AvailableTopicEntityListing> {
    let entities = topics().map(|entry| available(entry, &expand)).collect::<Result<_>>()?;
    Ok(AvailableTopicEntityListing { entities })
}

fn available(entry: &TopicEntry, expand: &[Expand]) -> Result<AvailableTopic> {
    let rule = entry.meta.rule;
    let permissions = || rule.permissions().iter().map(|name| (*name).to_owned()).collect();
    let has_permissions = !rule.permissions().is_empty();
    let mut topic = AvailableTopic {
        id: Some(entry.meta.template.to_owned()),
        requires_current_user: Some(rule.current_user()),
        requires_current_user_or_permission: Some(rule.current_user_or_permission()),
        requires_division_permissions: Some(has_permissions),
        requires_any_validator: Some(rule.current_user_or_permission()),
        ..AvailableTopic::default()
    };
    for part in expand {
        match part {
            Expand::Description => topic.description = Some(entry.meta.summary.to_owned()),
            Expand::Enforced => topic.enforced = Some(true),
            Expand::Schema => topic.schema = Some(schema(entry)?),
            Expand::Visibility => topic.visibility = Some(TopicVisibility::Public),
            Expand::Transports => topic.transports = Some(vec![TopicTransport::Websocket]),
            Expand::PublicApiTemplateUriPaths => {
                topic.public_api_template_uri_paths = Some(Vec::new());
            }
            Expand::RequiresPermissions => topic.requires_permissions = Some(permissions()),
            Expand::PermissionDetails => {
                let own = rule.current_user().then_some(PermissionDetailsType::CurrentUser);
                let held = has_permissions.then_some(PermissionDetailsType::DivisionPermissions);
                let details = own.into_iter().chain(held).map(|kind| PermissionDetails {
                    allows_current_user: Some(
                        rule.current_user() || rule.current_user_or_permission(),
                    ),
                    enforced: Some(true),
                    permissions: Some(permissions()),
                    r#type: Some(kind),
                });
                topic.permission_details = Some(details.collect());
            }
            Expand::TopicParameters => {
                let names = entry.parameters.iter().map(|parameter| parameter.name.to_owned());
                topic.topic_parameters = Some(names.collect());
            }
            Expand::Other(_) => {}
        }
    }
    Ok(topic)
}

/// The JSON schema of what is sent.
fn schema(entry: &TopicEntry) -> Result<api::Map<api::Json>> {
    let schema = api::schema_of((entry.body)());
    serde_json::from_value(schema).map_err(|error| {
        Refusal::internal(format!("the schema of {}: {error}", entry.meta.template))
    })
}

/// Whose channels the caller's are.
fn owner(call: &Call) -> Owner {
    let caller = call.caller();
    Owner { user: caller.user.clone(), client: caller.client.clone() }
}

/// The caller's channels.
pub(crate) async fn list_channels(
    call: &mut Call,
    GetNotificationsChannels { includechannels }: GetNotificationsChannels,
) -> Result<ChannelEntityListing> {
    let (owner, now) = (owner(call), call.now);
    let mut found = channels::of_owner(&mut call.tx, &owner).await?;
    found.retain(|channel| channel.expires_at > now);
    if includechannels != IncludedChannels::Client {
        let token = call.caller().token.as_str();
        found.retain(|channel| channel.token == token);
    }
    Ok(ChannelEntityListing { entities: found.into_iter().map(|it| as_shown(call, it)).collect() })
}

fn as_shown(call: &Call, channel: StoredChannel) -> Channel {
    Channel {
        connect_uri: Some(format!("{}/channels/{}", call.websocket_url(), channel.id)),
        expires: Some(channel.expires_at),
        id: Some(channel.id),
    }
}

/// Makes a channel; where there are too many, the one goes that was used longest ago.
pub(crate) async fn create_channel(
    call: &mut Call,
    _: PostNotificationsChannels,
) -> Result<Channel> {
    let owner = owner(call);
    let organization = call.organization();
    match &owner.user {
        Some(user) => call.lock(Lock::User(user)).await?,
        None => call.lock(Lock::Organization(&organization)).await?,
    }
    let now = call.now;
    let mut gone = channels::ended(&mut call.tx, now, SWEPT).await?;
    let mine = channels::of_owner(&mut call.tx, &owner).await?;
    let mine: Vec<_> = mine.into_iter().filter(|channel| !gone.contains(&channel.id)).collect();
    let too_many = (mine.len() + 1).saturating_sub(MOST_CHANNELS);
    gone.extend(mine.into_iter().take(too_many).map(|channel| channel.id));
    if !gone.is_empty() {
        channels::delete(&mut call.tx, &gone).await?;
    }
    let channel = StoredChannel {
        id: format!("streaming-5-{}", call.random.hex::<20>()),
        owner,
        token: call.caller().token.as_str().to_owned(),
        token_ends_at: call.caller().expires_at,
        expires_at: now.plus_seconds(LIFE_SECONDS),
        used_at: now,
    };
    channels::insert(&mut call.tx, &channel).await?;
    Ok(as_shown(call, channel))
}

/// One of the caller's channels that has not ended.
async fn find(call: &mut Call, id: &str) -> Result<StoredChannel> {
    let (owner, now) = (owner(call), call.now);
    let found = channels::find(&mut call.tx, &owner, id).await?;
    let found = found.filter(|channel| channel.expires_at > now);
    found.ok_or_else(|| Refusal::not_found("channel", id))
}

/// Is the channel there?
pub(crate) async fn check_channel(
    call: &mut Call,
    HeadNotificationsChannel { channel_id }: HeadNotificationsChannel,
) -> Result<()> {
    find(call, &channel_id).await.map(drop)
}

/// What a channel is subscribed to.
pub(crate) async fn list_subscriptions(
    call: &mut Call,
    GetNotificationsChannelSubscriptions { channel_id }: GetNotificationsChannelSubscriptions,
) -> Result<ChannelTopicEntityListing> {
    let channel = find(call, &channel_id).await?;
    let topics = channels::topics(&mut call.tx, &channel.id).await?;
    let entities = topics.into_iter().map(|topic| shown(&channel.id, topic)).collect();
    Ok(ChannelTopicEntityListing { entities })
}

/// Subscribes a channel to more topics.
pub(crate) async fn add_subscriptions(
    call: &mut Call,
    PostNotificationsChannelSubscriptions { channel_id, ignore_errors, body }:
        PostNotificationsChannelSubscriptions,
) -> Result<ChannelTopicEntityListing> {
    change(call, &channel_id, (false, ignore_errors), body).await
}

/// Subscribes a channel to other topics.
pub(crate) async fn replace_subscriptions(
    call: &mut Call,
    PutNotificationsChannelSubscriptions { channel_id, ignore_errors, body }:
        PutNotificationsChannelSubscriptions,
) -> Result<ChannelTopicEntityListing> {
    change(call, &channel_id, (true, ignore_errors), body).await
}

async fn change(
    call: &mut Call,
    channel: &str,
    (replaces, ignores_errors): (bool, bool),
    body: Vec<ChannelTopic>,
) -> Result<ChannelTopicEntityListing> {
    let channel = find(call, channel).await?;
    let mut topics = Vec::new();
    for (place, topic) in body.into_iter().enumerate() {
        topics.push(topic.id.ok_or_else(|| Refusal::missing_value(format!("[{place}].id")))?);
    }
    let authority = call.shared_authority();
    let who = Subscriber {
        owner: &channel.owner,
        authority: &authority,
        channel: &channel.id,
        now: call.now,
    };
    let asked = Subscription { topics, replaces, ignores_errors };
    let entities = subscribe(&mut call.tx, &who, asked).await?;
    Ok(ChannelTopicEntityListing { entities })
}

/// Takes every topic from a channel.
pub(crate) async fn delete_subscriptions(
    call: &mut Call,
    DeleteNotificationsChannelSubscriptions { channel_id }: DeleteNotificationsChannelSubscriptions,
) -> Result<()> {
    let channel = find(call, &channel_id).await?;
    Ok(channels::set_topics(&mut call.tx, &channel.id, &[]).await?)
}
