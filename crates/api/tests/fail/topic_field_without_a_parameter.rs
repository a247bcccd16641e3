use api::Topic;

/// A thing changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.things.colour", signed_in, sends(api::Entity))]
struct ThingColourTopic {
    /// Id of the thing.
    id: String,
}

fn main() {}
