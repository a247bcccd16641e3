-- Who takes the direct interactions of a user that the user leaves unanswered.
CREATE TABLE direct_routing_backups (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    backup_user_id TEXT,
    backup_queue_id TEXT,
    wait_for_agent BOOLEAN,
    agent_wait_seconds BIGINT,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, backup_user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, backup_queue_id) REFERENCES queues (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX direct_routing_backups_by_user ON direct_routing_backups (organization_id, backup_user_id);
CREATE INDEX direct_routing_backups_by_queue ON direct_routing_backups (organization_id, backup_queue_id);
