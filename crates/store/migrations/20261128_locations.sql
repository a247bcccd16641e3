-- Places of the organization. One that lies in another names it; the whole path follows from there.
CREATE TABLE locations (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    parent_id TEXT,
    state TEXT NOT NULL,
    name_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- What the API shows of it, but for the path.
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX locations_by_state ON locations (organization_id, state, name_key, id);
CREATE INDEX locations_by_parent ON locations (organization_id, parent_id, state, name_key, id);
