-- What a user does now, with all that decides it: where the presence comes from, when it was last
-- touched, the queues that the user has joined, and the conversations that go on.
ALTER TABLE live_states ADD COLUMN presence_source TEXT NOT NULL DEFAULT 'PURECLOUD';
ALTER TABLE live_states ADD COLUMN presence_modified_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE live_states ADD COLUMN queues TEXT NOT NULL DEFAULT '[]';
ALTER TABLE live_states ADD COLUMN queues_changed_at BIGINT;
ALTER TABLE live_states ADD COLUMN conversations TEXT NOT NULL DEFAULT '[]';
UPDATE live_states SET presence_modified_at = presence_since;
-- What a user did and does: of each kind ('presence', 'routing') the intervals follow each other
-- without gap or overlap. They begin at their start and end before their end; the last one has none.
CREATE TABLE status_intervals (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- The system presence or the routing status.
    value TEXT NOT NULL,
    -- The presence definition; none of a routing status.
    definition_id TEXT,
    PRIMARY KEY (organization_id, user_id, kind, started_at),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
) {without_rowid};
INSERT INTO status_intervals (organization_id, user_id, kind, started_at, value, definition_id)
    SELECT organization_id, user_id, 'presence', presence_since, system_presence, presence_definition_id
    FROM live_states;
INSERT INTO status_intervals (organization_id, user_id, kind, started_at, value)
    SELECT organization_id, user_id, 'routing', routing_since, routing_status FROM live_states;
