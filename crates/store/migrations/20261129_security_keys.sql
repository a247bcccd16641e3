-- Security keys as second factors, beside code generators.
-- The key's own name for itself, in base64url; without one the verifier makes codes.
ALTER TABLE verifiers ADD COLUMN credential_id TEXT;
-- What else is kept of a security key.
ALTER TABLE verifiers ADD COLUMN security_key TEXT;
CREATE UNIQUE INDEX verifiers_by_credential ON verifiers (organization_id, credential_id);

-- What a key that is being registered has to sign, the last by user.
CREATE TABLE security_key_challenges (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    challenge TEXT NOT NULL,
    -- The domain that the key will belong to.
    site TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
