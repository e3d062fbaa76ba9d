-- What every script of the queue begins with: a shard's state, and whose it is.
-- KEYS: names of the shard (of the first one) that say where a cluster keeps it
--
-- The state is one string, so that an owner shows with one comparison that it knows it all:
--   >d token, d session   the fence: who writes. A session is an owner's count of its own doubts
--   I4 window             of the guids remembered now: windowUs of this Redis's time each
--   I4 buckets, I4 before how many sets hold those of this window, and of the one before it
--   I4 epoch              grows when the upkeep changed what owners remember of their devices
local stateForm = '>ddI4I4I4I4'
local windowUs = 24 * 3600 * 1000000

local call = redis.call
local pack = struct.pack
local unpackFrom = struct.unpack
local floor = math.floor

local time = call('TIME')
local nowUs = time[1] * 1000000 + time[2]

-- Of a whole number: tostring() would round microseconds to 14 digits, and what prints fractions
-- takes several times as long.
local function text(number)
  return string.format('%d', number)
end

local function readState(bytes)
  local token, session, window, buckets, before, epoch = unpackFrom(stateForm, bytes)
  return {
    token = token, session = session, window = window,
    buckets = buckets, before = before, epoch = epoch,
  }
end

local function writeState(prefix, state)
  state.changed = true
  state.bytes = pack(
    stateForm, state.token, state.session, state.window, state.buckets, state.before, state.epoch
  )
  call('SET', prefix .. 'meta', state.bytes)
end

-- Tells the owner that what it remembers of its devices is old.
local function changeEpoch(prefix)
  local known = call('GET', prefix .. 'meta')
  if not known then return end
  local state = readState(known)
  state.epoch = (state.epoch + 1) % 4294967296
  writeState(prefix, state)
end

-- The shard's state for the owner who names its fence and the state it believes in; nil when the
-- shard is somebody else's by now. `changed`: it is not what the owner believed.
local function claim(prefix, known, believed, token, session)
  if known and known == believed then
    return readState(known)
  end
  local state
  if known then
    state = readState(known)
  else
    state = { token = 0, session = 0, window = floor(nowUs / windowUs), buckets = 0, before = 0, epoch = 0 }
  end
  if token < state.token or (token == state.token and session < state.session) then
    return nil, state.token
  end
  if token > state.token or session > state.session then
    state.token, state.session = token, session
    writeState(prefix, state)
  end
  state.changed, state.bytes = true, state.bytes or known
  return state
end

-- The payload that a view (a member of v:D) is of.
local function payloadOf(view)
  return string.sub(view, 17, 32)
end

-- So many views of a payload are there now: it comes before the first, in the same call.
local function addViews(prefix, payload, count, bytes)
  if call('HINCRBY', prefix .. 'views', payload, text(count)) == count then
    call('SET', prefix .. 'm:' .. payload, bytes)
  end
end

-- Takes so many views from the count of each payload, which is deleted with its last one.
local function endViews(prefix, counts)
  for payload, count in pairs(counts) do
    if call('HINCRBY', prefix .. 'views', payload, text(-count)) <= 0 then
      call('HDEL', prefix .. 'views', payload)
      call('DEL', prefix .. 'm:' .. payload)
    end
  end
end

-- Deletes the views between two positions, between which there are no more than `most`, and adds
-- them to the counts of their payloads. They pass through Lua: they are small.
local function takeViews(queue, from, to, most, counts)
  local views = call('ZRANGEBYSCORE', queue, from, to, 'LIMIT', 0, most)
  for i = 1, #views do
    local payload = payloadOf(views[i])
    counts[payload] = (counts[payload] or 0) + 1
  end
  if #views > 0 then call('ZREMRANGEBYSCORE', queue, from, to) end
  return #views
end

-- Deletes views of a queue between two positions, the first `most` of them, and each payload with
-- the last of its views. Answers how many went.
local function dropViews(prefix, name, from, to, most)
  local queue = prefix .. 'v:' .. name
  local views = call('ZRANGEBYSCORE', queue, from, to, 'LIMIT', 0, most)
  local counts = {}
  for i = 1, #views do
    local payload = payloadOf(views[i])
    counts[payload] = (counts[payload] or 0) + 1
    call('ZREM', queue, views[i])
  end
  endViews(prefix, counts)
  return #views
end

-- How many envelopes wait before a position. This reads none, however large they are.
local function countBefore(prefix, name, position)
  local to = '(' .. text(position)
  return call('ZCOUNT', prefix .. 'q:' .. name, '-inf', to)
    + call('ZCOUNT', prefix .. 'v:' .. name, '-inf', to)
end

-- About where the first envelope of a queue is, between a position before which there is none and
-- this time: never after it.
local function aboutFirst(prefix, name, low, halvings)
  local high = nowUs
  for _ = 1, halvings do
    if high <= low then break end
    local middle = floor((low + high) / 2)
    if countBefore(prefix, name, middle) > 0 then high = middle else low = middle end
  end
  return low
end
