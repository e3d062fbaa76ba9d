// The scripts over the leases, all names in one slot. One renewal costs a dozen commands, however
// many workers and shards there are.
//
//   {aldis}:cluster   hash   epoch    time the data began, names its life
//                            born     until a lease's life after it, shards without a row are taken
//                            clock    the store's own time: follows TIME, except for its jumps
//                            seen     TIME at the last exchange
//                            version  of the latest change; grows at least as TIME does
//                            last     the highest token granted
//                            pruned   who left before this version is forgotten
//                            told     TIME of the latest hint
//                            shards   how many there are
//                            bus      the version of the frames in which its workers speak
//   {aldis}:workers   hash   <member>  "<version of its latest own change> <l or d> <relay>"
//   {aldis}:leases    zset   <member>  when its lease ends, by `clock`
//   {aldis}:joined    zset   <member>  version at which it came, or began to drain
//   {aldis}:left      zset   <member>  version at which it went
//   {aldis}:shards    hash   <shard>   "<member or -> <token>"
//   {aldis}:changed   zset   <shard>   version of its latest change
//   {aldis}:leases    channel: hints, always the same word
//
// All numbers of time are microseconds. Earlier releases kept a hash under {aldis}:leases: theirs
// and ours can't be taken for each other.

import { leaseGraceShare, leftKeptMs, newsGapMs } from '../ports.ts';
import { RedisScript } from './script.ts';

const name = (part: string) => `{aldis}:${part}`;
/** The names in the order in which the scripts take them. */
export const leaseNames = [
  'cluster',
  'workers',
  'leases',
  'joined',
  'left',
  'shards',
  'changed',
].map(name);
export const newsChannel = name('leases');

// Numbers are written with %.0f: Lua's own form would round one of 16 digits.
const common = `
local CLUSTER, WORKERS, LEASES, JOINED, LEFT, SHARDS, CHANGED = unpack(KEYS)
local function text(number) return string.format('%.0f', number) end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local kept = redis.call('HMGET', CLUSTER,
  'epoch', 'born', 'clock', 'seen', 'version', 'last', 'pruned', 'told', 'shards')
local epoch, born = tonumber(kept[1] or now), tonumber(kept[2] or now)
local clock = tonumber(kept[3] or now)
local seen, version, last = tonumber(kept[4] or now), tonumber(kept[5] or 0), tonumber(kept[6] or 0)
local pruned, told = tonumber(kept[7] or 0), tonumber(kept[8] or 0)
local changed = false
local function bump()
  if not changed then version = math.max(version + 1, now) end
  changed = true
  return text(version)
end
local function remove(member)
  if redis.call('HDEL', WORKERS, member) == 0 then return 0 end
  redis.call('ZREM', LEASES, member)
  redis.call('ZREM', JOINED, member)
  redis.call('ZADD', LEFT, bump(), member)
  pruned = version - ${leftKeptMs * 1000}
  redis.call('ZREMRANGEBYSCORE', LEFT, '-inf', text(pruned))
  return 1
end
local function finish(channel)
  if changed and (now - told >= ${newsGapMs * 1000} or now < told) then
    told = now
    redis.call('SPUBLISH', channel, 'changed')
  end
  if not changed and kept[1] == text(epoch) then
    redis.call('HSET', CLUSTER, 'clock', text(clock), 'seen', text(seen), 'last', text(last))
    return
  end
  redis.call('HSET', CLUSTER, 'epoch', text(epoch), 'born', text(born), 'clock', text(clock),
    'seen', text(seen), 'version', text(version), 'last', text(last), 'pruned', text(pruned),
    'told', text(told))
end
`;

export const exchangeScript = new RedisScript(`
-- KEYS: as in leaseNames
-- ARGV[1] string: the member that asks; ARGV[2] string: its relay address
-- ARGV[3] string: 'l' it lives, 'd' it drains
-- ARGV[4] integer: life of a lease; ARGV[5] string: channel for hints
-- ARGV[6] integer: shards of the cluster
-- ARGV[7] JSON: epoch, version, own; hold [[shard, token]] or nothing; want [shard]; release
${common}
local member, relay, state, ttl = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local ask = cjson.decode(ARGV[7])
if not kept[9] then redis.call('HSET', CLUSTER, 'shards', ARGV[6]) end
if kept[9] and kept[9] ~= ARGV[6] then
  return redis.error_reply('SHARDS this cluster has ' .. kept[9] .. ' shards')
end
local grace = math.floor(ttl * ${leaseGraceShare})
local life = ttl + grace
-- A jump of TIME counts for no more than what a lease has beyond its owner's belief.
clock = clock + math.max(0, math.min(now - seen, grace))
seen = now
if ask.epoch == epoch and ask.version > version then
  -- An older state of the data has come back: what was changed since is not known here.
  epoch, born, version = math.max(epoch + 1, now), clock, math.max(ask.version, now)
end
local whole = ask.epoch ~= epoch or ask.version < pruned

local ended = redis.call('ZRANGEBYSCORE', LEASES, '-inf', text(clock), 'LIMIT', 0, 64)
for _, one in ipairs(ended) do remove(one) end
local record = redis.call('HGET', WORKERS, member)
local own, was = string.match(record or '', '^(%d+) (%a)')
own = tonumber(own or 0)
local lost = not record or (own ~= ask.own and not ask.hold)
if lost then whole = true end
if not record or was ~= state then
  if not record then own = tonumber(bump()) end
  redis.call('ZREM', LEFT, member)
  redis.call('ZADD', JOINED, bump(), member)
end
redis.call('ZADD', LEASES, text(clock + life), member)

local rows, changes = {}, {}
local function put(shard, owner, token)
  own = tonumber(bump())
  rows[#rows + 1], rows[#rows + 2] = shard, owner .. ' ' .. text(token)
  changes[#changes + 1], changes[#changes + 2] = text(version), shard
end
local function read(shard)
  local owner, token = string.match(redis.call('HGET', SHARDS, shard) or '', '^(%S+) (%d+)$')
  return owner, tonumber(token)
end
local function flush()
  for at = 1, #rows, 1000 do
    local to = math.min(at + 999, #rows)
    redis.call('HSET', SHARDS, unpack(rows, at, to))
    redis.call('ZADD', CHANGED, unpack(changes, at, to))
  end
  rows, changes = {}, {}
end
if not lost then
  for _, claim in ipairs(ask.hold or {}) do
    local shard, token = text(claim[1]), claim[2]
    local owner, known = read(shard)
    last = math.max(last, token)
    if not owner or known < token then
      put(shard, member, token)
      local other = owner and owner ~= member and redis.call('HGET', WORKERS, owner)
      if other then redis.call('HSET', WORKERS, owner, (string.gsub(other, '^%d+', bump()))) end
    end
  end
  flush()
  for _, claim in ipairs(ask.release) do
    local shard, token = text(claim[1]), claim[2]
    local owner, known = read(shard)
    if owner == member and known == token then put(shard, '-', token) end
  end
  flush()
  local settled = clock - born >= life
  for _, number in ipairs(ask.want) do
    local shard = text(number)
    local owner, known = read(shard)
    local free = not owner or owner == '-' or redis.call('HEXISTS', WORKERS, owner) == 0
    if free and not settled then
      local score = tonumber(redis.call('ZSCORE', CHANGED, shard) or 0)
      free = owner ~= false and owner ~= nil and score >= epoch
    end
    if free or owner == member then
      last = math.max(last + 1, (known or 0) + 1, now)
      put(shard, member, last)
    end
  end
  flush()
end
if text(own) .. state ~= (string.match(record or '', '^%d+') or '') .. (was or '') then
  redis.call('HSET', WORKERS, member, text(own) .. ' ' .. state .. ' ' .. relay)
end
finish(ARGV[5])

local soonest = redis.call('ZRANGE', LEASES, 0, 1, 'WITHSCORES')
local ends = soonest[1] == member and soonest[4] or soonest[2]
local answer = { text(epoch), text(version), text(own), whole and 1 or 0, lost and 1 or 0,
  text(tonumber(ends or clock + life) - clock), {}, {}, {} }
if whole then
  answer[7] = redis.call('HGETALL', WORKERS)
  answer[9] = redis.call('HGETALL', SHARDS)
elseif version > ask.version then
  local since = '(' .. text(ask.version)
  local function pairsOf(name, changedNames)
    local names, flat = redis.call('ZRANGEBYSCORE', changedNames, since, '+inf'), {}
    for at = 1, #names, 1000 do
      local to = math.min(at + 999, #names)
      local values = redis.call('HMGET', name, unpack(names, at, to))
      for i, value in ipairs(values) do
        flat[#flat + 1], flat[#flat + 2] = names[at + i - 1], value
      end
    end
    return flat
  end
  answer[7] = pairsOf(WORKERS, JOINED)
  answer[8] = redis.call('ZRANGEBYSCORE', LEFT, since, '+inf')
  answer[9] = pairsOf(SHARDS, CHANGED)
end
return answer
`);

export const leaveScript = new RedisScript(`
-- KEYS: as in leaseNames
-- ARGV[1] string: the member that has left, or has died; ARGV[2] string: channel for hints
${common}
told = 0
local gone = remove(ARGV[1])
if gone == 1 then finish(ARGV[2]) end
return gone
`);

const isAnybodyThere = `local function isAnybodyThere()
  local ends = redis.call('ZREVRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2]
  local kept = redis.call('HMGET', KEYS[1], 'clock', 'seen')
  if not (ends and kept[1] and kept[2]) then return false end
  local time = redis.call('TIME')
  local since = tonumber(time[1]) * 1000000 + tonumber(time[2]) - tonumber(kept[2])
  return tonumber(ends) > tonumber(kept[1]) + since
end
`;

/** 1 where a worker's lease has not run out. */
export const servingScript = new RedisScript(`
-- KEYS: as in leaseNames
${isAnybodyThere}return isAnybodyThere() and 1 or 0
`);

/** Before the first exchange: what this Redis has been so far. */
export const birthScript = new RedisScript(`
-- KEYS: as in leaseNames
-- ARGV[1] integer: shards that are asked for, 0 for whatever it has; ARGV[2] integer: what it has
-- if nobody asked at its birth; ARGV[3] the version of the bus that whoever asks speaks
if redis.call('TYPE', KEYS[3]).ok == 'hash' then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local last, left, flat = 0, 0, redis.call('HGETALL', KEYS[3])
  for i = 1, #flat, 2 do
    local owner, token, expiry = string.match(flat[i + 1], '^(%S+) (%d+) (%d+)$')
    if owner then last = math.max(last, tonumber(token)) end
    if owner and owner ~= '-' then left = math.max(left, tonumber(expiry) - now) end
  end
  local fresh = redis.call('HGET', KEYS[1], 'born') == '0'
  if left > 0 and not fresh then return { 'busy', string.format('%.0f', left) } end
  redis.call('DEL', KEYS[3], '{aldis}:members')
  redis.call('HSET', KEYS[1], 'born', '0', 'last', string.format('%.0f', last), 'shards', ARGV[2])
end
${isAnybodyThere}local bus = redis.call('HGET', KEYS[1], 'bus')
if bus ~= ARGV[3] then
  if bus and isAnybodyThere() then return { 'other', bus } end
  redis.call('HSET', KEYS[1], 'bus', ARGV[3])
end
local shards = redis.call('HGET', KEYS[1], 'shards')
if not shards then
  shards = ARGV[1] == '0' and ARGV[2] or ARGV[1]
  redis.call('HSET', KEYS[1], 'shards', shards)
end
return { 'shards', shards }
`);

/** After a restore. */
export const epochScript = new RedisScript(`
-- KEYS: as in leaseNames
redis.call('DEL', unpack(KEYS, 2))
redis.call('HDEL', KEYS[1], 'epoch', 'born', 'clock', 'seen', 'version', 'pruned', 'told')
return 1
`);

export const declareScript = new RedisScript(`
-- KEYS[1] hash: the cluster
local time = redis.call('TIME')
redis.call('HSETNX', KEYS[1], 'epoch', time[1] .. string.format('%06d', time[2]))
redis.call('HSETNX', KEYS[1], 'born', '0')
return 1
`);
