-- Inserts of a batch, shard by shard: all of a shard's or, when it has another owner by now, none;
-- then its removals.
-- KEYS: the names of the states of the shards that get inserts, and others
-- ARGV[1]: packed, big-endian (queueCall.ts writes it); the answer is packed too (it reads it)
-- ARGV[2..]: the member of each insert, a whole envelope or a view; then the payloads of views. By
-- themselves, because Redis's Lua hashes every byte of each string that it makes.
local packed = ARGV[1]
-- Instead of a number of sets to split: the owner asks how many guids are remembered.
local countPlease = 255
-- A new window begins with as many sets as the last one ended with; more would take too long.
local bucketsAtFirstMax = 4096
local windowSeconds = windowUs / 1000000
-- Sets that are looked into for an estimate of how many guids are remembered.
local bucketsSampled = 8
-- Members of a queue that are looked at for an estimate of its bytes; fewer where they are large.
local membersSampled = 16
local bytesSampled = 512 * 1024

-- How many sets there would be at the end of this round of splitting.
local function roundOf(buckets)
  local size = 1
  while size < buckets do size = size * 2 end
  return size
end

-- Linear hashing: a number of sets that grows one by one, each split in two when its turn comes, so
-- that all stay short enough to be kept as plain arrays of integers.
local function bucketOf(low, buckets, round)
  local at = low % round
  if at >= buckets then at = low % (round / 2) end
  return at
end

-- A set is made with a member that no envelope has, so that it can be given its end at once.
local function openBucket(prefix, window, at)
  local name = prefix .. 'seen:' .. window .. ':' .. at
  call('SADD', name, '0')
  call('EXPIREAT', name, (window + 2) * windowSeconds)
  return name
end

local function rotate(prefix, state)
  local window = floor(nowUs / windowUs)
  if state.buckets > 0 and window <= state.window then return end
  if state.window ~= window then
    state.before = state.window == window - 1 and state.buckets or 0
    state.window = window
  end
  state.buckets = math.min(math.max(state.buckets, 1), bucketsAtFirstMax)
  for at = 0, state.buckets - 1 do openBucket(prefix, window, at) end
  writeState(prefix, state)
end

local function split(prefix, state)
  local added = state.buckets
  local half = roundOf(added + 1) / 2
  local from = prefix .. 'seen:' .. state.window .. ':' .. (added - half)
  local to = openBucket(prefix, state.window, added)
  local moving = {}
  for _, member in ipairs(call('SMEMBERS', from)) do
    if tonumber(string.sub(member, -9)) % (half * 2) == added then moving[#moving + 1] = member end
  end
  for i = 1, #moving, 1000 do
    local last = math.min(i + 999, #moving)
    call('SADD', to, unpack(moving, i, last))
    call('SREM', from, unpack(moving, i, last))
  end
  state.buckets = added + 1
end

-- About how many guids the window holds.
local function sample(prefix, state)
  local looked = math.min(bucketsSampled, state.buckets)
  if looked == 0 then return 0 end
  local sum = 0
  for i = 0, looked - 1 do
    local at = floor(i * state.buckets / looked)
    sum = sum + call('SCARD', prefix .. 'seen:' .. state.window .. ':' .. at)
  end
  return floor(sum / looked * state.buckets)
end

-- Where a device's copies in the durable store end; 0 when there are none.
local function horizonOf(prefix, name)
  local horizon = call('HGET', prefix .. 'archived', name)
  return horizon and tonumber(string.match(horizon, '^%d+')) or 0
end

-- What of a queue is whole, or is views: how many, and their bytes by some of the members. Which
-- members it is by, no sender knows before: they are drawn, by the time.
local function measurePart(queue, bytesOf)
  local length = call('ZCARD', queue)
  local looked, sum, read, draw = 0, 0, 0, nowUs % 2147483646 + 1
  while looked < math.min(membersSampled, length) and read < bytesSampled do
    -- Redis's own random numbers are the same in each call.
    draw = draw * 16807 % 2147483647
    local at = floor(draw / 2147483647 * length)
    local one = call('ZRANGE', queue, at, at)[1]
    looked, sum, read = looked + 1, sum + bytesOf(one), read + #one
  end
  return length, looked > 0 and floor(sum / looked * length) or 0
end

-- A view counts with its payload, as its device will read it and the durable store keep it.
local function measure(prefix, name)
  local whole, wholeBytes = measurePart(prefix .. 'q:' .. name, string.len)
  local views, viewBytes = measurePart(prefix .. 'v:' .. name, function(view)
    return #view + call('STRLEN', prefix .. 'm:' .. payloadOf(view))
  end)
  return whole + views, wholeBytes + viewBytes
end

-- The position given, or a later one that is after all that waits: where the clock went back.
local function behindAll(queue, position)
  if call('ZCOUNT', queue, text(position), '+inf') == 0 then return position end
  return tonumber(call('ZRANGE', queue, -1, -1, 'WITHSCORES')[2]) + 1
end

local groups, at = unpackFrom('>I2', packed, 1)
local member = 1

-- Answers with what became of the inserts: their first position alone, when all were stored one
-- after another.
local function inserts(prefix, state, relearn, count, splits, after, told)
  rotate(prefix, state)
  local round, roundBefore = roundOf(state.buckets), roundOf(state.before)
  local seen = prefix .. 'seen:' .. state.window .. ':'
  local seenBefore = state.before > 0 and prefix .. 'seen:' .. (state.window - 1) .. ':'
  local position = math.max(nowUs, after + 1)
  local first = position
  local outcomes, positions, listed = {}, {}, false
  -- Of payloads, by their places among the arguments: views that were stored.
  local views = {}
  for i = 1, count do
    local flags, queue, low, hash, payload
    flags, queue, low, hash, at = unpackFrom('>BBc0I4Bc0', packed, at)
    if flags >= 8 then payload, at = unpackFrom('>I2', packed, at) end
    member = member + 1
    local isProbe = flags % 8 >= 4
    if flags % 2 == 1 or relearn then
      local name = string.sub(queue, #prefix + 3)
      if not isProbe then call('ZADD', prefix .. 'due', 'NX', text(nowUs), name) end
      local horizon = horizonOf(prefix, name)
      told[#told + 1] = pack('>d', horizon)
      if horizon >= position then position, listed = horizon + 1, true end
    end
    if flags % 4 >= 2 then
      local name = string.sub(queue, #prefix + 3)
      told[#told + 1] = pack('>dd', measure(prefix, name))
      local free = behindAll(prefix .. 'v:' .. name, behindAll(queue, position))
      if free > position then position, listed = free, true end
    end
    local outcome = 1
    local bucket = seen .. bucketOf(low, state.buckets, round)
    local isKnown = seenBefore
      and call('SISMEMBER', seenBefore .. bucketOf(low, state.before, roundBefore), hash) == 1
    if isProbe then
      if not isKnown and call('SISMEMBER', bucket, hash) == 0 then outcome = 2 end
    elseif not isKnown and call('SADD', bucket, hash) == 1 then
      if payload then
        queue = prefix .. 'v:' .. string.sub(queue, #prefix + 3)
        views[payload] = views[payload] or { name = payloadOf(ARGV[member]), count = 0 }
        views[payload].count = views[payload].count + 1
      end
      call('ZADD', queue, text(position), ARGV[member])
      outcome = 0
    end
    outcomes[i], positions[i] = outcome, position
    if outcome == 0 then position = position + 1 else listed = true end
  end
  for at, one in pairs(views) do addViews(prefix, one.name, one.count, ARGV[at]) end
  if splits > 0 and splits < countPlease then
    for _ = 1, splits do split(prefix, state) end
    writeState(prefix, state)
  end
  if not listed then return pack('>Bd', 0, first) end
  for i = 1, count do outcomes[i] = pack('>Bd', outcomes[i], positions[i]) end
  return pack('>B', 1) .. table.concat(outcomes)
end

-- Deletes what is whole and what is a view; neighbours at once. Between one position and the next
-- whole number is nothing, and nothing else is sure: what was counted may be others.
local function remove(prefix, name, positions)
  local queue = prefix .. 'q:' .. name
  local count, gone, i = #positions, 0, 1
  while i <= count do
    local last = i
    while last < count and positions[last + 1] - positions[last] == 1 do last = last + 1 end
    local from, to, left = positions[i], positions[last], last - i + 1
    left = left - call('ZREMRANGEBYSCORE', queue, from, to)
    if left > 0 then left = left - dropViews(prefix, name, from, to, left) end
    gone = gone + last - i + 1 - left
    i = last + 1
  end
  return gone
end

-- Needs no fence: what a device has acknowledged goes, whoever was told. What is not there may be
-- in the durable store by now.
local function removal()
  local queue, length
  queue, length, at = unpackFrom('>Bc0I2', packed, at)
  local positions = {}
  for i = 1, length do positions[i], at = unpackFrom('>Bc0', packed, at) end
  local prefix, name = string.match(queue, '^(aldis:{%d+}:)q:(.*)$')
  local gone = remove(prefix, name, positions)
  if gone == length then return pack('>I2', gone) end
  return pack('>I2d', gone, horizonOf(prefix, name))
end

-- One shard's inserts; the names of the states are the first keys.
local function group(index, known)
  local believed, token, session, after, splits, count, length
  believed, token, session, after, splits, count, length, at =
    unpackFrom('>Bc0dddBI2I4', packed, at)
  local prefix = string.sub(KEYS[index], 1, -5)
  local state, owner = claim(prefix, known, believed, token, session)
  if not state then
    member = member + count
    at = at + length
    return pack('>Bd', 1, owner)
  end
  local told = {}
  -- What the inserts change of the state is no news of the upkeep.
  local relearn = state.changed
  local done = inserts(prefix, state, relearn, count, splits, after, told)
  if not state.changed and splits ~= countPlease then
    return '\0\0\0\0' .. done .. table.concat(told)
  end
  local counts = splits == countPlease
  return pack('>BBBB', 0, relearn and 1 or 0, state.changed and 1 or 0, counts and 1 or 0)
    .. (state.changed and state.bytes or '')
    .. (counts and pack('>d', sample(prefix, state)) or '')
    .. done .. table.concat(told)
end

local answers = {}
local states = groups > 0 and call('MGET', unpack(KEYS, 1, groups))
for index = 1, groups do answers[index] = group(index, states[index]) end
local count
count, at = unpackFrom('>I2', packed, at)
for index = 1, count do answers[groups + index] = removal() end
return table.concat(answers)
