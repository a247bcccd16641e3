-- The places that phones are assigned to, and what they are made from. Every organization has one of
-- each; those that were made before get them at the next start.
CREATE TABLE sites (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE TABLE phone_bases (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The id of what its lines are made from.
    line_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE TABLE phones (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    site_id TEXT NOT NULL,
    phone_base_id TEXT NOT NULL,
    web_rtc_user_id TEXT,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, web_rtc_user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE TABLE stations (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    type TEXT NOT NULL,
    -- The phone whose line it is; none of a station that was made by itself.
    phone_id TEXT,
    web_rtc_user_id TEXT,
    -- Who uses it now, and since when.
    user_id TEXT,
    associated_at BIGINT,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, phone_id) REFERENCES phones (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, web_rtc_user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX stations_by_user ON stations (organization_id, user_id);
CREATE INDEX stations_by_name ON stations (organization_id, name_key, id);
-- Which station users get when they are associated with none, and which they had before.
CREATE TABLE user_stations (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    default_id TEXT,
    last_id TEXT,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX user_stations_by_default ON user_stations (organization_id, default_id);
