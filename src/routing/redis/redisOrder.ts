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
-- KEYS[1] string: the latest ordinal; ARGV[1] how many begin; answers the first one's
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local first = math.max(tonumber(redis.call('GET', KEYS[1]) or '0') + 1, now)
redis.call('SET', KEYS[1], string.format('%.0f', first + tonumber(ARGV[1]) - 1))
return string.format('%.0f', first)
`);

// Tells the time of Redis in microseconds.
const timeScript = new RedisScript(`
-- KEYS[1] string: where it is asked
local time = redis.call('TIME')
return string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]))
`);

/** Somebody whose ordinal is asked for. */
interface Asker {
  readonly resolve: (ordinal: number) => void;
  readonly reject: (error: unknown) => void;
}

/** ConnectionOrder over Redis. Those who ask in one turn share a call. */
export class RedisConnectionOrder implements ConnectionOrder {
  readonly #redis: RedisClient;
  #askers: Asker[] = [];

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  next(): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#askers.push({ resolve, reject }) === 1) process.nextTick(() => void this.#ask());
    });
  }

  async timeMs(): Promise<number> {
    return Number(await timeScript.run(this.#redis, [connectionsName], [])) / 1000;
  }

  async #ask(): Promise<void> {
    const askers = this.#askers;
    this.#askers = [];
    try {
      const first = Number(await nextScript.run(this.#redis, [connectionsName], [askers.length]));
      askers.forEach(({ resolve }, at) => resolve(first + at));
    } catch (error) {
      for (const { reject } of askers) reject(error);
    }
  }
}
