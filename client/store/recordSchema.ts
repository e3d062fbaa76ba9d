// The tables of the account's record: what its devices keep together, as this one has it and as the
// server had it last; and the way there from schema 4, which kept the settings in the profile and
// knew no contacts.

import { encodeRecordItem, firstSettings, parseAccountId } from '#protocol';
import type { RecordContact } from '#protocol';

const tables = `
-- One row. master_key: the record's keys derive from it; former_key: what it was until the record
-- has been written with the new one. version: of the server, generation: of the clients; given_to:
-- devices that were told the master key, by number. anew: everything is written again.
CREATE TABLE IF NOT EXISTS record_own (
  one INTEGER PRIMARY KEY CHECK (one = 1), master_key BLOB, former_key BLOB,
  version INTEGER NOT NULL DEFAULT 0, generation INTEGER NOT NULL DEFAULT 0,
  anew INTEGER NOT NULL DEFAULT 0, given_to TEXT NOT NULL DEFAULT ''
);
-- Items, encoded. value: as this device has it, absent where it is gone; base: as the server had it
-- last; item_key: under which it stands there.
CREATE TABLE IF NOT EXISTS record_items (
  name TEXT PRIMARY KEY, value BLOB, base BLOB, item_key BLOB
) WITHOUT ROWID;
`;

export const record = tables;

/** Whoever was written to before is known; what a person had switched off stays so. */
export const toRecord = `${tables}
INSERT INTO record_items (name, value)
  SELECT 'settings', settings_item(read_receipts, viewed_receipts, typing) FROM profile
  WHERE read_receipts = 0 OR viewed_receipts = 0 OR typing = 0;
INSERT INTO record_items (name, value)
  SELECT DISTINCT 'contact:' || conversation, contact_item(conversation) FROM messages, profile
  WHERE author = profile.account AND conversation <> profile.account
    AND contact_item(conversation) IS NOT NULL;
ALTER TABLE profile DROP COLUMN read_receipts;
ALTER TABLE profile DROP COLUMN viewed_receipts;
ALTER TABLE profile DROP COLUMN typing;
`;

/** Somebody of whom nothing is known. */
export const newContact = (account: RecordContact['account']): RecordContact => ({
  type: 'contact',
  account,
  accepted: false,
  blockedAt: [],
  unblockedAt: [],
  name: '',
  note: '',
  profileKey: new Uint8Array(0),
  clearedUntil: 0,
});

/** What the migration makes items with, as functions of SQLite. */
export const itemFunctions = {
  settings_item: (readReceipts: unknown, viewedReceipts: unknown, typing: unknown) =>
    encodeRecordItem({
      ...firstSettings,
      readReceipts: Number(readReceipts) !== 0,
      viewedReceipts: Number(viewedReceipts) !== 0,
      typing: Number(typing) !== 0,
    }),
  contact_item: (conversation: unknown) => {
    const account = parseAccountId(String(conversation));
    return account ? encodeRecordItem({ ...newContact(account), accepted: true }) : null;
  },
} as const;
