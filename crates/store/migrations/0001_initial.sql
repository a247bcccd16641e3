-- Times are milliseconds since 1970-01-01T00:00:00Z. Ids are made by the server. `*_key` columns are
-- folded text for matching and sorting. Documents are JSON that is returned, never filtered inside.

-- The tenants of this server.
CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    -- What the API shows of it.
    document TEXT NOT NULL,
    -- Changes with every role, grant, division and client, so that permissions may be kept in memory.
    access_version BIGINT NOT NULL,
    -- Added to the server's clock, in milliseconds; with `clock_stopped_at` the clock stands there.
    clock_offset BIGINT NOT NULL,
    clock_stopped_at BIGINT,
    -- What it was made from, for a reset: seed, number of users, first administrator and client.
    blueprint TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE divisions (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    home BOOLEAN NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name_key)
);

CREATE TABLE roles (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    -- `admin` and `employee` for the roles that every organization has.
    default_role_id TEXT,
    -- Description, permissions and policies.
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name_key)
);

-- Who holds which role where; the division `*` is all of them.
CREATE TABLE grants (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    subject_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    role_id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, subject_id, role_id, division_id),
    FOREIGN KEY (organization_id, role_id) REFERENCES roles (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX grants_by_role ON grants (organization_id, role_id);

CREATE TABLE users (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    division_id TEXT NOT NULL,
    state TEXT NOT NULL,
    name_key TEXT NOT NULL,
    email_key TEXT NOT NULL,
    jabber_id TEXT NOT NULL,
    manager_id TEXT,
    version BIGINT NOT NULL,
    -- What every answer shows, but for the division.
    document TEXT NOT NULL,
    -- What is shown when it is expanded: profile skills, certifications, locations, biography, …
    profile TEXT NOT NULL,
    state_reason TEXT,
    state_changed_at BIGINT,
    last_login_at BIGINT,
    welcome_sent_at BIGINT,
    last_token_at BIGINT,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    -- An e-mail address stays reserved whatever the state of its user.
    UNIQUE (organization_id, email_key),
    FOREIGN KEY (organization_id, division_id) REFERENCES divisions (organization_id, id)
);
CREATE INDEX users_by_state ON users (organization_id, state, name_key, id);
CREATE INDEX users_by_division ON users (organization_id, division_id, state, name_key, id);
CREATE INDEX users_by_manager ON users (organization_id, manager_id, state, name_key, id);
CREATE INDEX users_by_jabber_id ON users (organization_id, jabber_id);

-- How many users there are, kept at commit because counting them takes too long.
CREATE TABLE user_counts (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    division_id TEXT NOT NULL,
    state TEXT NOT NULL,
    users BIGINT NOT NULL,
    PRIMARY KEY (organization_id, division_id, state)
);

-- Hashes of passwords, in the PHC format.
CREATE TABLE passwords (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);

-- What a user is doing now.
CREATE TABLE live_states (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    presence_definition_id TEXT NOT NULL,
    system_presence TEXT NOT NULL,
    presence_message TEXT,
    presence_since BIGINT NOT NULL,
    routing_status TEXT NOT NULL,
    routing_since BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);

CREATE TABLE groups (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    state TEXT NOT NULL,
    roles_enabled BOOLEAN NOT NULL,
    document TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE group_members (
    organization_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, group_id, user_id),
    FOREIGN KEY (organization_id, group_id) REFERENCES groups (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX group_members_by_user ON group_members (organization_id, user_id);

-- A client's id is unique on the server and decides the organization.
CREATE TABLE oauth_clients (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name_key TEXT NOT NULL,
    state TEXT NOT NULL,
    grant_type TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    token_seconds BIGINT NOT NULL,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX oauth_clients_by_name ON oauth_clients (organization_id, name_key, id);

-- Access tokens, by the SHA-256 of what the caller holds.
CREATE TABLE tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    client_id TEXT,
    user_id TEXT,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (client_id) REFERENCES oauth_clients (id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX tokens_by_user ON tokens (organization_id, user_id);
CREATE INDEX tokens_by_client ON tokens (client_id);
CREATE INDEX tokens_by_expiry ON tokens (organization_id, expires_at);

CREATE TABLE voicemail_policies (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);

-- Events, written with the change they tell of and delivered after its commit, in order per user.
CREATE TABLE outbox (
    number {row_number},
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    user_id TEXT,
    body TEXT NOT NULL,
    written_at BIGINT NOT NULL
);
CREATE INDEX outbox_by_time ON outbox (written_at);
CREATE INDEX outbox_by_organization ON outbox (organization_id);
