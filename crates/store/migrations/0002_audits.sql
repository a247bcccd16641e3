-- What was changed, by whom, from where. Rows are never changed, and go with their organization.
CREATE TABLE audits (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    service TEXT NOT NULL,
    entity_type TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    action TEXT NOT NULL,
    user_id TEXT,
    client_id TEXT,
    -- The message as the API shows it.
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX audits_by_time ON audits (organization_id, at, id);
CREATE INDEX audits_by_entity ON audits (organization_id, entity_id, at);
