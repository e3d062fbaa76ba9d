// The order in which connections began, drawn from one counter in Redis, and the time where that
// counter is: of a cluster's servers each has a clock of its own.
//
//   {aldis}:connections   string, integer: the latest ordinal that was given out

import type { RedisClient } from '#runtime';
import type { ConnectionOrder } from '../ports.ts';
import { RedisScript } from './script.ts';

const connectionsName = '{aldis}:connections';

// Redis's time keeps the counter growing when its data is lost; the counter, when its clock goes
// back. %.0f: Lua's own form would round a number of 16 digits.
const nextScript = new RedisScript(`
-- KEYS[1] string: the latest ordinal
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local ordinal = math.max(tonumber(redis.call('GET', KEYS[1]) or '0') + 1, now)
redis.call('SET', KEYS[1], string.format('%.0f', ordinal))
return string.format('%.0f', ordinal)
`);

// Tells the time of Redis in microseconds.
const timeScript = new RedisScript(`
-- KEYS[1] string: where it is asked
local time = redis.call('TIME')
return string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]))
`);

/** ConnectionOrder over Redis. */
export class RedisConnectionOrder implements ConnectionOrder {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  async next(): Promise<number> {
    return Number(await nextScript.run(this.#redis, [connectionsName], []));
  }

  async timeMs(): Promise<number> {
    return Number(await timeScript.run(this.#redis, [connectionsName], [])) / 1000;
  }
}
