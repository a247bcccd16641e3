//! The sweeps themselves: nothing that is served slips through them.

use std::collections::BTreeSet;

use test_server::{
    Engine,
    samples::{Samples, names, unused_rows, variants},
};

use super::served;

#[test]
fn every_parameter_and_field_that_names_an_entity_is_of_a_known_kind() {
    let unknown: Vec<String> = served().filter_map(|entry| names(entry).err()).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let unused = unused_rows(served());
    assert!(unused.is_empty(), "no served operation needs these rows: {unused:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_requests_of_the_samples_name_everything_that_can_be_named() {
    let (server, _outbox) = test_server::outbox::with_outbox(Engine::Sqlite).await;
    for entry in served() {
        let can = names(entry).unwrap();
        let mut named = BTreeSet::new();
        for variant in 0..variants(entry, &can) {
            let request = Samples::of(&server).request(entry, variant).await;
            named.extend(request.named.into_iter().map(|one| one.place));
        }
        let can: BTreeSet<String> = can.into_iter().map(|one| one.place).collect();
        assert_eq!(named, can, "{}", entry.meta.id);
    }
}
