-- Appointments at which users are coached.
CREATE TABLE coaching_appointments (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    completed_at BIGINT,
    -- Users; a client has no name here.
    facilitator_id TEXT,
    created_by TEXT,
    created_at BIGINT NOT NULL,
    modified_by TEXT,
    modified_at BIGINT NOT NULL,
    -- The title and whatever nobody asks for.
    document TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX coaching_appointments_by_facilitator ON coaching_appointments (organization_id, facilitator_id, starts_at);
CREATE INDEX coaching_appointments_by_creator ON coaching_appointments (organization_id, created_by, starts_at);

CREATE TABLE coaching_attendees (
    organization_id TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, appointment_id, user_id),
    FOREIGN KEY (organization_id, appointment_id) REFERENCES coaching_appointments (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX coaching_attendees_by_user ON coaching_attendees (organization_id, user_id);
