//! E-mail addresses of a queue.

use crate::{DomainEntityRef, model, wire_enum};

/// An email address and the name shown with it.
#[model]
pub struct EmailAddress {
    /// Name shown with the address.
    pub name: Option<String>,
    /// Address itself.
    pub email: Option<String>,
}

/// How email to one address of a domain is taken in.
#[model]
pub struct InboundRoute {
    /// UUID of the route.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the route.
    pub name: Option<String>,
    /// Whether an agent may act several times before the conversation ends.
    pub allow_multiple_actions: Option<bool>,
    /// Addresses that get a blind copy of every reply.
    #[field(max_items = 100)]
    pub auto_bcc: Option<Vec<EmailAddress>>,
    /// Flow that takes in the email.
    pub flow: Option<DomainEntityRef>,
    /// Sender's address on replies.
    pub from_email: Option<String>,
    /// Sender's name on replies.
    #[field(required)]
    pub from_name: Option<String>,
    /// Whether replies quote the earlier conversation.
    pub history_inclusion: Option<HistoryInclusion>,
    /// Language that an agent must speak.
    pub language: Option<DomainEntityRef>,
    /// Mailbox folders that the route reads.
    #[field(newer, max_items = 100)]
    pub mailbox_folders: Option<Vec<String>>,
    /// Mailbox name that the address must have, before the `@`.
    #[field(required)]
    pub pattern: Option<String>,
    /// Priority of the email while it waits.
    pub priority: Option<i32>,
    /// Queue that the email goes to.
    pub queue: Option<DomainEntityRef>,
    /// Address that replies are sent to.
    pub reply_email_address: Option<Box<QueueEmailAddress>>,
    /// Signature put under replies.
    pub signature: Option<Signature>,
    /// Skills that an agent must have.
    #[field(max_items = 100)]
    pub skills: Option<Vec<DomainEntityRef>>,
    /// Flow that takes email found to be spam.
    pub spam_flow: Option<DomainEntityRef>,
    /// Whether the route is being set up, working, being removed or broken.
    #[field(read_only, newer)]
    pub status: Option<InboundRouteStatus>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The address from which a queue sends e-mail: a domain and a route in it.
#[model]
pub struct QueueEmailAddress {
    /// Mail domain of the address.
    pub domain: Option<DomainEntityRef>,
    /// Route within the domain that gives the part before the at sign.
    pub route: Option<Box<InboundRoute>>,
}

/// A signature put under outgoing e-mail.
#[model]
pub struct Signature {
    /// Whether the signature is added to every e-mail.
    pub always_included: Option<bool>,
    /// Ready answer that holds the text, a UUID.
    pub canned_response_id: Option<String>,
    /// Whether signatures are used.
    pub enabled: Option<bool>,
    /// When the signature is added: to the draft, at each sending, or at the first sending
    /// only.
    pub inclusion_type: Option<SignatureInclusion>,
}

/// Whether replies by e-mail quote the conversation before.
#[wire_enum]
pub enum HistoryInclusion {
    /// They do.
    #[wire("Include")]
    Include,
    /// They do not.
    #[wire("Exclude")]
    Exclude,
    /// The agent decides.
    #[wire("Optional")]
    Optional,
}

/// The state of an inbound e-mail route.
#[wire_enum]
pub enum InboundRouteStatus {
    /// Being set up.
    #[wire("Pending")]
    Pending,
    /// In use.
    #[wire("Active")]
    Active,
    /// Being removed.
    #[wire("Removing")]
    Removing,
    /// Out of order.
    #[wire("Error")]
    Error,
}

/// When a signature is put into an e-mail.
#[wire_enum]
pub enum SignatureInclusion {
    /// While it is written.
    #[wire("Draft")]
    Draft,
    /// When it is sent.
    #[wire("Send")]
    Send,
    /// When it is sent, once in a conversation.
    #[wire("SendOnce")]
    SendOnce,
}
