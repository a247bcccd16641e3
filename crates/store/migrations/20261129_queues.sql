-- Queues, and who serves them: users as members of their own, and the users of groups.
CREATE TABLE queues (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    -- Always `active`: a deleted queue has no row.
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    peer_id TEXT,
    -- What the API shows of it, but for the division, the groups and the numbers of members.
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name_key),
    FOREIGN KEY (organization_id, division_id) REFERENCES divisions (organization_id, id)
);
CREATE INDEX queues_by_division ON queues (organization_id, division_id, name_key, id);

-- A member of its own, or what was set for one who is a member through a group.
CREATE TABLE queue_members (
    organization_id TEXT NOT NULL,
    queue_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    as_user BOOLEAN NOT NULL,
    joined BOOLEAN NOT NULL,
    ring BIGINT NOT NULL,
    PRIMARY KEY (organization_id, queue_id, user_id),
    FOREIGN KEY (organization_id, queue_id) REFERENCES queues (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX queue_members_by_user ON queue_members (organization_id, user_id);

CREATE TABLE queue_groups (
    organization_id TEXT NOT NULL,
    queue_id TEXT NOT NULL,
    -- `GROUP` or `SKILLGROUP`.
    kind TEXT NOT NULL,
    group_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (organization_id, queue_id, kind, group_id),
    FOREIGN KEY (organization_id, queue_id) REFERENCES queues (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX queue_groups_by_group ON queue_groups (organization_id, group_id);

-- When the queues last changed in which a user takes work.
ALTER TABLE user_dates ADD COLUMN active_queues_at BIGINT;
