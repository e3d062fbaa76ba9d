// The leases in Redis, all in one hash and changed by one script, on Redis's own clock.
//
//   {aldis}:leases   hash   <shard>  "<member or -> <token> <expiry, microseconds>"
//                           epoch    time the data began, names its life
//                           born     a TTL must pass from then before shards without a row are free
//                           last     the highest token granted
//   {aldis}:leases   channel, text: epoch, then a line "<shard> <member or -> <token>" per change

import type { FencingToken, MemberId, ShardId } from '#protocol';
import { parseMemberId, parseShardId } from '#protocol';
import type { RedisClient } from '#runtime';
import type { Lease, LeaseExchange, LeaseStore, TimedLease } from '../ports.ts';
import type { RedisEars } from './redisEars.ts';

export const leasesName = '{aldis}:leases';
/** Its slot is the script's own: a script of a cluster may speak in no other. */
export const leasesChannel = '{aldis}:leases';

// Numbers are written with %.0f: Lua's own form would round a token of 16 digits.
const exchangeScript = `
-- KEYS[1] hash: the leases
-- ARGV[1] string: the member that asks
-- ARGV[2] integer: life of a lease, microseconds
-- ARGV[3] string: channel for changes
-- ARGV[4] JSON: hold [[shard, token]], want [shard], release [[shard, token]]
local leases, member, ttl, channel = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3]
local ask = cjson.decode(ARGV[4])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local function text(number) return string.format('%.0f', number) end

local rows, flat = {}, redis.call('HGETALL', leases)
for i = 1, #flat, 2 do rows[flat[i]] = flat[i + 1] end
local writes, changed = {}, {}
local function write(field, value)
  rows[field] = value
  writes[#writes + 1] = field
  writes[#writes + 1] = value
end
local function read(shard)
  local owner, token, expiry = string.match(rows[shard] or '', '^(%S+) (%d+) (%d+)$')
  return owner, tonumber(token), tonumber(expiry)
end
local function put(shard, owner, token, expiry, isNews)
  write(shard, owner .. ' ' .. text(token) .. ' ' .. text(expiry))
  if isNews then changed[#changed + 1] = shard .. ' ' .. owner .. ' ' .. text(token) end
end

if not rows.epoch then write('epoch', text(now)) end
if not rows.born then write('born', rows.epoch) end
local born = math.min(tonumber(rows.born), now)
local before = tonumber(rows.last or '0')
local last = before

for _, claim in ipairs(ask.hold) do
  local shard, token = text(claim[1]), claim[2]
  local owner, known = read(shard)
  last = math.max(last, token)
  if not owner or known < token then
    put(shard, member, token, now + ttl, true)
  elseif owner == member and known == token then
    put(shard, member, token, now + ttl, false)
  end
end
for _, claim in ipairs(ask.release) do
  local shard, token = text(claim[1]), claim[2]
  local owner, known = read(shard)
  if owner == member and known == token then put(shard, '-', token, 0, true) end
end
for _, number in ipairs(ask.want) do
  local shard = text(number)
  local owner, known, expiry = read(shard)
  if owner and owner ~= '-' and expiry > now + ttl then
    -- The clock went back: nobody keeps a shard longer than a lease.
    expiry = now + ttl
    put(shard, owner, known, expiry, false)
  end
  local free = now - born >= ttl
  if owner then free = owner == '-' or owner == member or expiry <= now end
  if free then
    last = math.max(last + 1, (known or 0) + 1, now)
    put(shard, member, last, now + ttl, true)
  end
end

if last ~= before then write('last', text(last)) end
if #writes > 0 then redis.call('HSET', leases, unpack(writes)) end
if #changed > 0 then
  redis.call('SPUBLISH', channel, rows.epoch .. '\\n' .. table.concat(changed, '\\n'))
end
local answer = { rows.epoch }
for shard, row in pairs(rows) do
  local owner, token, expiry = read(shard)
  if owner then
    local remaining = owner == '-' and 0 or math.max(0, math.ceil((expiry - now) / 1000))
    answer[#answer + 1] = shard .. ' ' .. owner .. ' ' .. text(token) .. ' ' .. text(remaining)
  end
end
return answer
`;

const declareScript = `
-- KEYS[1] hash: the leases
local time = redis.call('TIME')
redis.call('HSETNX', KEYS[1], 'epoch', time[1] .. string.format('%06d', time[2]))
redis.call('HSETNX', KEYS[1], 'born', '0')
return 1
`;

/** LeaseStore over Redis. */
export class RedisLeases implements LeaseStore {
  readonly #redis: RedisClient;
  readonly #ears: RedisEars;

  constructor(redis: RedisClient, ears: RedisEars) {
    this.#redis = redis;
    this.#ears = ears;
  }

  async exchange(request: LeaseExchange): Promise<TimedLease[]> {
    const { member, ttlMs, hold, want, release } = request;
    const pairs = (claims: LeaseExchange['hold']) => claims.map((c) => [c.shard, c.token]);
    const ask = { hold: pairs(hold), want, release: pairs(release) };
    const answer: unknown = await this.#redis.eval(
      exchangeScript,
      1,
      leasesName,
      member,
      Math.round(ttlMs * 1000),
      leasesChannel,
      JSON.stringify(ask),
    );
    if (!Array.isArray(answer)) throw new TypeError('The lease script answered something else.');
    const [epoch, ...rows] = answer.map(String);
    return rows.flatMap((row) => readRow(row, Number(epoch)) ?? []);
  }

  onChange(listener: (leases: readonly Lease[]) => void): Promise<void> {
    return this.#ears.listen(leasesChannel, (bytes) => {
      const [epoch, ...rows] = Buffer.from(bytes).toString('latin1').split('\n');
      listener(rows.flatMap((row) => readRow(row, Number(epoch)) ?? []));
    });
  }
}

/**
 * Says that no worker can hold a lease yet, so that the first one need not wait for a TTL. Without
 * effect on a store that has leases. For whoever has started a Redis of its own, before its first
 * worker.
 */
export async function declareFresh(redis: RedisClient): Promise<void> {
  await redis.eval(declareScript, 1, leasesName);
}

function readRow(row: string, epoch: number): TimedLease | undefined {
  const [shardText = '', owner = '', tokenText = '', remaining = '0'] = row.split(' ');
  const shard: ShardId | undefined = parseShardId(shardText);
  const member: MemberId | undefined = owner === '-' ? undefined : parseMemberId(owner);
  const token = Number(tokenText);
  if (shard === undefined || !Number.isSafeInteger(token)) return undefined;
  if (owner !== '-' && member === undefined) return undefined;
  return {
    shard,
    ...(member === undefined ? {} : { member }),
    token: token as FencingToken,
    epoch,
    remainingMs: Number(remaining),
  };
}
