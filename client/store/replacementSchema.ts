// The tables of an account that gets new identity keys because a device was stolen.

export const replacement = `
-- What the server is asked to take, from before it is asked until its answer is known: two rows of
-- keys, and the list that they sign.
CREATE TABLE IF NOT EXISTS next_identities (
  kind TEXT PRIMARY KEY, key_pair BLOB NOT NULL, registration_id INTEGER NOT NULL,
  signed_id INTEGER NOT NULL, signed BLOB NOT NULL,
  last_resort_id INTEGER NOT NULL, last_resort BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS next_list (
  one INTEGER PRIMARY KEY CHECK (one = 1), secret BLOB NOT NULL, version INTEGER NOT NULL,
  list BLOB NOT NULL, list_signature BLOB NOT NULL, list_key BLOB NOT NULL,
  list_key_signature BLOB NOT NULL
);
-- Identity keys that were ours, while something may wait that was sealed for them.
CREATE TABLE IF NOT EXISTS former_identities (
  kind TEXT, until INTEGER, key_pair BLOB NOT NULL, registration_id INTEGER NOT NULL,
  PRIMARY KEY (kind, until)
) WITHOUT ROWID;
`;
