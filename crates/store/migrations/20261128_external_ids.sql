-- Keys by which other systems know users. An authority gives each key once, and a user has one key
-- of each authority.
CREATE TABLE external_ids (
    organization_id TEXT NOT NULL,
    authority_name TEXT NOT NULL,
    external_key TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, authority_name, external_key),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX external_ids_by_user ON external_ids (organization_id, user_id, authority_name);
