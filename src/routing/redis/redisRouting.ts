// The Redis twins of the routing ports, joined, and what the primary does for a worker that has
// died.

import type { MemberId } from '#protocol';
import type { RedisClient } from '#runtime';
import type { RoutingPorts } from '../ports.ts';
import { RedisBus } from './redisBus.ts';
import { RedisEars } from './redisEars.ts';
import { leasesChannel, leasesName, RedisLeases } from './redisLeases.ts';
import { membersChannel, membersName, RedisMembership } from './redisMembership.ts';
import { RedisConnectionOrder } from './redisOrder.ts';

export interface RedisRoutingConnections {
  /** For commands; may be shared with others. */
  readonly command: RedisClient;
  /** For listening only. */
  readonly subscriber: RedisClient;
  /** For leases and membership alone: no renewal waits behind the load. */
  readonly leases: RedisClient;
}

/** Makes the ports of one worker over its connections, which stay the caller's to close. */
export function createRedisRouting(connections: RedisRoutingConnections): RoutingPorts {
  const { command, subscriber, leases } = connections;
  const ears = new RedisEars(subscriber);
  return {
    membership: new RedisMembership(leases, ears),
    leases: new RedisLeases(leases, ears),
    bus: new RedisBus(command, ears),
    order: new RedisConnectionOrder(command),
  };
}

const forgetScript = `
-- KEYS[1] hash: the members
-- KEYS[2] hash: the leases
-- ARGV[1] string: the member that died
-- ARGV[2] string: channel for news of members
-- ARGV[3] string: channel for news of leases
local writes, changed = {}, {}
local flat = redis.call('HGETALL', KEYS[2])
for i = 1, #flat, 2 do
  local owner, token = string.match(flat[i + 1], '^(%S+) (%d+) %d+$')
  if owner == ARGV[1] then
    writes[#writes + 1] = flat[i]
    writes[#writes + 1] = '- ' .. token .. ' 0'
    changed[#changed + 1] = flat[i] .. ' - ' .. token
  end
end
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then
  redis.call('SPUBLISH', ARGV[2], 'left ' .. ARGV[1])
end
if #writes > 0 then
  redis.call('HSET', KEYS[2], unpack(writes))
  local epoch = redis.call('HGET', KEYS[2], 'epoch')
  redis.call('SPUBLISH', ARGV[3], epoch .. '\\n' .. table.concat(changed, '\\n'))
end
return #changed
`;

/**
 * Removes a worker that has certainly died: its heartbeat and its leases, so that the others take
 * its shards at once. Returns how many it had. Never for a worker that may still run: it would act
 * on.
 */
export async function forgetMember(redis: RedisClient, member: MemberId): Promise<number> {
  const freed = await redis.eval(
    forgetScript,
    2,
    membersName,
    leasesName,
    member,
    membersChannel,
    leasesChannel,
  );
  return Number(freed);
}
