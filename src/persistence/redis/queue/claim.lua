-- Raises the shard's fence to its owner's: nobody older writes after it. What follows it in the
-- pipeline reads what they have written. Answers { 'ok', state or '' }.
local known = call('GET', ARGV[1] .. 'meta')
local state, owner = claim(ARGV[1], known, ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]))
if not state then return { 'fenced', text(owner) } end
return { 'ok', state.changed and state.bytes or '' }
