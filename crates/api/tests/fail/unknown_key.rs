use api::Operation;

/// Read a thing.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/things", signed_in, cached)]
struct GetThings {}

fn main() {}
