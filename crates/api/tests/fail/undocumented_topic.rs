use api::Topic;

#[derive(Debug, Clone, Topic)]
#[topic("v2.things", signed_in, sends(api::Entity))]
struct ThingsTopic {}

fn main() {}
