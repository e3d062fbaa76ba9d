#!lua flags=allow-oom
-- Strikes envelopes that have left the durable store from its index, and remembers their guids.
local archived = KEYS[1] -- sorted set: guid by position, what the durable store holds
local seen = KEYS[2] -- sorted set: guid by the time it was deleted (ms)
local guidMemoryMs = tonumber(ARGV[1])
local guidMemoryMax = tonumber(ARGV[2]) -- guids
-- ARGV[3..]: guids of 16 bytes

local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for i = 3, #ARGV do
  if redis.call('ZREM', archived, ARGV[i]) == 1 then
    redis.call('ZADD', seen, nowMs, ARGV[i])
  end
end
redis.call('ZREMRANGEBYSCORE', seen, '-inf', nowMs - guidMemoryMs)
redis.call('ZREMRANGEBYRANK', seen, 0, -guidMemoryMax - 1)
redis.call('PEXPIRE', seen, 2 * guidMemoryMs)
return #ARGV - 2
