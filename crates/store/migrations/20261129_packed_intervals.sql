-- What a user did on days that are over: intervals of a kind that have ended and follow each other
-- without gap, those that began on one day together. What is in here is not in status_intervals.
CREATE TABLE packed_intervals (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- When the first of them begins, and when the last ends.
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    -- How they are written says the module that packs them.
    intervals {bytes} NOT NULL,
    PRIMARY KEY (organization_id, user_id, kind, started_at),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) {without_rowid};
