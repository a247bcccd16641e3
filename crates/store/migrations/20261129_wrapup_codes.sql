-- What agents say of a conversation when it is over. Wrap-up codes are deleted for good, so all of
-- them are active.
CREATE TABLE wrapup_codes (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The id of the user or client.
    created_by TEXT,
    modified_at BIGINT,
    modified_by TEXT,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name_key),
    FOREIGN KEY (organization_id, division_id) REFERENCES divisions (organization_id, id)
);
CREATE INDEX wrapup_codes_by_division ON wrapup_codes (organization_id, division_id);
