// The tables of avatars: which picture this account shows, and others do; and whether the account
// may be found by its phone number, as the server is to have it.

export const avatars = `
-- Digests of pictures. avatar_at: the one that the server has under published_key.
ALTER TABLE own_words ADD COLUMN avatar BLOB;
ALTER TABLE own_words ADD COLUMN avatar_at BLOB;
-- avatar_key: the blob of it.
ALTER TABLE people ADD COLUMN avatar BLOB;
ALTER TABLE people ADD COLUMN avatar_key TEXT;
ALTER TABLE sealed_own ADD COLUMN found_by_number INTEGER NOT NULL DEFAULT 0;
-- Pictures by their SHA-256.
CREATE TABLE pictures (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL, at INTEGER NOT NULL);
`;
