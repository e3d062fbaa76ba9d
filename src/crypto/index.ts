// crypto: the server's only libsignal: verifies pre-key signatures; salted credentials, access
// tokens, operators' sessions, encryption at rest. It never holds a plaintext or a private message
// key.
export * from './accessTokens.ts';
export * from './credentials.ts';
export * from './derivedKeys.ts';
export * from './envelopeSealer.ts';
export * from './mac.ts';
export * from './onceSealer.ts';
export * from './operatorSessions.ts';
export * from './publicKeys.ts';
export * from './sealer.ts';
export * from './secrets.ts';
