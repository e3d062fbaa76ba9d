-- Forgets the queue of one generation; of its views a piece. Answers how many of them are left.
local prefix, name, piece = ARGV[1], ARGV[2], tonumber(ARGV[3])
call('DEL', prefix .. 'q:' .. name)
call('ZREM', prefix .. 'due', name)
call('HDEL', prefix .. 'archived', name)
dropViews(prefix, name, '-inf', '+inf', piece)
return call('ZCARD', prefix .. 'v:' .. name)
