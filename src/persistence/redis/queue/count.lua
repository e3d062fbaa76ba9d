-- Counts what waits in the queues of a shard that are named in its index: a piece of them from one
-- place on. Answers { the next place or -1, envelopes, about the first position or 0 }.
local prefix, from, piece = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
-- Within a second where it has waited for some hours, and better where it has not.
local halvings = 14
local rows = call('ZRANGE', prefix .. 'due', from, from + piece - 1, 'WITHSCORES')
local waiting, oldest = 0, 0
for i = 1, #rows, 2 do
  local name, since = rows[i], tonumber(rows[i + 1])
  local count = call('ZCARD', prefix .. 'q:' .. name) + call('ZCARD', prefix .. 'v:' .. name)
  waiting = waiting + count
  if count > 0 and (oldest == 0 or since < oldest) then
    local first = aboutFirst(prefix, name, since, halvings)
    if oldest == 0 or first < oldest then oldest = first end
  end
end
return { #rows == 2 * piece and text(from + piece) or '-1', text(waiting), text(oldest) }
