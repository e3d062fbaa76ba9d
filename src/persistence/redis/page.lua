-- Reads the first envelopes after a position, and which of those after it the durable store holds.
local order = KEYS[1] -- sorted set: guid by position, what waits in Redis
local sealed = KEYS[2] -- hash: guid -> sealed envelope
local archived = KEYS[3] -- sorted set: guid by position, what the durable store holds
local after = ARGV[1] -- position
local limit = tonumber(ARGV[2]) -- envelopes

local from = '(' .. after
local waiting = redis.call('ZRANGEBYSCORE', order, from, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local rows = {}
for i = 1, #waiting, 2 do
  local envelope = redis.call('HGET', sealed, waiting[i])
  rows[#rows + 1] = waiting[i]
  rows[#rows + 1] = waiting[i + 1]
  rows[#rows + 1] = envelope or ''
end
local stored = redis.call('ZRANGEBYSCORE', archived, from, '+inf', 'LIMIT', 0, limit)
return { rows, stored }
