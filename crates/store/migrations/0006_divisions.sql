-- Divisions that were deleted and can be brought back. They hold nothing, and their names are free.
CREATE TABLE deleted_divisions (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    deleted_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX deleted_divisions_by_name ON deleted_divisions (organization_id, name_key, id);
CREATE INDEX grants_by_division ON grants (organization_id, division_id);
-- Those who hold a role are counted, and listed by id, in the index alone.
DROP INDEX grants_by_role;
CREATE INDEX grants_by_role ON grants (organization_id, role_id, subject_type, subject_id);
