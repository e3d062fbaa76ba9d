#!lua flags=allow-oom
-- Deletes what nobody fetched in its time, and strikes it from the index of the durable store.
local order = KEYS[1] -- sorted set: guid by position, what waits in Redis
local sealed = KEYS[2] -- hash: guid -> sealed envelope
local archived = KEYS[3] -- sorted set: guid by position, what the durable store holds
local before = ARGV[1] -- position
local limit = tonumber(ARGV[2]) -- envelopes

local expired = redis.call('ZRANGEBYSCORE', order, '-inf', '(' .. before, 'LIMIT', 0, limit)
for i = 1, #expired do
  redis.call('ZREM', order, expired[i])
  redis.call('HDEL', sealed, expired[i])
end
redis.call('ZREMRANGEBYSCORE', archived, '-inf', '(' .. before)
return #expired
