-- Deleting a user forgets the password as well as the second factors. Users who were deleted before
-- would otherwise come back with a password and without a second factor.
DELETE FROM former_passwords WHERE EXISTS (
    SELECT 1 FROM users WHERE users.organization_id = former_passwords.organization_id
        AND users.id = former_passwords.user_id AND users.state = 'deleted');
DELETE FROM passwords WHERE EXISTS (
    SELECT 1 FROM users WHERE users.organization_id = passwords.organization_id
        AND users.id = passwords.user_id AND users.state = 'deleted');
