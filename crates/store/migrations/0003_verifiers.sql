-- Second factors of users: code generators.
CREATE TABLE verifiers (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    digits BIGINT NOT NULL,
    -- Seconds for which a code is shown.
    period BIGINT NOT NULL,
    -- In base32, as the user's app has it: checking a code takes the secret itself.
    secret TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    is_default BOOLEAN NOT NULL,
    -- When the first right code came; without one the verifier counts for nothing.
    confirmed_at BIGINT,
    -- The step of time of the last code that was accepted: codes up to it are used up.
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX verifiers_by_user ON verifiers (organization_id, user_id, created_at, id);

-- Wrong codes in a row, by user.
CREATE TABLE wrong_codes (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    wrong BIGINT NOT NULL,
    -- Until then no code is looked at.
    refused_until BIGINT,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
