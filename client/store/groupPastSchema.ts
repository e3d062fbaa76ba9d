// What groups were before, and when what was said in them was taken.

export const groupPast = `
-- What a change of a group has ended: name was a member of this role before that version, or none;
-- the name '' has the role that it took to write. at: when the server made the change; below 0
-- where nobody knows.
CREATE TABLE IF NOT EXISTS group_past (
  group_id TEXT, version INTEGER, name TEXT, was TEXT, at INTEGER NOT NULL,
  PRIMARY KEY (group_id, name, version)
) WITHOUT ROWID;
-- When the server took what this device has said in a group.
CREATE TABLE IF NOT EXISTS group_taken (
  group_id TEXT, timestamp INTEGER, at INTEGER NOT NULL, PRIMARY KEY (group_id, timestamp)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS group_past_age ON group_past (group_id, version, at);
`;
