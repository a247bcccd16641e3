use api::{Operation, Page};

/// List things.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/things", signed_in)]
struct GetThings {
    /// Number of things on one page.
    #[query(minimum = 0, maximum = 500)]
    page: Page,
}

fn main() {}
