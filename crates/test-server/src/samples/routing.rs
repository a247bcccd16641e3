//! What routes work: skills, languages, and who has them.

use serde_json::{Value, json};

use super::{Kind, Samples, id, unique};

pub(super) async fn skill(samples: &mut Samples<'_>) -> String {
    let skill =
        id(&samples.post("/api/v2/routing/skills", json!({ "name": unique("Skill") })).await);
    if let Some(division) = samples.division.clone() {
        let path = format!("/api/v2/routing/skills/{skill}");
        let body = json!({ "divisionId": division });
        samples.send("PATCH", &path, body, &samples.token).await;
    }
    skill
}

pub(super) async fn wrapup_code(samples: &mut Samples<'_>) -> String {
    let mut body = json!({ "name": unique("Code") });
    if let Some(division) = &samples.division {
        body["division"] = json!({ "id": division });
    }
    id(&samples.post("/api/v2/routing/wrapupcodes", body).await)
}

pub(super) async fn language(samples: &mut Samples<'_>) -> String {
    let body = json!({ "name": unique("Language") });
    id(&samples.post("/api/v2/routing/languages", body).await)
}

pub(super) async fn held_skill(samples: &mut Samples<'_>) -> String {
    let (user, skill) = (samples.make(Kind::User).await, samples.make(Kind::Skill).await);
    held(samples, &format!("/api/v2/users/{user}/routingskills"), &skill).await;
    skill
}

pub(super) async fn held_language(samples: &mut Samples<'_>) -> String {
    let (user, language) = (samples.make(Kind::User).await, samples.make(Kind::Language).await);
    held(samples, &format!("/api/v2/users/{user}/routinglanguages"), &language).await;
    language
}

async fn held(samples: &Samples<'_>, path: &str, what: &str) -> Value {
    samples.post(path, json!({ "id": what, "proficiency": 2 })).await
}

pub(super) async fn queue(samples: &mut Samples<'_>) -> String {
    let mut body = json!({ "name": unique("Queue") });
    if let Some(division) = &samples.division {
        body["division"] = json!({ "id": division });
    }
    id(&samples.post("/api/v2/routing/queues", body).await)
}

pub(super) async fn queue_member(samples: &mut Samples<'_>) -> String {
    let (queue, user) = (samples.make(Kind::Queue).await, samples.make(Kind::User).await);
    let path = format!("/api/v2/routing/queues/{queue}/members");
    samples.post(&path, json!([{ "id": user }])).await;
    user
}

pub(super) async fn joined_queue(samples: &mut Samples<'_>) -> String {
    samples.make(Kind::QueueMember).await;
    samples.make(Kind::Queue).await
}

pub(super) async fn skill_group(samples: &mut Samples<'_>) -> String {
    let skill = samples.make(Kind::HeldSkill).await;
    let condition = json!({ "routingSkill": skill, "comparator": "GreaterThan", "proficiency": 1 });
    let mut body = json!({
        "name": unique("Skill group"),
        "skillConditions": [{
            "operation": "And",
            "routingSkillConditions": [condition], "languageSkillConditions": [],
        }],
    });
    if let Some(division) = &samples.division {
        body["division"] = json!({ "id": division });
    }
    id(&samples.post("/api/v2/routing/skillgroups", body).await)
}

pub(super) async fn skill_group_member(samples: &mut Samples<'_>) -> String {
    samples.make(Kind::SkillGroup).await;
    samples.make(Kind::User).await
}

pub(super) async fn skill_group_division(samples: &mut Samples<'_>) -> String {
    let (group, division) =
        (samples.make(Kind::SkillGroup).await, samples.make(Kind::Division).await);
    let path = format!("/api/v2/routing/skillgroups/{group}/members/divisions");
    samples.post(&path, json!({ "addDivisionIds": [division] })).await;
    division
}

pub(super) async fn label(samples: &mut Samples<'_>) -> String {
    let body = json!({ "name": unique("Label") });
    id(&samples.post("/api/v2/routing/utilization/labels", body).await)
}

pub(super) async fn limited_user(samples: &mut Samples<'_>) -> String {
    let user = samples.make(Kind::User).await;
    let body = json!({ "utilization": { "call": { "maximumCapacity": 2 } } });
    let path = format!("/api/v2/routing/users/{user}/utilization");
    samples.send("PUT", &path, body, &samples.token).await;
    user
}

pub(super) async fn backed_up_user(samples: &mut Samples<'_>) -> String {
    let (user, queue) = (samples.make(Kind::User).await, samples.make(Kind::Queue).await);
    let path = format!("/api/v2/routing/users/{user}/directroutingbackup/settings");
    samples.send("PUT", &path, json!({ "queueId": queue }), &samples.token).await;
    user
}
