-- Where users are, as each of their clients last reported it. A position whose place has still to be
-- looked up is unresolved, so that a stop loses nothing.
CREATE TABLE geolocations (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL,
    unresolved BOOLEAN NOT NULL,
    reported_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id, client_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX geolocations_primary ON geolocations (organization_id, user_id) WHERE is_primary;
CREATE INDEX geolocations_unresolved ON geolocations (reported_at) WHERE unresolved;
