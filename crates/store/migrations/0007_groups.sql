-- Who may see a group, and how many belong to it: counting takes too long for large groups.
ALTER TABLE groups ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public';
ALTER TABLE groups ADD COLUMN member_count BIGINT NOT NULL DEFAULT 0;
UPDATE groups SET member_count = (SELECT COUNT(*) FROM group_members m
    WHERE m.organization_id = groups.organization_id AND m.group_id = groups.id);
CREATE UNIQUE INDEX groups_by_name ON groups (organization_id, name_key);

-- A member only because the group counts its owners among its members.
ALTER TABLE group_members ADD COLUMN as_owner BOOLEAN NOT NULL DEFAULT FALSE;

-- Who looks after a group, in the order in which they were named.
CREATE TABLE group_owners (
    organization_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (organization_id, group_id, user_id),
    FOREIGN KEY (organization_id, group_id) REFERENCES groups (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX group_owners_by_user ON group_owners (organization_id, user_id);

-- That an organization lets users of another one work with its data. The rows are the trusting
-- organization's; they end with either.
CREATE TABLE trusts (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    trustee_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    enabled BOOLEAN NOT NULL,
    expires_at BIGINT,
    -- The trusting organization's user who set it up; none when a client did.
    created_by TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, trustee_id)
);
CREATE INDEX trusts_by_trustee ON trusts (trustee_id, organization_id);

-- Users and groups of the trusted organization. They are no rows of the trusting one: an id there
-- may be somebody else's here.
CREATE TABLE trust_members (
    organization_id TEXT NOT NULL,
    trustee_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    member_type TEXT NOT NULL,
    -- Either side may bring them in.
    created_in TEXT NOT NULL,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, trustee_id, member_id),
    FOREIGN KEY (organization_id, trustee_id) REFERENCES trusts (organization_id, trustee_id)
        ON DELETE CASCADE
);
CREATE INDEX trust_members_by_member ON trust_members (trustee_id, member_id);

-- Roles of the trusting organization that they hold in it; the division `*` is all of them.
CREATE TABLE trust_grants (
    organization_id TEXT NOT NULL,
    trustee_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    role_id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, trustee_id, member_id, role_id, division_id),
    FOREIGN KEY (organization_id, trustee_id, member_id)
        REFERENCES trust_members (organization_id, trustee_id, member_id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, role_id) REFERENCES roles (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX trust_grants_by_role ON trust_grants (organization_id, role_id);
