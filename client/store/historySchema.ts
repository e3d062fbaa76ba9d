// The tables of histories that pass from one device of the account to another.

export const history = `
-- For whom this device has promised one: wanted 0 tells that device that none comes.
CREATE TABLE IF NOT EXISTS history_out (device INTEGER PRIMARY KEY, wanted INTEGER NOT NULL);
-- The one that comes to this device. archive: where it is, as JSON; absent where there is none.
-- imported: items of it that are in the store.
CREATE TABLE IF NOT EXISTS history_in (
  one INTEGER PRIMARY KEY CHECK (one = 1), archive TEXT, messages INTEGER NOT NULL,
  imported INTEGER NOT NULL DEFAULT 0
);
`;
