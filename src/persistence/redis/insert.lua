-- Puts one envelope into a device's queue, once.
local order = KEYS[1] -- sorted set: guid by position, what waits in Redis
local sealed = KEYS[2] -- hash: guid -> sealed envelope
local archived = KEYS[3] -- sorted set: guid by position, what the durable store holds
local seen = KEYS[4] -- sorted set: guid by the time it was deleted (ms)
local last = KEYS[5] -- string: the last position given
local guid = ARGV[1] -- 16 bytes
local envelope = ARGV[2] -- bytes
local lengthMax = tonumber(ARGV[3]) -- envelopes
local guidMemoryMs = tonumber(ARGV[4])
local nameTtlMs = tonumber(ARGV[5])
local nameTtlLeastMs = tonumber(ARGV[6])

local time = redis.call('TIME')
local nowUs = tonumber(time[1]) * 1000000 + tonumber(time[2])
if redis.call('ZSCORE', order, guid) or redis.call('ZSCORE', archived, guid) then
  return 'duplicate'
end
local deletedMs = redis.call('ZSCORE', seen, guid)
if deletedMs and tonumber(deletedMs) > nowUs / 1000 - guidMemoryMs then
  return 'duplicate'
end
if redis.call('ZCARD', order) + redis.call('ZCARD', archived) >= lengthMax then
  return 'full'
end

-- Microseconds fit a double; %.0f because tostring() would round them to 14 digits.
local before = tonumber(redis.call('GET', last) or '0')
local position = string.format('%.0f', math.max(before + 1, nowUs))
redis.call('ZADD', order, position, guid)
redis.call('HSET', sealed, guid, envelope)
redis.call('SET', last, position, 'PX', nameTtlMs)
for _, name in ipairs({ order, sealed }) do
  if redis.call('PTTL', name) < nameTtlLeastMs then
    redis.call('PEXPIRE', name, nameTtlMs)
  end
end
return { position, string.format('%.0f', before) }
