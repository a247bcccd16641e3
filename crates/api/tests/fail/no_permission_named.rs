use api::Operation;

/// Read a thing.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/things", any())]
struct GetThings {}

fn main() {}
