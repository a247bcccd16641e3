//! A row for every table that an organization made for a test leaves empty.

use api::DateTime;
use store::{
    Tx,
    audits::{self, NewAudit},
    authorization_codes::{self, StoredCode},
    browser_sessions::{self, BrowserSession},
    divisions::{self, StoredDivision},
    groups,
    invitations::{self, NewInvitation},
    oauth_clients,
    passwords::{self, StoredPassword},
    refresh_tokens::{self, StoredRefreshToken},
    roles::{self, DefaultRole},
    sign_in_attempts::{self, Counted},
    sign_in_tickets::{self, SignInTicket},
    token_families::{self, TokenFamily},
    trusts::{self, MemberKind, NewMember, NewTrust, Pair},
    verifiers::{self, StoredVerifier, WrongCodes},
};

/// Puts a row into every table that has none: `other` is an organization to be trusted.
pub(super) async fn fill(tx: &mut Tx, id: &str, other: &str, user: &str) -> store::Result<()> {
    fill_tables_of_sign_in(tx, id, user).await?;
    fill_tables_of_passwords(tx, id, user).await?;
    fill_tables_of_groups(tx, (id, other), user).await?;
    let gone = StoredDivision {
        id: "a division that is gone".to_owned(),
        name: "Gone".to_owned(),
        description: String::new(),
        home: false,
    };
    let verifier = StoredVerifier {
        id: format!("verifier of {id}"),
        name: "Phone".to_owned(),
        algorithm: "SHA1".to_owned(),
        digits: 6,
        period: 30,
        enabled: true,
        is_default: true,
        confirmed_at: None,
        created_at: DateTime::from_milliseconds(0),
    };
    verifiers::insert(tx, user, &verifier, "a secret").await?;
    let wrong = WrongCodes { wrong: 1, refused_until: None };
    verifiers::save_wrong_codes(tx, user, wrong).await?;
    divisions::insert(tx, &gone).await?;
    divisions::delete(tx, &gone.id, DateTime::from_milliseconds(0)).await
}

/// Puts a row into every table of signing in.
async fn fill_tables_of_sign_in(tx: &mut Tx, id: &str, user: &str) -> store::Result<()> {
    let now = DateTime::from_milliseconds(0);
    let later = now.plus_seconds(1);
    let client = oauth_clients::all(tx).await?.remove(0).id().to_owned();
    let of = |what: &str| format!("{what} of {id}");
    let (organization, user, client) = (id.to_owned(), user.to_owned(), client);
    let session = BrowserSession {
        id: of("session"),
        organization: organization.clone(),
        user: user.clone(),
        signed_in_at: later,
        used_at: later,
    };
    browser_sessions::save(tx, &of("cookie"), &session, now).await?;
    let family = TokenFamily {
        id: of("family"),
        organization: organization.clone(),
        client: client.clone(),
        user: user.clone(),
        session: session.id,
        confidential: true,
        ends_at: later,
    };
    token_families::insert(tx, &family, now).await?;
    let code = StoredCode {
        organization: organization.clone(),
        family: family.id.clone(),
        redirect_uri: "https://app.example".to_owned(),
        challenge: None,
        used: false,
        ends_at: later,
    };
    authorization_codes::insert(tx, &of("code"), &code, now).await?;
    let token = StoredRefreshToken {
        organization: organization.clone(),
        family: family.id,
        used: false,
        ends_at: later,
    };
    refresh_tokens::insert(tx, &of("refresh token"), &token, now).await?;
    let ticket = SignInTicket { organization, client, user, attempts_left: 5, ends_at: later };
    sign_in_tickets::insert(tx, &of("ticket"), &ticket, now).await?;
    let audit = NewAudit {
        at: now,
        service: "PeoplePermissions",
        entity_type: "Session",
        entity_id: "x",
        action: "SignIn",
        user: None,
        client: None,
        document: "{}",
    };
    audits::insert(tx, &audit).await
}

/// Puts a row into every table of passwords, attempts and invitations.
async fn fill_tables_of_passwords(tx: &mut Tx, id: &str, user: &str) -> store::Result<()> {
    let now = DateTime::from_milliseconds(0);
    let hash = || "$argon2id$none".to_owned();
    let password = StoredPassword { hash: hash(), changed_at: now, by_owner: true };
    passwords::save(tx, user, &password, 3).await?;
    let counted = Counted { account: "an account".to_owned(), address: String::new() };
    sign_in_attempts::hold(tx, &counted, now).await?;
    sign_in_attempts::make_familiar(tx, user, "an address", (now, 5)).await?;
    let invitation = NewInvitation {
        id: &format!("invitation to {id}"),
        user,
        email: "ada@example.com",
        made_at: now,
        ends_at: now,
        due_at: now,
    };
    invitations::insert(tx, &invitation).await?;
    invitations::insert_link(tx, &format!("link to {id}"), user, now).await
}

/// Puts a row into every table of groups and trust; trusts `other`.
async fn fill_tables_of_groups(
    tx: &mut Tx,
    (id, other): (&str, &str),
    user: &str,
) -> store::Result<()> {
    let now = DateTime::from_milliseconds(0);
    let (group, _) = groups::names(tx).await?.swap_remove(0);
    groups::set_owners(tx, &group, (&[user.to_owned()], true)).await?;
    let pair = Pair { trustor: id, trustee: other };
    let trust =
        NewTrust { pair, enabled: true, expires_at: None, created_by: None, created_at: now };
    trusts::insert(tx, &trust).await?;
    let member = NewMember {
        id: "a user of theirs",
        kind: MemberKind::User,
        created_in: id,
        created_by: None,
        created_at: now,
    };
    trusts::add_member(tx, pair, &member).await?;
    let role = roles::default_role(tx, DefaultRole::Employee).await?;
    trusts::grant(tx, pair, member.id, (&role, "*", now)).await
}
