use api::Operation;

/// Read a thing.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/things/{thingId}", signed_in)]
struct GetThing {
    thing_id: String,
}

fn main() {}
