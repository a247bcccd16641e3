-- What decides whether a token of a client counts has columns: the document is not filtered inside.

-- Scopes, separated by spaces; null in rows of earlier versions, whose document says it.
ALTER TABLE oauth_clients ADD COLUMN scopes TEXT;
-- When the client is to be deleted: from then on it counts as deleted. Null in rows of earlier
-- versions too, whose document says it.
ALTER TABLE oauth_clients ADD COLUMN delete_at BIGINT;
-- The hash of the secret before this one, and until when it still counts.
ALTER TABLE oauth_clients ADD COLUMN previous_secret_hash TEXT;
ALTER TABLE oauth_clients ADD COLUMN previous_secret_until BIGINT;
