-- What passwords must be like, the attempts to guess them, and invitations to set one.

-- What an organization demands of passwords; without a row, what every organization demands.
CREATE TABLE password_policies (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
    minimum_length BIGINT NOT NULL,
    -- Names of character classes, with commas between them.
    classes TEXT NOT NULL,
    history BIGINT NOT NULL,
    -- Seconds; 0 is none.
    minimum_age BIGINT NOT NULL,
    maximum_age BIGINT NOT NULL
);

-- Did the user choose it, or somebody else for the user?
ALTER TABLE passwords ADD COLUMN by_owner BOOLEAN NOT NULL DEFAULT FALSE;

-- Hashes of passwords that may not come back; a higher number is a later one.
CREATE TABLE former_passwords (
    number {row_number},
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX former_passwords_by_user ON former_passwords (organization_id, user_id, number);

-- Attempts to sign in that failed or are under way. Account and address are digests, so that what
-- people type by mistake is not kept; an empty one stands for any.
CREATE TABLE sign_in_attempts (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    failures BIGINT NOT NULL,
    -- Since when the next of them is being forgiven.
    forgiving_since BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    -- When the row means nothing any more.
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, account, address)
);
CREATE INDEX sign_in_attempts_by_end ON sign_in_attempts (organization_id, ends_at);

-- Addresses, as digests, from which a user has signed in.
CREATE TABLE familiar_addresses (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    address TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id, address),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);

-- Invitations that are pending, one for a user at most.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- The address that it goes to.
    email TEXT NOT NULL,
    -- By the organization's clock.
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- When its mail is to be tried next, by the server's clock; none once it was sent.
    due_at BIGINT,
    attempts BIGINT NOT NULL,
    UNIQUE (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX invitations_by_due ON invitations (due_at);

-- Links that set a password once, by the SHA-256 of their token.
CREATE TABLE password_links (
    hash TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- They are good for the address that they were sent to.
    email_key TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX password_links_by_user ON password_links (organization_id, user_id);
