-- When something last happened to a user that changes nothing of what the user is. Kept apart, so
-- that noting a date rewrites one narrow row and not the user's documents.
CREATE TABLE user_dates (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    last_login_at BIGINT,
    welcome_sent_at BIGINT,
    last_token_at BIGINT,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) {without_rowid};
INSERT INTO user_dates (organization_id, user_id, last_login_at, welcome_sent_at, last_token_at)
    SELECT organization_id, id, last_login_at, welcome_sent_at, last_token_at FROM users
    WHERE last_login_at IS NOT NULL OR welcome_sent_at IS NOT NULL OR last_token_at IS NOT NULL;
ALTER TABLE users DROP COLUMN last_login_at;
ALTER TABLE users DROP COLUMN welcome_sent_at;
ALTER TABLE users DROP COLUMN last_token_at;
