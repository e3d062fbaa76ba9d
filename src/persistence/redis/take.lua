#!lua flags=allow-oom
-- Works in a full Redis: who fills it must not do away with the limits. Buckets are small and end.
-- Takes permits from token buckets, all of a run's or none: a run is one bucket. A bucket is one
-- number: when it will be full again.
-- KEYS, one for each run: string, the time at which the bucket is full (microseconds of this Redis)
-- ARGV, three for each run:
--   burst     permits of a full bucket
--   refillUs  microseconds until one permit is back
--   permits

local time = redis.call('TIME')
local nowUs = tonumber(time[1]) * 1000000 + tonumber(time[2])

-- 0, or the milliseconds to wait.
local function take(bucket, burst, refillUs, permits)
  local emptyUs = burst * refillUs
  local fullAtUs = tonumber(redis.call('GET', bucket) or '0')
  -- A clock that went back grants nothing, and keeps nobody out for longer than an empty bucket.
  local missingUs = math.min(math.max(fullAtUs - nowUs, 0), emptyUs) + permits * refillUs
  if missingUs > emptyUs then
    return math.ceil((missingUs - emptyUs) / 1000)
  end
  local nextUs = string.format('%.0f', nowUs + missingUs)
  redis.call('SET', bucket, nextUs, 'PX', math.ceil(missingUs / 1000))
  return 0
end

local answers = {}
for run = 1, #KEYS do
  local own = run * 3 - 2
  answers[run] = take(KEYS[run], tonumber(ARGV[own]), tonumber(ARGV[own + 1]), tonumber(ARGV[own + 2]))
end
return answers
