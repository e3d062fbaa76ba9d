// The tables of a profile as the first schema had them, for tests of the way on from there.

export const schemaOne = `
-- One row: who this profile is.
CREATE TABLE profile (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  server TEXT NOT NULL,
  password TEXT NOT NULL,
  registration_id INTEGER NOT NULL,
  pni_registration_id INTEGER NOT NULL,
  account TEXT, pni TEXT, number TEXT, device INTEGER NOT NULL DEFAULT 1,
  last_timestamp INTEGER NOT NULL DEFAULT 0,
  last_key_id INTEGER NOT NULL
);
CREATE TABLE own_identities (kind TEXT PRIMARY KEY, key_pair BLOB NOT NULL) WITHOUT ROWID;
-- family: ec | kem
CREATE TABLE one_time_keys (
  kind TEXT, family TEXT, key_id INTEGER, record BLOB NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (kind, family, key_id)
) WITHOUT ROWID;
-- family: signed | lastResort. The newest published one is what the server hands out.
CREATE TABLE repeated_keys (
  kind TEXT, family TEXT, key_id INTEGER, record BLOB NOT NULL, created_at INTEGER NOT NULL,
  published_at INTEGER,
  PRIMARY KEY (kind, family, key_id)
) WITHOUT ROWID;
-- First messages that were opened with a last-resort key: each opens one session only.
CREATE TABLE last_resort_uses (
  kind TEXT, kem_id INTEGER, signed_id INTEGER, base_key BLOB, at INTEGER NOT NULL,
  PRIMARY KEY (kind, kem_id, signed_id, base_key)
) WITHOUT ROWID;
-- Devices of others, apart from their sessions, so that a lost session can be reported to them.
CREATE TABLE devices (
  account TEXT, device INTEGER, registration_id INTEGER NOT NULL, PRIMARY KEY (account, device)
) WITHOUT ROWID;
CREATE TABLE sessions (
  account TEXT, device INTEGER, record BLOB NOT NULL, state TEXT NOT NULL,
  changed_at INTEGER NOT NULL, used_at INTEGER NOT NULL,
  PRIMARY KEY (account, device)
) WITHOUT ROWID;
CREATE TABLE session_life (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, device INTEGER NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
);
-- Identity keys of others. pending_key: a changed key, refused because the old one was verified.
CREATE TABLE identities (
  account TEXT PRIMARY KEY, key BLOB NOT NULL, first_seen_at INTEGER NOT NULL, changed_at INTEGER,
  verified INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0, pending_key BLOB
) WITHOUT ROWID;
-- What is still to be sent. frame: the encoded Send with its ciphertexts, once encrypted.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE, account TEXT NOT NULL,
  device INTEGER, kind TEXT NOT NULL, content BLOB NOT NULL, timestamp INTEGER NOT NULL,
  frame BLOB, created_at INTEGER NOT NULL
);
CREATE INDEX outbox_lane ON outbox (account, id);
-- What was sent or given up; the log that resends are made from.
CREATE TABLE sent (
  account TEXT, timestamp INTEGER, kind TEXT NOT NULL, content BLOB NOT NULL,
  server_timestamp INTEGER, delivered_at INTEGER, read_at INTEGER, failed_code TEXT,
  resends INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL,
  PRIMARY KEY (account, timestamp)
) WITHOUT ROWID;
CREATE INDEX sent_age ON sent (created_at);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, device INTEGER NOT NULL,
  timestamp INTEGER NOT NULL, server_timestamp INTEGER NOT NULL, body TEXT NOT NULL,
  received_at INTEGER NOT NULL, shown INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, device, timestamp)
);
CREATE INDEX messages_unshown ON messages (id) WHERE shown = 0;
-- Envelopes that are done with, whatever became of them.
CREATE TABLE seen (guid BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX seen_age ON seen (at);
CREATE TABLE receipts_due (
  account TEXT, timestamp INTEGER, PRIMARY KEY (account, timestamp)
) WITHOUT ROWID;
-- Decryption errors told to others (direction out) and by others (in), to hold their rates by.
CREATE TABLE mendings (
  id INTEGER PRIMARY KEY, direction TEXT NOT NULL, account TEXT NOT NULL, device INTEGER NOT NULL,
  timestamp INTEGER NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX mendings_rate ON mendings (direction, account, device, at);
`;
