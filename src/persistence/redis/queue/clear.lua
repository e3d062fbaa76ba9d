-- Forgets the queue of one generation.
local prefix, name = ARGV[1], ARGV[2]
call('DEL', prefix .. 'q:' .. name)
call('ZREM', prefix .. 'due', name)
call('HDEL', prefix .. 'archived', name)
return 1
