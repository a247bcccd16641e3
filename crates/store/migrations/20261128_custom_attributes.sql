-- Schemas of users' custom attributes, with all their versions.
CREATE TABLE attribute_schemas (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- How many attributes the current version has.
    fields BIGINT NOT NULL,
    -- The current version.
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name_key)
);
CREATE TABLE attribute_schema_versions (
    organization_id TEXT NOT NULL,
    schema_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, schema_id, version),
    FOREIGN KEY (organization_id, schema_id) REFERENCES attribute_schemas (organization_id, id)
        ON DELETE CASCADE
);

-- Values that users have: one record for a user and a schema.
CREATE TABLE custom_attributes (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    schema_id TEXT NOT NULL,
    id TEXT NOT NULL,
    -- The version of the schema that they fit.
    schema_version BIGINT NOT NULL,
    -- JSON, by the names of the attributes.
    attributes TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id, schema_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, schema_id) REFERENCES attribute_schemas (organization_id, id)
        ON DELETE CASCADE
);
CREATE INDEX custom_attributes_by_schema ON custom_attributes (organization_id, schema_id);
