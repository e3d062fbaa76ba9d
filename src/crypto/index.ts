// crypto: the server's only libsignal: verifies pre-key signatures; salted credentials, access
// tokens, operators' sessions, certificates of senders, keys of groups, encryption at rest. It
// never holds a plaintext or a private message key.
export * from './accessTokens.ts';
export * from './accountKeys.ts';
export * from './accountKeysFile.ts';
export type { AccountKeysTag } from './accountKeysForm.ts';
export { accountKeysTagOf, ForeignAccountKeys } from './accountKeysForm.ts';
export * from './auditChain.ts';
export type { ChallengeTokens } from './challengeTokens.ts';
export { createChallengeTokens } from './challengeTokens.ts';
export * from './archiveCipher.ts';
export * from './backupKeys.ts';
export * from './credentials.ts';
export {
  bucketKeyOf,
  busKeyOf,
  collapseKeyOf,
  memoryKeyOf,
  relayKeyOf,
  secretsMark,
  vapidScalarOf,
} from './derivedKeys.ts';
export * from './envelopeSealer.ts';
export * from './groupKeys.ts';
export * from './groupUpload.ts';
export { createJobSeals } from './jobSeals.ts';
export * from './loginSeals.ts';
export * from './mac.ts';
export * from './onceSealer.ts';
export * from './operatorSessions.ts';
export * from './providerKeys.ts';
export type { Pseudonyms } from './pseudonyms.ts';
export * from './publicKeys.ts';
export * from './webPush.ts';
export * from './refreshTokens.ts';
export type { ReportTokens } from './reportTokens.ts';
export { createReportTokens } from './reportTokens.ts';
export * from './sealer.ts';
export { RootKeyError } from './keyPort.ts';
export type { RootKeys } from './rootKeys.ts';
export { inClear, openRootKeys } from './rootKeys.ts';
export { rootOf } from './keyFile.ts';
export * from './secrets.ts';
export * from './secretsError.ts';
export type { SenderCertificates } from './senderCertificates.ts';
export { createSenderCertificates } from './senderCertificates.ts';
export * from './srp.ts';
export * from './totp.ts';
export * from './turnCredentials.ts';
export * from './uploadTokens.ts';
export * from './usernames.ts';
