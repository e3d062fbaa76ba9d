-- Finds where envelopes wait, by their guids. Answers { 'ok', state or '', horizon, guid, position,
-- … }. Reads the whole queue: for the rare case that nobody remembers.
-- ARGV[6..]: guids of 16 bytes
local prefix, name = ARGV[1], ARGV[5]
-- Envelopes read at once.
local piece = 200

local known = call('GET', prefix .. 'meta')
local state, owner = claim(prefix, known, ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]))
if not state then return { 'fenced', text(owner) } end
local wanted, left = {}, #ARGV - 5
for i = 6, #ARGV do wanted[ARGV[i]] = true end
local answer = {
  'ok', state.changed and state.bytes or '', call('HGET', prefix .. 'archived', name) or '',
}
local from = 0
repeat
  local rows = call('ZRANGE', prefix .. 'q:' .. name, from, from + piece - 1, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local guid = string.sub(rows[i], 1, 16)
    if wanted[guid] then
      left = left - 1
      answer[#answer + 1] = guid
      answer[#answer + 1] = rows[i + 1]
    end
  end
  from = from + piece
until #rows < 2 * piece or left == 0
return answer
