//! Signing in, without the page that asks for it.

use std::{net::IpAddr, sync::Arc, time::Duration};

use api::State;
use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher as _};
use axum::http::HeaderMap;
use gate::{
    origin::Origin,
    random::Random,
    secrets::{fingerprint, hash_secret, is_generated},
    shared::Shared,
};
use identity::credentials::{Denied, check, renewal, signed_in};
use server::bootstrap::Bootstrap;
use server::{Clock, Options, Server};
use store::{
    Divisions, Engine, Lock, invitations,
    passwords::{self, Policy, StoredPassword},
    testing::Place,
    users,
};
use test_server::{both_engines, now};

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "the-administrators-password";
const WRONG: std::result::Result<String, Denied> = Err(Denied::Wrong);
const FIRST_WAIT: std::result::Result<String, Denied> = Err(Denied::Throttled(30));

struct Signing {
    server: Server,
    organization: String,
    user: String,
    _place: Place,
}

impl Signing {
    async fn start(engine: Engine) -> Self {
        let place = Place::make(engine).await.unwrap();
        let mut options = Options::in_memory();
        options.location = place.location().clone();
        options.clock = Clock::standing_at("2026-01-02T03:04:05Z".parse().unwrap());
        options.bootstrap = Bootstrap {
            admin_email: Some(EMAIL.to_owned()),
            admin_password: Some(PASSWORD.to_owned()),
            ..Bootstrap::default()
        };
        let server = Server::start(options).await.unwrap();
        let organization = server.first_start().unwrap().organization.clone();
        let mut tx = server.shared().db.snapshot().await.unwrap();
        tx.enter(&organization);
        let all = Divisions::all();
        let user = users::by_email(&mut tx, &all, EMAIL).await.unwrap().unwrap().id;
        drop(tx);
        Self { server, organization, user, _place: place }
    }

    fn shared(&self) -> &Arc<Shared> {
        self.server.shared()
    }

    async fn check(
        &self,
        from: &str,
        email: &str,
        password: &str,
    ) -> std::result::Result<String, Denied> {
        let checked = check(self.shared(), origin(from), &self.organization, email, password).await;
        checked.unwrap().map(|known| known.user)
    }

    async fn sign_in(&self, from: &str) {
        assert_eq!(self.check(from, EMAIL, PASSWORD).await, Ok(self.user.clone()));
        let of = (self.organization.clone(), self.user.clone());
        let (now, from) = (now(&self.shared().clock), origin(from));
        let signed = self.shared().db.write(move |tx| {
            let (organization, user) = of.clone();
            Box::pin(async move {
                tx.enter(&organization);
                signed_in(tx, from, &user, now).await
            })
        });
        signed.await.unwrap();
    }

    async fn save(&self, hash: String) {
        let of = (self.organization.clone(), self.user.clone());
        let now = now(&self.shared().clock);
        let saved = self.shared().db.write(move |tx| {
            let ((organization, user), hash) = (of.clone(), hash.clone());
            Box::pin(async move {
                let password = StoredPassword { hash, changed_at: now, by_owner: false };
                tx.enter(&organization);
                passwords::save(tx, &user, &password, 0).await
            })
        });
        saved.await.unwrap();
    }

    async fn stored(&self) -> StoredPassword {
        let mut tx = self.shared().db.snapshot().await.unwrap();
        tx.enter(&self.organization);
        passwords::find(&mut tx, &self.user).await.unwrap().unwrap()
    }

    fn advance(&self, by: Duration) {
        self.shared().clock.advance(by);
    }
}

fn origin(from: &str) -> Origin {
    let mut headers = HeaderMap::new();
    if from.is_empty() {
        // A proxy that nobody named.
        headers.insert("x-forwarded-for", "198.51.100.7".parse().unwrap());
    }
    let peer: IpAddr = from.parse().unwrap_or_else(|_| "203.0.113.200".parse().unwrap());
    Origin::of(Some(peer), &headers, &[])
}

#[both_engines]
async fn unknown_wrong_inactive_and_right_but_late_are_answered_alike(engine: Engine) {
    let place = Signing::start(engine).await;
    let (organization, user) = (place.organization.clone(), place.user.clone());
    for (index, (email, active)) in
        [("nobody@example.com", true), ("NUL\0@example.com", true), (EMAIL, true), (EMAIL, false)]
            .into_iter()
            .enumerate()
    {
        let from = format!("192.0.2.{index}");
        let state = if active { State::Active } else { State::Inactive };
        set_state(&place, (&organization, &user), &state).await;
        for attempt in 0..5 {
            assert_eq!(place.check(&from, email, "a wrong one").await, WRONG, "{email} {attempt}");
        }
        assert_eq!(place.check(&from, email, "a wrong one").await, FIRST_WAIT, "{email}");
        assert_eq!(place.check(&from, email, PASSWORD).await, FIRST_WAIT, "{email}");
    }
}

#[both_engines]
async fn a_wait_ends_and_doubles_and_a_success_ends_them_all(engine: Engine) {
    let place = Signing::start(engine).await;
    let from = "192.0.2.1";
    for _ in 0..5 {
        assert_eq!(place.check(from, EMAIL, "a wrong one").await, WRONG);
    }
    place.advance(Duration::from_secs(29));
    assert_eq!(place.check(from, EMAIL, PASSWORD).await, Err(Denied::Throttled(1)));
    place.advance(Duration::from_secs(1));
    assert_eq!(place.check(from, EMAIL, "a wrong one").await, WRONG);
    assert_eq!(place.check(from, EMAIL, PASSWORD).await, Err(Denied::Throttled(60)));
    assert!(place.check("192.0.2.2", EMAIL, PASSWORD).await.is_ok(), "another desk");
    place.advance(Duration::from_mins(1));
    assert!(place.check(from, EMAIL, PASSWORD).await.is_ok());
    for _ in 0..5 {
        assert_eq!(place.check(from, EMAIL, "a wrong one").await, WRONG);
    }
}

#[both_engines]
async fn many_guesses_at_once_do_not_pass_the_limit(engine: Engine) {
    let place = Signing::start(engine).await;
    let guesses = (0..100).map(|number| {
        let (shared, organization) = (place.shared().clone(), place.organization.clone());
        tokio::spawn(async move {
            let guess = format!("guess number {number}");
            check(&shared, origin("192.0.2.1"), &organization, EMAIL, &guess).await
        })
    });
    let mut looked_at = 0;
    for guess in guesses.collect::<Vec<_>>() {
        match guess.await.unwrap().unwrap() {
            Err(Denied::Wrong) => looked_at += 1,
            Err(Denied::Throttled(seconds)) => assert_eq!(seconds, 30),
            Err(Denied::Busy(seconds)) => assert_eq!(seconds, 5),
            Ok(_) => panic!("a guess was let in"),
        }
    }
    assert_eq!(looked_at, 5);
}

#[both_engines]
async fn guessing_elsewhere_shuts_nobody_out_at_their_own_desk(engine: Engine) {
    let place = Signing::start(engine).await;
    let desk = "192.0.2.1";
    place.sign_in(desk).await;
    for number in 0..20 {
        let from = format!("198.51.100.{}", number / 4);
        assert_eq!(place.check(&from, EMAIL, "a wrong one").await, WRONG, "{number}");
    }
    assert_eq!(place.check("203.0.113.1", EMAIL, PASSWORD).await, FIRST_WAIT, "a new place waits");
    assert!(place.check(desk, EMAIL, PASSWORD).await.is_ok());
    for _ in 0..5 {
        assert_eq!(place.check(desk, EMAIL, "a wrong one").await, WRONG);
    }
    assert_eq!(place.check(desk, EMAIL, PASSWORD).await, FIRST_WAIT, "the desk has its own count");
    // After three months away the desk is a place like any other.
    place.advance(Duration::from_hours(24 * 91));
    for number in 0..20 {
        let from = format!("198.51.100.{}", number / 4);
        assert_eq!(place.check(&from, EMAIL, "a wrong one").await, WRONG, "{number}");
    }
    assert_eq!(place.check(desk, EMAIL, PASSWORD).await, FIRST_WAIT);
}

#[both_engines]
async fn behind_a_proxy_that_nobody_named_an_account_is_counted_for_itself(engine: Engine) {
    let place = Signing::start(engine).await;
    for number in 0..20 {
        assert_eq!(place.check("", EMAIL, "a wrong one").await, WRONG, "{number}");
    }
    assert_eq!(place.check("", EMAIL, PASSWORD).await, FIRST_WAIT);
    assert_eq!(place.check("", "grace@example.com", "a wrong one").await, WRONG, "others go on");
}

#[both_engines]
async fn one_address_on_all_accounts_is_slowed_down_and_forgiven(engine: Engine) {
    let place = Signing::start(engine).await;
    let from = "192.0.2.1";
    for number in 0..100 {
        let email = format!("user{number}@example.com");
        assert_eq!(place.check(from, &email, "a wrong one").await, WRONG);
    }
    assert_eq!(place.check(from, EMAIL, PASSWORD).await, FIRST_WAIT);
    assert!(place.check("192.0.2.2", EMAIL, PASSWORD).await.is_ok());
    place.advance(Duration::from_mins(10));
    assert!(place.check(from, EMAIL, PASSWORD).await.is_ok());
    let rows = store::testing::rows(&place.shared().db, &place.organization).await.unwrap();
    assert!(rows["sign_in_attempts"].len() > 100);
    place.advance(Duration::from_hours(2));
    assert!(place.check(from, EMAIL, PASSWORD).await.is_ok());
    let rows = store::testing::rows(&place.shared().db, &place.organization).await.unwrap();
    assert_eq!(rows["sign_in_attempts"].len(), 1, "what means nothing any more is gone");
}

#[both_engines]
async fn a_sign_in_hashes_anew_what_was_hashed_otherwise(engine: Engine) {
    let place = Signing::start(engine).await;
    let weaker = Params::new(8, 1, 1, None).unwrap();
    let weaker = Argon2::new(Algorithm::Argon2id, Version::V0x13, weaker);
    let weaker = weaker.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    place.save(weaker.clone()).await;
    assert_eq!(place.check("192.0.2.1", EMAIL, "a wrong one").await, WRONG);
    assert_eq!(place.stored().await.hash, weaker);
    assert!(place.check("192.0.2.1", EMAIL, PASSWORD).await.is_ok());
    let renewed = place.stored().await;
    assert!(!place.shared().hasher.is_outdated(&renewed.hash), "{}", renewed.hash);
    assert!(place.check("192.0.2.1", EMAIL, PASSWORD).await.is_ok());
    assert_eq!(place.stored().await.hash, renewed.hash, "once is enough");
}

#[both_engines]
async fn a_generated_password_signs_in(engine: Engine) {
    let place = Signing::start(engine).await;
    let hash = hash_secret(&mut Random::seeded(1), "made by the server");
    place.save(hash).await;
    assert!(place.check("192.0.2.1", EMAIL, "made by the server").await.is_ok());
    assert!(is_generated(&place.stored().await.hash));
}

#[both_engines]
async fn a_whole_sign_in_is_noted_on_the_user(engine: Engine) {
    let place = Signing::start(engine).await;
    place.sign_in("192.0.2.1").await;
    let mut tx = place.shared().db.snapshot().await.unwrap();
    let of = [place.user.clone()];
    tx.enter(&place.organization);
    let dates = users::last_dates(&mut tx, &of).await.unwrap();
    assert_eq!(dates[&place.user].login, Some(now(&place.shared().clock)));
}

#[both_engines]
async fn a_password_that_is_too_old_leads_to_a_link_for_another(engine: Engine) {
    let place = Signing::start(engine).await;
    assert_eq!(renewal_of(&place).await, None);
    let organization = place.organization.clone();
    let set = place.shared().db.write(move |tx| {
        let organization = organization.clone();
        Box::pin(async move {
            let policy = Policy { maximum_age: 3600, ..Policy::default() };
            tx.enter(&organization);
            passwords::set_policy(tx, &policy).await
        })
    });
    set.await.unwrap();
    assert_eq!(renewal_of(&place).await, None);
    place.advance(Duration::from_hours(1));
    let link = renewal_of(&place).await.unwrap();
    let token = link.strip_prefix("/activate?token=").unwrap();
    let mut tx = place.shared().db.snapshot().await.unwrap();
    let found = invitations::find_link(&mut tx, &fingerprint(token)).await.unwrap().unwrap();
    assert_eq!((found.organization, found.user), (place.organization.clone(), place.user.clone()));
}

async fn renewal_of(place: &Signing) -> Option<String> {
    let of = (place.organization.clone(), place.user.clone());
    let now = now(&place.shared().clock);
    let asked = place.shared().db.write(move |tx| {
        let (organization, user) = of.clone();
        Box::pin(async move {
            tx.enter(&organization);
            renewal(tx, &user, now, &mut Random::System).await
        })
    });
    asked.await.unwrap()
}

async fn set_state(place: &Signing, (organization, user): (&str, &str), state: &State) {
    let all = Divisions::all();
    let organization = organization.to_owned();
    let (user, state) = (user.to_owned(), state.clone());
    let now = now(&place.shared().clock);
    let set = place.shared().db.write(move |tx| {
        let (all, user, state) = (all.clone(), user.clone(), state.clone());
        let organization = organization.clone();
        Box::pin(async move {
            tx.enter(&organization);
            tx.lock(Lock::User(&user)).await?;
            let before = users::find(tx, &all, &user).await?.unwrap();
            let (shown, profile) = (before.read_document()?, before.read_profile()?);
            let mut after = before.clone();
            (after.state, after.version) = (state, before.version + 1);
            users::save(tx, &all, &before, &mut after, (&shown, &profile), now).await
        })
    });
    set.await.unwrap();
}
