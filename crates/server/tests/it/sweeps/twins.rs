//! Two organizations whose rows have the same ids: each request about one of them tells nothing of
//! the other and changes nothing there.
//!
//! The sweep of borders asks for ids that another organization has; SQL that looks below an id found
//! before would answer it alike with and without its organization, because ids are random. Here they
//! are not.

use api::Lane;
use store::testing::{rows, twin};
use test_server::{
    Engine, both_engines,
    outbox::with_outbox,
    samples::{Kind, Samples, names, variants},
};

use super::served;

#[both_engines]
async fn rows_with_the_same_ids_in_another_organization_are_neither_told_nor_changed(
    engine: Engine,
) {
    let (server, _outbox) = with_outbox(engine).await;
    let other = server.other_organization("Twin").await.organization;
    let mut problems = Vec::new();
    let mut checked = 0;
    for entry in served() {
        let named = names(entry).unwrap();
        for variant in 0..variants(entry, &named) {
            let mut samples = Samples::of(&server);
            let request = samples.request(entry, variant).await;
            let user = samples.make(Kind::User).await;
            let reads = entry.meta.lane != Lane::Write;
            let alone = if reads { Some(request.ask(&server, &request.token).await) } else { None };
            twin(&server.db, &server.organization, &other).await.unwrap();
            server.token_in(&other, &user).await;
            let before = rows(&server.db, &other).await.unwrap();
            let answer = request.ask(&server, &request.token).await;
            let id = entry.meta.id;
            if answer.status >= 400 {
                problems.push(format!("{id}: {} {}", answer.status, answer.body));
            }
            if answer.body.to_string().contains("TWIN") {
                problems.push(format!("{id} tells of the other organization: {}", answer.body));
            }
            if alone.is_some_and(|alone| alone.body != answer.body) {
                problems.push(format!("{id} answers something else with a twin: {}", answer.body));
            }
            let after = rows(&server.db, &other).await.unwrap();
            for (table, rows) in &before {
                if after[table] != *rows {
                    problems.push(format!("{id} changes `{table}` of the other organization"));
                }
            }
        }
        checked += 1;
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(checked, served().count());
}
