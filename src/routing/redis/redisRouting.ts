// The Redis twins of the routing ports, joined.

import type { RedisClient } from '#runtime';
import type { RoutingPorts } from '../ports.ts';
import { RedisBus } from './redisBus.ts';
import { RedisSubscriber } from './redisSubscriber.ts';
import { RedisLeases } from './redisLeases.ts';
import { RedisConnectionOrder } from './redisOrder.ts';

export interface RedisRoutingConnections {
  /** Sends commands; others may share it. */
  readonly command: RedisClient;
  /** Listens, and does nothing else. */
  readonly subscriber: RedisClient;
  /** Serves leases alone: no renewal waits behind the load. */
  readonly leases: RedisClient;
}

/** Makes the ports of one worker over its connections, which stay the caller's to close. */
export function createRedisRouting(connections: RedisRoutingConnections): RoutingPorts {
  const { command, subscriber, leases } = connections;
  const listening = new RedisSubscriber(subscriber);
  return {
    leases: new RedisLeases(leases, listening),
    bus: new RedisBus(command, listening),
    order: new RedisConnectionOrder(command),
  };
}
