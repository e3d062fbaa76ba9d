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

-- What the inserts of a shard say, by their places, and whether their guids are known; filled anew
-- for each shard: a table of its own for each would cost more than what is in it.
local flagsOf, queues, lows, hashes, payloads, known = {}, {}, {}, {}, {}, {}
local outcomes, positions, fresh = {}, {}, {}

local function isProbe(i)
  return flagsOf[i] % 8 >= 4
end

-- Notes which guids of a run the set of another window holds.
local function lookBefore(set, from, to)
  local held = call('SMISMEMBER', set, unpack(hashes, from, to))
  for i = from, to do known[i] = held[i - from + 1] == 1 end
end

-- Remembers a run of guids whose set is the same: two commands for however many there are.
local function rememberRun(set, from, to)
  local held = call('SMISMEMBER', set, unpack(hashes, from, to))
  local count = 0
  for i = from, to do
    known[i] = known[i] or held[i - from + 1] == 1
    if not known[i] then
      count = count + 1
      fresh[count] = hashes[i]
    end
  end
  if count == 0 or call('SADD', set, unpack(fresh, 1, count)) == count then return end
  -- One of them is in the run twice.
  local met = {}
  for i = from, to do
    known[i] = known[i] or met[hashes[i]] or false
    met[hashes[i]] = true
  end
end

-- Remembers one guid, which one command does. A probe changes nothing.
local function rememberOne(set, i)
  if known[i] then return end
  if isProbe(i) then
    known[i] = call('SISMEMBER', set, hashes[i]) == 1
  else
    known[i] = call('SADD', set, hashes[i]) == 0
  end
end

-- Finds out which of the guids are known, and remembers those that are not. Those of an upload
-- stand in one set (ownedShard.ts), and are asked for together.
local function remember(prefix, state, count)
  local round, roundBefore = roundOf(state.buckets), roundOf(state.before)
  local seen = prefix .. 'seen:' .. state.window .. ':'
  local seenBefore = state.before > 0 and prefix .. 'seen:' .. (state.window - 1) .. ':'
  local from = 1
  while from <= count do
    local set = bucketOf(lows[from], state.buckets, round)
    local setBefore = bucketOf(lows[from], state.before, roundBefore)
    local to = from
    while to < count and not isProbe(from) and not isProbe(to + 1)
      and bucketOf(lows[to + 1], state.buckets, round) == set
      and bucketOf(lows[to + 1], state.before, roundBefore) == setBefore do to = to + 1 end
    if seenBefore then lookBefore(seenBefore .. text(setBefore), from, to) end
    if from == to then
      rememberOne(seen .. text(set), from)
    else
      rememberRun(seen .. text(set), from, to)
    end
    from = to + 1
  end
end

-- Answers with what became of the inserts: their first position alone, when all were stored one
-- after another.
local function inserts(prefix, state, relearn, count, splits, after, told)
  rotate(prefix, state)
  for i = 1, count do
    flagsOf[i], queues[i], lows[i], hashes[i], payloads[i], at =
      unpackFrom('>BBc0I4Bc0I2', packed, at)
    known[i] = false
  end
  remember(prefix, state, count)
  local position = math.max(nowUs, after + 1)
  local first, listed = position, false
  -- Views that were stored of one payload after another: its place among the arguments, its name.
  local payload, name, views = 0, nil, 0
  for i = 1, count do
    local flags, queue = flagsOf[i], queues[i]
    member = member + 1
    if flags % 2 == 1 or relearn then
      local device = string.sub(queue, #prefix + 3)
      if not isProbe(i) then call('ZADD', prefix .. 'due', 'NX', text(nowUs), device) end
      local horizon = horizonOf(prefix, device)
      told[#told + 1] = pack('>d', horizon)
      if horizon >= position then position, listed = horizon + 1, true end
    end
    if flags % 4 >= 2 then
      local device = string.sub(queue, #prefix + 3)
      told[#told + 1] = pack('>dd', measure(prefix, device))
      local free = behindAll(prefix .. 'q:' .. device, position)
      free = behindAll(prefix .. 'v:' .. device, free)
      if free > position then position, listed = free, true end
    end
    local outcome = known[i] and 1 or isProbe(i) and 2 or 0
    outcomes[i], positions[i] = outcome, position
    if outcome == 0 then
      if payloads[i] > 0 then
        if payloads[i] ~= payload then
          if views > 0 then addViews(prefix, name, views, ARGV[payload]) end
          payload, name, views = payloads[i], payloadOf(ARGV[member]), 0
        end
        views = views + 1
      end
      -- Redis writes a number with 17 digits itself, which is cheaper than a text made here.
      call('ZADD', queue, position, ARGV[member])
      position = position + 1
    else
      listed = true
    end
  end
  if views > 0 then addViews(prefix, name, views, ARGV[payload]) end
  if splits > 0 and splits < countPlease then
    for _ = 1, splits do split(prefix, state) end
    writeState(prefix, state)
  end
  if not listed then return pack('>Bd', 0, first) end
  local each = {}
  for i = 1, count do each[i] = pack('>Bd', outcomes[i], positions[i]) end
  return pack('>B', 1) .. table.concat(each)
end

-- Deletes from one of a device's two queues, the whole envelopes or the views, first and then from
-- the other what is left; neighbours at once. Between one position and the next whole number is
-- nothing, and nothing else is sure: what was counted may be others.
local function remove(likely, other, isOfViews, positions, count, counts)
  local function take(queue, isViews, from, to, most)
    if isViews then return takeViews(queue, from, to, most, counts) end
    return call('ZREMRANGEBYSCORE', queue, from, to)
  end
  local gone, i = 0, 1
  while i <= count do
    local last = i
    while last < count and positions[last + 1] - positions[last] == 1 do last = last + 1 end
    local from, to, left = positions[i], positions[last], last - i + 1
    left = left - take(likely, isOfViews, from, to, left)
    if left > 0 then left = left - take(other(), not isOfViews, from, to, left) end
    gone = gone + last - i + 1 - left
    i = last + 1
  end
  return gone
end

-- The shard of the removals, and the views that went of its payloads; and positions of one of them.
local countsOf, counts, wanted = nil, {}, {}

-- Needs no fence: what a device has acknowledged goes, whoever was told. What is not there may be
-- in the durable store by now.
local function removal()
  local head, queue, length
  head, queue, length, at = unpackFrom('>BBc0I2', packed, at)
  for i = 1, length do wanted[i], at = unpackFrom('>Bc0', packed, at) end
  local prefix = string.sub(queue, 1, head)
  if prefix ~= countsOf then
    if countsOf then endViews(countsOf, counts) end
    countsOf, counts = prefix, {}
  end
  local isOfViews = string.byte(queue, head + 1) == string.byte('v')
  local function other()
    return prefix .. (isOfViews and 'q' or 'v') .. string.sub(queue, head + 2)
  end
  local gone = remove(queue, other, isOfViews, wanted, length, counts)
  if gone == length then return pack('>I2', gone) end
  return pack('>I2d', gone, horizonOf(prefix, string.sub(queue, head + 3)))
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
if countsOf then endViews(countsOf, counts) end
return table.concat(answers)
