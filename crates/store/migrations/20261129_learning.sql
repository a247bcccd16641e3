-- What users can learn.
CREATE TABLE learning_modules (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    module_type TEXT NOT NULL,
    published BOOLEAN NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, external_id)
);

-- Who is to learn what, and how far they are.
CREATE TABLE learning_assignments (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    module_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    completed_at BIGINT,
    score DOUBLE PRECISION,
    passed BOOLEAN,
    -- Is it the user's latest one of the module?
    latest BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    -- Users; a client has no name here.
    created_by TEXT,
    modified_at BIGINT NOT NULL,
    modified_by TEXT,
    version BIGINT NOT NULL,
    -- The length, and the answers to the test.
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, module_id) REFERENCES learning_modules (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX learning_assignments_by_user ON learning_assignments (organization_id, user_id, due_at);
CREATE INDEX learning_assignments_by_module ON learning_assignments (organization_id, module_id, due_at);
