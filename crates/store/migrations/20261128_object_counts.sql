-- How many objects of each kind the divisions hold, by their state, kept at commit because counting
-- them takes too long. Until now of users alone.
CREATE TABLE object_counts (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    object_type TEXT NOT NULL,
    division_id TEXT NOT NULL,
    state TEXT NOT NULL,
    objects BIGINT NOT NULL,
    PRIMARY KEY (organization_id, object_type, division_id, state)
);
INSERT INTO object_counts (organization_id, object_type, division_id, state, objects)
    SELECT organization_id, 'USER', division_id, state, users FROM user_counts;
DROP TABLE user_counts;
