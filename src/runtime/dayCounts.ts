// What happened in the whole cluster within the last day, counted by name and five minutes, for the
// operators' pages: each worker adds what it counted, any worker reads the sum. Counts of workers
// that have died stay.
//
//   aldis:{figures}:counts:<hour>   hash   `<slot>.<name>` → how often; the hour's slots: 0 to 11

import type { RedisClient } from './redis.ts';

/** What is counted together. */
export const countSlotMs = 5 * 60 * 1000;
/** So many slots are told, the present one included: a day. */
export const countSlots = 288;
const hourMs = 60 * 60 * 1000;
const slotsAnHour = hourMs / countSlotMs;
/** The oldest slot that is told began a day ago, and its hour up to an hour earlier. */
const hoursRead = countSlots / slotsAnHour + 1;
const ttlMs = (hoursRead + 1) * hourMs;
const prefix = 'aldis:{figures}:counts:';

/** How often things happened, by name; one count a slot, the oldest first, the present one last. */
export interface DayCounts {
  /** When the present slot began, by the clock of those who count. */
  readonly slotAtMs: number;
  /** Names of which nothing was counted are not here. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
}

/** The counts of all workers. */
export interface ClusterCounts {
  /** Throws when Redis is away. */
  read(nowMs: number): Promise<DayCounts>;
}

/** The counts in Redis. */
export class RedisDayCounts implements ClusterCounts {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /**
   * Adds to the present slot. Throws when Redis is away; where the answer was lost it may have been
   * added all the same.
   */
  async add(counted: ReadonlyMap<string, number>, nowMs: number): Promise<void> {
    const slot = Math.floor((nowMs % hourMs) / countSlotMs);
    const name = nameOf(Math.floor(nowMs / hourMs));
    const work = this.#redis.multi();
    for (const [what, count] of counted) work.hincrby(name, `${slot}.${what}`, count);
    for (const [error] of (await work.pexpire(name, ttlMs).exec()) ?? []) if (error) throw error;
  }

  async read(nowMs: number): Promise<DayCounts> {
    const hour = Math.floor(nowMs / hourMs);
    const slotNow = Math.floor(nowMs / countSlotMs);
    const hours = Array.from({ length: hoursRead }, (_, ago) => hour - ago);
    const work = this.#redis.multi();
    for (const one of hours) work.hgetall(nameOf(one));
    const counts = new Map<string, number[]>();
    for (const [at, [error, fields]] of ((await work.exec()) ?? []).entries()) {
      if (error) throw error;
      const firstSlot = (hours[at] ?? hour) * slotsAnHour;
      for (const [field, count] of Object.entries(fields as Record<string, string>)) {
        const dot = field.indexOf('.');
        const age = slotNow - (firstSlot + Number(field.slice(0, dot)));
        if (!(age >= 0 && age < countSlots)) continue;
        const what = field.slice(dot + 1);
        const slots = counts.get(what) ?? new Array<number>(countSlots).fill(0);
        slots[countSlots - 1 - age] = Number(count);
        counts.set(what, slots);
      }
    }
    return { slotAtMs: slotNow * countSlotMs, counts };
  }
}

const nameOf = (hour: number): string => `${prefix}${hour}`;
