#!lua flags=allow-oom
-- Deletes what a queue holds.
-- KEYS: names of one device
return redis.call('DEL', unpack(KEYS))
