// The servers that tests run against: a Redis, a Redis Cluster, a MongoDB, and wires before them
// that fail when told to. Tests take them from here and nowhere else.

export * from '#lab/mongod.ts';
export * from '#lab/proxy.ts';
export * from '#lab/redisCluster.ts';
export * from '#lab/redisServer.ts';
