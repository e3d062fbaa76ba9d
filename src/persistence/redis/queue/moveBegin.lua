-- Looks at the queues of a shard that are due, and hands out what is to be copied to the durable
-- store: for each of them its oldest envelopes. Before the copies count, the horizon says up to
-- where they may be: "last first", of which those from `first` on are still in Redis and count
-- there alone. One process at a time does it for a shard. Answers { 'finished', 'more' or 'held',
-- queue, horizon, whether an earlier move was broken off, how many, position, member, … }.
local prefix, holder = ARGV[1], ARGV[2]
local leaseMs = ARGV[3]
local before = tonumber(ARGV[4]) -- position
local queuesMax = tonumber(ARGV[5])
local envelopesMax = tonumber(ARGV[6])
local bytesMax = tonumber(ARGV[7])

local due, archived, lease = prefix .. 'due', prefix .. 'archived', prefix .. 'upkeep'
local cutoff = text(before)
local answer = { 'finished' }
local touched, bytes, envelopes = false, 0, 0

local names = call('ZRANGEBYSCORE', due, '-inf', '(' .. cutoff, 'LIMIT', 0, queuesMax)
if #names == 0 then return answer end
local held = call('GET', lease)
if held and held ~= holder then return { 'held' } end
call('SET', lease, holder, 'PX', leaseMs)

-- The first position of a queue; an empty one is struck from the index.
local function firstOf(name, queue)
  local first = call('ZRANGE', queue, 0, 0, 'WITHSCORES')[2]
  if first then
    call('ZADD', due, 'XX', first, name)
    return tonumber(first)
  end
  -- Whoever writes next names it again: the epoch says so.
  call('ZREM', due, name)
  touched = true
  return nil
end

local function hand(name, queue)
  local rows = call(
    'ZRANGEBYSCORE', queue, '-inf', '(' .. cutoff, 'WITHSCORES', 'LIMIT', 0, envelopesMax - envelopes
  )
  local known = call('HGET', archived, name) or ''
  local broken = string.match(known, '^%d+ (%d+)$')
  local at = #answer
  local count = 0
  for i = 1, #rows, 2 do
    if envelopes > 0 and bytes + #rows[i] > bytesMax then break end
    bytes = bytes + #rows[i]
    envelopes = envelopes + 1
    count = count + 1
    answer[at + 3 + 2 * count] = rows[i + 1]
    answer[at + 4 + 2 * count] = rows[i]
  end
  if count == 0 then return end
  local horizon = rows[2 * count] .. ' ' .. (broken or rows[2])
  answer[at + 1], answer[at + 2] = name, horizon
  answer[at + 3], answer[at + 4] = broken and '1' or '0', text(count)
  call('HSET', archived, name, horizon)
  touched = true
end

for _, name in ipairs(names) do
  if envelopes >= envelopesMax or bytes >= bytesMax then break end
  local queue = prefix .. 'q:' .. name
  local first = firstOf(name, queue)
  if first and first < before then hand(name, queue) end
end
if #answer > 1 or #names == queuesMax then answer[1] = 'more' end
if touched then changeEpoch(prefix) end
if answer[1] == 'finished' then call('DEL', lease) end
return answer
