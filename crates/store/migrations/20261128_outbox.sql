-- What changed, for those who follow: written with the change it tells of. Its rows outlive their
-- organization, so that its end is told too, and go in the order of their numbers: one index is
-- enough. Until now nobody read it.
DROP TABLE outbox;
CREATE TABLE outbox (
    number {row_number},
    organization_id TEXT NOT NULL,
    user_id TEXT,
    -- What changed, as JSON.
    body TEXT NOT NULL,
    -- By the server's clock, which also decides when a row goes.
    written_at BIGINT NOT NULL
);
-- The highest number that is gone: whoever has not read up to it has missed something.
CREATE TABLE outbox_swept (number BIGINT NOT NULL);
INSERT INTO outbox_swept (number) VALUES (0);
