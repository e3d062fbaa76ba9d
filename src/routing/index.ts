// routing: which worker owns an entity, and how a command gets there: membership, leases, the bus.
export type { ClusterRouter } from './clusterRouter.ts';
export { createRouter } from './clusterRouter.ts';
export { askEach } from './each.ts';
export { LinkBus } from './links/linkBus.ts';
export type { Hop } from './memory/memoryRouting.ts';
export { createMemoryRouting, MemoryNetwork } from './memory/memoryRouting.ts';
export type * from './ports.ts';
export {
  agreeOnShards,
  beginEpoch,
  declareFresh,
  forgetMember,
  isAnybodyServing,
} from './redis/redisLeases.ts';
export { createRedisRouting } from './redis/redisRouting.ts';
export * from './router.ts';
export { SealedBus } from './sealedBus.ts';
export { rendezvous, shardsDue } from './shardMap.ts';
