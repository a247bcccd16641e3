//! Parts of a user.

use crate::{model, wire_enum};

/// What a user says about itself.
#[model]
pub struct Biography {
    /// Free text about the user.
    pub biography: Option<String>,
    /// Schools attended, one entry each.
    #[field(max_items = 100)]
    pub education: Option<Vec<Education>>,
    /// What the user does in spare time.
    #[field(max_items = 100)]
    pub hobbies: Option<Vec<String>>,
    /// Subjects that the user cares about.
    #[field(max_items = 100)]
    pub interests: Option<Vec<String>>,
    /// Name of the user's spouse.
    pub spouse: Option<String>,
}

/// A user's address in chat.
#[model]
pub struct Chat {
    /// Jabber id, such as `524b23656c2fdb575c2b9afe@example.orgspan.com`.
    #[field(max_length = 255)]
    pub jabber_id: Option<String>,
}

/// One way to reach a user: a phone number, an email address or a number for text messages.
#[model]
pub struct Contact {
    /// Email address, or number in E.164; left out when an extension is given alone.
    #[field(max_length = 255)]
    pub address: Option<String>,
    /// Country that the number belongs to.
    pub country_code: Option<String>,
    /// Address as people read it; written by the server. An extension outside every pool
    /// stands in parentheses, as in `(4105)`.
    #[field(read_only, max_length = 255)]
    pub display: Option<String>,
    /// Internal extension; setting one needs `telephony:extension:assign`.
    #[field(max_length = 255)]
    pub extension: Option<String>,
    /// Connected system that the number comes from.
    pub integration: Option<String>,
    /// Whether the contact is for calls, email or text messages.
    pub media_type: Option<ContactMedia>,
    /// What the contact is used for; `PRIMARY` entries are derived by the server.
    pub r#type: Option<ContactType>,
}

/// Time that a user spent at a school.
#[model]
pub struct Education {
    /// Day on which it ended, as an ISO-8601 date.
    pub date_end: Option<String>,
    /// Day on which it began, as an ISO-8601 date.
    pub date_start: Option<String>,
    /// Subject that was studied.
    pub field_of_study: Option<String>,
    /// Anything else worth telling.
    pub notes: Option<String>,
    /// Name of the school.
    pub school: Option<String>,
}

/// What the employer records about a user.
#[model]
pub struct EmployerInfo {
    /// Day of hire, as `yyyy-MM-dd`.
    pub date_hire: Option<String>,
    /// Number or code by which the employer knows the user.
    pub employee_id: Option<String>,
    /// Kind of employment: `Full-time`, `Part-time` or `Contractor`.
    pub employee_type: Option<String>,
    /// Full name as it stands in the employer's records.
    pub official_name: Option<String>,
}

/// One size of a picture.
#[model]
pub struct Image {
    /// Where the picture is fetched.
    pub image_uri: Option<String>,
    /// Size of the picture, such as `x48`.
    pub resolution: Option<String>,
}

/// A user's conversations of one media type.
#[model]
pub struct MediaSummary {
    /// Conversations that came through a queue.
    pub contact_center: Option<MediaSummaryDetail>,
    /// Conversations that did not come through a queue.
    pub enterprise: Option<MediaSummaryDetail>,
}

/// How many conversations a user has.
#[model]
pub struct MediaSummaryDetail {
    /// Conversations going on now.
    pub active: Option<i32>,
    /// Conversations in after-call work.
    pub acw: Option<i32>,
}

/// How many interactions a user has now, by media type.
#[model]
pub struct UserConversationSummary {
    /// Voice calls.
    pub call: Option<MediaSummary>,
    /// Callbacks.
    pub callback: Option<MediaSummary>,
    /// Web chats.
    pub chat: Option<MediaSummary>,
    /// E-mails.
    pub email: Option<MediaSummary>,
    /// Messages, such as SMS or messaging apps.
    pub message: Option<MediaSummary>,
    /// Social media posts.
    pub social_expression: Option<MediaSummary>,
    /// The user, a UUID.
    pub user_id: Option<String>,
    /// Video calls.
    pub video: Option<MediaSummary>,
}

/// A pointer to a user.
#[model]
pub struct UserReference {
    /// User id, a UUID.
    pub id: Option<String>,
    /// Where the user is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// What ranks a user when agents bid for work plans.
#[model]
pub struct WorkPlanBidRanks {
    /// Id of the user, a UUID.
    pub id: Option<String>,
    /// Value that decides between users of equal rank.
    pub bidding_tie_breaker: Option<String>,
    /// Performance value that counts in bidding.
    pub work_plan_bidding_performance: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The medium of a contact address.
#[wire_enum]
pub enum ContactMedia {
    /// Telephone.
    #[wire("PHONE")]
    Phone,
    /// E-mail.
    #[wire("EMAIL")]
    Email,
    /// Text messages.
    #[wire("SMS")]
    Sms,
}

/// What a contact address is for.
#[wire_enum]
pub enum ContactType {
    /// The main address of its medium.
    #[wire("PRIMARY")]
    Primary,
    /// Work.
    #[wire("WORK")]
    Work,
    /// Second address at work.
    #[wire("WORK2")]
    Work2,
    /// Third address at work.
    #[wire("WORK3")]
    Work3,
    /// Fourth address at work.
    #[wire("WORK4")]
    Work4,
    /// Home.
    #[wire("HOME")]
    Home,
    /// Mobile.
    #[wire("MOBILE")]
    Mobile,
    /// Main line.
    #[wire("MAIN")]
    Main,
    /// Anything else (`OTHER` on the wire).
    #[wire("OTHER")]
    OtherAddress,
}
