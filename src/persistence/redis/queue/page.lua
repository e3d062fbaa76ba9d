-- Reads the first envelopes of a device after a position, and where its copies in the durable store
-- end. Answers { 'ok', state or '', horizon, how many more follow, position, member, … }.
local prefix, name = ARGV[1], ARGV[5]
local after = ARGV[6] -- position
local limit = tonumber(ARGV[7]) -- envelopes

local known = call('GET', prefix .. 'meta')
local state, owner = claim(prefix, known, ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]))
if not state then return { 'fenced', text(owner) } end
local queue = prefix .. 'q:' .. name
local rows = call('ZRANGEBYSCORE', queue, '(' .. after, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local answer = {
  'ok', state.changed and state.bytes or '', call('HGET', prefix .. 'archived', name) or '', '0',
}
for i = 1, #rows, 2 do
  answer[#answer + 1] = rows[i + 1]
  answer[#answer + 1] = rows[i]
end
if #rows == 2 * limit and limit > 0 then
  answer[4] = text(call('ZCOUNT', queue, '(' .. rows[#rows], '+inf'))
end
return answer
