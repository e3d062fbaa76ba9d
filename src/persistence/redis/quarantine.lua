#!lua flags=allow-oom
-- Sets one envelope aside that does not open, so that those behind it are delivered.
local order = KEYS[1] -- sorted set: guid by position, what waits in Redis
local sealed = KEYS[2] -- hash: guid -> sealed envelope
local archived = KEYS[3] -- sorted set: guid by position, what the durable store holds
local unreadable = KEYS[4] -- list: guid and sealed envelope, newest first
local guid = ARGV[1] -- 16 bytes
local envelope = ARGV[2] -- bytes
local unreadableMax = tonumber(ARGV[3]) -- envelopes
local nameTtlMs = tonumber(ARGV[4])

local waiting = redis.call('ZREM', order, guid)
redis.call('HDEL', sealed, guid)
local stored = redis.call('ZREM', archived, guid)
if waiting + stored > 0 then
  redis.call('LPUSH', unreadable, guid .. envelope)
  redis.call('LTRIM', unreadable, 0, unreadableMax - 1)
  redis.call('PEXPIRE', unreadable, nameTtlMs)
end
return waiting + stored
