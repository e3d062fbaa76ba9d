// Which event of the account's security was told last, by its time at the server.

export const security = `
CREATE TABLE IF NOT EXISTS security_told (
  one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL
);
`;
