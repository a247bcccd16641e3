use api::Topic;

/// A thing changes.
#[derive(Debug, Clone, Topic)]
#[topic("v1.things", signed_in, sends(api::Entity))]
struct ThingsTopic {}

fn main() {}
