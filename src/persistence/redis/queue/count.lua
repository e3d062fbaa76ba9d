-- Counts what waits in the queues of a shard that are named in its index: a piece of them from one
-- place on. Answers { the next place or -1, envelopes, the first position or 0 }.
local prefix, from, piece = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local names = call('ZRANGE', prefix .. 'due', from, from + piece - 1)
local waiting, oldest = 0, 0
for _, name in ipairs(names) do
  local queue = prefix .. 'q:' .. name
  local count = call('ZCARD', queue)
  waiting = waiting + count
  if count > 0 then
    local first = tonumber(call('ZRANGE', queue, 0, 0, 'WITHSCORES')[2])
    if oldest == 0 or first < oldest then oldest = first end
  end
end
return { #names == piece and text(from + piece) or '-1', text(waiting), text(oldest) }
