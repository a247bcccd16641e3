-- What one sign-in gave a client. Its code, access tokens and refresh tokens end with it, together.
CREATE TABLE token_families (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    -- The browser session in which it was given; it may have ended since.
    session_id TEXT NOT NULL,
    -- Did the client show its secret for the code, and so must for a refresh?
    confidential BOOLEAN NOT NULL,
    ends_at BIGINT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX token_families_by_user ON token_families (organization_id, user_id);
CREATE INDEX token_families_by_client ON token_families (client_id);
CREATE INDEX token_families_by_session ON token_families (session_id);
CREATE INDEX token_families_by_end ON token_families (organization_id, ends_at);

ALTER TABLE tokens ADD COLUMN family_id TEXT REFERENCES token_families (id) ON DELETE CASCADE;
CREATE INDEX tokens_by_family ON tokens (family_id);

-- Codes that clients exchange for tokens, by their SHA-256.
CREATE TABLE authorization_codes (
    hash TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    family_id TEXT NOT NULL REFERENCES token_families (id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    -- The SHA-256 of the verifier that must come with the code.
    challenge TEXT,
    used BOOLEAN NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX authorization_codes_by_family ON authorization_codes (family_id);
CREATE INDEX authorization_codes_by_end ON authorization_codes (organization_id, ends_at);

-- Refresh tokens, by their SHA-256. Those that were used stay, to be known again.
CREATE TABLE refresh_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    family_id TEXT NOT NULL REFERENCES token_families (id) ON DELETE CASCADE,
    used BOOLEAN NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (organization_id, ends_at);

-- Browsers in which a user is signed in, by the SHA-256 of their cookie.
CREATE TABLE browser_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX browser_sessions_by_user ON browser_sessions (organization_id, user_id);
CREATE INDEX browser_sessions_by_age ON browser_sessions (organization_id, signed_in_at);

-- Users whose password was right and who must show a code next, by the SHA-256 of a ticket that
-- their browser holds.
CREATE TABLE sign_in_tickets (
    hash TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    attempts_left BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX sign_in_tickets_by_user ON sign_in_tickets (organization_id, user_id);
CREATE INDEX sign_in_tickets_by_client ON sign_in_tickets (client_id);
CREATE INDEX sign_in_tickets_by_end ON sign_in_tickets (organization_id, ends_at);
