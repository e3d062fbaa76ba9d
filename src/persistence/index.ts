// persistence: the stores: twins of every port of the domain on MongoDB, LMDB, Redis and in memory.
// Only importer of mongodb and of the embedded store.
export * from './avatars.ts';
export * from './blobs.ts';
export * from './durable.ts';
export * from './queue.ts';
