-- The users whom users keep as favorites.
CREATE TABLE favorites (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    favorite_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id, favorite_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, favorite_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) {without_rowid};
CREATE INDEX favorites_by_favorite ON favorites (organization_id, favorite_id);
