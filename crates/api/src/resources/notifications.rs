//! Notifications: channels, the topics that they are subscribed to, and the topics that there are.

use crate::{DateTime, Json, Map, Operation, model, operations, wire_enum};

operations! {
    "notifications":
    GetNotificationsAvailabletopics,
    GetNotificationsChannels,
    PostNotificationsChannels,
    HeadNotificationsChannel,
    GetNotificationsChannelSubscriptions,
    PostNotificationsChannelSubscriptions,
    PutNotificationsChannelSubscriptions,
    DeleteNotificationsChannelSubscriptions,
}

/// List the topics that there are.
///
/// Answers every topic that can be subscribed to, with a name in braces in place of each id.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/notifications/availabletopics",
    signed_in,
    returns(AvailableTopicEntityListing)
)]
pub struct GetNotificationsAvailabletopics {
    /// Further fields of each topic to include.
    pub expand: Vec<AvailableTopicExpand>,
    /// Whether topics that may still change are listed too; there are none.
    #[query(default = true)]
    pub include_preview: bool,
}

/// List channels.
///
/// Answers the channels that were made with the caller's token, or all that the caller has made
/// through the same client.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/notifications/channels", signed_in, returns(ChannelEntityListing))]
pub struct GetNotificationsChannels {
    /// Which channels: those of the token, by default, or those of the client.
    #[query(default = IncludedChannels::Token)]
    pub includechannels: IncludedChannels,
}

/// Create a channel.
///
/// Creates a channel without subscriptions, which lives for 24 hours. Whoever opens a WebSocket to
/// its `connectUri`, without a token, hears what it is subscribed to. A user has 20 channels through
/// each client: another one takes the place of the one that was used longest ago, of those that are
/// not connected first.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/notifications/channels", signed_in, returns(Channel))]
pub struct PostNotificationsChannels {}

/// Check a channel.
///
/// Answers 200 without a body while the channel lives, and 404 otherwise.
#[derive(Debug, Clone, Operation)]
#[operation(HEAD "/api/v2/notifications/channels/{channelId}", signed_in, inferred)]
pub struct HeadNotificationsChannel {
    /// Id of the channel.
    pub channel_id: String,
}

/// List what a channel is subscribed to.
///
/// Answers the topics as they were subscribed to.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/notifications/channels/{channelId}/subscriptions",
    signed_in,
    returns(ChannelTopicEntityListing)
)]
pub struct GetNotificationsChannelSubscriptions {
    /// Id of the channel.
    pub channel_id: String,
}

/// Subscribe a channel to more topics.
///
/// Adds topics to those of the channel, 1,000 at most, and begins its 24 hours anew. An unknown topic
/// is refused with 400 `notification.invalid.topic`, and one that the caller may not hear with 403;
/// then none is added, unless `ignoreErrors` is true. `v2.users.{id}?presence&routingStatus` stands
/// for two topics that begin alike.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/notifications/channels/{channelId}/subscriptions",
    signed_in,
    returns(ChannelTopicEntityListing)
)]
pub struct PostNotificationsChannelSubscriptions {
    /// Id of the channel.
    pub channel_id: String,
    /// Whether topics that cannot be subscribed to are left out: then the answer says of each topic
    /// whether it was.
    #[query(default = false)]
    pub ignore_errors: bool,
    /// The body.
    pub body: Vec<ChannelTopic>,
}

/// Subscribe a channel to other topics.
///
/// The same as subscribing to more, but these topics take the place of those before.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/notifications/channels/{channelId}/subscriptions",
    signed_in,
    returns(ChannelTopicEntityListing)
)]
pub struct PutNotificationsChannelSubscriptions {
    /// Id of the channel.
    pub channel_id: String,
    /// Whether topics that cannot be subscribed to are left out: then the answer says of each topic
    /// whether it was.
    #[query(default = false)]
    pub ignore_errors: bool,
    /// The body.
    pub body: Vec<ChannelTopic>,
}

/// Take every topic from a channel.
///
/// The channel stays, and hears nothing until it is subscribed again.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/notifications/channels/{channelId}/subscriptions",
    signed_in,
    returns(204),
    inferred
)]
pub struct DeleteNotificationsChannelSubscriptions {
    /// Id of the channel.
    pub channel_id: String,
}

/// A channel of notifications.
#[model]
pub struct Channel {
    /// Id of the channel, which is secret: whoever knows it can listen.
    pub id: Option<String>,
    /// Where a WebSocket is opened.
    pub connect_uri: Option<String>,
    /// When the channel ends, unless it is subscribed again.
    pub expires: Option<DateTime>,
}

/// Channels of notifications.
#[model]
pub struct ChannelEntityListing {
    /// The channels.
    pub entities: Vec<Channel>,
}

/// A topic that a channel is subscribed to.
#[model]
pub struct ChannelTopic {
    /// Name of the topic, such as `v2.users.524b2365-6c2f-4dd5-b5c2-b9afe1d0c001.presence`; below 200
    /// characters.
    pub id: Option<String>,
    /// Permissions that the caller lacks to hear the topic.
    #[field(newer, max_items = 100)]
    pub missing_permissions: Option<Vec<String>>,
    /// Why the topic cannot be subscribed to.
    pub rejection_reason: Option<String>,
    /// Whether the channel is subscribed to the topic; given where errors are ignored.
    pub state: Option<ChannelTopicState>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Whether a topic can be subscribed to.
#[wire_enum]
pub enum ChannelTopicState {
    /// The channel is subscribed to it.
    #[wire("Permitted")]
    Permitted,
    /// It is left out.
    #[wire("Rejected")]
    Rejected,
}

/// Topics that a channel is subscribed to.
#[model]
pub struct ChannelTopicEntityListing {
    /// The topics.
    pub entities: Vec<ChannelTopic>,
}

/// A topic that can be subscribed to.
#[model]
pub struct AvailableTopic {
    /// Name of the topic, with names in braces in place of ids.
    pub id: Option<String>,
    /// What the topic tells.
    pub description: Option<String>,
    /// Whether permissions are asked for.
    pub enforced: Option<bool>,
    /// Who may subscribe, in detail.
    pub permission_details: Option<Vec<PermissionDetails>>,
    /// Paths of operations that read the same; none is named here.
    pub public_api_template_uri_paths: Option<Vec<String>>,
    /// Whether one of several conditions is enough.
    pub requires_any_validator: Option<bool>,
    /// Whether only the user that the topic names may subscribe.
    pub requires_current_user: Option<bool>,
    /// Whether the user that the topic names needs no permission.
    pub requires_current_user_or_permission: Option<bool>,
    /// Whether permissions count in the division of what the topic names.
    pub requires_division_permissions: Option<bool>,
    /// Permissions of which one is needed.
    pub requires_permissions: Option<Vec<String>>,
    /// JSON schema of what is sent.
    pub schema: Option<Map<Json>>,
    /// The names in braces.
    pub topic_parameters: Option<Vec<String>>,
    /// How the topic can be heard.
    pub transports: Option<Vec<TopicTransport>>,
    /// Whether the topic may still change.
    pub visibility: Option<TopicVisibility>,
}

/// Topics that can be subscribed to.
#[model]
pub struct AvailableTopicEntityListing {
    /// The topics.
    pub entities: Vec<AvailableTopic>,
}

/// Who may subscribe to a topic.
#[model]
pub struct PermissionDetails {
    /// Whether the user that the topic names may.
    pub allows_current_user: Option<bool>,
    /// Whether it is asked for.
    pub enforced: Option<bool>,
    /// Permissions of which one is needed.
    pub permissions: Option<Vec<String>>,
    /// What is asked for.
    pub r#type: Option<PermissionDetailsType>,
}

/// What a subscription asks for.
#[wire_enum]
pub enum PermissionDetailsType {
    /// The user that the topic names.
    #[wire("requiresCurrentUser")]
    CurrentUser,
    /// Permissions.
    #[wire("requiresPermissions")]
    Permissions,
    /// Permissions in the division of what the topic names.
    #[wire("requiresDivisionPermissions")]
    DivisionPermissions,
    /// Permissions in any division.
    #[wire("requiresAnyDivisionPermissions")]
    AnyDivisionPermissions,
    /// A part in the conversation.
    #[wire("requiresUserBeConversationParticipant")]
    ConversationParticipant,
}

/// How a topic can be heard.
#[wire_enum]
pub enum TopicTransport {
    /// In every way.
    #[wire("All")]
    All,
    /// Over WebSockets.
    #[wire("Websocket")]
    Websocket,
    /// Over EventBridge.
    #[wire("EventBridge")]
    EventBridge,
    /// In process automation.
    #[wire("ProcessAutomation")]
    ProcessAutomation,
}

/// Whether a topic may still change.
#[wire_enum]
pub enum TopicVisibility {
    /// It stays as it is.
    #[wire("Public")]
    Public,
    /// It may change.
    #[wire("Preview")]
    Preview,
}

/// Further fields of a topic.
#[wire_enum]
pub enum AvailableTopicExpand {
    /// What the topic tells.
    #[wire("description")]
    Description,
    /// Whether permissions are asked for.
    #[wire("enforced")]
    Enforced,
    /// What is sent.
    #[wire("schema")]
    Schema,
    /// Whether the topic may still change.
    #[wire("visibility")]
    Visibility,
    /// How it can be heard.
    #[wire("transports")]
    Transports,
    /// Operations that read the same.
    #[wire("publicApiTemplateUriPaths")]
    PublicApiTemplateUriPaths,
    /// The permissions.
    #[wire("requiresPermissions")]
    RequiresPermissions,
    /// Who may subscribe, in detail.
    #[wire("permissionDetails")]
    PermissionDetails,
    /// The names in braces.
    #[wire("topicParameters")]
    TopicParameters,
}

/// Which channels are listed.
#[wire_enum]
pub enum IncludedChannels {
    /// Those made with the caller's token.
    #[wire("token")]
    Token,
    /// Those made through the caller's client.
    #[wire("oauthclient")]
    Client,
}
