// The tables of what was said, and the way there from schema 3, which kept the texts of others and
// our own in two places.

/** Columns that the profile had: what a person wants told to others. */
const settings = ['read_receipts', 'viewed_receipts', 'typing'].map(
  (name) => `${name} INTEGER NOT NULL DEFAULT 1`,
);

export const messages = `
-- What was said, a message a row, under the name of its author and the time it was sent. content:
-- an encoded Content; absent where it was deleted, or has disappeared (gone). requires: the version
-- that it takes to read it, 0 where this one can.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL, author TEXT NOT NULL,
  device INTEGER NOT NULL, sent_at INTEGER NOT NULL, server_timestamp INTEGER NOT NULL,
  content BLOB, received_at INTEGER NOT NULL, shown INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL, failed_code TEXT, read_at INTEGER, expires_at INTEGER,
  requires INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
  UNIQUE (conversation, author, sent_at, device)
);
CREATE INDEX messages_unshown ON messages (id) WHERE shown = 0;
CREATE INDEX messages_page ON messages (conversation, sent_at, id);
CREATE INDEX messages_unread ON messages (conversation, sent_at)
  WHERE state = 'received' AND read_at IS NULL;
CREATE INDEX messages_expiring ON messages (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX messages_newer ON messages (requires) WHERE requires > 0;
-- What was done to messages, as JSON. waits: the message has not come yet.
CREATE TABLE deeds (
  id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, author TEXT NOT NULL,
  sent_at INTEGER NOT NULL, deeds TEXT NOT NULL, waits INTEGER NOT NULL,
  pinned INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (conversation, author, sent_at)
);
CREATE INDEX deeds_waiting ON deeds (conversation, id) WHERE waits = 1;
CREATE INDEX deeds_pinned ON deeds (conversation) WHERE pinned = 1;
CREATE TABLE timers (
  conversation TEXT PRIMARY KEY, seconds INTEGER NOT NULL, version INTEGER NOT NULL
) WITHOUT ROWID;
-- Texts that are sent at their time. content: an encoded Content without a time.
CREATE TABLE scheduled (
  id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL, content BLOB NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX scheduled_at ON scheduled (at);
`;

export const receipts = `
-- type: delivery | read | viewed
CREATE TABLE receipts_due (
  account TEXT, type TEXT, timestamp INTEGER, PRIMARY KEY (account, type, timestamp)
) WITHOUT ROWID;
`;

/** What both sides said until then, from the tables that held it. */
export const conversations = `
ALTER TABLE messages RENAME TO old_messages;
DROP INDEX messages_unshown;
ALTER TABLE receipts_due RENAME TO old_receipts_due;
${messages}
${receipts}
INSERT INTO messages (id, conversation, author, device, sent_at, server_timestamp, content,
    received_at, shown, state, read_at)
  SELECT id, account, account, device, timestamp, server_timestamp, text_content(body, timestamp),
    received_at, shown, 'received', iif(shown, received_at, NULL)
  FROM old_messages ORDER BY id;
INSERT INTO messages (conversation, author, device, sent_at, server_timestamp, content, received_at,
    shown, state, failed_code)
  SELECT sent.account, profile.account, profile.device, timestamp,
    coalesce(server_timestamp, 0), content, created_at, 1,
    iif(failed_code IS NULL, 'sent', 'failed'), failed_code
  FROM sent, profile WHERE kind = 'text' ORDER BY created_at;
INSERT INTO deeds (conversation, author, sent_at, deeds, waits, pinned, at)
  SELECT sent.account, profile.account, timestamp, json_object('marks', json_object(sent.account,
      json_patch(
        iif(delivered_at IS NULL, '{}', json_object('delivery', delivered_at)),
        iif(read_at IS NULL, '{}', json_object('read', read_at))))), 0, 0, created_at
  FROM sent, profile
  WHERE kind = 'text' AND (delivered_at IS NOT NULL OR read_at IS NOT NULL);
INSERT OR IGNORE INTO messages (conversation, author, device, sent_at, server_timestamp, content,
    received_at, shown, state)
  SELECT outbox.account, profile.account, profile.device, timestamp, 0, content, created_at, 1,
    'waiting'
  FROM outbox, profile WHERE kind = 'text' ORDER BY outbox.id;
INSERT INTO receipts_due SELECT account, 'delivery', timestamp FROM old_receipts_due;
DROP TABLE old_messages;
DROP TABLE old_receipts_due;
${settings.map((column) => `ALTER TABLE profile ADD COLUMN ${column};`).join('\n')}
`;
