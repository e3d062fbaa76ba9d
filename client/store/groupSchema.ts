// The tables of groups: what is known of each, sender keys, and what waits to be said in them.

export const groups = `
-- master_key: whoever has it reads the group. state: as it was last known, sealed, as JSON; absent
-- until it was read. standing: creating | member | invited | requesting | out. endorsements: leave
-- to write to the members of endorsed_version, until endorsed_until. distribution: names our
-- present sender key; absent: the next message makes one.
CREATE TABLE IF NOT EXISTS groups (
  id TEXT PRIMARY KEY, master_key BLOB NOT NULL, state TEXT, standing TEXT NOT NULL,
  endorsements BLOB, endorsed_version INTEGER, endorsed_until INTEGER,
  distribution TEXT, distribution_at INTEGER, at INTEGER NOT NULL
) WITHOUT ROWID;
-- One row: the cluster's parameters for groups, as they were first seen.
CREATE TABLE IF NOT EXISTS group_server (
  one INTEGER PRIMARY KEY CHECK (one = 1), public_params BLOB NOT NULL
);
-- Proofs of who we are, one a day. day: its beginning. Unit: seconds since the epoch.
CREATE TABLE IF NOT EXISTS group_credentials (day INTEGER PRIMARY KEY, credential BLOB NOT NULL);
-- Of others, and our own.
CREATE TABLE IF NOT EXISTS sender_keys (
  account TEXT, device INTEGER, distribution TEXT, record BLOB NOT NULL, used_at INTEGER NOT NULL,
  PRIMARY KEY (account, device, distribution)
) WITHOUT ROWID;
-- Devices that have our sender key.
CREATE TABLE IF NOT EXISTS sender_key_shares (
  distribution TEXT, account TEXT, device INTEGER, registration_id INTEGER NOT NULL,
  PRIMARY KEY (distribution, account, device)
) WITHOUT ROWID;
-- What is still to be said in groups. recipients: accounts that have it not yet, 16 bytes each;
-- absent until it was sealed first. upload: sealed for them.
CREATE TABLE IF NOT EXISTS group_outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, group_id TEXT NOT NULL, kind TEXT NOT NULL,
  content BLOB NOT NULL, timestamp INTEGER NOT NULL, recipients BLOB, upload BLOB,
  upload_until INTEGER, created_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS group_outbox_lane ON group_outbox (group_id, id);
-- What was said in groups and for whom; resends are made from it.
CREATE TABLE IF NOT EXISTS group_sent (
  group_id TEXT, timestamp INTEGER, kind TEXT NOT NULL, content BLOB NOT NULL,
  recipients BLOB NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (timestamp, group_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS group_sent_age ON group_sent (created_at);
-- In whichever conversation an author has said something then.
CREATE INDEX IF NOT EXISTS messages_author ON messages (author, sent_at);
`;
