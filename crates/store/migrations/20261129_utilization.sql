-- How much work at once users take: what was set for the organization, and for users.
CREATE TABLE utilization_labels (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name_key)
);

CREATE TABLE organization_utilizations (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
    document TEXT NOT NULL
);

CREATE TABLE user_utilizations (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);

-- Which users have limits of their own for a label.
CREATE TABLE user_utilization_labels (
    organization_id TEXT NOT NULL,
    label_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, label_id, user_id),
    FOREIGN KEY (organization_id, label_id) REFERENCES utilization_labels (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES user_utilizations (organization_id, user_id) ON DELETE CASCADE
) {without_rowid};
CREATE INDEX user_utilization_labels_by_user ON user_utilization_labels (organization_id, user_id);
