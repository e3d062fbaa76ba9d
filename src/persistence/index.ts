// persistence: the stores: twins of every port of the domain on MongoDB, LMDB, Redis and in memory.
// Only importer of mongodb and of the embedded store.
export { openAuditLog } from './auditLog.ts';
export { holdAvatars } from './avatars.ts';
export * from './blobs.ts';
export { checkLmdb, copyLmdb, lmdbFiles } from './lmdb/environment.ts';
export * from './redis/backupRecord.ts';
export type { MongoDump } from './mongo/dump.ts';
export { documentsIn, openMongoDump } from './mongo/dump.ts';
export { copyKeys, redisIsEmpty } from './redis/copyKeys.ts';
export { RedisReplication } from './redis/replication.ts';
export { noteDeletion, notingDeletions, rewriteHistory } from './redis/history.ts';
export * from './redis/jobRuns.ts';
export { livesInQueues } from './redis/lives.ts';
export { createMemoryReports } from './memory/reports.ts';
export { RedisReports } from './redis/reports.ts';
export { snapshotsOf } from './redis/snapshot.ts';
export type { Replication } from './replication.ts';
export { claimResidency, confirmResidency } from './residency.ts';
export type { CheckedRows } from './storeCheck.ts';
export type { OwnedRow, Pages } from './ownedRows.ts';
export { readRows, writeRows } from './lmdb/rows.ts';
export type { TombstoneLog } from './tombstones.ts';
export { marksBy, marksIn, tombstonesFile } from './tombstones.ts';
export * from './durable.ts';
export * from './queue.ts';
