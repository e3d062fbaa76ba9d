-- Deletes envelopes from Redis, remembers their guids, and names those the durable store holds.
local order = KEYS[1] -- sorted set: guid by position, what waits in Redis
local sealed = KEYS[2] -- hash: guid -> sealed envelope
local archived = KEYS[3] -- sorted set: guid by position, what the durable store holds
local seen = KEYS[4] -- sorted set: guid by the time it was deleted (ms)
local guidMemoryMs = tonumber(ARGV[1])
local guidMemoryMax = tonumber(ARGV[2]) -- guids
-- ARGV[3..]: guids of 16 bytes

local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local stored = {}
local deleted = false
for i = 3, #ARGV do
  local guid = ARGV[i]
  if redis.call('ZREM', order, guid) == 1 then
    redis.call('HDEL', sealed, guid)
    redis.call('ZADD', seen, nowMs, guid)
    deleted = true
  end
  if redis.call('ZSCORE', archived, guid) then
    stored[#stored + 1] = guid
  end
end
if deleted then
  redis.call('ZREMRANGEBYSCORE', seen, '-inf', nowMs - guidMemoryMs)
  redis.call('ZREMRANGEBYRANK', seen, 0, -guidMemoryMax - 1)
  if redis.call('PTTL', seen) < guidMemoryMs then
    redis.call('PEXPIRE', seen, 2 * guidMemoryMs)
  end
end
return stored
