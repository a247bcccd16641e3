use api::{CreateUser, Operation};

/// Read a thing.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/things", signed_in)]
struct GetThings {
    /// A body.
    body: CreateUser,
}

fn main() {}
