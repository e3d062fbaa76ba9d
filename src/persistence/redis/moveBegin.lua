#!lua flags=allow-oom
-- Names the oldest envelopes as stored durably, before they are copied, and returns them.
local order = KEYS[1] -- sorted set: guid by position, what waits in Redis
local sealed = KEYS[2] -- hash: guid -> sealed envelope
local archived = KEYS[3] -- sorted set: guid by position, what the durable store holds
local before = ARGV[1] -- position
local limit = tonumber(ARGV[2]) -- envelopes
local bytesMax = tonumber(ARGV[3])
local nameTtlMs = tonumber(ARGV[4])

local to = '(' .. before
local oldest = redis.call('ZRANGEBYSCORE', order, '-inf', to, 'WITHSCORES', 'LIMIT', 0, limit)
local rows = {}
local bytes = 0
for i = 1, #oldest, 2 do
  local envelope = redis.call('HGET', sealed, oldest[i]) or ''
  bytes = bytes + #envelope
  if #rows > 0 and bytes > bytesMax then break end
  redis.call('ZADD', archived, oldest[i + 1], oldest[i])
  rows[#rows + 1] = oldest[i]
  rows[#rows + 1] = oldest[i + 1]
  rows[#rows + 1] = envelope
end
if #rows > 0 then
  redis.call('PEXPIRE', archived, nameTtlMs)
end
return rows
