-- Deletes envelopes from Redis, remembers their guids, and names those the durable store holds: a
-- run is one device's.
-- KEYS, four for each run:
--   order     sorted set: guid by position, what waits in Redis
--   sealed    hash: guid -> sealed envelope
--   archived  sorted set: guid by position, what the durable store holds
--   seen      sorted set: guid by the time it was deleted (ms)
-- ARGV[3..], for each run: how many guids, then guids of 16 bytes
local guidMemoryMs = tonumber(ARGV[1])
local guidMemoryMax = tonumber(ARGV[2]) -- guids

local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- Those of the guids whose envelopes were here; they are deleted.
local function delete(order, sealed, guids)
  local deleted = redis.call('ZREM', order, unpack(guids))
  if deleted == #guids then
    redis.call('HDEL', sealed, unpack(guids))
    return guids
  end
  local were = {}
  for _, guid in ipairs(deleted > 0 and guids or {}) do
    if redis.call('HDEL', sealed, guid) == 1 then were[#were + 1] = guid end
  end
  return were
end

local function remember(seen, guids)
  local scored = {}
  for _, guid in ipairs(guids) do
    scored[#scored + 1] = nowMs
    scored[#scored + 1] = guid
  end
  redis.call('ZADD', seen, unpack(scored))
  if redis.call('ZCARD', seen) > guidMemoryMax then
    redis.call('ZREMRANGEBYRANK', seen, 0, -guidMemoryMax - 1)
  end
  if redis.call('PTTL', seen) < guidMemoryMs then
    redis.call('ZREMRANGEBYSCORE', seen, '-inf', nowMs - guidMemoryMs)
    redis.call('PEXPIRE', seen, 2 * guidMemoryMs)
  end
end

local function remove(order, sealed, archived, seen, guids)
  local deleted = delete(order, sealed, guids)
  if #deleted > 0 then remember(seen, deleted) end
  local stored = {}
  if redis.call('ZCARD', archived) > 0 then
    for _, guid in ipairs(guids) do
      if redis.call('ZSCORE', archived, guid) then stored[#stored + 1] = guid end
    end
  end
  return stored
end

local answers = {}
local own = 3
for run = 1, #KEYS / 4 do
  local guids = {}
  for i = 1, tonumber(ARGV[own]) do guids[i] = ARGV[own + i] end
  own = own + 1 + #guids
  local key = run * 4 - 3
  answers[run] = remove(KEYS[key], KEYS[key + 1], KEYS[key + 2], KEYS[key + 3], guids)
end
return answers
