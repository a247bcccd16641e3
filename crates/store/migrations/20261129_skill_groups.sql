-- Groups of users who meet conditions on skills and languages. Who meets them is worked out when
-- users or conditions change, and kept.
CREATE TABLE skill_groups (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    -- Always `active`: a deleted group has no row.
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    -- The description and the conditions.
    document TEXT NOT NULL,
    member_count BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name_key),
    FOREIGN KEY (organization_id, division_id) REFERENCES divisions (organization_id, id)
);
CREATE INDEX skill_groups_by_division ON skill_groups (organization_id, division_id);

-- Divisions whose users can be members, besides that of the group.
CREATE TABLE skill_group_divisions (
    organization_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, group_id, division_id),
    FOREIGN KEY (organization_id, group_id) REFERENCES skill_groups (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, division_id) REFERENCES divisions (organization_id, id) ON DELETE CASCADE
) {without_rowid};
CREATE INDEX skill_group_divisions_by_division ON skill_group_divisions (organization_id, division_id);

CREATE TABLE skill_group_members (
    organization_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, group_id, user_id),
    FOREIGN KEY (organization_id, group_id) REFERENCES skill_groups (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX skill_group_members_by_user ON skill_group_members (organization_id, user_id);
