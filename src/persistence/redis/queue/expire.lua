-- Deletes what has outlived its time: in Redis, and the horizons of what is in the durable store.
-- Answers { how many went, the next place in the index or -1, the next cursor }.
local prefix = ARGV[1]
local before = tonumber(ARGV[2]) -- position
local from, cursor, piece = tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])

local gone = 0
local next = '-1'
if from >= 0 then
  local names = call('ZRANGE', prefix .. 'due', from, from + piece - 1)
  local views = piece
  if #names == piece then next = text(from + piece) end
  for i, name in ipairs(names) do
    local to = '(' .. text(before)
    gone = gone + call('ZREMRANGEBYSCORE', prefix .. 'q:' .. name, '-inf', to)
    local dropped = dropViews(prefix, name, '-inf', to, views)
    gone, views = gone + dropped, views - dropped
    if views == 0 then
      -- The next call begins with this one again.
      next = text(from + i - 1)
      break
    end
  end
end
local archived = prefix .. 'archived'
if cursor ~= 'end' then
  local found = call('HSCAN', archived, cursor, 'COUNT', piece)
  cursor = found[1] == '0' and 'end' or found[1]
  for i = 1, #found[2], 2 do
    if tonumber(string.match(found[2][i + 1], '^%d+')) < before then
      call('HDEL', archived, found[2][i])
    end
  end
end
return { gone, next, cursor }
