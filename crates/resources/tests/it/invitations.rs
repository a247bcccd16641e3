//! Invitations: who is invited, how the mail leaves, and the link that sets a password once.

mod smtp;

use std::time::Duration;

use serde_json::{Value, json};
use server::{Options, SmtpUrl};
use smtp::MailServer;
use store::{
    Engine,
    invitations::{self, NewInvitation},
};
use test_server::{
    Answer, Ask, CLIENT, TestServer, both_engines, encoded, now,
    outbox::{BASE, mails, token_of, with_outbox},
};

const PASSWORD: &str = "chosen-by-the-user";

/// A server that sends its mail to this one.
async fn with_smtp(engine: Engine, mail: &MailServer) -> TestServer {
    let url = mail.url.clone();
    TestServer::start_with(engine, |options: &mut Options| {
        options.mail.smtp_url = Some(SmtpUrl::new(&url));
        options.mail.from = Some("Roster <roster@example.com>".to_owned());
        options.http.public_url = Some(BASE.parse().unwrap());
    })
    .await
}

fn invite(server: &TestServer, user: &Value, query: &str) -> Ask {
    let path = format!("/api/v2/users/{}/invite{query}", user["id"].as_str().unwrap());
    server.ask("POST", &path)
}

async fn page(server: &TestServer, token: &str) -> Answer {
    server.ask("GET", &format!("/activate?token={token}")).no_token().await
}

async fn activate(server: &TestServer, token: &str, password: &str, confirm: &str) -> Answer {
    let form = encoded(&[("token", token), ("password", password), ("confirm", confirm)]);
    server.ask("POST", "/activate").no_token().form(&form).await
}

fn text(answer: &Answer) -> &str {
    answer.body.as_str().unwrap()
}

#[track_caller]
fn is_dead(answer: &Answer) {
    assert_eq!(answer.status, 410, "{}", answer.body);
    assert!(text(answer).contains("no longer valid"));
}

#[both_engines]
async fn an_invitation_is_mailed_and_its_link_sets_the_password_once(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let ada = server.user("Ada Example").await;
    let invited = invite(&server, &ada, "").await;
    assert_eq!((invited.status, &invited.body), (204, &Value::Null));
    let mail = mails(&outbox, 1).await.remove(0);
    for words in [
        "To: \"Ada Example\" <ada.example@example.com>",
        "Subject: Your invitation to Callroster",
        "until 2026-01-09",
        "Date: Fri, 02 Jan 2026 03:04:05 +0000",
    ] {
        assert!(mail.contains(words), "`{words}` is not in:\n{mail}");
    }
    let token = token_of(&mail);
    // Whoever scans mail follows every link, and uses nothing up.
    for _ in 0..2 {
        let page = page(&server, &token).await;
        assert_eq!(page.status, 200);
        assert!(page.header("content-type").starts_with("text/html"));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        for part in [
            "name=\"password\"",
            "name=\"confirm\"",
            "ada.example@example.com",
            "At least 8 characters.",
        ] {
            assert!(text(&page).contains(part), "{part}: {}", text(&page));
        }
    }
    let before = server.token_of(ada["id"].as_str().unwrap(), 3600).await;
    let done = activate(&server, &token, PASSWORD, PASSWORD).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(text(&done).contains("Your password is set"));
    assert_eq!(
        server.get_with("/api/v2/users/me", &before).await.status,
        401,
        "earlier sessions end"
    );
    is_dead(&page(&server, &token).await);
    is_dead(&activate(&server, &token, "another-password", "another-password").await);
    let now = server.token_of(ada["id"].as_str().unwrap(), 3600).await;
    assert_eq!(server.change_password(&now, PASSWORD, "and-changed-later").await.status, 204);
    let told = server.audit_messages(ada["id"].as_str().unwrap()).await;
    let told: Vec<_> = told.iter().filter(|one| one["context"].is_object()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|one| one["context"]["invitation"] == "ada.example@example.com"));
    assert!(
        told.iter()
            .any(|one| one["context"]["through"] == "link" && one["user"]["id"] == ada["id"])
    );
}

#[both_engines]
async fn a_pending_invitation_is_replaced_only_by_force(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}?expand=dateWelcomeSent", ada["id"].as_str().unwrap());
    assert!(server.get(&path).await.body.get("dateWelcomeSent").is_none());
    assert_eq!(invite(&server, &ada, "").await.status, 204);
    assert_eq!(server.get(&path).await.body["dateWelcomeSent"], "2026-01-02T03:04:05.678Z");
    let first = token_of(&mails(&outbox, 1).await[0]);
    invite(&server, &ada, "")
        .await
        .refused(409, "invitation.pending")
        .naming(&[ada["id"].as_str().unwrap(), "force=true"]);
    server.advance(Duration::from_secs(1));
    assert_eq!(invite(&server, &ada, "?force=true").await.status, 204);
    assert_eq!(server.get(&path).await.body["dateWelcomeSent"], "2026-01-02T03:04:06.678Z");
    is_dead(&page(&server, &first).await);
    let both: Vec<String> = mails(&outbox, 2).await.iter().map(|mail| token_of(mail)).collect();
    let second = both.iter().find(|token| **token != first).unwrap();
    assert_eq!(page(&server, second).await.status, 200);
    // After a week it is over, and the next needs no force.
    server.advance(Duration::from_hours(24 * 7));
    is_dead(&page(&server, second).await);
    let token = server.sign_in(CLIENT).await;
    assert_eq!(invite(&server, &ada, "").token(&token).await.status, 204);
}

#[both_engines]
async fn a_link_ends_with_what_it_was_made_for(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let mut sent = 0;
    for number in 0..4 {
        let user = server.user(&format!("Ada {number}")).await;
        assert_eq!(invite(&server, &user, "").await.status, 204);
        sent += 1;
        let email = user["email"].as_str().unwrap();
        let mails = mails(&outbox, sent).await;
        let token = token_of(mails.iter().find(|mail| mail.contains(email)).unwrap());
        assert_eq!(page(&server, &token).await.status, 200);
        match number {
            0 => assert_eq!(server.patch(&user, json!({ "state": "inactive" })).await.status, 200),
            1 => assert_eq!(
                server.patch(&user, json!({ "email": "new@example.com" })).await.status,
                200
            ),
            2 => assert_eq!(server.set_password(&user, "set-by-somebody").await.status, 204),
            _ => assert_eq!(
                server
                    .ask("DELETE", &format!("/api/v2/users/{}", user["id"].as_str().unwrap()))
                    .await
                    .status,
                200
            ),
        }
        is_dead(&page(&server, &token).await);
        is_dead(&activate(&server, &token, PASSWORD, PASSWORD).await);
    }
}

#[both_engines]
async fn a_password_that_will_not_do_leaves_the_link_as_it_is(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(invite(&server, &ada, "").await.status, 204);
    let token = token_of(&mails(&outbox, 1).await[0]);
    for (password, confirm, words) in [
        ("short", "short", "it must have 8 to 1024 characters"),
        ("ada.example", "ada.example", "name or e-mail address"),
        (PASSWORD, "something-else", "two passwords differ"),
    ] {
        let again = activate(&server, &token, password, confirm).await;
        assert_eq!(again.status, 400);
        let shown = text(&again).replace("&#39;", "'");
        assert!(shown.contains(words) && shown.contains("role=\"alert\""), "{shown}");
        assert!(!shown.contains(&format!("value=\"{password}\"")), "passwords are not repeated");
    }
    assert_eq!(activate(&server, &token, PASSWORD, PASSWORD).await.status, 200);
}

#[both_engines]
async fn of_two_who_follow_the_link_at_once_one_sets_the_password(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(invite(&server, &ada, "").await.status, 204);
    let token = token_of(&mails(&outbox, 1).await[0]);
    let (one, other) = tokio::join!(
        activate(&server, &token, "one-password", "one-password"),
        activate(&server, &token, "other-password", "other-password"),
    );
    let mut both = [one.status, other.status];
    both.sort_unstable();
    assert_eq!(both, [200, 410]);
}

#[both_engines]
async fn links_that_never_were_are_as_dead_as_used_ones(engine: Engine) {
    let (server, _outbox) = with_outbox(engine).await;
    for token in ["", "no-such-token", "%00", "%22%3E%3Cscript%3E"] {
        is_dead(&page(&server, token).await);
    }
    let without = server.ask("GET", "/activate").no_token().await;
    is_dead(&without);
    let large = server.ask("POST", "/activate").no_token().form(&"x".repeat(70_000)).await;
    assert_eq!(large.status, 413);
    assert!(text(&large).contains("larger than the limit"));
}

#[both_engines]
async fn who_is_not_active_is_not_invited(engine: Engine) {
    let (server, _outbox) = with_outbox(engine).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(server.patch(&ada, json!({ "state": "inactive" })).await.status, 200);
    invite(&server, &ada, "?force=true").await.refused(409, "user.inactive");
    let path = format!("/api/v2/users/{}", ada["id"].as_str().unwrap());
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    invite(&server, &ada, "").await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn mail_goes_through_smtp_once(engine: Engine) {
    let mut mail = MailServer::start().await;
    let server = with_smtp(engine, &mail).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(invite(&server, &ada, "").await.status, 204);
    let got = mail.accept().await;
    assert_eq!(got.from, "roster@example.com");
    assert_eq!(got.to, ["ada.example@example.com"]);
    assert!(got.text.contains("From: Roster <roster@example.com>"), "{}", got.text);
    assert_eq!(page(&server, &token_of(&got.text)).await.status, 200);
    // The next mail is the next invitation's: the first is not sent again.
    let bob = server.user("Bob Example").await;
    server.advance(Duration::from_hours(3));
    assert_eq!(invite(&server, &bob, "").await.status, 204);
    assert_eq!(mail.accept().await.to, ["bob.example@example.com"]);
    server.stop().await;
    assert!(mail.got_nothing_more());
}

#[both_engines]
async fn mail_that_is_refused_is_tried_again_later(engine: Engine) {
    let mut mail = MailServer::start().await;
    let server = with_smtp(engine, &mail).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(invite(&server, &ada, "").await.status, 204);
    let refused = mail.refuse().await;
    let bob = server.user("Bob Example").await;
    assert_eq!(invite(&server, &bob, "").await.status, 204);
    assert_eq!(mail.accept().await.to, ["bob.example@example.com"], "not before its time");
    server.advance(Duration::from_mins(1));
    // Inviting somebody wakes the queue, which finds the other one due as well.
    let grace = server.user("Grace Example").await;
    assert_eq!(invite(&server, &grace, "").await.status, 204);
    let two = [mail.accept().await, mail.accept().await];
    let again = two.iter().find(|mail| mail.to == ["ada.example@example.com"]).unwrap();
    let id =
        |text: &str| text.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned();
    assert_eq!(id(&again.text), id(&refused.text), "mailboxes see one mail");
    assert_eq!(page(&server, &token_of(&again.text)).await.status, 200);
    is_dead(&page(&server, &token_of(&refused.text)).await);
}

#[both_engines]
async fn mail_that_is_refused_for_good_ends_the_invitation(engine: Engine) {
    let mut mail = MailServer::start().await;
    let server = with_smtp(engine, &mail).await;
    let ada = server.user("Ada Example").await;
    let nobody = server.user("Nobody").await;
    for (user, reason) in [(&ada, "never"), (&nobody, "there is no such mailbox")] {
        assert_eq!(invite(&server, user, "").await.status, 204);
        let refused = if user == &ada { Some(mail.reject().await) } else { None };
        let id = user["id"].as_str().unwrap();
        let failed = loop {
            let messages = server.audit_messages(id).await;
            if let Some(failed) = messages.into_iter().find(|one| one["status"] == "FAILURE") {
                break failed;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(failed["application"], "server", "{failed}");
        assert!(failed["context"]["reason"].as_str().unwrap().contains(reason), "{failed}");
        if let Some(refused) = refused {
            is_dead(&page(&server, &token_of(&refused.text)).await);
        }
    }
    // Nothing is tried again, and another invitation needs no force.
    server.advance(Duration::from_hours(2));
    assert_eq!(invite(&server, &ada, "").await.status, 204);
    assert_eq!(mail.accept().await.to, ["ada.example@example.com"]);
    server.stop().await;
    assert!(mail.got_nothing_more());
}

#[both_engines]
async fn no_two_nodes_take_the_same_mail(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (now, due_at) = (now(&server.clock), server.clock.now().plus_seconds(3600));
    for number in 0..5 {
        let user = server.user(&format!("Ada {number}")).await;
        let (organization, user) =
            (server.organization.clone(), user["id"].as_str().unwrap().to_owned());
        let due = server.db.write(move |tx| {
            let (organization, user) = (organization.clone(), user.clone());
            Box::pin(async move {
                let (id, email) = (format!("to {user}"), "ada@example.com");
                let invitation = NewInvitation {
                    id: &id,
                    user: &user,
                    email,
                    made_at: now,
                    ends_at: now.plus_seconds(3600),
                    due_at,
                };
                tx.enter(&organization);
                invitations::insert(tx, &invitation).await
            })
        });
        due.await.unwrap();
    }
    let claim = || {
        server
            .db
            .write(move |tx| Box::pin(invitations::claim(tx, due_at, due_at.plus_seconds(120))))
    };
    let (a, b, c, d) = tokio::join!(claim(), claim(), claim(), claim());
    let mut taken = vec![a, b, c, d];
    for _ in 0..5 {
        taken.push(claim().await);
    }
    let mut taken: Vec<String> =
        taken.into_iter().filter_map(|claimed| claimed.unwrap()).map(|due| due.id).collect();
    taken.sort_unstable();
    let count = taken.len();
    taken.dedup();
    assert_eq!((taken.len(), count), (5, 5));
}

#[both_engines]
async fn an_invitation_that_ends_before_it_is_sent_is_not_sent(engine: Engine) {
    let mut mail = MailServer::start().await;
    let server = with_smtp(engine, &mail).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(invite(&server, &ada, "").await.status, 204);
    mail.refuse().await;
    assert_eq!(server.patch(&ada, json!({ "state": "inactive" })).await.status, 200);
    server.advance(Duration::from_mins(1));
    let bob = server.user("Bob Example").await;
    assert_eq!(invite(&server, &bob, "").await.status, 204);
    assert_eq!(mail.accept().await.to, ["bob.example@example.com"]);
    server.stop().await;
    assert!(mail.got_nothing_more());
}

#[both_engines]
async fn without_a_way_for_mail_nobody_is_invited(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let invited = invite(&server, &ada, "").await;
    match engine {
        Engine::Sqlite => assert_eq!(invited.status, 204, "{}", invited.body),
        Engine::Postgres => {
            invited.refused(503, "mail.not.configured").naming(&["--smtp-url", "--mail-outbox"]);
            let path =
                format!("/api/v2/users/{}?expand=dateWelcomeSent", ada["id"].as_str().unwrap());
            assert!(server.get(&path).await.body.get("dateWelcomeSent").is_none());
        }
    }
}

#[tokio::test]
async fn a_server_that_cannot_send_mail_as_it_is_told_does_not_start() {
    let refused = |change: fn(&mut Options)| async move {
        let mut options = Options::in_memory();
        change(&mut options);
        server::Server::start(options).await.err().unwrap().to_string()
    };
    let told = refused(|options| options.mail.smtp_url = Some(SmtpUrl::new("smtps://a:hidden@b")));
    let told = told.await;
    assert!(told.contains("`--public-url`") && !told.contains("hidden"), "{told}");
    let told = refused(|options| {
        options.mail.smtp_url = Some(SmtpUrl::new("smtps://a:hidden@b"));
        options.http.public_url = Some(BASE.parse().unwrap());
    });
    assert!(told.await.contains("`--mail-from`"));
    let told = refused(|options| options.mail.from = Some("nobody".to_owned()));
    assert!(told.await.contains("`name@host`"));
}
