use api::Topic;

/// A thing changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.things.{id}.colour", own, sends(api::Entity))]
struct ThingColourTopic {
    /// Id of the thing.
    id: String,
}

fn main() {}
