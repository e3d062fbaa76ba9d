// Tokens of what was written by name, by which an account can be reported: the newest of each.

export const reports = `
CREATE TABLE IF NOT EXISTS reportable (
  account TEXT PRIMARY KEY, guid BLOB NOT NULL, token BLOB NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
`;
