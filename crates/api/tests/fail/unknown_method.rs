use api::Operation;

/// Read a thing.
#[derive(Debug, Clone, Operation)]
#[operation(FETCH "/api/v2/things", signed_in)]
struct GetThings {}

fn main() {}
