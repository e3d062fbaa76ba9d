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

-- %.0f because tostring() would round microseconds to 14 digits.
local function text(number)
  return string.format('%.0f', number)
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
