-- Skills and languages by which work is matched with users, and how well users have them. Deleted
-- ones keep their rows, and their names are free.
CREATE TABLE routing_skills (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, division_id) REFERENCES divisions (organization_id, id)
);
CREATE UNIQUE INDEX routing_skills_by_name ON routing_skills (organization_id, name_key)
    WHERE state <> 'deleted';
CREATE INDEX routing_skills_by_division ON routing_skills (organization_id, division_id);

CREATE TABLE routing_languages (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX routing_languages_by_name ON routing_languages (organization_id, name_key)
    WHERE state <> 'deleted';

CREATE TABLE user_routing_skills (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    ability_id TEXT NOT NULL,
    -- From 0 to 5.
    proficiency DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id, ability_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, ability_id) REFERENCES routing_skills (organization_id, id) ON DELETE CASCADE
) {without_rowid};
CREATE INDEX user_routing_skills_by_ability ON user_routing_skills (organization_id, ability_id);

CREATE TABLE user_routing_languages (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    ability_id TEXT NOT NULL,
    -- From 0 to 5, whole.
    proficiency DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id, ability_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, ability_id) REFERENCES routing_languages (organization_id, id) ON DELETE CASCADE
) {without_rowid};
CREATE INDEX user_routing_languages_by_ability ON user_routing_languages (organization_id, ability_id);
