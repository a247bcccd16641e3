//! The kinds of samples.

/// A kind of sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "most kinds are what they are called")]
pub enum Kind {
    User,
    /// A second user.
    Colleague,
    /// A user who may do everything.
    Administrator,
    /// A user whose manager is the set's user.
    Report,
    /// The manager of the set's user.
    Superior,
    /// The password that the set's user has, chosen by somebody else; the user's id.
    Password,
    /// The set's user has it; it waits for its first code.
    Verifier,
    /// A favorite of the set's user.
    Favorite,
    /// What the set's user reports a place from: the same in every set.
    Device,
    /// The authority of the set's external key: the same in every set.
    Authority,
    /// A key by which that authority knows the set's user.
    ExternalKey,
    /// The set's user, who missed an alert on queue.
    Unresponsive,
    Station,
    /// The set's user, associated with its station.
    UsedStation,
    /// The set's user, whose default its station is.
    DefaultStation,
    Phone,
    Site,
    PhoneBase,
    /// A channel of notifications that the set's user made.
    Channel,
    /// A topic that this channel is subscribed to.
    Subscription,
    PresenceDefinition,
    PresenceSource,
    Division,
    /// The set's division, with its user in it and a grant.
    InhabitedDivision,
    DeletedDivision,
    Role,
    /// The set's role, granted to its subject in its division.
    GrantedRole,
    Skill,
    /// The set's skill, which its user has.
    HeldSkill,
    WrapupCode,
    Language,
    /// The set's language, which its user has.
    HeldLanguage,
    /// A utilization label.
    Label,
    /// The set's user, with limits of its own.
    LimitedUser,
    /// The set's user, with a direct routing backup.
    BackedUpUser,
    /// A skill group whose conditions the set's user meets.
    SkillGroup,
    /// The set's user as a member of its skill group.
    SkillGroupMember,
    /// The set's division as a member division of its skill group.
    SkillGroupDivision,
    Queue,
    /// The set's user as a member of its queue.
    QueueMember,
    /// The set's queue, with its user as a member.
    JoinedQueue,
    Group,
    /// The set's user as a member of its group.
    Member,
    OauthClient,
    Scope,
    Location,
    /// A second location.
    Campus,
    /// A location that lies in the set's location.
    Sublocation,
    /// The same in every organization.
    CoreType,
    /// A schema of custom attributes.
    AttributeSchema,
    /// The number of its first version.
    SchemaVersion,
    /// The set's user has attributes of the set's schema; the id is the schema's.
    CustomAttributes,
    Team,
    /// The set's user as a member of its team.
    Teammate,
    /// Who can hold a role: a user, a group or a client.
    Subject,
    /// Another organization, which is not trusted yet.
    Organization,
    /// A user of that organization.
    ForeignUser,
    /// A group of that organization.
    ForeignGroup,
    /// That organization, trusted.
    Trustee,
    /// A user of that organization, trusted.
    TrustedUser,
    /// That organization, trusting.
    Trustor,
    /// A job of records, whose answer is there.
    DetailsJob,
    /// A job of times, whose answer is there.
    AggregatesJob,
    /// The set's user, whom that organization trusts.
    BroughtUser,
    /// The set's group, which that organization trusts.
    BroughtGroup,
    /// A chat room of the set's user.
    ChatRoom,
    /// The set's colleague, who takes part in the set's room.
    ChatPartner,
    /// The chat address of that colleague.
    ChatAddress,
    /// A message of the set's user in the set's room.
    ChatMessage,
    /// A message of the set's user to the set's colleague.
    DirectMessage,
    UnpublishedModule,
    /// A learning module that was published.
    LearningModule,
    /// The set's user is to learn the set's module.
    LearningAssignment,
    /// The same, and the user has begun.
    BegunAssignment,
    /// The set's user is coached by the set's colleague.
    CoachingAppointment,
    /// The id of that assignment, as an activity.
    Activity,
}
