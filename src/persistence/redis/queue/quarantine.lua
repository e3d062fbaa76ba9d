-- Sets envelopes aside that do not open, so that those behind them are delivered. Answers how many
-- were in the queue. The caller passes few at a time: these do pass through Lua.
-- ARGV[8..]: position, guid and sealed envelope, …
local prefix, name = ARGV[1], ARGV[5]
local unreadableMax = tonumber(ARGV[6])
local ttlMs = ARGV[7]

local known = call('GET', prefix .. 'meta')
local state, owner = claim(prefix, known, ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]))
if not state then return { 'fenced', text(owner) } end
local list = prefix .. 'unreadable'
local removed = 0
for i = 8, #ARGV, 2 do
  removed = removed + call('ZREMRANGEBYSCORE', prefix .. 'q:' .. name, ARGV[i], ARGV[i])
    + dropViews(prefix, name, ARGV[i], ARGV[i], 1)
  call('LPUSH', list, ARGV[i + 1])
end
call('LTRIM', list, 0, unreadableMax - 1)
call('PEXPIRE', list, ttlMs)
return { 'ok', state.changed and state.bytes or '', text(removed) }
