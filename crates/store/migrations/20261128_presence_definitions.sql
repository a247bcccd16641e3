-- Presences that organizations add to the built-in ones, for all divisions ('*') or for one.
CREATE TABLE presence_definitions (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT,
    -- By language, as JSON.
    labels TEXT NOT NULL,
    system_presence TEXT NOT NULL,
    division_id TEXT NOT NULL,
    deactivated BOOLEAN NOT NULL,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    modified_by TEXT,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
-- Systems that report presences beside this one.
CREATE TABLE presence_sources (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    deactivated BOOLEAN NOT NULL,
    PRIMARY KEY (organization_id, id)
);
-- What sources other than the primary one of a user report.
CREATE TABLE source_presences (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    definition_id TEXT NOT NULL,
    system_presence TEXT NOT NULL,
    message TEXT,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id, source_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
