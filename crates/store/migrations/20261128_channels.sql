-- Channels of notifications: who listens to what. The id is the secret by which one connects.
CREATE TABLE channels (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    -- Empty where there is none.
    user_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    -- The hash of the token with which it was made, and when that ends.
    token_hash TEXT NOT NULL,
    token_ends_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    connected BOOLEAN NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX channels_by_id ON channels (id);
CREATE INDEX channels_by_owner ON channels (organization_id, user_id, client_id);
CREATE TABLE channel_topics (
    organization_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    -- In which order they were subscribed to.
    place BIGINT NOT NULL,
    PRIMARY KEY (organization_id, channel_id, topic),
    FOREIGN KEY (organization_id, channel_id) REFERENCES channels (organization_id, id) ON DELETE CASCADE
);
