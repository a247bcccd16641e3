-- What a chat was when it was closed for somebody, who hears of nothing that came later.
ALTER TABLE chat_participants ADD COLUMN left_moved_at BIGINT;
ALTER TABLE chat_participants ADD COLUMN left_messages BIGINT;
ALTER TABLE chat_participants ADD COLUMN left_subject TEXT;
ALTER TABLE chat_participants ADD COLUMN left_description TEXT;
-- Since when they take part: whoever does so the longest looks after a room that its owner left.
ALTER TABLE chat_participants ADD COLUMN joined_at BIGINT NOT NULL DEFAULT 0;
-- The ids of messages that were pinned to a room, as a JSON list.
ALTER TABLE chats ADD COLUMN pinned TEXT NOT NULL DEFAULT '[]';

UPDATE chat_participants SET
    left_messages = (SELECT COUNT(*) FROM chat_messages m
        WHERE m.organization_id = chat_participants.organization_id
        AND m.chat_id = chat_participants.chat_id AND m.sent_at <= chat_participants.closed_at),
    left_moved_at = COALESCE(
        (SELECT MAX(m.sent_at) FROM chat_messages m
            WHERE m.organization_id = chat_participants.organization_id
            AND m.chat_id = chat_participants.chat_id AND m.sent_at <= chat_participants.closed_at),
        (SELECT c.created_at FROM chats c WHERE c.organization_id = chat_participants.organization_id
            AND c.id = chat_participants.chat_id))
WHERE closed_at IS NOT NULL;
