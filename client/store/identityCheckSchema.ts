// When the identity keys of all contacts were last compared with the server's.

export const identityCheck = `
CREATE TABLE IF NOT EXISTS identity_check (
  one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL
);
`;
