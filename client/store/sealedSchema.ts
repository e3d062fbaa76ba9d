// The tables of sealed sender: what this profile shows to others and what it knows of them.

export const sealed = `
-- One row. profile_key: given to those we write to; access_published: the server lets whoever has
-- it write to us. trust_roots: of the cluster, as they were first seen, 33 bytes each. certificate:
-- says who we are, to recipients alone, until certificate_until by this profile's clock.
CREATE TABLE IF NOT EXISTS sealed_own (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  profile_key BLOB NOT NULL, access_published INTEGER NOT NULL DEFAULT 0,
  trust_roots BLOB, certificate BLOB, certificate_until INTEGER
);
-- Profile keys that others have given us. refused_at: the server did not take its access key.
CREATE TABLE IF NOT EXISTS profile_keys (
  account TEXT PRIMARY KEY, profile_key BLOB NOT NULL, learned_at INTEGER NOT NULL,
  refused_at INTEGER
) WITHOUT ROWID;
-- Rows of the outbox whose ciphertexts hold a certificate that ends then: they are made anew.
CREATE TABLE IF NOT EXISTS sealed_frames (outbox_id INTEGER PRIMARY KEY, until INTEGER NOT NULL);
`;
