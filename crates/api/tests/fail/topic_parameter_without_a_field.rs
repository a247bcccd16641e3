use api::Topic;

/// A thing changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.things.{id}.colour", signed_in, sends(api::Entity))]
struct ThingColourTopic {}

fn main() {}
