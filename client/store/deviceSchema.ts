// The tables of several devices, and the way there from schema 3, which knew one of an account.

/** Stands in receipts written before devices were told apart. */
export const anyDevice = 0;

/** Several devices of one account. */
export const devices = `
-- The newest signed device list of each account; it holds under this identity key alone.
-- list_key: empty where a person has accepted that it changes, until the next list.
CREATE TABLE device_lists (
  account TEXT PRIMARY KEY, identity_key BLOB NOT NULL, version INTEGER NOT NULL,
  list BLOB NOT NULL, list_signature BLOB NOT NULL, list_key BLOB NOT NULL,
  list_key_signature BLOB NOT NULL
) WITHOUT ROWID;
-- One row, on the primary device: what signs the account's lists, and the last numbers given out.
-- linking_until: when the device that is being linked, if any, is late.
CREATE TABLE list_signing (
  one INTEGER PRIMARY KEY CHECK (one = 1), list_key BLOB NOT NULL,
  last_version INTEGER NOT NULL DEFAULT 0, last_device INTEGER NOT NULL DEFAULT 1,
  linking_until INTEGER NOT NULL DEFAULT 0
);
-- One row while this device is being linked: what the primary device has told it.
CREATE TABLE linking (one INTEGER PRIMARY KEY CHECK (one = 1), message BLOB NOT NULL);
-- Devices that the server has said are gone, and the list seen by then: only a newer one brings a
-- device of that number back.
CREATE TABLE gone_devices (
  account TEXT, device INTEGER, version INTEGER NOT NULL, PRIMARY KEY (account, device)
) WITHOUT ROWID;
-- Which devices have said that what was sent is there.
CREATE TABLE sent_arrivals (
  account TEXT, timestamp INTEGER, device INTEGER, PRIMARY KEY (account, timestamp, device)
) WITHOUT ROWID;
`;

export const fromOneDevice = `
INSERT INTO sent_arrivals (account, timestamp, device)
  SELECT account, timestamp, ${anyDevice} FROM sent
  WHERE delivered_at IS NOT NULL OR read_at IS NOT NULL;
ALTER TABLE sent DROP COLUMN delivered_at;
ALTER TABLE sent DROP COLUMN read_at;
`;
