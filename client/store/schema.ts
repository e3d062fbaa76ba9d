// The tables of a profile. Unless it is locked private keys stand in them as they are: the file is
// as secret as a password, has mode 0600, and deleted rows are overwritten (secure_delete).

import { limits } from '#protocol';
import { avatars } from './avatarSchema.ts';
import { devices, fromOneDevice } from './deviceSchema.ts';
import { identityCheck } from './identityCheckSchema.ts';
import { groupPast } from './groupPastSchema.ts';
import { groups } from './groupSchema.ts';
import { history } from './historySchema.ts';
import { conversations, messages, receipts } from './messageSchema.ts';
import { numberChange } from './numberSchema.ts';
import { people } from './peopleSchema.ts';
import { record, toRecord } from './recordSchema.ts';
import { replacement } from './replacementSchema.ts';
import { reports } from './reportSchema.ts';
import { sealed } from './sealedSchema.ts';
import { security } from './securitySchema.ts';

/** Written into `user_version`; a file of a newer one is refused. */
export const schemaVersion = 9;

export const schema = `
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
-- The identity key of each account, one for all of its devices. pending_key: another one that was
-- seen since; nothing is sent until a person has decided between them.
CREATE TABLE identities (
  account TEXT PRIMARY KEY, key BLOB NOT NULL, first_seen_at INTEGER NOT NULL, changed_at INTEGER,
  verified INTEGER NOT NULL DEFAULT 0, pending_key BLOB
) WITHOUT ROWID;
-- First messages under an identity key that nobody has accepted; opened when somebody does.
CREATE TABLE held (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE, account TEXT NOT NULL,
  identity_key BLOB NOT NULL, envelope BLOB NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX held_account ON held (account, id);
-- What is still to be sent. frame: the encoded Send with its ciphertexts, once encrypted.
-- sealed_for: the identity key of the newest ciphertexts. only_for: a resend, for this key alone.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE, account TEXT NOT NULL,
  device INTEGER, kind TEXT NOT NULL, content BLOB NOT NULL, timestamp INTEGER NOT NULL,
  frame BLOB, created_at INTEGER NOT NULL, sealed_for BLOB, only_for BLOB
);
CREATE INDEX outbox_lane ON outbox (account, id);
-- What was sent or given up; the log that resends are made from. sealed_for: as in the outbox.
CREATE TABLE sent (
  account TEXT, timestamp INTEGER, kind TEXT NOT NULL, content BLOB NOT NULL,
  server_timestamp INTEGER, failed_code TEXT,
  resends INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, sealed_for BLOB,
  PRIMARY KEY (account, timestamp)
) WITHOUT ROWID;
CREATE INDEX sent_age ON sent (created_at);
${messages}
-- Envelopes that are done with, whatever became of them.
CREATE TABLE seen (guid BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX seen_age ON seen (at);
${receipts}
-- Decryption errors told to others (direction out) and by others (in), to hold their rates.
CREATE TABLE mendings (
  id INTEGER PRIMARY KEY, direction TEXT NOT NULL, account TEXT NOT NULL, device INTEGER NOT NULL,
  timestamp INTEGER NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX mendings_rate ON mendings (direction, account, device, at);
${devices}${sealed}${record}${replacement}${identityCheck}${groups}${people}
${history}${groupPast}${avatars}${security}${reports}${numberChange}`;

const { timestampMax } = limits;
const noTime = (column: string) =>
  `(typeof(${column}) <> 'integer' OR ${column} NOT BETWEEN 0 AND ${timestampMax})`;

/**
 * Times that peers and servers once got into a profile and nothing can read back: a text takes the
 * time it arrived at, what only counts goes.
 */
const repairTimes = `
UPDATE OR IGNORE messages SET timestamp = received_at WHERE ${noTime('timestamp')};
DELETE FROM messages WHERE ${noTime('timestamp')};
UPDATE messages SET server_timestamp = received_at WHERE ${noTime('server_timestamp')};
UPDATE sent SET server_timestamp = NULL
  WHERE server_timestamp IS NOT NULL AND ${noTime('server_timestamp')};
DELETE FROM receipts_due WHERE ${noTime('timestamp')};
DELETE FROM mendings WHERE ${noTime('timestamp')};
`;

/**
 * By the version they start from: the statements that lead to the next one.
 *
 * From 1: until then a key could change unasked. Where it did, what was sent is tied to none and
 * never sent again, and the sessions, which may be with either key, are opened anew. From 2: see
 * repairTimes. From 3: see conversations. From 4: see
 * toRecord. From 5: groups have a past, people pictures. From 6: see security. From 7: see reports.
 * From 8: see numberChange.
 */
export const migrations: Readonly<Record<number, string>> = {
  1: `
ALTER TABLE outbox ADD COLUMN sealed_for BLOB;
ALTER TABLE outbox ADD COLUMN only_for BLOB;
ALTER TABLE sent ADD COLUMN sealed_for BLOB;
CREATE TABLE held (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guid BLOB NOT NULL UNIQUE, account TEXT NOT NULL,
  identity_key BLOB NOT NULL, envelope BLOB NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX held_account ON held (account, id);
DELETE FROM sessions
  WHERE account IN (SELECT account FROM identities WHERE changed_at IS NOT NULL);
UPDATE sent SET sealed_for = (
  SELECT key FROM identities WHERE identities.account = sent.account AND changed_at IS NULL);
UPDATE outbox SET frame = NULL WHERE kind <> 'error';
UPDATE outbox SET only_for = (
  SELECT sealed_for FROM sent
  WHERE sent.account = outbox.account AND sent.timestamp = outbox.timestamp);
DELETE FROM outbox WHERE kind <> 'error' AND only_for IS NULL AND EXISTS (
  SELECT 1 FROM sent WHERE sent.account = outbox.account AND sent.timestamp = outbox.timestamp);
UPDATE identities SET pending_key = coalesce(pending_key, key) WHERE blocked = 1;
ALTER TABLE identities DROP COLUMN blocked;
`,
  2: repairTimes,
  3: `${conversations}${sealed}${devices}${fromOneDevice}`,
  4: `${toRecord}${replacement}${identityCheck}${groups}${people}${history}`,
  5: `${groupPast}${avatars}`,
  6: security,
  7: reports,
  8: numberChange,
};
