// Reports in Redis, which names nobody: accounts stand under pseudonyms, and who reported them in a
// sketch that can be counted and not read.
//
//   aldis:{reports}:last        sorted set   pseudonym by the time of the last report
//   aldis:{reports}:by:<p>      HyperLogLog  pseudonyms of those who reported it
//
// Both end 30 days after the last report. Source: Signal-Server, ReportMessageManager.

import type { Pseudonyms } from '#crypto';
import type { ReportedAccount, ReportStore } from '#ports';
import type { AccountId } from '#protocol';
import { limits, parseAccountId } from '#protocol';
import type { RedisClient } from '#runtime';
import { translateFailure } from './scripts.ts';

const lastName = 'aldis:{reports}:last';
const sketchName = (pseudonym: string): string => `aldis:{reports}:by:${pseudonym}`;

export class RedisReports implements ReportStore {
  readonly #redis: RedisClient;
  readonly #pseudonyms: Pseudonyms;

  constructor(redis: RedisClient, pseudonyms: Pseudonyms) {
    this.#redis = redis;
    this.#pseudonyms = pseudonyms;
  }

  async add(of: AccountId, by: AccountId, nowMs: number): Promise<void> {
    const name = this.#pseudonyms.veil(of);
    const sketch = sketchName(name);
    const overAtMs = nowMs - limits.reportsKeptMs;
    const run = this.#redis
      .multi()
      .pfadd(sketch, this.#pseudonyms.veil(by))
      .pexpire(sketch, limits.reportsKeptMs)
      .zadd(lastName, nowMs, name)
      .zremrangebyscore(lastName, '-inf', overAtMs)
      // The oldest beyond as many as are kept.
      .zremrangebyrank(lastName, 0, -(limits.reportedAccountsMax + 1));
    await reaching(async () => {
      for (const [error] of (await run.exec()) ?? []) if (error) throw error;
    });
  }

  async read(of: AccountId, nowMs: number): Promise<ReportedAccount | undefined> {
    const name = this.#pseudonyms.veil(of);
    const at = await reaching(() => this.#redis.zscore(lastName, name));
    return at === null || isOver(Number(at), nowMs) ? undefined : this.#counted(name, Number(at));
  }

  async list(most: number, nowMs: number): Promise<readonly ReportedAccount[]> {
    const rows = await reaching(() =>
      this.#redis.zrange(lastName, '0', String(limits.reportedAccountsMax), 'WITHSCORES'),
    );
    const asked: Promise<ReportedAccount | undefined>[] = [];
    for (let row = 0; row < rows.length; row += 2) {
      const atMs = Number(rows[row + 1]);
      if (!isOver(atMs, nowMs)) asked.push(this.#counted(rows[row] ?? '', atMs));
    }
    const known = (await Promise.all(asked)).filter((one) => one !== undefined);
    return known.toSorted((a, b) => b.reporters - a.reporters).slice(0, most);
  }

  async forget(of: AccountId): Promise<void> {
    const name = this.#pseudonyms.veil(of);
    await reaching(async () => {
      await this.#redis.zrem(lastName, name);
      await this.#redis.unlink(sketchName(name));
    });
  }

  async #counted(name: string, lastAtMs: number): Promise<ReportedAccount | undefined> {
    const account = parseAccountId(this.#pseudonyms.unveil(name));
    const reporters = await reaching(() => this.#redis.pfcount(sketchName(name)));
    return account && reporters > 0 ? { account, reporters, lastAtMs } : undefined;
  }
}

const isOver = (atMs: number, nowMs: number): boolean => nowMs - atMs > limits.reportsKeptMs;

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateFailure(error);
  }
}
