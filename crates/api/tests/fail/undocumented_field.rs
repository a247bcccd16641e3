use api::model;

/// A thing.
#[model]
struct Thing {
    id: Option<String>,
}

fn main() {}
