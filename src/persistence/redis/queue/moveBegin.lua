-- Looks at the queues of a shard that are due and says which of them are to be copied to the
-- durable store: their oldest envelopes, which pass by Lua (upkeep.ts reads them). Before the copies
-- count, the horizon says up to where they may be: "last first", of which those from `first` on are
-- still in Redis and count there alone. One process at a time does it for a shard. Answers {
-- 'finished', 'more' or 'held', queue, horizon, whether an earlier move was broken off, how many, … }.
local prefix, holder = ARGV[1], ARGV[2]
local leaseMs = ARGV[3]
local before = tonumber(ARGV[4]) -- position
local queuesMax = tonumber(ARGV[5])
local envelopesMax = tonumber(ARGV[6])
-- A queue whose envelopes are all younger is due again when the first is, or up to an eighth of the
-- time before: whoever looks then only counts.
local halvings = 3

local due, archived, lease = prefix .. 'due', prefix .. 'archived', prefix .. 'upkeep'
local answer = { 'finished' }
local touched, envelopes = false, 0

local names = call('ZRANGEBYSCORE', due, '-inf', '(' .. text(before), 'LIMIT', 0, queuesMax)
if #names == 0 then return answer end
local held = call('GET', lease)
if held and held ~= holder then return { 'held' } end
call('SET', lease, holder, 'PX', leaseMs)

local function hand(name, count)
  local known = call('HGET', archived, name)
  local last = known and tonumber(string.match(known, '^%d+')) or 0
  local broken = known and string.match(known, '^%d+ (%d+)$')
  local horizon = text(math.max(before - 1, last)) .. ' ' .. (broken or text(last + 1))
  call('HSET', archived, name, horizon)
  local at = #answer
  answer[at + 1], answer[at + 2] = name, horizon
  answer[at + 3], answer[at + 4] = broken and '1' or '0', text(count)
end

for _, name in ipairs(names) do
  if envelopes >= envelopesMax then break end
  local count = countBefore(prefix, name, before)
  if count > 0 then
    hand(name, count)
    envelopes = envelopes + count
    touched = true
  elseif call('EXISTS', prefix .. 'q:' .. name, prefix .. 'v:' .. name) > 0 then
    call('ZADD', due, 'XX', text(aboutFirst(prefix, name, before, halvings)), name)
  else
    -- Whoever writes next names it again: the epoch says so.
    call('ZREM', due, name)
    touched = true
  end
end
if #answer > 1 or #names == queuesMax then answer[1] = 'more' end
if touched then changeEpoch(prefix) end
if answer[1] == 'finished' then call('DEL', lease) end
return answer
