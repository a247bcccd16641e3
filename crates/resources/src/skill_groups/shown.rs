//! Skill groups as they are answered.

use api::{SkillGroup, SkillGroupDefinition, SkillGroupStatus};
use store::skill_groups::StoredSkillGroup;

/// A group without its conditions.
pub(super) fn definition(group: &StoredSkillGroup) -> SkillGroupDefinition {
    let shown = group.entity();
    SkillGroupDefinition {
        id: shown.id,
        name: shown.name,
        date_created: shown.date_created,
        date_modified: shown.date_modified,
        description: shown.description,
        division: shown.division,
        member_count: shown.member_count,
        self_uri: shown.self_uri,
    }
}

/// A group as it is answered alone: its members are always worked out.
pub(super) fn shown(group: &StoredSkillGroup) -> SkillGroup {
    SkillGroup { status: Some(SkillGroupStatus::Complete), ..group.entity() }
}
