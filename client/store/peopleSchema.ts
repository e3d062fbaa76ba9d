// The tables of profiles: what this account says of itself, and what others do.

export const people = `
-- One row. name, about, emoji: what we say, in that revision. published_key: the profile key under
-- which the server has it. changed: it is not there yet. doubted: another device of ours may have
-- changed it.
CREATE TABLE own_words (
  one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '', emoji TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0, published_key BLOB, changed INTEGER NOT NULL DEFAULT 0,
  doubted INTEGER NOT NULL DEFAULT 0
);
-- What others say of themselves. doubted: it may have changed, and is to be fetched.
CREATE TABLE people (
  account TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', about TEXT NOT NULL DEFAULT '',
  emoji TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 0, fetched_at INTEGER,
  doubted INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX people_doubted ON people (account) WHERE doubted = 1;
-- Credentials of profile keys.
CREATE TABLE profile_credentials (
  account TEXT PRIMARY KEY, profile_key BLOB NOT NULL, credential BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
`;
