// persistence: the stores: twins of every port on MongoDB, LMDB, Redis and in memory.
export {};
