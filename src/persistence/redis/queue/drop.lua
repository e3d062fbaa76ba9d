-- Forgets horizons below which the durable store holds nothing any more, unless they have moved.
-- ARGV[2..]: a device's queue, its horizon, …
local prefix = ARGV[1]
local dropped = 0
for i = 2, #ARGV, 2 do
  if call('HGET', prefix .. 'archived', ARGV[i]) == ARGV[i + 1] then
    dropped = dropped + call('HDEL', prefix .. 'archived', ARGV[i])
  end
end
return dropped
