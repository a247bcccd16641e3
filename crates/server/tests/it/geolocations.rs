//! Positions that nobody has named yet.

use std::time::Duration;

use api::Geolocation;
use server::Server;
use store::{
    Divisions, Lock, Part,
    geolocations::{self, Reported},
    testing::rows,
    users::{self, UserFilter},
};
use test_server::{Engine, both_engines};
use tokio::{sync::oneshot, time::timeout};

use crate::organizations::Data;

#[both_engines]
async fn a_position_that_a_stopped_server_left_is_resolved_once_when_it_starts_again(
    engine: Engine,
) {
    let data = Data::new(engine).await;
    let organization = data.create("Acme", None).await["id"].as_str().unwrap().to_owned();
    let (db, at, of) = (data.db().await, data.clock.now(), organization.clone());
    let left = db.write(move |tx| {
        let of = of.clone();
        Box::pin(async move {
            tx.enter(&of);
            let filter = UserFilter { states: vec![api::State::Active], ..UserFilter::default() };
            let part = Part { offset: 0, limit: 1, descending: false };
            let found = users::list(tx, &Divisions::all(), &filter, part).await?;
            let user = found[0].id.clone();
            tx.lock(Lock::User(&user)).await?;
            let position = (Some(39.7684), Some(-86.1581));
            let geolocation = Geolocation {
                latitude: position.0,
                longitude: position.1,
                ..Geolocation::default()
            };
            let client = "phone".to_owned();
            let reported = Reported { client, primary: true, unresolved: true, geolocation };
            geolocations::save(tx, &user, &reported, (at, 100)).await
        })
    });
    left.await.unwrap();
    db.close().await;
    // On PostgreSQL two nodes find it at once.
    let nodes = if engine == Engine::Postgres { 2 } else { 1 };
    let mut running = Vec::new();
    let mut stops = Vec::new();
    for _ in 0..nodes {
        let server = Server::start(data.options()).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        running.push((server.db(), tokio::spawn(server.run(async { drop(stopped.await) }))));
        stops.push(stop);
    }
    let resolved = async {
        loop {
            let rows = rows(&running[0].0, &organization).await.unwrap();
            if rows["geolocations"][0].contains("Indianapolis") {
                return;
            }
        }
    };
    timeout(Duration::from_mins(1), resolved).await.unwrap();
    drop(stops);
    for (_, running) in running {
        running.await.unwrap().unwrap();
    }
    let rows = data.rows(&organization).await;
    let told = rows["audits"].iter().filter(|row| row.contains("Indianapolis")).count();
    assert_eq!(told, 1, "whoever is second finds it resolved");
}
