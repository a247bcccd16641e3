-- Chats: rooms, and those of two users. The id of a room is its chat address; that of a chat between
-- two users is made of their ids.
CREATE TABLE chats (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    chat_type TEXT NOT NULL,
    subject TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When the last message was sent, or when it was made: the order of listings.
    moved_at BIGINT NOT NULL,
    -- How many messages were sent: the number of the last one.
    messages BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);

-- Who takes part or took part: then it is closed for them.
CREATE TABLE chat_participants (
    organization_id TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    is_owner BOOLEAN NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (organization_id, chat_id, user_id),
    FOREIGN KEY (organization_id, chat_id) REFERENCES chats (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX chat_participants_by_user ON chat_participants (organization_id, user_id);

CREATE TABLE chat_messages (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    -- Its place in the chat, counted from 1.
    number BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    body TEXT NOT NULL,
    -- The ids of users whom it mentions, as a JSON list.
    mentions TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, chat_id, number),
    FOREIGN KEY (organization_id, chat_id) REFERENCES chats (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX chat_messages_by_user ON chat_messages (organization_id, user_id);
