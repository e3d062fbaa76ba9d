#!lua flags=allow-oom
-- Deletes from Redis what has been copied. Returns how many went, and the guids that were deleted
-- by their device while they were being copied: their copies must go too.
local order = KEYS[1] -- sorted set: guid by position, what waits in Redis
local sealed = KEYS[2] -- hash: guid -> sealed envelope
local archived = KEYS[3] -- sorted set: guid by position, what the durable store holds
-- ARGV[1..]: guids of 16 bytes

local moved = 0
local gone = {}
for i = 1, #ARGV do
  if redis.call('ZSCORE', archived, ARGV[i]) then
    moved = moved + redis.call('ZREM', order, ARGV[i])
    redis.call('HDEL', sealed, ARGV[i])
  else
    gone[#gone + 1] = ARGV[i]
  end
end
return { moved, gone }
