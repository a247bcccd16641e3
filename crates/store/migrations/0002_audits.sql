-- What was changed, by whom, from where. Rows are never changed, and go with their organization.
CREATE TABLE audits (
    -- In the order in which they were written: the order within one millisecond.
    number {row_number},
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    service TEXT NOT NULL,
    entity_type TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    action TEXT NOT NULL,
    user_id TEXT,
    client_id TEXT,
    -- The message as the API shows it.
    document TEXT NOT NULL
);
-- With the user, so that what others did is passed over without a look at the row; an index by user
-- would cost every write one page more.
CREATE INDEX audits_by_time ON audits (organization_id, at, number, user_id);
CREATE INDEX audits_by_entity ON audits (organization_id, entity_id, at, number);
