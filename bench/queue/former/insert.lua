-- Puts envelopes into devices' queues, each once: a run is one envelope.
-- KEYS, five for each run:
--   order     sorted set: guid by position, what waits in Redis
--   sealed    hash: guid -> sealed envelope
--   archived  sorted set: guid by position, what the durable store holds
--   seen      sorted set: guid by the time it was deleted (ms)
--   last      string: the last position given
-- ARGV[4..], two for each run: a guid of 16 bytes, an envelope
local lengthMax = tonumber(ARGV[1]) -- envelopes
local guidMemoryMs = tonumber(ARGV[2])
local nameTtlMs = ARGV[3]

local time = redis.call('TIME')
local nowUs = tonumber(time[1]) * 1000000 + tonumber(time[2])
local rememberedFromMs = nowUs / 1000 - guidMemoryMs

-- %d because tostring() would round microseconds to 14 digits.
local function text(position)
  return string.format('%d', position)
end

local function insert(order, sealed, archived, seen, last, guid, envelope)
  local stored = redis.call('ZCARD', archived)
  if stored > 0 and redis.call('ZSCORE', archived, guid) then
    return 'duplicate'
  end
  local deletedMs = redis.call('ZSCORE', seen, guid)
  if deletedMs and tonumber(deletedMs) > rememberedFromMs then
    return 'duplicate'
  end
  if redis.call('ZCARD', order) + stored >= lengthMax then
    return redis.call('HEXISTS', sealed, guid) == 1 and 'duplicate' or 'full'
  end
  if redis.call('HSETNX', sealed, guid, envelope) == 0 then
    return 'duplicate'
  end
  local position = nowUs
  local before = tonumber(redis.call('SET', last, text(nowUs), 'PX', nameTtlMs, 'GET') or '0')
  if before >= nowUs then
    position = before + 1
    redis.call('SET', last, text(position), 'PX', nameTtlMs)
  end
  redis.call('ZADD', order, text(position), guid)
  return { text(position) }
end

local answers = {}
for run = 1, #KEYS / 5 do
  local key, own = run * 5 - 4, run * 2 + 2
  answers[run] = insert(
    KEYS[key], KEYS[key + 1], KEYS[key + 2], KEYS[key + 3], KEYS[key + 4], ARGV[own], ARGV[own + 1]
  )
end
return answers
