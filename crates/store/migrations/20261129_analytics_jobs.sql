-- Questions of analytics that are answered in the background, and their answers.
CREATE TABLE analytics_jobs (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    -- `details` or `aggregates`.
    kind TEXT NOT NULL,
    -- Never `EXPIRED`: that follows from the time.
    state TEXT NOT NULL,
    -- The body of the request.
    question TEXT NOT NULL,
    -- The divisions whose users are seen, as a list; NULL for all of them.
    divisions TEXT,
    error TEXT,
    -- Of aggregates, the presence definitions that were met.
    met TEXT NOT NULL DEFAULT '[]',
    -- By the organization's clock.
    submitted_at BIGINT NOT NULL,
    completed_at BIGINT,
    expires_at BIGINT NOT NULL,
    -- Who works it off, and until when, by the server's clock; another node takes it after that.
    worker TEXT,
    leased_until BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    -- The last user whose part of the answer is stored.
    done_user TEXT,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX analytics_jobs_waiting ON analytics_jobs (state, submitted_at, id);

CREATE TABLE analytics_job_rows (
    organization_id TEXT NOT NULL,
    job_id TEXT NOT NULL,
    -- Counted from 1.
    place BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, job_id, place),
    FOREIGN KEY (organization_id, job_id) REFERENCES analytics_jobs (organization_id, id) ON DELETE CASCADE
) {without_rowid};
