// The table of an account that gets another phone number.

export const numberChange = `
-- What the server is asked to take, from before it is asked until its answer is known: the number,
-- what this device gets under the new PNI, the list with the new ids, and the body that is sent.
CREATE TABLE IF NOT EXISTS next_number (
  one INTEGER PRIMARY KEY CHECK (one = 1), number TEXT NOT NULL, key_pair BLOB NOT NULL,
  registration_id INTEGER NOT NULL, signed BLOB NOT NULL, last_resort BLOB NOT NULL,
  version INTEGER NOT NULL, list BLOB NOT NULL, body TEXT NOT NULL
);
`;
