-- Deletes from Redis what has been copied. Answers { moved, queue, position, … }: the copies of
-- what its device deleted in the meantime, which must go too. Where the horizon is another's by
-- now, the copies are another's as well.
-- ARGV[2..]: queue, its horizon, how many positions, positions, …
local prefix = ARGV[1]
local archived = prefix .. 'archived'
local answer = { 0 }
local i = 2
while i <= #ARGV do
  local name, horizon, count = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local current = call('HGET', archived, name)
  if not current or current == horizon then
    for at = i + 3, i + 2 + count do
      if current and call('ZREMRANGEBYSCORE', prefix .. 'q:' .. name, ARGV[at], ARGV[at]) == 1 then
        answer[1] = answer[1] + 1
      else
        answer[#answer + 1] = name
        answer[#answer + 1] = ARGV[at]
      end
    end
  end
  if current == horizon then call('HSET', archived, name, string.match(horizon, '^%d+')) end
  i = i + 3 + count
end
return answer
