//! Thousands of generated searches give what a plain evaluation over the stored rows gives, in the
//! same order, on both engines.

mod criteria;
mod doings;
mod naive;
mod people;

use std::sync::Arc;

use ::search::Scope;
use api::{PostUsersSearch, UserSearchRequest, decode_body};
use gate::random::Random;
use serde_json::{Value, json};
use store::{
    Engine, Options,
    search::{Collection, DIVISION, Models, STATE, SearchOptions},
    testing::TestDb,
};
use test_macros::both_engines;

use super::{conditions, order};

/// Searches on each engine.
const SEARCHES: usize = 5_000;
/// Searches between changes.
const BETWEEN: usize = 10;

#[both_engines]
async fn generated_searches_find_what_a_plain_evaluation_finds_in_the_same_order(engine: Engine) {
    let models = Arc::new(Models::new(SearchOptions::default()));
    let followers = store::Followers::default().and(models.clone());
    let db = TestDb::open(engine, Options { followers, ..Options::default() }).await.unwrap();
    let mut random = Random::seeded(20_261_128);
    // The model is there from the beginning, so that most of it comes by changes.
    people::make(&db, &models, &mut random).await;
    let everybody = Collection::Users.schema();
    let (mut ids, mut users) = (Vec::new(), Vec::new());
    let (mut found, mut found_none) = (0, 0);
    for number in 0..SEARCHES {
        if number % BETWEEN == 0 {
            if number > 0 {
                for _ in 0..=random.below(4) {
                    people::disturb(&db, &ids, &mut random, number / BETWEEN).await;
                }
            }
            let rows = people::rows(&db).await;
            ids = rows.iter().map(|row| row.user.id.clone()).collect();
            users = rows.iter().map(naive::User::of).collect();
        }
        let (request, expected) = criteria::search(&mut random);
        let json = serde_json::to_vec(&request).unwrap();
        let body: UserSearchRequest = decode_body::<PostUsersSearch>(&json)
            .unwrap_or_else(|error| panic!("{request}: {error:?}"))
            .unwrap();
        let compiled = conditions::compile(everybody, &body)
            .unwrap_or_else(|refusal| panic!("{request}: {}", refusal.message()));
        let place = (people::ORGANIZATION, Collection::Users);
        let model = models.current(&db, place, &compiled).await.unwrap();
        assert_eq!(model.len(), users.len());
        let sort = order::read(everybody, &body, compiled.has_scores()).unwrap();
        let (scope, sees) = scope(&mut random, compiled.mentions(STATE));
        let (offset, size) = if number % 3 == 0 { (random.below(9), 7) } else { (0, 10_000) };
        let query = compiled.query(sort, offset, size);
        let answer = models.search(model, query, scope).await.unwrap();
        let plain = naive::search(&users, &expected, &request, &sees);
        let ids: Vec<String> = answer.ids.iter().map(ToString::to_string).collect();
        let part: Vec<String> = plain.iter().skip(offset).take(size).cloned().collect();
        assert_eq!((answer.total, ids), (plain.len(), part), "search {number}: {request}");
        (found, found_none) = (found + plain.len(), found_none + usize::from(plain.is_empty()));
    }
    // Searches that find nothing would show nothing.
    assert!(found_none < SEARCHES / 2 && found > 10 * SEARCHES, "{found} {found_none}");
}

/// What a caller sees: everything, or one division; and the rule that only active users are found
/// unless the state is asked for.
fn scope(random: &mut Random, asks_for_state: bool) -> (Scope, Vec<(&'static str, &'static str)>) {
    let (mut scope, mut sees) = (Scope::default(), Vec::new());
    if random.below(4) == 0 {
        let division = people::DIVISIONS[random.below(2)].0;
        scope.only.push((DIVISION, vec![division.to_owned()]));
        sees.push(("divisionId", division));
    }
    if !asks_for_state {
        scope.only.push((STATE, vec!["active".to_owned()]));
        sees.push(("state", "active"));
    }
    (scope, sees)
}

/// The parts of a criterion that are there.
fn criterion(kind: &str, fields: &[&str], more: &Value) -> Value {
    let mut criterion = json!({ "type": kind });
    if !fields.is_empty() {
        criterion["fields"] = json!(fields);
    }
    for (name, value) in more.as_object().into_iter().flatten() {
        criterion[name] = value.clone();
    }
    criterion
}
