//! Bodies that create and change users.

use crate::{Biography, Chat, Contact, EmployerInfo, Group, Image, Location, Patch, State, model};

/// A user to be made. Name and email are enough.
#[model]
pub struct CreateUser {
    /// Display name of the user.
    #[field(max_length = 255)]
    pub name: String,
    /// Further ways to reach the user.
    #[field(max_items = 100)]
    pub addresses: Option<Vec<Contact>>,
    /// Department that the user works in.
    #[field(max_length = 255)]
    pub department: Option<String>,
    /// UUID of the division to put the user in; the home division by default.
    #[field(required)]
    pub division_id: Option<String>,
    /// Email address, also the name to sign in with; unique among all users, deleted ones
    /// included.
    pub email: String,
    /// First password; it can also be set later.
    pub password: Option<String>,
    /// State to start in; `active` by default.
    pub state: Option<State>,
    /// Job title of the user.
    #[field(max_length = 255)]
    pub title: Option<String>,
}

/// One user in a bulk update of at most 50; only automatic answering can change.
#[model("PatchUser")]
pub struct BulkUser {
    /// User to change, a UUID.
    pub id: Option<String>,
    /// Whether routed interactions are answered automatically.
    pub acd_auto_answer: Option<bool>,
    /// Name by which the user likes to be called.
    pub preferred_name: Option<String>,
}

/// Changes to a user. What is left out stays; lists replace what was there.
#[model]
pub struct UpdateUser {
    /// User id, a UUID.
    #[field(read_only)]
    pub id: Patch<String>,
    /// Full name, as displayed.
    #[field(max_length = 255)]
    pub name: Patch<String>,
    /// Whether routed interactions are answered automatically.
    pub acd_auto_answer: Patch<bool>,
    /// Phone numbers and e-mail addresses; replaces the whole list, `[]` clears it. The
    /// primary e-mail changes through `email`.
    #[field(max_items = 100)]
    pub addresses: Patch<Vec<Contact>>,
    /// What the user tells about themselves.
    pub biography: Patch<Biography>,
    /// Certificates the user holds, as free text; replaces the whole list.
    #[field(max_items = 100)]
    pub certifications: Patch<Vec<String>>,
    /// Chat address.
    pub chat: Patch<Chat>,
    /// Department the user works in; an empty string clears it.
    #[field(max_length = 255)]
    pub department: Patch<String>,
    /// New primary e-mail address; must be unique in the organization.
    pub email: Patch<String>,
    /// Employment facts, such as employee id and date of hire.
    pub employer_info: Patch<EmployerInfo>,
    /// Groups the user belongs to.
    #[field(max_items = 1000)]
    pub groups: Patch<Vec<Group>>,
    /// Profile pictures, one for each resolution.
    #[field(max_items = 20)]
    pub images: Patch<Vec<Image>>,
    /// Language the user prefers, as a language tag such as `en-US`; an empty string clears it.
    /// A field of Callroster's own: the API answers it and has no other place to set it.
    #[field(max_length = 35)]
    pub language_preference: Patch<String>,
    /// Places where the user works; replaces the whole list.
    #[field(max_items = 100)]
    pub locations: Patch<Vec<Location>>,
    /// Id of the user's manager, a UUID, as a plain string; an empty string removes the
    /// manager.
    pub manager: Patch<String>,
    /// Name by which the user likes to be called.
    #[field(max_length = 255)]
    pub preferred_name: Patch<String>,
    /// Primary contact of each media type, worked out by the server; always has the e-mail
    /// address.
    #[field(read_only)]
    pub primary_contact_info: Patch<Vec<Contact>>,
    /// Skills on the profile, as free text; replaces the whole list.
    #[field(max_items = 100)]
    pub profile_skills: Patch<Vec<String>>,
    /// New state, which also restores a deleted user. When present, it is the only change
    /// applied.
    pub state: Patch<State>,
    /// Job title; an empty string clears it.
    #[field(max_length = 255)]
    pub title: Patch<String>,
    /// Name to sign in with; ignored here.
    pub username: Patch<String>,
    /// Revision that the caller has read; any other than the current one is refused with
    /// 409.
    pub version: i32,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Patch<String>,
}
