-- Deletes from Redis what has been copied. Answers { moved, queue, position, … }: the copies of
-- what its device deleted in the meantime, which must go too. Where the horizon is another's by
-- now, or the shard, the copies are another's as well.
-- ARGV[3..]: queue, its horizon, how many positions, positions that ascend, …
local prefix, holder = ARGV[1], ARGV[2]
local archived = prefix .. 'archived'
local answer = { 0 }
if call('GET', prefix .. 'upkeep') ~= holder then return answer end

local function take(name, position)
  return call('ZREMRANGEBYSCORE', prefix .. 'q:' .. name, position, position) > 0
    or dropViews(prefix, name, position, position, 1) > 0
end

-- Up to where copies count now; there are none where nothing was ever moved.
local function settle(name, horizon, last)
  local first = tonumber(string.match(horizon, ' (%d+)$'))
  local countedTo = math.max(first - 1, last)
  if countedTo > 0 then call('HSET', archived, name, text(countedTo)) end
  if countedTo == 0 then call('HDEL', archived, name) end
end

local i = 3
while i <= #ARGV do
  local name, horizon, count = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local current = call('HGET', archived, name)
  if not current or current == horizon then
    for at = i + 3, i + 2 + count do
      if current and take(name, ARGV[at]) then
        answer[1] = answer[1] + 1
      else
        answer[#answer + 1] = name
        answer[#answer + 1] = ARGV[at]
      end
    end
  end
  if current == horizon then settle(name, horizon, tonumber(ARGV[i + 2 + count]) or 0) end
  i = i + 3 + count
end
return answer
