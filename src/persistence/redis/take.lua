-- Takes permits from a token bucket, all or none. The bucket is one number: when it will be full
-- again.
local bucket = KEYS[1] -- string: time at which the bucket is full (microseconds of this Redis)
local burst = tonumber(ARGV[1]) -- permits of a full bucket
local refillUs = tonumber(ARGV[2]) -- microseconds until one permit is back
local permits = tonumber(ARGV[3])

local time = redis.call('TIME')
local nowUs = tonumber(time[1]) * 1000000 + tonumber(time[2])
local emptyUs = burst * refillUs
local fullAtUs = tonumber(redis.call('GET', bucket) or '0')
-- A clock that went back grants nothing, and keeps nobody out for longer than an empty bucket does.
local missingUs = math.min(math.max(fullAtUs - nowUs, 0), emptyUs) + permits * refillUs
if missingUs > emptyUs then
  return math.ceil((missingUs - emptyUs) / 1000)
end
local nextUs = string.format('%.0f', nowUs + missingUs)
redis.call('SET', bucket, nextUs, 'PX', math.ceil(missingUs / 1000))
return 0
